"""« Faites répéter »: a reader points at words, the one who spoke answers with one tap, everybody sees what
became of it; and words corrected in the meeting itself."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from captions.events import Speaker
from captions.ids import SpeakerId
from tests.e2e.page.bench import PageBench, person
from tests.e2e.page.conftest import OpenPage
from tests.e2e.page.desk_script import amended, change, next_sent, off_record, sent, without_id
from tests.e2e.page.script import ANNE, PAUL, Script

ME = Speaker(id=SpeakerId("you"), name="Sofia")
ASKED = {"type": "asked", "id": "a1", "segment": 1, "first": 2, "last": 3, "text": "Tanneurs", "by": None}


def enter(open_page: OpenPage, **context: Any) -> Page:
    page = open_page(**context)
    page.get_by_role("textbox", name="Votre nom").fill("Sofia")
    page.get_by_role("button", name="Participer sans micro").click()
    page.locator("#chip[data-status=live]").wait_for()
    return page


def point_at(page: Page, text: str) -> None:
    """Clicks on that word of the captions."""
    at = page.wait_for_function(
        """(text) => {
      for (const node of document.querySelectorAll("#log .final")) {
        const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
        for (let part; (part = walker.nextNode()); ) {
          const from = part.data.indexOf(text);
          if (from < 0) continue;
          const range = new Range();
          range.setStart(part, from); range.setEnd(part, from + text.length);
          const { left, top, width, height } = range.getBoundingClientRect();
          return { x: left + width / 2, y: top + height / 2 };
        }
      }
      return null;
    }""",
        arg=text,
    ).json_value()
    page.mouse.click(at["x"], at["y"])


@pytest.fixture
def said(script: Script) -> Script:
    script.say(PAUL, "la rue des Tanneurs est barrée")
    script.say(ANNE, "elle rouvre le 14 mars")
    return script


def test_a_reader_asks_without_a_name(reader: Page, bench: PageBench, said: Script) -> None:
    expect(reader.locator("#log")).to_contain_text("Tanneurs")
    point_at(reader, "Tanneurs")
    menu = reader.get_by_role("dialog", name="Ce passage")
    expect(menu).to_contain_text("« Tanneurs »")
    expect(menu.get_by_role("checkbox")).to_have_count(0)
    expect(menu.get_by_role("button", name="Corriger")).to_have_count(0)
    menu.get_by_role("button", name="Faire répéter").click()
    ask = next_sent(bench, "ask")
    assert without_id(ask) == {"segment": 1, "first": 3, "last": 4, "named": False}
    assert isinstance(ask["id"], str)
    expect(reader.get_by_role("status").filter(has_text="Demandé")).to_be_visible()
    expect(menu).to_have_count(0)
    bench.send({"type": "answered", "id": "a1", "how": "repeat", "segment": 1})
    expect(reader.locator(".line").first.locator(".line-sign")).to_have_text("va répéter")
    bench.send({"type": "answered", "id": "a1", "how": "confirm", "segment": 1})
    expect(reader.locator(".line").first.locator(".line-sign")).to_have_text("confirmé")


def test_by_keyboard_with_ones_name_and_the_focus_comes_back(
    open_page: OpenPage, bench: PageBench, said: Script
) -> None:
    page = enter(open_page)
    page.locator("#log").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    menu = page.get_by_role("dialog", name="Ce passage")
    expect(menu.get_by_role("button", name="Faire répéter")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert next_sent(bench, "ask")["named"] is True
    expect(page.locator("#log")).to_be_focused()
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    expect(page.locator("#log")).to_be_focused()
    assert len(sent(bench, "ask")) == 1


def test_the_speaker_gets_a_quiet_card_and_answers_with_one_tap(
    open_page: OpenPage, bench: PageBench, script: Script
) -> None:
    page = enter(open_page)
    script.say(ME, "rue des Tanneurs")
    page.locator("#toggle-chat").click()
    page.locator("#chat-text").fill("J’écris")
    bench.send(ASKED)
    card = page.locator(".ask-card")
    expect(card).to_contain_text("Quelqu’un demande : « Tanneurs »")
    expect(page.locator("#news")).to_contain_text("Quelqu’un demande : « Tanneurs »")
    expect(page.locator("#chat-text")).to_be_focused()
    assert page.locator("dialog[open]").count() == 0
    for count, (name, how) in enumerate((("Confirmer", "confirm"), ("Je répète", "repeat")), 1):
        card.get_by_role("button", name=name).click()
        assert next_sent(bench, "answer", count) == {"type": "answer", "ask": "a1", "how": how}
    card.get_by_role("button", name="Corriger").click()
    page.keyboard.type("Vanneurs")
    page.keyboard.press("Enter")
    assert next_sent(bench, "answer", 3) == {
        "type": "answer",
        "ask": "a1",
        "how": "correct",
        "text": "Vanneurs",
    }
    expect(card).to_be_visible()
    bench.send({"type": "answered", "id": "a1", "how": "correct", "segment": 1})
    expect(card).to_have_count(0)
    expect(page.locator("#log")).to_be_focused()


def test_an_answer_that_does_not_go_is_not_lost(
    open_page: OpenPage, bench: PageBench, script: Script
) -> None:
    page = enter(open_page)
    script.say(ME, "rue des Tanneurs")
    bench.send(ASKED)
    page.locator(".ask-card").get_by_role("button", name="Corriger").click()
    bench.stop()
    expect(page.locator("#chip")).to_have_text("Interrompus")
    page.keyboard.type("Vanneurs")
    page.keyboard.press("Enter")
    expect(page.locator("#toast")).to_contain_text("Pas de connexion")
    bench.start()
    expect(page.locator("#chip")).to_have_text("En direct", timeout=20_000)
    expect(page.locator(".ask-card input")).to_have_value("Vanneurs")
    page.locator(".ask-card").get_by_role("button", name="Envoyer").click()
    assert next_sent(bench, "answer")["text"] == "Vanneurs"


def test_ones_own_words_are_corrected_in_the_meeting_itself(
    open_page: OpenPage, bench: PageBench, script: Script
) -> None:
    page = enter(open_page)
    mine = script.final(ME, "rue des taneurs demain", script.next_segment(), script.next_line())
    bench.tell(mine)
    script.say(PAUL, "autre chose")
    expect(page.locator("#log")).to_contain_text("autre")
    point_at(page, "autre")
    menu = page.get_by_role("dialog", name="Ce passage")
    expect(menu.get_by_role("button", name="Corriger")).to_have_count(0)
    page.keyboard.press("Escape")
    point_at(page, "taneurs")
    menu.get_by_role("button", name="Corriger").click()
    field = menu.get_by_role("textbox")
    expect(field).to_be_focused()
    page.keyboard.type("Tanneurs")
    page.keyboard.press("Enter")
    edit = next_sent(bench, "amend")
    assert without_id(edit) == change(1, 2, 3, "Tanneurs")
    bench.tell(amended(bench, mine, "rue des Tanneurs demain"))
    bench.send({"type": "done", "id": edit["id"], "segment": 1, "revision": 1})
    expect(page.locator("#log")).to_contain_text("rue des Tanneurs demain")
    expect(page.locator(".pending")).to_have_count(0)


def test_everybody_corrects_when_the_host_opens_it(
    open_page: OpenPage, bench: PageBench, said: Script
) -> None:
    page = enter(open_page)
    bench.send({"type": "correction", "open": True, "may": True})
    expect(page.locator("#news")).to_contain_text("Vous pouvez corriger")
    point_at(page, "barrée")
    menu = page.get_by_role("dialog", name="Ce passage")
    menu.get_by_role("button", name="Corriger").click()
    page.keyboard.type("fermée")
    page.keyboard.press("Enter")
    edit = next_sent(bench, "amend")
    conflict = {
        "type": "error",
        "code": "correct.conflict",
        "fr": "Refusé.",
        "en": "Refused.",
        "fatal": False,
    }
    bench.send({**conflict, "id": edit["id"], "segment": 1})
    pending = page.locator(".pending[data-stage=conflict]")
    expect(pending.get_by_role("textbox", name="Votre texte")).to_have_value("la rue des Tanneurs est fermée")
    pending.get_by_role("button", name="Oublier").click()
    expect(page.locator(".pending")).to_have_count(0)


def test_hosts_open_correction_and_the_record_with_a_warning(open_page: OpenPage, bench: PageBench) -> None:
    bench.extra = {"role": "host", "correction": {"open": False, "may": True}}
    page = enter(open_page)
    bench.show_people(person("you", "Sofia", role="host", publishing=False))
    page.get_by_role("switch", name="Tous les participants peuvent corriger").click()
    assert next_sent(bench, "open_correction") == {"type": "open_correction", "on": True}
    bench.send({"type": "correction", "open": True, "may": True})
    expect(page.get_by_role("switch", name="Tous les participants")).to_be_checked()
    expect(page.get_by_role("link", name="Poste de correction")).to_have_attribute("href", "../correct/essai")
    page.get_by_role("switch", name="Hors compte rendu").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Rien de ce qui suit n’entrera dans le compte rendu")
    dialog.get_by_role("button", name="Annuler").click()
    assert sent(bench, "off_record") == []
    page.get_by_role("switch", name="Hors compte rendu").click()
    dialog.get_by_role("button", name="Passer hors compte rendu").click()
    assert next_sent(bench, "off_record") == {"type": "off_record", "on": True}
    off_record(bench)
    expect(page.locator("#off-record")).to_have_text("Hors compte rendu")
    expect(page.locator("#news")).to_contain_text("Hors compte rendu à partir de maintenant.")
    page.get_by_role("switch", name="Hors compte rendu").click()
    assert next_sent(bench, "off_record", 2) == {"type": "off_record", "on": False}


def test_the_record_is_seen_by_everybody_and_switched_by_hosts_alone(reader: Page, bench: PageBench) -> None:
    expect(reader.locator("#text-rights")).to_be_hidden()
    off_record(bench)
    expect(reader.locator("#off-record")).to_be_visible()
    off_record(bench, on=False)
    expect(reader.locator("#off-record")).to_be_hidden()


def test_the_pace_is_a_quiet_sign_without_names(open_page: OpenPage, bench: PageBench) -> None:
    page = enter(open_page)
    pace = page.locator("#pace")
    expect(pace).to_be_hidden()
    bench.send({"type": "pace", "hint": "fast"})
    expect(pace).to_have_text("Un peu vite")
    bench.send({"type": "pace", "hint": "overlap"})
    expect(pace).to_have_text("Deux voix à la fois")
    assert pace.evaluate("node => node.closest('[aria-live], [role=status], [role=alert]')") is None
    expect(page.locator("#news")).not_to_contain_text("voix")
    bench.send({"type": "pace", "hint": None})
    expect(pace).to_be_hidden()


def test_the_page_that_only_reads_asks_too(open_page: OpenPage, bench: PageBench, said: Script) -> None:
    page = open_page("/read/essai")
    expect(page.locator("#log")).to_contain_text("Tanneurs")
    point_at(page, "Tanneurs")
    page.get_by_role("dialog", name="Ce passage").get_by_role("button", name="Faire répéter").click()
    assert without_id(next_sent(bench, "ask")) == {"segment": 1, "first": 3, "last": 4, "named": False}
    expect(page.locator("#toast")).to_contain_text("Demandé")
    bench.send({"type": "answered", "id": "a1", "how": "confirm", "segment": 1})
    expect(page.locator(".line-sign")).to_have_text("confirmé")
    off_record(bench)
    expect(page.locator("#off-record")).to_have_text("Hors compte rendu")
