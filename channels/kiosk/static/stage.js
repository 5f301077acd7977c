// What stands in the middle of the kiosk: one screen at a time, one step on it.

import { showBegun } from "/static/pages/modules/bar.js";
import { masked } from "/static/pages/modules/masking.js";
import { phrased } from "/static/pages/modules/phrased.js";
import { isOver, lead, more, progress } from "/static/pages/modules/reply.js";
import { words } from "/static/pages/modules/words.js";
import { Fitting } from "./fitting.js";
import { Paging } from "./paging.js";

const $ = (id) => document.getElementById(id);

// Questions put in between; what stood before them comes back.
const IN_BETWEEN = ["doubt", "fix", "slip", "trouble", "still-there", "staff"];
const EMPTIED = ["lead", "more", "choices", "fix-others", "doubt-text", "trouble-text", "trouble-words", "over-text", "slip-paper"];

export class Stage {
  #under = "attract";
  // Whether there is an answer to repeat, to go back from or to leave.
  #begun = false;
  #slip = new Paging($("slip-paper"), $("slip-up"), $("slip-down"));
  #fitting = new Fitting(new Paging($("answer"), $("page-up"), $("page-down")));

  constructor() {
    this.open("attract");
  }

  get screen() {
    return document.body.dataset.screen;
  }

  open(screen) {
    if (!IN_BETWEEN.includes(this.screen)) this.#under = this.screen;
    document.body.dataset.screen = screen;
    for (const section of $("stage").children) section.hidden = section.dataset.screen !== screen;
    $("home").hidden = ["attract", "start", "staff"].includes(screen);
    $("services").hidden = screen !== "start";
    showBegun(this.#begun);
    $("print").hidden = screen !== "answer" || !this.service;
    this.#slip.look();
    this.#fitting.fit();
  }

  // All there is: first the categories, then the services of one.
  services(category = "") {
    this.open("services");
    $("services-title").textContent = category || words("services.title");
    $("categories").hidden = Boolean(category);
    for (const list of document.querySelectorAll("[data-of]")) list.hidden = list.dataset.of !== category;
  }

  // From a question put in between, back to what stood there.
  back() {
    this.open(this.#under);
  }

  // The guide on the screen, of which a slip can be made.
  get service() {
    return $("progress").dataset.service;
  }

  answer(reply, heard) {
    if (isOver(reply)) return this.#over(reply);
    this.showHeard(heard);
    $("pictogram").setAttribute("name", reply.guide?.done ? "circle-check" : (reply.pictogram ?? ""));
    $("lead").replaceChildren(...lead(reply).map(paragraph));
    $("more").replaceChildren(...more(reply).map(paragraph));
    $("more").hidden = !$("more").children.length;
    $("choices").replaceChildren(...reply.choices.map((offered) => choice(offered)));
    $("done").hidden = !reply.guide?.done || reply.choices.length > 0;
    $("pace").pace = reply.pace;
    this.#position(reply);
    this.#begun = true;
    this.open("answer");
  }

  #position(reply) {
    $("progress").show(reply.guide, progress(reply));
    $("progress").dataset.service = reply.guide?.service ?? "";
  }

  #over(reply) {
    this.#clear();
    this.#begun = false;
    $("over-text").textContent = lead(reply).join("");
    this.open("over");
  }

  showHeard(text) {
    $("heard-text").replaceChildren(phrased(masked(text)));
    $("heard").hidden = !text;
    this.partial("");
  }

  // Words as they come, while the person is still speaking.
  partial(text) {
    $("partial-text").textContent = masked(text);
    $("partial").hidden = !text;
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
    $("doubt-text").replaceChildren(phrased(masked(text)));
    this.open("doubt");
  }

  // others: what else the recogniser may have heard, at most two.
  fix(others) {
    $("fix-others").replaceChildren(...others.slice(0, 2).map((text) => choice({ title: masked(text), send: text }, "instead")));
    this.open("fix");
  }

  trouble(text, unsent) {
    $("trouble-text").replaceChildren(phrased(text));
    $("trouble-words").textContent = masked(unsent);
    this.open("trouble");
  }

  wipe() {
    this.#clear();
    this.#begun = false;
    this.open("attract");
    this.#under = "attract";
  }

  // Takes every word of the visitor out of the page (P-12).
  #clear() {
    this.showHeard("");
    for (const id of EMPTIED) $(id).replaceChildren();
    $("pictogram").setAttribute("name", "");
    this.#position({ guide: null });
    $("pace").pace = "normal";
    $("doubt-right").onclick = null;
  }
}

function paragraph(text) {
  const p = document.createElement("p");
  p.append(phrased(text));
  return p;
}

function choice({ title, send }, kind = "send") {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "choice";
  button.dataset[kind] = send;
  const label = document.createElement("span");
  label.append(phrased(title));
  button.append(label);
  item.append(button);
  return item;
}
