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

  // Keeps where the person stands now, and whether the last words led there.
  follow(reply) {
    this.begun = true;
    const { guide } = reply;
    this.steppedOn = Boolean(guide && this.guide?.service === guide.service && guide.step > this.guide.step);
    this.guide = guide;
    return reply;
  }

  // Before words that were misheard are said anew: takes back the step they led to. A guide opened by mistake needs
  // no taking back, for the next words open another.
  async undo() {
    if (!this.steppedOn) return undefined;
    return this.send(words("fix.undo"), "button");
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
    this.guide = undefined;
    this.begun = this.steppedOn = false;
  }
}
