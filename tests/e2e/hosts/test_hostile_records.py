"""What people say, write and are called looks like HTML: the pages of the record show it as text."""

import pytest
from playwright.sync_api import expect

from captions.archive.ports import SYSTEM
from captions.archive.records import Moment, RecordId
from captions.archive.sql.archive import SqlArchive
from tests.e2e.hosts.test_records_in_a_browser import OpenPage, kept, open_page
from tests.fakes.archives import PERSON, STARTED, entry, new_record
from tests.fakes.keepings import end

__all__ = ["kept", "open_page"]
pytestmark = pytest.mark.e2e


def hostile(place: str) -> str:
    """Short enough for a name. Run, it says so in the window."""
    return f"<img src=x onerror=hacked()>&lt;b&gt;<script>hacked()</script>{place}"


def test_nothing_that_looks_like_html_becomes_html(
    open_page: OpenPage, kept: tuple[str, RecordId, SqlArchive]
) -> None:
    _, known, archive = kept
    record = new_record(archive, archive.record(known, SYSTEM).space, title=hostile("titre"))
    archive.add([entry(record, 1, f"la voirie {hostile('texte')}", speaker=hostile("nom"))])
    archive.add_chapter(record, Moment(STARTED + 1_000), hostile("point"))
    archive.add_note(record, Moment(STARTED + 10_000), PERSON, Moment(STARTED), hostile("note"))
    end(archive, record, STARTED + 60_000)

    page = open_page("comptes-rendus")
    page.add_init_script("window.hacked = () => { window.wasHacked = true }")
    page.goto(page.url)
    expect(page.get_by_role("link", name=hostile("titre"))).to_be_visible()
    page.get_by_label("Mots à chercher").fill("voirie texte")
    page.get_by_role("button", name="Rechercher").click()
    expect(page.locator(".snippet", has_text="hacked()")).to_be_visible()
    assert page.evaluate("window.wasHacked") is None
    page.get_by_role("link", name=hostile("titre")).first.click()
    expect(page.get_by_role("heading", name=hostile("titre"))).to_be_visible()
    page.locator("summary", has_text="notes").first.click()
    for place in ("texte", "nom", "point", "note"):
        expect(page.get_by_text(f"<script>hacked()</script>{place}").first).to_be_visible()
    assert page.locator("main img[src=x], main script").count() == 0
    assert page.evaluate("window.wasHacked") is None
