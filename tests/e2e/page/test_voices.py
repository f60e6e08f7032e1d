"""Microphones that several people share: who says so, and how their voices are shown."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from captions.events import Author, AuthorKind, Cause, Status
from captions.ids import SpeakerId
from tests.e2e.flaws import overflows, violations
from tests.e2e.page.bench import PageBench, person
from tests.e2e.page.conftest import DESKTOP, PHONE, OpenPage
from tests.e2e.page.desk_script import amended, next_sent, open_desk
from tests.e2e.page.script import Script
from tests.e2e.page.test_asking import enter
from tests.e2e.page.voices_script import (
    DURAND,
    MAY,
    ONE,
    REFUSED,
    ROOM,
    TWO,
    UNSURE,
    at_microphone,
    named,
    names,
    say,
)

_ON_IT = """() => {
  const [name, lines] = ["whose", "log"].map((id) => document.getElementById(id).getBoundingClientRect());
  return Math.abs(name.bottom - lines.top) < 1;
}"""


def test_one_says_that_several_people_speak_at_ones_microphone(open_page: OpenPage, bench: PageBench) -> None:
    page = enter(open_page)
    page.locator("#toggle-settings").click()
    switch = page.get_by_role("switch", name="Plusieurs personnes parlent à ce micro")
    page.get_by_label("Combien, si on le sait").select_option("4")
    switch.click()
    asked = {"type": "share_microphone", "person": None, "on": True, "people": 4}
    assert next_sent(bench, "share_microphone") == asked
    state = page.locator("#shared-mic-state")
    expect(state).to_contain_text("Le serveur se prépare")
    weights = "Il manque des modèles à ce serveur."
    bench.send({**REFUSED, "code": "voices.weights", "fr": weights, "person": "you"})
    expect(page.get_by_role("alert").filter(has_text=weights)).to_be_visible()
    expect(switch).not_to_be_checked()
    switch.focus()
    page.keyboard.press("Space")
    assert next_sent(bench, "share_microphone", 2) == asked
    bench.show_people(person("you", "Sofia", shared=True, voices=4))
    expect(switch).to_be_checked()
    expect(state).to_contain_text("Les voix sont distinguées")
    count = page.get_by_label("Combien, si on le sait")
    bench.show_people(person("you", "Sofia", shared=True, voices=5))
    expect(count).to_have_value("5")
    count.select_option(label="Je ne sais pas")
    assert next_sent(bench, "share_microphone", 3) == {**asked, "people": None}
    switch.click()
    assert next_sent(bench, "share_microphone", 4) == {**asked, "on": False, "people": None}


def test_a_host_says_it_for_anybody_and_everybody_sees_it(open_page: OpenPage, bench: PageBench) -> None:
    bench.extra = {"role": "host", "video": True}
    page = enter(open_page)
    host = person("you", "Sofia", role="host", camera=True)
    bench.show_people(person("m", ROOM.name), host)
    row = page.locator(".person", has_text=ROOM.name)
    row.get_by_role("button", name="Que faire avec").click()
    row.get_by_role("button", name="Plusieurs personnes à ce micro").click()
    asked = {"type": "share_microphone", "person": "m", "on": True, "people": None}
    assert next_sent(bench, "share_microphone") == asked
    expect(row).not_to_contain_text("micro partagé")
    bench.show_people(person("m", ROOM.name, shared=True), host)
    expect(row).to_contain_text("micro partagé")
    expect(page.locator(".tile", has_text=ROOM.name)).to_contain_text("micro partagé")
    row.get_by_role("button", name="Que faire avec").click()
    count = row.get_by_role("combobox", name="Combien à ce micro, si on le sait")
    expect(count).to_have_value("")
    count.focus()
    count.select_option("6")
    assert next_sent(bench, "share_microphone", 2) == {**asked, "people": 6}
    bench.show_people(person("m", ROOM.name, shared=True, voices=6), host)
    expect(count).to_have_value("6")
    page.keyboard.press("Escape")
    expect(count).to_be_hidden()
    expect(row.get_by_role("button", name="Que faire avec")).to_be_focused()
    bench.show_people(person("m", ROOM.name, shared=True, voices=4), host)
    row.get_by_role("button", name="Que faire avec").click()
    expect(count).to_have_value("4")
    row.get_by_role("button", name="Une seule personne à ce micro").click()
    assert next_sent(bench, "share_microphone", 3) == {**asked, "on": False}


def test_readers_are_not_offered_the_switch(reader: Page) -> None:
    reader.locator("#toggle-settings").click()
    expect(reader.locator("#settings-form")).to_be_visible()
    expect(reader.locator("#shared-mic")).to_be_hidden()


def test_a_line_takes_the_name_of_its_voice_where_it_stands_and_is_read_once(
    open_page: OpenPage, bench: PageBench, script: Script
) -> None:
    init = "localStorage.setItem('voixla.settings', '{\"announce\":true}');"
    page = open_page("/read/essai", init=init, reduced_motion="reduce")
    page.locator("#chip[data-status=live]").wait_for()
    say(script, (ONE, "Bonjour."))
    expect(names(page)).to_have_text([ONE.name])
    segment, line = script.next_segment(), script.next_line()
    bench.tell(at_microphone(script.interim(UNSURE, "je demande", segment, line)))
    expect(names(page)).to_have_text([ONE.name, UNSURE.name])
    page.evaluate("window.kept = document.querySelectorAll('#log .line')[1]")
    mark = page.locator("#log .line").nth(1).locator(".mark")
    before = (mark.get_attribute("data-shape"), mark.get_attribute("data-colour"))
    bench.tell(at_microphone(script.interim(TWO, "je demande la", segment, line)))
    expect(names(page)).to_have_text([ONE.name, TWO.name])
    assert (mark.get_attribute("data-shape"), mark.get_attribute("data-colour")) != before
    bench.tell(at_microphone(script.final(TWO, "je demande la parole", segment, line)))
    expect(page.locator("#announcer p")).to_have_text(
        ["Intervenant 1 : Bonjour.", "Intervenant 2 : je demande la parole"]
    )
    bench.tell(named(bench, TWO, replace(TWO, name="M. Petit")))
    expect(names(page)).to_have_text([ONE.name, "M. Petit"])
    assert page.evaluate(
        "window.kept === document.querySelectorAll('#log .line')[1] && window.kept.isConnected"
    )
    say(script, (TWO, "Merci."))
    bench.tell(named(bench, TWO, ONE))
    bench.tell(named(bench, TWO, TWO))
    expect(page.locator("#announcer p")).to_have_text(
        [
            "Intervenant 1 : Bonjour.",
            "Intervenant 2 : je demande la parole",
            "Intervenant 2 : c’est M. Petit",
            "M. Petit : Merci.",
            "M. Petit : c’est Intervenant 1",
            "Intervenant 2 : ce n’est pas Intervenant 1",
        ]
    )


def test_the_name_above_a_long_line_changes_with_it(
    open_page: OpenPage, bench: PageBench, script: Script
) -> None:
    page = open_page("/read/essai", reduced_motion="reduce", viewport=PHONE)
    page.locator("#chip[data-status=live]").wait_for()
    say(script, (ONE, " ".join(["très longue intervention sur la voirie"] * 60)))
    expect(page.locator("#whose .name")).to_have_text(ONE.name)
    bench.tell(named(bench, ONE, DURAND))
    expect(page.locator("#whose .name")).to_have_text(DURAND.name)


def test_the_name_above_a_long_line_stays_on_it_when_something_is_said_below(
    open_page: OpenPage, bench: PageBench, script: Script
) -> None:
    page = open_page("/read/essai", reduced_motion="reduce")
    page.locator("#chip[data-status=live]").wait_for()
    say(script, (ONE, " ".join(["très longue intervention sur la voirie"] * 60)))
    expect(page.locator("#whose .name")).to_have_text(ONE.name)
    for cause, shown in ((Cause.OVERLOAD, True), (None, False)):
        bench.tell(script.state(Status.LIVE, cause))
        expect(page.locator("#banner")).to_be_visible(visible=shown)
        page.wait_for_function(_ON_IT)


def test_a_later_look_changes_a_name_under_whoever_reads_there_and_marks_no_word_as_corrected(
    open_page: OpenPage, bench: PageBench, script: Script
) -> None:
    page = open_page("/read/essai", reduced_motion="reduce")
    page.locator("#chip[data-status=live]").wait_for()
    line = script.next_line()
    finals = [
        at_microphone(script.final(ONE, text, script.next_segment(), line))
        for text in ("La séance est ouverte.", "Passons au vote.")
    ]
    bench.tell(*finals)
    expect(names(page)).to_have_text([ONE.name])
    expect(page.locator("#log .final")).to_have_count(2)
    page.keyboard.press("s")
    expect(page.locator("#log .final").last).to_be_focused()
    engine = Author(kind=AuthorKind.ENGINE, id=SpeakerId("voices"), name="voix")
    bench.tell(
        *(
            amended(bench, final, " ".join(w.text for w in final.words), engine, speaker=TWO)
            for final in finals
        )
    )
    expect(names(page)).to_have_text([TWO.name])
    expect(page.locator("#log .final")).to_have_text(["La séance est ouverte.", "Passons au vote."])
    expect(page.locator("#log .final").last).to_be_focused()
    expect(page.locator("#log .final[data-by]")).to_have_count(0)


def test_that_voices_are_not_told_apart_is_said_in_one_sentence(
    open_page: OpenPage, bench: PageBench, script: Script
) -> None:
    page = open_page("/read/essai")
    desk = open_desk(bench, open_page)
    bench.tell(script.state(Status.LIVE, Cause.OVERLOAD))
    sentence = "Les voix d’un micro partagé ne sont pas distinguées pour l’instant."
    expect(page.locator("#banner-text")).to_have_text(sentence)
    expect(page.locator("#chip")).to_have_text("En direct")
    expect(desk.locator("#desk-banner")).to_have_text(sentence)
    expect(desk.locator("#chip")).to_have_text("En direct")
    bench.tell(script.state(Status.LIVE))
    for banner in (page.locator("#banner"), desk.locator("#desk-banner")):
        expect(banner).to_be_hidden()


def states(page: Page, bench: PageBench, script: Script) -> Iterator[str]:
    """What this adds to a host's meeting, state by state."""
    long = "Marie-Antoinette de La Rochefoucauld-Montmorency, adjointe"
    bench.show_people(
        person("m", ROOM.name, shared=True, camera=True, hand=1),
        person("p2", long),
        person("you", "Sofia", role="host", shared=True),
    )
    say(script, (ONE, "La séance est ouverte."), (UNSURE, "Je demande la parole."), (TWO, "Merci."))
    bench.tell(named(bench, TWO, replace(TWO, name=long)), script.state(Status.LIVE, Cause.OVERLOAD))
    expect(names(page).last).to_have_text(long)
    yield "captions"
    names(page).last.click()
    yield "menu"
    page.get_by_role("button", name="Qui est-ce ?").click()
    yield "who"
    page.keyboard.press("Escape")
    if not page.locator("#people").is_visible():
        page.locator("#toggle-people").click()
    page.get_by_role("button", name=f"Que faire avec {ROOM.name}").click()
    page.get_by_role("button", name="Une seule personne à ce micro").scroll_into_view_if_needed()
    yield "people"
    page.locator("#toggle-settings").click()
    page.locator("#shared-mic").scroll_into_view_if_needed()
    yield "settings"


@pytest.mark.parametrize(
    ("viewport", "theme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["desktop", "phone"]
)
def test_axe_finds_nothing_and_nothing_is_cut(
    open_page: OpenPage, bench: PageBench, script: Script, viewport: dict[str, int], theme: str
) -> None:
    bench.extra = {**MAY, "role": "host", "video": True}
    keep = f"localStorage.setItem('voixla.settings', '{{\"theme\":\"{theme}\"}}');"
    page = enter(open_page, viewport=viewport, init=keep, reduced_motion="reduce")
    found = {state: [*violations(page), *overflows(page)] for state in states(page, bench, script)}
    assert {state: what for state, what in found.items() if what} == {}
