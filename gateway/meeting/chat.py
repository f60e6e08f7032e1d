"""What people write in one meeting, for as long as it lasts: on no disk, in no log. Pure: no I/O, no clock.

| Bound | Overflow |
|---|---|
| ``KEPT`` lines, ``KEPT_CHARACTERS`` in all | the oldest is forgotten |
| ``BURST`` lines at once by one person, one every ``EVERY`` seconds for long | ``chat.too_fast`` |
"""

from collections import deque

from captions.ids import Milliseconds, SpeakerId
from gateway.live.allowance import Allowance
from gateway.live.protocol import ChatLine
from gateway.live.refusals import refusal

KEPT = 200
KEPT_CHARACTERS = 50_000
BURST = 5
EVERY = 2.0


class Chat:
    """``write`` a line, and give ``lines`` to who comes later."""

    def __init__(self) -> None:
        self._lines: deque[ChatLine] = deque()
        self._characters = 0
        self._last = 0
        self._allowances: dict[SpeakerId, Allowance] = {}

    @property
    def lines(self) -> tuple[ChatLine, ...]:
        """Oldest first."""
        return tuple(self._lines)

    def write(self, person: SpeakerId, name: str, text: str, *, at_ms: Milliseconds, now: float) -> ChatLine:
        """``at_ms``: session time; ``now``: seconds of any steady clock. Raises ``chat.too_fast``."""
        allowance = self._allowances.get(person)
        if allowance is None:
            allowance = self._allowances[person] = Allowance(now, burst=BURST, per_second=1 / EVERY)
        if not allowance.take(now):
            raise refusal("chat.too_fast")
        self._last += 1
        line = ChatLine(id=self._last, person=person, name=name, text=text, at_ms=at_ms)
        self._lines.append(line)
        self._characters += len(text)
        while len(self._lines) > KEPT or self._characters > KEPT_CHARACTERS:
            self._characters -= len(self._lines.popleft().text)
        return line

    def forget(self, person: SpeakerId) -> None:
        """They have left for good; what they wrote stays."""
        self._allowances.pop(person, None)
