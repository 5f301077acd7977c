// The kiosk: brings the talk button, the screens and the voice together. One visitor after another, nothing kept.

import "/static/pages/elements/level-meter.js";
import "/static/pages/elements/line-icon.js";
import "/static/pages/elements/step-progress.js";
import "/static/pages/elements/text-size.js";
import { Conversation } from "/static/pages/modules/conversation.js";
import { Listening } from "/static/pages/modules/listening.js";
import { Playback } from "/static/pages/modules/playback.js";
import { isOver, lead } from "/static/pages/modules/reply.js";
import { tone, wakeSound } from "/static/pages/modules/sound.js";
import { Trouble } from "/static/pages/modules/trouble.js";
import { words } from "/static/pages/modules/words.js";
import { Idle } from "./idle.js";
import { Stage } from "./stage.js";
import { TalkButton } from "./talk-button.js";

// Below this the person is asked first; above it the assistant acts and shows what it heard.
const SURE = 0.45;
// A second tap this soon is a trembling hand, not the wish to stop.
const TREMBLE_MS = 700;
// Numbers this long may be somebody's own; in a public hall they are not read out (P-12).
const LONG_NUMBER = /[\d零〇幺一二两三四五六七八九]{5,}/u;

const $ = (id) => document.getElementById(id);
const conversation = new Conversation("kiosk");
const playback = new Playback();
const stage = new Stage();
const talk = new TalkButton();
const idle = new Idle({ onWarn: askStillThere, onLeave: leave });

let listening;
let listeningSince = 0;
let unsent;
let visit = 0;

// Ask ---------------------------------------------------------------------------------------------------------------

async function ask(text, source, heard = "", confidence = undefined) {
  hush();
  const asking = ++visit;
  unsent = { text, source, heard, confidence };
  talk.state = "thinking";
  stage.thinking(heard);
  try {
    const reply = await conversation.send(text, source, confidence);
    if (asking === visit) answer(reply, heard);
  } catch (reason) {
    if (asking === visit) showTrouble(reason);
  }
}

function answer(reply, heard) {
  unsent = undefined;
  idle.extend();
  talk.notice("");
  talk.state = "idle";
  if (isOver(reply)) conversation.end();
  stage.answer(reply, heard);
  playback.speak(lead(reply), reply);
}

function showTrouble(reason) {
  talk.state = "idle";
  stage.trouble(words(reason instanceof Trouble ? reason.phrase : "notice.failed"), unsent?.text ?? "");
}

// Listen ------------------------------------------------------------------------------------------------------------

async function listen() {
  hush();
  talk.notice("");
  const hearing = ++visit;
  const mine = (listening = new Listening());
  try {
    await tone("listening");
    await mine.open((level) => { talk.level = level; idle.touch(); });
  } catch {
    mine.cancel();
    listening = undefined;
    talk.notice(words("notice.no_microphone"));
    talk.state = "off";
    return;
  }
  if (hearing !== visit) return mine.cancel();
  talk.state = "listening";
  listeningSince = performance.now();
  const transcript = mine.transcript();
  mine.recorded.then((verdict) => finishedListening(mine, verdict));
  try {
    understand(await transcript, hearing);
  } catch {
    if (hearing === visit) heardNothing("notice.hearing_failed");
  }
}

function finishedListening(mine, verdict) {
  if (listening !== mine) return;
  listening = undefined;
  if (verdict === "cancelled") return;
  talk.state = "thinking";
  tone("finished");
}

function understand(transcript, hearing) {
  if (hearing !== visit) return;
  if (!transcript) talk.state = "idle";
  else if (!transcript.text) heardNothing("notice.heard_nothing");
  else if (transcript.confidence < SURE) doubt(transcript.text);
  else ask(transcript.text, "spoken", transcript.text, transcript.confidence);
}

function heardNothing(phrase) {
  talk.state = "idle";
  talk.notice(words(phrase));
}

function doubt(text) {
  talk.state = "idle";
  stage.doubt(text);
  $("doubt-right").onclick = () => ask(text, "spoken", text);
  const aloud = LONG_NUMBER.test(text) ? words("heard_doubt_screen") : words("heard_doubt") + "，" + text;
  playback.speak([aloud + "，" + words("heard_doubt_ask")]);
}

function hush() {
  playback.stop();
  listening?.cancel();
  listening = undefined;
}

// Leave -------------------------------------------------------------------------------------------------------------

function askStillThere() {
  stage.open("still-there");
}

function leave() {
  visit++;
  hush();
  conversation.end();
  unsent = undefined;
  stage.wipe();
  talk.wipe();
  closeKeyboard();
  document.querySelector("text-size").choose("1");
  idle.rest();
}

// Touch -------------------------------------------------------------------------------------------------------------

document.addEventListener("click", ({ target }) => {
  wakeSound();
  idle.touch();
  const button = target.closest("[data-send]");
  if (button && button.getAttribute("aria-disabled") !== "true") ask(button.dataset.send, "button");
}, true);

$("talk").addEventListener("click", () => {
  if (talk.state === "listening") finishByHand();
  else if (!listening && ["idle", "speaking"].includes(talk.state)) listen();
});
function finishByHand() {
  if (performance.now() - listeningSince > TREMBLE_MS) listening?.finish();
}

$("heard-again").addEventListener("click", listen);
$("doubt-again").addEventListener("click", () => { stage.back(); listen(); });
$("listen-cancel").addEventListener("click", () => listening?.cancel());
$("hush").addEventListener("click", () => playback.stop());
$("trouble-again").addEventListener("click", () => { if (unsent) ask(unsent.text, unsent.source, unsent.heard, unsent.confidence); });
$("home").addEventListener("click", leave);
$("over-home").addEventListener("click", leave);
$("done-home").addEventListener("click", leave);
$("idle-leave").addEventListener("click", leave);
$("idle-stay").addEventListener("click", () => stage.back());

$("keyboard").addEventListener("click", () => ($("write").hidden ? openKeyboard() : closeKeyboard()));
$("write").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = $("write-text").value.trim();
  if (!text) return;
  closeKeyboard();
  ask(text, "typed", "");
});
$("write-text").addEventListener("input", () => idle.touch());

function openKeyboard() {
  $("write").hidden = false;
  $("keyboard").setAttribute("aria-expanded", "true");
  $("keyboard").lastElementChild.textContent = words("write.kiosk_close");
  $("write-text").focus();
}

function closeKeyboard() {
  $("write-text").value = "";
  $("write").hidden = true;
  $("keyboard").setAttribute("aria-expanded", "false");
  $("keyboard").lastElementChild.textContent = words("write.kiosk_open");
}

// Voice -------------------------------------------------------------------------------------------------------------

playback.addEventListener("start", () => { talk.speaking = true; });
playback.addEventListener("sentence", ({ detail }) => { idle.extend(); stage.mark(detail); });
playback.addEventListener("failed", () => talk.notice(words("notice.no_sound")));
playback.addEventListener("end", () => { talk.speaking = false; stage.mark(-1); idle.extend(); });

talk.wipe();
