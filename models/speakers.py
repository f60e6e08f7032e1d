"""What is known of who speaks on one track: turns of voices that have labels, no names. No logic.

A label means something within its stream only. What voices sound like is not in here: it stays in the memory of
the stream, and is forgotten with it.
"""

from dataclasses import dataclass
from typing import NewType

from models.audio import Samples

VoiceLabel = NewType("VoiceLabel", int)
"""Counts from 1, in the order in which voices were told apart; never given twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceTurn:
    """A voice from sample ``start`` up to but not including ``end``. Turns of two labels may overlap."""

    label: VoiceLabel
    start: Samples
    end: Samples
    confidence: float
    """Share of the looks at this sound that found this voice, 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What is decided since the last time, up to but not including sample ``until``.

    ``turns`` lie in that span, ordered by start; a turn that goes on is cut there and comes again. Speech that
    belongs to no turn was too short, or too unlike, to say whose it is.
    """

    until: Samples
    turns: tuple[VoiceTurn, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Relabelled:
    """A later look: what was ``was`` from ``start`` to ``end`` is ``now``."""

    was: VoiceLabel
    now: VoiceLabel
    start: Samples
    end: Samples
