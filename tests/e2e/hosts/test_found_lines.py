"""What came in segments is shown as the line that it is, and the replay begins at the first word that was found."""

import re

import pytest
from playwright.sync_api import expect

from captions.archive.records import RecordId
from captions.archive.sql.archive import SqlArchive
from tests.e2e.hosts.test_records_in_a_browser import OpenPage, kept, open_page, photograph
from tests.fakes.live_lines import line

__all__ = ["kept", "open_page"]
pytestmark = pytest.mark.e2e


def test_a_phrase_in_two_segments_is_one_passage(
    open_page: OpenPage, kept: tuple[str, RecordId, SqlArchive]
) -> None:
    _, record, archive = kept
    archive.add(line(record, 4, "nous savons que les", "travaux vont commencer", "rue Pasteur", first=10))
    page = open_page("comptes-rendus")
    page.get_by_label("Mots à chercher").fill("« les travaux vont commencer rue »")
    page.get_by_role("button", name="Rechercher").click()
    expect(page.get_by_role("status")).to_have_text("1 passage trouvé")
    expect(page.locator(".snippet")).to_have_text("nous savons que les travaux vont commencer rue Pasteur")
    expect(page.locator(".snippet mark")).to_have_text(["les", "travaux", "vont", "commencer", "rue"])
    photograph(page, "passage")
    page.get_by_role("link", name="Séance du 12 mars").click()
    # "les" is said 40.9 s into the meeting.
    expect(page.locator("#clock")).to_have_text(re.compile("^0:39 "))
