"""Which is the shortest context that loses nothing, from what each context gave. Pure.

A text that differs is not yet worse: on doubtful words, 0.1 s of silence before the sound changes the padded text as
well. So a context is measured against that: it may depart from the padded text by the share ``TOLERANCE`` of the words
more than the padded text departs from itself. Where the words that were said are known, it may not miss more of them
either. Each context is judged by itself: by chance a longer one may miss a few words that a shorter one has. It is
believed only where enough words were heard with less than the one before it gives: long sounds hide it by their margin.
"""

from dataclasses import dataclass

LEAST_S = (30, 20, 15, 12, 10, 8, 6)
"""The contexts that are tried, the padded one first."""
MARGIN_S = 4
TOLERANCE = 0.01
PADDED_S = 30
EVIDENCE_WORDS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextTally:
    """What the context max(``least_s``, d + margin) gave on all sounds, each of d seconds."""

    least_s: int
    departed: int
    """Word errors against the padded text."""
    run_ons: int
    wrong: int | None
    """Word errors against what was said; None where nobody knows."""
    mean_context_s: float
    encode_ms: float
    """Of a sound, on average."""
    evidence: int
    """Words of the padded text in the sounds that get less context than from the tally before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextTrial:
    """All contexts on the same sounds."""

    tallies: tuple[ContextTally, ...]
    """From the padded context down."""
    sounds: int
    words: int
    """Of the padded text."""
    reference_words: int
    """Of what was said; 0 where nobody knows."""
    unsettled: int
    """Word errors of the padded text of the same sounds, a little later in the window, against the padded text."""


def context_for(least_s: int, seconds: int) -> int:
    """As the recogniser chooses it."""
    return min(PADDED_S, max(least_s, seconds + MARGIN_S))


def least_context(trial: ContextTrial, tolerance: float = TOLERANCE) -> int:
    """The shortest context that neither loses words nor runs on more than the padded one."""
    padded, *shorter = trial.tallies
    kept = [tally.least_s for tally in shorter if _is_kept(trial, tally, tolerance)]
    return min(kept, default=padded.least_s)


def lost(trial: ContextTrial, tally: ContextTally) -> float:
    """Share of the words that ``tally`` loses against the padded context, by the worse of both measures."""
    padded = trial.tallies[0]
    departed = (tally.departed - trial.unsettled) / max(1, trial.words)
    if tally.wrong is None or padded.wrong is None:
        return departed
    return max(departed, (tally.wrong - padded.wrong) / max(1, trial.reference_words))


def rows(trial: ContextTrial) -> list[dict[str, object]]:
    """The table of a trial, for files and people."""
    return [
        {
            "least_context_s": tally.least_s,
            "mean_context_s": round(tally.mean_context_s, 1),
            "encode_ms": round(tally.encode_ms, 2),
            "evidence_words": tally.evidence,
            "departed": tally.departed,
            "run_ons": tally.run_ons,
            **({} if tally.wrong is None else {"wrong": tally.wrong}),
            "lost": round(lost(trial, tally), 4) if tally.least_s != PADDED_S else 0.0,
        }
        for tally in trial.tallies
    ]


def speed_up(trial: ContextTrial, least_s: int) -> float:
    """How many times cheaper than padded the encoder is with ``least_s``."""
    chosen = next(tally for tally in trial.tallies if tally.least_s == least_s)
    return trial.tallies[0].encode_ms / chosen.encode_ms if chosen.encode_ms else 1.0


def _is_kept(trial: ContextTrial, tally: ContextTally, tolerance: float) -> bool:
    if tally.evidence < EVIDENCE_WORDS or tally.run_ons > trial.tallies[0].run_ons:
        return False
    return lost(trial, tally) <= tolerance
