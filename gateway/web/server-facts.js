/** What one has to know of a server, and of a meeting on it, before entering. */

/**
 * Whether it carries pictures. When it does not say, a camera may be tried at least: the welcome tells for certain.
 * @returns {Promise<boolean>}
 */
export async function carriesVideo() {
  try {
    const answer = await fetch("../api/server");
    const facts = answer.ok ? await answer.json() : null;
    return facts?.video !== false;
  } catch {
    return true;
  }
}

/**
 * Whether what is said in the meeting is kept, and its sound. Who cannot learn it before is told on entering.
 * @param {string} room  as it stands in the address
 * @param {string | null} token  the pass
 * @returns {Promise<{on: boolean, audio: boolean}>}
 */
export async function isKept(room, token) {
  try {
    const headers = new Headers();
    if (token !== null) headers.set("authorization", `Bearer ${token}`);
    const answer = await fetch(`../api/rooms/${room}/transcript`, { headers });
    const told = answer.ok ? await answer.json() : null;
    return { on: told?.on === true, audio: told?.audio === true };
  } catch {
    return { on: false, audio: false };
  }
}
