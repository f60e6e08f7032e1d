"""A whole meeting with nothing replaced: three speak with camera and microphone, a fourth reads; on both servers."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from gateway.access.roles import Role
from gateway.demo.meeting import load_meeting
from tests.e2e.attendee import Attendee, Speech, browsers, misheard
from tests.fakes.media_servers import NAMES
from tests.fakes.served import Served, stopped_after, wait_until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
Requires = Callable[[str, str], Path]

CLAIRE, KARIM, DOMINIQUE = load_meeting().participants
# In turns, as far as browsers begin at the same time: a small machine has these browsers to run as well.
SPEECHES = (
    Speech(CLAIRE, 9.1, 15.5, after_s=13),
    Speech(KARIM, 97.2, 102.8, before_s=7, after_s=6.8),
    Speech(DOMINIQUE, 75.2, 80.8, before_s=13, after_s=0.8),
)
ENOUGH_WORDS = 8
MOST_ERRORS, LEAST_DISTANCE = 0.5, 0.2
"""Base alone is at 0.1 on these voices when the machine has time; here it is asked whose words they are."""


@pytest.fixture(params=NAMES)
def media(request: pytest.FixtureRequest, requires: Requires) -> str:
    if request.param == "janus":
        requires("janus", "janus")
    return str(request.param)


@pytest.fixture
def people(requires: Requires, tmp_path: Path) -> Iterator[list[Attendee]]:
    """Three who speak, and one who does not."""
    chromium = requires("chromium", "chromium")
    microphones = [speech.write(tmp_path) for speech in SPEECHES]
    with sync_playwright() as playwright, browsers(playwright, chromium, *microphones, None) as opened:
        names = [speech.person.name for speech in SPEECHES]
        yield [Attendee(browser, name) for browser, name in zip(opened, [*names, ""], strict=True)]


def test_three_speak_and_a_fourth_reads(media: str, people: list[Attendee], tmp_path: Path) -> None:
    served = Served(tmp_path / "data", media=media)
    links = served.links(Role.HOST, Role.PARTICIPANT, Role.PARTICIPANT, Role.READER)
    with stopped_after(served):
        served.start()
        *speakers, reader = people
        for speaker, link in zip(speakers, links, strict=False):
            speaker.join(served.address + link, camera=media == "janus")
        reader.read(served.address + links[-1])
        speakers[0].page.locator("#toggle-captions").click()
        if media == "janus":
            they_see_each_other(speakers)
            a_screen_appears(speakers)
        they_write_and_raise_hands(speakers, reader)
        all_are_captioned_under_their_names(speakers, reader)
        if media == "janus":
            assert reader.moving() == {}, "who reads by a link for readers gets no pictures"
            they_see_each_other(speakers)
        assert [page.errors for page in people] == [[], [], [], []]


def they_see_each_other(speakers: list[Attendee]) -> None:
    for speaker in speakers:
        others = {other.name for other in speakers} - {speaker.name}
        wait_until(lambda speaker=speaker, others=others: set(speaker.moving()) == others, "all are seen", 30)  # type: ignore[misc]
    before = [speaker.moving() for speaker in speakers]
    for speaker, frames in zip(speakers, before, strict=True):
        wait_until(
            lambda speaker=speaker, frames=frames: all(  # type: ignore[misc]
                count > frames[name] + 5 for name, count in speaker.moving().items()
            ),
            "pictures move",
        )


def a_screen_appears(speakers: list[Attendee]) -> None:
    sharing, *others = speakers
    sharing.page.locator("#share").click()
    for other in others:
        wait_until(lambda other=other: len(other.moving("screen")) == 1, "the screen is seen", 30)  # type: ignore[misc]
        (name,) = other.moving("screen")
        assert sharing.name in name
    sharing.page.locator("#share").click()
    for other in others:
        wait_until(lambda other=other: not other.moving("screen"), "the screen is gone")  # type: ignore[misc]


def they_write_and_raise_hands(speakers: list[Attendee], reader: Attendee) -> None:
    written = f"Bonjour à {len(speakers)}"
    writing, *others = speakers
    writing.page.locator("#toggle-chat").click()
    writing.page.locator("#chat-text").fill(written)
    writing.page.locator("#chat-text").press("Enter")
    for person in (*others, reader):
        person.page.locator("#toggle-chat").click()
        person.page.locator("#chat-list", has_text=written).wait_for()
        person.page.locator("#close-chat").click()
    for person in others:
        person.page.locator("#hand").click()
        person.page.locator("#hand-place").wait_for()
    queue = [person.name for person in others]
    for person in (*speakers, reader):
        person.page.locator("#toggle-people").click()
        wait_until(lambda person=person: person.texts("#hands-list li") == queue, "the queue is shown")  # type: ignore[misc]


def all_are_captioned_under_their_names(speakers: list[Attendee], reader: Attendee) -> None:
    names = {speaker.name for speaker in speakers}

    def enough() -> bool:
        said = reader.captions()
        return set(said) == names and all(len(words) >= ENOUGH_WORDS for words in said.values())

    wait_until(enough, "enough of everybody is final", 120)
    for speech in SPEECHES:
        words = reader.captions()[speech.person.name]
        own = misheard(words, speech)
        assert own <= MOST_ERRORS, (speech.person.id, words)
        for other in SPEECHES:
            assert other is speech or own + LEAST_DISTANCE < misheard(words, other), (speech.person.id, words)
    for speaker in speakers:
        assert set(speaker.captions()) == names
