/**
 * Small choices that stay on this device (`localStorage`) or in this tab (`sessionStorage`), and nothing else: never
 * names of others, never captions. Where storage is refused (private windows, policies), choices last as long as
 * the page.
 */

/** @param {string} key */
export function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/**
 * @param {string} key
 * @param {string | null} value  null forgets
 */
export function write(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Refused: see above.
  }
}

/** @param {string} key */
export function readInTab(key) {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

/**
 * @param {string} key
 * @param {string} value
 */
export function writeInTab(key, value) {
  try {
    sessionStorage.setItem(key, value);
  } catch {
    // Refused: see above.
  }
}

/** @param {string} key */
export function forgetInTab(key) {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // Refused: see above.
  }
}
