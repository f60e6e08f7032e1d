"""A record of several hours on its page, and what is written beside one."""

import re

import pytest
from playwright.sync_api import expect

from captions.archive.ports import SYSTEM
from tests.e2e.hosts.replay.conftest import Kept, OpenReplay
from tests.fakes.archives import STARTED, entry

pytestmark = pytest.mark.e2e

LINES = 1_200
"""Three pages of the API, three hours."""


def test_words_have_nodes_of_their_own_only_near_the_reader(open_replay: OpenReplay, kept: Kept) -> None:
    said = [
        entry(kept.record, place, f"la ligne {place} de cette longue séance") for place in range(4, LINES + 1)
    ]
    kept.archive.add(said)
    kept.keep_sound()
    kept.end()
    page = open_replay(lines=LINES)
    assert 0 < page.locator(".word").count() < 1_000
    whole = page.evaluate("document.getElementById('lines').textContent.match(/longue séance/g).length")
    assert whole == LINES - 3, "all of the text is there for those who search in the page"
    page.evaluate(f"location.hash = 'a={STARTED + 9_000_000}'")
    far = page.locator(".replay-line", has_text="la ligne 900 de")
    expect(far).to_be_in_viewport()
    expect(far.locator(".word")).to_have_count(7)
    assert page.locator(".word").count() < 1_500
    far.get_by_role("button", name="Écouter à partir de").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".word:focus")).to_have_text("ligne")
    # By its id: to look among thousands of buttons by their names takes the test, not the page, many seconds.
    page.locator("#language").click()
    expect(page.locator(".correct[aria-label^='Correct the line']")).to_have_count(LINES)


def test_title_and_notes(open_replay: OpenReplay, kept: Kept) -> None:
    page = open_replay()
    page.locator("#details").evaluate("(details) => { details.open = true; }")
    page.get_by_role("textbox", name="Titre").fill("Conseil <i> du 12 mars")
    page.get_by_role("button", name="Changer le titre").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Conseil <i> du 12 mars")
    expect(page).to_have_title(re.compile("^Conseil <i> du 12 mars"))
    assert kept.archive.record(kept.record, SYSTEM).title == "Conseil <i> du 12 mars"
    page.get_by_label("Nouvelle note").fill("À vérifier")
    page.get_by_role("button", name="Ajouter la note").click()
    expect(page.get_by_text("À vérifier")).to_be_visible()
    page.get_by_role("button", name="Supprimer la note de").click()
    expect(page.get_by_text("Aucune note.")).to_be_visible()
    assert kept.archive.notes(kept.record, SYSTEM) == ()
    reader = open_replay("Paul")
    reader.locator("#details").evaluate("(details) => { details.open = true; }")
    expect(reader.get_by_text("Votre rôle permet de lire, pas de changer.")).to_be_visible()
    expect(reader.get_by_role("button", name="Changer le titre")).to_have_count(0)
    expect(reader.get_by_role("button", name="Renommer")).to_have_count(0)
