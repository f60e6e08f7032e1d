"""What a corrector does at the desk, by pointer and by keyboard alone, and what goes to the server."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from captions.events import Final
from tests.e2e.page.bench import PageBench, until
from tests.e2e.page.conftest import OpenPage
from tests.e2e.page.desk_script import (
    MARIE,
    amended,
    change,
    next_sent,
    open_desk,
    sent,
    without_id,
    word,
    write,
)
from tests.e2e.page.script import ANNE, PAUL, Script

FIELD = ".desk-field input"


@pytest.fixture
def finals(script: Script) -> list[Final]:
    return write(script)


@pytest.fixture
def desk(bench: PageBench, open_page: OpenPage, finals: list[Final]) -> Page:
    page = open_desk(bench, open_page)
    word(page, "vote.").wait_for()
    return page


def focused(page: Page) -> Any:
    return page.evaluate("document.activeElement.textContent || document.activeElement.value")


def test_a_click_corrects_a_word_and_it_stands_at_once(
    desk: Page, bench: PageBench, finals: list[Final]
) -> None:
    word(desk, "Tanneurs").click()
    expect(desk.locator(FIELD)).to_be_focused()
    assert desk.evaluate("getSelection().toString()") == "Tanneurs"
    desk.keyboard.type("Vanneurs")
    desk.keyboard.press("Enter")
    edit = next_sent(bench, "amend")
    assert without_id(edit) == change(3, 10, 11, "Vanneurs")
    expect(desk.locator(".word[data-pending]")).to_have_text("Vanneurs")
    expect(desk.locator("#pending")).to_be_visible()
    assert focused(desk) == "Vanneurs"
    bench.tell(amended(bench, finals[2], finals[2].text.replace("Tanneurs", "Vanneurs"), MARIE))
    bench.send({"type": "done", "id": edit["id"], "segment": 3, "revision": 1})
    expect(desk.locator("#pending")).to_be_hidden()
    expect(desk.locator(".word[data-pending]")).to_have_count(0)
    assert focused(desk) == "Vanneurs"
    expect(desk.locator("#news")).to_contain_text("Enregistré")
    word(desk, "Vanneurs").click()
    desk.keyboard.type("Tanneurs")
    desk.keyboard.press("Enter")
    assert next_sent(bench, "amend", 2)["base"] == 1


def test_everything_by_keyboard_alone(desk: Page, bench: PageBench) -> None:
    desk.keyboard.press("Tab")
    assert focused(desk) == "vote."
    desk.keyboard.press("Control+Home")
    assert focused(desk) == "Mesdames"
    for expected in ("quorum", "Tanneurs", "voirie"):
        desk.keyboard.press("Tab")
        assert focused(desk) == expected
    desk.keyboard.press("Shift+Tab")
    assert focused(desk) == "Tanneurs"
    desk.keyboard.type("Vanneurs")
    desk.keyboard.press("Tab")
    assert next_sent(bench, "amend")["text"] == "Vanneurs"
    assert focused(desk) == "voirie"


def test_words_are_taken_out_added_and_taken_back_by_keyboard(desk: Page, bench: PageBench) -> None:
    word(desk, "voirie").focus()
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("Shift+ArrowRight")
    expect(desk.locator(".word.chosen")).to_have_text(["est", "de"])
    desk.keyboard.press("Delete")
    assert without_id(next_sent(bench, "amend")) == change(5, 5, 7, "")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("End")
    assert focused(desk) == "?"
    desk.keyboard.press("Insert")
    desk.keyboard.type("Hein")
    desk.keyboard.press("Enter")
    assert without_id(next_sent(bench, "amend", 2)) == change(6, 6, 6, "Hein")
    desk.keyboard.press("Enter")
    expect(desk.locator("#toast")).to_contain_text("en route")
    desk.keyboard.press("Control+z")
    assert set(next_sent(bench, "undo")) == {"type", "id"}


def test_escape_gives_up_and_never_traps(desk: Page, bench: PageBench) -> None:
    word(desk, "quorum").click()
    desk.keyboard.type("forum")
    desk.keyboard.press("Escape")
    expect(desk.locator(FIELD)).to_have_count(0)
    assert focused(desk) == "quorum"
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("button", name="Corriger").first).to_be_focused()
    desk.keyboard.press("Shift+Tab")
    assert focused(desk) == "quorum"
    desk.keyboard.press("Control+End")
    desk.keyboard.press("Tab")
    expect(desk.get_by_role("button", name="Corriger").first).to_be_focused()
    assert sent(bench, "amend") == []


def test_several_words_by_pointer_across_two_segments_of_a_line(
    bench: PageBench, open_page: OpenPage
) -> None:
    script = Script(bench)
    line = script.next_line()
    bench.tell(script.final(ANNE, "le conseil mu", script.next_segment(), line))
    bench.tell(script.final(ANNE, "nicipal est ouvert", script.next_segment(), line))
    desk = open_desk(bench, open_page)
    word(desk, "mu").hover()
    desk.mouse.down()
    word(desk, "nicipal").hover()
    desk.mouse.up()
    desk.keyboard.press("Enter")
    expect(desk.locator(FIELD)).to_have_value("mu nicipal")
    desk.keyboard.type("municipal")
    desk.keyboard.press("Enter")
    first = without_id(next_sent(bench, "amend"))
    assert first == change(1, 2, 3, "municipal")
    assert without_id(next_sent(bench, "amend", 2)) == change(2, 0, 1, "")


def test_what_was_written_counts_when_one_goes_on_elsewhere(desk: Page, bench: PageBench) -> None:
    word(desk, "quorum").click()
    desk.keyboard.type("Forum")
    word(desk, "voirie").click()
    assert next_sent(bench, "amend")["text"] == "Forum"
    expect(desk.locator(FIELD)).to_have_value("voirie")
    desk.get_by_role("button", name="Prendre aussi le mot d’après").click()
    expect(desk.locator(FIELD)).to_have_value("voirie est")


def test_a_missed_line_and_who_speaks(desk: Page, bench: PageBench) -> None:
    desk.locator(".desk-line").nth(5).locator(".word").first.click()
    desk.keyboard.press("Escape")
    desk.keyboard.press("Shift+Enter")
    form = desk.get_by_role("form", name="Ligne manquante")
    expect(form.get_by_role("textbox", name="Ce qui a été dit")).to_be_focused()
    desk.keyboard.type("Une question ? ")
    desk.keyboard.press("F4")
    form.get_by_role("combobox").select_option(label="Minh Châu N’Guyen")
    form.get_by_role("button", name="Envoyer").click()
    insert = without_id(next_sent(bench, "insert"))
    assert insert == {"after": 6, "speaker": {"id": "p3"}, "text": "Une question ? [rires]"}
    desk.keyboard.press("F2")
    form = desk.get_by_role("form", name="Qui parle")
    form.get_by_role("combobox").select_option(label="Autre nom…")
    desk.keyboard.type("Yves, le public")
    desk.keyboard.press("Enter")
    reassign = without_id(next_sent(bench, "reassign"))
    assert reassign == {"line": 6, "from": None, "speaker": {"name": "Yves, le public"}}


def test_who_speaks_from_here_on(bench: PageBench, open_page: OpenPage) -> None:
    script = Script(bench)
    line = script.next_line()
    bench.tell(script.final(ANNE, "Qui est pour ?", script.next_segment(), line))
    bench.tell(script.final(ANNE, "Moi, madame.", script.next_segment(), line))
    desk = open_desk(bench, open_page)
    word(desk, "madame.").click()
    desk.keyboard.press("Escape")
    desk.keyboard.press("F2")
    form = desk.get_by_role("form", name="Qui parle")
    form.get_by_label("Seulement à partir de").check()
    form.get_by_role("combobox").select_option(label=PAUL.name)
    form.get_by_role("button", name="Envoyer").click()
    assert without_id(next_sent(bench, "reassign")) == {"line": 1, "from": 2, "speaker": {"id": "p2"}}


def test_sounds_beside_what_was_said_or_instead_of_it(desk: Page, bench: PageBench) -> None:
    word(desk, "quorum").click()
    desk.keyboard.press("Escape")
    desk.keyboard.press("F8")
    laughter = without_id(next_sent(bench, "amend"))
    assert laughter == change(2, 2, 2, "[applaudissements]")
    word(desk, "voirie").click()
    desk.keyboard.press("Escape")
    desk.get_by_role("button", name="[inaudible]").click()
    inaudible = without_id(next_sent(bench, "amend", 2))
    assert inaudible == change(5, 4, 5, "[inaudible]")
    word(desk, "Passons").click()
    desk.keyboard.press("End")
    desk.keyboard.press("F4")
    expect(desk.locator(FIELD)).to_have_value("Passons [rires]")


def test_the_line_one_works_on_does_not_move(
    desk: Page, bench: PageBench, script: Script, finals: list[Final]
) -> None:
    for i in range(30):
        script.say(
            PAUL, f"Phrase numéro {i}, assez longue pour faire défiler le texte du poste de correction."
        )
    desk.locator("#desk-log").evaluate("log => log.scrollTop = 60")
    word(desk, "Tanneurs").click()
    desk.keyboard.type("Van")
    top = desk.locator(FIELD).bounding_box()
    line = script.next_line()
    for _ in range(10):
        bench.tell(script.final(ANNE, "et encore une suite", script.next_segment(), line))
        script.say(PAUL, "Une ligne de plus en bas.")
    longer = " ".join([finals[0].text] * 8)
    bench.tell(amended(bench, finals[0], longer), amended(bench, finals[3], longer))
    expect(desk.locator(".desk-line").first).to_contain_text(longer)
    assert desk.locator(FIELD).bounding_box() == pytest.approx(top, abs=1)
    expect(desk.locator(FIELD)).to_have_value("Van")
    expect(desk.locator(FIELD)).to_be_focused()
    bench.tell(amended(bench, finals[2], finals[2].text + " Merci."))
    expect(desk.locator(".desk-hint")).to_contain_text("Luc Moreau vient d’écrire ici")
    desk.keyboard.type("neurs")
    desk.keyboard.press("Enter")
    edit = next_sent(bench, "amend")
    assert without_id(edit) == change(3, 10, 11, "Vanneurs")
    expect(desk.locator("#pending-list")).to_contain_text("Vanneurs")


def test_new_lines_are_followed_while_nobody_works_in_the_text(bench: PageBench, open_page: OpenPage) -> None:
    script = Script(bench)
    desk = open_desk(bench, open_page)
    for i in range(30):
        script.say(
            PAUL, f"Phrase numéro {i}, assez longue pour faire défiler le texte du poste de correction."
        )
    expect(desk.locator(".desk-line").last).to_be_in_viewport()
    desk.locator("#desk-log").hover()
    desk.mouse.wheel(0, -600)
    expect(desk.get_by_role("button", name="Reprendre le direct")).to_be_visible()
    script.say(PAUL, "La toute dernière.")
    expect(desk.get_by_role("button", name=re.compile(r"Reprendre le direct \(1 "))).to_be_visible()
    desk.get_by_role("button", name="Reprendre le direct").click()
    expect(desk.locator(".desk-line").last).to_be_in_viewport()


def test_two_corrections_of_one_phrase_before_the_first_was_answered(desk: Page, bench: PageBench) -> None:
    word(desk, "quorum").click()
    desk.keyboard.type("le vrai quorum")
    desk.keyboard.press("Enter")
    word(desk, "présents.").click()
    desk.keyboard.type("là.")
    desk.keyboard.press("Enter")
    assert without_id(next_sent(bench, "amend", 2)) == change(2, 7, 8, "là.")
    expect(desk.locator(".desk-line").nth(1)).to_contain_text(
        "Le le vrai quorum est atteint, dix-sept élus sont là."
    )


def test_who_may_not_correct_reads(bench: PageBench, open_page: OpenPage, finals: list[Final]) -> None:
    bench.extra = {"correction": {"open": False, "may": False}, "terms": None}
    desk = open_desk(bench, open_page)
    expect(desk.locator("#desk-may-not")).to_be_visible()
    word(desk, "quorum").click()
    expect(desk.locator(FIELD)).to_have_count(0)
    bench.send({"type": "correction", "open": True, "may": True})
    expect(desk.locator("#desk-may-not")).to_be_hidden()
    word(desk, "quorum").click()
    expect(desk.locator(FIELD)).to_be_focused()
    until(lambda: sent(bench, "amend") == [])


def test_of_a_long_meeting_the_newest_lines_are_there_and_the_others_are_asked_for(
    bench: PageBench, open_page: OpenPage
) -> None:
    script = Script(bench)
    said = [(PAUL, f"Phrase numéro {i}.") for i in range(900)]
    bench.keep(*(script.final(who, text, script.next_segment(), script.next_line()) for who, text in said))
    desk = open_desk(bench, open_page)
    expect(desk.locator(".desk-line").last).to_contain_text("Phrase numéro 899.")
    lines = desk.locator(".desk-line")
    count = lines.count()
    assert 300 <= count <= 600
    desk.locator("#desk-log").evaluate("log => log.scrollTop = 0")
    first = desk.locator(".desk-line", has_text=f"Phrase numéro {900 - count}.")
    desk.get_by_role("button", name="Afficher ce qui précède").click()
    expect(lines).to_have_count(count + 300)
    expect(first).to_be_in_viewport()
    asked = {"type": "asked", "id": "a1", "segment": 5, "first": 0, "last": 1, "text": "Phrase", "by": None}
    bench.send(asked)
    desk.locator(".ask-card").get_by_role("button", name="Voir").click()
    expect(desk.locator(".desk-line", has_text="Phrase numéro 4.")).to_be_in_viewport()
