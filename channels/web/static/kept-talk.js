// The talk of this tab, so that a refresh or a lost line leaves it readable. It is gone when the tab is closed.

const KEY = "linban.talk";
// Enough to scroll back to; a browser allows far more.
const MOST = 40;

// { session, said: [{ person } or { reply }] }, or undefined where nothing is kept.
export function keptTalk() {
  try { return JSON.parse(sessionStorage.getItem(KEY)) ?? undefined; } catch { return undefined; }
}

export function keepTalk(session, said) {
  const talk = keptTalk() ?? { said: [] };
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ session, said: [...talk.said, said].slice(-MOST) }));
  } catch { /* a browser that forbids storage forgets at a refresh */ }
}

export function forgetTalk() {
  try { sessionStorage.removeItem(KEY); } catch { /* nothing was kept */ }
}
