/** The page of one space: reads it, and puts its records, people, links, rules and log together as rights allow. */

import { Confirmation } from "./confirmation.js";
import { GuestBar } from "./guest-bar.js";
import { I18n, languageSwitch } from "./i18n.js";
import { RECORDS_EN } from "./messages-records-en.js";
import { RECORDS_FR } from "./messages-records-fr.js";
import { SPACES_EN } from "./messages-spaces-en.js";
import { SPACES_FR } from "./messages-spaces-fr.js";
import { SpaceGround } from "./space-ground.js";
import { SpaceInvited } from "./space-invited.js";
import { SpaceLog } from "./space-log.js";
import { SpacePeople } from "./space-people.js";
import { SpaceRecords } from "./space-records.js";
import { SpaceRules } from "./space-rules.js";
import { SpaceWords } from "./space-words.js";
import { Toast } from "./toast.js";
import { apply } from "./reader-look.js";
import { byId, setText } from "./dom.js";
import { dayOf, whyNot } from "./record-words.js";
import { get } from "./archive-wire.js";
import { load } from "./settings.js";
import { whoAsks } from "./spaces-wire.js";

/** @import {OpenSpace} from "./spaces-wire.js" */

const i18n = new I18n(document, { fr: { ...RECORDS_FR, ...SPACES_FR }, en: { ...RECORDS_EN, ...SPACES_EN } });
const id = decodeURIComponent(location.pathname.split("/").at(-1) ?? "");
const toast = new Toast();
const bar = new GuestBar(i18n, "../");
/** @type {SpaceGround | null} */
let ground = null;
/** @type {{draw: () => void}[]} */
let parts = [];

/** What is said of the space above all its parts. */
function head() {
  if (ground === null) return;
  const { space } = ground;
  document.title = `${space.name} – Voixlà`;
  setText(byId("title", HTMLElement), space.name);
  const kept = space.days === null ? i18n.text("spaces.days.none") : i18n.text("spaces.days", { days: space.days });
  const created = i18n.text("space.created", { day: dayOf(space.created, i18n) });
  setText(byId("facts", HTMLElement), [i18n.text(`spaces.type.${space.type}`), kept, created].join(" · "));
  setText(byId("role", HTMLElement), i18n.text(`spaces.role.${space.role}`));
  byId("closed", HTMLElement).hidden = space.closed === null;
  if (space.closed !== null) setText(byId("closed", HTMLElement), i18n.text("space.closed", { day: dayOf(space.closed, i18n) }));
}

async function start() {
  byId("trouble", HTMLElement).hidden = true;
  try {
    const me = await whoAsks();
    bar.told(me);
    /** @type {OpenSpace} */
    const space = await get(["spaces", id]);
    const say = (/** @type {string} */ words) => toast.say(words);
    ground = new SpaceGround({ i18n, confirmation: new Confirmation(), say, me, space, changed: redraw });
    const records = new SpaceRecords(ground);
    parts = [records, new SpacePeople(ground), new SpaceInvited(ground), new SpaceRules(ground), new SpaceLog(ground)];
    new SpaceWords(ground);
    byId("search-here", HTMLAnchorElement).href = `../comptes-rendus#${new URLSearchParams({ space: id })}`;
    head();
    await records.read();
    byId("content-of", HTMLElement).hidden = false;
  } catch (error) {
    setText(byId("trouble-text", HTMLElement), whyNot(error, i18n));
    byId("trouble", HTMLElement).hidden = false;
  } finally {
    byId("loading", HTMLElement).hidden = true;
  }
}

function redraw() {
  head();
  for (const part of parts) part.draw();
}

byId("again", HTMLButtonElement).addEventListener("click", () => void start());
languageSwitch(byId("language", HTMLButtonElement), i18n);
apply(document.documentElement, load());
i18n.follow(redraw);
void start();
