"""Several people at one microphone, from real sound to everybody who reads: on both meeting servers."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from captions import wire
from captions.archive.ports import SYSTEM
from captions.events import Amended, AuthorKind, CaptionEvent, Final, Named, State, Status
from gateway.archive.keeping import Keeping, open_keeping
from models.audio import Samples, to_samples
from models.ports import Diariser
from models.speakers import Relabelled, VoiceLabel
from pipeline import microphone as microphone_module
from tests.fakes import media_servers
from tests.fakes.meeting import Meeting, Page, until, write_opus
from tests.fakes.table import HIGH, LOW, Microphone, hum, table
from tests.fakes.text_readers import TextPage
from tests.fakes.voices import Said, ScriptedDiariser

pytestmark = pytest.mark.integration

SAID: tuple[Said, ...] = ((0, 300, 2200), (1, 3200, 5100), (0, 6100, 7100))
WORDS = 10
SCRIPT: tuple[Said, ...] = ((0, 0, 2700), (1, 2700, 5600), (0, 5600, 60_000))
"""As the diariser hears it, a little off; all that comes in later tracks is the first voice's."""


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    return write_opus(tmp_path / "table.opus", hum(SAID, 7.5))


def events(page: Page) -> list[CaptionEvent]:
    return [wire.decode(message["event"]) for message in page.of("event")]


def finals(page: Page) -> list[Final]:
    return [event for event in events(page) if isinstance(event, Final)]


def states(page: Page) -> list[Status]:
    return [event.status for event in events(page) if isinstance(event, State)]


def person(page: Page, name: str) -> dict[str, Any]:
    return next(person for person in page.people if person["name"] == name)


async def share(host: Page, name: str, *, on: bool = True) -> str:
    """The id of whose microphone it is."""
    await until(lambda: any(each["name"] == name for each in host.people), f"{name} is there")
    who: str = person(host, name)["id"]
    await host.send({"type": "share_microphone", "person": who, "on": on})
    await until(lambda: person(host, name)["shared"] is on, "the switch is turned")
    return who


def by_voice(said: list[Final]) -> dict[str, set[str]]:
    """Which words came under which id."""
    found: dict[str, set[str]] = {}
    for event in said:
        found.setdefault(event.speaker.id, set()).update(
            word.text.lower().strip(".,") for word in event.words
        )
    return found


@pytest.mark.parametrize("server_name", media_servers.NAMES)
async def test_voices_come_as_speakers_and_are_known_again_by_a_new_connection(
    server_name: str, recording: Path, requires: Callable[[str, str], Path]
) -> None:
    async with (
        media_servers.entered(server_name, requires) as media,
        table(lambda: ScriptedDiariser(SCRIPT), media=media) as server,
        server.page("Anne") as anne,
        Microphone(server.room(), "Salle", recording=recording) as microphone,
    ):
        who = await share(anne, "Salle")
        await anne.send({"type": "captions", "on": True})
        await until(lambda: Status.LIVE in states(anne), "captions are on")
        microphone.play()
        await microphone.finished()
        await until(lambda: len(finals(anne)) >= 3, "all is final")
        await until(lambda: sum(len(final.words) for final in finals(anne)) >= WORDS, "every word is")
        assert by_voice(finals(anne)) == {f"{who}#1": {LOW}, f"{who}#2": {HIGH}}
        names = {event.speaker.name for event in finals(anne)}
        assert names == {"Intervenant 1", "Intervenant 2"}
        known = len(finals(anne))
        await microphone.again(recording)
        await microphone.finished()
        await until(lambda: len(finals(anne)) > known, "they are captioned again")
        assert person(anne, "Salle")["shared"]
        assert {event.speaker.id for event in finals(anne)[known:]} == {f"{who}#1"}


async def test_a_name_reaches_readers_the_text_stream_files_segments_and_the_record(
    recording: Path, tmp_path: Path
) -> None:
    with open_keeping(tmp_path / "data") as keeping:
        async with (
            table(lambda: ScriptedDiariser(SCRIPT), keeping=keeping) as server,
            server.page("Anne") as anne,
            server.page(None) as reader,
            TextPage(server, "conseil") as text,
            Microphone(server.room(), "Salle", recording=recording) as microphone,
        ):
            who = await share(anne, "Salle")
            await anne.send({"type": "captions", "on": True})
            await anne.send({"type": "transcript", "on": True})
            await until(lambda: any(told["on"] for told in anne.of("transcript")), "it is kept")
            microphone.play()
            await until(lambda: f"{who}#2" in by_voice(finals(anne)), "both voices have spoken")
            await anne.send({"type": "name_speaker", "id": "1", "speaker": f"{who}#1", "name": "Mme Roy"})
            await anne.send({"type": "name_speaker", "id": "2", "speaker": f"{who}#2", "name": "M. Petit"})
            await until(lambda: len(anne.of("done")) == 2, "both have a name")
            await microphone.finished()
            await until(lambda: sum(len(final.words) for final in finals(anne)) >= WORDS, "all is said")
            shown = {event.speaker: event.shown.name for event in events(reader) if isinstance(event, Named)}
            assert shown == {f"{who}#1": "Mme Roy", f"{who}#2": "M. Petit"}
            await until(lambda: any(line.startswith("Mme Roy") for line in text.lines), "it is read as text")
            await check_files(server)
            await until(lambda: names_kept(keeping) == {"Mme Roy", "M. Petit"}, "the record has the names")
            await anne.send({"type": "undo", "id": "3"})
            await until(lambda: names_kept(keeping) == {"Mme Roy", "Intervenant 2"}, "one is taken back")
            assert "M. Petit" not in (await fetched(server, "captions.txt"))


async def fetched(server: Meeting, path: str) -> str:
    async with httpx.AsyncClient(base_url=server.http, trust_env=False) as client:
        answer = await client.get(f"/api/rooms/conseil/{path}")
        assert answer.status_code == 200, path
        return answer.text


async def check_files(server: Meeting) -> None:
    for name in ("txt", "vtt", "srt", "ttml"):
        text = await fetched(server, f"captions.{name}")
        assert "Mme Roy" in text, name
        assert "Petit" in text, name
        assert "Intervenant" not in text, name
    playlist: list[str] = []

    async def settled() -> bool:
        text = await fetched(server, "hls/captions.m3u8")
        playlist[:] = [line for line in text.splitlines() if line.partition("?")[0].endswith(".vtt")]
        return bool(playlist)

    async with asyncio.timeout(30):
        while not await settled():
            await asyncio.sleep(0.2)
    segments = [await fetched(server, f"hls/{line}") for line in playlist]
    assert any("Mme Roy" in segment for segment in segments)
    assert not any("Intervenant" in segment for segment in segments)


def names_kept(keeping: Keeping) -> set[str]:
    archive = keeping.archive
    (record,) = archive.records(SYSTEM).items
    return {entry.speaker.name for entry in archive.entries(record.id, SYSTEM).items}


async def test_a_later_look_comes_as_an_amendment_of_the_engine(
    recording: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(microphone_module, "_REVIEW", to_samples(2000))
    whole = Relabelled(was=VoiceLabel(2), now=VoiceLabel(1), start=Samples(0), end=to_samples(6000))
    diariser = ScriptedDiariser(SCRIPT, later=(whole,))
    async with (
        table(lambda: diariser) as server,
        server.page("Anne") as anne,
        Microphone(server.room(), "Salle", recording=recording, loop=True) as microphone,
    ):
        who = await share(anne, "Salle")
        await anne.send({"type": "captions", "on": True})
        microphone.play()
        await until(lambda: any(isinstance(event, Amended) for event in events(anne)), "repaired", 60)
        amended = next(event for event in events(anne) if isinstance(event, Amended))
        assert (amended.author.kind, amended.speaker.id) == (AuthorKind.ENGINE, f"{who}#1")
        assert {word.text.lower().strip(".,") for word in amended.words} == {HIGH}


async def test_the_switch_is_still_turned_for_who_comes_back() -> None:
    async with table(lambda: ScriptedDiariser(())) as server, server.page("Anne") as anne:
        async with server.page("Salle") as room:
            await share(anne, "Salle")
            room.cut()
        you = room.welcome["you"]
        async with server.page("Salle", person={"id": you["id"], "key": you["key"]}) as back:
            assert person(back, "Salle")["shared"]
            assert back.welcome["you"]["id"] == you["id"]
            await back.send({"type": "share_microphone", "on": False})
            await until(lambda: not person(anne, "Salle")["shared"], "it is one person's again")


async def test_one_person_pays_nothing_and_is_captioned_as_ever(recording: Path) -> None:
    def load() -> Diariser:
        raise AssertionError("nobody shares a microphone")

    async with (
        table(load) as server,
        server.page("Anne") as anne,
        Microphone(server.room(), "Salle", recording=recording) as microphone,
    ):
        await anne.send({"type": "captions", "on": True})
        await until(lambda: Status.LIVE in states(anne), "captions are on")
        microphone.play()
        await microphone.finished()
        await until(lambda: sum(len(final.words) for final in finals(anne)) >= WORDS, "every word is")
        assert {event.speaker.name for event in finals(anne)} == {"Salle"}
