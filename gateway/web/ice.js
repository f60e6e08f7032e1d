/** What both peer connections need from ICE: candidates inside the SDP, and telling connections apart. */

const GATHERING_MS = 1000;

/**
 * Resolves when all candidates are known, or after a second: what is late is left out.
 * @param {RTCPeerConnection} peer
 * @returns {Promise<void>}
 */
export function gathered(peer) {
  return new Promise((resolve) => {
    if (peer.iceGatheringState === "complete") return resolve();
    const timer = setTimeout(resolve, GATHERING_MS);
    peer.addEventListener("icegatheringstatechange", () => {
      if (peer.iceGatheringState !== "complete") return;
      clearTimeout(timer);
      resolve();
    });
  });
}

/**
 * Two offers with the same fragment come from the same connection of the server.
 * @param {string} sdp
 */
export function iceUfrag(sdp) {
  return /^a=ice-ufrag:(\S+)/m.exec(sdp)?.[1] ?? "";
}
