"""Several people in one meeting on the real server, each with a page: what one does, the others see."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.page.bench import until
from tests.e2e.page.conftest import DESKTOP, PHONE
from tests.e2e.page.real_server import real_server

# Frames that were shown, by the name on the tile.
FRAMES = """() => Object.fromEntries([...document.querySelectorAll(".tile:not(.rest)")].map((tile) => {
  const video = tile.querySelector("video");
  const { totalVideoFrames } = video.getVideoPlaybackQuality();
  return [tile.querySelector(".tile-name").textContent, [totalVideoFrames, video.videoWidth, video.videoHeight]];
}))"""


class People:
    """Opens pages of one room, each as somebody else's browser."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser = browser
        self._address = address
        self._contexts: list[BrowserContext] = []
        self.errors: list[str] = []

    def open(self, path: str, **context: object) -> Page:
        kept = {"viewport": DESKTOP, "locale": "fr-FR", "permissions": ["camera", "microphone"], **context}
        self._contexts.append(self._browser.new_context(**kept))  # type: ignore[arg-type]
        self._contexts[-1].set_default_timeout(30_000)
        page = self._contexts[-1].new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(f"{self._address}{path}")
        return page

    def knock(self, name: str, *, camera: bool = False, microphone: bool = True, **context: object) -> Page:
        page = self.open("/room/conseil", **context)
        if camera:
            page.locator("#preview-camera").click()
            page.locator("#preview-video").wait_for()
        page.locator("#name").fill(name)
        page.locator("#join-microphone" if microphone else "#join-silent").click()
        return page

    def come(self, name: str, **how: object) -> Page:
        page = self.knock(name, **how)  # type: ignore[arg-type]
        page.locator("#mute").wait_for()
        expect(page.locator("#people-list > li").filter(has_text=name)).to_have_count(1)
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()


@pytest.fixture
def people(browser: Browser) -> Iterator[People]:
    with real_server() as address:
        people = People(browser, address)
        yield people
        people.close()
        assert not people.errors


@pytest.fixture
def filmed(browser: Browser, requires: Callable[[str, str], Path]) -> Iterator[People]:
    with real_server(requires("janus", "janus")) as address:
        people = People(browser, address)
        yield people
        people.close()
        assert not people.errors


def test_chat_and_hands_reach_everybody(people: People) -> None:
    anne = people.come("Anne", microphone=False)
    paul = people.come("Paul", microphone=False)
    reader = people.open("/room/conseil?role=reader")
    paul.locator("#toggle-chat").click()
    paul.locator("#chat-text").fill("Le plan est en ligne.")
    paul.keyboard.press("Enter")
    expect(anne.locator("#toggle-chat")).to_contain_text("1 message non lu")
    for page in (anne, reader):
        page.locator("#toggle-chat").click()
        expect(page.locator("#chat-list li")).to_contain_text(["Le plan est en ligne."])
    expect(reader.locator("#chat-form")).to_be_hidden()
    paul.locator("#hand").click()
    anne.locator("#hand").click()
    expect(paul.locator("#hand")).to_contain_text("(place 1)")
    expect(anne.locator("#hand")).to_contain_text("(place 2)")
    anne.locator("#toggle-people").click()
    expect(anne.locator("#hands-list li")).to_have_text(["Paul", "Anne"])
    anne.get_by_role("button", name="Que faire avec Paul").click()
    anne.get_by_role("button", name="Baisser sa main").click()
    expect(anne.locator("#hand")).to_contain_text("(place 1)")
    late = people.come("Sofia", microphone=False)
    late.locator("#toggle-chat").click()
    expect(late.locator("#chat-list li")).to_contain_text(["Le plan est en ligne."])
    for page in (anne, paul):
        for control in ("#camera", "#share", "#pictures"):
            expect(page.locator(control)).to_be_hidden()


def test_a_host_opens_mutes_hands_over_locks_and_removes(people: People) -> None:
    anne = people.come("Anne", microphone=False)
    anne.get_by_role("switch", name="Faire attendre").click()
    expect(anne.get_by_role("switch", name="Faire attendre")).to_be_checked()
    paul = people.knock("Paul")
    expect(paul.get_by_role("heading", name="Un instant")).to_be_visible()
    anne.locator("#waiting-list").get_by_role("button", name="Faire entrer").click()
    paul.locator("#mute").wait_for()
    sofia = people.knock("Sofia", microphone=False)
    anne.locator("#waiting-list").get_by_role("button", name="Refuser").click()
    anne.get_by_role("dialog").get_by_role("button", name="Refuser").click()
    expect(sofia.get_by_role("heading", name="Votre demande a été refusée")).to_be_visible()

    row = anne.locator("#people-list > li").filter(has_text="Paul")
    expect(row).not_to_contain_text("sans micro")
    row.locator(".person-menu").click()
    row.get_by_role("button", name="Couper son micro").click()
    expect(paul.get_by_role("alert").filter(has_text="a été coupé")).to_be_visible()
    expect(row).to_contain_text("micro coupé")
    paul.get_by_role("button", name="Ouvrir le micro").click()
    expect(row).not_to_contain_text("micro coupé")

    row.locator(".person-menu").click()
    row.get_by_role("button", name="Confier l’animation").click()
    anne.get_by_role("dialog").get_by_role("button", name="Confier").click()
    expect(paul.locator("#door")).to_be_visible()
    paul.get_by_role("switch", name="Verrouiller").click()
    paul.get_by_role("dialog").get_by_role("button", name="Verrouiller").click()
    expect(anne.get_by_role("switch", name="Verrouiller")).to_be_checked()
    late = people.knock("Lucie", microphone=False)
    expect(late.get_by_role("heading", name="La réunion est verrouillée")).to_be_visible()

    row.locator(".person-menu").click()
    row.get_by_role("button", name="Faire sortir").click()
    anne.get_by_role("dialog").get_by_role("button", name="Faire sortir").click()
    expect(paul.get_by_role("heading", name="Vous n’êtes plus dans la réunion")).to_be_visible()
    expect(anne.locator("#people-list > li")).to_have_count(1)


@pytest.mark.timeout(240)
def test_three_people_see_each_other_a_screen_and_a_signer(filmed: People) -> None:
    anne = filmed.come("Anne", camera=True)
    paul = filmed.come("Paul", camera=True)
    sofia = filmed.come("Sofia", camera=True, viewport=PHONE)
    pages = {"Anne": anne, "Paul": paul, "Sofia": sofia}
    for own, page in pages.items():
        for other in pages.keys() - {own}:
            until(lambda page=page, other=other: page.evaluate(FRAMES).get(other, [0])[0] > 20, 20)  # type: ignore[misc]
    expect(anne.locator("#quality")).to_be_visible()

    paul.get_by_role("button", name="Éteindre la caméra").click()
    tile = anne.locator(".tile").filter(has_text="Paul")
    expect(tile.locator("video")).to_be_hidden()
    expect(tile.locator(".initials")).to_have_text("P")
    paul.get_by_role("button", name="Allumer la caméra").click()
    expect(tile.locator("video")).to_be_visible()
    shown = anne.evaluate(FRAMES)["Paul"][0]
    until(lambda: anne.evaluate(FRAMES)["Paul"][0] > shown + 20, 10)

    paul.get_by_role("button", name="Partager l’écran").click()
    until(lambda: anne.evaluate(FRAMES).get("Écran de Paul", [0])[0] > 3, 20)
    expect(anne.locator(".tile[data-size=large]")).to_have_count(1)
    paul.get_by_role("button", name="Arrêter le partage").click()
    expect(anne.locator(".tile[data-size=large]")).to_have_count(0)

    row = sofia.locator("#people-list > li").filter(has_text="Sofia")
    sofia.locator("#toggle-people").click()
    row.locator(".person-menu").click()
    row.get_by_role("button", name="Signe en langue des signes").click()
    expect(anne.locator(".tile[data-size=large]")).to_contain_text("langue des signes")
    until(lambda: anne.evaluate(FRAMES)["Sofia"][1] >= 640 and anne.evaluate(FRAMES)["Sofia"][2] >= 480, 15)
