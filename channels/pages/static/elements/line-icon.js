// <line-icon name="phone">: draws one icon of the set in the colour of the text beside it; an unknown name draws nothing.

const drawings = new Map();

async function drawing(name) {
  const response = await fetch(new URL(`../icons/${name}.svg`, import.meta.url));
  if (!response.ok) return undefined;
  return new DOMParser().parseFromString(await response.text(), "image/svg+xml").documentElement;
}

class LineIcon extends HTMLElement {
  static observedAttributes = ["name"];

  async attributeChangedCallback(_attribute, _before, name) {
    this.replaceChildren();
    this.hidden = true;
    if (!/^[a-z0-9-]+$/.test(name ?? "")) return;
    if (!drawings.has(name)) drawings.set(name, drawing(name).catch(() => undefined));
    const svg = await drawings.get(name);
    if (!svg || this.getAttribute("name") !== name) return;
    this.replaceChildren(document.importNode(svg, true));
    this.setAttribute("aria-hidden", "true");
    this.hidden = false;
  }
}

customElements.define("line-icon", LineIcon);
