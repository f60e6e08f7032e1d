/**
 * The hosts' pages: they work without this. It adds the colours chosen on this device, and buttons that copy links.
 */

import { setText } from "./dom.js";
import { apply } from "./reader-look.js";
import { load } from "./settings.js";

apply(document.documentElement, load());
const toast = document.getElementById("toast");

for (const button of document.querySelectorAll("button.copy")) {
  const field = button.previousElementSibling;
  if (!(button instanceof HTMLButtonElement) || !(field instanceof HTMLInputElement)) continue;
  // Only the browser knows the prefix and the scheme under which a proxy serves this page.
  field.value = new URL(field.dataset.path ?? "", document.baseURI).href;
  field.addEventListener("focus", () => field.select());
  button.hidden = false;
  button.addEventListener("click", () => void copy(field));
}

/** @param {HTMLInputElement} field */
async function copy(field) {
  if (toast !== null) setText(toast, "");
  try {
    await navigator.clipboard.writeText(field.value);
    if (toast !== null) setText(toast, toast.dataset.copied ?? "");
  } catch {
    // Refused, or a page without HTTPS: what is selected can be copied by hand.
    field.focus();
    field.select();
  }
}
