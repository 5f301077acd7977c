// The line to write in, for a kiosk that has a keyboard, or one on its screen.

import { words } from "/static/pages/modules/words.js";

const $ = (id) => document.getElementById(id);

export class Keyboard {
  constructor({ onText, onTouch }) {
    $("keyboard").addEventListener("click", () => ($("write").hidden ? this.open() : this.close()));
    $("write-text").addEventListener("input", onTouch);
    $("write").addEventListener("submit", (event) => {
      event.preventDefault();
      const text = $("write-text").value.trim();
      if (!text) return;
      this.close();
      onText(text);
    });
  }

  open(text = "") {
    this.#show(true);
    $("write-text").value = text;
    $("write-text").focus();
  }

  close() {
    $("write-text").value = "";
    this.#show(false);
  }

  #show(shown) {
    $("write").hidden = !shown;
    $("keyboard").setAttribute("aria-expanded", shown);
    $("keyboard").lastElementChild.textContent = words(shown ? "write.kiosk_close" : "write.kiosk_open");
  }
}
