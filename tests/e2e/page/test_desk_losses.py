"""At the corrector's desk nothing that was written is lost without a word: conflicts, cuts, restarts; and beside the
text, the glossary, who is on duty, what readers ask."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from captions.events import Final
from tests.e2e.page.bench import PageBench, person, until
from tests.e2e.page.conftest import OpenPage
from tests.e2e.page.desk_script import (
    MARIE,
    amended,
    change,
    inserted,
    next_sent,
    off_record,
    open_desk,
    sent,
    without_id,
    word,
    write,
)
from tests.e2e.page.script import ANNE, PAUL, Script


@pytest.fixture
def finals(script: Script) -> list[Final]:
    return write(script)


@pytest.fixture
def desk(bench: PageBench, open_page: OpenPage, finals: list[Final]) -> Page:
    page = open_desk(bench, open_page)
    word(page, "vote.").wait_for()
    return page


def correct(desk: Page, old: str, new: str) -> None:
    word(desk, old).click()
    desk.keyboard.type(new)
    desk.keyboard.press("Enter")


def error(code: str, about: dict[str, Any], **fields: Any) -> dict[str, Any]:
    told = {"type": "error", "code": code, "fr": "Refusé.", "en": "Refused.", "fatal": False}
    return {**told, "id": about["id"], **fields}


def test_a_conflict_shows_the_newer_text_and_keeps_ones_own(
    desk: Page, bench: PageBench, finals: list[Final]
) -> None:
    correct(desk, "quorum", "forum")
    edit = next_sent(bench, "amend")
    newer = finals[1].text.replace("quorum", "QUORUM")
    bench.tell(amended(bench, finals[1], newer))
    bench.send(error("correct.conflict", dict(edit), segment=2))
    pending = desk.locator(".pending[data-stage=conflict]")
    expect(pending).to_contain_text("Quelqu’un a changé ces mêmes mots avant vous.")
    expect(pending).to_contain_text("QUORUM")
    expect(pending).to_contain_text("Luc Moreau")
    field = pending.get_by_role("textbox", name="Votre texte")
    expect(field).to_have_value(finals[1].text.replace("quorum", "forum"))
    expect(desk.locator(".desk-line").nth(1)).to_contain_text("QUORUM")
    pending.get_by_role("button", name="Mettre mon texte").click()
    again = next_sent(bench, "amend", 2)
    assert without_id(again) == change(2, 1, 2, "forum", base=1)
    bench.send(error("correct.gone", dict(again)))
    lost = desk.locator(".pending[data-stage=lost]")
    expect(lost).to_contain_text("N’a pas été enregistré. Refusé.")
    expect(lost.get_by_role("textbox")).to_have_value(finals[1].text.replace("quorum", "forum"))
    lost.get_by_role("button", name="Oublier").click()
    expect(desk.locator("#pending")).to_be_hidden()


def test_without_a_line_one_goes_on_and_all_is_sent_when_it_is_back(
    desk: Page, bench: PageBench, finals: list[Final]
) -> None:
    correct(desk, "Tanneurs", "Vanneurs")
    correct(desk, "voirie", "voierie")
    until(lambda: len(sent(bench, "amend")) == 2)
    bench.stop()
    expect(desk.locator("#desk-banner")).to_contain_text("interrompus")
    correct(desk, "quorum", "forum")
    correct(desk, "forum", "vrai forum")
    rows = desk.locator(".pending[data-stage=waiting]")
    expect(rows).to_have_count(3)
    expect(rows.last).to_contain_text("Sera envoyé au retour de la connexion.")
    expect(word(desk, "vrai forum")).to_be_visible()
    correct(desk, "Passons", "Passez")
    desk.keyboard.press("Control+z")
    expect(rows).to_have_count(3)
    # The first one had arrived, the second had not.
    stands = amended(bench, finals[2], finals[2].text.replace("Tanneurs", "Vanneurs"), MARIE)
    bench.keep(stands)
    bench.received.clear()
    bench.start()
    until(lambda: len(sent(bench, "amend")) == 2, 20)
    edits = [without_id(edit) for edit in sent(bench, "amend")]
    assert edits[0] == change(2, 1, 2, "vrai forum")
    assert edits[1] == change(5, 4, 5, "voierie")
    assert sent(bench, "undo") == []
    for edit in sent(bench, "amend"):
        bench.send({"type": "done", "id": edit["id"], "segment": edit["segment"], "revision": 1})
    expect(desk.locator("#pending")).to_be_hidden()


def test_after_a_restart_of_the_server_edits_are_told_as_lost(desk: Page, bench: PageBench) -> None:
    correct(desk, "quorum", "forum")
    next_sent(bench, "amend")
    bench.stop()
    expect(desk.locator("#desk-banner")).to_be_visible()
    correct(desk, "voirie", "voierie")
    bench.forget()
    bench.received.clear()
    bench.start()
    lost = desk.locator(".pending[data-stage=lost]")
    expect(lost).to_have_count(2, timeout=20_000)
    expect(lost.get_by_role("textbox").last).to_have_value(
        "Le budget de la voierie est de 2 397 000 euros, soit 4 % de plus que l’an dernier."
    )
    expect(desk.locator(".desk-line.past").first).to_be_visible()
    word_of_the_past = desk.get_by_text("quorum")
    word_of_the_past.click()
    expect(desk.locator(".desk-field")).to_have_count(0)
    assert sent(bench, "amend") == []


def test_a_withdrawn_line_stays_under_the_hands_that_write_in_it(
    desk: Page, bench: PageBench, finals: list[Final]
) -> None:
    word(desk, "quorum").click()
    desk.keyboard.type("forum")
    bench.tell(amended(bench, finals[1], ""))
    expect(desk.locator(".desk-hint")).to_have_text("Ce passage vient d’être retiré.")
    expect(desk.locator(".desk-field input")).to_be_focused()
    expect(desk.locator(".desk-field input")).to_have_value("forum")
    desk.keyboard.press("Escape")
    expect(desk.get_by_text("quorum")).to_have_count(0)


def test_what_others_put_in_and_give_to_somebody_else_stands_in_its_place(
    desk: Page, bench: PageBench, finals: list[Final]
) -> None:
    bench.tell(inserted(bench, finals[1], "Bonjour.", PAUL, 90, 90))
    bench.tell(amended(bench, finals[0], finals[0].text, speaker=PAUL))
    lines = desk.locator(".desk-line")
    expect(lines.first).to_contain_text(PAUL.name)
    expect(desk.locator(".desk-line", has_text="Bonjour.")).to_contain_text(PAUL.name)
    expect(desk.locator(".desk-segment.amended").first).to_have_attribute("title", "Corrigé par Luc Moreau")


def test_terms_are_added_from_the_text_and_by_hand_and_taken_out(desk: Page, bench: PageBench) -> None:
    terms = desk.locator("#terms-list")
    expect(terms).to_contain_text("Kerguelen")
    word(desk, "Tanneurs").click()
    desk.keyboard.press("Escape")
    desk.get_by_role("button", name="Au glossaire").click()
    assert next_sent(bench, "terms") == {"type": "terms", "add": ["Tanneurs"], "remove": []}
    desk.get_by_label("Termes à ajouter").fill("SDEA, Ostwald")
    desk.keyboard.press("Enter")
    assert next_sent(bench, "terms", 2)["add"] == ["SDEA", "Ostwald"]
    bench.send({"type": "terms", "terms": ["Kerguelen", "Tanneurs", "SDEA", "Ostwald"]})
    expect(terms.locator("li")).to_have_count(4)
    desk.get_by_role("button", name="Retirer SDEA du glossaire").click()
    assert next_sent(bench, "terms", 3) == {"type": "terms", "add": [], "remove": ["SDEA"]}


def test_correctors_relieve_each_other(desk: Page, bench: PageBench) -> None:
    duty = desk.get_by_role("switch", name="Je corrige maintenant")
    expect(duty).to_be_checked()
    desk.get_by_role("button", name="Passer la main à Luc Moreau").click()
    assert next_sent(bench, "duty") == {"type": "duty", "to": "luc"}
    luc = person("luc", "Luc Moreau", role="corrector", corrects=True)
    bench.show_people(person("you", "Marie", role="corrector"), luc)
    expect(duty).not_to_be_checked()
    expect(desk.locator("#duty-who")).to_have_text("Corrige : Luc Moreau")
    bench.send({"type": "duty_offered", "from": "Luc Moreau"})
    expect(desk.locator("#news")).to_contain_text("Luc Moreau vous passe la main.")
    desk.get_by_role("button", name="Prendre la suite").click()
    assert next_sent(bench, "duty", 2) == {"type": "duty", "on": True}
    expect(desk.locator("#duty-offer")).to_be_hidden()


def test_questions_are_answered_from_the_desk(desk: Page, bench: PageBench) -> None:
    asked = {"type": "asked", "segment": 3, "first": 10, "last": 11, "text": "Tanneurs", "by": None}
    bench.send({**asked, "id": "a1"})
    card = desk.locator(".ask-card")
    expect(card).to_contain_text("Quelqu’un demande : « Tanneurs »")
    expect(card.get_by_role("button", name="Je répète")).to_have_count(0)
    card.get_by_role("button", name="Voir").click()
    assert desk.evaluate("document.activeElement.textContent") == "Tanneurs"
    card.get_by_role("button", name="Corriger").click()
    desk.keyboard.type("Vanneurs")
    desk.keyboard.press("Enter")
    assert next_sent(bench, "answer") == {"type": "answer", "ask": "a1", "how": "correct", "text": "Vanneurs"}
    bench.send({"type": "answered", "id": "a1", "how": "correct", "segment": 3})
    expect(card).to_have_count(0)
    expect(desk.locator(".desk-line").nth(2).locator(".line-sign")).to_have_text("corrigé")
    bench.send({**asked, "id": "a2", "by": "Sofia"})
    expect(card).to_contain_text("Sofia demande : « Tanneurs »")
    card.get_by_role("button", name="Confirmer").click()
    assert next_sent(bench, "answer", 2) == {"type": "answer", "ask": "a2", "how": "confirm"}


def test_off_the_record_is_seen_at_the_desk(desk: Page, bench: PageBench) -> None:
    expect(desk.locator("#off-record")).to_be_hidden()
    off_record(bench)
    expect(desk.locator("#off-record")).to_have_text("Hors compte rendu")
    assert ANNE.name in desk.locator("#desk-log").inner_text()
