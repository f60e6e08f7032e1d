"""Numbers in running text: "2 397 000", "3,5 %", "21ᵉ", "12 millions", "le 2 mars", "3 contre". Pure.

Left as they were said: numbers up to ten, "un" and "une", names, fractions, "mille" and "cent" alone, what is
ambiguous ("deux millions cinq"), and what may go on in words that are not known yet.
"""

import re
from decimal import Decimal
from typing import Final

from captions.breaks import MONTHS, word_set
from captions.figures import HOURS, THIN, Writing, before_sign, figures, is_cut, is_undecided
from captions.lexemes import LARGE, Passage, Run
from captions.numbers import read_number

_QUANTITIES: Final = word_set(
    "euro euros € francs mètres m m² hectares ha kilomètres km litres tonnes kilos habitants habitantes personnes "
    "logements élèves enfants places agents emplois familles foyers arbres signatures voix électeurs véhicules "
    "visiteurs kilowattheures kwh"
)
_SIGNS: Final = ("€", "k€", "M€", "m²", "°C")
_VOTES: Final = ("contre", "abstention", "abstentions", "voix")


def amount(passage: Passage, index: int) -> Writing | None:
    """Everything else; what is a number and stays as it was said is left alone as a whole."""
    run = passage.run_at(index)
    if run is None:
        return None
    left = Writing(first=index, last=run.last, text=None)
    if (
        run.value is None
        or (run.worded and run.value != int(run.value))
        or is_cut(passage, index)
        or (run.worded and passage.is_name(run))
    ):
        return left
    if run.worded and _is_fragment(passage, run):
        return left
    decimals = _decimals(passage, run)
    last, text = decimals if decimals else (run.last, "")
    if is_undecided(passage, last) or (
        passage.after(last) and not text and _says(passage, last + 1, "virgule")
    ):
        return left
    if signed := _with_sign(passage, run, last, text or _exact(passage, run)):
        return signed
    if text:
        return Writing(first=index, last=last, text=text)
    if run.ordinal:
        return _ordinal(passage, run)
    if run.parts[-1] in LARGE and run.worded:
        return _round(passage, run)
    return _cardinal(passage, run)


def _cardinal(passage: Passage, run: Run) -> Writing:
    value = run.value
    assert value is not None
    following = passage.after(run.last)
    counted = following is not None and following.low in _QUANTITIES
    previous = passage.previous(run.first)
    text = None
    if not run.worded:
        if run.last > run.first or (counted and value >= 1000 and _core(passage, run).isdigit()):
            text = _exact(passage, run, grouped=True)
    elif previous is not None and previous.low in HOURS and not previous.tail:
        pass  # minutes of a time that is not written in figures: "une heure trente"
    elif (
        (value >= 11 or (value and _is_day_or_vote(passage, run)))
        and (counted or not run.lone)
        and _is_clear(run)
    ):
        text = figures(value, grouped=value >= 10_000 or (value >= 1000 and counted))
    return Writing(first=run.first, last=run.last, text=text)


def _ordinal(passage: Passage, run: Run) -> Writing:
    previous = passage.previous(run.first)
    fraction = run.parts[-1] in ("centième", "millième") or (
        previous is not None and not previous.tail and (previous.low in ("un", "une") or bool(previous.parts))
    )
    sure = run.value is not None and run.value >= 11 and not fraction
    return Writing(first=run.first, last=run.last, text=f"{run.value}ᵉ" if sure else None)


def _round(passage: Passage, run: Run) -> Writing:
    """12 millions: the figures before the word, which stays."""
    left = Writing(first=run.first, last=run.last, text=None)
    head = run.parts[:-1]
    if sum(part in LARGE for part in run.parts) > 1:
        return _cardinal(passage, run)
    found = read_number(list(head))
    if not head or head in (("un",), ("une",)) or found is None or found[1] != len(head):
        return left
    if not any(isinstance(part, str) for part in head) or len(passage.lexemes[run.last].parts) != 1:
        return left
    return Writing(first=run.first, last=run.last - 1, text=figures(found[0], grouped=found[0] >= 10_000))


def _with_sign(passage: Passage, run: Run, last: int, number: str) -> Writing | None:
    """70 %, 50 €."""
    following = passage.after(last)
    if following is None or run.ordinal or run.parts[-1] in LARGE:
        return None
    if following.core in _SIGNS and not run.worded:
        return Writing(
            first=run.first, last=last + 1, text=number + before_sign(following.core) + following.core
        )
    if following.core == "%" or following.low in ("pourcent", "pourcents"):
        return Writing(first=run.first, last=last + 1, text=f"{number}{THIN}%")
    cent = passage.after(last + 1) if following.low == "pour" else None
    if cent is None or cent.low not in ("cent", "cents"):
        return None
    thousandth = passage.after(last + 2)
    if thousandth is not None and thousandth.parts:
        return None
    return Writing(first=run.first, last=last + 2, text=f"{number}{THIN}%")


def _decimals(passage: Passage, run: Run) -> tuple[int, str] | None:
    """3,05 from "trois virgule zéro cinq", and where it ends."""
    comma = passage.after(run.last)
    if run.ordinal or comma is None or comma.low != "virgule" or passage.after(run.last + 1) is None:
        return None
    rest = passage.run_at(run.last + 2)
    if rest is None or rest.ordinal or run.value != int(run.value or 0):
        return None
    last, parts = rest.last, list(rest.parts)
    if parts[-1] in LARGE and len(passage.lexemes[last].parts) == 1:
        last, parts = last - 1, parts[:-1]
    zeros = 0
    while zeros < len(parts) and parts[zeros] == "zéro":
        zeros += 1
    found = read_number(parts[zeros:])
    if (
        found is None
        or found[1] != len(parts) - zeros
        or found[0] != int(found[0])
        or not 0 < found[0] < 1000
    ):
        return None
    fraction = "0" * zeros + str(int(found[0]))
    if len(fraction) == 3:  # would look like thousands
        return None
    if run.parts[-1] in LARGE or passage.lexemes[last].low in ("un", "une"):
        return None
    whole = figures(run.value or Decimal(0), grouped=(run.value or 0) >= 10_000)
    return last, f"{whole},{fraction}"


def _exact(passage: Passage, run: Run, *, grouped: bool = False) -> str:
    """The digits of a number as they were written, or of the value that was said."""
    if run.worded:
        assert run.value is not None
        return figures(run.value, grouped=run.value >= 10_000)
    if run.last == run.first and not grouped:
        return _core(passage, run)
    if run.last > run.first:
        return THIN.join(one.core for one in passage.lexemes[run.first : run.last + 1])
    return re.sub(r"(?<=\d)(?=(?:\d{3})+$)", THIN, _core(passage, run))


def _core(passage: Passage, run: Run) -> str:
    return passage.lexemes[run.first].core


def _is_clear(run: Run) -> bool:
    """Not "deux millions cinq", which means half a million more."""
    assert run.value is not None
    small = run.value % 10**6
    return not any(part in LARGE for part in run.parts) or small == 0 or small >= 1000


def _is_day_or_vote(passage: Passage, run: Run) -> bool:
    """2 mars, du 2 au 4 mars, 3 contre, 2 abstentions, 7 pour."""
    following = passage.after(run.last)
    if following is None:
        return False
    if following.low in MONTHS or following.low in _VOTES or (following.low == "pour" and following.tail):
        return True
    if following.low not in ("au", "et", "ou", "à") or passage.after(run.last + 1) is None:
        return False
    other = passage.run_at(run.last + 2)
    month = passage.after(other.last) if other else None
    return month is not None and month.low in MONTHS


def _is_fragment(passage: Passage, run: Run) -> bool:
    """Whether it goes on with a number that is not understood: "06 cent deux", "un virgule cinq"."""
    previous, following = passage.leads_to(run.first), passage.after(run.last)
    if previous is not None and (previous.digits or previous.low == "virgule"):
        return True
    return following is not None and following.digits


def _says(passage: Passage, index: int, low: str) -> bool:
    one = passage.at(index)
    return one is not None and one.low == low
