"""The page that only reads and the panel of its settings: axe, narrow windows, large text, colours, profiles."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from captions.events import Cause, Status
from tests.e2e.page.bench import PageBench
from tests.e2e.page.conftest import DESKTOP, PHONE, OpenPage
from tests.e2e.page.reading import amended, look_back, look_elsewhere
from tests.e2e.page.script import ANNE, PAUL, Script
from tests.e2e.page.test_looks import SMALLEST, busy_room, overflows, violations

ZOOMED = {"width": 640, "height": 400}
"""A small screen at 200 %."""


def states(page: Page, script: Script) -> Iterator[str]:
    expect(page.locator("#log .line").last).to_be_visible()
    script.bench.tell(amended(script, 1, 1, "Mesdames et messieurs, la séance est ouverte."))
    yield "newest lines"
    page.locator("#whole").click()
    yield "whole text"
    look_elsewhere(page)
    script.say(PAUL, "Pendant l’absence.")
    expect(page.locator("#log")).to_contain_text("Pendant l’absence.")
    look_back(page)
    expect(page.locator("#mark-bar")).to_be_visible()
    yield "back from elsewhere"
    page.locator("#mark-resume").click()
    yield "catching up"
    page.locator("#log").press("End")
    page.locator("#pause").click()
    script.say(ANNE, "Pendant la pause.")
    expect(page.locator("#back")).to_be_visible()
    yield "paused"
    page.locator("#back").click()
    page.locator("#toggle-settings").click()
    for details in page.locator("#settings summary").all():
        details.click()
    page.locator("input[name=theme][value=own]").check()
    page.locator("input[name=cut]").check()
    yield "settings"
    page.get_by_role("button", name="Fermer", exact=True).click()
    script.bench.tell(script.state(Status.INTERRUPTED, Cause.ENGINE))
    expect(page.locator("#banner-why")).not_to_be_empty()
    page.wait_for_timeout(1100)
    yield "interrupted"
    script.bench.tell(script.state(Status.LIVE))
    expect(page.locator("#repaired")).to_be_visible()
    yield "repaired"
    page.locator("#show-qr").click()
    yield "code"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing(
    bench: PageBench, open_page: OpenPage, viewport: dict[str, int], scheme: str
) -> None:
    script = busy_room(bench)
    page = open_page("/read/conseil", viewport=viewport, color_scheme=scheme, reduced_motion="reduce")
    found = {state: violations(page) for state in states(page, script)}
    assert {state: what for state, what in found.items() if what} == {}


@pytest.mark.parametrize("size", [100, 400])
@pytest.mark.parametrize("viewport", [SMALLEST, ZOOMED, PHONE, DESKTOP], ids=["320", "zoom", "390", "1440"])
def test_nothing_is_cut_in_any_window(
    bench: PageBench, open_page: OpenPage, viewport: dict[str, int], size: int
) -> None:
    script = busy_room(bench)
    settings = f'localStorage.setItem("voixla.settings", JSON.stringify({{size: {size}}}))'
    page = open_page("/read/conseil", init=settings, viewport=viewport, reduced_motion="reduce")
    found = {state: overflows(page) for state in states(page, script)}
    assert {state: what for state, what in found.items() if what} == {}


def test_targets_are_large_enough_for_a_finger(bench: PageBench, open_page: OpenPage) -> None:
    busy_room(bench)
    page = open_page("/read/conseil", viewport=PHONE, has_touch=True)
    page.locator("#toggle-settings").click()
    for details in page.locator("#settings summary").all():
        details.click()
    small = page.evaluate("""() => [...document.querySelectorAll("button, a, summary, .check, .swatch, select, input")]
      .filter((node) => node.checkVisibility() && !node.closest(".skip") && !node.closest(".check, .swatch"))
      .filter((node) => node.getBoundingClientRect().height < (node.type === "range" ? 31.5 : 43.5))
      .map((node) => node.outerHTML.slice(0, 120))""")
    assert small == []


def test_colours_that_cannot_be_read_are_mended_and_that_is_said(
    bench: PageBench, open_page: OpenPage
) -> None:
    busy_room(bench)
    page = open_page("/read/conseil")
    page.locator("#toggle-settings").click()
    page.locator("input[name=theme][value=own]").check()
    expect(page.locator("#contrast-told")).to_have_text("Contraste de 17,7\u00a0pour\u00a01.")
    page.locator("input[name=ink]").fill("#0000ff")
    page.locator("input[name=paper]").fill("#000000")
    expect(page.locator("#contrast-told")).to_contain_text(
        "Contraste de 2,4\u00a0pour\u00a01\u202f: trop faible"
    )
    ratio = page.evaluate("""async () => {
      const { contrast } = await import("../web/reader-colours.js");
      const hex = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
      return contrast(hex("--c-text"), hex("--c-box"));
    }""")
    assert ratio >= 4.5
    page.get_by_text("Texte", exact=True).last.click()
    page.locator("input[name=theme][value=auto]").check()
    page.locator("#opacity").fill("0")
    expect(page.locator("#opacity-told")).to_contain_text("Fond gardé opaque")


def test_profiles_stay_here_and_travel_as_a_file(
    bench: PageBench, open_page: OpenPage, tmp_path: Path
) -> None:
    busy_room(bench)
    page = open_page("/read/conseil")
    page.locator("#toggle-settings").click()
    page.locator("input[name=pace][value=stable]").check()
    page.locator("#size").fill("200")
    page.get_by_text("Profils", exact=True).click()
    page.get_by_label("Nom du profil").fill("Projecteur")
    page.get_by_role("button", name="Enregistrer les réglages actuels").click()
    expect(page.locator("#profiles-told")).to_have_text("Profil «\u202fProjecteur\u202f» enregistré.")
    with page.expect_download() as download:
        page.get_by_role("button", name="Exporter dans un fichier").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    kept: dict[str, Any] = json.loads(file.read_text())["profiles"]["Projecteur"]
    assert (kept["size"], kept["pace"]) == (200, "stable")
    other = open_page("/read/conseil")
    other.locator("#toggle-settings").click()
    other.get_by_text("Profils", exact=True).click()
    other.locator("#profiles-file").set_input_files(file)
    expect(other.locator("#profiles-told")).to_have_text("Profils importés\u202f: 1.")
    other.get_by_role("button", name="Appliquer").click()
    expect(other.locator("#size-value")).to_have_text("200\u202f%")
    # Nothing of it went to the server.
    assert {message["type"] for message in bench.received} <= {"hello", "captions", "leave"}
    assert "Projecteur" not in json.dumps(bench.received)


@pytest.mark.parametrize("font", ["sans", "serif", "mono", "dyslexic"])
def test_each_font_is_there_without_any_network(bench: PageBench, open_page: OpenPage, font: str) -> None:
    busy_room(bench)
    settings = f'localStorage.setItem("voixla.settings", JSON.stringify({{font: "{font}"}}))'
    page = open_page("/read/conseil", init=settings)
    expect(page.locator("#log .line").last).to_be_visible()
    page.evaluate("document.fonts.ready.then(() => true)")
    loaded = page.evaluate("[...document.fonts].some((face) => face.status === 'loaded')")
    assert loaded == (font == "dyslexic")


def test_the_way_to_the_meeting_and_the_code_carry_nobody_elses_pass(
    bench: PageBench, open_page: OpenPage
) -> None:
    page = open_page("/read/conseil#pass=secret-of-mine")
    page.locator("#chip[data-status=live]").wait_for()
    assert "secret" not in page.url
    page.locator("#show-qr").click()
    expect(page.locator("#qr-address")).to_have_text(f"{bench.url}/read/conseil")
    assert page.locator("#qr-image").get_attribute("src") == "../read/conseil/qr.svg"
    assert bench.received[0]["token"] == "secret-of-mine"


def test_who_may_not_read_is_told_why_and_nothing_else(bench: PageBench, open_page: OpenPage) -> None:
    bench.refusal = {
        "code": "access.needed",
        "fr": "Il faut une invitation.",
        "en": "An invitation is needed.",
    }
    page = open_page("/read/conseil")
    expect(page.locator("#notice")).to_have_text("Il faut une invitation.")
    expect(page.locator("#chip")).to_have_text("Hors de la réunion")
    expect(page.locator("#banner")).to_be_hidden()
    expect(page.locator("#empty")).to_be_empty()
    assert violations(page) == []


def test_who_waits_at_the_door_is_told_so(bench: PageBench, open_page: OpenPage) -> None:
    bench.lobby = True
    page = open_page("/read/conseil")
    expect(page.locator("#notice")).to_contain_text("salle d’attente")
    bench.lobby = False
    page.locator("#chip[data-status=live]").wait_for()
    expect(page.locator("#notice")).to_be_hidden()
