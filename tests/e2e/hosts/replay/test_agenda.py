"""The agenda of a record: items added where one is, renamed, moved, removed, and a way through the text."""

import re

import pytest
from playwright.sync_api import Page, expect

from captions.archive.ports import SYSTEM
from captions.archive.records import Moment
from tests.e2e.flaws import overflows, violations
from tests.e2e.hosts.conftest import DESKTOP, PHONE
from tests.e2e.hosts.replay.conftest import Kept, OpenReplay, photograph
from tests.fakes.archives import STARTED

pytestmark = pytest.mark.e2e


def chapters(kept: Kept) -> list[tuple[str, int]]:
    """Their titles, and when they begin, in seconds of the meeting."""
    found = kept.archive.chapters(kept.record, SYSTEM)
    return [(chapter.title, (chapter.start - STARTED) // 1000) for chapter in found]


def in_order(page: Page) -> list[str]:
    """What stands in the text, from top to bottom."""
    told: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("#lines > li")].map((item) =>
             item.querySelector("h3")?.textContent ?? item.querySelector(".replay-words")?.textContent.split(" ")[1])"""
    )
    return told


def test_by_mouse(open_replay: OpenReplay, kept: Kept) -> None:
    page = open_replay()
    page.get_by_role("button", name="Autres actions sur la ligne de").nth(1).click()
    page.get_by_role("button", name="Point de l’ordre du jour ici").click()
    expect(page.get_by_label("Intitulé du point")).to_be_focused()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("alert")).to_have_text("Donnez un intitulé à ce point.")
    page.get_by_label("Intitulé du point").fill("Voirie <b>")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("heading", name="Voirie <b>")).to_be_visible()
    assert chapters(kept) == [("Voirie <b>", 20)]
    assert in_order(page) == ["quorum", "Voirie <b>", "marché", "élus"]

    page.get_by_role("button", name="Modifier le point").click()
    page.get_by_role("button", name="Une ligne plus tard").click()
    expect(page.locator(".chapter-time")).to_contain_text("50")
    page.get_by_label("Intitulé du point").fill("Écoles")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("heading", name="Écoles")).to_be_visible()
    assert chapters(kept) == [("Écoles", 30)]
    assert in_order(page) == ["quorum", "marché", "Écoles", "élus"]

    page.get_by_role("button", name="Modifier le point").click()
    page.get_by_role("button", name="Une ligne plus tôt").click()
    page.get_by_role("button", name="Annuler").click()
    assert in_order(page) == ["quorum", "marché", "Écoles", "élus"]
    page.get_by_role("button", name="Modifier le point").click()
    page.get_by_role("button", name="Retirer ce point").click()
    page.get_by_role("dialog").get_by_role("button", name="Annuler").click()
    assert chapters(kept) == [("Écoles", 30)]
    page.get_by_role("button", name="Retirer ce point").click()
    page.get_by_role("dialog").get_by_role("button", name="Retirer ce point").click()
    expect(page.get_by_text("Point retiré.")).to_be_visible()
    assert chapters(kept) == []
    assert in_order(page) == ["quorum", "marché", "élus"]


def test_by_keyboard_alone(open_replay: OpenReplay, kept: Kept) -> None:
    kept.keep_sound()
    kept.end()
    page = open_replay()
    page.get_by_role("button", name="Écouter à partir de").nth(2).focus()
    page.keyboard.press("p")
    page.keyboard.type("Écoles")
    page.keyboard.press("Enter")
    edit = page.get_by_role("button", name="Modifier le point « Écoles »")
    expect(edit).to_be_focused()
    assert chapters(kept) == [("Écoles", 30)]
    page.keyboard.press("Enter")
    expect(page.get_by_label("Intitulé du point")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Une ligne plus tôt")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Une ligne plus tôt")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".chapter-time")).to_contain_text("30")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(edit).to_be_focused()
    assert chapters(kept) == [("Écoles", 20)]


def test_where_one_listens_and_the_way_there(open_replay: OpenReplay, kept: Kept) -> None:
    """By keyboard. What is heard goes before what is seen."""
    kept.keep_sound()
    kept.end()
    kept.archive.add_chapter(kept.record, Moment(STARTED + 20_000), "Écoles")
    page = open_replay()
    page.keyboard.press("l")
    page.keyboard.press("l")
    page.keyboard.press("k")
    expect(page.locator(".word.heard")).to_be_visible()
    page.keyboard.press("p")
    page.keyboard.type("Ouverture")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Modifier le point « Ouverture »")).to_be_focused()
    page.keyboard.press("k")
    assert chapters(kept) == [("Ouverture", 10), ("Écoles", 20)]
    go = page.get_by_role("navigation", name="Ordre du jour").get_by_role("button", name="Écoles")
    go.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Écoles")).to_be_focused()
    expect(page.locator("#clock")).to_have_text(re.compile("^0:20 "))
    page.get_by_role("button", name="Modifier le point « Écoles »").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Modifier le point « Écoles »")).to_be_focused()


def test_by_touch(open_replay: OpenReplay, kept: Kept) -> None:
    page = open_replay(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.get_by_role("button", name="Autres actions sur la ligne de").nth(2).tap()
    page.get_by_role("button", name="Point de l’ordre du jour ici").tap()
    page.get_by_label("Intitulé du point").fill("Écoles")
    page.get_by_role("button", name="Une ligne plus tôt").tap()
    page.get_by_role("button", name="Enregistrer").tap()
    expect(page.get_by_role("heading", name="Écoles")).to_be_visible()
    assert chapters(kept) == [("Écoles", 20)]


def test_readers_go_but_change_nothing(open_replay: OpenReplay, kept: Kept) -> None:
    kept.archive.add_chapter(kept.record, kept.archive.record(kept.record, SYSTEM).started, "Ouverture")
    page = open_replay("Paul")
    expect(page.get_by_role("navigation", name="Ordre du jour").get_by_role("button")).to_have_count(1)
    expect(page.get_by_role("button", name="Modifier le point")).to_have_count(0)
    expect(page.get_by_role("button", name="Autres actions")).to_have_count(0)
    page.keyboard.press("p")
    expect(page.get_by_label("Intitulé du point")).to_have_count(0)
    assert in_order(page)[0] == "Ouverture"


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["1440", "390"])
def test_axe_finds_nothing_and_nothing_is_cut(
    open_replay: OpenReplay, kept: Kept, viewport: dict[str, int]
) -> None:
    kept.keep_sound()
    kept.end()
    started = kept.archive.record(kept.record, SYSTEM).started
    for place, title in enumerate(("Ouverture de la séance", "Délibération sur les écoles " * 6)):
        kept.archive.add_chapter(kept.record, Moment(started + place * 30_000), title.strip())
    page = open_replay(viewport=viewport, reduced_motion="reduce")
    found = {"agenda": violations(page) + overflows(page)}
    photograph(page, f"agenda-{viewport['width']}")
    page.get_by_role("button", name="Autres actions sur la ligne de").first.click()
    found["actions"] = violations(page) + overflows(page)
    photograph(page, f"actions-{viewport['width']}")
    page.get_by_role("button", name="Modifier le point").last.click()
    found["form"] = violations(page) + overflows(page)
    photograph(page, f"chapter-{viewport['width']}")
    page.get_by_role("button", name="Retirer ce point").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    found["question"] = violations(page) + overflows(page)
    photograph(page, f"question-{viewport['width']}")
    assert {state: what for state, what in found.items() if what} == {}
