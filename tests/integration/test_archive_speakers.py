"""``./run archive speakers`` with the real networks, while a server has the same archive: two natural voices."""

import asyncio
import logging
import time
from collections import Counter
from pathlib import Path

import httpx
import numpy as np
import pytest

from captions.archive.audit import Deed, verify
from captions.archive.ports import SYSTEM
from captions.archive.records import RecordId, SpaceRole
from captions.events import AuthorKind, Speaker
from gateway.archive.keeping import Keeping
from gateway.main import main
from models.weights.store import default_cache
from tests.fakes.archive_process import archive_process
from tests.fakes.archive_server import API
from tests.fakes.archives import SESSION, STARTED, new_record
from tests.fakes.host_browser import browser
from tests.fakes.hosts import PASSWORD, hosting_in
from tests.fakes.keepings import UnixClock, end, keeping_in, space_of
from tests.fakes.natural_voices import dialogue, spans
from tests.fakes.shared_record import NOBODY, uttered, voice
from tests.fakes.sounding import write_sound
from tests.integration.test_shared_voices import OURS, Ears

pytestmark = [pytest.mark.integration, pytest.mark.timeout(300)]

TWICE = 2
LABELS = {"article-1": 1, "article-24": 2}
_PIECE_MS = 2_500


def truth() -> list[tuple[str, int, int]]:
    """Who speaks, in pieces as long as finals are."""
    length = len(dialogue()) // 48
    return [
        (who, begin + time_ * length, min(begin + _PIECE_MS, until) + time_ * length)
        for time_ in range(TWICE)
        for who, start, until in spans()
        for begin in range(start, until, _PIECE_MS)
        if until - begin > 500
    ]


def as_shown(place: int) -> Speaker:
    """The machine had no time at first, then there were two voices for a while, then one that was both."""
    pieces = truth()
    if place < len(pieces) // 3:
        return NOBODY
    if place < 2 * len(pieces) // 3:
        return voice(LABELS[pieces[place][0]])
    return voice(1)


def recorded(keeping: Keeping, account: int) -> RecordId:
    made = new_record(keeping.archive, space_of(keeping.archive, "a", {account: SpaceRole.EDITOR}))
    keeping.archive.add(
        [
            uttered(number + 1, as_shown(number), start, until, record=made)
            for number, (_, start, until) in enumerate(truth())
        ]
    )
    pcm = np.tile(dialogue(), TWICE)
    write_sound(
        keeping.folder_of(made) / f"{STARTED}.opus", pcm[: len(pcm) // 3 * 3].reshape(-1, 3).mean(axis=1)
    )
    # Held: else the server deletes, when it starts, what is as old as this.
    keeping.archive.describe(made, audio=True, legal_hold=True)
    end(keeping.archive, made, STARTED + len(pcm) // 48)
    return made


def right(keeping: Keeping, record: RecordId) -> float:
    """Share of the time that is under who said it; under nobody's in particular is wrong."""
    shown = keeping.archive.entries(record, SYSTEM).items
    told = Counter[bool]()
    for (who, start, until), entry in zip(truth(), shown, strict=True):
        told[entry.speaker.id == voice(LABELS[who]).id] += until - start
    return told[True] / told.total()


async def command(*arguments: str) -> int:
    return await asyncio.to_thread(main, ["archive", "speakers", *arguments])


async def test_who_spoke_is_put_right_beside_a_server(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data, began, ears = tmp_path / "data", time.time(), Ears(monkeypatch)
    data.mkdir()
    caplog.set_level(logging.DEBUG)
    with hosting_in(data) as hosting:
        anne = hosting.accounts.add("Anne", PASSWORD).id
    with keeping_in(data, UnixClock()) as keeping:
        record = recorded(keeping, anne)
        before = right(keeping, record)
        assert before < 0.6
        with archive_process(data, None) as server:
            async with browser(server) as opened:
                assert (await opened.sign_in()).status_code == 303
                await beside(opened.client, server, record, data, capsys)
        after = right(keeping, record)
        assert after >= 0.9, (before, after)
        assert len(deeds(keeping, record)) == 1
        assert verify(keeping.audit.links(), keeping.audit_key).holds
    assert ears.vectors
    assert ears.streams
    assert ears.empty
    assert ears.written_in((tmp_path, default_cache()), began) == []
    ours = "\n".join(each.getMessage() for each in caplog.records if each.name.startswith(OURS))
    assert not [name for name in ("Salle", "Intervenant", "mot1x") if name in ours]


async def beside(
    client: httpx.AsyncClient,
    server: str,
    record: RecordId,
    data: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Somebody who has read a line before may not overwrite what the look changed of it."""
    people = ["--people", "2", "--data", str(data)]
    line = f"{API}/records/{record}/entries/{SESSION}/1"
    read = await client.get(line)
    assert await command(record, "--dry-run", *people) == 0
    assert "rien n'a été écrit" in capsys.readouterr().out
    assert (await client.get(line)).json() == read.json()

    assert await command(record, *people) == 0
    out = capsys.readouterr().out
    assert "Salle ? → Intervenant" in out
    assert "ont changé." in out
    now = (await client.get(line)).json()
    assert now["speaker"]["name"].startswith("Intervenant")
    assert (now["revision"], now["author"]["kind"]) == (1, AuthorKind.ENGINE.value)
    headers = {"origin": server, "if-match": read.headers["etag"]}
    answer = await client.put(line, json={"text": "autre chose"}, headers=headers)
    assert answer.status_code == 412


def deeds(keeping: Keeping, record: RecordId) -> list[str]:
    return [
        link.about
        for link in keeping.audit.links()
        if link.deed == Deed.CORRECTED.value and link.record == record
    ]


def test_what_cannot_be_done_is_a_french_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "data"
    with keeping_in(data, UnixClock()) as keeping:
        record = recorded(keeping, 1)
    missing = ["--with", str(tmp_path / "nulle part"), "--data", str(data)]
    assert main(["archive", "speakers", record, *missing]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("Erreur : ")
    assert "diarization" in told.err or "diarisation" in told.err
    for sound in (data / "records" / record).glob("*.opus"):
        sound.unlink()
    assert main(["archive", "speakers", record, "--data", str(data)]) == 1
    assert "n'a pas été gardé" in capsys.readouterr().err
    assert main(["archive", "speakers", record, "--people", "vingt"]) == 2
