from captions.events import Cause, Final, Gap, Interim, Speaker
from captions.ids import LineId, Milliseconds, SegmentId, SpeakerId, TrackId
from captions.words import Word
from pipeline.delays import Delays
from tests.fakes.observed import Observed
from tests.fakes.speech import word

A, B = TrackId("a"), TrackId("b")
ANNE = Speaker(id=SpeakerId("s"), name="Anne")
ONE, TWO = word("un", 0, 400), word("deux", 500, 900)


def interim(*words: Word, track: TrackId = A) -> Interim:
    return Interim(**_shared(track, words))  # type: ignore[arg-type]


def final(*words: Word, track: TrackId = A) -> Final:
    return Final(**_shared(track, words))  # type: ignore[arg-type]


def _shared(track: TrackId, words: tuple[Word, ...]) -> dict[str, object]:
    ends = {"start_ms": words[0].start_ms, "end_ms": words[-1].end_ms}
    ids = {"seq": 0, "segment": SegmentId(1), "line": LineId(1), "revision": 1}
    return {"track": track, "speaker": ANNE, "words": words, **ids, **ends}


def test_a_word_is_shown_once_and_final_once() -> None:
    seen = Observed()
    delays = Delays(seen)
    delays.tell(interim(ONE), Milliseconds(1000))
    delays.tell(interim(word("uns", 20, 420), TWO), Milliseconds(1800))
    delays.tell(final(ONE, TWO), Milliseconds(3000))
    assert seen.shown == [600, 900]
    assert seen.final == [2600, 2100]


def test_a_word_that_is_final_at_once_is_shown_by_that() -> None:
    seen = Observed()
    Delays(seen).tell(final(ONE), Milliseconds(2000))
    assert (seen.shown, seen.final) == ([1600], [1600])


def test_tracks_are_counted_apart_and_forgotten() -> None:
    seen = Observed()
    delays = Delays(seen)
    delays.tell(interim(TWO), Milliseconds(1000))
    delays.tell(interim(ONE, track=B), Milliseconds(1000))
    delays.forget(A)
    delays.tell(interim(ONE), Milliseconds(1000))
    assert seen.shown == [100, 600, 600]


def test_a_gap_is_told_with_its_length() -> None:
    seen = Observed()
    gap = Gap(
        seq=0,
        track=A,
        speaker=ANNE,
        start_ms=Milliseconds(500),
        end_ms=Milliseconds(1700),
        cause=Cause.ENGINE,
    )
    Delays(seen).tell(gap, Milliseconds(9000))
    assert seen.gaps == [(Cause.ENGINE, 1200)]
