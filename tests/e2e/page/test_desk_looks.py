"""Every state of the desk, and what asking and typing add to the meeting, through axe and through narrow windows."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from captions.events import Speaker
from captions.ids import SpeakerId
from tests.e2e.flaws import overflows, violations
from tests.e2e.page.bench import PageBench, person, until
from tests.e2e.page.conftest import DESKTOP, PHONE, OpenPage
from tests.e2e.page.desk_script import amended, next_sent, off_record, open_desk, sent, word, write
from tests.e2e.page.script import ANNE, MEETING, PAUL, Script
from tests.e2e.page.test_asking import enter, point_at
from tests.e2e.page.test_looks import SMALLEST

LONG = "anticonstitutionnellement-et-sans-trait-d’union-possible-dans-ce-mot-trop-long"
ASKED = {"type": "asked", "id": "a1", "segment": 3, "first": 10, "last": 11, "text": LONG, "by": None}
ERROR = {"type": "error", "fr": "Ce passage n’existe plus.", "en": "Gone.", "fatal": False}

SMALL = """() => [...document.querySelectorAll("button, a, summary, input, select, .word, .check")]
  .filter((node) => node.checkVisibility() && !node.closest(".skip, .visually-hidden, label.check *"))
  .filter((node) => node.getBoundingClientRect().height < 23.5 || node.getBoundingClientRect().width < 23.5)
  .map((node) => node.outerHTML.slice(0, 120))"""


def desk_states(page: Page, bench: PageBench, script: Script) -> Iterator[str]:
    """Leads a corrector's page through its states; each is complete when its name is given."""
    finals = write(script)
    word(page, "vote.").wait_for()
    yield "text"
    word(page, "quorum").click()
    page.keyboard.type("forum")
    yield "field"
    page.keyboard.press("Enter")
    edit = next_sent(bench, "amend")
    bench.tell(amended(bench, finals[1], finals[1].text.replace("quorum", LONG)))
    bench.send({**ERROR, "code": "correct.conflict", "id": edit["id"], "segment": 2})
    expect(page.locator(".pending[data-stage=conflict]")).to_be_visible()
    yield "conflict"
    word(page, "voirie").click()
    page.keyboard.type("voierie")
    page.keyboard.press("Enter")
    bench.send({**ERROR, "code": "correct.gone", "id": next_sent(bench, "amend", 2)["id"]})
    expect(page.locator(".pending[data-stage=lost]")).to_be_visible()
    yield "lost"
    word(page, "Passons").click()
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+Enter")
    yield "missed line"
    page.keyboard.press("Escape")
    page.keyboard.press("F2")
    page.get_by_role("form", name="Qui parle").get_by_role("combobox").select_option(label="Autre nom…")
    yield "who speaks"
    page.keyboard.press("Escape")
    bench.send(ASKED)
    bench.send({"type": "duty_offered", "from": LONG})
    bench.send({"type": "terms", "terms": ["Kerguelen", LONG]})
    off_record(bench)
    page.locator(".ask-card").get_by_role("button", name="Corriger").click()
    page.locator(".desk-help summary").click()
    yield "asked, relieved, off the record"
    bench.cut()
    bench.refusal = {"code": "room.locked", "fr": "La réunion est verrouillée.", "en": "Locked."}
    expect(page.get_by_role("heading", name="La réunion est verrouillée")).to_be_visible(timeout=20_000)
    yield "locked out"


def meeting_states(page: Page, bench: PageBench, script: Script) -> Iterator[str]:
    """The same for a host who is asked, corrects and types."""
    me = person("you", "Sofia", role="host", publishing=False)
    bench.show_people(me, person("luc", "Luc Moreau", role="corrector", corrects=True))
    off_record(bench)
    for speaker, text in MEETING:
        script.say(speaker, text)
    bench.tell(script.final(Speaker(id=SpeakerId("you"), name="Sofia"), "rue des Potiers", 90, 90))
    expect(page.locator("#log .final").last).to_contain_text("Potiers")
    bench.send({**ASKED, "segment": 90})
    bench.send({"type": "pace", "hint": "overlap"})
    bench.send({"type": "answered", "id": "a0", "how": "repeat", "segment": 90})
    page.locator("#toggle-typing").click()
    page.keyboard.type("Bonjour à toutes et à tous")
    expect(page.locator(".ask-card")).to_be_visible()
    expect(page.locator("#log .final").last).to_be_in_viewport(ratio=0.9)
    yield "asked, typing, pace, off the record"
    point_at(page, "Potiers")
    yield "menu"
    page.get_by_role("dialog", name="Ce passage").get_by_role("button", name="Corriger").click()
    yield "menu, writing"
    page.keyboard.type("Vanneurs")
    page.keyboard.press("Enter")
    bench.send({**ERROR, "code": "correct.conflict", "id": next_sent(bench, "amend")["id"], "segment": 90})
    expect(page.locator(".pending[data-stage=conflict]")).to_be_visible()
    yield "conflict"
    if not page.locator("#people").is_visible():
        page.locator("#toggle-people").click()
    page.get_by_role("switch", name="Hors compte rendu").scroll_into_view_if_needed()
    yield "switches"


def led(bench: PageBench, open_page: OpenPage, where: str, **context: Any) -> Iterator[tuple[Page, str]]:
    script = Script(bench)
    bench.extra = {"correction": {"open": True, "may": True}, "terms": [], "voice": True, "role": "host"}
    quiet: dict[str, Any] = {"reduced_motion": "reduce", **context}
    if where == "desk":
        page = open_desk(bench, open_page, **quiet)
        states = desk_states(page, bench, script)
    else:
        page = enter(open_page, **quiet)
        states = meeting_states(page, bench, script)
    for state in states:
        yield page, state


@pytest.mark.parametrize("theme", ["light", "dark", "yellow"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("where", ["desk", "meeting"])
def test_axe_finds_nothing(
    bench: PageBench, open_page: OpenPage, where: str, viewport: dict[str, int], theme: str
) -> None:
    keep = f"localStorage.setItem('voixla.settings', '{{\"theme\":\"{theme}\"}}');"
    found = {
        state: violations(page) for page, state in led(bench, open_page, where, viewport=viewport, init=keep)
    }
    assert {state: what for state, what in found.items() if what} == {}


@pytest.mark.parametrize("viewport", [SMALLEST, PHONE, DESKTOP], ids=["320", "390", "1440"])
@pytest.mark.parametrize("where", ["desk", "meeting"])
def test_nothing_is_cut_in_any_window(
    bench: PageBench, open_page: OpenPage, where: str, viewport: dict[str, int]
) -> None:
    found = {state: overflows(page) for page, state in led(bench, open_page, where, viewport=viewport)}
    assert {state: what for state, what in found.items() if what} == {}


@pytest.mark.parametrize("where", ["desk", "meeting"])
def test_targets_are_large_enough_for_a_finger(bench: PageBench, open_page: OpenPage, where: str) -> None:
    touch = led(bench, open_page, where, viewport=PHONE, has_touch=True, is_mobile=True)
    found = {state: page.evaluate(SMALL) for page, state in touch}
    assert {state: what for state, what in found.items() if what} == {}


def test_by_touch_a_word_is_corrected_and_widened(bench: PageBench, open_page: OpenPage) -> None:
    script = Script(bench)
    page = open_desk(bench, open_page, viewport=PHONE, has_touch=True, is_mobile=True)
    write(script)
    word(page, "voirie").tap()
    page.get_by_role("button", name="Prendre aussi le mot d’avant").tap()
    expect(page.locator(".desk-field input")).to_have_value("la voirie")
    page.keyboard.type("les voies")
    page.keyboard.press("Enter")
    until(lambda: bool(sent(bench, "amend")))
    assert next_sent(bench, "amend")["text"] == "les voies"


def test_the_desk_in_forced_colours_and_in_english(bench: PageBench, open_page: OpenPage) -> None:
    script = Script(bench)
    page = open_desk(bench, open_page, forced_colors="active")
    write(script)
    word(page, "quorum").wait_for()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Missed line")).to_be_visible()
    expect(page.locator("#desk-log")).to_have_attribute("aria-label", "Text to correct")
    assert violations(page) == []
    assert ANNE.name in page.inner_text("#desk-log")
    assert PAUL.name in page.inner_text("#desk-log")
