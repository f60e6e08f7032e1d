"""What of a page is told by edges and signs instead of letters, and how well it stands out (WCAG 1.4.11, RGAA 3.3).

Looked at: the edges of fields, the signs of buttons that have no words, and the mark of the focus, each against what
lies around it. Not looked at: what browsers draw themselves (sliders, check boxes), pictures.
"""

from playwright.sync_api import Page

_LEAST = 3
_PALE = r"""(least) => {
  const found = new Set();
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
  const behind = (node) => {
    const layers = [];
    for (let at = node; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour[3] > 0) layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 1]);
  };
  const light = ([r, g, b]) => {
    const linear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    const [x, y, z] = [r, g, b].map((c) => linear(c / 255));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ratio = (one, other) => {
    const [a, b] = [light(one), light(other)].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  };
  const shown = (node) => node.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !node.disabled;
  const tell = (what, node, contrast) => {
    if (contrast < least) found.add(`${what}: ${node.localName} ${node.id || node.className} ${contrast.toFixed(2)}`);
  };
  const all = (selector) => [...document.querySelectorAll(selector)].filter(shown);
  const drawn = "[type=hidden], [type=range], [type=checkbox], [type=radio], [type=color]";
  for (const node of all(`input:not(${drawn}), select, textarea`)) {
    const style = getComputedStyle(node), around = behind(node.parentElement);
    const edge = ratio(over(rgba(style.borderBottomColor), around), around);
    tell("edge", node, Math.max(parseFloat(style.borderBottomWidth) > 0 ? edge : 0, ratio(behind(node), around)));
  }
  for (const node of all("button, a")) {
    const sign = node.querySelector("svg");
    if (!sign || !shown(sign) || node.innerText.trim()) continue;
    tell("sign", node, ratio(over(rgba(getComputedStyle(sign).color), behind(node)), behind(node)));
  }
  const before = document.activeElement;
  for (const node of all("button, a[href], input, select, textarea, summary")) {
    node.focus({ preventScroll: true, focusVisible: true });
    const style = getComputedStyle(node);
    if (document.activeElement !== node || style.outlineStyle === "none") continue;
    const around = behind(parseFloat(style.outlineOffset) >= 0 ? node.parentElement : node);
    // The mark has two colours, one of which stands out on any ground.
    const ring = style.boxShadow.match(/(?:rgb|color|oklch)[^)]*\)/)?.[0] ?? "transparent";
    const marks = [style.outlineColor, ring].map((colour) => ratio(over(rgba(colour), around), around));
    tell("focus", node, Math.max(...marks));
  }
  before?.focus?.({ preventScroll: true });
  return [...found];
}"""


def pale(page: Page) -> list[str]:
    """Edges, signs and marks of the focus with a contrast below 3:1."""
    found: list[str] = page.evaluate(_PALE, _LEAST)
    return found
