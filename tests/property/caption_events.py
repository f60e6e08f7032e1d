"""Hypothesis strategies for caption events; values are hostile where the types allow it."""

from hypothesis import strategies as st

from captions.events import (
    Amended,
    Author,
    AuthorKind,
    CaptionEvent,
    Cause,
    Final,
    Gap,
    Interim,
    Named,
    OffRecord,
    Origin,
    Speaker,
    State,
    Status,
)
from captions.ids import LineId, Milliseconds, SegmentId, SpeakerId, TrackId
from captions.words import Word

# No lone surrogates: UTF-8 cannot carry them; their replacement has its own test.
TEXT = st.text(st.characters(codec="utf-8"), max_size=40)
MS = st.integers(0, 4 * 3600 * 1000)
COUNT = st.integers(0, 2**53)

speakers = st.builds(lambda id, name: Speaker(id=SpeakerId(id), name=name), TEXT, TEXT)
spans = st.tuples(MS, st.integers(0, 30_000)).map(lambda t: (Milliseconds(t[0]), Milliseconds(t[0] + t[1])))
words = st.builds(
    lambda text, spoken, span, p, tokens: Word(
        text=text, spoken=spoken, start_ms=span[0], end_ms=span[1], probability=p, tokens=tuple(tokens)
    ),
    TEXT,
    TEXT,
    spans,
    st.floats(0, 1),
    st.lists(st.integers(0, 60_000), max_size=3),
)


def _text_event(kind: type[Interim] | type[Final]) -> st.SearchStrategy[Interim | Final]:
    return st.builds(
        lambda seq, track, speaker, segment, line, revision, span, said, origin: kind(
            seq=seq,
            track=TrackId(track),
            speaker=speaker,
            segment=SegmentId(segment),
            line=LineId(line),
            revision=revision,
            start_ms=span[0],
            end_ms=span[1],
            words=tuple(said),
            origin=origin,
        ),
        COUNT,
        TEXT,
        speakers,
        COUNT,
        COUNT,
        COUNT,
        spans,
        st.lists(words, max_size=6),
        st.sampled_from(Origin),
    )


amendments = st.builds(
    lambda seq, at, author, speaker, ids, span, said: Amended(
        seq=seq,
        at_ms=Milliseconds(at),
        author=Author(kind=author[0], id=SpeakerId(author[1]), name=author[2]),
        track=TrackId(author[1]),
        speaker=speaker,
        segment=SegmentId(ids[0]),
        line=LineId(ids[1]),
        revision=ids[2] + 1,
        start_ms=span[0],
        end_ms=span[1],
        words=tuple(said),
    ),
    COUNT,
    MS,
    st.tuples(st.sampled_from(AuthorKind), TEXT, TEXT),
    speakers,
    st.tuples(COUNT, COUNT, st.integers(0, 2**50)),
    spans,
    st.lists(words, max_size=6),
)
namings = st.builds(
    lambda seq, at, author, speaker, shown: Named(
        seq=seq,
        at_ms=Milliseconds(at),
        author=Author(kind=author[0], id=SpeakerId(author[1]), name=author[2]),
        speaker=SpeakerId(speaker),
        shown=shown,
    ),
    COUNT,
    MS,
    st.tuples(st.sampled_from(AuthorKind), TEXT, TEXT),
    TEXT,
    speakers,
)
off_records = st.builds(
    lambda seq, at, on: OffRecord(seq=seq, at_ms=Milliseconds(at), on=on), COUNT, MS, st.booleans()
)


gaps = st.builds(
    lambda seq, track, speaker, span, cause: Gap(
        seq=seq, track=TrackId(track), speaker=speaker, start_ms=span[0], end_ms=span[1], cause=cause
    ),
    COUNT,
    TEXT,
    speakers,
    spans,
    st.sampled_from(Cause),
)
states = st.builds(
    lambda seq, at, status, cause, lag: State(
        seq=seq, at_ms=Milliseconds(at), status=status, cause=cause, lag_ms=Milliseconds(lag)
    ),
    COUNT,
    MS,
    st.sampled_from(Status),
    st.none() | st.sampled_from(Cause),
    MS,
)
events: st.SearchStrategy[CaptionEvent] = st.one_of(
    _text_event(Interim), _text_event(Final), amendments, namings, gaps, states, off_records
)
