"""A meeting that is kept: everybody sees it, before entering and inside, may object, and hosts have the switches."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.flaws import overflows, violations
from tests.e2e.page.bench import PageBench, until
from tests.e2e.page.conftest import DESKTOP, PHONE, OpenPage

OFF = {"on": False, "audio": False, "since_ms": None, "space": None, "trouble": None}
ON = {"on": True, "audio": False, "since_ms": 1_000, "space": "Conseil municipal", "trouble": None}
DISK = {"code": "archive.disk", "fr": "Le disque du serveur est plein.", "en": "The disk is full."}


def enter(page: Page, name: str = "Sofia") -> Page:
    page.get_by_role("textbox", name="Votre nom").fill(name)
    page.get_by_role("button", name="Participer sans micro").click()
    page.locator("#chip[data-status=live]").wait_for()
    return page


def become(bench: PageBench, state: dict[str, Any], **changed: object) -> None:
    bench.send({"type": "transcript", **state, **changed})


def asked(bench: PageBench, kind: str) -> list[dict[str, Any]]:
    return [message for message in bench.received if message["type"] == kind]


def test_everybody_sees_when_it_begins_and_when_it_ends(bench: PageBench, open_page: OpenPage) -> None:
    page = enter(open_page())
    reader = open_page("/read/essai")
    reader.locator("#chip[data-status=live]").wait_for()
    expect(page.locator("#transcript-chip")).to_be_hidden()
    become(bench, ON)
    for one in (page, reader):
        expect(one.locator("#transcript-chip")).to_have_text("Transcription en cours")
    notice = page.locator("#kept")
    expect(notice).to_contain_text("gardé par écrit dans «\u202fConseil municipal\u202f»")
    expect(page.locator("#news")).to_contain_text("ce qui est dit est gardé par écrit")
    notice.get_by_role("button", name="J’ai lu").click()
    expect(notice).to_be_hidden()
    expect(page.locator("#transcript-chip")).to_be_visible()
    become(bench, ON, audio=True)
    expect(notice).to_contain_text("votre voix aussi")
    for one in (page, reader):
        expect(one.locator("#transcript-chip")).to_have_text("Transcription en cours, avec le son")
    become(bench, OFF)
    for one in (page, reader):
        expect(one.locator("#transcript-chip")).to_be_hidden()
    expect(notice).to_be_hidden()
    expect(page.locator("#news")).to_contain_text("plus rien n’est gardé")


def test_a_latecomer_is_told_on_entering(bench: PageBench, open_page: OpenPage) -> None:
    bench.extra = {"transcript": {**ON, "audio": True}}
    page = enter(open_page())
    expect(page.locator("#transcript-chip")).to_have_text("Transcription en cours, avec le son")
    expect(page.locator("#kept")).to_be_visible()


def test_it_is_said_before_entering(bench: PageBench, open_page: OpenPage) -> None:
    page = open_page("/")
    page.route("**/api/rooms/essai/transcript", lambda route: route.fulfill(json={"on": True, "audio": True}))
    page.goto(bench.url + "/room/essai")
    expect(page.locator("#lobby-kept")).to_contain_text("Cette réunion est transcrite et le son est gardé")
    assert violations(page) == []
    page.get_by_role("button", name="English").click()
    expect(page.locator("#lobby-kept")).to_contain_text("its sound is kept")


@pytest.mark.parametrize("named", [False, True])
def test_one_may_object_with_or_without_a_name(bench: PageBench, open_page: OpenPage, named: bool) -> None:
    bench.extra = {"transcript": ON}
    page = enter(open_page())
    if named:
        page.get_by_role("checkbox", name="Dire mon nom").check()
    page.get_by_role("button", name="M’y opposer").click()
    until(lambda: asked(bench, "object") == [{"type": "object", "named": named}])
    expect(page.locator("#news")).to_contain_text("Votre opposition est transmise")


def test_hosts_switch_it_knowing_what_happens_and_hear_of_objections(
    bench: PageBench, open_page: OpenPage
) -> None:
    bench.extra = {"role": "host", "correction": {"open": False, "may": True}, "terms": []}
    page = enter(open_page())
    bench.show_people({**bench.people[0], "role": "host"})
    if page.locator("#people").is_hidden():
        page.get_by_role("button", name="Présents").click()
    page.get_by_role("switch", name="Transcrire la réunion").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Tout le monde en est prévenu")
    dialog.get_by_role("button", name="Annuler").click()
    assert asked(bench, "transcript") == []
    page.get_by_role("switch", name="Transcrire la réunion").click()
    dialog.get_by_role("button", name="Transcrire").click()
    until(lambda: asked(bench, "transcript") == [{"type": "transcript", "on": True}])
    become(bench, ON)
    expect(page.get_by_role("switch", name="Transcrire la réunion")).to_be_checked()
    page.get_by_role("switch", name="Garder aussi le son").click()
    expect(dialog).to_contain_text("La voix de chaque personne est gardée")
    dialog.get_by_role("button", name="Garder le son").click()
    until(lambda: asked(bench, "keep_audio") == [{"type": "keep_audio", "on": True}])
    bench.send({"type": "objected", "by": None})
    expect(page.locator("#objected")).to_contain_text("Une personne s’oppose")
    bench.send({"type": "objected", "by": "Paul"})
    expect(page.locator("#objected")).to_contain_text("Paul s’oppose à la transcription")
    assert violations(page) == []
    page.get_by_role("switch", name="Transcrire la réunion").click()
    until(lambda: asked(bench, "transcript")[-1] == {"type": "transcript", "on": False})


def test_what_cannot_be_saved_is_said_as_long_as_it_is_so(bench: PageBench, open_page: OpenPage) -> None:
    bench.extra = {"transcript": ON}
    page = enter(open_page())
    become(bench, ON, trouble=DISK)
    expect(page.get_by_role("alert").locator("#kept-trouble")).to_have_text("Le disque du serveur est plein.")
    become(bench, ON)
    expect(page.locator("#kept-trouble")).to_be_hidden()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_cut_off(
    bench: PageBench, open_page: OpenPage, viewport: dict[str, int], scheme: str
) -> None:
    bench.extra = {"transcript": {**ON, "audio": True, "trouble": DISK}, "off_record": True}
    page = enter(open_page(viewport=viewport, color_scheme=scheme, reduced_motion="reduce"))
    expect(page.locator("#kept")).to_be_visible()
    assert violations(page) == []
    assert overflows(page) == []
