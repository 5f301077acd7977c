// <pace-sign data-pace="slow">: a tortoise, three marks and a hare; the mark that is filled is how fast the voice is now.

const PACES = ["slow", "normal", "fast"];

class PaceSign extends HTMLElement {
  connectedCallback() {
    this.pace = this.dataset.pace;
  }

  set pace(pace) {
    const now = PACES.includes(pace) ? pace : "normal";
    this.dataset.pace = now;
    [...this.querySelectorAll("i")].forEach((mark, i) => mark.toggleAttribute("data-now", PACES[i] === now));
  }
}

customElements.define("pace-sign", PaceSign);
