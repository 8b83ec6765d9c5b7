"""What is said of an agreement: changes, dates, and a baseline that the data contradict."""

from __future__ import annotations

import json
from datetime import date

from okr import numbers
from okr.agreement.agreed import AgreedMark
from okr.agreement.seal import ADDED, DEFINITION, DROPPED, Amendment, DefinitionChange, Seal, Terms
from okr.model import Cycle

_LONGEST = 60
_TRIVIAL = 1e-12


def short_day(day: date) -> str:
    """Return a day without its weekday: ``3 Nov``."""
    return numbers.day_words(day).partition(" ")[2]


def change_words(amendment: Amendment) -> str:
    """Return an amendment: ``target changed 3 Nov, 70% → 62%``, ``dropped 3 Nov``, ``added 3 Nov``."""
    day = short_day(amendment.on)
    if amendment.field in (ADDED, DROPPED):
        return f"{amendment.field} {day}"
    if amendment.field == DEFINITION:
        return f"definition changed {day}"
    before, after = value_words(amendment.before), value_words(amendment.after)
    return f"{amendment.field.replace('_', ' ')} changed {day}, {before} → {after}"


def value_words(value: object) -> str:
    """Return a value of the files in one line; ``measured`` where none was written."""
    if value is None:
        return "none written"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def redefined_words(change: DefinitionChange) -> str:
    """Return a changed definition: ``measured differently from 3 Nov``."""
    return f"measured differently from {short_day(change.on)}"


def score_words(mark: AgreedMark) -> str:
    """Return both scores: ``0.64 as agreed, 0.90 as changed``; empty where nothing was changed."""
    if not mark.is_changed:
        return ""
    return f"{numbers.score(mark.as_agreed)} as agreed, {numbers.score(mark.as_changed)} as changed"


def agreed_words(agreed_on: date, cycle: Cycle, what: str = "quarter") -> str:
    """Return when a cycle was agreed, and how late: ``agreed on 10 Oct, 9 days after the quarter began``."""
    late = (agreed_on - cycle.start).days
    tail = f", {late} day{'s' if late > 1 else ''} after the {what} began" if late > 0 else ""
    return f"agreed on {short_day(agreed_on)}{tail}"


def cycle_word(cycle: Cycle) -> str:
    """Return what a stretch of time as long as a cycle is called."""
    known = ((27, 32, "month"), (89, 93, "quarter"), (364, 367, "year"))
    return next((word for least, most, word in known if least <= cycle.days <= most), "cycle")


def contradiction(terms: Terms, *, is_written: bool) -> str:
    """Return that the data contradict a written baseline: ``you wrote 42 %, the data say 44.1 % (41.9 to 46.3 %)``.

    They do where the written number lies outside the interval of the measured one; without an interval, where the two
    are shown as different numbers. Empty where they agree, or nothing was written or measured.
    """
    measured = terms.measured
    if not is_written or measured is None or terms.baseline is None:
        return ""
    if measured.lower is not None and measured.upper is not None:
        agree = measured.lower - _TRIVIAL <= terms.baseline <= measured.upper + _TRIVIAL
    else:
        agree = numbers.rounded(terms.baseline, terms.unit) == numbers.rounded(measured.value, terms.unit)
    if agree:
        return ""
    span = numbers.between(measured.lower, measured.upper, terms.unit)
    said = numbers.amount(measured.value, terms.unit)
    return f"you wrote {numbers.amount(terms.baseline, terms.unit)}, the data say {said}{f' ({span})' if span else ''}"


def plausibility_words(terms: Terms, seal: Seal) -> str:
    """Return how often the metric moved as far as agreed: ``moved this far in 2 of 11 quarters``; empty if unknown."""
    if terms.moved_before is None or not terms.stretches:
        return ""
    word = cycle_word(seal.cycle) + ("" if terms.stretches == 1 else "s")
    return f"moved this far in {terms.moved_before} of {terms.stretches} {word}"
