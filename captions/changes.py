"""What one person changed, as it is remembered so that they can take it back. No logic."""

from dataclasses import dataclass

from captions.events import Speaker
from captions.ids import LineId, SegmentId, SpeakerId
from captions.word_tokens import Tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """``after`` stands in ``segment`` where ``before`` stood, between ``left`` and ``right``."""

    segment: SegmentId
    before: Tokens
    after: Tokens
    left: Tokens
    right: Tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Segments, each with the line and the speaker it had, that are ``speaker``'s and in ``line`` now."""

    former: tuple[tuple[SegmentId, LineId, Speaker], ...]
    line: LineId
    speaker: Speaker


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """``speaker`` is shown as ``after``, who was shown as ``before``."""

    speaker: SpeakerId
    before: Speaker
    after: Speaker


Change = Wording | Move | Naming
