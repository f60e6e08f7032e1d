/** Small makers of wire events, for the tests of the page. */

const ANNE = { id: "p1", name: "Anne" };

/** The words of `text`, 300 ms each. */
function words(text, start_ms) {
  const listed = text === "" ? [] : text.split(" ");
  return listed.map((word, i) => ({ text: word, start_ms: start_ms + i * 300, end_ms: start_ms + (i + 1) * 300, p: 0.9 }));
}

function text(type, seq, fields) {
  const { text: said = "bonjour", start_ms = 1000, speaker = ANNE } = fields;
  const listed = words(said, start_ms);
  const base = { v: 1, type, seq, track: `t-${speaker.id}`, speaker, segment: 1, line: 1, revision: 1, start_ms };
  const origin = type === "amended" ? {} : { origin: "speech" };
  return { ...base, ...origin, end_ms: start_ms + 300 * Math.max(1, listed.length), words: listed, ...fields, text: said };
}

export const interim = (seq, fields = {}) => text("interim", seq, fields);
export const final = (seq, fields = {}) => text("final", seq, fields);
export const amended = (seq, fields = {}) => {
  const author = { kind: "person", id: "c1", name: "Marie" };
  return text("amended", seq, { at_ms: 9000, author, ...fields });
};
export const named = (seq, speaker, shown) => {
  const author = { kind: "person", id: "c1", name: "Marie" };
  return { v: 1, type: "named", seq, at_ms: 9000, author, speaker, shown };
};
export const offRecord = (seq, on) => ({ v: 1, type: "off_record", seq, at_ms: 9000, on });
export const gap = (seq, fields = {}) => {
  return { v: 1, type: "gap", seq, track: "t-p1", speaker: ANNE, start_ms: 0, end_ms: 3000, cause: "network", ...fields };
};
export const status = (seq, name, fields = {}) => {
  return { v: 1, type: "state", seq, at_ms: 5000, status: name, cause: null, lag_ms: 0, ...fields };
};
const DESK = {
  correction: { open: false, may: false }, terms: null, off_record: false, voice: false,
  transcript: { on: false, audio: false, since_ms: null, space: "", trouble: null },
};
export const welcome = (fields = {}) => {
  const base = { type: "welcome", v: 1, room: "r", session: "s1", you: null, now_ms: 0, captions: true, people: [], after: 0 };
  const door = { locked: false, lobby: false, waiting: [] };
  return { ...base, role: "participant", chat: [], door, video: false, media_up: true, ice: [], ...DESK, ...fields };
};
export const person = (id, fields = {}) => {
  const base = { id, name: id, muted: false, speaking: false, publishing: true, role: "participant", hand: null };
  return { ...base, camera: false, screen: false, signer: false, corrects: false, shared: false, voices: null, ...fields };
};
export const written = (id, fields = {}) => ({ id, person: "p1", name: "Anne", text: "bonjour", at_ms: 0, ...fields });
