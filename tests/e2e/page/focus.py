"""The way of the Tab key through a page: where it stops, whether one sees it, what it never reaches."""

from dataclasses import dataclass

from playwright.sync_api import Page

_MOST = 300
_PREPARE = """() => {
  window.walk = { ids: new WeakMap(), count: 0, seen: new WeakSet() };
  const start = document.createElement("span");
  start.tabIndex = -1;
  start.id = "walk-start";
  (document.querySelector("dialog:modal") ?? document.body).prepend(start);
  start.focus();
}"""
_FOCUSED = """() => {
  const node = document.activeElement;
  if (!node || node === document.body || node === document.documentElement || node.localName === "dialog") return null;
  const { walk } = window;
  if (!walk.ids.has(node)) walk.ids.set(node, ++walk.count);
  walk.seen.add(node);
  const named = node.labels?.[0] ?? node.closest("label");
  const marked = [node, named, node.parentElement].filter(Boolean).some((part) => {
    const style = getComputedStyle(part);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  const shown = named && node.getBoundingClientRect().width < 2 ? named : node;
  const { left, top, width, height } = shown.getBoundingClientRect();
  const points = [[0.5, 0.5], [0.1, 0.2], [0.9, 0.2], [0.1, 0.8], [0.9, 0.8]]
    .map(([x, y]) => [left + x * width, top + y * height])
    .filter(([x, y]) => x >= 0 && y >= 0 && x < innerWidth && y < innerHeight);
  const visible = points.some(([x, y]) => {
    const hit = document.elementFromPoint(x, y);
    return hit !== null && (node.contains(hit) || named?.contains(hit) || hit.contains(node));
  });
  const own = node.id || node.getAttribute("aria-label") || node.textContent.trim().slice(0, 40) || node.name;
  const described = (node.closest("[aria-describedby]")?.getAttribute("aria-describedby") ?? "").split(" ")
    .map((id) => document.getElementById(id)?.textContent ?? "").join(" ");
  return { id: walk.ids.get(node), name: `${node.localName} ${own}`, marked, visible, described };
}"""
_MISSED = """() => {
  document.getElementById("walk-start").remove();
  const named = (node) => `${node.localName} ${node.id || node.textContent.trim().slice(0, 40) || node.name}`;
  const shown = (node) => node.checkVisibility({ visibilityProperty: true }) && node.getClientRects().length > 0;
  const scope = document.querySelector("dialog:modal") ?? document.body;
  const stops = [...scope.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [tabindex], [contenteditable]")]
    .filter((node) => shown(node) && node.tabIndex >= 0 && !node.disabled && !node.closest("[inert]"));
  const group = (node) => node.type === "radio"
    && stops.some((other) => other.type === "radio" && other.name === node.name && window.walk.seen.has(other));
  const unreached = stops.filter((node) => !window.walk.seen.has(node) && !group(node)).map(named);
  const reach = "a, button, input, select, textarea, summary, label, [tabindex]:not(main, section, h1, h2)";
  const mouse = [...scope.querySelectorAll("*")]
    .filter((node) => shown(node) && getComputedStyle(node).cursor === "pointer" && !node.closest(reach))
    .map(named);
  return { unreached, mouse };
}"""


@dataclass(frozen=True)
class Walk:
    """What Tab met, in order, and what is wrong with it."""

    stops: list[str]
    wrong: list[str]


def walked(page: Page) -> Walk:
    """From the beginning of the page to its end. Leaves the focus there."""
    page.evaluate(_PREPARE)
    stops: list[str] = []
    wrong: list[str] = []
    seen: set[int] = set()
    for _ in range(_MOST):
        page.keyboard.press("Tab")
        stop = page.evaluate(_FOCUSED)
        if stop is None:
            break
        if stop["id"] in seen:
            if not stops or len(seen) > 1 and stop["id"] == 1:
                break  # around
            if "Échap" not in stop["described"]:
                wrong.append(f"trapped: {stop['name']}")
                break
            page.keyboard.press("Escape")
            continue
        seen.add(stop["id"])
        stops.append(stop["name"])
        if not stop["marked"]:
            wrong.append(f"no mark: {stop['name']}")
        if not stop["visible"]:
            wrong.append(f"out of sight: {stop['name']}")
    else:
        wrong.append("without end")
    missed = page.evaluate(_MISSED)
    wrong += [f"never reached: {name}" for name in missed["unreached"]]
    wrong += [f"for the mouse only: {name}" for name in missed["mouse"]]
    return Walk(stops=stops, wrong=wrong)
