import pytest

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
    assert is_invention(said, heard(*said, no_speech=0.5))
    assert is_invention(said, heard(*said, mean_logprob=-0.9))
    assert is_invention(words(text, p=0.01), heard(*words(text, p=0.01)))
    assert not is_invention(said, heard(*said)), "somebody may say it"


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
    assert not is_invention(said, heard(*said, no_speech=0.5, mean_logprob=-0.9))


@pytest.mark.parametrize("text", ["...", "– ?", "♪ ♪", ""])
def test_what_has_no_letter_was_not_said(text: str) -> None:
    assert is_invention(words(text), heard(*words(text)))
