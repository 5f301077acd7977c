// Speaks sentences one after another. The next is fetched while one is heard, so that there is no hole between them.

import { wakeSound } from "./sound.js";
import { request } from "./trouble.js";

// Between sentences; older listeners use the pause to take in what was said (V-03).
const PAUSE_MS = 500;
const RATES = ["slow", "normal", "fast"];
const VOLUMES = ["soft", "normal", "loud"];

export class Playback extends EventTarget {
  // A browser without sound: nothing is fetched that nobody can hear.
  static get possible() {
    return Boolean(window.AudioContext);
  }

  stopping = new AbortController();

  // voice(): the name of the voice that a person has chosen; empty for the usual one.
  constructor(voice = () => "") {
    super();
    this.voice = voice;
  }

  // Emits "start", "sentence" (detail: its number) and "end"; "failed" before "end" where no sound comes out.
  async speak(sentences, { pace, volume } = {}) {
    this.stop();
    const { signal } = (this.stopping = new AbortController());
    const clips = sentences.map(() => undefined);
    const clip = (i) => (clips[i] ??= i < sentences.length ? this.fetch(sentences[i], { pace, volume }, signal) : undefined);
    this.tell("start");
    try {
      clip(0);
      for (let i = 0; i < sentences.length; i++) {
        clip(i + 1)?.catch(() => {});
        const buffer = await clip(i);
        if (signal.aborted) return;
        this.tell("sentence", i);
        await this.play(buffer, signal);
        await pause(i + 1 < sentences.length ? PAUSE_MS : 0, signal);
      }
    } catch {
      if (!signal.aborted) this.tell("failed");
    } finally {
      // A newer speak() has its own end.
      if (this.stopping.signal === signal) this.tell("end");
    }
  }

  stop() {
    this.stopping.abort();
  }

  // Loud is made loud where it is rendered: there the peaks are held, here they would be cut (V-18).
  async fetch(text, manner, signal) {
    const rate = RATES.includes(manner.pace) ? manner.pace : "normal";
    const volume = VOLUMES.includes(manner.volume) ? manner.volume : "normal";
    const response = await request("/api/speak", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ text, rate, volume, voice: this.voice() }),
      signal,
    });
    return wakeSound().decodeAudioData(await response.arrayBuffer());
  }

  play(buffer, signal) {
    const context = wakeSound();
    const source = new AudioBufferSourceNode(context, { buffer });
    source.connect(context.destination);
    return new Promise((resolve, reject) => {
      // A machine without a loudspeaker never ends a sound; the text must not wait for it.
      const overdue = setTimeout(() => reject(new Error("no sound")), buffer.duration * 1000 + 3000);
      source.onended = () => { clearTimeout(overdue); resolve(); };
      signal.addEventListener("abort", () => { source.onended = null; source.stop(); clearTimeout(overdue); resolve(); });
      source.start();
    });
  }

  tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

function pause(milliseconds, signal) {
  return new Promise((resolve) => {
    setTimeout(resolve, signal.aborted ? 0 : milliseconds);
    signal.addEventListener("abort", resolve);
  });
}
