/** What one has to know of a server before meeting on it. */

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
