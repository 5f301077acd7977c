// The web chat: brings the messages, the pen, the microphone and the voice together.

import "/static/pages/elements/level-meter.js";
import "/static/pages/elements/line-icon.js";
import "/static/pages/elements/pace-sign.js";
import "/static/pages/elements/step-progress.js";
import "/static/pages/elements/text-size.js";
import "/static/pages/elements/voice-choice.js";
import { isTooEarly, showBegun } from "/static/pages/modules/bar.js";
import { Conversation } from "/static/pages/modules/conversation.js";
import { Ear } from "/static/pages/modules/ear.js";
import { masked } from "/static/pages/modules/masking.js";
import { Microphone } from "/static/pages/modules/microphone.js";
import { isOver, progress } from "/static/pages/modules/reply.js";
import { wakeSound } from "/static/pages/modules/sound.js";
import { keep, stayReadable } from "/static/pages/modules/offline.js";
import { newId } from "/static/pages/modules/session.js";
import { Trouble } from "/static/pages/modules/trouble.js";
import { words } from "/static/pages/modules/words.js";
import { MessageList } from "./message-list.js";
import { ReadAloud } from "./read-aloud.js";
import { watchEdge } from "./edge.js";
import { forgetTalk, keepTalk, keptTalk } from "./kept-talk.js";

// Below this the person is asked first.
const SURE = 0.45;
// Until a message that found no line is tried again.
const AGAIN_MS = 15000;

const $ = (id) => document.getElementById(id);
// What was said stays readable after a refresh, until the page is closed or the visit is over.
const kept = keptTalk();
const conversation = new Conversation("web", kept?.session);
const messages = new MessageList();
const voiceChoice = document.querySelector("voice-choice");
const chosenVoice = () => voiceChoice.voice;
const readAloud = new ReadAloud($("messages"), { onFailed: () => notice(words("notice.no_sound")), voice: chosenVoice });

// What shows that a person is being heard. A microphone that cannot be had takes its button away.
const talk = {
  get state() { return document.body.dataset.voice; },
  set state(state) {
    $("talk").hidden ||= state === "off";
    voice(state === "off" ? "idle" : state);
  },
  set level(loudness) { $("level").level = loudness; },
  notice: (text) => notice(text),
};
const ear = new Ear("web", { talk, voice: chosenVoice });

let unsent;
let asking = 0;

// Ask ---------------------------------------------------------------------------------------------------------------

async function ask(text, source, { shown = text, confidence } = {}) {
  ear.cancel();
  showPerson(shown);
  await deliver({ text, source, confidence });
}

// What the person said, as it may stand on a screen that others see (P-11).
function showPerson(text, heard = false) {
  const person = masked(text);
  messages.addPerson(person, heard);
  remember({ person });
}

async function deliver(said) {
  const mine = ++asking;
  unsent = said;
  said.id ??= newId();
  readAloud.stop();
  messages.offer([]);
  closeDoubt();
  $("trouble").hidden = true;
  voice("thinking");
  try {
    const reply = await conversation.send(said.text, said.source, said.confidence, said.id);
    if (mine !== asking) return;
    answer(reply);
    // Who speaks is spoken to; who writes decides by the button under the answer.
    if (said.source === "spoken") readAloud.play(messages.last);
  } catch (reason) {
    if (mine === asking) showTrouble(reason);
  }
}

function answer(reply) {
  unsent = undefined;
  notice("");
  voice("idle");
  draw(reply);
  remember({ reply });
  if (reply.guide) keep(`/guides/${reply.guide.service}`).catch(() => {});
  if (leavesNothing(reply)) {
    conversation.end();
    forgetTalk();
  }
}

// Nothing of the visit goes on after this.
function leavesNothing(reply) {
  return isOver(reply) || reply.understood?.act === "delete_my_data";
}

function draw(reply) {
  showBegun(!leavesNothing(reply));
  $("progress").show(reply.guide, progress(reply));
  $("pace").pace = reply.pace;
  $("share").hidden = !reply.guide;
  $("share-link").href = reply.guide ? `/guides/${reply.guide.service}` : "/";
  messages.reveal(messages.addAssistant(reply));
}

function remember(said) {
  keepTalk(conversation.session, said);
}

function showTrouble(reason) {
  const offline = reason instanceof Trouble && reason.code === "offline";
  voice("idle");
  notice("");
  $("trouble-text").textContent = words(offline ? "notice.waiting" : reason instanceof Trouble ? reason.phrase : "notice.failed");
  $("trouble").hidden = false;
  $("trouble").scrollIntoView({ block: "nearest" });
  if (offline) setTimeout(sendAgain, AGAIN_MS);
}

// What could not be sent goes out by itself as soon as the line is back.
function sendAgain() {
  if (unsent && !$("trouble").hidden) deliver(unsent);
}

async function openLink(link) {
  // The link works once: a refresh goes on from what the tab keeps, and somebody else begins anew.
  history.replaceState(null, "", location.pathname);
  try {
    const reply = await conversation.open(link);
    forgetTalk();
    answer(reply);
  } catch {
    notice(words("notice.link_ended"));
  }
}

// Listen ------------------------------------------------------------------------------------------------------------

function listen() {
  asking++;
  readAloud.stop();
  notice("");
  ear.listen(conversation.session);
}

// Words as they come, while the person is still speaking.
function partial(text) {
  $("partial").textContent = masked(text);
}

function heard(text) {
  partial("");
  closeDoubt();
  messages.offer([]);
  if (text) showPerson(text, true);
}

function understand({ text, confidence }) {
  voice("idle");
  if (!text) notice(words("notice.heard_nothing"));
  else if (confidence < SURE) doubt(text);
  else {
    showPerson(text, true);
    deliver({ text, source: "spoken", confidence });
  }
}

function cutOff({ phrase, say }) {
  partial("");
  voice("idle");
  notice(say?.join("") ?? words(phrase));
}

function doubt(text) {
  $("doubt-text").textContent = masked(text);
  $("doubt-right").onclick = () => { closeDoubt(); showPerson(text, true); deliver({ text, source: "spoken" }); };
  $("doubt").hidden = false;
  $("doubt").scrollIntoView({ block: "nearest" });
}

function closeDoubt() {
  $("doubt").hidden = true;
  $("doubt-text").textContent = "";
}

ear.addEventListener("partial", ({ detail }) => partial(detail));
ear.addEventListener("heard", ({ detail }) => heard(detail));
ear.addEventListener("reply", ({ detail: { reply } }) => answer(conversation.follow(reply)));
ear.addEventListener("transcript", ({ detail }) => understand(detail));
ear.addEventListener("failed", ({ detail }) => cutOff(detail));
ear.addEventListener("speaking", () => readAloud.follow(messages.last, () => ear.quieten()));
ear.addEventListener("spoken", () => readAloud.over());

// Screen ------------------------------------------------------------------------------------------------------------

function voice(state) {
  document.body.dataset.voice = state;
  $("listening").hidden = state !== "listening";
  $("write").hidden = state === "listening";
  $("thinking").hidden = state !== "thinking";
  if (state === "thinking") $("thinking").scrollIntoView({ block: "nearest" });
}

function notice(text) {
  $("notice").textContent = text;
  $("notice").hidden = !text;
}

// Touch -------------------------------------------------------------------------------------------------------------

document.addEventListener("click", ({ target }) => {
  wakeSound();
  const button = target.closest("[data-send]");
  if (!button) return;
  if (isTooEarly(button)) notice(words("notice.not_yet"));
  else ask(button.dataset.send, "button", { shown: button.dataset.title });
}, true);

// What was heard is wrong: the assistant takes it back, and the words stand ready to be put right.
$("messages").addEventListener("click", ({ target }) => {
  const wrong = target.closest(".wrong");
  if (!wrong) return;
  const text = wrong.closest(".message").querySelector("p").textContent;
  $("write-text").value = text.includes("*") ? "" : text;
  ask(words("heard_wrong"), "button");
});
voiceChoice.addEventListener("change", () => { if (!ear.listening) readAloud.say(words("voice.now")); });
$("talk").addEventListener("click", listen);
$("listen-finish").addEventListener("click", () => ear.finishByHand());
$("listen-cancel").addEventListener("click", () => { ear.cancel(); partial(""); });
$("doubt-again").addEventListener("click", () => { closeDoubt(); listen(); });
$("trouble-again").addEventListener("click", sendAgain);
window.addEventListener("online", sendAgain);
$("share-link").addEventListener("click", share);
$("write").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = $("write-text").value.trim();
  if (!text) return;
  $("write-text").value = "";
  ask(text, "typed");
});

// A phone that can share offers its own list of people; elsewhere the link simply opens the guide to read.
function share(event) {
  if (!navigator.share) return;
  event.preventDefault();
  navigator.share({ title: document.title, url: $("share-link").href }).catch(() => {});
}

showBegun(false);
watchEdge($("room"));
for (const { person, reply } of kept?.said ?? []) {
  if (person) messages.addPerson(person);
  else draw(reply);
}
// A guide's page leads here with its name: it stands in the line to write in, and is sent by the person.
$("write-text").value = decodeURIComponent(location.hash.slice(1));
stayReadable();

if (!Microphone.possible) {
  $("talk").hidden = true;
  notice(words("notice.no_microphone"));
}

const link = new URLSearchParams(location.search).get("g");
if (link) openLink(link);
