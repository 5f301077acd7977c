// Listening, with everything that shows a person is being heard. Over the voice socket where there is one; else the
// whole utterance is recorded and sent.

import { loudness } from "./endpointing.js";
import { Listening } from "./listening.js";
import { Microphone } from "./microphone.js";
import { tone } from "./sound.js";
import { StreamPlayer } from "./stream-player.js";
import { VoiceLine } from "./voice-line.js";
import { words } from "./words.js";

// A second tap this soon is a trembling hand, not the wish to stop.
const TREMBLE_MS = 700;

// Emits "partial" (text), "heard" (text), "reply" ({ reply, heard }), "transcript" ({ text, confidence, ... }), and
// "failed" ({ phrase } or { say }); "speaking" and "spoken" where the socket speaks the answer.
export class Ear extends EventTarget {
  #line;
  #player = new StreamPlayer();
  #microphone;
  #recording;
  #heard = "";
  #since = 0;
  // Counts what was begun and cancelled. An answer, or a sound, of an earlier count is nobody's any more.
  #turn = 0;
  #asked = 0;
  #voiced = 0;
  #cue = false;

  // talk: what shows it: `state` ("idle", "listening", "thinking", "off"), `level`, and `notice(text)`.
  // mayInterrupt(): whether a self-test proved that the loudspeaker stays out of the microphone. voice(): the voice that a
  // person has chosen; empty for the usual one.
  constructor(channel, { talk, onLevel = () => {}, mayInterrupt = () => false, voice = () => "" }) {
    super();
    Object.assign(this, { talk, onLevel, mayInterrupt, voice });
    this.#line = new VoiceLine(channel);
    this.#follow();
  }

  get listening() {
    return this.talk.state === "listening";
  }

  async listen(session) {
    this.cancel();
    const turn = ++this.#turn;
    const [live] = await Promise.all([this.#line.open(session).catch(() => false), tone("listening")]);
    if (turn !== this.#turn) return;
    try {
      await (live ? this.#stream(turn) : this.#record(turn));
    } catch {
      if (turn === this.#turn) this.#deaf();
    }
  }

  // Over the socket -------------------------------------------------------------------------------------------------

  async #stream(turn) {
    const microphone = (this.#microphone = new Microphone());
    this.#asked = turn;
    let started = false;
    await microphone.open((samples, rate) => {
      if (!started) this.#line.start({ rate, duplex: this.mayInterrupt(), voice: this.voice() });
      started = true;
      this.#line.sound(samples);
      this.#level(loudness(samples));
    });
    if (turn !== this.#turn) return microphone.close();
    if (this.#line.live) return this.#listeningNow();
    // Closed as soon as it was open: the person is heard all the same.
    this.#closeMicrophone();
    this.#asked = 0;
    return this.#record(turn);
  }

  #follow() {
    const on = (type, act) => this.#line.addEventListener(type, ({ detail }) => act(detail));
    on("listening", ({ interrupted }) => { if (interrupted) this.#spokenOver(); });
    on("partial", ({ text }) => this.#tell("partial", text));
    on("heard", ({ text }) => this.#heardWords(text));
    on("reply", (reply) => { if (this.#expecting) this.#tell("reply", { reply, heard: this.#heard }); });
    on("speaking", ({ cue = false }) => this.#speaking(cue));
    on("sound", (bytes) => { if (this.#voicing) this.#player.push(bytes); });
    on("spoken", () => { if (this.#voicing) this.#spoken(); });
    on("error", ({ say }) => { if (this.#expecting) this.#broken({ say }); });
    on("closed", () => { if (this.#expecting) this.#cutOff(); });
  }

  get #expecting() {
    return this.#asked === this.#turn;
  }

  get #voicing() {
    return this.#voiced === this.#turn;
  }

  // cue: a word such as 听到了; the answer comes later.
  #speaking(cue) {
    if (!this.#expecting) return;
    this.#voiced = this.#turn;
    this.#cue = cue;
    this.#player.begin();
    this.#tell("speaking");
  }

  #spoken() {
    if (!this.#cue) this.#closeMicrophone();
    this.#tell("spoken");
  }

  // Somebody speaks over the assistant: it is silent until it is known whether anything was meant.
  #spokenOver() {
    this.#player.stop();
    this.#listeningNow();
  }

  #heardWords(text) {
    if (!this.#expecting) return;
    this.#heard = text;
    if (!this.mayInterrupt()) this.#closeMicrophone();
    this.talk.state = "thinking";
    tone("finished");
    this.#tell("heard", text);
  }

  // The line is gone: whoever was speaking, or waits for an answer, is told; a voice breaks off in the middle.
  #cutOff() {
    if (this.#voicing) this.#spoken();
    if (["listening", "thinking"].includes(this.talk.state)) this.#broken({ phrase: "notice.line_lost" });
  }

  #broken(detail) {
    this.#closeMicrophone();
    this.talk.state = "idle";
    this.#tell("failed", detail);
  }

  // Without it --------------------------------------------------------------------------------------------------------

  async #record(turn) {
    const recording = (this.#recording = new Listening());
    await recording.open((level) => this.#level(level));
    if (turn !== this.#turn) return recording.cancel();
    this.#listeningNow();
    recording.recorded.then((verdict) => this.#recorded(recording, verdict));
    const transcript = await recording.transcript().catch(() => ({ failed: true }));
    if (turn !== this.#turn || !transcript) return undefined;
    this.talk.state = "idle";
    if (transcript.failed) return this.#tell("failed", { phrase: "notice.hearing_failed" });
    return this.#tell("transcript", transcript);
  }

  #recorded(recording, verdict) {
    if (this.#recording !== recording) return;
    this.#recording = undefined;
    this.talk.state = verdict === "cancelled" ? "idle" : "thinking";
    if (verdict !== "cancelled") tone("finished");
  }

  // Both --------------------------------------------------------------------------------------------------------------

  #listeningNow() {
    this.#since = performance.now();
    this.talk.state = "listening";
  }

  #level(level) {
    this.talk.level = level;
    this.onLevel();
  }

  #deaf() {
    this.#closeMicrophone();
    this.#recording?.cancel();
    this.#recording = undefined;
    this.talk.notice(words("notice.no_microphone"));
    this.talk.state = "off";
  }

  #closeMicrophone() {
    this.#microphone?.close();
    this.#microphone = undefined;
  }

  // True where the tap belonged to what is being heard.
  finishByHand() {
    if (!this.listening) return false;
    if (performance.now() - this.#since > TREMBLE_MS) this.#finish();
    return true;
  }

  #finish() {
    if (this.#recording) return this.#recording.finish();
    this.#closeMicrophone();
    this.#line.end();
    this.talk.state = "thinking";
    return undefined;
  }

  // Silent at once: the sound stops here, before the server knows. An answer that is still to come is shown, unspoken.
  quieten() {
    if (this.#voicing) this.#closeMicrophone();
    this.#voiced = -1;
    this.#player.stop();
    this.#line.interrupt();
  }

  // Silent and deaf; whatever is still to come is for nobody.
  cancel() {
    this.#turn++;
    this.quieten();
    this.#closeMicrophone();
    this.#recording?.cancel();
    this.#recording = undefined;
    if (this.listening) this.talk.state = "idle";
  }

  // The next person gets a line of their own.
  leave() {
    this.cancel();
    this.#line.close();
    this.#heard = "";
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
