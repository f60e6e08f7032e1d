"""Correcting on the real server: several people, each with a page; what one writes or corrects, the others see."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.page.bench import until
from tests.e2e.page.desk_script import word
from tests.e2e.page.real_server import real_server
from tests.e2e.page.test_asking import point_at
from tests.e2e.page.test_real_meeting import People

AT_MOST_MS = 1000

SENT = """() => {
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    if (data.includes('"amend"')) window.sentAt = Date.now();
    return send.call(this, data);
  };
}"""
WATCH = """(text) => {
  window.seenAt = null;
  const look = () => {
    if (seenAt === null && document.getElementById("log").textContent.includes(text)) window.seenAt = Date.now();
  };
  const all = { subtree: true, childList: true, characterData: true };
  new MutationObserver(look).observe(document.getElementById("log"), all);
}"""


@pytest.fixture
def people(browser: Browser) -> Iterator[People]:
    with real_server() as server:
        people = People(browser, server)
        yield people
        people.close()
        assert not people.errors


def write(page: Page, text: str) -> None:
    if page.locator("#typing").is_hidden():
        page.get_by_role("button", name="Écrire").click()
    page.locator("#typing-text").fill(text)
    page.keyboard.press("Enter")


def desk_of(people: People, name: str) -> Page:
    page = people.open("/correct/conseil")
    page.get_by_role("textbox", name="Votre nom").fill(name)
    page.keyboard.press("Enter")
    page.locator("#desk").wait_for()
    return page


def opened(people: People) -> tuple[Page, Page]:
    """Anne, who is host and has opened correction to everybody, and Paul."""
    anne = people.come("Anne", microphone=False)
    paul = people.come("Paul", microphone=False)
    anne.get_by_role("switch", name="Tous les participants peuvent corriger").click()
    expect(anne.get_by_role("switch", name="Tous les participants peuvent corriger")).to_be_checked()
    return anne, paul


@pytest.mark.calm
def test_a_correction_is_seen_by_two_readers_within_a_second_and_by_a_late_comer(people: People) -> None:
    anne, paul = opened(people)
    reader = people.open("/read/conseil", reduced_motion="reduce")
    write(paul, "la rue des taneurs est barrée")
    expect(reader.locator("#log")).to_contain_text("taneurs est barrée")
    marie = desk_of(people, "Marie")
    expect(word(marie, "taneurs")).to_be_visible()
    marie.evaluate(SENT)
    for page in (anne, reader):
        page.evaluate(WATCH, "la rue des Tanneurs est barrée")
    word(marie, "taneurs").click()
    marie.keyboard.type("Tanneurs")
    marie.keyboard.press("Enter")
    for page in (anne, reader):
        until(lambda page=page: page.evaluate("seenAt") is not None, 10)  # type: ignore[misc]
        assert page.evaluate("seenAt") - marie.evaluate("sentAt") <= AT_MOST_MS
    expect(marie.locator("#pending")).to_be_hidden()
    late = people.open("/read/conseil")
    expect(late.locator("#log")).to_contain_text("la rue des Tanneurs est barrée")
    expect(late.locator("#log")).not_to_contain_text("taneurs")
    marie.keyboard.press("Control+z")
    expect(reader.locator("#log")).to_contain_text("la rue des taneurs est barrée")
    expect(word(marie, "taneurs")).to_be_visible()


def test_two_correctors_of_one_line_lose_nothing(people: People) -> None:
    _anne, paul = opened(people)
    reader = people.open("/read/conseil", reduced_motion="reduce")
    write(paul, "le conseil minicipal vote la subvension demain")
    marie, luc = desk_of(people, "Marie"), desk_of(people, "Luc")
    for page in (marie, luc):
        expect(word(page, "minicipal")).to_be_visible()
    word(marie, "minicipal").click()
    marie.keyboard.type("municipal enfin réuni")
    word(luc, "subvension").click()
    luc.keyboard.type("subvention")
    marie.keyboard.press("Enter")
    expect(luc.locator(".desk-hint")).to_contain_text("Marie vient d’écrire ici")
    luc.keyboard.press("Enter")
    both = "le conseil municipal enfin réuni vote la subvention demain"
    expect(reader.locator("#log")).to_contain_text(both)
    for page in (marie, luc):
        expect(page.locator(".desk-line")).to_contain_text(both)
        expect(page.locator("#pending")).to_be_hidden()

    for page, text in ((marie, "après-demain"), (luc, "jeudi")):
        word(page, "demain").click()
        page.keyboard.type(text)
    marie.keyboard.press("Enter")
    expect(reader.locator("#log")).to_contain_text("subvention après-demain")
    luc.keyboard.press("Enter")
    conflict = luc.locator(".pending[data-stage=conflict]")
    expect(conflict).to_contain_text("après-demain")
    expect(conflict.get_by_role("textbox", name="Votre texte")).to_have_value(both.replace("demain", "jeudi"))
    expect(reader.locator("#log")).to_contain_text("subvention après-demain")


def test_a_question_reaches_who_said_it_and_is_answered_with_one_tap(people: People) -> None:
    anne, paul = opened(people)
    reader = people.open("/read/conseil", reduced_motion="reduce")
    write(paul, "rendez-vous le quatorze mars")
    expect(reader.locator("#log")).to_contain_text("quatorze")
    point_at(reader, "quatorze")
    reader.get_by_role("dialog", name="Ce passage").get_by_role("button", name="Faire répéter").click()
    card = paul.locator(".ask-card")
    expect(card).to_contain_text("Quelqu’un demande : « quatorze »")
    expect(anne.locator(".ask-card")).to_have_count(0)
    card.get_by_role("button", name="Confirmer").click()
    expect(card).to_have_count(0)
    for page in (reader, anne):
        expect(page.locator(".line-sign", has_text="confirmé")).to_be_visible()


def test_letters_reach_others_while_they_are_typed_and_the_record_is_seen(people: People) -> None:
    anne, paul = opened(people)
    paul.get_by_role("button", name="Écrire").click()
    paul.keyboard.type("Bonj", delay=30)
    expect(anne.locator("#log .tail").last).to_contain_text("Bonj")
    paul.keyboard.type("our.")
    paul.keyboard.press("Enter")
    expect(anne.locator("#log .final")).to_have_text(["Bonjour."])
    expect(anne.locator(".line-sign")).to_have_text("écrit")
    expect(paul.locator(".line-sign")).to_have_text("écrit par vous")
    anne.get_by_role("switch", name="Hors compte rendu").click()
    anne.get_by_role("dialog").get_by_role("button", name="Passer hors compte rendu").click()
    expect(paul.locator("#off-record")).to_have_text("Hors compte rendu")


def test_a_missed_line_a_name_and_the_glossary(people: People) -> None:
    anne, paul = opened(people)
    write(paul, "première ligne")
    write(paul, "deuxième ligne")
    marie = desk_of(people, "Marie")
    word(marie, "première").click()
    marie.keyboard.press("Escape")
    marie.keyboard.press("Shift+Enter")
    marie.get_by_role("form", name="Ligne manquante").get_by_role("combobox").select_option(label="Anne")
    marie.get_by_role("textbox", name="Ce qui a été dit").fill("Une question ?")
    marie.keyboard.press("Enter")
    lines = marie.locator(".desk-line .text")
    expect(lines).to_have_text(["première ligne", "Une question ?", "deuxième ligne"])
    word(marie, "deuxième").click()
    marie.keyboard.press("Escape")
    marie.keyboard.press("F2")
    marie.get_by_role("form", name="Qui parle").get_by_role("combobox").select_option(label="Autre nom…")
    marie.keyboard.type("Madame Kerguelen")
    marie.keyboard.press("Enter")
    expect(anne.locator(".line", has_text="deuxième ligne")).to_contain_text("Madame Kerguelen")
    marie.get_by_label("Termes à ajouter").fill("Kerguelen, Ostwald")
    marie.keyboard.press("Enter")
    expect(marie.locator("#terms-list li")).to_have_count(2)
    marie.get_by_role("switch", name="Je corrige maintenant").click()
    expect(anne.locator("#makers")).to_contain_text("Marie")
