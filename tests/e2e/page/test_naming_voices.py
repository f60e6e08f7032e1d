"""Who a voice of a shared microphone is: said by mouse, touch and keyboard alone, in the meeting and at the desk."""

from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from captions.events import Cause, Speaker, Status
from captions.ids import SpeakerId
from tests.e2e.flaws import overflows, violations
from tests.e2e.page.bench import PageBench
from tests.e2e.page.conftest import DESKTOP, PHONE, OpenPage
from tests.e2e.page.desk_script import MARIE, next_sent, open_desk, sent, without_id, word
from tests.e2e.page.real_server import real_server
from tests.e2e.page.script import PAUL, Script
from tests.e2e.page.test_asking import enter, point_at
from tests.e2e.page.test_real_correction import opened, write
from tests.e2e.page.test_real_meeting import People
from tests.e2e.page.voices_script import (
    DURAND,
    ONE,
    REFUSED,
    TWO,
    UNSURE,
    corrector,
    named,
    names,
    open_session,
    say,
)


@pytest.fixture
def said(script: Script) -> Script:
    open_session(script)
    return script


def test_a_voice_is_named_by_mouse_for_all_it_said_and_taken_back(
    open_page: OpenPage, bench: PageBench, said: Script
) -> None:
    page = corrector(bench, open_page)
    expect(page.locator("#news")).to_contain_text("Des voix sont distinguées")
    assert (
        names(page).evaluate_all("all => all.map((name) => getComputedStyle(name).textDecorationStyle)")
        == ["dotted"] * 3
    )
    names(page).first.click()
    who = page.get_by_role("dialog", name="Ce passage").get_by_role("button", name="Qui est-ce ?")
    expect(who).to_be_focused()
    who.click()
    dialog = page.get_by_role("dialog", name="Qui est-ce ?")
    field = dialog.get_by_role("textbox", name="Nom de la personne")
    expect(field).to_be_focused()
    expect(dialog.get_by_role("radio", name="Tout ce que dit « Intervenant 1 »")).to_be_checked()
    field.fill(DURAND.name)
    dialog.get_by_role("button", name="Envoyer").click()
    edit = next_sent(bench, "name_speaker")
    assert without_id(edit) == {"speaker": "m#1", "name": DURAND.name}
    bench.tell(named(bench, ONE, DURAND))
    bench.send({"type": "done", "id": edit["id"], "segment": None, "revision": None})
    expect(names(page)).to_have_text([DURAND.name, TWO.name, DURAND.name])
    expect(names(page).first).not_to_have_css("text-decoration-style", "dotted")
    expect(page.locator("#toast")).to_contain_text("Intervenant 1 est Mme Durand")
    expect(page.locator(".pending")).to_have_count(0)
    names(page).first.click()
    page.get_by_role("button", name="Annuler mon dernier changement").click()
    undo = next_sent(bench, "undo")
    bench.tell(named(bench, ONE, ONE))
    bench.send({"type": "done", "id": undo["id"], "segment": None, "revision": None})
    expect(names(page)).to_have_text([ONE.name, TWO.name, ONE.name])
    names(page).first.click()
    expect(page.get_by_role("button", name="Annuler mon dernier changement")).to_have_count(0)


def test_two_voices_are_said_to_be_one_person_by_keyboard_alone(
    open_page: OpenPage, bench: PageBench, said: Script
) -> None:
    page = corrector(bench, open_page)
    page.locator("#log").focus()
    for key in ("ArrowUp", "ArrowUp", "Enter"):
        page.keyboard.press(key)
    who = page.get_by_role("button", name="Qui est-ce ?")
    tab_to(page, who)
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Qui est-ce ?")
    expect(dialog.get_by_role("textbox")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    choice = dialog.get_by_role("combobox")
    expect(choice).to_be_focused()
    groups = choice.locator("optgroup")
    assert groups.evaluate_all("all => all.map((one) => one.label)") == [
        "C’est la même personne que…",
        "Présents, pas encore entendus",
    ]
    page.keyboard.press("ArrowDown")
    expect(choice.locator("option:checked")).to_have_text(ONE.name)
    tab_to(page, dialog.get_by_role("button", name="Envoyer"))
    page.keyboard.press("Enter")
    edit = next_sent(bench, "name_speaker")
    assert without_id(edit) == {"speaker": "m#2", "same_as": "m#1"}
    expect(page.locator("#log")).to_be_focused()
    bench.tell(named(bench, TWO, ONE))
    bench.send({"type": "done", "id": edit["id"], "segment": None, "revision": None})
    expect(names(page)).to_have_text([ONE.name] * 3)
    marks = page.locator("#log .line .mark").evaluate_all("all => all.map((mark) => mark.dataset.shape)")
    assert len(set(marks)) == 1


def tab_to(page: Page, target: Any) -> None:
    for _ in range(12):
        if target.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    expect(target).to_be_focused()


def test_by_touch_one_line_is_given_to_somebody_and_a_refusal_is_said(
    open_page: OpenPage, bench: PageBench, said: Script
) -> None:
    page = corrector(bench, open_page, viewport=PHONE, has_touch=True, is_mobile=True)
    names(page).nth(1).tap()
    page.get_by_role("button", name="Qui est-ce ?").tap()
    dialog = page.get_by_role("dialog", name="Qui est-ce ?")
    dialog.get_by_text("Seulement cette ligne").tap()
    dialog.get_by_role("combobox").select_option(label=PAUL.name)
    dialog.get_by_role("button", name="Envoyer").tap()
    edit = next_sent(bench, "reassign")
    assert without_id(edit) == {"line": 2, "from": None, "speaker": {"id": "p2"}}
    bench.send({**REFUSED, "id": edit["id"]})
    pending = page.locator(".pending[data-stage=lost]")
    expect(pending).to_contain_text("N’a pas été enregistré. Vous ne pouvez pas.")
    pending.get_by_role("button", name="Oublier").tap()
    expect(pending).to_have_count(0)


def test_whose_microphone_it_is_names_their_voices_and_nobody_elses(
    open_page: OpenPage, bench: PageBench, script: Script
) -> None:
    page = enter(open_page, reduced_motion="reduce")
    mine = Speaker(id=SpeakerId("you#1"), name="Intervenant 1")
    say(
        script, (mine, "La séance est ouverte."), (replace(TWO, id=SpeakerId("x#1")), "Je demande la parole.")
    )
    bench.tell(script.final(PAUL, "Accordé.", script.next_segment(), script.next_line()))
    expect(names(page)).to_have_count(3)
    for other in ("parole.", "Accordé."):
        point_at(page, other)
        expect(page.get_by_role("dialog", name="Ce passage")).to_be_visible()
        expect(page.get_by_role("button", name="Qui est-ce ?")).to_have_count(0)
        page.keyboard.press("Escape")
    point_at(page, "ouverte.")
    page.get_by_role("button", name="Qui est-ce ?").click()
    dialog = page.get_by_role("dialog", name="Qui est-ce ?")
    expect(dialog.get_by_role("radio")).to_have_count(0)
    expect(dialog.get_by_role("option", name=PAUL.name)).to_have_count(0)
    page.keyboard.type("Léa")
    page.keyboard.press("Enter")
    assert without_id(next_sent(bench, "name_speaker")) == {"speaker": "you#1", "name": "Léa"}


def test_words_that_are_not_told_apart_are_named_line_by_line(
    open_page: OpenPage, bench: PageBench, script: Script
) -> None:
    say(script, (UNSURE, "Qui est pour ?"))
    page = corrector(bench, open_page)
    names(page).click()
    page.get_by_role("button", name="Qui est-ce ?").click()
    dialog = page.get_by_role("dialog", name="Qui est-ce ?")
    expect(dialog.get_by_role("radio")).to_have_count(0)
    dialog.get_by_role("combobox").select_option(label="Autre nom…")
    page.keyboard.type("Léa")
    page.keyboard.press("Enter")
    assert without_id(next_sent(bench, "reassign")) == {"line": 1, "from": None, "speaker": {"name": "Léa"}}
    assert sent(bench, "name_speaker") == []


def test_at_the_desk_by_keyboard_alone(open_page: OpenPage, bench: PageBench, said: Script) -> None:
    desk = open_desk(bench, open_page)
    word(desk, "parole.").focus()
    desk.keyboard.press("F2")
    form = desk.get_by_role("form", name="Qui est-ce ?")
    expect(form.get_by_role("textbox", name="Nom de la personne")).to_be_focused()
    desk.keyboard.type("M. Petit")
    desk.keyboard.press("Enter")
    edit = next_sent(bench, "name_speaker")
    assert without_id(edit) == {"speaker": "m#2", "name": "M. Petit"}
    petit = replace(TWO, name="M. Petit")
    bench.tell(replace(named(bench, TWO, petit), author=MARIE))
    bench.send({"type": "done", "id": edit["id"], "segment": None, "revision": None})
    expect(desk.locator(".desk-name .name")).to_have_text([ONE.name, "M. Petit", ONE.name])
    expect(desk.locator("#news")).to_contain_text("Intervenant 2 est M. Petit")
    desk.keyboard.press("Control+z")
    assert set(next_sent(bench, "undo")) == {"type", "id"}
    word(desk, "ouverte.").focus()
    desk.keyboard.press("F2")
    form.get_by_role("combobox").select_option(label="M. Petit")
    form.get_by_role("button", name="Envoyer").click()
    assert without_id(next_sent(bench, "name_speaker", 2)) == {"speaker": "m#1", "same_as": "m#2"}


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_form_of_the_desk_is_sound_too(
    open_page: OpenPage, bench: PageBench, said: Script, viewport: dict[str, int]
) -> None:
    desk = open_desk(bench, open_page, viewport=viewport)
    bench.tell(said.state(Status.LIVE, Cause.OVERLOAD))
    expect(desk.locator("#desk-banner")).to_be_visible()
    desk.locator(".desk-name").nth(1).click()
    expect(desk.get_by_role("form", name="Qui est-ce ?")).to_be_visible()
    desk.mouse.move(0, 0)
    assert [*violations(desk), *overflows(desk)] == []


def test_on_the_real_server_who_speaks_is_said_merged_and_taken_back(browser: Browser) -> None:
    with real_server() as server:
        people = People(browser, server)
        anne, paul = opened(people)
        reader = people.open("/read/conseil", reduced_motion="reduce")
        write(paul, "la rue est barrée")
        write(anne, "elle rouvre demain")
        expect(names(reader)).to_have_text(["Paul", "Anne"])
        ask_who(anne, "Paul")
        dialog = anne.get_by_role("dialog", name="Qui est-ce ?")
        dialog.get_by_role("radio", name="Tout ce que dit « Paul »").check()
        dialog.get_by_role("combobox").select_option(label="Autre nom…")
        dialog.get_by_role("textbox").fill("Yves")
        anne.keyboard.press("Enter")
        expect(names(reader)).to_have_text(["Yves", "Anne"])
        ask_who(anne, "Yves")
        dialog.get_by_role("radio", name="Tout ce que dit « Yves »").check()
        dialog.get_by_role("combobox").select_option(label="Anne")
        dialog.get_by_role("button", name="Envoyer").click()
        expect(names(reader)).to_have_text(["Anne", "Anne"])
        for standing in ("Yves", "Paul"):
            point_at(anne, "barrée")
            anne.get_by_role("button", name="Annuler mon dernier changement").click()
            expect(names(reader)).to_have_text([standing, "Anne"])
        anne.locator("#toggle-settings").click()
        switch = anne.get_by_role("switch", name="Plusieurs personnes parlent à ce micro")
        switch.click()
        expect(anne.get_by_role("alert").filter(has_text="ne distingue pas les voix")).to_be_visible()
        expect(switch).not_to_be_checked()
        people.close()
        assert not people.errors


def ask_who(page: Page, name: str) -> None:
    page.locator("#log .name").get_by_text(name, exact=True).first.click()
    page.get_by_role("button", name="Qui est-ce ?").click()
