/** Whether a value that came from elsewhere has the shape that it should have. Pure, and knows no protocol. */

/** @typedef {"string" | "number" | "boolean" | "object" | "array"} Kind */

/**
 * The object in a JSON text, or null when there is none.
 * @param {unknown} text
 * @returns {Record<string, unknown> | null}
 */
export function parsed(text) {
  if (typeof text !== "string") return null;
  try {
    const value = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/**
 * @param {unknown} value
 * @param {Record<string, Kind>} fields
 */
export function has(value, fields) {
  return isObject(value) && Object.entries(fields).every(([name, kind]) => is(value[name], kind));
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
export function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The objects in a list; what else is in it is left out.
 * @param {unknown} value
 * @returns {Record<string, unknown>[]}
 */
export function objects(value) {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/**
 * The texts in a list; what else is in it is left out.
 * @param {unknown} value
 * @returns {string[]}
 */
export function strings(value) {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

/**
 * `table[name]`, unless the name is one that every object inherits.
 * @template T
 * @param {Record<string, T>} table
 * @param {string} name
 * @returns {T | undefined}
 */
export function own(table, name) {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/**
 * @param {unknown} value
 * @param {Kind} kind
 */
function is(value, kind) {
  if (kind === "array") return Array.isArray(value);
  if (kind === "object") return isObject(value);
  return typeof value === kind;
}
