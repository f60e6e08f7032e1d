/**
 * Settings under names ("projector", "my phone"): kept on this device, carried to another one as a file, never sent to
 * anybody: how somebody has to read tells about their health.
 */

import { checked } from "./settings.js";
import { read, write } from "./device-store.js";

/** @import {Settings} from "./settings.js" */

/** @typedef {Record<string, Settings>} Profiles */

const KEY = "voixla.profiles";
const KIND = "voixla-profiles";
const LONGEST_NAME = 60;
const MOST = 50;

/** @returns {Profiles} */
export function loadProfiles() {
  try {
    return believed(JSON.parse(read(KEY) ?? "{}"));
  } catch {
    return {};
  }
}

/** @param {Profiles} profiles */
export function saveProfiles(profiles) {
  write(KEY, Object.keys(profiles).length === 0 ? null : JSON.stringify(profiles));
}

/**
 * A file's text.
 * @param {Profiles} profiles
 */
export function exported(profiles) {
  return JSON.stringify({ kind: KIND, version: 1, profiles }, null, 2);
}

/**
 * The profiles in the text of a file; null when it is no such file.
 * @param {string} text
 * @returns {Profiles | null}
 */
export function imported(text) {
  try {
    const file = JSON.parse(text);
    return file?.kind === KIND ? believed(file.profiles) : null;
  } catch {
    return null;
  }
}

/**
 * @param {unknown} value
 * @returns {Profiles}
 */
function believed(value) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
  const named = Object.entries(value).slice(0, MOST);
  return Object.fromEntries(named.map(([name, settings]) => [name.slice(0, LONGEST_NAME), checked(settings)]));
}
