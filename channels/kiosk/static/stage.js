// What stands in the middle of the kiosk: one screen at a time, one step on it.

import { isOver, lead, more, progress } from "/static/pages/modules/reply.js";
import { Paging } from "./paging.js";

const $ = (id) => document.getElementById(id);

// On the first screen there is nothing yet to repeat, to go back to or to leave.
const NEEDS_A_CONVERSATION = ["bar-repeat", "bar-back", "bar-next", "bar-stop"];

export class Stage {
  #under = {};
  #paging = new Paging($("answer"), $("page-up"), $("page-down"));

  constructor() {
    this.open("start");
  }

  get screen() {
    return document.body.dataset.screen;
  }

  open(screen) {
    if (screen !== this.screen) this.#under[screen] = this.screen;
    this.#show(screen);
  }

  // From a question put in between, back to what stood there.
  back() {
    this.#show(this.#under[this.screen] ?? "start");
  }

  #show(screen) {
    document.body.dataset.screen = screen;
    for (const section of $("stage").children) section.hidden = section.dataset.screen !== screen;
    $("home").hidden = screen === "start";
    for (const id of NEEDS_A_CONVERSATION) $(id).setAttribute("aria-disabled", screen === "start");
    $("answer").scrollTop = 0;
    this.#paging.look();
  }

  answer(reply, heard) {
    if (isOver(reply)) return this.#over(reply);
    this.showHeard(heard);
    $("pictogram").setAttribute("name", reply.guide?.done ? "circle-check" : (reply.pictogram ?? ""));
    $("lead").replaceChildren(...lead(reply).map(paragraph));
    $("more").replaceChildren(...more(reply).map(paragraph));
    $("more").hidden = !$("more").children.length;
    $("choices").replaceChildren(...reply.choices.map(choice));
    $("done").hidden = !reply.guide?.done || reply.choices.length > 0;
    $("progress").show(reply.guide, progress(reply));
    this.open("answer");
  }

  #over(reply) {
    this.#clear();
    $("over-text").textContent = lead(reply).join("");
    this.open("over");
  }

  showHeard(text) {
    $("heard-text").textContent = text;
    $("heard").hidden = !text;
  }

  // Shows at once what was heard, before there is an answer to it.
  thinking(heard) {
    if (heard && this.screen !== "answer") {
      this.#clear();
      this.open("answer");
    }
    this.showHeard(heard);
  }

  // Underlines the sentence that is being spoken; -1 underlines none.
  mark(number) {
    [...$("lead").children].forEach((sentence, i) => sentence.toggleAttribute("data-now", i === number));
  }

  doubt(text) {
    $("doubt-text").textContent = text;
    this.open("doubt");
  }

  trouble(text, unsent) {
    $("trouble-text").textContent = text;
    $("trouble-words").textContent = unsent;
    this.open("trouble");
  }

  wipe() {
    this.#clear();
    this.open("start");
    this.#under = {};
  }

  // Takes every word of the visitor out of the page (P-12).
  #clear() {
    this.showHeard("");
    for (const id of ["lead", "more", "choices", "doubt-text", "trouble-text", "trouble-words", "over-text"]) $(id).replaceChildren();
    $("pictogram").setAttribute("name", "");
    $("progress").show(null, "");
    $("doubt-right").onclick = null;
  }
}

function paragraph(text) {
  const p = document.createElement("p");
  p.textContent = text;
  return p;
}

function choice({ title, send }) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "choice";
  button.dataset.send = send;
  button.textContent = title;
  item.append(button);
  return item;
}
