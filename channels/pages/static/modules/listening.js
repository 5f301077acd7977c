// One utterance: from the open microphone to the words that the recogniser made of it.

import { Endpointing, loudness } from "./endpointing.js";
import { Microphone } from "./microphone.js";
import { request } from "./trouble.js";
import { wave } from "./wave.js";

export class Listening {
  constructor() {
    this.microphone = new Microphone();
    this.blocks = [];
    this.recorded = new Promise((resolve) => { this.resolve = resolve; });
  }

  // Resolves once the microphone is really open; before that nothing a person says is heard.
  async open(onLevel) {
    const endpointing = new Endpointing();
    await this.microphone.open((samples, rate) => {
      this.rate = rate;
      this.blocks.push(samples);
      const level = loudness(samples);
      onLevel(level);
      const verdict = endpointing.push(level, samples.length / rate);
      if (verdict === "finished" || verdict === "nothing") this.close(verdict);
    });
  }

  // The person has tapped: what was said so far is the utterance.
  finish() {
    this.close("finished");
  }

  // The person does not want to speak after all.
  cancel() {
    this.close("cancelled");
  }

  close(verdict) {
    this.microphone.close();
    this.resolve(verdict);
  }

  // { text, confidence, ... }; empty text when nothing was said; undefined when cancelled.
  async transcript() {
    const verdict = await this.recorded;
    const blocks = this.blocks;
    this.blocks = [];
    if (verdict === "cancelled") return undefined;
    if (verdict === "nothing" || !blocks.length) return { text: "", confidence: 0 };
    const body = await wave(blocks, this.rate);
    const response = await request("/api/hear", { method: "POST", headers: { "Content-Type": "audio/wav" }, body });
    return response.json();
  }
}
