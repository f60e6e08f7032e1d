/**
 * The pictures of a meeting in their part of the window. Tiles are moved by style only, never in the document: a video
 * that moves there stops.
 */

import { GAP, arrange } from "./arrangement.js";
import { TileView } from "./tile-view.js";
import { anyPicture, tiles, withSpeaker } from "./tiles.js";
import { byId, make, setText } from "./dom.js";

/** @import {I18n} from "./i18n.js" */
/** @import {Person} from "./meeting-wire.js" */
/** @import {Pictures} from "./receiving.js" */
/** @import {Tile} from "./tiles.js" */

/**
 * @typedef {object} Scene
 * @property {readonly Person[]} people
 * @property {string | null} self
 * @property {string | null} speaker
 * @property {string | null} pinned
 * @property {readonly string[]} colours  ids in order of first speech
 * @property {boolean} video  whether this server carries pictures
 * @property {MediaStreamTrack | null} own  one's own camera
 */

export class PicturesView {
  /** @type {Map<string, TileView>} */
  #tiles = new Map();
  /** @type {Pictures} */
  #pictures = new Map();
  /** @type {Scene | null} */
  #scene = null;
  /** @type {MediaStream | null} */
  #mirror = null;
  #section = byId("pictures", HTMLElement);
  #list = byId("tiles", HTMLUListElement);
  #rest = make("li", "tile rest");
  #room = byId("room", HTMLDivElement);
  #i18n;

  /** @param {I18n} i18n */
  constructor(i18n) {
    this.#i18n = i18n;
    this.#rest.hidden = true;
    this.#list.append(this.#rest);
    new ResizeObserver(() => this.#draw()).observe(this.#list);
    i18n.follow(() => this.#draw());
  }

  /** @param {Pictures} pictures */
  set pictures(pictures) {
    this.#pictures = pictures;
    this.#draw();
  }

  /** @param {Scene} scene  may come with every caption: nothing is measured unless something differs */
  render(scene) {
    const before = this.#scene;
    const fields = /** @type {(keyof Scene)[]} */ (Object.keys(scene));
    if (before !== null && fields.every((field) => before[field] === scene[field])) return;
    this.#scene = scene;
    this.#draw();
  }

  #draw() {
    const scene = this.#scene;
    if (scene === null) return;
    const seen = scene.video && anyPicture(scene.people);
    this.#section.hidden = !seen;
    this.#room.dataset["pictures"] = String(seen);
    const all = seen ? tiles(scene.people, scene.self, scene.pinned) : [];
    this.#forget(all);
    for (const tile of all) this.#fill(tile, scene);
    if (seen) this.#arrange(all, scene);
  }

  /** @param {readonly Tile[]} all */
  #forget(all) {
    const kept = new Set(all.map((tile) => tile.key));
    for (const [key, view] of this.#tiles) {
      if (kept.has(key)) continue;
      view.close();
      this.#tiles.delete(key);
    }
  }

  /**
   * @param {Tile} tile
   * @param {Scene} scene
   */
  #fill(tile, scene) {
    const known = this.#tiles.get(tile.key);
    const view = known ?? new TileView(this.#i18n);
    if (known === undefined) {
      this.#tiles.set(tile.key, view);
      this.#rest.before(view.node);
    }
    const place = scene.colours.indexOf(tile.person.id);
    view.render(tile, place, this.#stream(tile, scene), tile.person.id === scene.speaker);
  }

  /**
   * @param {Tile} tile
   * @param {Scene} scene
   */
  #stream({ person, kind, own }, scene) {
    if (own) return this.#mirrored(scene.own);
    if (kind === "screen") return this.#pictures.get(`${person.id}/screen`) ?? null;
    return person.camera ? (this.#pictures.get(`${person.id}/video`) ?? null) : null;
  }

  /** @param {MediaStreamTrack | null} track */
  #mirrored(track) {
    if (track === null) this.#mirror = null;
    else if (this.#mirror?.getVideoTracks()[0] !== track) this.#mirror = new MediaStream([track]);
    return this.#mirror;
  }

  /**
   * @param {readonly Tile[]} all
   * @param {Scene} scene
   */
  #arrange(all, scene) {
    const large = all.filter((tile) => tile.large);
    const small = all.filter((tile) => !tile.large);
    const room = { width: this.#list.clientWidth, height: this.#list.clientHeight };
    if (room.width < GAP || room.height < GAP) return;
    const boxes = arrange(room, large.length, small.length);
    const shown = withSpeaker(small, boxes.small.length, scene.speaker);
    for (const tile of small) if (!shown.includes(tile)) this.#tiles.get(tile.key)?.place(null);
    large.forEach((tile, at) => this.#tiles.get(tile.key)?.place(boxes.large[at] ?? null));
    shown.forEach((tile, at) => this.#tiles.get(tile.key)?.place(boxes.small[at] ?? null));
    this.#rest.hidden = boxes.rest === null;
    if (boxes.rest === null) return;
    const { x, y, width, height } = boxes.rest;
    setText(this.#rest, this.#i18n.text("tile.rest", { count: small.length - shown.length }));
    this.#rest.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
    this.#rest.style.width = `${Math.round(width)}px`;
    this.#rest.style.height = `${Math.round(height)}px`;
  }
}
