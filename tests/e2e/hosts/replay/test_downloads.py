"""Files from the page of a record: with a bar, stopped, refused in words, and never half of one."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, Route, expect

from captions.archive.audit import Deed
from captions.archive.ports import Archive, Reader
from captions.archive.records import RecordId
from captions.errors import VoixlaError
from gateway.archive.exports import Wishes, write
from gateway.http.api import files
from tests.e2e.flaws import overflows, violations
from tests.e2e.hosts.conftest import DESKTOP, PHONE
from tests.e2e.hosts.replay.conftest import Kept, OpenReplay, photograph

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.filterwarnings("ignore:unclosed file.*sRGB2014:ResourceWarning"),  # of WeasyPrint 70
]

TABLE = (
    "type;service d'archives;service versant;service producteur;accord de versement;règle de durée;sort final;"
    "règle de communicabilité\nréunion;AD;VILLE;VILLE;ACCORD-1;APP-1;détruire;ACC-1\n"
)


def choose(page: Page, kind: str) -> None:
    page.locator("#details").evaluate("(details) => { details.open = true; }")
    page.get_by_label("Sorte de fichier").select_option(kind)


def kinds(page: Page) -> list[str]:
    told: list[str] = page.locator("#export-kind option").evaluate_all(
        "(all) => all.map(({ value }) => value)"
    )
    return told


def test_every_kind_comes_whole(open_replay: OpenReplay, kept: Kept) -> None:
    kept.keep_sound()
    kept.end()
    (kept.keeping.data / "archivage.csv").write_text(TABLE, "utf-8")
    page = open_replay(accept_downloads=True)
    offered = kinds(page)
    assert len(offered) == 12
    for kind in offered:
        choose(page, kind)
        with page.expect_download() as got:
            page.get_by_role("button", name="Télécharger", exact=True).click()
        octets = Path(got.value.path()).read_bytes()
        assert len(octets) > 100, kind
        assert got.value.suggested_filename.endswith("zip" if "seda" in kind else kind)
        expect(page.locator("#export-state")).to_contain_text("téléchargé")
        if kind.startswith("seda"):
            with ZipFile(got.value.path()) as package:
                assert package.testzip() is None
                sounds = [name for name in package.namelist() if name.endswith((".opus", ".ogg"))]
                assert len(sounds) == 2, package.namelist()
    told = [link for link in kept.keeping.audit.links() if link.deed == Deed.EXPORTED]
    assert len(told) == len(offered)


def test_a_transfer_without_rules_says_what_to_do(open_replay: OpenReplay, kept: Kept) -> None:
    kept.end()
    page = open_replay()
    choose(page, "seda-2.2")
    expect(page.locator("#export-hint")).to_contain_text("Aucune règle d'archivage n'est déclarée")
    expect(page.get_by_role("button", name="Télécharger", exact=True)).to_be_disabled()
    choose(page, "vtt")
    expect(page.get_by_role("button", name="Télécharger", exact=True)).to_be_enabled()
    assert not [kind for kind in kinds(open_replay("Paul")) if kind.startswith("seda")]


@dataclass(slots=True, kw_only=True)
class Slow:
    """A file that is made in steps, each when the test says so; and breaks off at the end if that is wanted."""

    steps: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    broken: bool = False

    def go(self, steps: int = 1) -> None:
        for _ in range(steps):
            self.steps.release()


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    slow = Slow()

    def slowly(
        record: RecordId, kind: str, archive: Archive, reader: Reader, wishes: Wishes
    ) -> Iterator[bytes]:
        yield b"WEBVTT\n\n"
        for done in (0.25, 0.5):
            wishes.progress(done)
            yield b"x" * 70_000
            assert slow.steps.acquire(timeout=20)
        if slow.broken:
            raise VoixlaError("seda.sound", "Le son de cette réunion n'a pas pu être lu.")
        yield from write(record, kind, archive, reader, wishes)

    monkeypatch.setattr(files, "write", slowly)
    yield slow
    slow.go(10)


def test_a_bar_says_how_far_it_is(open_replay: OpenReplay, kept: Kept, slow: Slow) -> None:
    kept.end()
    page = open_replay()
    choose(page, "vtt")
    page.get_by_role("button", name="Télécharger", exact=True).click()
    bar, state = page.get_by_role("progressbar"), page.locator("#export-state")
    expect(bar).to_have_attribute("value", "0.25")
    expect(state).to_contain_text("25")
    expect(state).to_contain_text("70 ko")
    expect(page.get_by_role("button", name="Arrêter")).to_be_focused()
    slow.go()
    expect(bar).to_have_attribute("value", "0.5")
    with page.expect_download() as got:
        slow.go()
    assert Path(got.value.path()).read_bytes().startswith(b"WEBVTT")
    expect(bar).to_be_hidden()
    expect(page.get_by_role("button", name="Télécharger", exact=True)).to_be_focused()


def test_it_can_be_stopped_and_begun_again(open_replay: OpenReplay, kept: Kept, slow: Slow) -> None:
    kept.end()
    page = open_replay()
    downloads: list[str] = []
    page.on("download", lambda download: downloads.append(download.url))
    choose(page, "vtt")
    page.get_by_role("button", name="Télécharger", exact=True).click()
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "0.25")
    page.get_by_role("button", name="Arrêter").click()
    expect(page.locator("#export-state")).to_have_text("Téléchargement arrêté. Rien n’a été enregistré.")
    assert downloads == []
    slow.go(4)
    with page.expect_download() as got:
        page.get_by_role("button", name="Télécharger", exact=True).click()
    assert "quorum" in Path(got.value.path()).read_text("utf-8")


def test_what_breaks_off_is_no_file(open_replay: OpenReplay, kept: Kept, slow: Slow) -> None:
    kept.end()
    slow.broken = True
    page = open_replay()
    downloads: list[str] = []
    page.on("download", lambda download: downloads.append(download.url))
    choose(page, "vtt")
    page.get_by_role("button", name="Télécharger", exact=True).click()
    slow.go(2)
    expect(page.locator("#export-trouble")).to_have_text("Le son de cette réunion n'a pas pu être lu.")
    assert downloads == []


def test_refusals_and_silence_are_told_in_words(open_replay: OpenReplay, kept: Kept) -> None:
    kept.end()
    page = open_replay()
    choose(page, "odt")
    said = {"code": "export.library", "fr": "L'export ODT demande le module « odfdo »."}

    def refuse(route: Route) -> None:
        route.fulfill(status=503, body=json.dumps(said), content_type="application/json")

    page.route("**/files/odt?*", refuse)
    page.get_by_role("button", name="Télécharger", exact=True).click()
    trouble = page.locator("#export-trouble")
    expect(trouble).to_have_text(said["fr"])
    page.unroute("**/files/odt?*")
    page.context.set_offline(True)
    page.get_by_role("button", name="Télécharger", exact=True).click()
    expect(trouble).to_contain_text("Le serveur ne répond pas")
    page.context.set_offline(False)
    with page.expect_download():
        page.get_by_role("button", name="Télécharger", exact=True).click()
    expect(trouble).to_be_empty()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["1440", "390"])
def test_axe_finds_nothing_and_nothing_is_cut(
    open_replay: OpenReplay, kept: Kept, slow: Slow, viewport: dict[str, int]
) -> None:
    kept.end()
    page = open_replay(viewport=viewport, reduced_motion="reduce")
    choose(page, "seda-2.3")
    page.locator("#export-form").scroll_into_view_if_needed()
    found = {"missing": violations(page) + overflows(page)}
    photograph(page, f"missing-{viewport['width']}")
    choose(page, "vtt")
    page.get_by_role("button", name="Télécharger", exact=True).click()
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "0.25")
    found["bar"] = violations(page) + overflows(page)
    photograph(page, f"bar-{viewport['width']}")
    page.get_by_role("button", name="Arrêter").click()
    found["stopped"] = violations(page) + overflows(page)
    assert {state: what for state, what in found.items() if what} == {}
