// Notices that a visitor has walked away: asks at 90 s, clears the screen 30 s later (A-13, P-12).

const WARN_MS = 90000;
const LEAVE_MS = 30000;

export class Idle {
  constructor({ onWarn, onLeave }) {
    Object.assign(this, { onWarn, onLeave });
  }

  // Somebody is here.
  touch() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.warn(), WARN_MS);
  }

  // The voice is still busy with the visitor, if there is one.
  extend() {
    if (this.timer) this.touch();
  }

  warn() {
    this.onWarn();
    this.timer = setTimeout(() => this.onLeave(), LEAVE_MS);
  }

  // The first screen stands there for as long as nobody touches it.
  rest() {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
