"""From finals to phrases: one line of text per phrase, as soon as it is complete. Pure; knows no format."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final as Constant

from captions.breaks import ends_sentence
from captions.events import Amended, CaptionEvent, Cause, Final, Gap, Interim
from captions.ids import LineId, Milliseconds, SegmentId, TrackId
from captions.layout import plain

_SILENT_MS: Constant = 7500
"""A phrase whose last word is older will not go on: a line ends at a pause of 1.5 s, a final takes 6 s at most."""
_LONGEST: Constant = 600
"""Characters after which a phrase is let go even though it has no end."""
_CAUSES: Constant = {
    Cause.OVERLOAD: "machine surchargée",
    Cause.ENGINE: "panne de la reconnaissance",
    Cause.MEDIA: "son illisible",
    Cause.NETWORK: "son perdu sur le réseau",
    Cause.SHUTDOWN: "arrêt",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """What one person said in one go, on one line, safe to print."""

    start_ms: Milliseconds
    end_ms: Milliseconds
    speaker: str
    text: str


@dataclass(slots=True, kw_only=True)
class _Open:
    line: LineId
    speaker: str
    start_ms: Milliseconds
    end_ms: Milliseconds
    texts: dict[SegmentId, list[str]] = field(default_factory=dict)

    @property
    def words(self) -> list[str]:
        return [word for words in self.texts.values() for word in words]

    @property
    def ends_sentence(self) -> bool:
        return ends_sentence(self.words[-1])

    def phrases(self) -> list[Phrase]:
        """None when all of it was withdrawn."""
        if not (words := self.words):
            return []
        text = " ".join(words)
        return [Phrase(start_ms=self.start_ms, end_ms=self.end_ms, speaker=self.speaker, text=text)]


class PhraseGrouping:
    """Push events in the order of publication and tell the time; phrases come back when they are complete."""

    def __init__(self, *, eager: bool = False) -> None:
        """``eager``: for people who read along. A sentence that ends is a phrase, though its line may go on, and the
        first guess of a new line ends the line before."""
        self._eager = eager
        self._open: dict[TrackId, _Open] = {}

    def push(self, event: CaptionEvent) -> list[Phrase]:
        """Phrases that ``event`` completes; a gap is a phrase of its own, which says why."""
        if isinstance(event, Gap):
            return [*self.end(event.track), missing(event)]
        if self._eager and isinstance(event, Interim):
            current = self._open.get(event.track)
            return self.end(event.track) if current is not None and current.line != event.line else []
        if not isinstance(event, Final):
            return []
        texts = [text for text in (plain(word.text) for word in event.words) if text]
        if not texts:
            return []
        done: list[Phrase] = []
        current = self._open.get(event.track)
        if current is None or current.line != event.line or current.speaker != plain(event.speaker.name):
            done = self.end(event.track)
            current = self._open[event.track] = _Open(
                line=event.line,
                speaker=plain(event.speaker.name),
                start_ms=event.start_ms,
                end_ms=event.end_ms,
            )
        current.texts[event.segment] = texts
        current.end_ms = max(current.end_ms, event.end_ms)
        long = sum(len(text) + 1 for text in current.words) > _LONGEST
        if long or (self._eager and current.ends_sentence):
            done += self.end(event.track)
        return done

    def amend(self, event: Amended) -> bool:
        """Whether the words of ``event`` stand in a phrase that is still open; from now on, as it says."""
        current = self._open.get(event.track)
        if (
            current is None
            or event.segment not in current.texts
            or current.speaker != plain(event.speaker.name)
        ):
            return False
        current.texts[event.segment] = [text for text in (plain(word.text) for word in event.words) if text]
        return True

    def tick(self, now_ms: int) -> list[Phrase]:
        """Phrases that fell silent too long before ``now_ms``, the end of what has been heard, to go on."""
        silent = [track for track, phrase in self._open.items() if phrase.end_ms < now_ms - _SILENT_MS]
        return [phrase for track in silent for phrase in self.end(track)]

    def close(self) -> list[Phrase]:
        """Everything that is left, in the order of its start."""
        left = sorted(self._open.values(), key=lambda phrase: phrase.start_ms)
        self._open.clear()
        return [phrase for ended in left for phrase in ended.phrases()]

    def end(self, track: TrackId) -> list[Phrase]:
        """The open phrase of ``track``, which ends here."""
        ended = self._open.pop(track, None)
        return ended.phrases() if ended else []


def phrases(events: Iterable[CaptionEvent]) -> Iterator[Phrase]:
    """The phrases of ``events``, each when it is complete, holding one per track at a time."""
    grouping = PhraseGrouping()
    for event in events:
        yield from grouping.push(event)
    yield from grouping.close()


def missing(gap: Gap) -> Phrase:
    """What stands where ``gap`` is."""
    seconds = max(1, round((gap.end_ms - gap.start_ms) / 1000))
    return Phrase(
        start_ms=gap.start_ms,
        end_ms=gap.end_ms,
        speaker=plain(gap.speaker.name),
        text=f"[passage de {seconds} s non sous-titré : {_CAUSES[gap.cause]}]",
    )
