"""The hosts' pages in a real Chromium: with and without script, by keyboard, in narrow windows, through axe."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.flaws import overflows, violations
from tests.e2e.hosts.conftest import DESKTOP, PHONE, NewPage
from tests.e2e.hosts.conftest import sign_in as signed_in
from tests.e2e.hosts.running import hosted_server
from tests.fakes.hosts import PASSWORD, hosting_in

pytestmark = pytest.mark.e2e

SMALLEST = {"width": 320, "height": 640}
OpenPage = Callable[..., Page]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    with hosting_in(tmp_path) as hosting:
        hosting.accounts.add("Anne", PASSWORD)
    with hosted_server(tmp_path) as address:
        yield address


@pytest.fixture
def open_page(new_page: NewPage, server: str) -> OpenPage:
    def open_page(path: str, **context: Any) -> Page:
        page = new_page(**context)
        page.goto(f"{server}/{path}")
        return page

    return open_page


def sign_in(page: Page) -> None:
    signed_in(page)
    expect(page.get_by_role("heading", name="Mes réunions")).to_be_visible()


def create(page: Page, title: str) -> None:
    page.get_by_label("Titre", exact=True).fill(title)
    page.get_by_role("button", name="Créer la réunion").click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_host_opens_gives_replaces_and_closes(open_page: OpenPage, server: str, script: bool) -> None:
    page = open_page("salles", java_script_enabled=script)
    sign_in(page)
    create(page, "Conseil municipal")
    field = page.get_by_label("Pour participer", exact=True)
    link = field.input_value()
    assert link.startswith(f"{server}/room/")
    assert "#pass=v1." in link
    page.get_by_text("Remplacer les liens, fermer").click()
    page.get_by_role("button", name="Remplacer les liens").click()
    expect(field).to_be_visible()
    assert field.input_value().rpartition(".participant.")[2].startswith("2.")
    page.get_by_text("Remplacer les liens, fermer").click()
    page.get_by_role("button", name="Fermer la réunion").click()
    expect(page.get_by_text("Aucune réunion pour l’instant.")).to_be_visible()
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page).to_have_url(f"{server}/")
    page.goto(f"{server}/salles")
    expect(page.get_by_role("heading", name="Connexion")).to_be_visible()


def test_a_link_is_copied(open_page: OpenPage) -> None:
    page = open_page("salles", permissions=["clipboard-read", "clipboard-write"])
    sign_in(page)
    create(page, "Conseil")
    page.get_by_role("button", name="Copier : Pour lire seulement").click()
    expect(page.get_by_role("status")).to_have_text("Lien copié.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.get_by_label("Pour lire seulement", exact=True).input_value()
    assert ".reader." in copied


def test_by_keyboard_alone(open_page: OpenPage) -> None:
    page = open_page("connexion")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.get_by_label("Nom").focus()
    page.keyboard.type("Anne")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label("Titre").focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Au clavier")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Au clavier")).to_be_visible()


def test_another_site_cannot_act_for_the_host(open_page: OpenPage, server: str, tmp_path: Path) -> None:
    page = open_page("salles")
    sign_in(page)
    page.goto("data:text/html,<form method=post><input name=titre value=Intrus><button>x</button></form>")
    page.evaluate(f"document.forms[0].action = '{server}/salles'")
    with page.expect_navigation() as answered:
        page.get_by_role("button").click()
    assert answered.value.url == f"{server}/salles"
    with hosting_in(tmp_path) as hosting:
        assert hosting.register.of(1) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE, SMALLEST], ids=["1440", "390", "320"])
def test_axe_finds_nothing_and_nothing_is_cut(
    open_page: OpenPage, viewport: dict[str, int], scheme: str
) -> None:
    page = open_page("connexion", viewport=viewport, color_scheme=scheme, reduced_motion="reduce")
    found = {"sign-in": wrong(page)}
    page.get_by_label("Nom").fill("Anne")
    page.get_by_label("Mot de passe").fill("pas le bon mot")
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("alert")).to_contain_text("incorrect")
    found["refused"] = wrong(page)
    sign_in(page)
    found["none"] = wrong(page)
    create(page, "Commission d’aménagement du territoire et de la voirie")
    create(page, "Conseil")
    page.get_by_text("Remplacer les liens, fermer").first.click()
    found["rooms"] = wrong(page)
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="My meetings")).to_be_visible()
    found["English"] = wrong(page)
    assert {state: what for state, what in found.items() if what} == {}


def wrong(page: Page) -> list[str]:
    return violations(page) + overflows(page)
