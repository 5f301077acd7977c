// <text-size>: three sizes of text. Remembered on a person's own device, never on a kiosk.

const KEY = "linban.text-size";

class TextSize extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", ({ target }) => {
      const size = target.closest("button")?.dataset.size;
      if (size) this.choose(size);
    });
    if (this.remembers) this.choose(remembered() ?? "1");
  }

  get remembers() {
    return this.hasAttribute("data-remembered");
  }

  choose(size) {
    document.documentElement.dataset.size = size;
    for (const button of this.querySelectorAll("button")) button.setAttribute("aria-pressed", button.dataset.size === size);
    if (this.remembers) remember(size);
  }
}

// A browser may forbid storage; the size then holds for this visit.
function remembered() {
  try { return localStorage.getItem(KEY); } catch { return null; }
}

function remember(size) {
  try { localStorage.setItem(KEY, size); } catch { /* holds for this visit */ }
}

customElements.define("text-size", TextSize);
