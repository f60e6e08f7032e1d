/** The page of all spaces that somebody is in: found among hundreds, and made from a template. */

import { ALL, fragmentOf, lookedIn, matching } from "./spaces-found.js";
import { GuestBar } from "./guest-bar.js";
import { I18n, languageSwitch } from "./i18n.js";
import { RECORDS_EN } from "./messages-records-en.js";
import { RECORDS_FR } from "./messages-records-fr.js";
import { SPACES_EN } from "./messages-spaces-en.js";
import { SPACES_FR } from "./messages-spaces-fr.js";
import { Shown } from "./spaces-shown.js";
import { TYPES, whoAsks } from "./spaces-wire.js";
import { apply } from "./reader-look.js";
import { byId, make, setText } from "./dom.js";
import { change, get, onceOnly } from "./archive-wire.js";
import { load } from "./settings.js";
import { whyNot } from "./record-words.js";

/** @import {Me, Space} from "./spaces-wire.js" */

const i18n = new I18n(document, { fr: { ...RECORDS_FR, ...SPACES_FR }, en: { ...RECORDS_EN, ...SPACES_EN } });
const form = byId("find", HTMLFormElement);
const founding = byId("found-form", HTMLFormElement);
const trouble = byId("trouble", HTMLDivElement);
const bar = new GuestBar(i18n, "");
const shown = new Shown(
  byId("list", HTMLUListElement),
  byId("more", HTMLButtonElement),
  item,
  (count) => i18n.text("spaces.more", { count }),
);
/** @type {Space[] | null} */
let spaces = null;
/** @type {Me | null} */
let me = null;
let looked = lookedIn(location.hash);
/** What is sent again because an answer was lost founds one space. */
let key = onceOnly();

/** @param {string} name */
const field = (name) => /** @type {HTMLInputElement | HTMLSelectElement} */ (form.elements.namedItem(name));
const closedField = () => /** @type {HTMLInputElement} */ (form.elements.namedItem("closed"));

/** @param {Space} space */
function item(space) {
  const made = make("li", "card found-space");
  const heading = make("h3");
  const link = make("a", "", space.name);
  link.href = `espaces/${encodeURIComponent(space.id)}`;
  link.dir = "auto";
  heading.append(link);
  const kept = space.days === null ? i18n.text("spaces.days.none") : i18n.text("spaces.days", { days: space.days });
  const facts = make("p", "hint", `${i18n.text(`spaces.type.${space.type}`)} · ${kept}`);
  const signs = make("p", "signs");
  signs.append(make("span", "sign", i18n.text(`spaces.role.${space.role}`)));
  if (space.closed !== null) signs.append(make("span", "sign live", i18n.text("spaces.closed")));
  made.append(heading, facts, signs);
  return made;
}

function fill() {
  for (const name of /** @type {const} */ (["name", "type", "role"])) field(name).value = looked[name];
  closedField().checked = looked.closed;
}

function find() {
  if (spaces === null) return;
  const found = matching(spaces, looked);
  shown.show(found);
  const count = found.length;
  const many = count === 1 ? i18n.text("spaces.one") : i18n.text("spaces.count", { count });
  setText(byId("state", HTMLElement), count === 0 ? i18n.text("spaces.none") : many);
}

function lookAnew() {
  looked = { name: field("name").value, type: field("type").value, role: field("role").value, closed: closedField().checked };
  history.replaceState(null, "", `${location.pathname}${fragmentOf(looked)}`);
  find();
}

function drawTemplates() {
  for (const type of TYPES) {
    const days = me?.templates[type].days;
    const kept = days === null || days === undefined ? "" : i18n.text("spaces.kept", { days });
    setText(byId(`hint-${type}`, HTMLElement), i18n.text(`spaces.type.${type}.hint`, { kept }));
  }
}

async function read() {
  trouble.hidden = true;
  setText(byId("state", HTMLElement), i18n.text("records.loading"));
  try {
    me = await whoAsks();
    bar.told(me);
    drawTemplates();
    /** @type {{items: Space[]}} */
    const { items } = await get(["spaces"]);
    spaces = items;
    find();
  } catch (error) {
    setText(byId("state", HTMLElement), "");
    say(whyNot(error, i18n));
  }
}

/** @param {string} why */
function say(why) {
  setText(byId("trouble-text", HTMLElement), why);
  trouble.hidden = false;
}

async function found() {
  const name = byId("new-name", HTMLInputElement);
  if (name.value.trim() === "") return name.focus();
  const type = String(new FormData(founding).get("type"));
  trouble.hidden = true;
  try {
    /** @type {Space} */
    const made = await change("POST", ["spaces"], { name: name.value, type }, key);
    location.assign(`espaces/${encodeURIComponent(made.id)}`);
  } catch (error) {
    say(whyNot(error, i18n));
    trouble.scrollIntoView({ block: "center" });
  }
}

form.addEventListener("input", lookAnew);
founding.addEventListener("input", () => {
  key = onceOnly();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  lookAnew();
});
form.addEventListener("reset", () => {
  looked = ALL;
  queueMicrotask(() => {
    fill();
    lookAnew();
  });
});
founding.addEventListener("submit", (event) => {
  event.preventDefault();
  void found();
});
byId("again", HTMLButtonElement).addEventListener("click", () => void read());
languageSwitch(byId("language", HTMLButtonElement), i18n);
apply(document.documentElement, load());
if (location.hash !== "") fill();
i18n.follow(() => {
  document.title = `${i18n.text("spaces.title")} – Voixlà`;
  drawTemplates();
  find();
});
void read();
