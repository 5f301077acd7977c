// <step-progress>: "第3步，共6步" in words, with a row of marks below it.

class StepProgress extends HTMLElement {
  // guide: { step, steps, done } or null; text: the same in words.
  show(guide, text) {
    this.hidden = !guide;
    this.replaceChildren();
    if (!guide) return;
    const told = document.createElement("p");
    told.textContent = text;
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
