// Plays a WAV while it is still coming: a header of 44 bytes, then signed 16-bit mono PCM, piece by piece.

import { wakeSound } from "./sound.js";

const HEADER_BYTES = 44;
const RATE_AT = 24;
// A piece that comes a little late must not tear a hole.
const LEAD_SECONDS = 0.06;

export class StreamPlayer {
  #playing = new Set();
  #rate;
  #until = 0;

  // A new stream begins; its header comes with the first bytes.
  begin() {
    this.#rate = undefined;
  }

  push(bytes) {
    let from = 0;
    if (!this.#rate) {
      this.#rate = new DataView(bytes).getUint32(RATE_AT, true);
      from = HEADER_BYTES;
    }
    if (bytes.byteLength > from) this.#play(new Int16Array(bytes.slice(from)));
  }

  #play(pcm) {
    const context = wakeSound();
    if (!context) return;
    const buffer = context.createBuffer(1, pcm.length, this.#rate);
    buffer.copyToChannel(Float32Array.from(pcm, (sample) => sample / 32768), 0);
    const source = new AudioBufferSourceNode(context, { buffer });
    source.connect(context.destination);
    source.onended = () => this.#playing.delete(source);
    this.#playing.add(source);
    this.#until = Math.max(this.#until, context.currentTime + LEAD_SECONDS);
    source.start(this.#until);
    this.#until += buffer.duration;
  }

  // Silent at once; what has come already is thrown away.
  stop() {
    for (const source of this.#playing) source.stop();
    this.#playing.clear();
    this.#until = 0;
  }
}
