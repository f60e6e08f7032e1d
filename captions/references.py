"""Numbers of a form of their own: telephone numbers, articles of law, times of day, "70%" in one word. Pure."""

import re
from typing import Final

from captions.breaks import word_set
from captions.figures import HOURS, NO_BREAK, Writing, before_sign, figures, is_cut, is_undecided
from captions.lexemes import Passage, Run
from captions.numbers import Part, read_number

_AFTER_HOUR: Final = word_set(
    "à au aux de du des pour et ou dans le la les ce cette sur avec en chez par sans que qui mais donc car si je on "
    "nous vous il elle ils elles précises pile environ demain aujourd'hui lundi mardi mercredi jeudi vendredi samedi "
    "dimanche salle jusqu'à jusqu'au"
)
"""What may follow the minutes of a time; what else follows may be what is counted."""
_CLOCK: Final = re.compile(r"(\d{1,2})[hH](\d{2})?")
_WITH_SIGN: Final = re.compile(r"(\d[\d,.\u00a0\u202f]*?)[\u00a0\u202f]?(%|€|k€|M€)")
_ORDINAL: Final = re.compile(r"(\d+)(?:e|è|ème|eme|ième)")
_FIRST: Final = {"1er": "1ᵉʳ", "1re": "1ʳᵉ", "1ère": "1ʳᵉ", "1ere": "1ʳᵉ"}


def within_one_word(passage: Passage, index: int) -> Writing | None:
    """14h30, 70%, 50€, 21ème, 1er."""
    core = passage.lexemes[index].core
    text = _FIRST.get(core)
    if passage.lexemes[index].fixed:
        return None
    if clock := _CLOCK.fullmatch(core):
        text = f"{clock[1]}{NO_BREAK}h" + (f"{NO_BREAK}{clock[2]}" if clock[2] else "")
    elif signed := _WITH_SIGN.fullmatch(core):
        text = signed[1] + before_sign(signed[2]) + signed[2]
    elif ordinal := _ORDINAL.fullmatch(core):
        text = f"{ordinal[1]}ᵉ"
    return None if text is None else Writing(first=index, last=index, text=text)


def telephone(passage: Passage, index: int) -> Writing | None:
    """Five pairs of digits, the first with a zero: written or said."""
    if is_cut(passage, index):
        return None
    pairs: list[str] = []
    last = index - 1
    while last < index or passage.after(last) is not None:
        found = _pair(passage, last + 1)
        if found is None:
            break
        pair, last = found
        pairs.append(pair)
    goes_on = passage.after(last) if last >= index else None
    if len(pairs) != 5 or not re.fullmatch(r"0[1-9]", pairs[0]) or is_undecided(passage, last):
        return None
    if goes_on is not None and (goes_on.parts or goes_on.digits):
        return None
    return Writing(first=index, last=last, text=NO_BREAK.join(pairs))


def _pair(passage: Passage, index: int) -> tuple[str, int] | None:
    """Two digits and where they end. Words count as they are joined: "vingt quatre-vingt" is 20 80."""
    one = passage.lexemes[index]
    if one.fixed:
        return None
    if re.fullmatch(r"\d\d", one.core):
        return one.core, index
    following = passage.after(index)
    if one.low == "zéro" and following is not None and _below_hundred(following.parts) in range(10):
        return f"0{_below_hundred(following.parts)}", index + 1
    value = _below_hundred(one.parts)
    if value is None or value < 10:
        return None
    if following is not None and following.low == "et" and value % 10 == 0:
        low = passage.after(index + 1)
        if low is not None and low.low in ("un", "onze"):
            return str(value + (1 if low.low == "un" else 11)), index + 2
    return str(value), index


def _below_hundred(parts: tuple[Part, ...]) -> int | None:
    found = read_number(list(parts)) if parts and all(isinstance(part, str) for part in parts) else None
    return int(found[0]) if found is not None and found[1] == len(parts) and found[0] < 100 else None


def article(passage: Passage, index: int) -> Writing | None:
    """L. 2121-18: a letter, a number, and more numbers after hyphens."""
    letter = passage.lexemes[index]
    previous = passage.previous(index)
    named = previous is not None and not previous.tail and previous.low.endswith(("article", "articles"))
    if whole := re.fullmatch(r"([LRDA])\.?(\d{1,4}(?:-\d{1,3})*)", letter.core):
        sure = named or (whole[1] in "LR" and "-" in whole[2])
        return Writing(first=index, last=index, text=f"{whole[1]}.{NO_BREAK}{whole[2]}") if sure else None
    letters = ("L", "R", "D", "A", "l", "r") if named else ("L", "R")
    if letter.core not in letters or letter.tail not in ("", "."):
        return None
    following = passage.at(index + 1)
    if following is None or following.lead or following.fixed:
        return None
    whole_core = re.fullmatch(r"\d{1,4}(?:-\d{1,3})+", following.core)
    last, reference = (index + 1, following.core) if whole_core else _reference(passage, index + 1)
    if not reference or not (named or "-" in reference):
        return None
    known = whole_core or not is_undecided(passage, last)
    text = f"{letter.core.upper()}.{NO_BREAK}{reference}" if known else None
    return Writing(first=index, last=last, text=text)


def _reference(passage: Passage, index: int) -> tuple[int, str]:
    """2121 tiret 18, in words or digits, and where it ends; nothing if there is none."""
    numbers: list[str] = []
    last = index - 1
    while True:
        found = _numbered(passage, last + 1) if passage.at(last + 1) else None
        if found is None:
            return last, ""
        number, last = found
        numbers.append(number)
        hyphen = passage.after(last)
        if hyphen is None or hyphen.low != "tiret" or passage.after(last + 1) is None:
            return last, "-".join(numbers)
        last += 1


def _numbered(passage: Passage, index: int) -> tuple[str, int] | None:
    run = passage.run_at(index)
    if run is None or run.ordinal:
        return None
    if run.parts == ("un",):  # an article would follow no hyphen
        return "1", index
    if run.value is None or run.value != int(run.value) or not 0 < run.value < 10_000:
        return None
    return figures(run.value, grouped=False), run.last


def hour(passage: Passage, index: int) -> Writing | None:
    """18 h 30; "quatorze heures trente personnes" is no time."""
    hours = passage.run_at(index)
    if hours is None or not _is_plain(hours) or not 0 <= (hours.value or 0) <= 24 or is_cut(passage, index):
        return None
    word = passage.after(hours.last)
    if (
        word is None
        or word.low not in HOURS
        or passage.is_name(hours)
        or passage.after(hours.last + 1) is None
    ):
        return None
    minutes = passage.run_at(hours.last + 2)
    if minutes is None or not _is_plain(minutes) or not 1 <= (minutes.value or 0) <= 59:
        return None
    if is_undecided(passage, minutes.last):
        return Writing(first=index, last=minutes.last, text=None)
    following = passage.after(minutes.last)
    if following is not None and following.low not in _AFTER_HOUR:
        return None
    assert hours.value is not None
    assert minutes.value is not None
    text = f"{int(hours.value)}{NO_BREAK}h{NO_BREAK}{int(minutes.value):02d}"
    return Writing(first=index, last=minutes.last, text=text)


def _is_plain(run: Run) -> bool:
    return run.value is not None and not run.ordinal and run.value == int(run.value)
