// Talks with the assistant through /api/chat. Knows nothing of the screen.

import { newSession } from "./session.js";
import { request } from "./trouble.js";
import { words } from "./words.js";

export class Conversation {
  constructor(channel, session = newSession()) {
    this.channel = channel;
    this.session = session;
  }

  // confidence: how sure the recogniser was of spoken words, 0 to 1; what a person confirmed is certain.
  async send(text, source, confidence) {
    const { session, channel } = this;
    const response = await request("/api/chat", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ session, text, source, channel, confidence }),
    });
    return this.follow(await response.json());
  }

  // Keeps that there is something to take back, and to forget.
  follow(reply) {
    this.begun = true;
    return reply;
  }

  // Before words that were misheard are said anew.
  async undo() {
    if (this.begun) await this.send(words("heard_wrong"), "button");
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
    this.session = newSession();
    this.begun = false;
  }
}
