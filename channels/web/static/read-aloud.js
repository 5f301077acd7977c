// Each bubble's own button: reads it aloud, or stops.

import { Playback } from "/static/pages/modules/playback.js";

const sign = (id) => document.getElementById(id).content.cloneNode(true);

export class ReadAloud {
  #playback = new Playback();
  #button;

  constructor(list, { onFailed }) {
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

  play(message, manner) {
    this.stop();
    this.#button = message.querySelector(".play");
    if (manner) Object.assign(this.#button.dataset, { pace: manner.pace, volume: manner.volume });
    this.#draw(true);
    const sentences = [...message.querySelectorAll(".lead")].map((sentence) => sentence.textContent);
    this.#playback.speak(sentences, this.#button.dataset);
  }

  stop() {
    this.#playback.stop();
    this.#draw(false);
  }

  #draw(playing) {
    if (!this.#button) return;
    this.#button.setAttribute("aria-pressed", playing);
    this.#button.replaceChildren(sign(playing ? "stop-sign" : "play-sign"));
    if (!playing) this.#button = undefined;
  }
}
