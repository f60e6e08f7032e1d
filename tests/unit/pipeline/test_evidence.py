import pytest

from captions.glossary import NO_GLOSSARY, Glossary
from captions.words import Word
from pipeline.evidence import is_invention, is_quiet
from tests.fakes.speech import heard, word


def words(text: str, p: float = 0.9) -> tuple[Word, ...]:
    return tuple(word(part, 0, 100, p=p) for part in text.split())


@pytest.mark.parametrize(
    ("no_speech", "logprob", "quiet"),
    [
        (0.05, -0.2, False),
        (0.4, -0.6, False),
        (0.95, -0.6, False),
        (0.4, -1.2, False),
        (0.65, -1.25, True),
        (0.05, -1.6, True),
        (0.0, 0.0, False),
    ],
    ids=["clear", "poor", "sure although quiet", "unsure although loud", "noise", "hopeless", "nothing new"],
)
def test_noise_is_what_is_silent_and_unsure(no_speech: float, logprob: float, quiet: bool) -> None:
    hypothesis = heard(*words("oui"), no_speech=no_speech, mean_logprob=logprob)
    assert is_quiet(hypothesis, no_speech=0.6, least_logprob=-1.0) is quiet


INVENTED = [
    "Sous-titrage Société Radio-Canada",
    "Sous-titres réalisés par la communauté d'Amara.org",
    "Sous-titrage ST' 501",
    "Merci d'avoir regardé cette vidéo !",
    "Sous-titres",
    "❤️ par SousTitreur.com",
    "Abonnez-vous !",
    "N'oubliez pas de vous abonner.",
]


@pytest.mark.parametrize("text", INVENTED)
def test_known_inventions_need_good_evidence(text: str) -> None:
    said = words(text)
    assert is_invention(said, heard(*said, no_speech=0.5), NO_GLOSSARY)
    assert is_invention(said, heard(*said, mean_logprob=-0.9), NO_GLOSSARY)
    assert is_invention(words(text, p=0.01), heard(*words(text, p=0.01)), NO_GLOSSARY)
    assert not is_invention(said, heard(*said), NO_GLOSSARY), "somebody may say it"


@pytest.mark.parametrize(
    "text",
    [
        "Je vous remercie.",
        "Merci.",
        "Le titre du rapport",
        "Radio France",
        "à bientôt",
        "14",
        "le sous-titrage des séances",
    ],
)
def test_what_people_say_in_meetings_is_no_invention(text: str) -> None:
    said = words(text, p=0.02)
    assert not is_invention(said, heard(*said, no_speech=0.5, mean_logprob=-0.9), NO_GLOSSARY)


@pytest.mark.parametrize("text", ["...", "– ?", "♪ ♪", ""])
def test_what_has_no_letter_was_not_said(text: str) -> None:
    assert is_invention(words(text), heard(*words(text)), NO_GLOSSARY)


def test_the_glossary_that_comes_back_by_itself_needs_good_evidence() -> None:
    """Measured with base over clicks and over silence: « Villefort, SIVU. » at these figures."""
    glossary = Glossary(terms=("Mathieu Villefort", "SIVU"))
    echo, said = words("Villefort, SIVU.", p=0.4), words("Villefort préside le SIVU.")
    assert is_invention(echo, heard(*echo, no_speech=0.37, mean_logprob=-0.45), glossary)
    assert is_invention(echo, heard(*echo, mean_logprob=-0.9), glossary)
    assert not is_invention(echo, heard(*echo), glossary), "a name may be all that somebody says"
    assert not is_invention(said, heard(*said, no_speech=0.5, mean_logprob=-0.9), glossary)
