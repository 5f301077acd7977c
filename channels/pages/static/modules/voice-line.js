// The voice socket (WS /api/voice): sound to the server while the person speaks, words, reply and sound back.

// A socket that is not there is known at once on the same machine; the page then sends whole recordings instead.
const CONNECT_MS = 1500;

export class VoiceLine extends EventTarget {
  #channel;
  #socket;
  #session;

  constructor(channel) {
    super();
    this.#channel = channel;
  }

  get live() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  // True once the line of this talk is open; false where there is none.
  async open(session) {
    if (this.#session === session && this.live) return true;
    this.close();
    this.#session = session;
    const socket = (this.#socket = new WebSocket(address(session)));
    socket.binaryType = "arraybuffer";
    socket.onmessage = ({ data }) => this.#received(data);
    socket.onclose = () => { if (this.#socket === socket) this.#tell("closed"); };
    return opened(socket);
  }

  // duplex: the self-test has proved that the microphone does not hear the loudspeaker. voice: the one that was chosen.
  start({ rate, duplex, voice }) {
    this.#send(JSON.stringify({ type: "start", rate, channel: this.#channel, duplex, voice, cues: true }));
  }

  // Samples from -1 to 1, as the microphone gives them.
  sound(samples) {
    this.#send(Int16Array.from(samples, (sample) => Math.max(-1, Math.min(1, sample)) * 32767).buffer);
  }

  end() {
    this.#send(JSON.stringify({ type: "end" }));
  }

  interrupt() {
    this.#send(JSON.stringify({ type: "interrupt" }));
  }

  close() {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }

  #send(frame) {
    if (this.live) this.#socket.send(frame);
  }

  #received(data) {
    if (data instanceof ArrayBuffer) return this.#tell("sound", data);
    const frame = JSON.parse(data);
    this.#tell(frame.type, frame);
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

function address(session) {
  const url = new URL(`/api/voice?session=${encodeURIComponent(session)}`, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  return url;
}

function opened(socket) {
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve(false), CONNECT_MS);
    const done = (open) => { clearTimeout(late); resolve(open); };
    socket.addEventListener("open", () => done(true));
    socket.addEventListener("error", () => done(false));
  });
}
