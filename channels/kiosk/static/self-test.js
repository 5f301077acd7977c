// Plays a sentence with the microphone open, and measures what comes back. The samples are thrown away at once (P-08).

import { loudness } from "/static/pages/modules/endpointing.js";
import { Microphone } from "/static/pages/modules/microphone.js";
import { Playback } from "/static/pages/modules/playback.js";
import { wakeSound } from "/static/pages/modules/sound.js";

// How long the room alone is listened to first.
const ROOM_MS = 1500;
// A microphone that is cut off gives exact zeros; the quietest room does not.
const DEAD = 1e-6;
// Twice as loud as the room while the machine speaks: it hears itself.
const ECHO = 2;

// { speaker: true or false, microphone: "works", "silent" or "denied", echo: true, false or undefined where unknown }
export async function selfTest(sentence) {
  const heard = { room: [], speech: [] };
  let phase = "room";
  const microphone = new Microphone();
  try {
    await microphone.open((samples) => heard[phase].push(loudness(samples)));
  } catch {
    return { speaker: await speaks(sentence), microphone: "denied", echo: undefined };
  }
  await new Promise((resolve) => setTimeout(resolve, ROOM_MS));
  phase = "speech";
  const speaker = await speaks(sentence);
  microphone.close();
  const alive = Math.max(0, ...heard.room, ...heard.speech) > DEAD;
  return { speaker, microphone: alive ? "works" : "silent", echo: speaker && alive ? comesBack(heard) : undefined };
}

async function speaks(sentence) {
  wakeSound();
  const playback = new Playback();
  let failed = false;
  playback.addEventListener("failed", () => { failed = true; });
  await playback.speak([sentence]);
  return !failed;
}

function comesBack({ room, speech }) {
  return middle(speech) > Math.max(middle(room), 0.002) * ECHO;
}

function middle(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
