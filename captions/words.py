"""What an engine says it heard: words with times, before anybody decides what to show."""

from dataclasses import dataclass

from captions.ids import Milliseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word with the punctuation that sticks to it, without surrounding spaces."""

    text: str
    start_ms: Milliseconds
    end_ms: Milliseconds
    probability: float
    """Of its least certain token, 0 to 1."""
    spoken: str = ""
    """What was said, where typography writes it otherwise: "soixante-dix pour cent" for "70 %"."""
    tokens: tuple[int, ...] = ()
    """Opaque to everything but the engine that made them; lets it force the same text again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineStamp:
    """Which engine and weights made a text, as it is shown to readers and kept in records."""

    engine: str
    model: str
    compute_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypothesis:
    """The words of one window, ordered and inside it.

    The words of the window's forced prefix come first, with times measured afresh.
    """

    words: tuple[Word, ...]
    language: str
    no_speech: float
    """Probability that the window holds no speech, 0 to 1."""
    mean_logprob: float
    """Mean log-probability of the tokens that were not forced; 0.0 when there are none."""
    run_on: bool = False
    """The decoder looped or produced more words than anybody can say; the text is not to be trusted."""


def joined(words: tuple[Word, ...]) -> str:
    """The words as one line of text."""
    return " ".join(word.text for word in words)
