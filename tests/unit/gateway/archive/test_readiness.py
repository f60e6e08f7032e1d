from collections.abc import Iterator
from pathlib import Path

import pytest

from captions.archive import lexicon
from captions.archive.ports import SYSTEM
from captions.archive.query import parse
from captions.errors import VoixlaError
from gateway.archive.keeping import Keeping
from gateway.archive.readiness import making_ready
from tests.fakes.archives import found_space, new_record
from tests.fakes.keepings import UnixClock, keeping_in
from tests.fakes.live_lines import line
from tests.fakes.meeting import until


def is_read() -> bool:
    return (
        lexicon._lexicon.cache_info().currsize == 1 and lexicon._accents_left_out.cache_info().currsize == 1
    )


@pytest.fixture
def keeping(tmp_path: Path) -> Iterator[Keeping]:
    with keeping_in(tmp_path, UnixClock()) as opened:
        yield opened


def index_is_old(keeping: Keeping, *, old: bool) -> None:
    with keeping.archive.database.change() as change:
        change.execute("UPDATE segments SET exact = '', folded = '', lemmas = '', phonetic = '', place = ''")
        if old:
            change.execute("DELETE FROM about WHERE name = 'analysis'")


def is_found(keeping: Keeping) -> bool:
    return keeping.archive.search(parse('"travaux vont commencer"'), SYSTEM).total == 1


async def test_the_index_of_an_older_program_is_made_anew(
    keeping: Keeping, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "gateway.archive.readiness")
    record = new_record(keeping.archive, found_space(keeping.archive, "a"))
    keeping.archive.add(line(record, 1, "les travaux", "vont commencer"))
    index_is_old(keeping, old=False)
    async with making_ready(keeping):
        pass
    assert not is_found(keeping), "only what was told to be old is made anew"

    index_is_old(keeping, old=True)
    async with making_ready(keeping):
        await until(lambda: is_found(keeping), "it is indexed anew", 10)
    assert "task=index segments=2" in caplog.text


async def test_a_server_without_its_database_starts_all_the_same(
    keeping: Keeping, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(going: object) -> int:
        raise VoixlaError("archive.unreachable", "La base ne répond pas.", retryable=True)

    monkeypatch.setattr(keeping.archive, "reindex", fail)
    async with making_ready(keeping):
        pass
    assert "task=index code=archive.unreachable" in caplog.text


async def test_the_first_search_finds_the_lexicon_read(tmp_path: Path) -> None:
    lexicon._lexicon.cache_clear()
    lexicon._accents_left_out.cache_clear()
    async with making_ready(None):
        assert not is_read(), "nobody will search"
    with keeping_in(tmp_path, UnixClock()) as keeping:
        async with making_ready(keeping):
            await until(is_read, "it is read", 10)
