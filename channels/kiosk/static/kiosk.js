// The kiosk: brings the talk button, the screens and the voice together. One visitor after another, nothing kept.

import "/static/pages/elements/level-meter.js";
import "/static/pages/elements/line-icon.js";
import "/static/pages/elements/pace-sign.js";
import "/static/pages/elements/step-progress.js";
import "/static/pages/elements/text-size.js";
import "/static/pages/elements/voice-choice.js";
import { isTooEarly } from "/static/pages/modules/bar.js";
import { Conversation } from "/static/pages/modules/conversation.js";
import { Ear } from "/static/pages/modules/ear.js";
import { discreet, hasLongNumber } from "/static/pages/modules/masking.js";
import { stayReadable } from "/static/pages/modules/offline.js";
import { Playback } from "/static/pages/modules/playback.js";
import { isOver, lead } from "/static/pages/modules/reply.js";
import { newId } from "/static/pages/modules/session.js";
import { wakeSound } from "/static/pages/modules/sound.js";
import { Trouble } from "/static/pages/modules/trouble.js";
import { words } from "/static/pages/modules/words.js";
import { Idle } from "./idle.js";
import { Keyboard } from "./keyboard.js";
import { printSlip, showSlip } from "./slip.js";
import { StaffCorner } from "./staff.js";
import { Stage } from "./stage.js";
import { TalkButton } from "./talk-button.js";

// Below this the person is asked first; above it the assistant acts and shows what it heard.
const SURE = 0.45;

const $ = (id) => document.getElementById(id);
const conversation = new Conversation("kiosk");
const voiceChoice = document.querySelector("voice-choice");
const chosenVoice = () => voiceChoice.voice;
const playback = new Playback(chosenVoice);
const stage = new Stage();
const talk = new TalkButton();
const idle = new Idle({ onWarn: askStillThere, onLast: () => say([words("idle.last")]), onLeave: leave });
const keyboard = new Keyboard({ onText: write, onTouch: () => idle.touch() });
const staff = new StaffCorner({ onOpen: () => { leave(); stage.open("staff"); }, onLeave: leave });
const ear = new Ear("kiosk", { talk, onLevel: () => idle.touch(), mayInterrupt: () => staff.mayInterrupt, voice: chosenVoice });

let unsent;
let visit = 0;
// What else the last words may have been, and whether they are being corrected.
let others = [];
let correcting = false;

// Ask ---------------------------------------------------------------------------------------------------------------

async function ask(text, source, { heard = "", confidence, id = newId() } = {}) {
  hush();
  const asking = ++visit;
  unsent = { text, source, heard, confidence, id };
  talk.state = "thinking";
  stage.thinking(heard);
  try {
    await takeBack();
    const reply = await conversation.send(text, source, confidence, id);
    if (asking === visit) answer(reply, heard);
  } catch (reason) {
    if (asking === visit) showTrouble(reason);
  }
}

function answer(reply, heard, spoken = false) {
  unsent = undefined;
  idle.extend();
  talk.notice("");
  talk.state = "idle";
  if (isOver(reply)) conversation.end();
  stage.answer(reply, heard);
  // Asked for in words: what is said goes on, and the paper comes to the front.
  if (reply.slip) putUp(reply.slip.service);
  if (!spoken) say(lead(reply), reply);
}

function write(text) {
  ask(text, "typed");
}

function showTrouble(reason) {
  talk.state = "idle";
  stage.trouble(words(reason instanceof Trouble ? reason.phrase : "notice.failed"), unsent?.text ?? "");
}

// Nothing personal is spoken in a public hall (P-12).
function say(sentences, manner) {
  if (talk.quiet || !Playback.possible) return;
  playback.speak(sentences.map((sentence) => discreet(sentence, (digits) => words("number_tail", { digits }))), manner);
}

// Listen ------------------------------------------------------------------------------------------------------------

async function listen() {
  hush();
  talk.notice("");
  talk.quiet = false;
  const hearing = ++visit;
  await takeBack().catch(() => {});
  if (hearing === visit) ear.listen(conversation.session);
}

function understand({ text, confidence, alternatives = [] }) {
  stage.partial("");
  others = alternatives.map((other) => other.text).filter((other) => other && other !== text);
  if (!text) heardNothing(words("notice.heard_nothing"));
  else if (confidence < SURE) doubt(text);
  else ask(text, "spoken", { heard: text, confidence });
}

function heardNothing(sentence) {
  stage.partial("");
  talk.notice(sentence);
  say([sentence]);
}

function doubt(text) {
  stage.doubt(text);
  $("doubt-right").onclick = () => ask(text, "spoken", { heard: text });
  const aloud = hasLongNumber(text) ? words("heard_doubt_screen") : words("heard_doubt") + "，" + text;
  say([aloud + "，" + words("heard_doubt_ask")]);
}

// Everything stops: what is said, and what is listened to.
function hush() {
  playback.stop();
  talk.speaking = false;
  ear.cancel();
}

// Only the voice stops; who is being heard is heard to the end.
function quieten() {
  playback.stop();
  if (ear.listening) return;
  talk.speaking = false;
  ear.quieten();
}

// Correct: what was heard is wrong. Nothing is undone before the person says what is right; then the assistant is told
// 不对, which takes back what the wrong words led to.
function fix() {
  hush();
  visit += 1;
  correcting = true;
  stage.fix(others);
  say([words("fix.ask")]);
}

async function takeBack() {
  if (correcting) await conversation.undo();
  correcting = false;
}

function keep() {
  correcting = false;
  stage.back();
}

// Come and go -------------------------------------------------------------------------------------------------------

function begin(quiet) {
  talk.quiet = quiet;
  stage.open("start");
  say(words("attract.spoken").split("\n"));
}

function askStillThere() {
  stage.open("still-there");
  say([words("idle.ask")]);
}

function leave() {
  visit++;
  hush();
  playback.stop();
  ear.leave();
  conversation.end();
  unsent = undefined;
  others = [];
  correcting = false;
  stage.wipe();
  talk.wipe();
  keyboard.close();
  document.querySelector("text-size").choose("1");
  voiceChoice.choose("");
  idle.rest();
}

async function openSlip() {
  hush();
  visit += 1;
  if (await putUp(stage.service)) say([words("slip.hint")]);
}

// Whether the slip of a guide is on the screen now: not where the visit has gone on in the meantime.
async function putUp(service) {
  const asking = visit;
  try {
    await showSlip(service);
    if (asking === visit) stage.open("slip");
    return asking === visit;
  } catch {
    talk.notice(words("notice.failed"));
    return false;
  }
}

// Touch -------------------------------------------------------------------------------------------------------------

const TAPS = {
  begin: () => begin(false),
  "begin-quiet": () => begin(true),
  talk: () => { if (!ear.finishByHand() && ["idle", "speaking", "quiet"].includes(talk.state)) listen(); },
  "heard-wrong": fix,
  "fix-say": listen,
  "fix-write": () => keyboard.open($("heard-text").textContent),
  "fix-right": keep,
  "doubt-again": () => { stage.back(); listen(); },
  "listen-cancel": () => ear.cancel(),
  hush: quieten,
  services: () => { quieten(); stage.services(); say([words("services.title")]); },
  print: openSlip,
  "done-print": openSlip,
  "slip-print": printSlip,
  "slip-back": () => stage.back(),
  "trouble-again": () => { if (unsent) ask(unsent.text, unsent.source, unsent); },
  home: leave,
  "over-home": leave,
  "done-home": leave,
  "idle-leave": leave,
  "idle-stay": () => { hush(); stage.back(); },
};

document.addEventListener("click", ({ target }) => {
  wakeSound();
  if (stage.screen !== "attract" || target.closest("button")) idle.touch();
  const button = target.closest("button");
  // Whoever touches the screen wants the voice to stop.
  if (!button) quieten();
  else if (isTooEarly(button)) explainTooEarly();
  else if (button.getAttribute("aria-disabled") !== "true") tapped(button);
}, true);

function explainTooEarly() {
  talk.notice(words("notice.not_yet"));
  // Never into an open microphone.
  if (!ear.listening) say([words("notice.not_yet")]);
}

function tapped({ id, dataset }) {
  if (dataset.send) ask(dataset.send, "button");
  else if (dataset.instead) ask(dataset.instead, "spoken", { heard: dataset.instead });
  else if (dataset.category) stage.services(dataset.category);
  else TAPS[id]?.();
}

// Voice -------------------------------------------------------------------------------------------------------------

voiceChoice.addEventListener("change", () => { if (!ear.listening) { quieten(); say([words("voice.now")]); } });
playback.addEventListener("start", () => { talk.speaking = true; });
playback.addEventListener("sentence", ({ detail }) => { idle.extend(); stage.mark(detail); });
playback.addEventListener("failed", () => talk.notice(words("notice.no_sound")));
playback.addEventListener("end", () => { talk.speaking = false; stage.mark(-1); idle.extend(); });

ear.addEventListener("partial", ({ detail }) => stage.partial(detail));
ear.addEventListener("heard", ({ detail }) => { idle.extend(); if (detail) stage.thinking(detail); });
ear.addEventListener("reply", ({ detail: { reply, heard } }) => answer(conversation.follow(reply), heard, true));
ear.addEventListener("transcript", ({ detail }) => understand(detail));
ear.addEventListener("failed", ({ detail }) => heardNothing(detail.say?.join("") ?? words(detail.phrase)));
ear.addEventListener("speaking", () => { talk.speaking = true; idle.extend(); });
ear.addEventListener("spoken", () => { talk.speaking = false; idle.extend(); });

talk.wipe();
staff.ready();
stayReadable();
