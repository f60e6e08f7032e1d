from pathlib import Path

from captions.archive.records import MarkKind
from captions.archive.sql.archive import SqlArchive
from captions.ids import Milliseconds, SessionId
from tests.unit.gateway.archive.speaking import final
from tests.unit.gateway.archive.test_recorders import (
    Clock,
    _broken_off,
    archive,
    begin,
    clock,
    holes,
    kept,
    recorders_on,
    tasks,
)

__all__ = ["archive", "clock"]


async def test_started_by_hand_a_record_that_could_not_be_taken_up_goes_on(
    archive: SqlArchive, tmp_path: Path, clock: Clock
) -> None:
    """The archive did not answer when somebody came back."""
    record = await _broken_off(archive, tmp_path, clock)
    later = Clock()
    later.wall = clock.wall + 60_000
    recorders = recorders_on(archive, tmp_path, later)
    async with tasks() as running:
        opened = await recorders.begin("conseil", SessionId("s2"), recorders.started(later()), later, None)
        begin(opened.recorder, running)
        later.now_ms = Milliseconds(4_000)
        opened.recorder.publish(final(1, "après", 2_000))
        await opened.recorder.stop(ended=True)
    assert opened.recorder.scribe.record == record
    assert kept(archive, record) == ["avant", "après"]
    assert [kind for kind, _, _ in holes(archive, record)].count(MarkKind.INTERRUPTION) == 1
    assert archive.running() == ()
