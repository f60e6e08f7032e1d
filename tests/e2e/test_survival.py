"""Janus, then the whole server is killed in the midst of a meeting: people do nothing, and the meeting goes on."""

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from gateway.access.roles import Role
from gateway.demo.meeting import load_meeting
from tests.e2e.attendee import Attendee, Speech, browsers
from tests.fakes.served import Served, alive, stopped_after, wait_until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300), pytest.mark.calm]

TOLD_SECONDS, BACK_SECONDS = 3.0, 15.0
SPEECH = Speech(load_meeting().participants[0], 1.0, 41.0)
NAME = SPEECH.person.name
# The notice may be gone again before anybody looks.
_WATCH = """() => {
  const notice = document.querySelector("#media-down");
  const look = () => (window.toldAt ??= notice.hidden ? undefined : Date.now());
  new MutationObserver(look).observe(notice, { attributes: true });
}"""
_AFTER_GAP = """() => {
  const gap = [...document.querySelectorAll("#log .gap")].at(-1);
  if (gap === undefined) return 0;
  const after = [...document.querySelectorAll("#log .line")].filter((line) => gap.compareDocumentPosition(line) & 4);
  const finals = after.flatMap((line) => [...line.querySelectorAll(".final")]);
  return finals.flatMap((final) => final.textContent.split(" ")).length;
}"""
OTHER = "Bruno"


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, requires: Callable[[str, str], Path]
) -> Iterator[Served]:
    requires("janus", "janus")
    served = Served(tmp_path_factory.mktemp("data"))
    with stopped_after(served):
        yield served


@pytest.fixture(scope="module")
def people(
    served: Served, tmp_path_factory: pytest.TempPathFactory, requires: Callable[[str, str], Path]
) -> Iterator[tuple[Attendee, Attendee]]:
    """One who speaks, one who looks and reads; captions are on, pictures move. One meeting for all that befalls it."""
    links = served.links(Role.HOST, Role.PARTICIPANT)
    served.start()
    chromium = requires("chromium", "chromium")
    with (
        sync_playwright() as playwright,
        browsers(playwright, chromium, SPEECH.write(tmp_path_factory.mktemp("speech")), None) as opened,
    ):
        claire, bruno = Attendee(opened[0], NAME), Attendee(opened[1], OTHER)
        for person, link in zip((claire, bruno), links, strict=True):
            person.join(served.address + link, camera=True)
        bruno.page.locator("#mute").click()
        claire.page.locator("#toggle-captions").click()
        wait_until(lambda: len(bruno.captions().get(NAME, [])) >= 8, "she is captioned", 60)
        wait_until(lambda: seen(claire) == {OTHER} and seen(bruno) == {NAME}, "they see each other", 30)
        yield claire, bruno
        assert claire.errors == bruno.errors == []


def seen(person: Attendee) -> set[str]:
    return set(person.moving())


def moves(person: Attendee, before: dict[str, int]) -> bool:
    """Some other pictures than ``before`` were shown."""
    return any(abs(count - before.get(name, 0)) > 3 for name, count in person.moving().items())


def pictures_move(person: Attendee) -> None:
    before = person.moving()
    wait_until(lambda: moves(person, before), "pictures move")


def words_after_the_gap(person: Attendee) -> int:
    found: int = person.page.evaluate(_AFTER_GAP)
    return found


def test_janus_is_killed(served: Served, people: tuple[Attendee, Attendee]) -> None:
    claire, bruno = people
    before, former = bruno.texts("#log .final"), served.janus
    for person in people:
        person.page.evaluate(_WATCH)
    wall, killed = time.time(), time.monotonic()
    os.kill(former, signal.SIGKILL)
    frozen = {person: person.moving() for person in people}
    came: dict[str, float] = {}

    def back() -> bool:
        now = time.monotonic() - killed
        if all(moves(person, frozen[person]) for person in people):
            came.setdefault("pictures", now)
        if words_after_the_gap(bruno) >= 3:
            came.setdefault("captions", now)
        return len(came) == 2

    wait_until(back, "pictures and captions are back", 60)
    told = max(person.page.evaluate("window.toldAt ?? Infinity") / 1000 - wall for person in people)
    print(f"\ntold after {told:.1f} s, back after {came} s")
    assert told < TOLD_SECONDS
    for person in people:
        person.page.locator("#media-down").wait_for(state="hidden")
    assert max(came.values()) < BACK_SECONDS
    for person in people:
        # One loss, told once; who was silent with a closed microphone has lost nothing.
        assert person.texts("#log .gap .name") == [NAME]
        missing = re.search(r"(\d+)\s*s", person.texts("#log .gap .text")[0])
        assert missing is not None
        assert int(missing[1]) < BACK_SECONDS
    assert bruno.texts("#log .final")[: len(before)] == before, "what was said before is still there"
    assert served.janus != former


def test_the_server_is_killed_and_started_again(served: Served, people: tuple[Attendee, Attendee]) -> None:
    claire, bruno = people
    before, marks = bruno.texts("#log .final"), len(bruno.texts("#log .gap"))
    janus = served.janus
    served.kill()
    wait_until(lambda: not alive(janus), "Janus ends with it", 3)
    served.start()
    started = time.monotonic()
    assert served.janus != janus
    # Nobody does anything: the pages come back, publish, and captions are on again.
    wait_until(lambda: seen(claire) == {OTHER} and seen(bruno) == {NAME}, "they see each other again", 30)
    for person in people:
        pictures_move(person)
    pictures = time.monotonic() - started
    wait_until(lambda: len(bruno.texts("#log .gap")) > marks, "the restart is told among the captions", 30)
    wait_until(lambda: words_after_the_gap(bruno) >= 3, "captions are back", 30)
    captions = time.monotonic() - started
    # What was just being said stays as well, where it stood, ended by an ellipsis.
    kept = [text for text in bruno.texts("#log .final") if text in before or not text.endswith("…")]
    assert kept[: len(before)] == before, "what was said before is still there"
    bruno.page.locator("#toggle-people").click()
    assert len(bruno.texts("#people-list > li")) == 2, "nobody is there twice"
    print(f"\nafter the start: pictures {pictures:.1f} s, captions {captions:.1f} s")
