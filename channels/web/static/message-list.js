// The conversation on the page: bubbles, and below the last one its choices.

import { phrased } from "/static/pages/modules/phrased.js";
import { lead, more } from "/static/pages/modules/reply.js";

const $ = (id) => document.getElementById(id);
const copy = (id) => $(id).content.firstElementChild.cloneNode(true);

export class MessageList {
  // heard: the words come from the recogniser, and may be wrong.
  addPerson(text, heard = false) {
    const message = copy("person-message");
    message.querySelector("p").append(phrased(text));
    message.querySelector(".wrong").hidden = !heard;
    for (const earlier of document.querySelectorAll(".message .wrong")) earlier.hidden = true;
    this.#add(message);
  }

  // Returns the bubble's element, which carries what it reads aloud.
  addAssistant(reply) {
    const message = copy("assistant-message");
    message.querySelector("line-icon").setAttribute("name", reply.guide?.done ? "circle-check" : (reply.pictogram ?? ""));
    message.querySelector(".words").append(
      ...lead(reply).map((text) => paragraph(text, "lead")),
      ...more(reply).map((text) => paragraph(text, "more")),
    );
    // Read aloud later, it is read as it was meant: slowly, or loud.
    Object.assign(message.querySelector(".play").dataset, { pace: reply.pace, volume: reply.volume });
    this.#add(message);
    this.offer(reply.choices);
    return message;
  }

  offer(choices) {
    $("choices").replaceChildren(...choices.map(choice));
  }

  // The newest bubble.
  get last() {
    return $("messages").lastElementChild;
  }

  #add(message) {
    $("welcome").hidden = true;
    $("messages").append(message);
  }

  // The end comes into view, with the choices; but never so far that the first word of the message is lost.
  reveal(message) {
    const room = $("room");
    room.scrollTop = room.scrollHeight;
    const cut = room.getBoundingClientRect().top - message.getBoundingClientRect().top;
    if (cut > 0) message.scrollIntoView({ block: "start" });
  }
}

function paragraph(text, kind) {
  const p = document.createElement("p");
  p.className = kind;
  p.append(phrased(text));
  return p;
}

function choice({ title, send }) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "choice";
  button.dataset.send = send;
  button.dataset.title = title;
  const label = document.createElement("span");
  label.append(phrased(title));
  button.append(label);
  item.append(button);
  return item;
}
