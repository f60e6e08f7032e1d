/** Single keys for the replay of a record, as long as nobody writes. They can be switched off (WCAG 2.1.4). */

import { byId } from "./dom.js";
import { load, save } from "./settings.js";

/** @import {Player} from "./replay-player.js" */

/**
 * @typedef {object} Keys
 * @property {() => Player | null} player
 * @property {() => void} follow
 * @property {() => void} point  of the agenda, where one is
 */

/** @param {Keys} keys */
export function shortcuts({ player, follow, point }) {
  const on = byId("shortcuts", HTMLInputElement);
  // One switch for all pages: who needs it needs it everywhere.
  on.checked = load().shortcuts;
  on.addEventListener("change", () => save({ ...load(), shortcuts: on.checked }));
  document.addEventListener("keydown", (event) => {
    const target = event.target instanceof HTMLElement ? event.target : document.body;
    if (!on.checked || event.ctrlKey || event.metaKey || event.altKey || target.closest("input, textarea, select, dialog") !== null) return;
    const key = event.key.toLowerCase();
    const free = target.closest("button, a, summary, [role=button]") === null;
    const heard = player();
    if (key === "p") point();
    else if (heard === null) return;
    else if (key === "k" || (key === " " && free)) heard.toggle();
    else if (key === "j") heard.step(-1);
    else if (key === "l") heard.step(1);
    else if (key === "s") follow();
    else return;
    event.preventDefault();
  });
}
