"""A record of several hours on its page, and what is written beside one."""

import re

import pytest
from playwright.sync_api import expect

from captions.archive.ports import SYSTEM
from captions.archive.records import RecordType
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


def test_the_type_and_what_follows_for_how_long_it_is_kept(open_replay: OpenReplay, kept: Kept) -> None:
    kept.end()
    page = open_replay()
    expect(page.locator("#type-sign")).to_have_text("Réunion interne")
    expect(page.locator("#due")).to_contain_text("Sera supprimée le")
    page.locator("#details").evaluate("(details) => { details.open = true; }")
    page.get_by_label("Type de réunion").select_option("council")
    expect(page.locator("#type-kept")).to_contain_text("visa des archives")
    change = page.get_by_role("button", name="Changer le type")
    change.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Classer cette réunion\u202f: «\u202fSéance du conseil\u202f»")
    dialog.get_by_role("button", name="Annuler").click()
    assert kept.archive.record(kept.record, SYSTEM).type is RecordType.INTERNAL
    change.click()
    dialog.get_by_role("button", name="Changer le type").click()
    expect(page.locator("#toast")).to_contain_text("Pas de date de suppression.")
    expect(page.locator("#type-sign")).to_have_text("Séance du conseil")
    expect(page.locator("#due")).to_be_hidden()
    assert kept.archive.record(kept.record, SYSTEM).type is RecordType.COUNCIL
    page.get_by_label("Type de réunion").select_option("call")
    change.click()
    expect(dialog).to_contain_text("tout est supprimé dans la journée")
    dialog.get_by_role("button", name="Changer le type").click()
    expect(page.locator("#type-sign")).to_have_text("Appel")
    expect(page.locator("#due")).to_be_visible()
    expect(page.locator("#due")).to_contain_text("Sera supprimée le")
    assert kept.archive.record(kept.record, SYSTEM).type is RecordType.CALL
    reader = open_replay("Paul")
    reader.locator("#details").evaluate("(details) => { details.open = true; }")
    expect(reader.get_by_role("button", name="Changer le type")).to_have_count(0)
    expect(reader.locator("#type-sign")).to_have_text("Appel")


def test_single_keys_can_be_switched_off(open_replay: OpenReplay, kept: Kept) -> None:
    kept.keep_sound()
    kept.end()
    page = open_replay()
    switch = page.get_by_label("Raccourcis d’une seule touche")
    play = page.get_by_role("button", name="Écouter", exact=True)
    switch.uncheck()
    page.locator("#text").focus()
    for key in "kjlsp ":
        page.keyboard.press(key)
    expect(play).to_be_visible()
    expect(page.get_by_label("Le texte suit le son")).to_be_checked()
    expect(page.get_by_label("Intitulé du point")).to_have_count(0)
    assert page.evaluate("document.getElementById('audio').currentTime") == 0
    page.reload()
    expect(page.locator(".replay-line")).to_have_count(3)
    expect(switch).not_to_be_checked()
    switch.check()
    page.locator("#text").focus()
    page.keyboard.press("k")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.keyboard.press("s")
    expect(page.get_by_label("Le texte suit le son")).not_to_be_checked()
