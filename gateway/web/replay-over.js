/**
 * Opens a dialog over the page of a record. `showModal` would do, but for its price: it works out the style of all words
 * of a record at once, which takes a second with several hours of them; here they are left to the frames that show them.
 */

/** Until the page has been drawn. */
export function frame() {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}

/** @param {HTMLDialogElement} dialog */
export async function openOver(dialog) {
  const before = document.activeElement;
  const others = [...document.body.children].filter((node) => node instanceof HTMLElement && node !== dialog && !node.inert);
  for (const other of others) /** @type {HTMLElement} */ (other).inert = true;
  const pressed = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    dialog.close();
  };
  const closed = async () => {
    dialog.removeEventListener("keydown", pressed);
    for (const other of others) /** @type {HTMLElement} */ (other).inert = false;
    await frame();
    const free = document.activeElement === null || document.activeElement === document.body;
    if (free && before instanceof HTMLElement) before.focus({ preventScroll: true });
  };
  dialog.setAttribute("aria-modal", "true");
  await frame();
  dialog.addEventListener("keydown", pressed);
  dialog.addEventListener("close", () => void closed(), { once: true });
  dialog.show();
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
