// Each bubble's own button: reads it aloud, or stops.

import { Playback } from "/static/pages/modules/playback.js";

const sign = (id) => document.getElementById(id).content.cloneNode(true);

export class ReadAloud {
  #playback;
  #button;
  #quieten = () => {};

  constructor(list, { onFailed, voice }) {
    this.#playback = new Playback(voice);
    list.addEventListener("click", ({ target }) => {
      const button = target.closest(".play");
      if (button) this.toggle(button);
    });
    this.#playback.addEventListener("end", () => this.#draw(false));
    this.#playback.addEventListener("failed", onFailed);
  }

  toggle(button) {
    const again = button === this.#button;
    this.stop();
    if (!again) this.play(button.closest(".message"));
  }

  play(message) {
    this.stop();
    this.#button = message.querySelector(".play");
    this.#draw(true);
    const sentences = [...message.querySelectorAll(".lead")].map((sentence) => sentence.textContent);
    this.#playback.speak(sentences, this.#button.dataset);
  }

  // A sentence that stands in no message.
  say(sentence) {
    this.stop();
    this.#playback.speak([sentence]);
  }

  // A message that is spoken over the voice socket: its button stops it, like any other.
  follow(message, quieten) {
    this.stop();
    this.#button = message.querySelector(".play") ?? undefined;
    this.#quieten = quieten;
    this.#draw(true);
  }

  // What was followed has been said to its end.
  over() {
    this.#quieten = () => {};
    this.#draw(false);
  }

  stop() {
    const quieten = this.#quieten;
    this.over();
    this.#playback.stop();
    quieten();
  }

  #draw(playing) {
    if (!this.#button) return;
    this.#button.setAttribute("aria-pressed", playing);
    this.#button.replaceChildren(sign(playing ? "stop-sign" : "play-sign"));
    if (!playing) this.#button = undefined;
  }
}
