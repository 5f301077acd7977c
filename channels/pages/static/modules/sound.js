// The loudspeaker: one audio context for the page, and the short tones that go with the listening sign.

let context;

// Has to be called from a tap: a browser keeps a page silent until a person has touched it.
export function wakeSound() {
  // A browser without sound still shows every word.
  if (!window.AudioContext) return undefined;
  context ??= new AudioContext();
  if (context.state === "suspended") context.resume().catch(() => {});
  return context;
}

// 500-2000 Hz is what ageing ears hear best (V-16).
const TONES = { listening: [660, 880], finished: [880, 660] };
const TONE_SECONDS = 0.11;

export async function tone(name) {
  const sound = wakeSound();
  if (!sound) return;
  TONES[name].forEach((frequency, i) => {
    const at = sound.currentTime + i * TONE_SECONDS;
    const gain = new GainNode(sound, { gain: 0 });
    gain.gain.setTargetAtTime(0.25, at, 0.01);
    gain.gain.setTargetAtTime(0, at + TONE_SECONDS - 0.03, 0.01);
    const oscillator = new OscillatorNode(sound, { frequency });
    oscillator.connect(gain).connect(sound.destination);
    oscillator.start(at);
    oscillator.stop(at + TONE_SECONDS + 0.05);
  });
  await new Promise((resolve) => setTimeout(resolve, TONE_SECONDS * 2000));
}
