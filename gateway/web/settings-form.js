/**
 * The form of a reader's settings, made here because two pages have it: what can be chosen and in which order. Each
 * control bears the name of its setting; what choosing does is `settings-panel.js`'s business.
 */

import { BOUNDS } from "./settings.js";
import { make } from "./dom.js";

/** @import {Key} from "./i18n.js" */

/** @typedef {keyof typeof BOUNDS} Measure */

const STEPS = { size: 10, leading: 0.1, letters: 2, spaces: 4, lines: 1, width: 4, opacity: 5, cells: 1 };

/**
 * @param {HTMLFormElement} form  empty
 * @param {boolean} meeting  whether there is a meeting to be heard
 */
export function fillForm(form, meeting) {
  form.append(
    range("size", "settings.size"),
    radios("pace", "settings.pace", { fast: "settings.pace.fast", stable: "settings.pace.stable" }, "stack"),
    radios("view", "settings.view", { live: "settings.view.live", all: "settings.view.all" }),
    range("lines", "settings.lines"),
    themes(),
    identified(div("pair", colour("ink", "settings.ink"), colour("paper", "settings.paper")), "own-colours"),
    told("contrast-told"),
    details("settings.text", ...letters()),
    details("settings.braille", ...braille()),
    ...(meeting ? [check("listen", "settings.listen")] : []),
    check("shortcuts", "settings.shortcuts"),
    identified(details("profiles.heading", ...profiles()), "profiles"),
    button("reset", "settings.reset", "reset"),
    said("p", "settings.kept", "hint"),
  );
}

function letters() {
  return [
    choice("font", "settings.font", {
      sans: "settings.font.sans",
      serif: "settings.font.serif",
      mono: "settings.font.mono",
      dyslexic: "settings.font.dyslexic",
    }),
    range("leading", "settings.leading"),
    range("letters", "settings.letters"),
    range("spaces", "settings.spaces"),
    range("width", "settings.width"),
    choice("position", "settings.position", {
      top: "settings.position.top",
      middle: "settings.position.middle",
      bottom: "settings.position.bottom",
    }),
    range("opacity", "settings.opacity"),
    told("opacity-told"),
  ];
}

function braille() {
  const [least, most] = BOUNDS.cells;
  const cells = input("number", "cells", { min: String(least), max: String(most), step: "1", inputmode: "numeric" });
  cells.id = "cells";
  const field = identified(div("", label("cells", "settings.cells"), cells), "cells-field");
  return [check("announce", "settings.announce"), check("cut", "settings.cut.on"), field];
}

function profiles() {
  const list = make("select");
  list.id = "profiles-list";
  const name = input("text", "", { id: "profile-name", maxlength: "60", dir: "auto", autocomplete: "off" });
  const file = input("file", "", { id: "profiles-file", accept: "application/json,.json", hidden: "" });
  return [
    said("p", "profiles.hint", "hint"),
    label("profiles-list", "profiles.choose"),
    list,
    div("answers", button("profile-apply", "profiles.apply"), button("profile-delete", "profiles.delete")),
    label("profile-name", "profiles.name"),
    name,
    button("profile-save", "profiles.save"),
    div("answers", button("profiles-export", "profiles.export"), button("profiles-import", "profiles.import")),
    file,
    told("profiles-told"),
  ];
}

function themes() {
  const names = /** @type {const} */ (["auto", "dark", "light", "yellow", "own"]);
  const keys = Object.fromEntries(names.map((name) => [name, /** @type {Key} */ (`settings.theme.${name}`)]));
  const set = radios("theme", "settings.theme", keys);
  for (const [index, row] of [...set.querySelectorAll("label")].entries()) row.className = `swatch ${names[index]}`;
  return set;
}

/**
 * @param {Measure} name
 * @param {Key} key
 */
function range(name, key) {
  const [least, most] = BOUNDS[name];
  const slider = input("range", name, { id: name, min: String(least), max: String(most), step: String(STEPS[name]) });
  const output = make("output");
  output.htmlFor.add(name);
  output.id = `${name}-value`;
  return div("field", label(name, key), " ", output, slider);
}

/**
 * @param {string} name
 * @param {Key} legend
 * @param {Record<string, Key>} keys  of the values
 * @param {string} [className]
 */
function radios(name, legend, keys, className = "") {
  const set = make("fieldset", className);
  const rows = Object.entries(keys).map(([value, key]) => row(input("radio", name, { value }), key));
  set.append(said("legend", legend), ...rows);
  return set;
}

/**
 * @param {string} name
 * @param {Key} key
 * @param {Record<string, Key>} keys
 */
function choice(name, key, keys) {
  const list = make("select");
  list.id = list.name = name;
  for (const [value, text] of Object.entries(keys)) {
    const option = said("option", text);
    option.setAttribute("value", value);
    list.append(option);
  }
  return div("", label(name, key), list);
}

/**
 * @param {string} name
 * @param {Key} key
 */
function check(name, key) {
  return row(input("checkbox", name, {}), key);
}

/**
 * @param {HTMLInputElement} field
 * @param {Key} key
 */
function row(field, key) {
  const whole = make("label", "check");
  whole.append(field, " ", said("span", key));
  return whole;
}

/**
 * @param {string} name
 * @param {Key} key
 */
function colour(name, key) {
  const whole = make("label", "colour");
  whole.append(said("span", key), " ", input("color", name, {}));
  return whole;
}

/**
 * @param {Key} key
 * @param {...Node} children
 */
function details(key, ...children) {
  const whole = make("details");
  whole.append(said("summary", key), ...children);
  return whole;
}

/** @param {string} id  of a place where the panel says something */
function told(id) {
  const place = identified(make("p", "hint"), id);
  place.setAttribute("role", "status");
  return place;
}

/**
 * @param {string} id
 * @param {Key} key
 * @param {"button" | "reset"} [type]
 */
function button(id, key, type = "button") {
  const made = /** @type {HTMLButtonElement} */ (said("button", key, "secondary"));
  made.type = type;
  return identified(made, type === "reset" ? "settings-reset" : id);
}

/**
 * @param {string} type
 * @param {string} name
 * @param {Record<string, string>} attributes
 */
function input(type, name, attributes) {
  const field = make("input");
  field.type = type;
  if (name !== "") field.name = name;
  for (const [attribute, value] of Object.entries(attributes)) field.setAttribute(attribute, value);
  return field;
}

/**
 * @param {string} id
 * @param {Key} key
 */
function label(id, key) {
  const made = said("label", key);
  made.setAttribute("for", id);
  return made;
}

/**
 * @param {keyof HTMLElementTagNameMap} tag
 * @param {Key} key  the language of the page fills it in
 * @param {string} [className]
 */
function said(tag, key, className = "") {
  const made = make(tag, className);
  made.dataset["i18n"] = key;
  return made;
}

/**
 * @param {string} className
 * @param {...(Node | string)} children
 */
function div(className, ...children) {
  const made = make("div", className);
  made.append(...children);
  return made;
}

/**
 * @template {HTMLElement} T
 * @param {T} node
 * @param {string} id
 */
function identified(node, id) {
  node.id = id;
  return node;
}
