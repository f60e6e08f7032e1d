/** The page of all records: the list, and the search in what was said. */

import { GuestBar } from "./guest-bar.js";
import { I18n, languageSwitch } from "./i18n.js";
import { RECORDS_EN } from "./messages-records-en.js";
import { RECORDS_FR } from "./messages-records-fr.js";
import { NAMES, facetsOf, fragmentOf, wantedIn } from "./record-search.js";
import { SPACES_EN } from "./messages-spaces-en.js";
import { SPACES_FR } from "./messages-spaces-fr.js";
import { apply } from "./reader-look.js";
import { byId, make, setText } from "./dom.js";
import { get } from "./archive-wire.js";
import { hitItem, recordItem } from "./records-list.js";
import { load } from "./settings.js";
import { whoAsks } from "./spaces-wire.js";
import { whyNot } from "./record-words.js";

/** @import {Hit, Page, RecordTold, SpaceTold} from "./archive-wire.js" */

const MOST_COUNTED = 1000;

const i18n = new I18n(document, { fr: { ...RECORDS_FR, ...SPACES_FR }, en: { ...RECORDS_EN, ...SPACES_EN } });
const bar = new GuestBar(i18n, "");
const form = byId("search", HTMLFormElement);
const list = byId("list", HTMLUListElement);
const more = byId("more", HTMLButtonElement);
const trouble = byId("trouble", HTMLDivElement);
const heading = byId("list-title", HTMLHeadingElement);
/** @type {Map<string, string>} */
const spaces = new Map();
let wanted = wantedIn(location.hash);
/** What is shown; answers to an earlier question are not. */
let asked = 0;
/** @type {string | null} */
let next = null;
/** @type {{hits: Hit[], records: RecordTold[], total: number}} */
let found = { hits: [], records: [], total: 0 };

/** @param {string} name */
const field = (name) => /** @type {HTMLInputElement | HTMLSelectElement} */ (form.elements.namedItem(name));

const searching = () => wanted.q.trim() !== "";

function fill() {
  for (const name of NAMES) field(name).value = wanted[name];
  if (NAMES.some((name) => name !== "q" && wanted[name] !== "")) byId("filters", HTMLDetailsElement).open = true;
}

async function readSpaces() {
  /** @type {{items: SpaceTold[]}} */
  const { items } = await get(["spaces"]);
  const choice = byId("space", HTMLSelectElement);
  for (const space of items.filter(({ id }) => !spaces.has(id))) {
    spaces.set(space.id, space.name);
    const option = make("option", "", space.name);
    option.value = space.id;
    choice.append(option);
  }
  choice.value = wanted.space;
}

/** @param {boolean} on  with the next page, not anew */
async function read(on = false) {
  const mine = ++asked;
  trouble.hidden = true;
  if (!on) {
    found = { hits: [], records: [], total: 0 };
    next = null;
    list.replaceChildren();
    setText(heading, i18n.text(searching() ? "records.results" : "records.list"));
    setText(byId("state", HTMLElement), i18n.text("records.loading"));
  }
  more.hidden = true;
  try {
    if (spaces.size === 0) {
      bar.told(await whoAsks());
      await readSpaces();
    }
    const cursor = on ? next : null;
    const { speaker, ...rest } = facetsOf(wanted);
    /** @type {Page<any>} */
    const page = searching()
      ? await get(["search"], { q: wanted.q, speaker, ...rest, cursor })
      : await get(["records"], { ...rest, cursor });
    if (mine !== asked) return;
    (searching() ? found.hits : found.records).push(...page.items);
    found.total = page.total ?? found.total;
    next = page.next;
    const before = list.children.length;
    draw();
    if (on) /** @type {HTMLElement | null} */ (list.children[before]?.querySelector("a"))?.focus();
  } catch (error) {
    if (mine !== asked) return;
    setText(byId("state", HTMLElement), "");
    trouble.hidden = false;
    setText(byId("trouble-text", HTMLElement), whyNot(error, i18n));
    more.hidden = next === null;
  }
}

function draw() {
  setText(heading, i18n.text(searching() ? "records.results" : "records.list"));
  setText(byId("state", HTMLElement), state());
  const called = (/** @type {string} */ space) => spaces.get(space) ?? "";
  list.replaceChildren(
    ...found.hits.map((hit) => hitItem(hit, called(hit.record.space), i18n)),
    ...found.records.map((record) => recordItem(record, called(record.space), i18n)),
  );
  more.hidden = next === null;
}

function state() {
  if (searching()) {
    if (found.hits.length === 0) return i18n.text("records.none");
    if (found.total >= MOST_COUNTED) return i18n.text("records.most", { count: MOST_COUNTED });
    return found.total === 1 ? i18n.text("records.one") : i18n.text("records.many", { count: found.total });
  }
  const count = found.records.length;
  if (count === 0) return i18n.text(fragmentOf(wanted) === "" ? "records.empty" : "records.empty.filtered");
  if (next !== null) return "";
  return count === 1 ? i18n.text("records.count.one") : i18n.text("records.count", { count });
}

function submitted() {
  const held = new FormData(form);
  const [q = "", speaker = "", space = "", since = "", until = ""] = NAMES.map((name) => String(held.get(name) ?? "").trim());
  wanted = { q, speaker, space, since, until };
  history.pushState(null, "", `${location.pathname}${fragmentOf(wanted)}`);
  void read();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  submitted();
});
form.addEventListener("reset", () => {
  // The fields are empty only after this.
  queueMicrotask(() => {
    wanted = wantedIn("");
    fill();
    history.pushState(null, "", location.pathname);
    void read();
  });
});
addEventListener("popstate", () => {
  wanted = wantedIn(location.hash);
  fill();
  void read();
});
more.addEventListener("click", () => void read(true));
byId("again", HTMLButtonElement).addEventListener("click", () => void read(next !== null));

languageSwitch(byId("language", HTMLButtonElement), i18n);
apply(document.documentElement, load());
// Before this, the browser would send the words itself, in an address that logs keep.
byId("look", HTMLButtonElement).disabled = false;
// What was typed before this script came stays.
if (location.hash !== "") fill();
// Who searched before this script came gets what was asked for.
else if (field("q").value.trim() !== "") wanted = { ...wanted, q: field("q").value.trim() };
i18n.follow(() => {
  document.title = `${i18n.text("records.title")} – Voixlà`;
  if (asked > 0 && trouble.hidden) draw();
});
void read();
