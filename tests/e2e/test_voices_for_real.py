"""Several people at one microphone, with nothing replaced: two natural voices in Chromium's fake microphone, told
apart by the real networks; named and merged by mouse, touch and keyboard; seen by readers, in the record, in a file."""

import asyncio
import re
import time
import wave
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from gateway.demo.door import Door
from gateway.demo.venue import KeptVenue, kept_venue
from gateway.service import running
from gateway.settings import Settings
from tests.e2e.attendee import Attendee, browsers
from tests.e2e.page.conftest import PHONE
from tests.fakes.natural_voices import dialogue
from tests.fakes.threaded import in_a_thread

# Beside others the machine may not keep up, and voices are the first that it gives up.
pytestmark = [pytest.mark.e2e, pytest.mark.calm, pytest.mark.timeout(300)]

_RATE = 48_000
_PATIENCE_MS = 60_000
"""For what takes seconds on a machine that has nothing else to do."""
ROY, PETIT = "Mme Roy", "M. Petit"
_TOLD_APART = """() => {
  const lines = [...document.querySelectorAll("#log .line")].filter((line) => line.querySelector(".final"));
  const heads = lines.map((line) => [line.querySelector(".name").textContent, line.querySelector(".mark")]);
  const marks = new Map(heads.map(([name, mark]) => [name, mark.dataset.shape]));
  const voices = [...marks.keys()].filter((name) => /^Intervenant \\d+$/u.test(name));
  return new Set(voices.map((name) => marks.get(name))).size >= 2 ? voices.slice(-2) : null;
}"""
_QUIET = """() => [...document.querySelectorAll("#log .tail")].every((tail) => tail.textContent === "")"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Council:
    venue: KeptVenue
    records: str
    """A link that signs the host in and leads to the records."""


@pytest.fixture
def council(tmp_path: Path) -> Iterator[Council]:
    @asynccontextmanager
    async def serve() -> AsyncIterator[Council]:
        settings = Settings(port=0, model="base", media="embedded", access="hosts", data=tmp_path / "data")
        door = Door(time.monotonic)
        async with running(settings, None, door.furnish) as service:
            venue = await asyncio.to_thread(kept_venue, service, "Conseil")
            link = door.link(venue.host, "comptes-rendus")
            yield Council(venue=venue, records=f"{service.address}{link}")

    with in_a_thread(serve) as council:
        yield council


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Two people at a table, over and over."""
    path = tmp_path / "table.wav"
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(_RATE)
        out.writeframes((np.clip(dialogue(), -1, 1) * 32767).astype("<i2").tobytes())
    return path


def names(page: Page, name: str) -> Locator:
    return page.locator("#log .name, .desk-log .name").get_by_text(name, exact=True)


def silent(browser: Browser, link: str, name: str, **context: object) -> Page:
    """Somebody who leads without a microphone."""
    page = browser.new_context(locale="fr-FR", reduced_motion="reduce", **context).new_page()  # type: ignore[arg-type]
    page.set_default_timeout(_PATIENCE_MS)
    page.goto(link)
    page.locator("#name").fill(name)
    page.locator("#join-silent").click()
    page.locator("#mute").wait_for()
    return page


def keep(host: Page) -> None:
    host.locator("#captions-on").click()
    host.get_by_role("switch", name="Transcrire la réunion").click()
    host.get_by_role("dialog").get_by_role("button", name="Transcrire").click()
    expect(host.get_by_role("switch", name="Garder aussi le son")).to_be_enabled()


def listen(table: Attendee, council: Council, reader: Page) -> list[str]:
    """Until two voices are told apart, and nobody speaks any more. What they are called."""
    table.join(council.venue.take_part, camera=False)
    table.page.locator("#toggle-settings").click()
    table.page.get_by_role("switch", name="Plusieurs personnes parlent à ce micro").click()
    expect(table.page.locator("#shared-mic-state")).to_contain_text(
        "Les voix sont distinguées", timeout=_PATIENCE_MS
    )
    reader.wait_for_function(_TOLD_APART, timeout=2 * _PATIENCE_MS)
    table.page.locator("#mute").click()
    expect(table.page.get_by_role("button", name="Ouvrir le micro")).to_be_visible()
    reader.wait_for_function(_QUIET, timeout=_PATIENCE_MS)
    # A last look may still have changed which are left.
    voices: list[str] = reader.evaluate(_TOLD_APART)
    return voices


def name_by_mouse(host: Page, reader: Page, one: str) -> None:
    names(host, one).last.click()
    host.get_by_role("button", name="Qui est-ce ?").click()
    dialog = host.get_by_role("dialog", name="Qui est-ce ?")
    dialog.get_by_role("textbox", name="Nom de la personne").fill(ROY)
    dialog.get_by_role("button", name="Envoyer").click()
    expect(names(reader, ROY)).not_to_have_count(0)
    expect(names(reader, one)).to_have_count(0)


def merge_by_touch_and_take_it_back(phone: Page, reader: Page, two: str) -> None:
    merged = names(reader, ROY).count()
    names(phone, two).last.tap()
    phone.get_by_role("button", name="Qui est-ce ?").tap()
    dialog = phone.get_by_role("dialog", name="Qui est-ce ?")
    dialog.get_by_role("combobox").select_option(label=ROY)
    dialog.get_by_role("button", name="Envoyer").tap()
    expect(names(reader, two)).to_have_count(0)
    assert names(reader, ROY).count() > merged
    names(phone, ROY).last.tap()
    phone.get_by_role("button", name="Annuler mon dernier changement").tap()
    expect(names(reader, two)).not_to_have_count(0)
    expect(names(reader, ROY)).to_have_count(merged)


def name_by_keyboard(desk: Page, reader: Page, two: str) -> None:
    named = desk.locator(".name").get_by_text(two, exact=True)
    row = desk.locator(".desk-line").filter(has=named).last
    row.locator(".word").last.focus()
    desk.keyboard.press("F2")
    expect(desk.get_by_role("form", name="Qui est-ce ?").get_by_role("textbox")).to_be_focused()
    desk.keyboard.type(PETIT)
    desk.keyboard.press("Enter")
    expect(names(reader, PETIT)).not_to_have_count(0)
    expect(names(reader, two)).to_have_count(0)


def check_record(page: Page, council: Council, voices: list[str]) -> None:
    page.goto(council.records)
    page.get_by_role("link", name="Conseil").click()
    for name in (ROY, PETIT):
        expect(page.locator(".replay-line .name").get_by_text(name, exact=True)).not_to_have_count(0)
    record = re.search(r"comptes-rendus/([\w-]+)", page.url)
    assert record is not None
    address = page.url[: page.url.index("comptes-rendus")]
    text = page.request.get(f"{address}api/v1/records/{record[1]}/files/vtt").text()
    for name in (ROY, PETIT):
        assert f"<v {name}>" in text
    for name in voices:
        assert f"<v {name}>" not in text


def test_voices_at_one_microphone_are_told_apart_named_and_kept(
    council: Council, table: Path, requires: Callable[[str, str], Path]
) -> None:
    expect.set_options(timeout=_PATIENCE_MS)
    chromium = requires("chromium", "chromium")
    with sync_playwright() as playwright, browsers(playwright, chromium, table, None) as (spoken, others):
        host = silent(others, council.venue.lead, "Anne")
        keep(host)
        reader = others.new_page(locale="fr-FR", reduced_motion="reduce")
        reader.goto(council.venue.read)
        one, two = listen(Attendee(spoken, "Salle"), council, reader)
        name_by_mouse(host, reader, one)
        phone = silent(others, council.venue.lead, "Paul", viewport=PHONE, has_touch=True, is_mobile=True)
        merge_by_touch_and_take_it_back(phone, reader, two)
        desk = others.new_page(locale="fr-FR", reduced_motion="reduce")
        desk.goto(council.venue.correct)
        desk.get_by_label("Votre nom").fill("Claire")
        desk.get_by_role("button", name="Entrer").click()
        name_by_keyboard(desk, reader, two)
        host.get_by_role("switch", name="Transcrire la réunion").click()
        expect(host.get_by_role("switch", name="Transcrire la réunion")).not_to_be_checked()
        check_record(others.new_page(locale="fr-FR"), council, [one, two])
