"""The live line fails, and the reader is told the truth; it comes back, and nothing is missing or there twice."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from captions.events import Cause, Status
from tests.e2e.page.bench import PageBench, until
from tests.e2e.page.conftest import OpenPage
from tests.e2e.page.script import ANNE, PAUL, Script

INTERRUPTED_S = 6.0


def finals(page: Page) -> list[str]:
    return page.locator("#log .final").all_inner_texts()


@pytest.mark.calm
def test_a_killed_server_is_noticed_and_its_return_too(
    bench: PageBench, script: Script, open_page: OpenPage
) -> None:
    page = open_page("/room/essai?role=reader")
    script.say(ANNE, "Un.")
    expect(page.locator("#log .final")).to_have_count(1)
    stopped = time.monotonic()
    bench.stop()
    banner = page.locator("#banner")
    expect(banner).to_be_visible(timeout=INTERRUPTED_S * 1000)
    assert time.monotonic() - stopped <= INTERRUPTED_S
    expect(page.locator("#banner-text")).to_have_text("Sous-titres interrompus")
    assert page.locator("#banner-text").get_attribute("role") == "status"
    expect(page.locator("#banner-time")).to_have_text(re.compile("depuis [2-9]"))
    bench.start()
    expect(banner).to_be_hidden(timeout=12_000)
    script.say(PAUL, "Deux.")
    expect(page.locator("#log .final")).to_have_count(2)
    assert finals(page) == ["Un.", "Deux."]


@pytest.mark.calm
def test_a_server_that_falls_silent_is_noticed(bench: PageBench, reader: Page) -> None:
    bench.frozen = True
    silent = time.monotonic()
    # Its last sign of life may be two seconds younger than this moment.
    expect(reader.locator("#chip")).to_have_text("Interrompus", timeout=(INTERRUPTED_S + 2) * 1000)
    assert time.monotonic() - silent >= 2
    bench.frozen = False
    expect(reader.locator("#banner")).to_be_hidden(timeout=12_000)


def test_what_was_said_during_a_cut_comes_once(bench: PageBench, script: Script, reader: Page) -> None:
    script.say(ANNE, "Avant.")
    segment, line = script.next_segment(), script.next_line()
    bench.tell(script.interim(ANNE, "pendant que", segment, line))
    expect(reader.locator("#log .tail").last).to_have_text("pendant que")
    bench.cut()
    until(lambda: not bench.connected)
    bench.tell(script.final(ANNE, "Pendant que la ligne est coupée.", segment, line))
    for number in range(5):
        script.say(PAUL, f"Coupé {number}.")
    expect(reader.locator("#log .final")).to_have_count(7)
    script.say(ANNE, "Après.")
    expect(reader.locator("#log .final")).to_have_count(8)
    during = ["Pendant que la ligne est coupée.", *(f"Coupé {number}." for number in range(5))]
    assert finals(reader) == ["Avant.", *during, "Après."]
    again = [message for message in bench.received if message["type"] == "hello"][-1]
    assert again["session"] == bench.session
    assert again["after"] == 2


def test_a_participant_comes_back_as_the_same_person(bench: PageBench, open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_role("textbox", name="Votre nom").fill("Sofia")
    page.get_by_role("button", name="Participer sans micro").click()
    expect(page.locator("#people-list li")).to_have_count(1)
    bench.cut()
    until(lambda: sum(message["type"] == "hello" for message in bench.received) == 2)
    first, second = (message for message in bench.received if message["type"] == "hello")
    assert first["person"] is None
    assert second["person"]["id"] == "you"
    assert second["person"]["key"]
    expect(page.locator("#people-list li")).to_have_count(1)
    expect(page.locator("#people-list li")).to_contain_text("(vous)")


def test_what_was_read_stays_above_a_dated_divider_when_the_server_began_anew(
    bench: PageBench, script: Script, reader: Page
) -> None:
    script.say(ANNE, "Ancienne.")
    doubt = script.next_segment()
    bench.tell(script.interim(ANNE, "et je", doubt, script.line))
    expect(reader.locator("#log .tail").last).to_have_text("et je")
    bench.stop()
    bench.forget()
    bench.start()
    # The same numbers again, as a restarted server counts.
    Script(bench).say(PAUL, "Nouvelle.")
    expect(reader.locator("#log .final")).to_have_text(["Ancienne.", "et je…", "Nouvelle."], timeout=12_000)
    expect(reader.locator("#log .name")).to_have_text([ANNE.name, PAUL.name])
    expect(reader.locator("#log .divider")).to_contain_text(
        re.compile(r"^Serveur redémarré le .* à \d\d:\d\d$")
    )
    marks = [mark.get_attribute("data-colour") for mark in reader.locator("#log .line .mark").all()]
    assert marks == ["0", "1"]


@pytest.mark.parametrize("in_order", [True, False])
def test_captions_go_on_in_a_new_session(
    bench: PageBench, script: Script, reader: Page, in_order: bool
) -> None:
    script.say(ANNE, "Ancienne.")
    expect(reader.locator("#log .final")).to_have_count(1)
    if in_order:
        bench.tell(script.state(Status.CLOSED))
    bench.stop()
    bench.forget()
    bench.captions = False
    bench.received.clear()
    bench.start()
    until(lambda: {"type": "captions", "on": True} in bench.received, 15)


def test_captions_that_were_off_stay_off_in_a_new_session(
    bench: PageBench, script: Script, reader: Page
) -> None:
    bench.tell(script.state(Status.OFF))
    expect(reader.locator("#captions-on")).to_be_visible()
    bench.stop()
    bench.forget()
    bench.captions = False
    bench.received.clear()
    bench.start()
    until(lambda: bench.connected == 1, 15)
    reader.locator("#chip[data-status=off]").wait_for()
    assert [message["type"] for message in bench.received] == ["hello"]


def test_an_interruption_told_by_the_server_is_shown(script: Script, reader: Page) -> None:
    script.bench.tell(script.state(Status.INTERRUPTED, Cause.ENGINE))
    expect(reader.locator("#banner-text")).to_have_text("Sous-titres interrompus")
    expect(reader.locator("#banner-more")).to_be_empty()
    script.bench.tell(script.state(Status.LIVE))
    expect(reader.locator("#banner")).to_be_hidden()


def test_garbage_from_the_server_harms_nothing(bench: PageBench, script: Script, reader: Page) -> None:
    good = script.final(ANNE, "Tout va bien.", 1, 1)
    for garbage in (
        {"type": "event", "event": {"type": "final", "seq": 1, "text": 3}},
        {"type": "event", "event": {"type": "amended", "seq": 0}},
        {"type": "people", "people": "nobody"},
        {"type": "subscribe", "id": 1, "sdp": "not sdp", "streams": {}},
        {"type": "published", "sdp": "not sdp"},
        {"nothing": True},
    ):
        bench.send(garbage)
    bench.tell(good)
    expect(reader.locator("#log .final")).to_have_text(["Tout va bien."])
    expect(reader.locator("#chip")).to_have_text("En direct")
    expect(reader.locator("#banner-text")).to_have_text(
        "Le serveur a envoyé des messages illisibles. La page les redemande."
    )


def test_a_fatal_error_is_explained_at_the_door(bench: PageBench, reader: Page) -> None:
    sentence = {"fr": "La réunion est pleine.", "en": "The meeting is full."}
    bench.send({"type": "error", "code": "room.full", **sentence, "fatal": True})
    expect(reader.locator("#lobby-message")).to_have_text("La réunion est pleine.")
    expect(reader.locator("#room")).to_be_hidden()
    reader.wait_for_timeout(1500)
    assert sum(message["type"] == "hello" for message in bench.received) == 1
