"""Pictures around the captions: the door with a camera, tiles, the signer, and captions that keep their place."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.flaws import overflows, violations
from tests.e2e.page.bench import PageBench, person, until
from tests.e2e.page.conftest import DESKTOP, PHONE, OpenPage
from tests.e2e.page.script import ANNE, MEETING, PAUL, Script, people
from tests.e2e.page.test_looks import SMALLEST

NO_FLOATING = "delete window.documentPictureInPicture;"
GRANTED = ["camera", "microphone"]

COVERED = """() => {
  const boxes = [...document.querySelectorAll(".tile")].filter((node) => node.checkVisibility())
    .map((node) => node.getBoundingClientRect());
  const apart = (one, other) => one.right <= other.left + 1 || one.bottom <= other.top + 1;
  return boxes.some((one, i) => boxes.slice(i + 1).some((other) => !apart(one, other) && !apart(other, one)));
}"""
LINES = """() => {
  const log = document.querySelector("#log"), { fontSize, lineHeight } = getComputedStyle(log);
  return (log.clientHeight + 1) / parseFloat(lineHeight || fontSize);
}"""


@pytest.fixture
def video(bench: PageBench) -> PageBench:
    bench.extra = {"video": True}
    return bench


def enter(page: Page) -> Page:
    page.get_by_role("textbox", name="Votre nom").fill("Sofia")
    page.get_by_role("button", name="Participer sans micro").click()
    expect(page.locator("#chip")).to_have_text("En direct")
    return page


def twelve(**signer: object) -> list[dict[str, object]]:
    there = [person(f"q{i}", f"Personne {i}", camera=i % 3 == 0, muted=i > 3) for i in range(10)]
    return [
        person("p1", ANNE.name, camera=True, speaking=True),
        person("p2", PAUL.name, hand=1, **signer),
        *there,
    ]


def test_one_sees_and_chooses_before_joining_and_it_is_remembered(
    video: PageBench, open_page: OpenPage
) -> None:
    page = open_page(permissions=GRANTED)
    expect(page.get_by_text("Caméra éteinte")).to_be_visible()
    page.get_by_role("button", name="Caméra").click()
    picture = page.locator("#preview-video")
    expect(picture).to_be_visible()
    until(lambda: bool(picture.evaluate("(node) => node.videoWidth > 0")))
    page.get_by_role("button", name="Essayer mon micro").click()
    # Chromium's fake microphone beeps every second.
    until(lambda: bool(page.locator("#level").evaluate("(node) => node.value > 0")))
    expect(page.get_by_role("combobox", name="Caméra")).to_contain_text("fake")
    expect(page.get_by_role("combobox", name="Micro")).to_contain_text("Fake")
    assert violations(page) == []
    page.reload()
    expect(page.locator("#preview-video")).to_be_visible()
    page.get_by_role("textbox", name="Votre nom").fill("Sofia")
    page.get_by_role("button", name="Participer avec micro et caméra").click()
    until(lambda: {"type": "camera", "on": True} in video.received)
    until(lambda: any(message["type"] == "publish" for message in video.received), 10)
    offer = next(message for message in video.received if message["type"] == "publish")
    assert offer["feed"] == "main"
    assert [line.split()[0] for line in offer["sdp"].splitlines() if line.startswith("m=")] == [
        "m=audio",
        "m=video",
    ]


def test_a_server_of_voices_only_offers_no_camera_anywhere(bench: PageBench, open_page: OpenPage) -> None:
    page = enter(open_page())
    bench.show_people(*people(ANNE), person("you", "Sofia"))
    expect(page.locator("#people-list li")).to_have_count(6)
    for control in ("#camera", "#share", "#preview", "#pictures", "#quality"):
        expect(page.locator(control)).to_be_hidden()
    page.keyboard.press("c")
    assert not [message for message in bench.received if message["type"] == "camera"]


def test_captions_have_the_whole_window_until_there_is_something_to_see(
    video: PageBench, open_page: OpenPage
) -> None:
    page = enter(open_page())
    video.show_people(person("p1", ANNE.name), person("you", "Sofia"))
    expect(page.locator("#people-list > li")).to_have_count(2)
    expect(page.locator("#pictures")).to_be_hidden()
    video.show_people(person("p1", ANNE.name, camera=True), person("you", "Sofia"))
    expect(page.locator(".tile:visible")).to_have_count(2)


def test_tiles_say_who_speaks_is_muted_and_wants_to_speak_in_words_too(
    video: PageBench, open_page: OpenPage
) -> None:
    script = Script(video)
    script.say(ANNE, "Bonjour.")
    page = enter(open_page())
    video.show_people(*twelve())
    tile = page.locator(".tile").filter(has_text=ANNE.name)
    expect(tile).to_contain_text("parle")
    mark = page.locator("#log .mark").first
    assert tile.locator(".mark").get_attribute("data-colour") == mark.get_attribute("data-colour")
    assert tile.locator(".mark").get_attribute("data-shape") == mark.get_attribute("data-shape")
    expect(page.locator(".tile").filter(has_text=PAUL.name)).to_contain_text("main levée, place 1")
    expect(page.locator(".tile").filter(has_text="Personne 5")).to_contain_text("micro coupé")
    expect(page.locator(".tile").filter(has_text="Personne 5").locator(".initials")).to_have_text("P5")


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE, SMALLEST], ids=["1440", "390", "320"])
def test_twelve_people_and_a_signer_leave_three_lines_of_captions(
    video: PageBench, open_page: OpenPage, viewport: dict[str, int]
) -> None:
    script = Script(video)
    for speaker, text in MEETING:
        script.say(speaker, text)
    page = enter(open_page(viewport=viewport, reduced_motion="reduce"))
    for signer in ({}, {"signer": True, "camera": True}, {"screen": True, "signer": True}):
        video.show_people(*twelve(**signer), person("you", "Sofia", camera=True))
        expect(page.locator(".tile:visible").first).to_be_visible()
        page.wait_for_timeout(200)
        assert not page.evaluate(COVERED)
        assert page.evaluate(LINES) >= 3
        expect(page.locator("#log .line").last).to_be_in_viewport()
        assert overflows(page) == []
        if signer:
            box = page.locator(".tile[data-size=large]").filter(has_text="langue des signes").bounding_box()
            assert box is not None
            assert box["width"] * box["height"] > 0.1 * viewport["width"] * 300
    assert violations(page) == []


def test_the_signer_stays_large_whoever_speaks(video: PageBench, open_page: OpenPage) -> None:
    page = enter(open_page())
    for speaking in (False, True):
        video.show_people(
            person("p1", ANNE.name, speaking=speaking, camera=True),
            person("p2", PAUL.name, signer=True, camera=True),
            person("you", "Sofia", camera=True),
        )
        expect(page.locator(".tile[data-size=large]")).to_have_count(1)
        expect(page.locator(".tile[data-size=large]")).to_contain_text(PAUL.name)


def test_anybody_may_have_somebody_large_and_say_that_they_sign(
    video: PageBench, open_page: OpenPage
) -> None:
    page = enter(open_page())
    video.show_people(person("p1", ANNE.name, camera=True), person("you", "Sofia"))
    page.get_by_role("button", name=f"Que faire avec {ANNE.name}").click()
    page.get_by_role("button", name="Afficher en grand").click()
    expect(page.locator(".tile[data-size=large]")).to_contain_text(ANNE.name)
    page.get_by_role("button", name="Que faire avec Sofia").click()
    page.get_by_role("button", name="Signe en langue des signes").click()
    until(lambda: video.received[-1] == {"type": "signer", "id": "you", "on": True})


def test_captions_stand_beside_the_pictures_and_it_is_remembered(
    video: PageBench, open_page: OpenPage
) -> None:
    page = enter(open_page())
    video.show_people(*twelve())
    page.get_by_role("button", name="Réglages").click()
    page.get_by_label("à côté des images").check()
    pictures, captions = page.locator("#pictures").bounding_box(), page.locator("#captions").bounding_box()
    assert pictures is not None
    assert captions is not None
    assert captions["x"] >= pictures["x"] + pictures["width"]
    assert captions["y"] == pytest.approx(pictures["y"], abs=2)
    page.reload()
    expect(page.locator("#room")).to_have_attribute("data-captions", "beside")


def test_captions_go_into_their_own_window_and_come_back_with_all_they_said(
    bench: PageBench, script: Script, open_page: OpenPage
) -> None:
    page = open_page("/room/essai?role=reader", init=NO_FLOATING)
    page.locator("#chip[data-status=live]").wait_for()
    script.say(ANNE, "Avant.")
    page.get_by_role("button", name="Réglages").click()
    with page.expect_popup() as opening:
        page.get_by_label("Dans leur propre fenêtre").check()
    popup = opening.value
    script.say(PAUL, "Pendant.")
    expect(popup.locator("#log .final")).to_have_text(["Avant.", "Pendant."])
    expect(popup.locator(".captions")).to_have_css("background-color", "rgb(12, 15, 19)")
    expect(page.get_by_text("Les sous-titres sont dans leur fenêtre.")).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(popup.locator("#captions-title")).to_have_text("Captions")
    page.get_by_role("button", name="Bring them back").click()
    expect(page.locator("#log .final")).to_have_text(["Avant.", "Pendant."])
    with page.expect_popup() as opening:
        page.get_by_label("In their own window").check()
    opening.value.close()
    expect(page.locator("#log .final")).to_have_text(["Avant.", "Pendant."])
    script.say(ANNE, "Après.")
    expect(page.locator("#log .final").last).to_have_text("Après.")
