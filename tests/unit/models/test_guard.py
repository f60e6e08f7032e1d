import pytest

from models.engines.guard import is_run_on


@pytest.mark.parametrize(
    ("text", "seconds", "run_on"),
    [
        ("", 1, False),
        ("oui oui oui", 5, False),
        ("oui oui oui oui", 5, True),
        ("Non, non. NON! non", 5, True),
        ("je dis je dis je dis", 5, False),
        ("je dis je dis je dis je dis", 5, True),
        ("alors je dis je dis je dis je dis voilà", 5, True),
        ("le vote est le vote est le vote est", 5, False),
        ("le vote est le vote est le vote est le vote est", 5, True),
        ("a b c d a b c d a b c d a b c d", 5, False),
        ("vingt-quatre voix pour trois voix contre une abstention", 4, False),
    ],
)
def test_loops(text: str, seconds: float, run_on: bool) -> None:
    assert is_run_on(text.split(), seconds) is run_on


def test_nobody_says_more_than_seven_words_a_second() -> None:
    words = [str(number) for number in range(18)]
    assert not is_run_on(words, 2.0)
    assert is_run_on([*words, "18"], 2.0)
    assert is_run_on(words[:5], 0.1)
    assert not is_run_on(words[:4], 0.1)
