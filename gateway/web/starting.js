/**
 * Pages whose loading was interrupted come alive by themselves. A network that changes while the files of a page come
 * (another Wi-Fi, a VPN that connects) makes browsers drop them, and one module that is missing leaves a page dead.
 *
 * What did not come is asked for again in its place, which keeps the page, its address and what was typed. Only where
 * that does not help is the page loaded again, once the server answers, so that no error page of the browser's own ever
 * takes its place: browsers that never ask for a failed module twice need that (whatwg/html#10327 is of 2026), and
 * pages of which the end is missing. Each time it takes longer, so that a file that does not exist loads nothing in a
 * loop.
 *
 * A classic script without imports, first in the head: it must be there when others are not. Pages that do nothing
 * without their script have `data-live` on this one, and an element `#end`; the others are never loaded again.
 */

"use strict";

{
  const FIRST_MS = 500;
  const LONGEST_MS = 8000;
  const STILL_MS = 4000;
  /** Tries in one page before it is loaded again the first time, and how many more there may be later. */
  const [LEAST, MORE] = [2, 8];
  const KEY = "voixla.loaded-again";
  const SAID = {
    fr: "La page n’a pas pu être chargée en entier. Un nouvel essai se fait tout seul\u202f: vous n’avez rien à faire.",
    en: "The page could not be loaded whole. It is being tried again by itself: there is nothing you need to do.",
  };

  const lives = document.currentScript?.dataset["live"] !== undefined;
  // What is asked for again has been asked for by the markup before.
  const known = /** @type {Set<string>} */ (new Set());
  const trusted = /** @type {any} */ (globalThis).trustedTypes?.createPolicy("voixla-starting", {
    /** @param {string} address */
    createScriptURL: (address) => {
      if (!known.has(address)) throw new TypeError("not a script of this page");
      return address;
    },
  });
  /** @type {Set<HTMLScriptElement | HTMLLinkElement>} */
  const lost = new Set();
  /** @type {Set<EventTarget>} */
  const awaited = new Set();
  /** @type {number | undefined} */
  let timer;
  let tries = 0;
  /** Whether no more of the page comes: some browsers read on for ever when its own connection is cut. */
  let still = false;
  /** @type {HTMLElement | null} */
  let notice = null;

  // Neither bubbles, and a window is not told that an element has loaded.
  document.addEventListener("error", ({ target }) => settle(target, false), true);
  document.addEventListener("load", ({ target }) => settle(target, true), true);
  document.addEventListener("DOMContentLoaded", () => {
    still = false;
    goOn();
  });
  addEventListener("online", () => timer !== undefined && tryAgain());
  if (lives) watch(0);

  /**
   * @param {EventTarget | null} file
   * @param {boolean} came
   */
  function settle(file, came) {
    if (!isOurs(file)) return;
    awaited.delete(file);
    if (!came) lost.add(file);
    else if (file instanceof HTMLScriptElement && !isCut()) forget();
    goOn();
  }

  /**
   * @param {EventTarget | null} file
   * @returns {file is HTMLScriptElement | HTMLLinkElement}
   */
  function isOurs(file) {
    if (file instanceof HTMLScriptElement) return file.type === "module";
    return file instanceof HTMLLinkElement && file.rel === "stylesheet";
  }

  function isParsed() {
    return document.readyState !== "loading";
  }

  /** Whether the end of the page did not come. */
  function isCut() {
    return lives && (still || (isParsed() && document.getElementById("end") === null));
  }

  /** @param {number} before  elements that had come */
  function watch(before) {
    if (isParsed()) return;
    const now = document.getElementsByTagName("*").length - (notice === null ? 0 : 1);
    still = now === before;
    goOn();
    setTimeout(() => watch(now), STILL_MS);
  }

  /** Whether the page cannot do what it is for. */
  function isDead() {
    return lives && (isCut() || [...lost].some((file) => file instanceof HTMLScriptElement));
  }

  /** Says how things stand, and sees to it that they get better. */
  function goOn() {
    if (!(isParsed() || still) || awaited.size > 0 || timer !== undefined) return;
    if (lost.size === 0 && !isCut()) return hush();
    say();
    const pause = Math.min(FIRST_MS * 2 ** tries, LONGEST_MS);
    // Not everybody at once, when a server comes back.
    timer = setTimeout(() => void tryAgain(), pause * (0.75 + Math.random() / 2));
  }

  async function tryAgain() {
    clearTimeout(timer);
    // Meanwhile `online` starts no second one.
    timer = undefined;
    if (tries >= LEAST && isDead() && (await isAnswered()) && isTime()) return location.reload();
    tries += 1;
    for (const file of lost) {
      const again = copyOf(file);
      awaited.add(again);
      file.replaceWith(again);
    }
    lost.clear();
    goOn();
  }

  /** @param {HTMLScriptElement | HTMLLinkElement} file */
  function copyOf(file) {
    if (file instanceof HTMLLinkElement) return /** @type {HTMLLinkElement} */ (file.cloneNode());
    // A copy of a script counts as run already.
    const again = document.createElement("script");
    known.add(file.src);
    again.type = file.type;
    again.src = trusted === undefined ? file.src : trusted.createScriptURL(file.src);
    return again;
  }

  async function isAnswered() {
    try {
      const answer = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(LONGEST_MS) });
      // To its end: what is cut off again is no answer.
      return answer.ok && (await answer.text()) !== "";
    } catch {
      return false;
    }
  }

  /** Whether enough was tried in this page, which the next one then counts. */
  function isTime() {
    try {
      const before = Number(sessionStorage.getItem(KEY)) || 0;
      if (tries < LEAST + Math.min(before, MORE)) return false;
      sessionStorage.setItem(KEY, String(before + 1));
      return true;
    } catch {
      // Refused (private windows, policies): as after many.
      return tries >= LEAST + MORE;
    }
  }

  function forget() {
    try {
      sessionStorage.removeItem(KEY);
    } catch {
      // Refused: see above.
    }
  }

  function say() {
    // Without its script alone, a page that does not live by it lacks nothing worth a word.
    if (notice !== null || !(lives || [...lost].some((file) => file instanceof HTMLLinkElement))) return;
    notice = document.createElement("p");
    notice.className = "notice starting";
    notice.setAttribute("role", "status");
    const language = isEnglish() ? "en" : "fr";
    notice.lang = language;
    const main = document.querySelector("main");
    if (main !== null) main.before(notice);
    else (document.body ?? document.documentElement).append(notice);
    const shown = notice;
    // Screen readers say what changes in a place that they know.
    setTimeout(() => (shown.textContent = SAID[language]), 50);
  }

  function hush() {
    tries = 0;
    notice?.remove();
    notice = null;
  }

  /** As the modules of the page decide, which may not be there to be asked. */
  function isEnglish() {
    try {
      return document.documentElement.lang === "en" || localStorage.getItem("voixla.language") === "en";
    } catch {
      return false;
    }
  }
}
