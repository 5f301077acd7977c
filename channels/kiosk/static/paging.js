// Buttons in place of dragging, for an answer that is longer than the screen.

export class Paging {
  constructor(area, up, down) {
    Object.assign(this, { area, up, down });
    up.addEventListener("click", () => this.turn(-1));
    down.addEventListener("click", () => this.turn(1));
    area.addEventListener("scroll", () => this.look());
    const size = new ResizeObserver(() => this.look());
    size.observe(area);
    for (const section of area.children) size.observe(section);
  }

  // A little less than a screen, so that the eye finds the last line again.
  turn(direction) {
    this.area.scrollBy({ top: direction * this.area.clientHeight * 0.8 });
  }

  // Back to the first line; no button takes any room before it is needed.
  rewind() {
    this.up.hidden = this.down.hidden = true;
    this.show(0);
  }

  // At once, however far it is.
  show(top) {
    this.area.scrollTo({ top, behavior: "instant" });
    this.look();
  }

  look() {
    const { scrollTop, scrollHeight, clientHeight } = this.area;
    this.up.hidden = scrollTop < 8;
    this.down.hidden = scrollHeight - clientHeight - scrollTop < 8;
  }
}
