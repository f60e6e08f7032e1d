"""Meetings that nobody held, as many as wanted, always the same: words as frequent as words are (Zipf), many spaces.

The first words are those of any French text and of councils; the others are made of syllables, as no list of 30,000
French words comes along. What is searched for is picked by how often it occurs, so any words will do.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from captions.archive.records import Entry, Moment, NewRecord, RecordId, RecordType, SpaceId
from captions.events import Author, AuthorKind, Speaker
from captions.ids import LineId, Milliseconds, SegmentId, SessionId, SpeakerId, TrackId
from captions.words import Word

SPACES = 450
SEGMENTS_A_RECORD = 700
SEGMENT_MS = 10_800
"""3,000 hours are a million segments."""
FIRST = Moment(1_735_689_600_000)
_WORDS_A_SEGMENT = 18
_VOCABULARY = 30_000
_SPEAKERS = 400
_SEED = 20_260_101
_ENGINE = Author(kind=AuthorKind.ENGINE, id=SpeakerId("engine"), name="whisper base int8")
_COMMON = (
    "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce nous vous il on avec son "
    "conseil commune ville projet travaux budget délibération séance élus maire quartier école logement marché "
    "département agents service habitants voirie transports subvention association vote rapport commission métropole "
    "équipement culture sport jeunesse santé solidarité environnement énergie eau déchets finances investissement "
    "fonctionnement recettes dépenses emprunt taxe impôt convention contrat délégation public ouverture enquête"
)
_SYLLABLES = (
    "ba",
    "cher",
    "dou",
    "fi",
    "gan",
    "jo",
    "lu",
    "mé",
    "ni",
    "pon",
    "ra",
    "sei",
    "tru",
    "vau",
    "lin",
    "bé",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    space: SpaceId
    record: NewRecord
    first: int
    """The number of its first segment among all."""
    segments: int


def vocabulary() -> list[str]:
    """The most frequent word first."""
    common = _COMMON.split()
    made = ("".join(parts) for length in (3, 4) for parts in product(_SYLLABLES, repeat=length))
    return [*common, *(word for word, _ in zip(made, range(_VOCABULARY - len(common)), strict=False))]


def space(number: int) -> SpaceId:
    return SpaceId(f"space-{number}")


def speaker(number: int) -> Speaker:
    return Speaker(id=SpeakerId(f"p{number}"), name=f"Conseillère {number}")


def meetings(first: int, count: int) -> Iterator[Meeting]:
    """Those of ``count`` segments that come after the ``first`` ones."""
    for begin in range(first, first + count, SEGMENTS_A_RECORD):
        number = begin // SEGMENTS_A_RECORD
        place = space(number % SPACES)
        yield Meeting(
            space=place,
            record=NewRecord(
                space=place,
                room=f"salle-{number % SPACES}",
                title=f"Réunion {number}",
                type=RecordType.INTERNAL,
                started=Moment(FIRST + number * SEGMENTS_A_RECORD * SEGMENT_MS),
            ),
            first=begin,
            segments=min(SEGMENTS_A_RECORD, first + count - begin),
        )


class Speech:
    """What is said in meetings; the same for the same meeting."""

    def __init__(self) -> None:
        self._words = vocabulary()
        weights = 1 / np.arange(1, len(self._words) + 1)
        self._reach = np.cumsum(weights / weights.sum())

    def entries(self, meeting: Meeting, record: RecordId, session: SessionId) -> list[Entry]:
        random = np.random.default_rng(_SEED + meeting.first)
        lengths = np.maximum(1, random.poisson(_WORDS_A_SEGMENT, meeting.segments))
        drawn = iter(np.searchsorted(self._reach, random.random(int(lengths.sum()))).tolist())
        talkers = random.integers(0, _SPEAKERS, 8).tolist()
        return [
            self._entry(record, session, number, [self._words[next(drawn)] for _ in range(length)], talkers)
            for number, length in enumerate(lengths.tolist())
        ]

    def _entry(
        self, record: RecordId, session: SessionId, number: int, texts: list[str], talkers: list[int]
    ) -> Entry:
        start = number * SEGMENT_MS
        step = SEGMENT_MS // (len(texts) + 1)
        return Entry(
            record=record,
            session=session,
            segment=SegmentId(number),
            revision=0,
            line=LineId(number),
            track=TrackId("t"),
            speaker=speaker(talkers[number % len(talkers)]),
            start_ms=Milliseconds(start),
            end_ms=Milliseconds(start + SEGMENT_MS),
            words=tuple(
                Word(
                    text=text,
                    start_ms=Milliseconds(start + place * step),
                    end_ms=Milliseconds(start + (place + 1) * step),
                    probability=0.9,
                )
                for place, text in enumerate(texts)
            ),
            author=_ENGINE,
            at=Moment(FIRST + start),
        )
