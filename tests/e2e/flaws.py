"""What is wrong with a page as it stands: against WCAG 2.2 and good practice, as axe finds, and what is cut off."""

from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

_AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
_OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "wcag2aaa", "best-practice"],
    # All else is looked at as well, but not written down for every element.
    "resultTypes": ["violations"],
}
_RUN = """async (options) => {
  const { violations } = await axe.run(options);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}"""


def violations(page: Page) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE)
    found: list[str] = page.evaluate(_RUN, _OPTIONS)
    return found


def overflows(page: Page) -> list[str]:
    """What makes the page wider than its window, or a button narrower than its text."""
    found: list[str] = page.evaluate("""() => [
      ...(document.documentElement.scrollWidth > innerWidth ? ["page"] : []),
      ...[...document.querySelectorAll("button, label, h1, h2, .line, .person, .notice, .banner, #log")]
        .filter((node) => node.checkVisibility() && node.clientWidth > 1 && node.scrollWidth > node.clientWidth + 1)
        .map((node) => node.id || node.outerHTML.slice(0, 120)),
    ]""")
    return found
