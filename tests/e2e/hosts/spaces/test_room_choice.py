"""A host says in which space the records of a room are kept, with and without script, at a desk and on a phone."""

import pytest
from playwright.sync_api import expect

from tests.e2e.hosts.conftest import DESKTOP, PHONE
from tests.e2e.hosts.spaces.kept import SPACE, Kept, OpenPage, photograph, wrong

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_host_chooses_where_records_are_kept(open_page: OpenPage, kept: Kept, script: bool) -> None:
    page = open_page("salles", java_script_enabled=script)
    page.get_by_label("Titre", exact=True).fill("Bureau municipal")
    page.get_by_role("button", name="Créer la réunion").click()
    expect(page.locator(".kept")).to_contain_text("votre espace")
    page.get_by_role("link", name="Choisir un autre espace").click()
    page.get_by_label("Espace", exact=True).select_option(label=SPACE)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("heading", name="Mes réunions")).to_be_visible()
    expect(page.locator(".kept")).to_contain_text(SPACE)
    assert len({kept.keeping.shelves.of(name) for name in page.url.split("#")[1:]} - {None}) == 1


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["1440", "390"])
def test_the_choice_has_no_flaws(open_page: OpenPage, viewport: dict[str, int]) -> None:
    page = open_page("salles", viewport=viewport)
    page.get_by_label("Titre", exact=True).fill("Bureau municipal")
    page.get_by_role("button", name="Créer la réunion").click()
    found = {"rooms": wrong(page)}
    photograph(page, f"rooms-{viewport['width']}")
    page.get_by_role("link", name="Choisir un autre espace").click()
    expect(page.get_by_role("heading", name="Où garder les comptes rendus")).to_be_visible()
    found["choice"] = wrong(page)
    photograph(page, f"shelf-{viewport['width']}")
    assert {state: what for state, what in found.items() if what} == {}
