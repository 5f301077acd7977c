// The words of the page, written into it by the server from data/phrases/pages.yml.

const phrases = new Map(
  [...document.getElementById("words").content.querySelectorAll("data")].map((entry) => [entry.value, entry.textContent]),
);

export function words(key, values = {}) {
  const phrase = phrases.get(key) ?? "";
  return phrase.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
