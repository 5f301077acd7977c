// The round button and what stands around it. Every state has its own word, its own sign and its own look.

import { Microphone } from "/static/pages/modules/microphone.js";
import { Playback } from "/static/pages/modules/playback.js";
import { words } from "/static/pages/modules/words.js";

const $ = (id) => document.getElementById(id);

export class TalkButton {
  #state = "idle";
  #speaking = false;
  #deaf = false;
  #quiet = false;

  // "idle", "listening", "thinking" or "off"; while the assistant talks, "idle" shows and reads as "speaking", and as
  // "quiet" for a person who wants no voice.
  get state() {
    return document.body.dataset.voice;
  }

  set state(state) {
    // Without a microphone the button stays off, whatever else happens.
    this.#deaf ||= state === "off";
    this.#state = state === "idle" && this.#deaf ? "off" : state;
    this.#draw();
  }

  set speaking(speaking) {
    this.#speaking = speaking;
    this.#draw();
  }

  // The person wants to use the kiosk without any voice; a tap on the round button changes that.
  get quiet() {
    return this.#quiet;
  }

  set quiet(quiet) {
    this.#quiet = quiet;
    this.#draw();
  }

  set level(loudness) {
    $("level").level = loudness;
  }

  #draw() {
    const state = this.#state !== "idle" ? this.#state : this.#speaking ? "speaking" : this.#quiet ? "quiet" : "idle";
    document.body.dataset.voice = state;
    $("talk-word").textContent = words(`talk.${state}`);
    $("talk-hint").textContent = words(`talk.${state}_hint`);
    $("talk").setAttribute("aria-pressed", state === "listening");
    $("talk").setAttribute("aria-disabled", state === "thinking" || state === "off");
    $("hush").hidden = state !== "speaking";
    $("listen-cancel").hidden = state !== "listening";
    $("keyboard").hidden = state === "listening";
  }

  // One plain line above the button; empty takes it away.
  notice(text) {
    $("notice").textContent = text;
    $("notice").hidden = !text;
  }

  // Ready for the next person. A microphone that failed is tried afresh; one that cannot exist is not.
  wipe() {
    this.#deaf = !Microphone.possible;
    this.notice(missing());
    this.#quiet = false;
    this.state = "idle";
  }
}

// What this machine cannot do, told before anybody tries.
function missing() {
  if (!Microphone.possible && !Playback.possible) return words("notice.no_voice");
  if (!Microphone.possible) return words("notice.no_microphone");
  return Playback.possible ? "" : words("notice.no_sound");
}
