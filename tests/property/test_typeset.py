"""Typography changes how words look, never what was said: reversible, done once, and the same to whoever scores."""

from hypothesis import example, given
from hypothesis import strategies as st

from captions.ids import Milliseconds
from captions.normalise import score_words
from captions.typeset import spoken, typeset
from captions.words import Word, joined

UNITS = [
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize",
    "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
]  # fmt: skip
TENS = [
    "",
    "",
    "vingt",
    "trente",
    "quarante",
    "cinquante",
    "soixante",
    "soixante",
    "quatre-vingt",
    "quatre-vingt",
]


def below_hundred(value: int) -> str:
    ten, unit = divmod(value, 10)
    if value < 20:
        return UNITS[value]
    if ten in (7, 9):
        unit += 10
    if unit == 0:
        return TENS[ten] + "s" * (value == 80)
    if unit in (1, 11) and ten not in (8, 9):
        return f"{TENS[ten]} et {UNITS[unit]}"
    return f"{TENS[ten]}-{UNITS[unit]}"


def below_thousand(value: int) -> str:
    hundred, rest = divmod(value, 100)
    head = "" if not hundred else "cent" if hundred == 1 else f"{UNITS[hundred]} cent" + "s" * (rest == 0)
    return f"{head} {below_hundred(rest)}".strip() if rest or not hundred else head


def in_words(value: int) -> str:
    """``value``, below a thousand millions, as it is said."""
    millions, thousands, rest = value // 10**6, value // 1000 % 1000, value % 1000
    said = [f"{below_thousand(millions)} million" + "s" * (millions > 1)] if millions else []
    if thousands:
        counted = below_thousand(thousands).replace("cents", "cent").replace("vingts", "vingt")
        said.append("mille" if thousands == 1 else f"{counted} mille")
    if rest or not said:
        said.append(below_thousand(rest))
    return " ".join(said)


NUMBER = st.one_of(st.integers(0, 120), st.integers(0, 3000), st.integers(0, 10**9 - 1)).map(in_words)
DIGITS = st.integers(0, 10**9 - 1).map(lambda value: f"{value:,}".replace(",", " "))
PLACES = [
    "{} pour cent des", "{} euros", "à {} heures {} précises", "le {} mars {}", "article L {} tiret {}",
    "{} voix contre", "{} virgule {} millions", "de {} à {} personnes", "{}",
    "{} contre, {} pour, voilà", "{}, oui", "le {} et", "{} %", "{} heures", "appelez le 06 {}",
    "page {}.", "Mme {}", "les {} autres", "{} un", "un {}",
]  # fmt: skip
PLAIN = st.sampled_from(
    [
        "Bonjour",
        "le",
        "maire",
        "dit",
        "oui.",
        "Non ?",
        "pour",
        "et",
        "un",
        "Paris",
        "article",
        "à",
        "mars",
        "heures",
    ]
)
RAW = st.one_of(
    st.sampled_from(
        [
            "70%", "2,5", "14h30", "2", "397", "000", "21ème", "1er", "?", "!", "«", "»", "«oui»",
            "pour", "cent", "mille", "vingt", "et", "un", "onze", "heures", "L.", "L", "2121-18",
            "tiret", "virgule", "quatre-vingt", "millions", "06", "zéro", "€", "%", "mars", "contre",
            "deuxième", "unième", "M.", "Vingt", "douze,", "cinq.", "m²", "50€", "article",
        ]
    ),
    st.text(alphabet="ab1 25,.?!«»:;%€h\u00a0\u202f-'’", max_size=6),
)  # fmt: skip


@st.composite
def speech(draw: st.DrawFn) -> str:
    """French with numbers in it, as it is said or as a recogniser spells it."""
    said: list[str] = []
    for _ in range(draw(st.integers(1, 4))):
        said += draw(st.lists(PLAIN, max_size=2))
        place = draw(st.sampled_from(PLACES))
        said.append(
            place.format(*(draw(st.one_of(NUMBER, NUMBER, DIGITS)) for _ in range(place.count("{}"))))
        )
        if draw(st.booleans()):
            said[-1] = said[-1].rstrip(".,") + ","
    return " ".join(said)


def heard(texts: list[str]) -> tuple[Word, ...]:
    return tuple(
        Word(
            text=text,
            start_ms=Milliseconds(at * 9),
            end_ms=Milliseconds(at * 9 + 8),
            probability=1.0,
            tokens=(at,),
        )
        for at, text in enumerate(texts)
    )


def check(texts: list[str]) -> tuple[Word, ...]:
    """What holds for any words whatever."""
    words = heard(texts)
    found = typeset(words)
    assert spoken(found) == tuple(texts)
    assert typeset(found) == found
    for word in found:
        assert word in words or (word.spoken and not word.tokens and " " not in word.text)
    assert [word.start_ms for word in found] == sorted(word.start_ms for word in found)
    return found


@given(st.lists(RAW, max_size=12))
def test_any_words_come_back_as_they_were(texts: list[str]) -> None:
    check(texts)


@given(speech())
@example("deux cents trois cents euros")
@example("en deux mille vingt un projet")
def test_what_is_said_scores_as_what_is_written(text: str) -> None:
    found = check(text.split(" "))
    assert score_words(joined(found)) == score_words(text)


@given(speech(), st.lists(st.integers(1, 40), max_size=5))
def test_cut_anywhere_nothing_is_written_that_was_not_said(text: str, cuts: list[int]) -> None:
    words = heard(text.split(" "))
    edges = [0, *sorted({cut for cut in cuts if cut < len(words)}), len(words)]
    found: list[Word] = []
    for first, last in zip(edges, edges[1:], strict=False):
        before = [word.text for word in words[max(0, first - 8) : first]]
        found += typeset(words[first:last], before=before, goes_on=last < len(words))
    assert spoken(found) == tuple(text.split(" "))
    assert score_words(joined(tuple(found))) == score_words(text)
