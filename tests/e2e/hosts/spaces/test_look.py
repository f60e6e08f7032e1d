"""The pages of spaces by keyboard alone, and through axe at the widths of a desk and of a phone."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.hosts.conftest import DESKTOP, PHONE
from tests.e2e.hosts.spaces.kept import Kept, OpenPage, add_many, invite, photograph, wrong

pytestmark = pytest.mark.e2e


def tab_to(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """By keyboard alone, as people get there; fails if it cannot be reached so."""
    for _ in range(60):
        if wanted.evaluate("(node) => node === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"the keyboard does not reach {wanted}")


def test_a_space_is_founded_by_keyboard(open_page: OpenPage) -> None:
    page = open_page("espaces")
    expect(page.locator(".found-space")).to_have_count(2)
    tab_to(page, page.locator("#founding summary"))
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Projet du clavier")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Équipe", exact=True)).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Projet du clavier")).to_be_visible()


def test_a_record_is_nearly_deleted_by_keyboard(open_page: OpenPage, kept: Kept) -> None:
    page = open_page(f"espaces/{kept.space}")
    expect(page.locator("#records li")).to_have_count(1)
    delete = page.get_by_role("button", name="Supprimer Séance du 12 mars")
    tab_to(page, delete)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Motif")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(delete).to_be_focused()


def test_a_partner_is_invited_comes_and_is_shut_out_by_keyboard(open_page: OpenPage, kept: Kept) -> None:
    page = open_page(f"espaces/{kept.space}")
    expect(page.locator("#records li")).to_have_count(1)
    tab_to(page, page.locator("#invited summary"))
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Pour qui")).to_be_focused()
    page.keyboard.type("Clavier")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Copier le lien")).to_be_focused()
    link = page.get_by_label("Lien d’invitation").input_value()
    guest = open_page(link.removeprefix(f"{kept.address}/"), None)
    enter = guest.get_by_role("button", name="Lire les comptes rendus")
    expect(enter).to_be_visible()
    tab_to(guest, enter)
    guest.keyboard.press("Enter")
    expect(guest.locator(".found-record")).to_have_count(1)
    page.bring_to_front()
    tab_to(page, page.get_by_role("button", name="Retirer l’invitation de Clavier"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("dialog").get_by_role("button", name="Retirer"))
    page.keyboard.press("Enter")
    expect(page.get_by_label("Pour qui")).to_be_focused()
    expect(page.locator("#invited-list")).to_contain_text("Retirée le")
    guest.bring_to_front()
    tab_to(guest, guest.get_by_label("Mots à chercher"))
    guest.keyboard.type("voirie")
    guest.keyboard.press("Enter")
    expect(guest.get_by_role("alert")).to_contain_text("Votre invitation a été retirée")


def look_as_guest(guest: Page, name: str) -> dict[str, list[str]]:
    expect(guest.get_by_role("button", name="Lire les comptes rendus")).to_be_visible()
    found = {"invitation": wrong(guest)}
    photograph(guest, f"invitation-{name}")
    guest.get_by_role("button", name="Lire les comptes rendus").click()
    expect(guest.locator("#guest-text")).to_contain_text("par invitation")
    found["guest"] = wrong(guest)
    photograph(guest, f"guest-{name}")
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["1440", "390"])
def test_axe_finds_nothing_and_nothing_is_cut(
    open_page: OpenPage, kept: Kept, viewport: dict[str, int], scheme: str
) -> None:
    add_many(kept)
    look: dict[str, Any] = {"viewport": viewport, "color_scheme": scheme, "reduced_motion": "reduce"}
    page = open_page("espaces", **look)
    name = f"{viewport['width']}-{scheme}"
    expect(page.locator(".found-space")).to_have_count(50)
    page.get_by_label("Nom contient").fill("conseil")
    found = {"found": wrong(page)}
    page.get_by_text("Créer un espace").click()
    found["founding"] = wrong(page)
    photograph(page, f"spaces-{name}")
    page.goto(f"{kept.address}/espaces/{kept.space}")
    expect(page.locator("#records li")).to_have_count(1)
    found["space"] = wrong(page)
    link = invite(page)
    for part in ("people", "rules", "own", "log"):
        page.locator(f"#{part} summary").click()
    expect(page.locator("#people-list li")).to_have_count(2)
    expect(page.locator("#log-list li")).not_to_have_count(0)
    found["all parts"] = wrong(page)
    photograph(page, f"space-{name}")
    page.get_by_role("button", name="Supprimer Séance du 12 mars").click()
    found["asked"] = wrong(page)
    photograph(page, f"deletion-{name}")
    page.get_by_role("dialog").get_by_label("Motif").fill("Fin du projet")
    page.get_by_role("button", name="Supprimer définitivement").click()
    expect(page.locator("#certificate-text")).to_contain_text("CERTIFICAT")
    page.get_by_role("button", name="English").click()
    expect(page.locator("#people summary")).to_have_text("Members")
    found["English"] = wrong(page)
    photograph(page, f"certificate-{name}")
    guest = open_page(link.removeprefix(f"{kept.address}/"), None, **look)
    found |= look_as_guest(guest, name)
    assert {state: what for state, what in found.items() if what} == {}
