// Runs in the audio thread: hands the samples of the microphone to the page, 1024 at a time.

const BLOCK = 1024;

class Recording extends AudioWorkletProcessor {
  block = new Float32Array(BLOCK);
  filled = 0;

  process([[samples]]) {
    for (const sample of samples ?? []) {
      this.block[this.filled++] = sample;
      if (this.filled < BLOCK) continue;
      this.port.postMessage(this.block.slice());
      this.filled = 0;
    }
    return true;
  }
}

registerProcessor("recording", Recording);
