"""Whether a hypothesis is speech at all, judged by evidence first and by known inventions last. Pure.

Whisper always says something, also over silence and noise. Figures: mean log-probability of real French speech
is -0.2 to -0.6 and its no-speech probability below 0.4; over noise they are below -1.2 and above 0.6.
"""

import re

from captions.glossary import Glossary
from captions.stabilise import letters
from captions.words import Hypothesis, Word

_DOUBTFUL_NO_SPEECH = 0.3
_DOUBTFUL_LOGPROB = -0.7
_HOPELESS_LOGPROB = -1.5
_INVENTIONS = tuple(
    re.compile(pattern)
    for pattern in (
        # Not the bare word inside a sentence: people talk about subtitles.
        r"^\W*sous.?titr\w*\W*$",
        r"sous.?titr\w* (réalisé|fait|société|st\b|fr\b|par\b)",
        r"soustitreur",
        r"merci d.avoir regardé",
        r"abonnez.vous",
        r"amara\.org",
        r"radio.canada",
        r"n.oubliez pas de vous abonner",
        r"à bientôt pour une nouvelle vidéo",
    )
)


def is_quiet(hypothesis: Hypothesis, *, no_speech: float, least_logprob: float) -> bool:
    """Whether the window holds no speech that can be told apart from noise."""
    silent, unsure = hypothesis.no_speech > no_speech, hypothesis.mean_logprob < least_logprob
    return (silent and unsure) or hypothesis.mean_logprob < _HOPELESS_LOGPROB


def is_invention(words: tuple[Word, ...], hypothesis: Hypothesis, glossary: Glossary) -> bool:
    """Whether the words are a phrase that the weights invent, and the evidence for speech is doubtful.

    Whisper repeats its prompt over noise, with more confidence than what it makes up by itself: mean log-probability
    -0.4 to -0.9, while its no-speech probability stays above 0.35.
    """
    doubtful = (
        hypothesis.no_speech > _DOUBTFUL_NO_SPEECH
        or hypothesis.mean_logprob < _DOUBTFUL_LOGPROB
        or min((word.probability for word in words), default=0.0) < 0.05
    )
    text = " ".join(word.text for word in words).casefold()
    if not any(letters(word.text) for word in words):
        return True
    known = any(pattern.search(text) for pattern in _INVENTIONS)
    return doubtful and (known or glossary.holds(word.text for word in words))
