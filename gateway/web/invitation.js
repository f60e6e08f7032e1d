/** Where the link of an invitation leads: who invites into which space, until when; and the way in. */

import { I18n, languageSwitch } from "./i18n.js";
import { RECORDS_EN } from "./messages-records-en.js";
import { RECORDS_FR } from "./messages-records-fr.js";
import { Refusal, addressOf, change, refusalIn, sent } from "./archive-wire.js";
import { SPACES_EN } from "./messages-spaces-en.js";
import { SPACES_FR } from "./messages-spaces-fr.js";
import { apply } from "./reader-look.js";
import { byId, setText } from "./dom.js";
import { dayOf, minuteOf, whyNot } from "./record-words.js";
import { load } from "./settings.js";
import { whoAsks } from "./spaces-wire.js";

/** @import {Invited, Me} from "./spaces-wire.js" */

/** What stands in the address after somebody has left a space. */
const LEFT = "fin";

const i18n = new I18n(document, { fr: { ...RECORDS_FR, ...SPACES_FR }, en: { ...RECORDS_EN, ...SPACES_EN } });
const enter = byId("enter", HTMLButtonElement);
/** @type {string} */
let token = "";
/** @type {Invited | null} */
let invited = null;
/** The account that is signed in here. @type {string | null} */
let account = null;
/** @type {unknown} */
let trouble = null;

function draw() {
  const nothing = token === "" || token === LEFT;
  byId("nothing", HTMLElement).hidden = !nothing;
  setText(byId("nothing", HTMLElement), i18n.text(token === LEFT ? "guest.left" : "guest.nothing"));
  byId("reading", HTMLElement).hidden = nothing || invited !== null || trouble !== null;
  byId("trouble", HTMLElement).hidden = trouble === null;
  if (trouble !== null) setText(byId("trouble-text", HTMLElement), whyNot(trouble, i18n));
  byId("again", HTMLElement).hidden = !(trouble instanceof Refusal && trouble.code === "network");
  byId("told", HTMLElement).hidden = invited === null;
  byId("signed-in", HTMLElement).hidden = invited === null || account === null;
  byId("coming-in", HTMLElement).hidden = account !== null;
  if (invited === null) return setText(byId("title", HTMLElement), i18n.text("guest.title"));
  const { by, space, name, role, expires, owners } = invited;
  const title = by === null ? i18n.text("guest.by.nobody", { space: space.name }) : i18n.text("guest.by", { by, space: space.name });
  setText(byId("title", HTMLElement), title);
  const until = { name, day: dayOf(expires, i18n), time: minuteOf(expires, i18n) };
  setText(byId("until", HTMLElement), i18n.text("guest.for", until));
  setText(byId("what", HTMLElement), i18n.text(role === "reader" ? "guest.reader" : "guest.partner"));
  byId("owners", HTMLElement).hidden = owners.length === 0;
  setText(byId("owners", HTMLElement), i18n.text("guest.owners", { owners: owners.join(", ") }));
  setText(byId("account", HTMLElement), i18n.text("guest.account", { name: account ?? "" }));
}

async function read() {
  token = location.hash.slice(1);
  invited = null;
  trouble = null;
  draw();
  if (token === "" || token === LEFT) return;
  try {
    account = await signedIn();
    // Shown, not carried: to look at an invitation is not to accept it.
    const answer = await sent(addressOf(["me"]), { headers: { authorization: `Bearer ${token}` }, credentials: "omit" });
    const told = await answer.json();
    if (!answer.ok) throw refusalIn(answer.status, told);
    invited = /** @type {Me} */ (told).invitation;
  } catch (error) {
    trouble = error instanceof Refusal ? error : new Refusal("network", "");
  }
  draw();
}

/** @returns {Promise<string | null>} */
async function signedIn() {
  try {
    const me = await whoAsks();
    return me.account === null ? null : me.name;
  } catch (error) {
    if (error instanceof Refusal && error.code.startsWith("access.")) return null;
    throw error;
  }
}

async function comeIn() {
  enter.disabled = true;
  try {
    await change("POST", ["invitation"], { token });
    // Not to come back to the secret with the button that goes back.
    location.replace("comptes-rendus");
  } catch (error) {
    trouble = error;
    invited = null;
    draw();
  } finally {
    enter.disabled = false;
  }
}

async function signOut() {
  try {
    await fetch("deconnexion", { method: "POST", redirect: "manual" });
    account = await signedIn();
    if (account === null) return await comeIn();
  } catch {
    trouble = new Refusal("network", "");
  }
  draw();
}

enter.addEventListener("click", () => void comeIn());
byId("sign-out", HTMLButtonElement).addEventListener("click", () => void signOut());
byId("again", HTMLButtonElement).addEventListener("click", () => void read());
addEventListener("hashchange", () => void read());
languageSwitch(byId("language", HTMLButtonElement), i18n);
apply(document.documentElement, load());
i18n.follow(() => {
  document.title = `${i18n.text("guest.title")} – Voixlà`;
  draw();
});
void read();
