/**
 * One tile: a picture, or initials while there is none; the name with the mark of the captions; who speaks, is muted,
 * signs, has a hand up, each by a sign and a word. Where it stands is its owner's business.
 */

import { icon, make, setMark, setText, speakerMark } from "./dom.js";
import { initials } from "./tiles.js";

/** @import {I18n, Key} from "./i18n.js" */
/** @import {Tile} from "./tiles.js" */
/** @import {Box} from "./arrangement.js" */

export class TileView {
  /** @type {MediaStream | null} */
  #stream = null;
  #video = make("video");
  #initials = make("span", "initials");
  #mark = speakerMark(-1);
  #name = make("span", "tile-name");
  #hand = make("span", "tile-sign tile-hand");
  #state = make("span", "tile-sign state");
  #shared = make("span", "tile-sign");
  #signs = make("span", "tile-sign");
  #i18n;
  node = make("li", "tile");

  /** @param {I18n} i18n */
  constructor(i18n) {
    this.#i18n = i18n;
    this.#video.playsInline = true;
    this.#video.muted = true;
    this.#video.autoplay = true;
    this.#video.tabIndex = -1;
    // The name beside it says all that a picture can say in words.
    this.#video.setAttribute("aria-hidden", "true");
    this.#initials.setAttribute("aria-hidden", "true");
    this.#name.dir = "auto";
    const label = make("span", "tile-label");
    label.append(this.#mark, this.#name);
    const signs = make("span", "tile-top");
    signs.append(this.#state, this.#shared, this.#signs);
    this.node.append(this.#initials, this.#video, label, signs, this.#hand);
  }

  /**
   * @param {Tile} tile
   * @param {number} place  of the speaker in the captions
   * @param {MediaStream | null} stream
   * @param {boolean} lit  the speaker of the moment
   */
  render({ person, kind, large, own }, place, stream, lit) {
    const face = kind === "face";
    this.node.dataset["kind"] = kind;
    this.node.dataset["size"] = large ? "large" : "small";
    this.node.dataset["speaking"] = String(face && (person.speaking || lit));
    this.node.dataset["own"] = String(own);
    this.#play(stream);
    this.#initials.dataset["colour"] = setMark(this.#mark, place);
    setText(this.#initials, face ? initials(person.name) : "");
    const name = face ? person.name : this.#i18n.text("tile.screen", { name: person.name });
    setText(this.#name, own ? `${name} (${this.#i18n.text("people.you")})` : name);
    this.#sign(this.#state, face ? stateOf(person) : null);
    this.#sign(this.#shared, face && person.shared ? ["people", "people.shared"] : null);
    this.#sign(this.#signs, face && person.signer ? ["hands", "people.signer"] : null);
    this.#raise(face ? person.hand : null);
  }

  /** @param {Box | null} box  null: there is no room for it */
  place(box) {
    this.node.hidden = box === null;
    if (box === null) return;
    const { style } = this.node;
    style.transform = `translate(${Math.round(box.x)}px, ${Math.round(box.y)}px)`;
    style.width = `${Math.round(box.width)}px`;
    style.height = `${Math.round(box.height)}px`;
  }

  close() {
    this.#play(null);
    this.node.remove();
  }

  /** @param {MediaStream | null} stream */
  #play(stream) {
    if (stream === this.#stream) return;
    this.#stream = stream;
    this.#video.hidden = stream === null;
    this.#video.srcObject = stream;
    // Silent pictures may always play; what stops them is being replaced.
    if (stream !== null) this.#video.play().catch(() => undefined);
  }

  /**
   * @param {HTMLElement} where
   * @param {[string, Key] | null} sign
   */
  #sign(where, sign) {
    where.hidden = sign === null;
    const words = sign === null ? "" : this.#i18n.text(sign[1]);
    if (where.textContent === words) return;
    where.replaceChildren();
    if (sign !== null) where.append(icon(sign[0]), make("span", "words", words));
  }

  /** @param {number | null} hand */
  #raise(hand) {
    this.#hand.hidden = hand === null;
    if (hand === null || this.#hand.dataset["place"] === String(hand)) return;
    this.#hand.dataset["place"] = String(hand);
    const words = make("span", "visually-hidden", this.#i18n.text("hand.place", { place: hand }));
    const number = make("span", "", String(hand));
    number.setAttribute("aria-hidden", "true");
    this.#hand.replaceChildren(icon("hand"), number, words);
  }
}

/**
 * @param {Tile["person"]} person
 * @returns {[string, Key] | null}
 */
function stateOf(person) {
  if (!person.publishing) return null;
  if (person.muted) return ["mic-off", "people.muted"];
  return person.speaking ? ["voice", "people.speaking"] : null;
}
