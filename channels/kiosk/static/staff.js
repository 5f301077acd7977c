// The staff corner: five taps on the name of the machine, or /kiosk?staff. Proves loudspeaker, microphone and echo.

import { request } from "/static/pages/modules/trouble.js";
import { words } from "/static/pages/modules/words.js";
import { selfTest } from "./self-test.js";

const $ = (id) => document.getElementById(id);
const TAPS = 5;
const WITHIN_MS = 4000;

export class StaffCorner {
  // Set by the self-test: whether the voice of the machine stays out of its own microphone.
  mayInterrupt = false;
  #taps = [];

  constructor({ onOpen, onLeave }) {
    this.onOpen = onOpen;
    $("brand").addEventListener("click", () => this.#tapped());
    $("staff-leave").addEventListener("click", onLeave);
    $("test-run").addEventListener("click", () => this.#run());
  }

  ready() {
    if (new URLSearchParams(location.search).has("staff")) this.onOpen();
  }

  #tapped() {
    const now = performance.now();
    this.#taps = [...this.#taps.filter((tap) => now - tap < WITHIN_MS), now];
    if (this.#taps.length < TAPS) return;
    this.#taps = [];
    this.onOpen();
  }

  async #run() {
    $("test-run").setAttribute("aria-disabled", true);
    $("test-said").textContent = words("staff.running");
    $("test-engines").textContent = await engines();
    const { speaker, microphone, echo } = await selfTest(words("staff.say"));
    this.mayInterrupt = speaker && microphone === "works" && echo === false;
    $("test-speaker").textContent = words(speaker ? "staff.works" : "staff.silent");
    $("test-microphone").textContent = words(`staff.${microphone}`);
    $("test-echo").textContent = words(echo === undefined ? "staff.untested" : echo ? "staff.echoes" : "staff.no_echo");
    $("test-said").textContent = words(speaker && microphone === "works" ? "staff.all_well" : "staff.look");
    $("test-run").setAttribute("aria-disabled", false);
  }
}

// Which ear and which mouth are at work, as /api/health names them.
async function engines() {
  try {
    const health = await (await request("/api/health")).json();
    const ready = [...health.hearing, ...health.speaking].filter(({ state }) => state === "ready");
    return ready.map(({ engine }) => engine).join(" · ");
  } catch {
    return words("notice.offline");
  }
}
