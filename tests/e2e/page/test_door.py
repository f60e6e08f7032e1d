"""Getting in: passes, the lobby, and being told clearly why not."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.flaws import violations
from tests.e2e.page.bench import PageBench, until
from tests.e2e.page.conftest import OpenPage

EXPIRED = {
    "code": "access.expired",
    "fr": "Votre invitation n’est plus valable.",
    "en": "Your invitation has expired.",
}


def enter(page: Page, name: str = "Sofia") -> None:
    page.get_by_role("textbox", name="Votre nom").fill(name)
    page.get_by_role("button", name="Participer sans micro").click()


def hellos(bench: PageBench) -> list[dict[str, object]]:
    return [message for message in bench.received if message["type"] == "hello"]


def test_the_pass_of_a_link_is_shown_to_the_server_and_to_nobody_else(
    bench: PageBench, open_page: OpenPage
) -> None:
    page = open_page("/room/essai#pass=v1.secret", permissions=["clipboard-read", "clipboard-write"])
    assert page.evaluate("location.href") == f"{bench.url}/room/essai"
    enter(page)
    until(lambda: bool(bench.received))
    assert bench.received[0]["token"] == "v1.secret"
    expect(page.locator("#chip")).to_have_text("En direct")
    page.get_by_role("button", name="Copier le lien").click()
    expect(page.locator("#toast")).to_have_text("Lien copié.")
    assert page.evaluate("navigator.clipboard.readText()") == f"{bench.url}/room/essai#pass=v1.secret"
    page.reload()
    enter(page)
    until(lambda: len(hellos(bench)) == 2)
    assert hellos(bench)[1]["token"] == "v1.secret"
    assert page.evaluate("localStorage.length") == 0


def test_a_host_who_is_signed_in_needs_no_link_and_gives_away_no_pass(
    bench: PageBench, open_page: OpenPage
) -> None:
    bench.issues = "v1.host"
    bench.extra = {"role": "host"}
    page = open_page()
    enter(page)
    until(lambda: bool(bench.received))
    assert bench.received[0]["token"] == "v1.host"
    invite = page.get_by_role("link", name="Inviter")
    expect(invite).to_have_attribute("href", "../salles#essai")
    expect(page.locator("#copy-link")).to_be_hidden()


def test_a_pass_that_expires_in_mid_meeting_is_renewed_without_a_word(
    bench: PageBench, open_page: OpenPage
) -> None:
    bench.issues = "v1.first"
    page = open_page()
    enter(page)
    expect(page.locator("#chip")).to_have_text("En direct")
    bench.issues = "v1.second"
    bench.send({"type": "error", **EXPIRED, "fatal": True})
    until(lambda: len(hellos(bench)) == 2)
    assert hellos(bench)[1]["token"] == "v1.second"
    assert hellos(bench)[1]["person"] is not None
    expect(page.locator("#chip")).to_have_text("En direct")
    expect(page.locator("#ending")).to_be_hidden()


def test_whoever_waits_is_told_so_and_comes_in_alone(bench: PageBench, open_page: OpenPage) -> None:
    bench.lobby = True
    page = open_page(reduced_motion="reduce")
    enter(page)
    expect(page.get_by_role("heading", name="Un instant")).to_be_focused()
    expect(page.locator("#room")).to_be_hidden()
    assert violations(page) == []
    # Longer than the silence that a line of a meeting may keep.
    page.wait_for_timeout(5500)
    assert len(hellos(bench)) == 1
    bench.lobby = False
    expect(page.locator("#chip")).to_have_text("En direct")
    expect(page.locator("#waiting-room")).to_be_hidden()


def test_whoever_gives_up_waiting_is_back_at_the_door(bench: PageBench, open_page: OpenPage) -> None:
    bench.lobby = True
    page = open_page()
    enter(page)
    page.get_by_role("button", name="Renoncer").click()
    expect(page.get_by_role("textbox", name="Votre nom")).to_be_focused()
    bench.lobby = False


@pytest.mark.parametrize(
    ("code", "title", "again"),
    [
        ("room.refused", "Votre demande a été refusée", True),
        ("room.removed", "Vous n’êtes plus dans la réunion", False),
        ("room.locked", "La réunion est verrouillée", True),
        ("room.unknown", "Réunion introuvable", False),
        ("access.needed", "Il faut une invitation", False),
        ("access.revoked", "Cette invitation n’est plus valable", False),
    ],
)
def test_each_way_of_not_getting_in_has_its_own_screen(
    bench: PageBench, open_page: OpenPage, code: str, title: str, again: bool
) -> None:
    bench.refusal = {"code": code, "fr": "Voici pourquoi.", "en": "This is why."}
    page = open_page(reduced_motion="reduce")
    enter(page)
    expect(page.get_by_role("heading", name=title)).to_be_focused()
    expect(page.locator("#ending-text")).to_have_text("Voici pourquoi.")
    button = page.get_by_role("button", name="Demander de nouveau")
    assert button.is_visible() is again
    expect(page.get_by_role("link", name="Se connecter")).to_be_visible(visible=code.startswith("access."))
    assert violations(page) == []
    page.get_by_role("button", name="English").click()
    expect(page.locator("#ending-text")).to_have_text("This is why.")
    page.wait_for_timeout(300)
    assert len(hellos(bench)) == 1
    if again:
        bench.refusal = None
        page.get_by_role("button", name="Ask again").click()
        page.locator("#join-silent").click()
        expect(page.locator("#chip")).to_have_text("Live")


def test_whoever_has_a_readers_pass_reads_and_gives_nothing(bench: PageBench, open_page: OpenPage) -> None:
    bench.extra = {"role": "reader", "you": None}
    page = open_page("/room/essai#pass=v1.reader")
    page.get_by_role("textbox", name="Votre nom").fill("Sofia")
    page.get_by_role("button", name="Participer avec mon micro").click()
    expect(page.get_by_role("alert").filter(has_text="permet de lire")).to_be_visible()
    for control in ("#mute", "#hand", "#take-part"):
        expect(page.locator(control)).to_be_hidden()
    page.wait_for_timeout(1200)
    assert not [message for message in bench.received if message["type"] == "publish"]
