"""What of a page is cut off or covered, by where its letters and its controls lie."""

from playwright.sync_api import Page

_CUT = """() => {
  const found = new Set();
  const hiddenOnPurpose = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.clipPath !== "none" || at.clientWidth === 1 || at.closest(".skip")) return true;
      if (style.position === "fixed") return false;
    }
    return false;
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const parent = text.parentElement;
    if (!text.data.trim() || !parent.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    if (parent.closest("select, script, style, noscript") || hiddenOnPurpose(parent)) continue;
    // Names on small pictures are shortened; they are whole in the list of people and in the captions.
    if (parent.closest(".tile")) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const rect of range.getClientRects()) {
      if (rect.width < 1) continue;
      const shown = () => `${(parent.closest("[id]") ?? parent).id}: ${text.data.trim().slice(0, 60)}`;
      let inside = true, scrolls = false;
      for (let at = parent; at && !scrolls; at = at.parentElement) {
        const style = getComputedStyle(at), box = at.getBoundingClientRect();
        if (style.display === "contents") continue;
        const clips = (way) => ["hidden", "clip"].includes(style[way]);
        if (clips("overflowX") && (rect.left < box.left - 1.5 || rect.right > box.right + 1.5)) inside = false;
        // A few pixels of the line box above and below the letters may go.
        const slack = 3 + rect.height * 0.15;
        if (clips("overflowY") && (rect.top < box.top - slack || rect.bottom > box.bottom + slack)) inside = false;
        if (["auto", "scroll"].includes(style.overflowX) || ["auto", "scroll"].includes(style.overflowY)) {
          if (["auto", "scroll"].includes(style.overflowY)) {
            if (rect.left < box.left - 1.5 || rect.right > box.right + 1.5) inside = false;
          }
          scrolls = true;
        }
      }
      if (!scrolls && (rect.left < -1.5 || rect.right > innerWidth + 1.5)) inside = false;
      if (!inside) found.add(shown());
    }
  }
  if (document.documentElement.scrollWidth > innerWidth) found.add(`page ${document.documentElement.scrollWidth}`);
  return [...found];
}"""
_COVERED = """() => {
  const found = [];
  const scope = document.querySelector("dialog:modal") ?? document.body;
  const controls = [...scope.querySelectorAll("a[href], button, input, select, textarea, summary")]
    .filter((node) => node.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !node.disabled)
    .filter((node) => !node.closest("[inert]") && !node.closest(".skip"));
  for (const node of controls) {
    const named = node.labels?.[0] ?? node.closest("label");
    const shown = node.getBoundingClientRect().width > 2 ? node : named;
    if (!shown) continue;
    shown.scrollIntoView({ block: "nearest", inline: "nearest" });
    const { left, top, width, height } = shown.getBoundingClientRect();
    const hit = document.elementFromPoint(left + width / 2, top + height / 2);
    const ok = hit && (shown.contains(hit) || hit.contains(node) || named?.contains(hit));
    const name = node.id || node.textContent.trim().slice(0, 40);
    if (!ok) found.push(`${node.localName} ${name} under ${hit?.localName} ${hit?.id ?? ""}`);
  }
  return found;
}"""


def cut(page: Page) -> list[str]:
    """Text that is cut off, or out of the window to the side."""
    found: list[str] = page.evaluate(_CUT)
    return [f"cut: {what}" for what in found]


def covered(page: Page) -> list[str]:
    """Controls in whose middle something else lies, once they are scrolled to."""
    found: list[str] = page.evaluate(_COVERED)
    return [f"covered: {what}" for what in found]
