// Makes an answer fit the screen. The question, which is the last sentence said, and the choices are always seen: what
// matters less gives way, one thing after the other, and only as far as it must.

const $ = (id) => document.getElementById(id);

// In this order; what each means for the looks stands in kiosk.css.
const GIVES_WAY = ["drawing", "room", "size", "paragraphs", "heard"];
// What is left where even that is not enough: whole paragraphs, so that a page begins with one.
const PAGED = "drawing room size heard";
// As high as the fading of the last line in kiosk.css.
const FADE = 48;

export class Fitting {
  constructor(paging) {
    this.paging = paging;
    // Not the answer itself: its width changes with the buttons that turn its pages, and whoever turns one stays there.
    new ResizeObserver(() => this.fit()).observe($("stage"));
    // The drawing comes a little later than the words.
    const changes = new MutationObserver(() => this.fit());
    changes.observe(document.documentElement, { attributeFilter: ["data-size"] });
    changes.observe($("pictogram"), { attributeFilter: ["hidden"] });
  }

  fit() {
    if ($("screen-answer").hidden) return;
    for (let given = 0; given <= GIVES_WAY.length; given++) {
      this.#give(GIVES_WAY.slice(0, given).join(" "));
      if (this.#bottom <= this.#floor && !this.#overflows) return;
    }
    this.#give(PAGED);
    this.#turnToQuestion();
  }

  #give(way) {
    $("screen-answer").dataset.gives = way;
    this.paging.rewind();
  }

  // As much of the end as there is room for, from the beginning of a sentence on.
  #turnToQuestion() {
    // Takes its width before anything is measured.
    this.paging.up.hidden = false;
    const top = $("answer").getBoundingClientRect().top;
    const sentences = [...$("lead").children];
    const first = sentences.find((sentence) => this.#bottom - sentence.getBoundingClientRect().top <= this.#floor - top);
    const start = first ?? sentences.at(-1);
    if (start) this.paging.show(start.getBoundingClientRect().top - top);
  }

  // Where the last sentence ends.
  get #bottom() {
    return $("lead").getBoundingClientRect().bottom;
  }

  // Down to where it can be read.
  get #floor() {
    return $("answer").getBoundingClientRect().bottom - (this.paging.down.hidden ? 0 : FADE);
  }

  get #overflows() {
    return $("stage").scrollHeight > $("stage").clientHeight;
  }
}
