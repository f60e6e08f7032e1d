"""A full meeting, six people and a host's page, through axe and through narrow windows, in every theme."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.flaws import overflows, violations
from tests.e2e.page.bench import PageBench, person
from tests.e2e.page.conftest import DESKTOP, PHONE, OpenPage
from tests.e2e.page.script import ANNE, MEETING, MINH, PAUL, Script
from tests.e2e.page.test_looks import ON_ITS_SIDE, SMALLEST

LONG = "Marie-Antoinette de La Rochefoucauld-Montmorency, adjointe"
ME = person("you", "Sofia", camera=True, role="host")


def six(**others: object) -> list[dict[str, object]]:
    return [
        person("p1", ANNE.name, speaking=True, camera=True, role="host"),
        person("p2", PAUL.name, camera=True, hand=1),
        person("p3", MINH.name, muted=True, camera=True, **others),
        person("p4", LONG, muted=True, hand=2),
        person("p5", "Yannick", publishing=False),
        ME,
    ]


def prepare(bench: PageBench) -> Script:
    script = Script(bench)
    for speaker, text in MEETING:
        script.say(speaker, text)
    said = {"person": "p4", "name": LONG, "at_ms": 1000}
    bench.extra = {
        "video": True,
        "role": "host",
        "door": {"locked": False, "lobby": True, "waiting": [{"id": "w1", "name": LONG}]},
        "chat": [{"id": "1", "text": "Bonjour.", **said}, {"id": "2", "text": "x" * 300, **said}],
    }
    return script


def states(page: Page, bench: PageBench) -> Iterator[str]:
    """Leads a host's page through its panels; each is complete when its name is given."""
    page.get_by_role("textbox", name="Votre nom").fill("Sofia")
    page.get_by_role("button", name="Participer sans micro").click()
    expect(page.locator("#chip")).to_have_text("En direct")
    bench.show_people(*six())
    expect(page.locator(".tile").first).to_be_visible()
    yield "six people"
    bench.show_people(*six(signer=True, screen=True))
    yield "a signer and a screen"
    page.locator("#toggle-chat").click()
    yield "chat"
    page.locator("#toggle-people").click()
    page.get_by_role("button", name=f"Que faire avec {PAUL.name}").click()
    yield "people and a menu"
    page.get_by_role("button", name="Faire sortir").click()
    yield "dialog"
    page.keyboard.press("Escape")
    page.locator("#toggle-settings").click()
    yield "settings"
    page.get_by_label("à côté des images").check()
    page.locator("#close-settings").click()
    page.locator("#toggle-people").click()
    yield "captions beside"
    bench.send({"type": "media", "up": False})
    expect(page.locator("#media-down")).to_be_visible()
    yield "meeting server gone"


@pytest.mark.parametrize("theme", ["light", "dark", "yellow"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing(
    bench: PageBench, open_page: OpenPage, viewport: dict[str, int], theme: str
) -> None:
    prepare(bench)
    keep = f"localStorage.setItem('voixla.settings', '{{\"theme\":\"{theme}\"}}');"
    page = open_page(init=keep, viewport=viewport, reduced_motion="reduce")
    found = {state: violations(page) for state in states(page, bench)}
    assert {state: what for state, what in found.items() if what} == {}


@pytest.mark.parametrize(
    "viewport", [SMALLEST, ON_ITS_SIDE, PHONE, DESKTOP], ids=["320", "320x256", "390", "1440"]
)
def test_nothing_is_cut_in_any_window(
    bench: PageBench, open_page: OpenPage, viewport: dict[str, int]
) -> None:
    prepare(bench)
    page = open_page(viewport=viewport)
    found = {state: overflows(page) for state in states(page, bench)}
    assert {state: what for state, what in found.items() if what} == {}


def test_targets_are_large_enough_for_a_thumb(bench: PageBench, open_page: OpenPage) -> None:
    prepare(bench)
    page = open_page(viewport=PHONE, has_touch=True)
    small = {}
    for state in states(page, bench):
        small[state] = (
            page.evaluate("""() => [...document.querySelectorAll("button, a, summary, .check, select")]
          .filter((node) => node.checkVisibility() && !node.closest(".skip"))
          .filter((node) => node.getBoundingClientRect().height < 43.5 || node.getBoundingClientRect().width < 43.5)
          .map((node) => node.outerHTML.slice(0, 120))""")
        )
    assert {state: what for state, what in small.items() if what} == {}
