"""The measurement of archives, on few segments: that every figure is there, and that nothing is left behind."""

from argparse import Namespace
from pathlib import Path

import pytest

from captions.archive.ports import SYSTEM
from captions.archive.query import parse
from captions.archive.records import RecordId
from captions.errors import VoixlaError
from captions.ids import SessionId
from gateway.bench import archive as bench
from gateway.bench.archive_corpus import Speech, meetings, vocabulary
from tests.fakes.archives import archive_at, found_space


def test_every_figure_is_taken_at_a_tenth_and_at_all(tmp_path: Path) -> None:
    said = bench.archive(Namespace(segments=400, batch=50, folder=tmp_path, address=None, writers=2, each=1))
    stages = said["stages"]
    assert isinstance(stages, list)
    assert [stage["segments"] for stage in stages] == [40, 400]
    for stage in stages:
        assert stage["ingest"]["segments_per_s"] > 0
        assert stage["search, ms"]["all"]["p95"] > 0
        assert len(stage["search, ms"]["by kind"]) == 30
        assert stage["database_mb"] >= 0
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(VoixlaError) as refused:
        bench.archive(
            Namespace(segments=400, batch=50, folder=tmp_path / "nulle-part", address=None, writers=2, each=1)
        )
    assert refused.value.code == "bench.folder"


def test_the_same_meetings_are_held_each_time_and_can_be_searched(tmp_path: Path) -> None:
    (meeting,) = meetings(0, 30)
    first, again = (
        Speech().entries(meeting, RecordId("r"), SessionId("s")),
        Speech().entries(meeting, RecordId("r"), SessionId("s")),
    )
    assert first == again
    assert len(set(vocabulary())) == len(vocabulary()) == 30_000
    with archive_at(tmp_path) as archive:
        found_space(archive, meeting.space)
        record = archive.open(meeting.record)
        archive.resume(record, SessionId("s"), meeting.record.started)
        archive.add(Speech().entries(meeting, record, SessionId("s")))
        asked = max((word.text for word in first[7].words), key=len)
        assert 7 in {hit.entry.segment for hit in archive.search(parse(asked), SYSTEM, limit=30).items}
