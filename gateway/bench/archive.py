"""``./run bench archive``: how fast records are kept and found, in how much memory, and how that grows with them.

Every figure is taken at a tenth of the segments and at all of them. Searches are of many kinds, by readers of one
space, of forty and of all of them; the cache of the disk is warm, as it is on a server that is used.
"""

import random
import tempfile
import time
from argparse import Namespace
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from captions.archive.ports import NO_FACETS, SYSTEM, Facets, Reader
from captions.archive.query import parse
from captions.archive.records import Entry, Member, Moment, RecordId, Space, SpaceRole, SpaceType
from captions.archive.sql.archive import SqlArchive, open_archive
from captions.archive.sql.sqlite import FILE
from captions.errors import VoixlaError
from captions.ids import SessionId
from captions.quality import percentile
from gateway.bench.archive_corpus import (
    FIRST,
    SEGMENT_MS,
    SPACES,
    Meeting,
    Speech,
    meetings,
    space,
    speaker,
    vocabulary,
)
from gateway.bench.usage import UsageMeter, resident_mb

_SESSION = SessionId("session")
_FEW, _ALL_SPACES = 40, 3
_ACCOUNTS = {"one space": 1, "40 spaces": 2, "all spaces": _ALL_SPACES}
_MEETINGS_AT_ONCE = 8
_LIVE_ADDITIONS = 100
_LIVE_SEGMENTS = 3
_SEED = 7
# How often a word of this rank is said, in a million segments: see ``archive_corpus``.
_RANKS = {"frequent": (30, 90), "medium": (900, 3_000), "rare": (20_000, 29_900)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    kind: str
    text: str
    facets: Facets
    reader: Reader


def archive(args: Namespace) -> dict[str, object]:
    with _archive(args) as (opened, folder):
        _prepare(opened)
        tenth = max(1, args.segments // 10)
        stages = [
            _stage(opened, folder, args, first=0, count=tenth),
            _stage(opened, folder, args, first=tenth, count=args.segments - tenth),
        ]
        return {
            "database": opened.database.dialect.name,
            "batch": args.batch,
            "writers": args.writers,
            "stages": stages,
        }


@contextmanager
def _archive(args: Namespace) -> Iterator[tuple[SqlArchive, Path]]:
    if args.folder is not None and not Path(args.folder).is_dir():
        raise VoixlaError("bench.folder", f"Le dossier « {args.folder} » n'existe pas : créez-le d'abord.")
    with (
        tempfile.TemporaryDirectory(prefix="voixla-bench-", dir=args.folder) as name,
        open_archive(Path(name), args.address) as opened,
    ):
        if opened.spaces_of(SYSTEM):
            raise VoixlaError(
                "bench.used", "Cette base contient déjà des archives : donnez l'adresse d'une base vide."
            )
        yield opened, Path(name)


def _prepare(opened: SqlArchive) -> None:
    few = random.Random(_SEED).sample(range(SPACES), _FEW)
    for number in range(SPACES):
        opened.found(Space(id=space(number), name=f"Espace {number}", type=SpaceType.TEAM, created=FIRST))
        accounts = [_ALL_SPACES, *([1] if number == few[0] else []), *([2] if number in few else [])]
        for account in accounts:
            opened.put_member(
                Member(space=space(number), account=account, role=SpaceRole.READER, since=FIRST)
            )


def _stage(opened: SqlArchive, folder: Path, args: Namespace, *, first: int, count: int) -> dict[str, object]:
    ingest = _ingest(opened, args, first, count)
    live = _live(opened, first + count)
    searches = _searches(opened, first + count, args.each)
    return {
        "segments": first + count,
        "ingest": ingest,
        "live addition of 3, ms": live,
        "search, ms": searches,
        "memory_mb": round(resident_mb()),
        "database_mb": round(_size(opened, folder) / 1e6),
    }


def _ingest(opened: SqlArchive, args: Namespace, first: int, count: int) -> dict[str, object]:
    """The time that making the speech takes is left out; of that of the processor, what is this process's."""
    speech, spent, computed = Speech(), 0.0, 0.0
    meter = UsageMeter()
    held = meetings(first, count)
    with ThreadPoolExecutor(args.writers) as writers:
        while some := list(islice(held, _MEETINGS_AT_ONCE)):
            texts = [speech.entries(meeting, _record(opened, meeting), _SESSION) for meeting in some]
            begin, computing = time.perf_counter(), time.process_time()
            list(writers.map(partial(_add, opened, args.batch), texts))
            spent += time.perf_counter() - begin
            computed += time.process_time() - computing
    others = meter.read().others_cores
    return {
        "segments_per_s": round(count / spent),
        "cpu_us_a_segment": round(1e6 * computed / count),
        "others_cores": None if others is None else round(others, 2),
    }


def _add(opened: SqlArchive, batch: int, entries: Sequence[Entry]) -> None:
    for place in range(0, len(entries), batch):
        opened.add(entries[place : place + batch])


def _live(opened: SqlArchive, first: int) -> dict[str, float]:
    """What a recorder waits for: few segments at a time, each time on the disk."""
    meeting = next(meetings(first, _LIVE_ADDITIONS * _LIVE_SEGMENTS))
    record = _record(opened, meeting)
    entries = Speech().entries(meeting, record, _SESSION)
    taken = []
    for place in range(0, len(entries), _LIVE_SEGMENTS):
        begin = time.perf_counter()
        opened.add(entries[place : place + _LIVE_SEGMENTS])
        taken.append(time.perf_counter() - begin)
    opened.delete(record, "bench")
    return _spread(taken)


def _record(opened: SqlArchive, meeting: Meeting) -> RecordId:
    record = opened.open(meeting.record)
    opened.resume(record, _SESSION, meeting.record.started)
    return record


def _searches(opened: SqlArchive, segments: int, each: int) -> dict[str, object]:
    asked = list(_questions(segments, each))
    random.Random(_SEED).shuffle(asked)
    taken: dict[str, list[float]] = {}
    meter = UsageMeter()
    for question in asked:
        begin = time.perf_counter()
        opened.search(parse(question.text), question.reader, question.facets)
        taken.setdefault(question.kind, []).append(time.perf_counter() - begin)
    others = meter.read().others_cores
    kinds = {kind: _spread(times) for kind, times in sorted(taken.items())}
    return {
        "all": _spread([time for times in taken.values() for time in times]),
        "by kind": kinds,
        "others_cores": None if others is None else round(others, 2),
    }


def _questions(segments: int, each: int) -> Iterator[Asked]:
    drawn = random.Random(_SEED + segments)
    words = vocabulary()

    def one(rank: str) -> str:
        return words[drawn.randrange(*_RANKS[rank])]

    half = Facets(until=Moment(FIRST + segments * SEGMENT_MS // 2))
    for who, account in _ACCOUNTS.items():
        reader = Reader(account=account)
        for _ in range(each):
            talker = Facets(speaker=speaker(drawn.randrange(400)).name)
            for kind, text, facets in (
                ("frequent word", one("frequent"), NO_FACETS),
                ("medium word", one("medium"), NO_FACETS),
                ("rare word", one("rare"), NO_FACETS),
                ("no such word", f"{one('rare')}zz", NO_FACETS),
                ("two frequent words", f"{one('frequent')} {one('frequent')}", NO_FACETS),
                ("three words", f"{one('frequent')} {one('frequent')} {one('medium')}", NO_FACETS),
                ("phrase", f'"{one("frequent")} {one("frequent")}"', NO_FACETS),
                ("minus", f"{one('frequent')} -{one('frequent')}", NO_FACETS),
                ("by a speaker", one("frequent"), talker),
                ("in the first half", one("frequent"), half),
            ):
                yield Asked(kind=f"{kind}, {who}", text=text, facets=facets, reader=reader)


def _spread(seconds: Sequence[float]) -> dict[str, float]:
    ascending = sorted(round(time * 1e6) for time in seconds)
    return {
        "p50": round(percentile(ascending, 0.5) / 1e3, 1),
        "p95": round(percentile(ascending, 0.95) / 1e3, 1),
        "max": round(ascending[-1] / 1e3, 1),
    }


def _size(opened: SqlArchive, folder: Path) -> int:
    if opened.database.dialect.name == "sqlite":
        return (folder / FILE).stat().st_size
    size: int = opened.database.rows("SELECT pg_database_size(current_database())")[0][0]
    return size
