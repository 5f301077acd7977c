// The buttons that are always there. Before something has begun, most of them have nothing to act on: they look so, and
// a press tells why.

const waiting = document.querySelectorAll("[data-begun-only]");

export function showBegun(begun) {
  for (const button of waiting) button.setAttribute("aria-disabled", !begun);
}

export function isTooEarly(button) {
  return button.matches('[data-begun-only][aria-disabled="true"]');
}
