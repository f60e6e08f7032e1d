/**
 * Keeps one live socket to a room, for as long as the page wants it: says hello, resumes by `seq`, notices silence.
 * It does not know what captions are, nor how anything looks.
 *
 * Theory of operation. A line is *up* from `welcome` on. Every message is a sign of life; 5 s without one, and the line
 * is dead whatever the socket says (a cable that was pulled closes nothing). A dead line is abandoned, not closed
 * politely: closing waits for an answer that will not come. Then it tries again after a pause that doubles from 0.5 s to
 * 8 s, with jitter so that a hundred pages do not come back in the same instant, and at once when the device is online
 * again or the page is looked at again. Only `close()` or a fatal error ends that.
 *
 * | Link         | Meaning                                          |
 * |--------------|--------------------------------------------------|
 * | `connecting` | first attempt, nothing to worry about yet        |
 * | `waiting`    | heard, and asked to wait until somebody opens     |
 * | `up`         | welcomed                                         |
 * | `down`       | nothing heard since `since` (ms, wall clock)     |
 * | `over`       | closed on purpose or by a fatal error            |
 */

import { SUBPROTOCOL, decode, encode, isGarbage } from "./wire.js";

/** @import {ClientMessage, Hello, ServerMessage} from "./wire.js" */

/** @typedef {{kind: "connecting" | "waiting" | "up" | "down" | "over", since: number}} Link */
/**
 * @typedef {object} Env  what the connection takes from its surroundings
 * @property {new (url: string, protocols: string[]) => WebSocket} WebSocket
 * @property {(run: () => void, ms: number) => unknown} setTimeout
 * @property {(timer: any) => void} clearTimeout
 * @property {() => number} now
 * @property {() => number} random
 */
/**
 * @typedef {object} Options
 * @property {string} url
 * @property {() => Hello} hello  called at each attempt
 * @property {(message: ServerMessage) => void} onMessage
 * @property {(link: Link) => void} onLink
 * @property {() => void} [onGarbage]  something came that nobody can read
 */

export const SILENCE_MS = 5000;
export const FIRST_PAUSE_MS = 500;
export const LONGEST_PAUSE_MS = 8000;
export const GARBAGE_PAUSE_MS = 30_000;
const OPEN = 1;

/** @returns {Env} */
function browser() {
  return {
    WebSocket,
    setTimeout: (run, ms) => setTimeout(run, ms),
    clearTimeout: (timer) => clearTimeout(timer),
    now: () => Date.now(),
    random: () => Math.random(),
  };
}

/**
 * How long to wait before attempt `attempt` (0 is the first retry), between 0.5 and 8 s.
 * @param {number} attempt
 * @param {number} random  0 to 1
 */
export function pause(attempt, random) {
  const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt + 1));
  return FIRST_PAUSE_MS + random * (longest - FIRST_PAUSE_MS);
}

export class Connection {
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {unknown} */
  #timer = null;
  #attempt = 0;
  #puzzledAt = -Infinity;
  #heard;
  /** @type {Link} */
  #link;
  #options;
  #env;

  /**
   * @param {Options} options
   * @param {Env} [env]
   */
  constructor(options, env = browser()) {
    this.#options = options;
    this.#env = env;
    this.#heard = env.now();
    this.#link = { kind: "connecting", since: this.#heard };
  }

  get link() {
    return this.#link;
  }

  open() {
    if (this.#link.kind === "over") return;
    this.#abandon();
    const { url, onLink } = this.#options;
    if (this.#link.kind === "connecting") onLink(this.#link);
    const socket = new this.#env.WebSocket(url, [SUBPROTOCOL]);
    this.#socket = socket;
    socket.onopen = () => socket.send(encode(this.#options.hello()));
    socket.onmessage = (message) => this.#receive(message.data);
    socket.onclose = () => this.#lost();
    this.#expectLife();
  }

  /**
   * False when the line is not up; nothing is queued, because what was meant then may be wrong later.
   * @param {ClientMessage} message
   */
  send(message) {
    if (this.#link.kind !== "up" || this.#socket?.readyState !== OPEN) return false;
    this.#socket.send(encode(message));
    return true;
  }

  /** Something says that the network may be back: do not wait for the end of the pause. */
  retryNow() {
    if (this.#link.kind !== "down") return;
    this.#attempt = 0;
    this.open();
  }

  /** Another line instead of this one, at once, also after an end: what was wrong has been put right. */
  reopen() {
    this.#attempt = 0;
    this.#tell({ kind: "down", since: this.#heard });
    this.open();
  }

  /** Ends for good, telling the server. */
  close() {
    if (this.#link.kind === "over") return;
    if (this.#link.kind === "waiting") this.#socket?.send(encode({ type: "leave" }));
    this.send({ type: "leave" });
    this.#end();
  }

  /** @param {unknown} data */
  #receive(data) {
    this.#heard = this.#env.now();
    this.#expectLife();
    const message = decode(data);
    if (message === null) return isGarbage(data) ? this.#puzzled() : undefined;
    if (message.type === "welcome") {
      this.#attempt = 0;
      this.#tell({ kind: "up", since: this.#heard });
    }
    if (message.type === "waiting") this.#wait();
    const fatal = message.type === "error" && message.fatal;
    if (fatal) this.#end();
    this.#options.onMessage(message);
  }

  #wait() {
    this.#attempt = 0;
    // Nothing need be said to those outside; giving the place in the queue away for that would be worse.
    this.#env.clearTimeout(this.#timer);
    this.#tell({ kind: "waiting", since: this.#heard });
  }

  /** What could not be read may have been words: they are asked for again on another line, but not for ever. */
  #puzzled() {
    this.#options.onGarbage?.();
    if (this.#link.kind !== "up" || this.#heard - this.#puzzledAt < GARBAGE_PAUSE_MS) return;
    this.#puzzledAt = this.#heard;
    this.reopen();
  }

  #expectLife() {
    this.#env.clearTimeout(this.#timer);
    this.#timer = this.#env.setTimeout(() => this.#lost(), SILENCE_MS);
  }

  #lost() {
    this.#abandon();
    if (this.#link.kind !== "down") this.#tell({ kind: "down", since: this.#heard });
    const wait = pause(this.#attempt, this.#env.random());
    this.#attempt += 1;
    this.#timer = this.#env.setTimeout(() => this.open(), wait);
  }

  #abandon() {
    this.#env.clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  #end() {
    this.#abandon();
    this.#tell({ kind: "over", since: this.#env.now() });
  }

  /** @param {Link} link */
  #tell(link) {
    this.#link = link;
    this.#options.onLink(link);
  }
}
