// Words and numbers that stay on one line: half an identity card, or half a telephone number, is not read as one.

import { words } from "./words.js";

const longestFirst = words("unbroken").split("\n").filter(Boolean).sort((a, b) => b.length - a.length);
// A number takes what it counts along.
const NUMBER = String.raw`[\d*]+(?:[-. ][\d*]+)*\p{Script=Han}?`;
const KNOWN = new RegExp([NUMBER, ...longestFirst].join("|"), "gu");
// Where a browser knows the words of the language. It cuts the names of cards and offices, which are listed for that.
const dictionary = globalThis.Intl?.Segmenter && new Intl.Segmenter("zh", { granularity: "word" });

// The text for an element of the page.
export function phrased(text) {
  const fragment = new DocumentFragment();
  fragment.append(...withTails(cut(text)).map((piece) => (piece.length > 1 && isWord(piece) ? whole(piece) : piece)));
  return fragment;
}

function cut(text) {
  const pieces = [];
  let end = 0;
  for (const match of text.matchAll(KNOWN)) {
    pieces.push(...cutByDictionary(text.slice(end, match.index)), match[0]);
    end = match.index + match[0].length;
  }
  return [...pieces, ...cutByDictionary(text.slice(end))];
}

function cutByDictionary(text) {
  // Without one, between any two glyphs.
  return dictionary ? [...dictionary.segment(text)].map(({ segment }) => segment) : [...text];
}

// Joins a single glyph that ends a clause to the word before it: no line begins with one.
function withTails(words) {
  const pieces = [];
  words.forEach((word, i) => {
    const ends = !words[i + 1] || !isWord(words[i + 1]);
    if (word.length === 1 && isWord(word) && ends && pieces.length && isWord(pieces.at(-1))) pieces[pieces.length - 1] += word;
    else pieces.push(word);
  });
  return pieces;
}

function isWord(piece) {
  return /[\p{L}\p{N}*]$/u.test(piece);
}

function whole(text) {
  const span = document.createElement("span");
  span.className = "whole";
  span.textContent = text;
  return span;
}
