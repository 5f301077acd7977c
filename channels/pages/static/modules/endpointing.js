// Decides from loudness alone when a person has finished. Arithmetic only; no clock, no microphone.

export class Endpointing {
  // 1.5 s: older speakers pause in the middle of a sentence (V-11). 8 s: time to find the first word (V-12).
  constructor({ silenceSeconds = 1.5, waitSeconds = 8, longestSeconds = 30 } = {}) {
    Object.assign(this, { silenceSeconds, waitSeconds, longestSeconds });
    this.floor = 0.005;
    this.total = this.loud = this.quiet = 0;
    this.spoke = false;
  }

  // One block: its loudness (root mean square, 0 to 1) and length. Returns "waiting", "speaking", "finished" or "nothing".
  push(loudness, seconds) {
    this.total += seconds;
    if (loudness > Math.max(0.012, this.floor * 3)) {
      this.loud += seconds;
      this.quiet = 0;
    } else {
      this.floor += (loudness - this.floor) * 0.05;
      this.quiet += seconds;
      if (this.quiet > 0.3 && !this.spoke) this.loud = 0;
    }
    // 0.15 s: a knock on the table is shorter than any word.
    this.spoke ||= this.loud > 0.15;
    return this.verdict();
  }

  verdict() {
    if (this.spoke && this.quiet >= this.silenceSeconds) return "finished";
    if (!this.spoke && this.total >= this.waitSeconds) return "nothing";
    if (this.total >= this.longestSeconds) return "finished";
    return this.spoke ? "speaking" : "waiting";
  }
}

export function loudness(samples) {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / samples.length);
}
