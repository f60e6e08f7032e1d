/** The sound of a record as one: its files follow one another, moments are those of the meeting. Keys and buttons of it. */

import { Refusal, addressOf, get } from "./archive-wire.js";
import { byId, setText } from "./dom.js";
import { lengthOf, timeOf } from "./record-words.js";
import { placeOf } from "./replay-time.js";

/** @import {I18n} from "./i18n.js" */
/** @import {SoundTold} from "./archive-wire.js" */

const STEP_MS = 5_000;

/**
 * @typedef {object} PlayerGround
 * @property {string} record
 * @property {readonly SoundTold[]} files  at least one
 * @property {(moment: number) => void} moved
 * @property {() => void} failed
 */

export class Player {
  #audio = byId("audio", HTMLAudioElement);
  #toggle = byId("play", HTMLButtonElement);
  #position = byId("position", HTMLInputElement);
  #file = -1;
  #version = 0;
  #files;
  #watched = 0;
  #i18n;
  #ground;

  /**
   * @param {I18n} i18n
   * @param {PlayerGround} ground
   */
  constructor(i18n, ground) {
    this.#i18n = i18n;
    this.#ground = ground;
    this.#files = ground.files;
    this.#position.max = String(Math.ceil(this.#lengthMs / 1000));
    const speed = byId("speed", HTMLSelectElement);
    speed.addEventListener("change", () => this.#pace(Number(speed.value)));
    this.#toggle.addEventListener("click", () => this.toggle());
    byId("less", HTMLButtonElement).addEventListener("click", () => this.step(-1));
    byId("ahead", HTMLButtonElement).addEventListener("click", () => this.step(1));
    this.#position.addEventListener("input", () => this.seek(this.#begin + Number(this.#position.value) * 1000));
    this.#audio.addEventListener("ended", () => this.#goOn());
    this.#audio.addEventListener("error", () => this.#audio.error !== null && ground.failed());
    for (const name of ["play", "pause", "seeked", "timeupdate"]) this.#audio.addEventListener(name, () => this.#told());
    this.#audio.addEventListener("play", () => this.#watch());
    i18n.follow(() => this.#told());
  }

  /** @param {readonly SoundTold[]} files  of a meeting that went on; those known come first */
  grow(files) {
    this.#files = files;
    this.#position.max = String(Math.ceil(this.#lengthMs / 1000));
    this.#told();
  }

  /**
   * The sound is not what it was: what was loaded of it is given up.
   * @param {readonly SoundTold[]} files
   * @param {number} version  of the record
   */
  renew(files, version) {
    const [moment, playing] = [this.moment, this.playing];
    const loaded = this.#file >= 0;
    this.#file = -1;
    this.#version = version;
    this.grow(files);
    if (loaded) this.seek(moment, playing);
  }

  get #begin() {
    return this.#files[0]?.start ?? 0;
  }

  get #lengthMs() {
    const last = this.#files.at(-1);
    return last === undefined ? 0 : last.start + last.length_ms - this.#begin;
  }

  /** Whether somebody has listened, or chosen where to. */
  get started() {
    return this.#file >= 0;
  }

  get playing() {
    return !this.#audio.paused;
  }

  /** What is heard now, as a moment of the meeting. */
  get moment() {
    const start = this.#files[this.#file]?.start ?? this.#begin;
    return start + this.#audio.currentTime * 1000;
  }

  /**
   * @param {number} moment
   * @param {boolean} [play]  else it goes on as it was
   */
  seek(moment, play = this.playing) {
    const place = placeOf(this.#files, Math.max(this.#begin, moment));
    if (place === null) return;
    this.#load(place.file);
    this.#audio.currentTime = place.offset_ms / 1000;
    if (play) this.play();
    this.#told();
  }

  play() {
    if (this.#file < 0) this.#load(0);
    // An element that is refused says so by its own event; a play that was cut off by another is no error.
    this.#audio.play().catch(() => this.#told());
  }

  toggle() {
    if (this.playing) this.#audio.pause();
    else this.play();
  }

  /** @param {1 | -1} way */
  step(way) {
    this.seek(this.moment + way * STEP_MS);
  }

  /** `timeupdate` comes four times a second: words are shorter. */
  #watch() {
    cancelAnimationFrame(this.#watched);
    if (!this.playing) return;
    this.#ground.moved(this.moment);
    this.#watched = requestAnimationFrame(() => this.#watch());
  }

  /** @param {number} file */
  #load(file) {
    const told = this.#files[file];
    if (file === this.#file || told === undefined) return;
    const pace = this.#audio.playbackRate;
    this.#file = file;
    // Parts that the browser has kept of an earlier version are not asked for again: another address, other sound.
    this.#audio.src = addressOf(["records", this.#ground.record, "sound", told.start], { v: this.#version || null });
    this.#pace(pace);
  }

  #goOn() {
    if (this.#file + 1 >= this.#files.length) return this.#told();
    this.#load(this.#file + 1);
    this.play();
  }

  /** @param {number} pace */
  #pace(pace) {
    this.#audio.defaultPlaybackRate = pace;
    this.#audio.playbackRate = pace;
  }

  #told() {
    const { moment, playing } = this;
    setText(this.#toggle, this.#i18n.text(playing ? "replay.pause" : "replay.play"));
    this.#toggle.dataset["on"] = String(playing);
    const at = moment - this.#begin;
    this.#position.value = String(Math.floor(at / 1000));
    this.#position.setAttribute("aria-valuetext", timeOf(moment, this.#i18n));
    setText(byId("clock", HTMLElement), `${lengthOf(at)} / ${lengthOf(this.#lengthMs)}`);
    this.#ground.moved(moment);
  }
}

/**
 * The files of the sound. What may not be heard for now keeps nobody from reading: that is said, and null the answer.
 * @param {string} record
 * @param {(text: string) => void} say
 * @returns {Promise<{items: SoundTold[]} | null>}
 */
export async function readSound(record, say) {
  try {
    return await get(["records", record, "sound"]);
  } catch (error) {
    if (!(error instanceof Refusal) || error.french === "") throw error;
    say(error.french);
    return null;
  }
}
