"""What passes between people beside voices: writing, hands, and what hosts do; from one page's side."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.page.bench import PageBench, person, until
from tests.e2e.page.conftest import PHONE, OpenPage
from tests.e2e.page.script import ANNE, PAUL

ME = person("you", "Sofia")


def chat(id: int, text: str, who: str = "p1", name: str = ANNE.name) -> dict[str, Any]:
    return {"type": "chat", "id": id, "person": who, "name": name, "text": text, "at_ms": 1000}


def enter(page: Page) -> Page:
    page.get_by_role("textbox", name="Votre nom").fill("Sofia")
    page.get_by_role("button", name="Participer sans micro").click()
    expect(page.locator("#chip")).to_have_text("En direct")
    return page


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return enter(open_page())


@pytest.fixture
def host(bench: PageBench, open_page: OpenPage) -> Page:
    bench.extra = {"role": "host"}
    page = enter(open_page())
    bench.show_people(
        person("p1", ANNE.name, hand=2), person("p2", PAUL.name, hand=1), {**ME, "role": "host"}
    )
    return page


def news(page: Page) -> Locator:
    return page.locator("#news[aria-live=polite]")


def test_messages_are_counted_until_they_are_read_and_told_politely(bench: PageBench, page: Page) -> None:
    bench.send(chat(1, "Le dossier est en ligne."))
    bench.send(chat(2, "<b>Et le plan</b>"))
    button = page.locator("#toggle-chat")
    expect(button).to_contain_text("2 messages non lus")
    expect(news(page)).to_contain_text(f"{ANNE.name} écrit\u202f: Le dossier est en ligne.")
    button.click()
    expect(page.locator("#chat-list .said-text")).to_have_text(
        ["Le dossier est en ligne.", "<b>Et le plan</b>"]
    )
    expect(button).not_to_contain_text("non lus")
    bench.send(chat(3, "Merci."))
    expect(page.locator("#chat-list li")).to_have_count(3)
    expect(button).not_to_contain_text("non lu")


def test_writing_by_keyboard_alone(bench: PageBench, page: Page) -> None:
    page.keyboard.press("d")
    expect(page.get_by_role("heading", name="Discussion")).to_be_focused()
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    field = page.get_by_label("Votre message")
    expect(field).to_be_focused()
    page.keyboard.type("Bonjour md")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("à tous")
    page.keyboard.press("Enter")
    until(lambda: bench.received[-1] == {"type": "chat", "text": "Bonjour md\nà tous"})
    expect(field).to_have_value("")
    page.keyboard.press("Escape")
    expect(page.locator("#toggle-chat")).to_be_focused()


def test_a_message_that_could_not_be_sent_is_not_lost(bench: PageBench, page: Page) -> None:
    page.locator("#toggle-chat").click()
    page.get_by_label("Votre message").fill("À garder")
    bench.stop()
    expect(page.locator("#banner")).to_contain_text("interrompus")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="Pas de connexion")).to_be_visible()
    expect(page.get_by_label("Votre message")).to_have_value("À garder")
    bench.start()


def test_a_hand_goes_up_and_down_and_knows_its_place(bench: PageBench, page: Page) -> None:
    page.keyboard.press("l")
    until(lambda: {"type": "hand", "up": True} in bench.received)
    bench.show_people(person("p1", ANNE.name, hand=1), {**ME, "hand": 2})
    button = page.get_by_role("button", name="Baisser la main")
    expect(button).to_contain_text("(place 2)")
    expect(news(page)).to_contain_text(f"{ANNE.name} demande la parole, place 1.")
    expect(page.locator("#hands-list li")).to_have_text([ANNE.name, "Sofia"])
    bench.show_people(person("p1", ANNE.name), {**ME, "hand": 1})
    expect(news(page)).to_contain_text("C’est à vous")
    button.click()
    until(lambda: {"type": "hand", "up": False} in bench.received)


def test_a_host_moderates_one_person(bench: PageBench, host: Page) -> None:
    expect(host.locator("#hands-list li")).to_have_text([PAUL.name, ANNE.name])
    menu = host.get_by_role("button", name=f"Que faire avec {ANNE.name}")
    for words, sent in (("Couper son micro", "mute_person"), ("Baisser sa main", "lower_hand")):
        menu.click()
        host.get_by_role("button", name=words).click()
        until(lambda sent=sent: {"type": sent, "id": "p1"} in bench.received)  # type: ignore[misc]
        expect(menu).to_be_focused()
    expect(host.get_by_role("button", name="Que faire avec Sofia")).to_be_hidden()


def test_what_cannot_be_taken_back_is_asked_about_in_a_dialog(bench: PageBench, host: Page) -> None:
    menu = host.get_by_role("button", name=f"Que faire avec {ANNE.name}")
    dialog = host.get_by_role("dialog", name=f"Faire sortir {ANNE.name}\u202f?")
    menu.click()
    host.get_by_role("button", name="Faire sortir").click()
    expect(dialog.get_by_role("button", name="Annuler")).to_be_focused()
    # Single keys mean nothing while the question stands.
    host.keyboard.press("l")
    host.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(menu).to_be_focused()
    assert not [message for message in bench.received if message["type"] in ("remove", "hand")]
    menu.click()
    host.get_by_role("button", name="Faire sortir").click()
    dialog.get_by_role("button", name="Faire sortir").click()
    until(lambda: {"type": "remove", "id": "p1"} in bench.received)


def test_whoever_knocks_is_shown_and_let_in(bench: PageBench, host: Page) -> None:
    door = {"type": "door", "locked": False, "lobby": True}
    host.locator("#close-people").click()
    bench.send({**door, "waiting": [{"id": "w1", "name": "Lucie"}, {"id": "w2", "name": ""}]})
    expect(host.locator("#knock")).to_contain_text("Lucie attend à l’entrée, et 1 de plus.")
    expect(news(host)).to_contain_text("Lucie attend à l’entrée.")
    expect(news(host)).to_contain_text("Quelqu’un qui veut lire attend")
    host.locator("#knock").get_by_role("button", name="Faire entrer").click()
    until(lambda: {"type": "admit", "id": "w1"} in bench.received)
    bench.send({**door, "waiting": [{"id": "w2", "name": ""}]})
    host.locator("#knock").get_by_role("button", name="Refuser").click()
    host.get_by_role("dialog").get_by_role("button", name="Refuser").click()
    until(lambda: {"type": "refuse", "id": "w2"} in bench.received)
    bench.send({**door, "waiting": []})
    expect(host.locator("#knock")).to_be_hidden()


def test_lobby_and_lock_are_switches_and_locking_is_asked_about(bench: PageBench, host: Page) -> None:
    host.get_by_role("switch", name="Faire attendre").click()
    until(lambda: {"type": "lobby", "on": True} in bench.received)
    bench.send({"type": "door", "locked": False, "lobby": True, "waiting": []})
    expect(host.get_by_role("switch", name="Faire attendre")).to_be_checked()
    host.get_by_role("switch", name="Verrouiller").click()
    host.get_by_role("dialog").get_by_role("button", name="Verrouiller").click()
    until(lambda: {"type": "lock", "on": True} in bench.received)


def test_who_is_not_host_is_offered_nothing_of_a_host(bench: PageBench, page: Page) -> None:
    bench.show_people(person("p1", ANNE.name, hand=1), ME)
    expect(page.locator("#people-list li")).to_have_count(2)
    expect(page.locator("#door")).to_be_hidden()
    expect(page.locator(".person-menu:visible")).to_have_count(0)
    bench.show_people(person("p1", ANNE.name), {**ME, "role": "host"})
    expect(page.locator("#door")).to_be_visible()
    expect(news(page)).to_contain_text("Vous animez maintenant la réunion.")


def test_a_host_who_mutes_is_obeyed_and_may_be_contradicted(bench: PageBench, open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_role("textbox", name="Votre nom").fill("Sofia")
    page.get_by_role("button", name="Participer avec mon micro").click()
    page.get_by_role("button", name="Couper le micro").wait_for()
    expect(page.locator("#chip")).to_have_text("En direct")
    bench.send({"type": "muted"})
    expect(page.get_by_role("alert").filter(has_text="a été coupé")).to_be_visible()
    page.get_by_role("button", name="Ouvrir le micro").click()
    expect(page.get_by_role("button", name="Couper le micro")).to_be_visible()
    until(lambda: bench.received[-1] == {"type": "mute", "muted": False})


def test_a_meeting_server_that_restarts_is_told_until_it_is_back(bench: PageBench, page: Page) -> None:
    bench.send({"type": "media", "up": False})
    expect(page.get_by_role("alert")).to_contain_text(
        ["Le serveur de réunion redémarre, les sous-titres reviennent."]
    )
    bench.send({"type": "media", "up": True})
    expect(page.locator("#media-down")).to_be_hidden()


def test_one_panel_at_a_time_leaves_room_for_captions_on_a_phone(
    bench: PageBench, open_page: OpenPage
) -> None:
    page = enter(open_page(viewport=PHONE, has_touch=True))
    for name in ("chat", "people", "settings"):
        page.locator(f"#toggle-{name}").click()
        expect(page.locator(".panel:visible")).to_have_count(1)
        assert page.locator("#log").evaluate("(node) => node.clientHeight") > 85
    page.locator("#toggle-settings").click()
    expect(page.locator(".panel:visible")).to_have_count(0)
