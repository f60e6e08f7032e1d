/**
 * Opens a dialog over the page of a record. `showModal` would do, but for its price: it works out the style of all words
 * of a record at once, which takes a second with several hours of them; here they are left to the frames that show them.
 */

import { byId, make } from "./dom.js";

/** Until the page has been drawn. */
export function frame() {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}

/** @param {HTMLDialogElement} dialog */
export async function openOver(dialog) {
  const before = document.activeElement;
  const back = make("div", "over-back");
  const others = around(dialog);
  const pressed = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    dialog.close();
  };
  // The text cannot be inert for the same reason: whoever gets there is led back.
  const strayed = (/** @type {FocusEvent} */ event) => {
    if (event.target instanceof Node && !dialog.contains(event.target)) inside(dialog)?.focus();
  };
  const closed = async () => {
    dialog.removeEventListener("keydown", pressed);
    document.removeEventListener("focusin", strayed);
    for (const other of others) other.inert = false;
    back.remove();
    await frame();
    const free = document.activeElement === null || document.activeElement === document.body;
    if (free && before instanceof HTMLElement) before.focus({ preventScroll: true });
  };
  for (const other of others) other.inert = true;
  dialog.before(back);
  dialog.setAttribute("aria-modal", "true");
  await frame();
  dialog.addEventListener("keydown", pressed);
  document.addEventListener("focusin", strayed);
  dialog.addEventListener("close", () => void closed(), { once: true });
  dialog.show();
}

/**
 * Everything but the dialog and the text.
 * @param {HTMLDialogElement} dialog
 */
function around(dialog) {
  const main = byId("content", HTMLElement);
  const nodes = [...document.body.children, ...main.children].filter((node) => node !== main && node !== dialog && node.id !== "text");
  return /** @type {HTMLElement[]} */ (nodes.filter((node) => node instanceof HTMLElement && !node.inert));
}

/** @param {HTMLDialogElement} dialog */
function inside(dialog) {
  return /** @type {HTMLElement | null} */ (dialog.querySelector("select, input, textarea, button"));
}

/**
 * Closes it, and waits until the page can be used again.
 * @param {HTMLDialogElement} dialog
 */
export async function closeOver(dialog) {
  const over = new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  dialog.close();
  await over;
}

/** So long one works before the page may do something else. */
const AT_ONCE_MS = 30;

/**
 * Does much work in turns with the page.
 * @template T
 * @param {readonly T[]} items
 * @param {(item: T) => void} work
 * @param {() => boolean} wanted  whether to go on
 */
export async function inTurns(items, work, wanted) {
  for (let done = 0; done < items.length; ) {
    const end = performance.now() + AT_ONCE_MS;
    for (; done < items.length && performance.now() < end; done++) work(/** @type {T} */ (items[done]));
    if (done < items.length) await frame();
    if (!wanted()) return;
  }
}
