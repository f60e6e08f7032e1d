from dataclasses import replace

from captions.events import Amended, Author, AuthorKind, CaptionEvent, Final, OffRecord, Speaker
from captions.ids import LineId, Milliseconds, SegmentId, SpeakerId, TrackId
from captions.transcript import Transcript, standing
from captions.words import Word

ANNE = Speaker(id=SpeakerId("a"), name="Anne")
PAUL = Speaker(id=SpeakerId("b"), name="Paul")
CHLOE = Author(kind=AuthorKind.PERSON, id=SpeakerId("c"), name="Chloé")


def words(text: str, at: int) -> tuple[Word, ...]:
    return tuple(
        Word(text=part, start_ms=Milliseconds(at), end_ms=Milliseconds(at + 500), probability=1.0)
        for part in text.split()
    )


def final(seq: int, text: str, at: int, line: int = 1) -> Final:
    return Final(
        seq=seq, track=TrackId("t"), speaker=ANNE, segment=SegmentId(seq), line=LineId(line), revision=1,
        start_ms=Milliseconds(at), end_ms=Milliseconds(at + 500), words=words(text, at),
    )  # fmt: skip


def amended(seq: int, segment: int, text: str, at: int, *, revision: int = 1, line: int = 1) -> Amended:
    return Amended(
        seq=seq, at_ms=Milliseconds(9_000), author=CHLOE, track=TrackId("t"), speaker=ANNE,
        segment=SegmentId(segment), line=LineId(line), revision=revision, start_ms=Milliseconds(at),
        end_ms=Milliseconds(at + 500), words=words(text, at),
    )  # fmt: skip


def texts(events: list[CaptionEvent]) -> list[str]:
    return [event.text for event in events if isinstance(event, Final)]


def test_what_was_amended_stands_where_it_was_said() -> None:
    log = [
        final(1, "le vote", 0),
        final(2, "est closes", 1000),
        amended(3, 1, "le veau", 0),
        final(4, "merci", 2000),
    ]
    assert texts(standing(log)) == ["le veau", "est closes", "merci"]
    assert texts(standing([*log, amended(5, 1, "le vote", 0, revision=2)])) == [
        "le vote",
        "est closes",
        "merci",
    ]


def test_an_older_amendment_changes_nothing() -> None:
    log = [final(1, "un", 0), amended(2, 1, "deux", 0, revision=2), amended(3, 1, "trois", 0, revision=1)]
    assert texts(standing(log)) == ["deux"]


def test_what_was_withdrawn_is_gone_and_can_come_back() -> None:
    log: list[CaptionEvent] = [final(1, "Sous-titrage", 0), amended(2, 1, "", 0)]
    assert standing(log) == []
    assert texts(standing([*log, amended(3, 1, "Sous-titrage", 0, revision=2)])) == ["Sous-titrage"]


def test_what_was_missed_stands_between_what_was_said() -> None:
    log = [final(1, "un", 0), final(2, "trois", 5000), amended(3, 90, "deux", 2000, line=9)]
    assert texts(standing(log)) == ["un", "deux", "trois"]


def test_another_speaker_takes_the_segment_to_another_line() -> None:
    transcript = Transcript()
    for event in (final(1, "un", 0), final(2, "deux", 1000)):
        transcript.apply(event)
    transcript.apply(replace(amended(3, 2, "deux", 1000, line=7), speaker=PAUL))
    assert [segment.id for segment in transcript.line(LineId(1))] == [1]
    assert [segment.speaker for segment in transcript.line(LineId(7))] == [PAUL]


def test_what_is_off_the_record_is_in_no_file_and_the_hole_is_dated() -> None:
    off, on = (
        OffRecord(seq=seq, at_ms=Milliseconds(at), on=hidden)
        for seq, at, hidden in ((2, 1000, True), (4, 3000, False))
    )
    log = [
        final(1, "un", 0),
        off,
        final(3, "huis clos", 1500),
        on,
        final(5, "deux", 4000),
        amended(6, 3, "clos", 1500),
    ]
    left = standing(log)
    assert texts(left) == ["un", "deux"]
    assert [event for event in left if isinstance(event, OffRecord)] == [off, on]


def test_what_was_missed_stands_after_its_line_though_somebody_else_was_faster() -> None:
    """Paul's words were final before Anne's, which had begun earlier."""
    paul = replace(final(1, "oui", 1200), end_ms=Milliseconds(4000), speaker=PAUL)
    log = [
        paul,
        final(2, "le vote", 1000, line=2),
        amended(3, 90, "est clos", 1500, line=9),
        final(4, "merci", 5000),
    ]
    assert texts(standing(log)) == ["oui", "le vote", "est clos", "merci"]


def test_a_segment_ends_where_the_record_does() -> None:
    said = replace(final(1, "", 0), words=(*words("public", 0), *words("secret", 1500)))
    off = OffRecord(seq=2, at_ms=Milliseconds(1000), on=True)
    assert texts(standing([said, off])) == ["public"]
