// The web chat: brings the messages, the pen, the microphone and the voice together.

import "/static/pages/elements/level-meter.js";
import "/static/pages/elements/line-icon.js";
import "/static/pages/elements/pace-sign.js";
import "/static/pages/elements/step-progress.js";
import "/static/pages/elements/text-size.js";
import { Conversation } from "/static/pages/modules/conversation.js";
import { Listening } from "/static/pages/modules/listening.js";
import { Microphone } from "/static/pages/modules/microphone.js";
import { isOver, progress } from "/static/pages/modules/reply.js";
import { tone, wakeSound } from "/static/pages/modules/sound.js";
import { keep, stayReadable } from "/static/pages/modules/offline.js";
import { Trouble } from "/static/pages/modules/trouble.js";
import { words } from "/static/pages/modules/words.js";
import { MessageList } from "./message-list.js";
import { ReadAloud } from "./read-aloud.js";
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
const readAloud = new ReadAloud($("messages"), { onFailed: () => notice("notice.no_sound") });

let listening;
let unsent;
let asking = 0;

// Ask ---------------------------------------------------------------------------------------------------------------

async function ask(text, source, { shown = text, confidence } = {}) {
  messages.addPerson(shown);
  remember({ person: shown });
  await deliver({ text, source, confidence });
}

async function deliver(said) {
  const mine = ++asking;
  unsent = said;
  readAloud.stop();
  messages.offer([]);
  closeDoubt();
  $("trouble").hidden = true;
  voice("thinking");
  try {
    const reply = await conversation.send(said.text, said.source, said.confidence);
    if (mine !== asking) return;
    answer(reply);
    // Who speaks is spoken to; who writes decides by the button under the answer.
    if (said.source === "spoken") readAloud.play(messages.last, reply);
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
  if (isOver(reply) || reply.understood?.act === "delete_my_data") {
    conversation.end();
    forgetTalk();
  }
}

function draw(reply) {
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
    notice("notice.link_ended");
  }
}

// Listen ------------------------------------------------------------------------------------------------------------

async function listen() {
  if (listening) return;
  readAloud.stop();
  notice("");
  const mine = (listening = new Listening());
  try {
    await tone("listening");
    await mine.open((level) => { $("level").level = level; });
  } catch {
    mine.cancel();
    stopListening("notice.no_microphone");
    return;
  }
  voice("listening");
  mine.recorded.then((verdict) => { if (verdict !== "cancelled") thinkAloud(); });
  try {
    understand(await mine.transcript());
  } catch {
    stopListening("notice.hearing_failed");
  }
}

function thinkAloud() {
  voice("thinking");
  tone("finished");
}

function understand(transcript) {
  stopListening("");
  if (!transcript) return;
  if (!transcript.text) notice("notice.heard_nothing");
  else if (transcript.confidence < SURE) doubt(transcript.text);
  else ask(transcript.text, "spoken", { confidence: transcript.confidence });
}

function stopListening(phrase) {
  listening = undefined;
  voice("idle");
  notice(phrase);
}

function doubt(text) {
  $("doubt-text").textContent = text;
  $("doubt").hidden = false;
  $("doubt").scrollIntoView({ block: "nearest" });
}

function closeDoubt() {
  const text = $("doubt-text").textContent;
  $("doubt").hidden = true;
  $("doubt-text").textContent = "";
  return text;
}

// Screen ------------------------------------------------------------------------------------------------------------

function voice(state) {
  document.body.dataset.voice = state;
  $("listening").hidden = state !== "listening";
  $("write").hidden = state === "listening";
  $("thinking").hidden = state !== "thinking";
  if (state === "thinking") $("thinking").scrollIntoView({ block: "nearest" });
}

function notice(phrase) {
  $("notice").textContent = phrase && words(phrase);
  $("notice").hidden = !phrase;
}

// Touch -------------------------------------------------------------------------------------------------------------

document.addEventListener("click", ({ target }) => {
  wakeSound();
  const button = target.closest("[data-send]");
  if (button && !listening) ask(button.dataset.send, "button", { shown: button.dataset.title });
}, true);

$("talk").addEventListener("click", listen);
$("listen-finish").addEventListener("click", () => listening?.finish());
$("listen-cancel").addEventListener("click", () => listening?.cancel());
$("doubt-right").addEventListener("click", () => ask(closeDoubt(), "spoken"));
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

for (const { person, reply } of kept?.said ?? []) {
  if (person) messages.addPerson(person);
  else draw(reply);
}
// A guide's page leads here with its name: it stands in the line to write in, and is sent by the person.
$("write-text").value = decodeURIComponent(location.hash.slice(1));
stayReadable();

if (!Microphone.possible) {
  $("talk").hidden = true;
  notice("notice.no_microphone");
}

const link = new URLSearchParams(location.search).get("g");
if (link) openLink(link);
