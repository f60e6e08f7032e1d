"""A pipeline of pyannote.audio in a folder, for where its extra is installed; elsewhere there is nothing to ask."""

from collections.abc import Callable

from models.ports import Diariser


def pyannote_cases() -> dict[str, Callable[[], Diariser]]:
    return {}
