"""No read of an archive gives a word whose time overlaps a redaction that stands, whatever was said or corrected."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from captions.archive.ports import SYSTEM
from captions.archive.query import parse
from captions.archive.records import Entry, Moment, NewRecord, RecordId, RecordType
from captions.archive.redaction import HIDDEN, Redaction, RedactionId, Span, Veil
from captions.archive.sql.archive import SqlArchive
from captions.errors import VoixlaError
from captions.ids import Milliseconds, SegmentId, SessionId
from captions.words import Word
from gateway.http.api.retiming import retimed
from tests.fakes.archives import PERSON, STARTED, archive_at, entry, found_space
from tests.fakes.redacted import redaction

SESSIONS = {SessionId("un"): Moment(STARTED), SessionId("deux"): Moment(STARTED + 40)}
TEXTS = ("mot", "élus", "rue", "70")
times = st.integers(0, 100)


@st.composite
def words(draw: st.DrawFn) -> tuple[Word, ...]:
    """Not even in order: engines are wrong about times."""
    return tuple(
        Word(
            text=draw(st.sampled_from(TEXTS)) + str(place),
            start_ms=Milliseconds(start),
            end_ms=Milliseconds(start + draw(st.integers(-1, 30))),
            probability=0.5,
            spoken=draw(st.sampled_from(("", "septante"))),
        )
        for place, start in enumerate(draw(st.lists(times, max_size=5)))
    )


@st.composite
def entries(draw: st.DrawFn) -> tuple[Entry, ...]:
    return tuple(
        replace(
            entry(RecordId("r"), draw(st.integers(1, 3)), "x"),
            session=draw(st.sampled_from(tuple(SESSIONS))),
            revision=draw(st.integers(0, 2)),
            words=draw(words()),
            at=Moment(STARTED + draw(st.integers(0, 3))),
        )
        for _ in range(draw(st.integers(1, 8)))
    )


spans = st.tuples(times, st.integers(1, 40)).map(
    lambda span: Span(start=Moment(STARTED + span[0]), end=Moment(STARTED + span[0] + span[1]))
)


def read(archive: SqlArchive, record: RecordId) -> Iterator[Entry]:
    """Everything that has words, by every way there is."""
    for as_of in (None, *range(STARTED, STARTED + 4)):
        yield from archive.entries(record, SYSTEM, as_of=None if as_of is None else Moment(as_of)).items
    for session in SESSIONS:
        for number in range(1, 4):
            try:
                yield from archive.history(record, session, SegmentId(number), SYSTEM)
            except VoixlaError:
                continue
    for text in (*TEXTS, "septante", "occulté"):
        for place in range(5):
            for hit in archive.search(parse(f"{text}{place}"), SYSTEM).items:
                assert all(heard < len(hit.entry.words) for heard in hit.heard)
                yield hit.entry


def hidden_in(word: Word, session: SessionId, redactions: list[Redaction]) -> bool:
    start = SESSIONS[session] + word.start_ms
    end = SESSIONS[session] + max(word.end_ms, word.start_ms + 1)
    return any(start < found.end and found.start < end for found in redactions)


@given(entries(), st.lists(spans, min_size=1, max_size=3), st.data())
@settings(max_examples=60)
def test_no_read_gives_a_hidden_word(
    said: tuple[Entry, ...], hidden: list[Span], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as folder, archive_at(Path(folder)) as archive:
        record = filled(archive, said[: len(said) // 2])
        for number, span in enumerate(hidden):
            archive.redact(redaction(record, span.start - STARTED, span.end - STARTED, id=number))
        archive.add([replace(late, record=record) for late in said[len(said) // 2 :]])
        lifted = data.draw(st.sets(st.sampled_from(range(len(hidden)))))
        for number in sorted(lifted):
            archive.lift(record, RedactionId(number))
        standing = list(archive.redactions(record, SYSTEM))
        assert len(standing) == len(hidden) - len(lifted)
        for found in read(archive, record):
            for word in found.words:
                assert word.text == HIDDEN or not hidden_in(word, found.session, standing), word
        for text in (*TEXTS, "septante"):
            check_index(archive, text, standing)


def check_index(archive: SqlArchive, text: str, standing: list[Redaction]) -> None:
    """Every segment that the index gives has a word that may be read and was sought."""
    for place in range(5):
        wanted = text if text == "septante" else f"{text}{place}"
        for hit in archive.search(parse(f'"{wanted}"'), SYSTEM).items:
            shown = [word for word in hit.entry.words if not hidden_in(word, hit.entry.session, standing)]
            assert any(wanted in (word.text, word.spoken) for word in shown)


def filled(archive: SqlArchive, said: tuple[Entry, ...]) -> RecordId:
    record = archive.open(
        NewRecord(
            space=found_space(archive, "a"),
            room="salle",
            title="T",
            type=RecordType.INTERNAL,
            started=Moment(STARTED),
        )
    )
    for session, began in SESSIONS.items():
        archive.resume(record, session, began)
    archive.add([replace(one, record=record) for one in said])
    archive.close(record, Moment(STARTED + 200))
    return record


@given(entries(), st.lists(spans, max_size=3))
def test_hiding_twice_hides_no_more(said: tuple[Entry, ...], hidden: list[Span]) -> None:
    veil = Veil(hidden, SESSIONS)
    for one in said:
        once = veil.over(one)
        assert veil.over(once) == once


@given(entries(), st.lists(spans, max_size=3))
def test_what_is_read_and_given_back_unchanged_is_what_was_there(
    said: tuple[Entry, ...], hidden: list[Span]
) -> None:
    veil = Veil(hidden, SESSIONS)
    for one in said:
        after = replace(veil.over(one), revision=one.revision + 1, author=PERSON)
        assert veil.put_back(after, one) == replace(one, revision=one.revision + 1, author=PERSON)


@st.composite
def lines(draw: st.DrawFn) -> Entry:
    """As they are said: one word after the other."""
    at, said = 0, []
    for place in range(draw(st.integers(1, 8))):
        start = at + draw(st.integers(0, 20))
        at = start + draw(st.integers(1, 30))
        said.append(
            Word(
                text=f"mot{place}",
                start_ms=Milliseconds(start),
                end_ms=Milliseconds(at),
                probability=0.5,
            )
        )
    line = entry(RecordId("r"), 1, "x")
    return replace(
        line,
        session=SessionId("un"),
        words=tuple(said),
        start_ms=Milliseconds(0),
        end_ms=Milliseconds(at + 50),
    )


@given(lines(), st.lists(spans, min_size=1, max_size=2), st.data())
@settings(max_examples=300)
def test_a_corrected_line_hides_what_it_hid(line: Entry, hidden: list[Span], data: st.DataObject) -> None:
    """Whatever is written around the placeholders: it is taken with every hidden word in its place, or refused."""
    veil = Veil(hidden, SESSIONS)
    read = veil.over(line)
    texts: list[str] = []
    for word in read.words:
        kept = [HIDDEN] if word.text == HIDDEN else data.draw(st.sampled_from(([word.text], ["neuf"], [])))
        texts += [*kept, *data.draw(st.lists(st.sampled_from(("plus", "encore")), max_size=2))]
    try:
        words = retimed(read, " ".join(texts), veil)
    except VoixlaError as error:
        assert error.code == "redaction.touched"
        assert HIDDEN in texts, "elsewhere everything can be written"
        return
    after = veil.put_back(replace(read, revision=1, words=words), line)
    assert after is not None
    under = [word for word in line.words if veil.hides(line, word)]
    assert [word for word in after.words if veil.hides(after, word)] == under
    shown = [word.text for word in veil.over(after).words]
    assert shown == [text for place, text in enumerate(texts) if texts[place - 1 : place + 1] != [HIDDEN] * 2]
