from captions.ids import Milliseconds
from gateway.archive.backlog import BATCH, Backlog
from gateway.archive.scribe import Item
from tests.unit.gateway.archive.speaking import RECORD, STARTED, final, marks, scribe, texts


def items(count: int) -> list[Item]:
    writing = scribe()
    writing.begin(Milliseconds(0), off_record=False)
    return [
        item
        for number in range(count)
        for item in writing.take(final(number, f"n{number}", number * 1_000), Milliseconds(0))
    ]


def test_first_come_first_written_in_batches() -> None:
    backlog = Backlog(RECORD, STARTED)
    backlog.put(items(BATCH + 3))
    assert len(backlog.take()) == BATCH
    assert texts(backlog.take()) == [f"n{BATCH + number}" for number in range(3)]
    assert backlog.take() == ()


def test_what_does_not_fit_becomes_a_hole_that_is_marked() -> None:
    backlog = Backlog(RECORD, STARTED, most=3)
    backlog.put(items(8))
    batch = backlog.take()
    assert marks(batch) == [("interruption", 0, 4_400)]
    assert texts(batch) == ["n5", "n6", "n7"]
    assert len(backlog) == 0
