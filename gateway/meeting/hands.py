"""Raised hands: one queue, whoever is to speak next in front, by voice or typed alike. Pure.

Bounded by the people in the room: everybody has at most one place.
"""

from captions.ids import SpeakerId


class Hands:
    """Places count from 1, in the order of raising; lowering a hand closes the gap."""

    def __init__(self) -> None:
        self._queue: dict[SpeakerId, None] = {}

    def up(self, person: SpeakerId) -> None:
        """Somebody who waits already keeps their place."""
        self._queue.setdefault(person)

    def down(self, person: SpeakerId) -> None:
        """Does nothing when it is not up."""
        self._queue.pop(person, None)

    def places(self) -> dict[SpeakerId, int]:
        return {person: place for place, person in enumerate(self._queue, start=1)}
