"""What one plain-text reader has not read yet, and what they read last. Pure, and bounded.

| Bound | Overflow |
|---|---|
| ``LONGEST`` lines | the oldest go, and how many is told where they stood |
"""

from collections import deque

from gateway.text import wording

LONGEST = 2000


class Backlog:
    """Lines in their order; each is given once."""

    def __init__(self, longest: int = LONGEST) -> None:
        self._longest = longest
        self._lines: deque[str] = deque()
        self._lost = 0
        self.last: str | None = None
        """The line that was given last."""

    def __len__(self) -> int:
        return len(self._lines)

    def push(self, line: str) -> None:
        if len(self._lines) >= self._longest:
            self._lines.popleft()
            self._lost += 1
        self._lines.append(line)

    def take(self) -> str | None:
        """The next line, or None for now."""
        if self._lost:
            self.last, self._lost = wording.lost(self._lost), 0
        elif self._lines:
            self.last = self._lines.popleft()
        else:
            return None
        return self.last

    def skip(self) -> None:
        """What is unread stays unread for good."""
        self._lines.clear()
        self._lost = 0
