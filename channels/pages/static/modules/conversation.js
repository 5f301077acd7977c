// Talks with the assistant through /api/chat. Knows nothing of the screen.

import { newId } from "./session.js";
import { request } from "./trouble.js";
import { words } from "./words.js";

export class Conversation {
  constructor(channel, session = newId()) {
    this.channel = channel;
    this.session = session;
  }

  // confidence: how sure the recogniser was of spoken words, 0 to 1; what a person confirmed is certain.
  // id: the same where the same thing is sent again; the answer may have been lost when the turn was done already.
  async send(text, source, confidence, id = newId()) {
    const { session, channel } = this;
    // Whatever becomes of the answer, the server may have heard it.
    this.begun = true;
    const response = await request("/api/chat", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ session, text, source, channel, confidence, request: id }),
    });
    return response.json();
  }

  // Keeps that there is something to take back, and to forget.
  follow(reply) {
    this.begun = true;
    return reply;
  }

  // Before words that were misheard are said anew.
  async undo() {
    if (!this.begun) return;
    this.undoing ??= newId();
    await this.send(words("heard_wrong"), "button", undefined, this.undoing);
    this.undoing = undefined;
  }

  // A link from elsewhere opens a conversation of its own, at the step of its guide.
  async open(link) {
    const response = await request("/api/links", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ link }),
    });
    const reply = await response.json();
    this.session = reply.session;
    return this.follow(reply);
  }

  // The next visitor gets a new id at once; the server is told, but nobody waits for it.
  end() {
    if (this.begun) fetch(`/api/sessions/${encodeURIComponent(this.session)}`, { method: "DELETE", keepalive: true }).catch(() => {});
    this.session = newId();
    this.begun = false;
  }
}
