// <voice-choice>: the other voice, where this machine has one (V-17). Remembered on a person's own device, never on a kiosk.

import { request } from "../modules/trouble.js";

const KEY = "linban.voice";

// Emits "change" when a person has chosen.
class VoiceChoice extends HTMLElement {
  #voices = [];
  #chosen = "";

  async connectedCallback() {
    this.button.addEventListener("click", () => {
      const at = this.#voices.indexOf(this.voice || this.#voices[0]);
      this.choose(this.#voices[(at + 1) % this.#voices.length]);
      this.dispatchEvent(new Event("change"));
    });
    this.#voices = await voices();
    if (this.#voices.length < 2) return;
    this.hidden = false;
    this.choose(this.remembers ? remembered() : "");
  }

  get button() {
    return this.querySelector("button");
  }

  get remembers() {
    return this.hasAttribute("data-remembered");
  }

  // The name of the voice as /api/speak and the voice socket take it; empty for the usual one.
  get voice() {
    return this.#voices.includes(this.#chosen) ? this.#chosen : "";
  }

  // Empty for the usual one.
  choose(voice) {
    this.#chosen = voice === this.#voices[0] ? "" : voice;
    this.button.setAttribute("aria-pressed", this.voice !== "");
    if (this.remembers) remember(this.#chosen);
  }
}

// The voices that can speak here, the usual one first; none where nobody can tell.
async function voices() {
  try {
    const health = await (await request("/api/health")).json();
    return health.voices.filter(({ state }) => state !== "absent").map(({ voice }) => voice);
  } catch {
    return [];
  }
}

// A browser may forbid storage; the voice then holds for this visit.
function remembered() {
  try { return localStorage.getItem(KEY) ?? ""; } catch { return ""; }
}

function remember(voice) {
  try { localStorage.setItem(KEY, voice); } catch { /* holds for this visit */ }
}

customElements.define("voice-choice", VoiceChoice);
