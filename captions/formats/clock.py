"""Times as subtitle files and people write them."""


def stamp(ms: int, decimal: str) -> str:
    """``HH:MM:SS`` and milliseconds after ``decimal``; hours grow as needed."""
    seconds, rest = divmod(ms, 1000)
    return f"{short(seconds * 1000)}{decimal}{rest:03d}"


def short(ms: int) -> str:
    """``HH:MM:SS``, rounded down."""
    minutes, seconds = divmod(ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}"
