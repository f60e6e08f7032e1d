"""Live talkers: who was refused, what was lost, how late words were; and the largest number that is carried."""

from functools import partial

import pytest

from captions.quality import Quality
from gateway.bench.capacity import find_capacity, largest, within_baseline_bound, within_promises
from gateway.bench.figures import pooled, spread
from gateway.bench.streams import StreamsReport, run_streams
from gateway.bench.usage import Usage, UsageMeter
from tests.unit.gateway.bench.speaking import PHRASES, InstantSession, InstantTrack, phrase

USAGE = Usage(wall_s=10.0, cpu_s=5.0, others_cores=0.1, memory_mb=100.0, memory_grown_mb=1.0)


def quality(**changed: object) -> Quality:
    good: dict[str, object] = {
        "words": 100,
        "errors": 5,
        "first_ms": tuple(range(500, 1500, 10)),
        "final_ms": tuple(range(1000, 3000, 20)),
        "changed": 3,
        "final_words": 99,
        "uncaptioned_ms": 0,
        "invented": 0,
        "right_speaker": 99,
        "wrong_speaker": 0,
    }
    return Quality(**(good | changed))  # type: ignore[arg-type]


def report(measured: Quality, sessions: int = 0) -> StreamsReport:
    return StreamsReport(
        sessions=sessions, seconds=10, referenced=True, heard=[], parts=[measured], usage=USAGE
    )


async def test_readers_get_what_was_said_to_them() -> None:
    opened: list[InstantTrack] = []
    done = await run_streams(partial(InstantSession, opened, 9), [phrase("oui")], sessions=2, seconds=1.0)
    result = done.as_json()
    assert result["sessions"] == 2
    assert result["refused"] == {}
    assert result["gaps_s"] == {"overload": 1.0}
    assert result["words"] == 2
    assert result["wer"] == 0
    # The track is closed 200 ms after the end of the word.
    assert all(150 <= value < 600 for value in done.quality.final_ms)
    assert done.quality.first_ms == done.quality.final_ms
    assert all(len(track.frames) >= 40 for track in opened)


async def test_frames_come_at_the_pace_of_speech() -> None:
    done = await run_streams(partial(InstantSession, [], 9), PHRASES, sessions=1, seconds=0.8)
    assert done.usage.wall_s >= 0.8


async def test_refusals_are_counted_with_their_reason() -> None:
    done = await run_streams(partial(InstantSession, [], 1), [phrase("oui")], sessions=3, seconds=0.6)
    assert done.as_json()["refused"] == {"overload.refused": 2}
    assert done.admitted == 1


async def test_what_nobody_knows_is_not_scored() -> None:
    unknown = [type(PHRASES[0])(pcm=PHRASES[0].pcm)]
    result = (await run_streams(partial(InstantSession, [], 9), unknown, sessions=1, seconds=0.6)).as_json()
    assert result["reference"] == "captions"
    assert (result["wer"], result["uncaptioned_s"]) == (None, None)
    assert result["words"] == 1


async def test_some_may_talk_on() -> None:
    opened: list[InstantTrack] = []
    done = await run_streams(
        partial(InstantSession, opened, 9), [phrase("oui")], sessions=2, seconds=0.4, stay=1, longer_s=0.5
    )
    assert len(opened[0].frames) > len(opened[1].frames)
    assert done.after is None


def test_streams_are_pooled() -> None:
    both = pooled([quality(first_ms=(1, 5)), quality(first_ms=(2, 3), errors=7)])
    assert (both.words, both.errors, both.first_ms) == (200, 12, (1, 2, 3, 5))
    assert spread(()) is None
    assert spread(tuple(range(100))) == {"p50": 50, "p95": 95, "p99": 99, "max": 99}


@pytest.mark.parametrize(
    ("changed", "kept"),
    [
        ({}, True),
        ({"first_ms": (2001,) * 100}, False),
        ({"final_ms": (4001,) * 100}, False),
        ({"final_ms": (1000,) * 96 + (9000,) * 4}, True),
        ({"uncaptioned_ms": 500}, True),
        ({"uncaptioned_ms": 501}, False),
        ({"first_ms": (), "final_ms": ()}, False),
    ],
)
def test_the_promises(changed: dict[str, object], kept: bool) -> None:
    assert within_promises(report(quality(**changed))) is kept


def test_a_refusal_keeps_no_promise() -> None:
    assert not within_promises(report(quality(), sessions=1))
    assert not within_baseline_bound(report(quality(), sessions=1))


def test_less_is_asked_of_the_baseline() -> None:
    assert within_baseline_bound(report(quality(final_ms=(15_000,) * 100, uncaptioned_ms=3000)))
    assert not within_baseline_bound(report(quality(final_ms=(15_001,) * 100)))


@pytest.mark.parametrize("most", [1, 2, 7, 64])
@pytest.mark.parametrize("first", [1, 2, 5])
async def test_the_largest_number_is_found_whatever_the_start(first: int, most: int) -> None:
    for limit in range(most + 3):
        tried: list[int] = []

        async def attempt(talkers: int, limit: int = limit, tried: list[int] = tried) -> bool:
            tried.append(talkers)
            return talkers <= limit

        assert await largest(attempt, first=first, most=most) == min(limit, most)
        assert len(tried) == len(set(tried))
        assert all(1 <= talkers <= most for talkers in tried)


async def test_the_capacity_comes_with_every_run() -> None:
    async def run(talkers: int) -> StreamsReport:
        return report(quality(final_ms=(talkers * 1000,) * 100))

    found = await find_capacity(run, within_promises, first=2, most=64)
    assert found.talkers == 4
    assert found.best is not None
    assert found.best.quality.final_ms[0] == 4000
    tried = found.as_json()["runs"]
    assert isinstance(tried, list)
    assert [one["kept"] for one in tried] == [True, True, False, False, False]


def test_usage_is_of_this_process() -> None:
    meter = UsageMeter()
    total = sum(range(300_000))
    usage = meter.read()
    assert total
    assert usage.cpu_s > 0
    assert usage.memory_mb > 5
    assert usage.cores == pytest.approx(usage.cpu_s / usage.wall_s)
