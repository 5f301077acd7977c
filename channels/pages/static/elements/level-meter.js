// <level-meter>: a row of bars that rises with the voice, so that a person sees being heard.

const BARS = 9;

class LevelMeter extends HTMLElement {
  connectedCallback() {
    this.replaceChildren(...Array.from({ length: BARS }, () => document.createElement("i")));
    this.setAttribute("aria-hidden", "true");
  }

  // Loudness as root mean square, 0 to 1. Speech at arm's length is about 0.02 to 0.2.
  set level(loudness) {
    const lit = Math.round(Math.min(1, Math.sqrt(loudness * 4)) * BARS);
    [...this.children].forEach((bar, i) => bar.toggleAttribute("data-lit", i < lit));
  }
}

customElements.define("level-meter", LevelMeter);
