"""The constants that decide when sound is decoded and when words are final. Two named settings, one code path."""

from dataclasses import dataclass, field

from captions.stabilise import Stability
from pipeline.segmenter import VoiceThresholds


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Times in milliseconds. Measured in ``docs/decisions/0005-commit-policy.md``."""

    stability: Stability
    voice: VoiceThresholds = field(default_factory=VoiceThresholds)
    first_update_ms: int = 700
    """From the start of speech to the first decode."""
    interval_ms: int = 1000
    """Between decodes of one track while it speaks."""
    preroll_ms: int = 500
    """Sound before the start of speech that is decoded with it."""
    tail_ms: int = 250
    """Sound after the end of speech that is decoded with it."""
    buffer_ms: int = 4000
    """Past this length the window is cut after committed words."""
    keep_ms: int = 2000
    """Committed sound that stays before a cut, with its words forced."""
    stuck_ms: int = 1200
    """A window whose forced words are followed by nothing for so long is started afresh."""
    no_speech: float = 0.6
    least_logprob: float = -1.0


FAST = Policy(stability=Stability(agree=False, settled_ms=1000, age_ms=2000), interval_ms=800)
"""For reading along: first shown within 2 s."""

ACCURATE = Policy(stability=Stability(agree=True, settled_ms=300, age_ms=3000))
"""For files and for readers of finals only: fewer errors, finals within 4 s."""
