// <step-progress>: which guide, "第3步，共6步" in words, and a row of marks.

class StepProgress extends HTMLElement {
  // guide: { name, step, steps, done } or null; text: the position in words.
  show(guide, text) {
    this.hidden = !guide;
    this.replaceChildren();
    if (!guide) return;
    const told = document.createElement("p");
    const name = document.createElement("span");
    name.textContent = guide.name;
    const position = document.createElement("b");
    position.textContent = text;
    told.append(name, position);
    const marks = document.createElement("ol");
    marks.setAttribute("aria-hidden", "true");
    for (let step = 1; step <= guide.steps; step++) {
      const mark = document.createElement("li");
      mark.dataset.state = guide.done || step < guide.step ? "past" : step === guide.step ? "now" : "ahead";
      marks.append(mark);
    }
    this.append(told, marks);
  }
}

customElements.define("step-progress", StepProgress);
