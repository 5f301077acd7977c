// What can go wrong on the way to the server, each with the key of the phrase that tells it to the person.

export class Trouble extends Error {
  constructor(code, phrase) {
    super(code);
    this.code = code;
    this.phrase = phrase;
  }
}

// 20 s: well past the slowest turn measured, short enough that nobody stands before a dead screen.
const PATIENCE_MS = 20000;

export async function request(path, options = {}) {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const signal = options.signal ? AbortSignal.any([options.signal, patience]) : patience;
  let response;
  try {
    response = await fetch(path, { ...options, signal });
  } catch (reason) {
    if (options.signal?.aborted) throw reason;
    throw patience.aborted ? new Trouble("slow", "notice.slow") : new Trouble("offline", "notice.offline");
  }
  if (response.ok) return response;
  throw await refused(response);
}

async function refused(response) {
  const code = await response.json().then((body) => body.error?.code, () => undefined);
  if (response.status === 429 || response.status === 503) return new Trouble(code ?? "busy", "notice.busy");
  if (response.status < 500) return new Trouble(code ?? "not_taken", "notice.not_taken");
  return new Trouble(code ?? "failed", "notice.failed");
}
