"""Correcting, asking and typing on the real server over real sockets; no sound."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest

from captions import wire
from captions.events import CaptionEvent, Final, Speaker
from captions.ids import SpeakerId
from captions.transcript import standing
from gateway.access.hosting import Hosting
from gateway.access.register import HostedRoom
from gateway.access.roles import Role
from tests.fakes.corrected import said
from tests.fakes.meeting import QUICK, Meeting, Page, meeting, until
from tests.fakes.seen import about, me

pytestmark = pytest.mark.integration

WORDS = 55
"""What a page may send at once."""
READERS = 20


@pytest.fixture
def room(hosting: Hosting) -> HostedRoom:
    return hosting.register.create("Conseil", 1)


@pytest.fixture
async def server(hosting: Hosting) -> AsyncIterator[Meeting]:
    async with meeting(QUICK, hosting=hosting) as server:
        yield server


@pytest.fixture
def enter(server: Meeting, hosting: Hosting, room: HostedRoom) -> Any:
    """A page by name and role."""

    def enter(name: str | None, role: Role = Role.PARTICIPANT, **hello: object) -> Page:
        return server.page(name, room=room.name, token=hosting.access.issue(room, role)[0], **hello)

    return enter


class Stamped(list[dict[str, Any]]):
    """What a page got, and when."""

    def __init__(self, got: list[dict[str, Any]]) -> None:
        super().__init__(got)
        self.times = [time.monotonic()] * len(got)

    def append(self, message: dict[str, Any]) -> None:
        super().append(message)
        self.times.append(time.monotonic())


def events(page: Page) -> list[CaptionEvent]:
    return [wire.decode(message["event"]) for message in page.of("event")]


def exported(page: Page) -> list[tuple[str, str]]:
    """Who said what in a file made of what the page was told."""
    return [(event.speaker.name, event.text) for event in standing(events(page)) if isinstance(event, Final)]


def amend(
    number: int, first: int, last: int, text: str, *, segment: int = 1, base: int = 0
) -> dict[str, Any]:
    return {
        "type": "amend", "id": f"e{number}", "segment": segment, "base": base,
        "first": first, "last": last, "text": text,
    }  # fmt: skip


@pytest.mark.calm
async def test_two_correctors_under_load_reach_readers_files_and_latecomers_within_a_second(
    server: Meeting, enter: Any
) -> None:
    async with AsyncExitStack() as stack:
        anne = await stack.enter_async_context(enter("Anne", Role.CORRECTOR))
        chloe = await stack.enter_async_context(enter("Chloé", Role.CORRECTOR))
        readers = [await stack.enter_async_context(enter(None, Role.READER)) for _ in range(READERS)]
        server.session.emit(said(" ".join(f"m{n}" for n in range(2 * WORDS))))
        await until(lambda: len(readers[-1].of("event")) == 2, "everybody reads")
        for reader in readers:
            reader.got = Stamped(reader.got)
        sent: dict[str, float] = {}

        async def correct(page: Page, which: int) -> None:
            for n in range(WORDS):
                word = 2 * n + which
                sent[f"M{word}"] = time.monotonic()
                await page.send(amend(word, word, word + 1, f"M{word}"))
                await asyncio.sleep(0.01)

        began = time.monotonic()
        await asyncio.gather(correct(anne, 0), correct(chloe, 1))
        await until(lambda: all(len(r.of("event")) == 2 + 2 * WORDS for r in readers), "all have all")
        took = time.monotonic() - began
        expected = " ".join(f"M{n}" for n in range(2 * WORDS))
        delays = [delay for reader in readers for delay in delays_of(reader, sent)]
        assert len(delays) == READERS * 2 * WORDS
        assert max(delays) < 1.0, f"{2 * WORDS / took:.0f} corrections a second"
        assert all(exported(reader) == [("Paul", expected)] for reader in (readers[0], readers[-1], anne))
        assert anne.codes == chloe.codes == []
        assert len(anne.of("done")) == len(chloe.of("done")) == WORDS
        came = time.monotonic()
        late = await stack.enter_async_context(enter(None, Role.READER))
        await until(lambda: exported(late) == [("Paul", expected)], "who comes later reads it too", 5)
        assert time.monotonic() - came < 1.0


def delays_of(reader: Page, sent: dict[str, float]) -> list[float]:
    """From a correction's sending until a reader has it."""
    assert isinstance(reader.got, Stamped)
    delays, known = [], set[str]()
    for message, at in zip(reader.got, reader.got.times, strict=True):
        if message["type"] == "event" and message["event"]["type"] == "amended":
            words = {word["text"] for word in message["event"]["words"]} & sent.keys()
            delays += [at - sent[word] for word in words - known]
            known = words
    return delays


async def test_of_two_who_change_one_word_the_second_is_told(server: Meeting, enter: Any) -> None:
    async with enter("Anne", Role.CORRECTOR) as anne, enter("Chloé", Role.CORRECTOR) as chloe:
        server.session.emit(said("le veau est closes"))
        await anne.send(amend(1, 1, 2, "vote"))
        await until(lambda: bool(anne.of("done")), "it stands")
        await chloe.send(amend(2, 1, 2, "voeu"))
        await chloe.send(amend(3, 3, 4, "clos"))
        await until(lambda: bool(chloe.of("done")), "the other word is changed")
        (error,) = chloe.of("error")
        assert (error["code"], error["id"], error["segment"]) == ("correct.conflict", "e2", 1)
        assert "Quelqu’un" in error["fr"]
        assert exported(chloe) == [("Paul", "le vote est clos")]
        await anne.send({"type": "undo", "id": "u"})
        await until(lambda: exported(chloe) == [("Paul", "le veau est clos")], "it is taken back")


FORGED: list[tuple[dict[str, Any] | str, str]] = [
    (amend(1, 0, 1, "x"), "correct.not_allowed"),
    (amend(1, 0, 1, "x", segment=10**15), "correct.not_allowed"),
    (amend(1, 0, 1, "\u0000\u202e"), "correct.bad_text"),
    (amend(1, 0, 1, "x" * 60_000), "correct.bad_text"),
    (amend(1, 0, 1, "x" * 70_000), "live.too_large"),
    (amend(1, 5, 1, "x"), "live.bad_field"),
    (amend(1, 0, 1, "x") | {"segment": {"$gt": 0}}, "live.bad_field"),
    (amend(1, 0, 1, "x") | {"id": "x" * 65}, "live.bad_field"),
    ({"type": "insert", "id": "i", "after": None, "speaker": {"name": "Anne"}, "text": "x"}, "correct.not_allowed"),
    ({"type": "reassign", "id": "r", "line": 1, "from": None, "speaker": {"name": "X"}}, "correct.not_allowed"),
    ({"type": "undo", "id": "u"}, "correct.nothing"),
    ({"type": "terms", "add": ["PLUi"], "remove": []}, "correct.not_allowed"),
    ({"type": "duty", "on": True}, "correct.not_allowed"),
    ({"type": "open_correction", "on": True}, "live.not_host"),
    ({"type": "off_record", "on": True}, "live.not_host"),
    ({"type": "answer", "ask": "a1", "how": "confirm"}, "ask.gone"),
    ({"type": "typing", "text": "x" * 5_000}, "typing.too_long"),
]  # fmt: skip


async def test_what_participants_may_not_is_refused_in_french_and_changes_nothing(
    server: Meeting, enter: Any
) -> None:
    async with enter("Mallory") as mallory:
        server.session.emit(said("le vote"))
        for message, code in FORGED:
            await mallory.send(message)
            await until(lambda code=code: mallory.codes[-1:] == [code], f"refused with {code}")  # type: ignore[misc]
        assert len(mallory.codes) == len(FORGED)
        assert all(len(error["fr"]) > 20 and not error["fatal"] for error in mallory.of("error"))
        assert exported(mallory) == [("Paul", "le vote")]
        assert len(mallory.of("event")) == 2
        assert mallory.welcome["correction"] == {"open": False, "may": False}
        assert mallory.welcome["terms"] is None


async def test_a_megabyte_ends_the_connection_and_nothing_else(server: Meeting, enter: Any) -> None:
    async with enter("Anne", Role.CORRECTOR) as anne, enter("Mallory", Role.CORRECTOR) as mallory:
        server.session.emit(said("le vote"))
        await mallory.send(amend(1, 0, 1, "x" * 1_000_000))
        await until(lambda: mallory.close_code == 1009, "the socket is closed")
        await anne.send(amend(1, 0, 1, "Le"))
        await until(lambda: exported(anne) == [("Paul", "Le vote")], "the others go on")


async def test_readers_may_ask_and_nothing_else(server: Meeting, enter: Any) -> None:
    async with enter("Paul") as paul, enter(None, Role.READER) as reader, enter("R", Role.READER) as other:
        server.session.emit(said("le veau", speaker=server_speaker(paul)))
        for page in (reader, other):
            for message, _ in FORGED:
                if (
                    isinstance(message, dict)
                    and len(json.dumps(message)) < 1000
                    and "x" * 65 not in str(message)
                ):
                    await page.send(message)
            await until(lambda page=page: len(page.codes) >= 10, "all are refused")  # type: ignore[misc]
            assert set(page.codes) <= {"live.reader", "live.bad_field", "correct.bad_text"}
        await reader.send({"type": "ask", "id": "q", "segment": 1, "first": 1, "last": 2, "named": True})
        await until(lambda: bool(paul.of("asked")), "Paul is asked")
        assert {key: paul.of("asked")[0][key] for key in ("text", "by")} == {"text": "veau", "by": None}
        await paul.send(
            {"type": "answer", "ask": paul.of("asked")[0]["id"], "how": "correct", "text": "vote"}
        )
        await until(lambda: bool(reader.of("answered")), "the reader is told")
        assert exported(reader) == [("Paul", "le vote")]


def server_speaker(page: Page) -> Speaker:
    return Speaker(id=SpeakerId(me(page)), name=page.welcome["you"]["name"])


@pytest.mark.calm
async def test_typed_text_reaches_everybody_at_once_without_captions_and_outlives_its_page(
    server: Meeting, enter: Any
) -> None:
    async with enter("Anne") as anne, enter(None, Role.READER) as reader:
        reader.got = Stamped(reader.got)
        delays = []
        for n in range(1, 8):
            sent = time.monotonic()
            await anne.send({"type": "typing", "text": "bonjour"[:n]})
            await until(lambda n=n: typed(reader) == ("interim", "bonjour"[:n]), "it is shown")  # type: ignore[misc]
            delays.append(reader.got.times[-1] - sent)
        assert max(delays) < 0.5
        async with enter(None, Role.READER) as late:
            await until(lambda: typed(late) == ("interim", "bonjour"), "who comes later sees the open line")
            assert not late.welcome["captions"]
            anne.cut()
            await until(lambda: typed(late) == ("final", "bonjour"), "it is final once her place is given up")
        assert [event["event"]["status"] for event in reader.of("event") if "status" in event["event"]] == [
            "off"
        ]


def typed(page: Page) -> tuple[str, str] | None:
    """The last that was typed."""
    last = [m["event"] for m in page.of("event") if m["event"].get("origin") == "typed"][-1:]
    return (last[0]["type"], last[0]["text"]) if last else None


async def test_the_record_and_open_correction_are_told_to_those_who_come_later(
    server: Meeting, enter: Any
) -> None:
    async with enter("Anne", Role.HOST) as anne:
        await anne.send({"type": "off_record", "on": True})
        await anne.send({"type": "open_correction", "on": True})
        await anne.send({"type": "terms", "add": ["PLUi"]})
        await anne.send({"type": "duty", "on": True})
        await until(lambda: about(anne, "Anne")["corrects"], "she is on duty")
        async with enter("Paul") as paul, enter(None, Role.READER) as reader:
            assert paul.welcome["off_record"]
            assert reader.welcome["off_record"]
            assert paul.welcome["correction"] == {"open": True, "may": True}
            assert reader.welcome["correction"] == {"open": True, "may": False}
            assert (paul.welcome["terms"], reader.welcome["terms"]) == (["PLUi"], None)
            assert about(paul, "Anne")["corrects"]
            server.session.emit(said("confidentiel", start_ms=10**6))
            await until(lambda: len(reader.of("event")) == 3, "readers read it")
            assert exported(reader) == []
