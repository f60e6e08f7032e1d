/** Keeps what is read where it is on the screen while the page around it changes. */

/**
 * Does `work` with `node` where it is on the screen. Browsers would keep the first thing in view, whatever is read.
 * @param {HTMLElement | undefined} node
 * @param {() => void} work
 */
export function keepingPlace(node, work) {
  if (node === undefined) return work();
  const root = document.documentElement;
  const before = node.getBoundingClientRect().top;
  root.style.setProperty("overflow-anchor", "none");
  work();
  if (node.isConnected) scrollBy({ top: node.getBoundingClientRect().top - before, behavior: "instant" });
  requestAnimationFrame(() => requestAnimationFrame(() => root.style.removeProperty("overflow-anchor")));
}

/** What is selected, if anything is. Browsers work out the whole page to answer: ask once, not for each row. */
export function selection() {
  const selected = getSelection();
  return selected === null || selected.isCollapsed ? null : selected;
}
