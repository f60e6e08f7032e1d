"""The real server on a clock that a test sets: ``python -m tests.fakes.set_clock FILE serve …``.

``FILE`` holds how many seconds the clock is wrong; it is read at each look at the clock.
"""

import sys
import time
from pathlib import Path


def set_by(file: Path) -> None:
    """Only the time of day: what counts how long something takes cannot be set on any machine."""
    true_ns = time.time_ns

    def wrong_ns() -> int:
        return true_ns() + int(file.read_text()) * 1_000_000_000

    time.time_ns = wrong_ns
    time.time = lambda: wrong_ns() / 1e9


if __name__ == "__main__":
    set_by(Path(sys.argv[1]))
    # Not before: some keep the clock that they were imported with.
    from gateway.main import main

    sys.argv = [sys.argv[0], *sys.argv[2:]]
    sys.exit(main())
