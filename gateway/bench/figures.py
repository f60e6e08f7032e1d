"""The measures of several streams as one, and how they are written in JSON. Pure."""

from collections.abc import Iterable, Sequence

from captions.quality import Quality, percentile


def pooled(parts: Sequence[Quality]) -> Quality:
    """One measure of all streams: sums, and all delays together."""
    return Quality(
        words=sum(part.words for part in parts),
        errors=sum(part.errors for part in parts),
        first_ms=_merged(part.first_ms for part in parts),
        final_ms=_merged(part.final_ms for part in parts),
        changed=sum(part.changed for part in parts),
        final_words=sum(part.final_words for part in parts),
        uncaptioned_ms=sum(part.uncaptioned_ms for part in parts),
        invented=sum(part.invented for part in parts),
        right_speaker=sum(part.right_speaker for part in parts),
        wrong_speaker=sum(part.wrong_speaker for part in parts),
    )


def spread(ascending: Sequence[int]) -> dict[str, int] | None:
    """Nothing where there is nothing to measure: a delay of 0 would look like a good one."""
    if not ascending:
        return None
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    return {name: percentile(ascending, share) for name, share in shares.items()} | {"max": ascending[-1]}


def _merged(parts: Iterable[Sequence[int]]) -> tuple[int, ...]:
    return tuple(sorted(value for part in parts for value in part))
