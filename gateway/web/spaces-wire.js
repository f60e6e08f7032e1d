/** What the API answers about spaces, the people in them and those who ask (docs/archive.md). Types, and who asks. */

import { get } from "./archive-wire.js";

/** @typedef {"project" | "team" | "practice" | "council"} SpaceType */
/** @typedef {"owner" | "editor" | "reader" | "partner"} Role */
/**
 * @typedef {object} Space
 * @property {string} id
 * @property {string} name
 * @property {SpaceType} type
 * @property {number} created
 * @property {number | null} closed
 * @property {number | null} days  null: by the rules of archives
 * @property {number | null} own_days  null: as the template says
 * @property {Role} role
 */
/** @typedef {Space & {may: string[]}} OpenSpace */
/** @typedef {{name: string, days: number | null, record: string, member: Role}} Template */
/**
 * @typedef {object} Invited
 * @property {string} name
 * @property {Role} role
 * @property {number} expires
 * @property {{id: string, name: string, type: SpaceType}} space
 * @property {string | null} by
 * @property {string[]} owners
 */
/**
 * @typedef {object} Me
 * @property {number | null} account
 * @property {string} name
 * @property {Record<SpaceType, Template>} templates
 * @property {Record<string, {days: number | null, most: number | null}>} rules
 * @property {Invited | null} invitation
 */
/** @typedef {{account: number, name: string | null, role: Role, since: number, expires: number | null}} Member */
/** @typedef {{id: string, name: string, role: Role, created: number, expires: number, revoked: number | null}} Invitation */
/** @typedef {{number: number, at: number, deed: string, actor: string, name: string | null, record: string, about: string}} Link */

export const TYPES = /** @type {const} */ (["project", "team", "practice", "council"]);
export const ROLES = /** @type {const} */ (["owner", "editor", "reader", "partner"]);

/** @returns {Promise<Me>} */
export async function whoAsks() {
  return await get(["me"]);
}
