/**
 * Sound and pictures in both directions, as one thing: what is sent (`sending.js`), what comes (`receiving.js`), and how
 * well it passes. Losing it never stops captions: it fails on its own, with one sentence to the person.
 */

import { Receiving } from "./receiving.js";
import { Sending } from "./sending.js";
import { UNKNOWN, counters, followed, graded } from "./quality.js";

/** @import {Published, Welcome} from "./wire.js" */
/** @import {Surroundings} from "./receiving.js" */
/** @import {Counters, Level} from "./quality.js" */

const FACE = { maxBitrate: 700_000, maxFramerate: 30, preference: /** @type {const} */ ("balanced") };
/** Signing lives by movement: when the line is narrow the picture gets coarser, not slower (EN 301 549 §6.5.1). */
const SIGNING = { maxBitrate: 2_000_000, maxFramerate: 30, preference: /** @type {const} */ ("maintain-framerate") };
const RENEWED_EVERY_MS = 10_000;
const SCREEN = { maxBitrate: 2_500_000, maxFramerate: 15, preference: /** @type {const} */ ("maintain-resolution") };

export class Media {
  #up = true;
  #renewedAt = -Infinity;
  #quality = UNKNOWN;
  /** @type {Counters | null} */
  #counted = null;
  /** Microphone and camera. */
  main;
  screen;
  /** The others. */
  others;

  /** @param {Surroundings} ground */
  constructor(ground) {
    const { send } = ground;
    // While the server of sound and pictures is gone, that is said already, and asking it does not help.
    const onFailed = () => void (this.#up && ground.onFailed());
    this.main = new Sending({ feed: "main", send, onFailed });
    this.screen = new Sending({ feed: "screen", send, onFailed });
    this.others = new Receiving({ ...ground, onFailed, onBroken: () => this.#broken(ground) });
    this.main.tune(FACE);
    this.screen.tune(SCREEN);
  }

  /** @param {boolean} signing  this person signs */
  set signing(signing) {
    this.main.tune(signing ? SIGNING : FACE);
  }

  /** @param {Welcome} welcome */
  welcomed(welcome) {
    this.#up = welcome.media_up;
    const configuration = { iceServers: welcome.ice };
    const self = welcome.people.find((person) => person.id === welcome.you?.id);
    this.others.configuration = configuration;
    this.main.welcomed(welcome.video ? ["audio", "video"] : ["audio"], configuration, self?.publishing ?? false);
    this.screen.welcomed(welcome.video ? ["video"] : [], configuration, self?.screen ?? false);
  }

  /** @param {boolean} up  the server of sound and pictures is gone, or back with nothing of what it had */
  told(up) {
    this.#up = up;
    if (!up) return;
    this.main.again();
    this.screen.again();
  }

  /** @param {Published} answer */
  published({ feed, sdp }) {
    (feed === "screen" ? this.screen : this.main).published(sdp);
  }

  close() {
    this.others.close();
    this.main.close();
    this.screen.close();
  }

  /** @returns {Promise<Level | null>} how well it passes since the last time this was asked */
  async measure() {
    const peers = [this.main.peer, this.others.peer].filter((peer) => peer?.connectionState === "connected");
    if (peers.length === 0) {
      this.#counted = null;
      this.#quality = UNKNOWN;
      return null;
    }
    const stats = await Promise.all(peers.map((peer) => peer?.getStats()));
    const counted = counters(stats.flatMap((report) => [...(report?.values() ?? [])]));
    if (this.#counted !== null) this.#quality = followed(this.#quality, graded(this.#counted, counted));
    this.#counted = counted;
    return this.#quality.level;
  }

  /**
   * Asks anew, but not without end.
   * @param {Surroundings} ground
   */
  #broken(ground) {
    if (!this.#up) return;
    const now = performance.now();
    if (now - this.#renewedAt < RENEWED_EVERY_MS) return ground.onFailed();
    this.#renewedAt = now;
    ground.onBroken();
  }
}
