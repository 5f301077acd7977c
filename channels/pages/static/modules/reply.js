// Reads a reply for the screen: what is said stands large, what only stands written comes smaller below.

import { words } from "./words.js";

const bare = (text) => text.replace(/[\s，。！？；：、“”"'（）,.!?;:()]/g, "");

export function lead(reply) {
  return reply.say.length ? reply.say : reply.show.split("\n").slice(0, 1);
}

// Paragraphs of `show` that neither the sentences above them nor the name of the guide already tell.
export function more(reply) {
  const told = bare(lead(reply).join("") + (reply.guide?.name ?? ""));
  return reply.show
    .split("\n")
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph && !told.includes(bare(paragraph)));
}

export function progress(reply) {
  const { guide } = reply;
  if (!guide) return "";
  return guide.done ? words("done") : words("progress", guide);
}

// The visit is over when the assistant said goodbye and asks nothing more.
export function isOver(reply) {
  return ["goodbye", "stop"].includes(reply.understood?.act) && !reply.guide && !reply.choices.length;
}
