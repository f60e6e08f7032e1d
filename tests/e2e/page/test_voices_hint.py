"""« On dirait que plusieurs personnes parlent à ce micro »: how the page asks, whom, and how it is answered."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.flaws import overflows, violations
from tests.e2e.page.bench import PageBench, person
from tests.e2e.page.conftest import DESKTOP, PHONE, OpenPage
from tests.e2e.page.desk_script import next_sent, sent
from tests.e2e.page.script import PAUL, Script
from tests.e2e.page.test_asking import enter
from tests.e2e.page.voices_script import ROOM

OWN = "On dirait que plusieurs personnes parlent à ce micro. Distinguer les voix ?"
THEIRS = "On dirait que plusieurs personnes parlent au micro de Salle du conseil. Distinguer les voix ?"
NARROW = "\u202f"
YOU = person("you", "Sofia")
TABLE = person("m", ROOM.name)


def heard(bench: PageBench, *people: str) -> None:
    bench.send({"type": "voices_heard", "people": list(people)})


def question(page: Page, text: str = OWN) -> Any:
    return page.get_by_role("group", name=text.replace(" ?", f"{NARROW}?"))


def test_yes_by_keyboard_asks_for_the_voices_and_takes_no_focus_before(
    open_page: OpenPage, bench: PageBench
) -> None:
    page = enter(open_page)
    bench.show_people(YOU)
    page.locator("#log").focus()
    heard(bench, "you")
    expect(question(page)).to_be_visible()
    expect(page.locator("#news")).to_contain_text("On dirait que plusieurs personnes")
    expect(page.locator("#log")).to_be_focused()
    page.locator("#voices-hint").get_by_role("button", name="Oui").focus()
    page.keyboard.press("Enter")
    asked = {"type": "share_microphone", "person": None, "on": True, "people": None}
    assert next_sent(bench, "share_microphone") == asked
    expect(page.locator("#voices-hint")).to_be_hidden()
    expect(page.locator("#log")).to_be_focused()


def test_no_is_said_to_the_server_and_nothing_is_turned(open_page: OpenPage, bench: PageBench) -> None:
    page = enter(open_page)
    bench.show_people(YOU)
    heard(bench, "you")
    no = question(page).get_by_role("button", name="Non")
    no.focus()
    page.keyboard.press("Space")
    assert next_sent(bench, "decline_voices") == {"type": "decline_voices", "person": None}
    expect(page.locator("#voices-hint")).to_be_hidden()
    heard(bench, "you")
    bench.show_people(YOU, TABLE)
    expect(page.locator("#people-list .person")).to_have_count(2)
    expect(page.locator("#voices-hint")).to_be_hidden()
    assert sent(bench, "share_microphone") == []


def test_it_is_reached_with_tab_alone(open_page: OpenPage, bench: PageBench) -> None:
    page = enter(open_page)
    bench.show_people(YOU)
    heard(bench, "you")
    expect(question(page)).to_be_visible()
    page.locator("#skip").focus()
    focused = []
    for _ in range(20):
        page.keyboard.press("Tab")
        focused.append(page.evaluate("document.activeElement.textContent.trim()"))
        if focused[-2:] == ["Oui", "Non"]:
            break
    assert focused[-2:] == ["Oui", "Non"]
    page.keyboard.press("Enter")
    assert next_sent(bench, "decline_voices")["person"] is None


def test_a_host_is_asked_about_somebody_else_by_name_one_after_the_other(
    open_page: OpenPage, bench: PageBench
) -> None:
    bench.extra = {"role": "host"}
    page = enter(open_page)
    bench.show_people(TABLE, person("p2", PAUL.name), person("you", "Sofia", role="host"))
    heard(bench, "p2", "m")
    question(page, THEIRS).get_by_role("button", name="Oui").click()
    assert next_sent(bench, "share_microphone")["person"] == "m"
    paul = question(page, THEIRS.replace("de Salle du conseil", f"de {PAUL.name}"))
    expect(paul).to_be_visible()
    heard(bench)
    expect(page.locator("#voices-hint")).to_be_hidden()


def test_it_goes_when_it_is_answered_elsewhere_and_when_one_leaves(
    open_page: OpenPage, bench: PageBench
) -> None:
    page = enter(open_page)
    bench.show_people(YOU)
    heard(bench, "you")
    expect(question(page)).to_be_visible()
    page.locator("#language").click()
    expect(page.locator("#voices-hint")).to_contain_text("Tell the voices apart?")
    page.locator("#language").click()
    heard(bench)
    expect(page.locator("#voices-hint")).to_be_hidden()
    heard(bench, "you")
    expect(question(page)).to_be_visible()
    page.locator("#leave").click()
    expect(page.locator("#voices-hint")).to_be_hidden()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE])
def test_it_stands_beside_the_captions_and_has_no_flaw(
    open_page: OpenPage, bench: PageBench, script: Script, viewport: Any
) -> None:
    bench.extra = {"role": "host", "video": True}
    page = enter(open_page, viewport=viewport, reduced_motion="reduce")
    bench.show_people(TABLE, person("you", "Sofia", role="host", camera=True))
    for _ in range(12):
        bench.tell(script.final(PAUL, "Mot à mot.", script.next_segment(), script.next_line()))
    heard(bench, "m", "you")
    expect(question(page, THEIRS)).to_be_visible()
    box, log = page.locator("#voices-hint").bounding_box(), page.locator("#log").bounding_box()
    assert box is not None
    assert log is not None
    assert box["y"] + box["height"] <= log["y"], "above the captions"
    assert log["height"] >= 90, "which keep their three lines"
    for answer in page.locator("#voices-hint button").all():
        place = answer.bounding_box()
        assert place is not None
        assert place["height"] >= 44
        assert place["width"] >= 44
    assert overflows(page) == []
    assert violations(page) == []
