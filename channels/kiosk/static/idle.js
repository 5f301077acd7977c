// Notices that a visitor has walked away: asks at 90 s, clears the screen 30 s later (A-13, P-12).

const WARN_MS = 90000;
const LEAVE_MS = 30000;
// The last word before the screen is cleared; still time for one tap.
const LAST_MS = 20000;

export class Idle {
  constructor({ onWarn, onLast, onLeave }) {
    Object.assign(this, { onWarn, onLast, onLeave });
  }

  // Somebody is here.
  touch() {
    this.rest();
    this.timer = setTimeout(() => this.warn(), WARN_MS);
  }

  // The voice is still busy with the visitor, if there is one.
  extend() {
    if (this.timer && !this.warned) this.touch();
  }

  warn() {
    this.warned = true;
    this.onWarn();
    this.last = setTimeout(() => this.onLast(), LAST_MS);
    this.timer = setTimeout(() => this.onLeave(), LEAVE_MS);
  }

  // The first screen stands there for as long as nobody touches it.
  rest() {
    clearTimeout(this.timer);
    clearTimeout(this.last);
    this.timer = undefined;
    this.warned = false;
  }
}
