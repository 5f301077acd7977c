// The slip of paper for the window: shown first, printed on a tap.

import { request } from "/static/pages/modules/trouble.js";
import { words } from "/static/pages/modules/words.js";

const $ = (id) => document.getElementById(id);
// Which paper the printer of this kiosk holds: /kiosk?paper=80 for a roll of 80 mm.
const PAPER = new URLSearchParams(location.search).get("paper") === "80" ? "80" : "a4";

// Puts the slip of a guide on the screen. Raises Trouble.
export async function showSlip(service) {
  const response = await request(`/slip/${service}?paper=${PAPER}`);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  $("slip-paper").replaceChildren(document.importNode(page.querySelector(".slip"), true));
  $("slip-said").textContent = words("slip.hint");
}

// Opens no window: a kiosk started with --kiosk-printing prints at once.
export function printSlip() {
  $("slip-said").textContent = words("slip.printing");
  window.print();
}
