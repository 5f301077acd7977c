// The microphone, as blocks of samples. Nothing is kept here (P-08).

const WORKLET = new URL("./recording-worklet.js", import.meta.url);

export class Microphone {
  static get possible() {
    return Boolean(navigator.mediaDevices?.getUserMedia && window.AudioWorkletNode);
  }

  // onBlock(samples, rate in Hertz)
  async open(onBlock) {
    this.stream = await navigator.mediaDevices.getUserMedia({
      audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    });
    // Closed while the browser was still asking.
    if (this.closed) return this.close();
    this.context = new AudioContext();
    await this.context.audioWorklet.addModule(WORKLET);
    const recording = new AudioWorkletNode(this.context, "recording", { numberOfOutputs: 0 });
    const { sampleRate } = this.context;
    recording.port.onmessage = ({ data }) => { if (!this.closed) onBlock(data, sampleRate); };
    this.context.createMediaStreamSource(this.stream).connect(recording);
    await this.context.resume();
  }

  // Switches the microphone off, so that the browser's own sign goes out too.
  close() {
    this.closed = true;
    this.stream?.getTracks().forEach((track) => track.stop());
    this.context?.close().catch(() => {});
    this.stream = this.context = undefined;
  }
}
