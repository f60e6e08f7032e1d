"""What one plain-text reader asks for by single letters, and what is to be written next. Pure: no socket, no clock.

| Asked | Is given |
|---|---|
| ``p`` | nothing more until asked; again: everything from there on |
| ``s``, or an empty line while paused | the next unread line |
| ``d`` | the present: what is unread is left out |
| ``r`` | the last line again |
| ``c`` | how many lines are unread |
| ``v`` | who speaks |
| ``n 40`` | rows of 40 cells from now on (12 to 80; ``n 0``: whole lines) |
| ``?`` | these |
| ``q`` | the end |
"""

import re
from collections import deque
from collections.abc import Callable, Sequence

from captions.layout import lay
from gateway.text import wording
from gateway.text.backlog import Backlog

FEWEST_CELLS, MOST_CELLS = 12, 80
_ANSWERS = 64
_HELP = (
    "[p : pause, puis reprise. s ou Entrée : la ligne suivante, pendant la pause. d : retour au direct.]",
    "[r : répète la dernière ligne. c : combien de lignes à lire. v : qui parle.]",
    "[n 40 : lignes de 40 cellules (12 à 80) ; n 0 : lignes entières. q : quitte.]",
)
_UNKNOWN = "[Commande inconnue. ? donne les commandes.]"
_PAUSED = "[Pause. s : la ligne suivante ; p : reprise.]"
_LIVE = "[Direct.]"
_NOTHING = "[Rien de nouveau.]"
_NOTHING_YET = "[Rien n’a encore été lu.]"
_CELLS = "[De 12 à 80 cellules, ou 0.]"


class Conversation:
    """One reader's. ``speaking``: names of those who speak now."""

    def __init__(
        self, backlog: Backlog, speaking: Callable[[], Sequence[str]] = tuple, *, cells: int | None = None
    ) -> None:
        self._backlog = backlog
        self._speaking = speaking
        self._answers: deque[str] = deque(maxlen=_ANSWERS)
        self.cells = cells
        self.paused = False
        self.over = False

    def answer(self, line: str) -> None:
        """Goes before what is unread."""
        self._answers.append(line)

    def take(self) -> list[str] | None:
        """The rows to be written next, or None for now."""
        if self._answers:
            return self._rows(self._answers.popleft())
        if self.paused or self.over:
            return None
        line = self._backlog.take()
        return None if line is None else self._rows(line)

    def say(self, text: str) -> None:
        """What the reader asks for."""
        command, _, rest = text.strip().lower().partition(" ")
        if command in ("", "s") and (command or self.paused):
            self._answers.append(self._backlog.take() or _NOTHING)
        elif command == "n":
            self._cut(rest.strip())
        elif (act := _ACTS.get(command)) is not None:
            act(self)
        elif command:
            self._answers.append(_UNKNOWN)

    def _rows(self, line: str) -> list[str]:
        return [line] if self.cells is None else list(lay(line.split(" "), self.cells, even=False))

    def _cut(self, given: str) -> None:
        if given == "0":
            self.cells = None
        elif re.fullmatch(r"[0-9]{2}", given) and FEWEST_CELLS <= int(given) <= MOST_CELLS:
            self.cells = int(given)
        else:
            self._answers.append(_CELLS)
            return
        self._answers.append(f"[{given} cellules.]" if self.cells else "[Lignes entières.]")

    def _pause(self) -> None:
        self.paused = not self.paused
        self._answers.append(_PAUSED if self.paused else wording.unread(len(self._backlog)))

    def _now(self) -> None:
        self._backlog.skip()
        self.paused = False
        self._answers.append(_LIVE)

    def _again(self) -> None:
        self._answers.append(self._backlog.last or _NOTHING_YET)

    def _count(self) -> None:
        self._answers.append(wording.unread(len(self._backlog)))

    def _who(self) -> None:
        self._answers.append(wording.speaking(self._speaking()))

    def _help(self) -> None:
        self._answers.extend(_HELP)

    def _quit(self) -> None:
        self.over = True
        self._answers.append(wording.GOODBYE)


_ACTS: dict[str, Callable[[Conversation], None]] = {
    "p": Conversation._pause,
    "d": Conversation._now,
    "r": Conversation._again,
    "c": Conversation._count,
    "v": Conversation._who,
    "?": Conversation._help,
    "q": Conversation._quit,
}
