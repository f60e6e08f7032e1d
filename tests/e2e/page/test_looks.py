"""Every state of the page, through axe and through narrow windows, in light and dark."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from captions.events import Cause, Status
from tests.e2e.flaws import overflows, violations
from tests.e2e.page.bench import PageBench
from tests.e2e.page.conftest import DESKTOP, PHONE, OpenPage
from tests.e2e.page.script import ANNE, MEETING, PAUL, Script, people

SMALLEST = {"width": 320, "height": 640}
ON_ITS_SIDE = {"width": 320, "height": 256}
THEMES = ("auto", "dark", "light", "yellow")


def busy_room(bench: PageBench) -> Script:
    script = Script(bench)
    bench.extra = {
        "notice": {"fr": "Démonstration\u202f: les voix sont synthétiques.", "en": "Demonstration: synthetic voices."},
        "engine": {"engine": "faster-whisper", "model": "base", "compute_type": "int8", "note_fr": "Petit modèle."},
    }  # fmt: skip
    for speaker, text in MEETING:
        script.say(speaker, text)
    bench.tell(script.gap(PAUL, Cause.OVERLOAD, 4))
    line = script.next_line()
    bench.tell(script.final(ANNE, "Très bien.", script.next_segment(), line))
    bench.tell(script.interim(ANNE, "passons au vote", script.next_segment(), line))
    bench.people = people(ANNE)
    return script


def states(page: Page, script: Script) -> Iterator[str]:
    """Leads the page through its states, from the door on; each is complete when its name is given."""
    page.get_by_role("button", name="Participer avec mon micro").click()
    yield "door, name missing"
    page.get_by_role("button", name="Lecture seule").click()
    expect(page.locator("#log .line").last).to_be_visible()
    expect(page.locator("#notice")).to_be_visible()
    yield "room"
    for theme in THEMES:
        if not page.locator("#settings").is_visible():
            page.get_by_role("button", name="Réglages").click()
        page.locator(f"input[name=theme][value={theme}]").check()
        yield f"settings, {theme}"
        page.get_by_role("button", name="Fermer").click()
        yield f"room, {theme}"
    if not page.locator("#people").is_visible():
        page.locator("#toggle-people").click()
    page.locator("#about summary").click()
    yield "people"
    page.locator("#log").hover()
    page.mouse.wheel(0, -500)
    expect(page.locator("#back")).to_be_visible()
    yield "scrolled up"
    for status, cause in (
        (Status.LATE, Cause.OVERLOAD),
        (Status.INTERRUPTED, Cause.ENGINE),
        (Status.OFF, None),
    ):
        script.bench.tell(script.state(status, cause, lag_ms=5000 if status is Status.LATE else 0))
        expect(page.locator(f"#banner[data-status={status.value}]")).to_be_visible()
        yield status.value
    page.get_by_role("button", name="English").click()
    yield "in English"
    page.get_by_role("button", name="Leave").click()
    yield "left"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing(
    bench: PageBench, open_page: OpenPage, viewport: dict[str, int], scheme: str
) -> None:
    script = busy_room(bench)
    # Without transitions: axe would measure colours half-way.
    page = open_page("/", viewport=viewport, color_scheme=scheme, reduced_motion="reduce")
    found = {"start": violations(page)}
    page.goto(f"{bench.url}/room/conseil-municipal")
    for state in states(page, script):
        found[state] = violations(page)
    assert {state: what for state, what in found.items() if what} == {}


@pytest.mark.parametrize(
    "viewport", [SMALLEST, ON_ITS_SIDE, PHONE, DESKTOP], ids=["320", "320x256", "390", "1440"]
)
def test_nothing_is_cut_in_any_window(
    bench: PageBench, open_page: OpenPage, viewport: dict[str, int]
) -> None:
    script = busy_room(bench)
    page = open_page("/", viewport=viewport)
    found = {"start": overflows(page)}
    page.goto(f"{bench.url}/room/commission-d-amenagement-du-territoire-et-de-la-voirie")
    for state in states(page, script):
        found[state] = overflows(page)
    assert {state: what for state, what in found.items() if what} == {}


def test_four_times_larger_text_and_wide_spacing_cut_nothing(
    bench: PageBench, script: Script, open_page: OpenPage
) -> None:
    busy_room(bench)
    page = open_page("/room/essai?role=reader", viewport=SMALLEST)
    page.locator("#chip[data-status=live]").wait_for()
    page.evaluate("localStorage.setItem('voixla.settings', '{\"size\":400,\"leading\":2}')")
    page.reload()
    page.locator("#chip[data-status=live]").wait_for()
    # WCAG 1.4.12, as a user style sheet would ask.
    page.evaluate("""() => {
      for (const node of document.querySelectorAll("body *")) {
        node.style.letterSpacing = "0.12em"; node.style.wordSpacing = "0.16em";
      }
    }""")
    assert overflows(page) == []


def test_targets_are_large_enough_for_a_finger(bench: PageBench, open_page: OpenPage) -> None:
    busy_room(bench)
    page = open_page("/room/essai?role=reader", viewport=PHONE, has_touch=True)
    page.get_by_role("button", name="Réglages").click()
    small = page.evaluate("""() => [...document.querySelectorAll("button, a, summary, .check, .swatch")]
      .filter((node) => node.checkVisibility() && !node.closest(".skip"))
      .filter((node) => node.getBoundingClientRect().height < 43.5 || node.getBoundingClientRect().width < 43.5)
      .map((node) => node.outerHTML.slice(0, 120))""")
    assert small == []


def test_the_forms_of_the_start_page_need_no_script(open_page: OpenPage) -> None:
    page = open_page("/", java_script_enabled=False)
    page.get_by_label("Nom de la réunion").fill("bureau")
    page.get_by_role("button", name="Rejoindre").click()
    assert page.url.endswith("/room/bureau")
    page.goto(page.url.replace("/room/bureau", "/"))
    page.get_by_role("button", name="Créer une réunion").click()
    assert "/room/" in page.url


def test_settings_are_kept_on_the_device(bench: PageBench, open_page: OpenPage) -> None:
    busy_room(bench)
    page = open_page("/room/essai?role=reader")
    size = "parseFloat(getComputedStyle(document.querySelector('#log')).fontSize)"
    usual = page.evaluate(size)
    page.get_by_role("button", name="Réglages").click()
    page.get_by_label("Jaune sur noir").check()
    page.get_by_role("button", name="Agrandir le texte").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "yellow")
    assert page.evaluate(size) == pytest.approx(usual * 1.2)
    assert page.evaluate("getComputedStyle(document.querySelector('.captions')).color") == "rgb(255, 233, 74)"
    assert sorted(page.evaluate("Object.keys(localStorage)")) == ["voixla.settings"]


def test_forced_colours_and_reduced_motion(bench: PageBench, open_page: OpenPage) -> None:
    busy_room(bench)
    page = open_page("/room/essai?role=reader", forced_colors="active", reduced_motion="reduce")
    mark = page.locator("#log .mark").first
    assert mark.evaluate("(node) => getComputedStyle(node).backgroundColor") not in ("rgba(0, 0, 0, 0)", "")
    assert (
        page.locator("#toggle-captions").evaluate("(node) => getComputedStyle(node).transitionDuration")
        == "0s"
    )
