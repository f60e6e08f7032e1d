"""The hosts' pages in a real Chromium: with and without script, by keyboard, in narrow windows, through axe."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.e2e.chromium import BARE, NO_LOOKUPS, SANDBOX
from tests.e2e.flaws import overflows, violations
from tests.e2e.hosts.running import hosted_server
from tests.fakes.hosts import PASSWORD, hosting_in

pytestmark = pytest.mark.e2e

FLAGS = (SANDBOX, NO_LOOKUPS, BARE)
DESKTOP, PHONE, SMALLEST = [{"width": w, "height": h} for w, h in ((1440, 900), (390, 844), (320, 640))]
OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def browser(requires: Callable[[str, str], Path]) -> Iterator[Browser]:
    path = requires("chromium", "chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    with hosting_in(tmp_path) as hosting:
        hosting.accounts.add("Anne", PASSWORD)
    with hosted_server(tmp_path) as address:
        yield address


@pytest.fixture
def open_page(browser: Browser, server: str) -> Iterator[OpenPage]:
    """A page of the server in a browser of its own; an error in its scripts or its policy fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(path: str, **context: Any) -> Page:
        contexts.append(browser.new_context(**{"viewport": DESKTOP, "locale": "fr-FR", **context}))
        contexts[-1].set_default_timeout(8000)
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console",
            lambda message: errors.append(message.text) if "Content Security" in message.text else None,
        )
        page.goto(f"{server}/{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not errors, errors


def sign_in(page: Page) -> None:
    page.get_by_label("Nom").fill("Anne")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
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
