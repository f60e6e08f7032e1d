/** What has been written in a meeting, and how much of it this person has not read yet. Pure. */

/** @import {ChatMessage} from "./meeting-wire.js" */

/** @typedef {{messages: readonly ChatMessage[], read: number}} Chat  `read`: how many of them were seen, from the first */

/** @type {Chat} */
export const SILENT = Object.freeze({ messages: Object.freeze([]), read: 0 });

/**
 * What was written before this page came is no news; what was written while its line was cut is.
 * @param {Chat} chat
 * @param {readonly ChatMessage[]} past  all that the server has
 * @param {boolean} fresh  another meeting, or the first welcome
 * @returns {Chat}
 */
export function opened(chat, past, fresh) {
  if (fresh) return { messages: past, read: past.length };
  const last = chat.messages[chat.read - 1]?.id;
  return { messages: past, read: past.findIndex((message) => message.id === last) + 1 };
}

/**
 * @param {Chat} chat
 * @param {ChatMessage} message
 * @returns {Chat}
 */
export function said(chat, message) {
  if (chat.messages.some((known) => known.id === message.id)) return chat;
  return { ...chat, messages: [...chat.messages, message] };
}

/**
 * @param {Chat} chat
 * @returns {Chat}
 */
export function allRead(chat) {
  return chat.read === chat.messages.length ? chat : { ...chat, read: chat.messages.length };
}

/**
 * One's own words need no reading.
 * @param {Chat} chat
 * @param {string | null} self
 */
export function unread(chat, self) {
  return chat.messages.slice(chat.read).filter((message) => message.person !== self).length;
}
