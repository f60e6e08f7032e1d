"""How many may be in a room, how long it waits for them, and what everybody is told who comes in. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from captions.ids import SpeakerId
from gateway.media.espeak import Synthesise


def _direct(listener: SpeakerId) -> Sequence[Mapping[str, object]]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomRules:
    """``linger``: seconds that an empty room stays; ``patience``: seconds that a dropped participant's place does."""

    people: int = 12
    readers: int = 200
    listeners: int = 12
    """Readers who also hear; those who come after them only read, since each costs as much as a participant."""
    linger: float = 60.0
    patience: float = 30.0
    talkers: int | None = None
    """People who may speak at once, in all rooms with captions, before further rooms are refused captions."""
    greeting: Mapping[str, object] = field(default_factory=dict)
    """Optional fields of every ``welcome``: ``notice``, ``engine``."""
    synthesise: Synthesise | None = None
    """Speaks what is typed, for who wants it; None: nothing does."""
    ice: Callable[[SpeakerId], Sequence[Mapping[str, object]]] = _direct
    """The ``RTCIceServer``s of one who hears; by default there are none."""
