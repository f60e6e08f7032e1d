"""The pages of the record in a real Chromium: found, heard, corrected; by keyboard, through axe, in narrow windows."""

import os
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from captions.archive.ports import SYSTEM
from captions.archive.records import Mark, MarkKind, Moment, RecordId, SpaceRole
from captions.archive.sql.archive import SqlArchive
from captions.ids import SegmentId
from tests.e2e.flaws import overflows, violations
from tests.e2e.hosts.conftest import DESKTOP, PHONE, NewPage, sign_in
from tests.fakes.archive_server import archive_server
from tests.fakes.archives import SESSION, STARTED, new_record
from tests.fakes.hosts import PASSWORD, hosting_in
from tests.fakes.keepings import UnixClock, keeping_in, space_of
from tests.fakes.kept_tone import keep_tone
from tests.fakes.threaded import in_a_thread

pytestmark = pytest.mark.e2e

TEXTS = (
    "le quorum est atteint nous pouvons commencer la séance de ce soir",
    "le marché public de la voirie a été attribué en juin dernier",
    "les élus demandent le report de la délibération sur les écoles",
)
OpenPage = Callable[..., Page]


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[tuple[str, RecordId, SqlArchive]]:
    """The address of a server, a record of Anne's with 40 s of sound in two files, and the archive."""
    with hosting_in(tmp_path) as hosting, keeping_in(tmp_path, UnixClock(STARTED + 60_000)) as keeping:
        anne = hosting.accounts.add("Anne", PASSWORD)
        hosting.accounts.add("Paul", PASSWORD)
        space = space_of(keeping.archive, "Conseil municipal", {anne.id: SpaceRole.OWNER})
        record = new_record(keeping.archive, space, *TEXTS, title="Séance du 12 mars")
        hole = Moment(STARTED + 19_500)
        keeping.archive.mark(
            [Mark(record=record, kind=MarkKind.OFF_RECORD, start=hole, end=Moment(hole + 400))]
        )
        keeping.archive.describe(record, audio=True)
        keeping.archive.close(record, Moment(STARTED + 40_000))
        for start in (0, 20):
            keep_tone(keeping.folder_of(record), STARTED + start * 1000, 20)

        @asynccontextmanager
        async def serve() -> AsyncIterator[str]:
            async with archive_server(hosting, keeping) as server:
                yield server.address

        with in_a_thread(serve) as address:
            yield address, record, keeping.archive


@pytest.fixture
def open_page(new_page: NewPage, kept: tuple[str, RecordId, SqlArchive]) -> OpenPage:
    """A page for somebody who is signed in."""

    def open_page(path: str, name: str = "Anne", **context: Any) -> Page:
        page = new_page(**context)
        page.goto(f"{kept[0]}/{path}")
        sign_in(page, name)
        return page

    return open_page


def heard_ms(page: Page) -> float:
    at: float = page.evaluate("document.getElementById('audio').currentTime * 1000")
    return at


def photograph(page: Page, name: str) -> None:
    folder = os.environ.get("VOIXLA_SCREENSHOTS")
    if folder:
        (Path(folder) / f"{name}.png").write_bytes(page.screenshot())


def test_found_heard_and_corrected(open_page: OpenPage, kept: tuple[str, RecordId, SqlArchive]) -> None:
    _, record, archive = kept
    page = open_page("comptes-rendus")
    expect(page.get_by_role("link", name="Séance du 12 mars")).to_be_visible()
    page.get_by_label("Mots à chercher").fill("élu")
    page.get_by_role("button", name="Rechercher").click()
    expect(page.get_by_role("status")).to_have_text("1 passage trouvé")
    expect(page.locator(".snippet mark")).to_have_text("élus")
    assert "q=" not in page.url.partition("#")[0]
    page.get_by_role("link", name="Séance du 12 mars").click()
    expect(page.get_by_role("heading", name="Séance du 12 mars")).to_be_visible()
    # The word is said 30.3 s into the meeting.
    expect(page.locator("#clock")).to_have_text(re.compile("^0:28 "))
    page.get_by_role("button", name="Écouter", exact=True).click()
    expect(page.locator(".replay-line.hearing")).to_contain_text("les élus")
    word = page.locator(".word", has_text="attribué")
    word.click()
    expect(word).to_have_class("word heard")
    assert 2_000 < heard_ms(page) < 6_500, "23 s of the meeting are 3 s of the second file"
    page.get_by_role("button", name="Pause").click()

    line = page.locator(".replay-line", has_text="voirie")
    line.get_by_role("button", name="Corriger la ligne de").click()
    page.get_by_label("Texte corrigé").fill("le marché public de la voirie a été attribué en juillet dernier")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Correction enregistrée.")).to_be_visible()
    expect(line.locator(".replay-words")).to_contain_text("juillet")
    kept_now = archive.history(record, SESSION, SegmentId(2), SYSTEM)
    assert [entry.revision for entry in kept_now] == [0, 1]
    assert kept_now[-1].author.name == "Anne"
    line.get_by_role("button", name="Corriger la ligne de").click()
    page.get_by_role("button", name="Revenir à cette version").click()
    expect(line.locator(".replay-words")).to_contain_text("juin")
    assert archive.history(record, SESSION, SegmentId(2), SYSTEM)[-1].text == TEXTS[1]


def test_a_search_before_the_scripts_have_come(open_page: OpenPage) -> None:
    page = open_page("comptes-rendus")
    expect(page.locator(".found-record")).to_have_count(1)
    held: list[Route] = []
    page.route("**/web/records.js", lambda route: held.append(route))
    page.reload(wait_until="commit")
    page.get_by_label("Mots à chercher").fill("voirie")
    page.get_by_label("Mots à chercher").press("Enter")
    expect(page.get_by_role("status")).to_have_text("Lecture en cours…")
    assert "voirie" not in page.url
    held[0].continue_()
    expect(page.locator(".snippet mark")).to_have_text("voirie")


def test_two_editors_of_one_line(open_page: OpenPage, kept: tuple[str, RecordId, SqlArchive]) -> None:
    _, record, archive = kept
    first = open_page(f"comptes-rendus/{record}")
    second = open_page(f"comptes-rendus/{record}")
    for page, text in ((first, "la première"), (second, "la seconde")):
        page.get_by_role("button", name="Corriger la ligne de").first.click()
        page.get_by_label("Texte corrigé").fill(text)
    for page in (first, second):
        page.get_by_role("button", name="Enregistrer").click()
        expect(
            page.get_by_text("Correction enregistrée.") if page is first else page.get_by_role("alert")
        ).to_be_visible()
    expect(second.get_by_role("alert")).to_contain_text("la première")
    expect(second.get_by_label("Texte corrigé")).to_have_value("la seconde")
    assert archive.history(record, SESSION, SegmentId(1), SYSTEM)[-1].text == "la première"
    second.get_by_role("button", name="Enregistrer").click()
    expect(second.get_by_text("Correction enregistrée.")).to_be_visible()


def test_names_notes_status_and_files(open_page: OpenPage, kept: tuple[str, RecordId, SqlArchive]) -> None:
    _, record, archive = kept
    page = open_page(f"comptes-rendus/{record}")
    notice = page.get_by_text("Transcription automatique, ne vaut pas procès-verbal.")
    expect(notice).to_be_visible()
    page.get_by_text("Personnes, notes, téléchargements").click()
    page.get_by_label("Nom de Émile").fill("Émile Roux")
    page.get_by_role("button", name="Renommer").click()
    expect(page.locator(".replay-line .name").first).to_have_text("Émile Roux")
    page.get_by_label("Nouvelle note").fill("À vérifier <b>")
    page.get_by_role("button", name="Ajouter la note").click()
    expect(page.get_by_text("À vérifier <b>")).to_be_visible()
    assert [note.text for note in archive.notes(record, SYSTEM)] == ["À vérifier <b>"]
    with page.expect_download() as downloaded:
        page.get_by_label("Sorte de fichier").select_option("vtt")
        page.get_by_role("button", name="Télécharger", exact=True).click()
    text = Path(downloaded.value.path()).read_text("utf-8")
    assert text.startswith("WEBVTT")
    assert "quorum" in text
    page.get_by_label("État").select_option("validated")
    page.get_by_role("button", name="Changer l’état").click()
    expect(notice).to_be_hidden()
    page.reload()
    expect(page.locator("#state")).to_have_text("Validée")
    expect(page.locator(".replay-line .name").first).to_have_text("Émile Roux")


def test_by_keyboard_alone(open_page: OpenPage) -> None:
    page = open_page("comptes-rendus")
    expect(page.locator(".found-record")).to_have_count(1)
    page.get_by_label("Mots à chercher").focus()
    page.keyboard.type("voirie")
    page.keyboard.press("Enter")
    expect(page.locator(".snippet mark")).to_have_text("voirie")
    page.get_by_role("link", name="Séance du 12 mars").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".replay-line")).to_have_count(3)
    expect(page.locator("#lines .stop[tabindex='0']")).to_have_count(3)
    page.get_by_role("button", name="Écouter à partir de").nth(1).focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    expect(page.locator(".word:focus")).to_have_text("voirie")
    page.keyboard.press("Enter")
    expect(page.locator(".word.heard")).to_be_visible()
    page.keyboard.press("k")
    expect(page.get_by_role("button", name="Écouter", exact=True)).to_be_visible()
    before = heard_ms(page)
    page.keyboard.press("l")
    assert heard_ms(page) > before + 4_000
    page.keyboard.press("j")
    assert abs(heard_ms(page) - before) < 100
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="Écouter à partir de").nth(2)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Texte corrigé")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Corriger la ligne de").nth(2)).to_be_focused()


def test_a_stranger_sees_nothing(open_page: OpenPage, kept: tuple[str, RecordId, SqlArchive]) -> None:
    address, record, _ = kept
    page = open_page("comptes-rendus", "Paul")
    expect(page.get_by_role("status")).to_contain_text("Aucun compte rendu pour l’instant")
    page.get_by_label("Mots à chercher").fill("voirie")
    page.get_by_role("button", name="Rechercher").click()
    expect(page.get_by_role("status")).to_contain_text("Rien n’a été trouvé")
    for path in ("sound", f"sound/{STARTED}", "files", "files/vtt"):
        assert page.request.get(f"{address}/api/v1/records/{record}/{path}").status == 404, path
    page.goto(f"{address}/comptes-rendus/{record}")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator(".replay-line")).to_have_count(0)


def test_sound_comes_in_parts(open_page: OpenPage, kept: tuple[str, RecordId, SqlArchive]) -> None:
    address, record, _ = kept
    page = open_page("comptes-rendus")
    answer = page.request.get(
        f"{address}/api/v1/records/{record}/sound/{STARTED}", headers={"range": "bytes=0-3"}
    )
    assert (answer.status, answer.body()) == (206, b"OggS")
    for start in (STARTED + 1, "..%2F..%2Fvoixla.sqlite3"):
        assert page.request.get(f"{address}/api/v1/records/{record}/sound/{start}").status in (404, 422)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["1440", "390"])
def test_axe_finds_nothing_and_nothing_is_cut(
    open_page: OpenPage, kept: tuple[str, RecordId, SqlArchive], viewport: dict[str, int], scheme: str
) -> None:
    address, record, _ = kept
    page = open_page("comptes-rendus", viewport=viewport, color_scheme=scheme, reduced_motion="reduce")
    name = f"{viewport['width']}-{scheme}"
    expect(page.locator(".found-record")).to_have_count(1)
    found = {"list": wrong(page)}
    photograph(page, f"list-{name}")
    page.get_by_text("Qui, quand, où").click()
    page.get_by_label("Mots à chercher").fill("marchés")
    page.get_by_role("button", name="Rechercher").click()
    expect(page.locator(".found-hit")).to_have_count(1)
    found["results"] = wrong(page)
    photograph(page, f"results-{name}")
    page.goto(f"{address}/comptes-rendus/{record}")
    page.get_by_role("button", name="Écouter", exact=True).click()
    page.locator(".word", has_text="attribué").click()
    page.keyboard.press("k")
    found["replay"] = wrong(page)
    photograph(page, f"replay-{name}")
    page.get_by_text("Personnes, notes, téléchargements").click()
    page.get_by_role("button", name="Corriger la ligne de").first.click()
    expect(page.get_by_text("Reconnaissance automatique")).to_be_visible()
    found["correcting"] = wrong(page)
    photograph(page, f"correcting-{name}")
    page.get_by_role("button", name="English").click()
    found["English"] = wrong(page)
    assert {state: what for state, what in found.items() if what} == {}


def wrong(page: Page) -> list[str]:
    return violations(page) + overflows(page)
