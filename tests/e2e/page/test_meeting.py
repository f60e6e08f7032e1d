"""Taking part: the door, the microphone, the others' voices, the keyboard."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.page.bench import PageBench, person, until
from tests.e2e.page.conftest import OpenPage
from tests.e2e.page.script import ANNE, MEETING, Script, people
from tests.e2e.page.sfu import BenchSfu

REFUSED = """
navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", window.refusal ?? "NotAllowedError"));
"""

FOCUSED = """() => {
  const node = document.activeElement, { outlineWidth, outlineStyle } = getComputedStyle(node);
  return [node === document.body ? "BODY" : node.id || node.className, parseFloat(outlineWidth), outlineStyle];
}"""
PLAYS = """(node) => new Promise((done) => {
  const end = node.currentTime + 0.2;
  const look = () => node.currentTime > end ? done(true) : setTimeout(look, 50);
  look();
})"""
IN_ORDER = ["skip", "brand", "copy-link", "language", "smaller", "larger", "log"]
IN_ORDER += ["take-part", "toggle-captions", "toggle-settings", "leave"]


@pytest.fixture
def sfu(bench: PageBench) -> Iterator[BenchSfu]:
    sfu = BenchSfu()
    bench.answer_media = sfu.answer
    yield sfu
    bench.run(sfu.close())


def take_part(page: Page, name: str = "Sofia") -> None:
    page.get_by_role("textbox", name="Votre nom").fill(name)
    page.get_by_role("button", name="Participer avec mon micro").click()
    expect(page.locator("#chip")).to_have_text("En direct")


def test_the_microphone_is_heard_and_muted(bench: PageBench, sfu: BenchSfu, open_page: OpenPage) -> None:
    page = open_page()
    take_part(page)
    # Chromium's fake microphone beeps every second.
    until(lambda: sfu.loudest > 1000, 10)
    page.get_by_role("button", name="Couper le micro").click()
    expect(page.get_by_role("button", name="Ouvrir le micro")).to_be_visible()
    assert {"type": "mute", "muted": True} in bench.received
    page.wait_for_timeout(500)
    sfu.loudest, frames = 0, sfu.frames
    until(lambda: sfu.frames > frames + 75)
    assert sfu.loudest < 50
    page.keyboard.press("m")
    until(lambda: sfu.loudest > 1000, 10)
    assert bench.received[-1] == {"type": "mute", "muted": False}


def test_the_others_are_heard_also_after_another_offer(
    bench: PageBench, sfu: BenchSfu, open_page: OpenPage
) -> None:
    page = open_page()
    take_part(page)
    voices = page.locator("#voices audio")
    expect(voices).to_have_count(1)
    assert voices.first.get_attribute("data-person") == "p1"
    assert voices.first.evaluate(PLAYS)
    bench.run(sfu.offer(bench.send_soon))
    until(lambda: sum(message["type"] == "subscribed" for message in bench.received) == 2)
    expect(voices).to_have_count(1)
    assert voices.first.evaluate(PLAYS)
    page.get_by_role("button", name="Réglages").click()
    page.get_by_label("Entendre la réunion").uncheck()
    assert voices.first.evaluate("(node) => node.muted")


def test_a_page_that_lost_its_place_publishes_again(
    bench: PageBench, sfu: BenchSfu, open_page: OpenPage
) -> None:
    page = open_page()
    take_part(page)
    until(lambda: sfu.frames > 10, 10)
    bench.cut()
    until(lambda: sum(message["type"] == "publish" for message in bench.received) == 2, 10)
    frames = sfu.frames
    until(lambda: sfu.frames > frames + 50, 10)


def test_a_page_that_kept_its_place_does_not(bench: PageBench, sfu: BenchSfu, open_page: OpenPage) -> None:
    page = open_page()
    take_part(page)
    until(lambda: sfu.frames > 10, 10)
    bench.keep_publishing = True
    bench.cut()
    until(lambda: sum(message["type"] == "hello" for message in bench.received) == 2)
    page.wait_for_timeout(1500)
    assert sum(message["type"] == "publish" for message in bench.received) == 1


@pytest.mark.parametrize(
    ("refusal", "sentence"),
    [
        ("NotAllowedError", "bloqué"),
        ("NotFoundError", "Aucun micro"),
        ("NotReadableError", "autre application"),
    ],
)
def test_a_refused_microphone_is_explained_and_one_may_enter_without(
    bench: PageBench, open_page: OpenPage, refusal: str, sentence: str
) -> None:
    page = open_page(init=REFUSED + f"window.refusal = '{refusal}';")
    page.get_by_role("textbox", name="Votre nom").fill("Sofia")
    page.get_by_role("button", name="Participer avec mon micro").click()
    expect(page.get_by_role("alert").filter(has_text=sentence)).to_be_visible()
    page.get_by_role("button", name="Participer sans micro").click()
    expect(page.locator("#people-list li")).to_contain_text("sans micro")
    assert bench.received[0]["role"] == "participant"
    assert not [message for message in bench.received if message["type"] == "publish"]


def test_a_name_is_asked_of_those_who_speak_only(bench: PageBench, open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_role("textbox", name="Votre nom").fill("   ")
    page.keyboard.press("Enter")
    expect(page.locator("#name-error")).to_contain_text("Indiquez votre nom")
    assert page.evaluate("document.activeElement.id") == "name"
    page.get_by_role("button", name="Lecture seule").click()
    expect(page.locator("#chip")).to_have_text("En direct")
    hello = bench.received[0]
    assert (hello["role"], "name" in hello, hello["v"]) == ("reader", False, 1)
    page.get_by_role("button", name="Participer").click()
    expect(page.get_by_role("textbox", name="Votre nom")).to_be_focused()


def test_people_are_told_by_words_not_by_colour_alone(bench: PageBench, reader: Page) -> None:
    bench.show_people(*people(ANNE))
    rows = reader.locator("#people-list li")
    expect(rows).to_have_count(5)
    expect(rows.nth(0)).to_contain_text("parle")
    expect(rows.nth(3)).to_contain_text("micro coupé")
    expect(rows.nth(4)).to_contain_text("sans micro")
    bench.show_people(person("p1", ANNE.name))
    expect(rows).to_have_count(1)
    expect(rows.nth(0)).not_to_contain_text("parle")
    expect(reader.get_by_role("heading", name="Présents (1)")).to_be_visible()


def test_leaving_tells_the_server(bench: PageBench, reader: Page) -> None:
    reader.get_by_role("button", name="Quitter").click()
    expect(reader.get_by_role("alert").filter(has_text="Vous avez quitté")).to_be_visible()
    until(lambda: bench.received[-1] == {"type": "leave"})


def test_a_new_name_reaches_the_server(bench: PageBench, open_page: OpenPage) -> None:
    page = open_page()
    take_part(page)
    page.get_by_text("Changer de nom").click()
    page.locator("#rename-name").fill("Sofia B.")
    page.keyboard.press("Enter")
    until(lambda: {"type": "rename", "name": "Sofia B."} in bench.received)


def test_the_keyboard_reaches_everything_and_is_trapped_nowhere(
    bench: PageBench, script: Script, reader: Page
) -> None:
    for _, text in MEETING * 3:
        script.say(ANNE, text)
    # From the address bar, as it were: the first Tab goes to the beginning of the page.
    reader.evaluate(
        "document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')"
    )
    names: list[str] = []
    for _ in range(30):
        reader.keyboard.press("Tab")
        name, width, style = reader.evaluate(FOCUSED)
        if name in ("BODY", *names[:1]):
            break
        names.append(name)
        assert width >= 2, name
        assert style != "none", name
    assert [name for name in names if name in IN_ORDER] == IN_ORDER
    reader.locator("#toggle-settings").focus()
    reader.keyboard.press("Enter")
    expect(reader.get_by_role("heading", name="Réglages des sous-titres")).to_be_focused()
    reader.keyboard.press("Escape")
    expect(reader.locator("#toggle-settings")).to_be_focused()
    expect(reader.locator("#settings")).to_be_hidden()


def test_single_keys_can_be_switched_off(script: Script, reader: Page) -> None:
    for _, text in MEETING * 3:
        script.say(ANNE, text)
    back = reader.get_by_role("button", name="Reprendre le direct")
    reader.get_by_role("button", name="Réglages").click()
    reader.get_by_label("Raccourcis clavier").uncheck()
    reader.locator("#log").hover()
    reader.mouse.wheel(0, -900)
    expect(back).to_be_visible()
    reader.locator("#toggle-settings").focus()
    reader.keyboard.press("End")
    reader.wait_for_timeout(300)
    expect(back).to_be_visible()
    # In the log itself, End is the browser's own way down.
    reader.locator("#log").focus()
    reader.keyboard.press("End")
    expect(back).to_be_hidden()
