"""A record that still runs, read on its page: what is new comes by itself, and takes nothing from who reads."""

import pytest
from playwright.sync_api import Page, expect

from captions.archive.ports import SYSTEM
from captions.archive.records import Entry, Mark, MarkKind, Moment
from captions.ids import SegmentId, SpeakerId
from tests.e2e.hosts.replay.conftest import TEXTS, Kept, OpenReplay
from tests.fakes.archives import PERSON, SESSION, STARTED, entry

pytestmark = pytest.mark.e2e


def say(kept: Kept, *segments: int) -> None:
    kept.archive.add([entry(kept.record, number, f"la ligne {number} vient après") for number in segments])


def corrected(kept: Kept, segment: int, text: str) -> Entry:
    now = kept.archive.history(kept.record, SESSION, SegmentId(segment), SYSTEM)[-1]
    after = entry(kept.record, segment, text, revision=now.revision + 1, author=PERSON)
    kept.archive.amend(after)
    return after


def look_again(page: Page) -> None:
    """As when a connection comes back: without waiting for the next time."""
    page.evaluate("dispatchEvent(new Event('online'))")


def test_what_is_new_comes_by_itself(open_replay: OpenReplay, kept: Kept) -> None:
    page = open_replay()
    expect(page.locator("#running")).to_contain_text("Cette réunion est en cours")
    say(kept, 4)
    # Nobody touches the page: it looks by itself within 4 s.
    expect(page.locator(".replay-line")).to_have_count(4)
    corrected(kept, 1, "le quorum est constaté")
    hole = Moment(STARTED + 19_500)
    kept.archive.mark([Mark(record=kept.record, kind=MarkKind.OFF_RECORD, start=hole, end=None)])
    kept.archive.rename(kept.record, SpeakerId("émile"), "Émile Roux", PERSON, Moment(STARTED))
    kept.archive.add_chapter(kept.record, Moment(STARTED + 30_000), "Écoles")
    look_again(page)
    first = page.locator(".replay-line").first
    expect(first.locator(".replay-words")).to_have_text("le quorum est constaté")
    expect(first.locator(".sign")).to_have_text("corrigé")
    expect(page.locator(".replay-line .name").last).to_have_text("Émile Roux")
    expect(page.locator(".replay-mark")).to_contain_text("Hors compte rendu, depuis")
    expect(page.get_by_role("heading", name="Écoles")).to_be_visible()
    kept.archive.mark(
        [Mark(record=kept.record, kind=MarkKind.OFF_RECORD, start=hole, end=Moment(hole + 400))]
    )
    kept.end()
    look_again(page)
    expect(page.locator("#running")).to_contain_text("La réunion est terminée")
    expect(page.locator(".replay-mark")).to_contain_text(", à ")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    look_again(page)
    page.get_by_role("button", name="English").click()
    assert asked == [], "it is over: nobody asks any more"


def test_the_place_of_the_reader_stays(open_replay: OpenReplay, kept: Kept) -> None:
    say(kept, *range(4, 120))
    page = open_replay(lines=119)
    line = page.locator(".replay-line", has_text="ligne 60 vient")
    line.scroll_into_view_if_needed()
    time = line.get_by_role("button", name="Corriger la ligne de")
    time.focus()
    # Words have nodes of their own once the browser has told that their row is near.
    expect(page.locator(".replay-line").nth(60).locator(".word")).to_have_count(5)
    page.evaluate(
        """() => {
          const words = document.querySelectorAll(".replay-line")[60].querySelectorAll(".word");
          getSelection().setBaseAndExtent(words[1].firstChild, 0, words[3].firstChild, 3);
        }"""
    )
    chosen = page.evaluate("getSelection().toString()")
    before = line.bounding_box()
    # A line that began before all others, one in between, changes above and below, and many at the end.
    kept.archive.add([entry(kept.record, 0, "avant tout le monde"), entry(kept.record, 500, "loin après")])
    for segment in (10, 59, 61, 100):
        corrected(kept, segment, f"corrigée {segment} " * 20)
    say(kept, *range(120, 180))
    look_again(page)
    expect(page.locator(".replay-line")).to_have_count(181)
    expect(page.locator(".replay-line").first).to_contain_text("avant tout le monde")
    expect(page.locator(".replay-line", has_text="corrigée 59").first).to_be_attached()
    after = line.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["y"] - after["y"]) < 2, (before, after)
    expect(time).to_be_focused()
    assert page.evaluate("getSelection().toString()") == chosen, "what is selected does not change under it"
    held = page.locator(".replay-line", has_text="ligne 61 vient")
    expect(held).to_have_count(1)
    page.evaluate("getSelection().removeAllRanges()")
    look_again(page)
    expect(held).to_have_count(0)


def test_a_line_under_correction_is_left_alone(open_replay: OpenReplay, kept: Kept) -> None:
    page = open_replay()
    page.get_by_role("button", name="Corriger la ligne de").nth(1).click()
    field = page.get_by_label("Texte corrigé")
    field.fill("le marché de la voirie")
    corrected(kept, 2, "quelqu’un d’autre")
    corrected(kept, 3, "une autre ligne")
    look_again(page)
    expect(page.locator(".replay-line").nth(2)).to_contain_text("une autre ligne")
    expect(field).to_have_value("le marché de la voirie")
    expect(field).to_be_focused()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("alert")).to_contain_text("quelqu’un d’autre")
    page.keyboard.press("Escape")
    expect(page.locator(".replay-line").nth(1).locator(".replay-words")).to_have_text("quelqu’un d’autre")


def test_the_agenda_that_is_being_written_stays(open_replay: OpenReplay, kept: Kept) -> None:
    page = open_replay()
    page.get_by_role("button", name="Autres actions sur la ligne de").nth(1).click()
    page.get_by_role("button", name="Point de l’ordre du jour ici").click()
    page.get_by_label("Intitulé du point").fill("Voi")
    say(kept, 4)
    kept.archive.add_chapter(kept.record, Moment(STARTED + 10_000), "Ouverture")
    look_again(page)
    expect(page.get_by_role("heading", name="Ouverture")).to_be_visible()
    expect(page.get_by_label("Intitulé du point")).to_be_focused()
    page.keyboard.type("rie")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Voirie")).to_be_visible()


def test_it_says_that_the_server_is_gone_and_that_it_is_back(open_replay: OpenReplay, kept: Kept) -> None:
    page = open_replay()
    page.context.set_offline(True)
    running = page.locator("#running")
    expect(running).to_contain_text("Le serveur ne répond plus")
    expect(running).to_contain_text("Dernière lecture à")
    say(kept, 4)
    page.context.set_offline(False)
    expect(running).to_contain_text("s’affiche d’elle-même")
    expect(page.locator(".replay-line")).to_have_count(4)


def test_who_may_not_read_any_more_is_told(open_replay: OpenReplay, kept: Kept) -> None:
    page = open_replay("Paul")
    kept.archive.remove_member(
        kept.space,
        next(
            member.account
            for member in kept.archive.members(kept.space, SYSTEM)
            if member.role.value == "reader"
        ),
    )
    look_again(page)
    expect(page.locator("#running")).to_contain_text("La suite ne s’affiche plus.")
    assert page.locator(".replay-line").count() == len(TEXTS)


def test_nothing_is_asked_while_nobody_sees_it(open_replay: OpenReplay, kept: Kept) -> None:
    page = open_replay(clock=True)
    page.evaluate(
        """() => {
          Object.defineProperty(document, "hidden", { configurable: true, get: () => window.away === true });
          window.away = true;
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    say(kept, 4)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    look_again(page)
    page.clock.run_for(60_000)
    assert asked == []
    page.evaluate("window.away = false; document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator(".replay-line")).to_have_count(4)
    assert [url for url in asked if "entries" in url], asked


def test_what_has_just_ended_can_be_hidden_and_published(open_replay: OpenReplay, kept: Kept) -> None:
    page = open_replay()
    page.locator("#details").evaluate("(details) => { details.open = true; }")
    publish = page.get_by_role("button", name="Publier une copie…")
    expect(publish).to_be_hidden()
    kept.end()
    look_again(page)
    expect(page.locator("#running")).to_contain_text("La réunion est terminée")
    expect(publish).to_be_visible()
    page.get_by_role("button", name="Autres actions sur la ligne de").nth(1).click()
    page.get_by_role("button", name="Occulter…").click()
    page.get_by_label("Motif (tout le monde le verra)").select_option("minor")
    page.get_by_role("button", name="Occulter ce passage").click()
    expect(page.locator(".hidden-word")).to_have_text("[occulté\u202f: mineur]")
    page.get_by_role("button", name="Lever l’occultation de").click()
    page.get_by_role("dialog").get_by_role("button", name="Lever l’occultation").click()
    expect(page.locator(".hidden-word")).to_have_count(0)
