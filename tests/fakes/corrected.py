"""A phrase that several people correct, each from the revision that they have read."""

from captions.corrections import Corrections
from captions.events import Amended, Author, AuthorKind, Final, Speaker
from captions.ids import LineId, Milliseconds, SegmentId, SpeakerId, TrackId
from captions.words import Word

AT = Milliseconds(60_000)
PAUL = Speaker(id=SpeakerId("paul"), name="Paul")


def author(name: str) -> Author:
    return Author(kind=AuthorKind.PERSON, id=SpeakerId(name), name=name.title())


def said(text: str, segment: int = 1, line: int = 1, start_ms: int = 0, speaker: Speaker = PAUL) -> Final:
    """A word every half second, of which it takes 400 ms."""
    words = tuple(
        Word(
            text=part,
            start_ms=Milliseconds(start_ms + 500 * n),
            end_ms=Milliseconds(start_ms + 500 * n + 400),
            probability=0.5,
        )
        for n, part in enumerate(text.split())
    )
    return Final(
        seq=segment,
        track=TrackId("t"),
        speaker=speaker,
        segment=SegmentId(segment),
        line=LineId(line),
        revision=1,
        start_ms=Milliseconds(start_ms),
        end_ms=words[-1].end_ms,
        words=words,
    )


class Corrected:
    """``texts`` is segment 1 in all its revisions."""

    def __init__(self, *finals: Final) -> None:
        self.corrections = Corrections()
        for final in finals:
            self.corrections.apply(final)
        self.texts = [finals[0].text]
        self.events: list[Amended] = []

    @property
    def text(self) -> str:
        return self.texts[-1]

    def publish(self, *events: Amended) -> None:
        for event in events:
            self.corrections.apply(event)
            self.events.append(event)
            if event.segment == SegmentId(1):
                self.texts.append(event.text)

    def amend(
        self, name: str, first: int, last: int, text: str, base: int | None = None, segment: int = 1
    ) -> None:
        """Words [first, last) of revision ``base``, of the newest by default."""
        base = len(self.texts) - 1 if base is None else base
        self.publish(
            *self.corrections.amend(
                author(name), SegmentId(segment), base, (first, last), text.split(), at_ms=AT
            )
        )

    def undo(self, name: str) -> None:
        self.publish(*self.corrections.undo(author(name), at_ms=AT))

    def line(self, line: int) -> list[tuple[str, str]]:
        """Who said what in it."""
        return [
            (segment.speaker.name, " ".join(word.text for word in segment.words))
            for segment in self.corrections.transcript.line(LineId(line))
            if segment.words
        ]
