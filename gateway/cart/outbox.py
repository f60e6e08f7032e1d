"""What is still to be posted, each text under a number that rises by one. Pure, and bounded.

A text that was tried keeps its number and its words until it is known to be taken or refused: the other side tells by
the number whether it has it. Lines that wait leave together, as many as one caption holds.

| Bound | Overflow |
|---|---|
| ``LONGEST`` lines that wait | the oldest go; how many is said in the next text |
"""

from collections import deque
from dataclasses import dataclass

from gateway.text import wording

LONGEST = 500
_CAPTION = 300
"""Characters of lines that leave together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One text under its number."""

    seq: int
    text: str
    lines: int


class Outbox:
    """``seq``: the number of the next text."""

    def __init__(self, seq: int, longest: int = LONGEST) -> None:
        self._longest = longest
        self._waiting: deque[str] = deque()
        self._present: Post | None = None
        self._untold = 0
        self.seq = seq
        self.sent = 0
        """Lines that were taken."""
        self.lost = 0
        """Lines that never will be."""

    def __len__(self) -> int:
        return len(self._waiting) + (self._present.lines if self._present is not None else 0)

    def push(self, line: str) -> None:
        if len(self._waiting) >= self._longest:
            self._waiting.popleft()
            self._untold += 1
            self.lost += 1
        self._waiting.append(line)

    def present(self) -> Post | None:
        """What is to be posted now; the same until ``taken`` or ``refused``."""
        if self._present is None and self._waiting:
            texts = [wording.lost(self._untold)] if self._untold else []
            self._untold, lines = 0, 0
            while self._waiting and (not lines or sum(map(len, texts)) + len(self._waiting[0]) <= _CAPTION):
                texts.append(self._waiting.popleft())
                lines += 1
            self._present = Post(seq=self.seq, text="".join(f"{text}\n" for text in texts), lines=lines)
        return self._present

    def taken(self) -> None:
        if self._present is not None:
            self.seq += 1
            self.sent += self._present.lines
            self._present = None

    def refused(self) -> None:
        """It will not be taken, whatever is done: its number is free again."""
        if self._present is not None:
            self.lost += self._present.lines
            self._untold += self._present.lines
            self._present = None
