from captions.events import Final, Interim, Origin, Speaker
from captions.ids import LineId, Milliseconds, SegmentId, SpeakerId, TrackId
from captions.words import Word
from gateway.meeting.pace import STEADY_MS, Pace


def spoke(
    who: str, since: float, until: float, per_minute: float, *, segment: int = 1, final: bool = True,
    origin: Origin = Origin.SPEECH,
) -> Final | Interim:  # fmt: skip
    """Words without a pause."""
    step = 60_000 / per_minute
    count = round((until - since) * 1000 / step)
    words = tuple(
        Word(
            text="mot",
            start_ms=Milliseconds(round(since * 1000 + step * n)),
            end_ms=Milliseconds(round(since * 1000 + step * (n + 1))),
            probability=1.0,
        )
        for n in range(count)
    )
    kind = Final if final else Interim
    return kind(
        seq=segment, track=TrackId(who), speaker=Speaker(id=SpeakerId(who), name=who),
        segment=SegmentId(segment), line=LineId(1), revision=1, start_ms=Milliseconds(round(since * 1000)),
        end_ms=Milliseconds(round(until * 1000)), words=words, origin=origin,
    )  # fmt: skip


def hint(*events: Final | Interim, at: float) -> str | None:
    pace = Pace()
    for event in events:
        pace.tell(event)
    return pace.hint(round(at * 1000))


def test_fast_is_more_than_190_words_a_minute_for_ten_seconds() -> None:
    assert hint(spoke("a", 0, 10, 220), at=12) == "fast"
    assert hint(spoke("a", 0, 6, 170), spoke("a", 6, 10, 240, segment=2, final=False), at=12) == "fast"
    assert hint(spoke("a", 0, 10, 180), at=12) is None
    assert hint(spoke("a", 0, 5, 300), at=7) is None


def test_two_who_speak_one_after_the_other_are_not_fast_together() -> None:
    assert hint(spoke("a", 0, 5, 200), spoke("b", 5, 10, 200, segment=2), at=12) is None


def test_what_was_said_long_ago_or_typed_does_not_count() -> None:
    assert hint(spoke("a", 0, 10, 220), at=17) is None
    assert hint(spoke("a", 0, 10, 400, origin=Origin.TYPED), at=11) is None


def test_a_guess_that_is_replaced_counts_once() -> None:
    guess = spoke("a", 0, 10, 150, final=False)
    assert hint(guess, guess, spoke("a", 0, 10, 150), at=11) is None


def test_two_at_once_for_two_of_eight_seconds() -> None:
    assert hint(spoke("a", 0, 5, 120), spoke("b", 2, 7, 120, segment=2), at=8) == "overlap"
    assert hint(spoke("a", 0, 5, 120), spoke("b", 3.5, 7, 120, segment=2), at=8) is None
    assert hint(spoke("a", 0, 5, 120), spoke("b", 2, 14, 120, segment=2), at=14) is None
    assert hint(spoke("a", 0, 5, 120), spoke("a", 2, 7, 120, segment=2), at=8) is None


def test_a_nod_now_and_then_is_no_overlap() -> None:
    nods = [spoke("b", at, at + 0.4, 150, segment=9 + at) for at in (1, 4, 7)]
    assert hint(spoke("a", 0, 8, 120), *nods, at=9) is None


def test_fast_lasts_until_calm_and_a_hint_stays_a_while() -> None:
    pace = Pace()
    pace.tell(spoke("a", 0, 10, 220))
    assert pace.hint(11_000) == "fast"
    pace.tell(spoke("a", 10, 20, 180, segment=2))
    assert pace.hint(21_000) == "fast"
    pace.tell(spoke("a", 20, 30, 160, segment=3))
    assert pace.hint(31_000) is None
    pace.tell(spoke("a", 22, 32, 400, segment=4))
    assert pace.hint(31_000 + STEADY_MS - 1) is None
    assert pace.hint(31_000 + STEADY_MS) == "fast"


def test_silence_ends_everything_and_is_forgotten() -> None:
    pace = Pace()
    pace.tell(spoke("a", 0, 10, 300))
    assert pace.hint(11_000) == "fast"
    assert pace.hint(60_000) is None
    assert pace._speeches == {}
