"""Numbers that the title of an objective carries, and what they count."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from okr_config.practice.language import is_surely_english, may_be_english, one_of, words_of

_MONTH: Final = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_NO_NUMBER: Final = (
    re.compile(rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}\b|\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b", re.IGNORECASE),
    re.compile(r"\b\d{4}-\d\d(?:-\d\d)?\b|\b(?:19|20)\d\d\b|\b24/7\b|\b\d+(?:st|nd|rd|th)\b", re.IGNORECASE),
    re.compile(r"\b(?:day|step|phase|level|tier|version|release|stage|type|layer|part)\s+\d+\b", re.IGNORECASE),
    re.compile(r"\b[A-Za-z]\w*\d\w*\b|\b\d[A-Z]{1,2}\b|\b\d+-[a-z]+\b"),
    re.compile(r"^[A-Z]{2,}\s\d+\b|(?<=\s)[A-Z][A-Za-z]+\s\d+(?:\.\d+)*\b(?!\s*(?:%|percent|x\b))"),
)
"""Dates, years, quarters, ordinals, steps, and names like B2B, 3D, ISO 27001 or Windows 11."""
_DIGITS: Final = re.compile(r"\d+(?:[.,]\d+)*\s*(?:%|percent\b|x\b)?", re.IGNORECASE)
_TIMES: Final = re.compile(
    r"(?:^|\b(?:to|will|we|and)\s+)(doubles?|triples?|quadruples?|halves?|halve)\b(?!-)(?!\s+(?:opt|entry|click|check))"
    r"|\b(tenfold|twice as (?:many|much|fast|often)|half as (?:many|much))\b",
    re.IGNORECASE,
)
_ENDS_PHRASE: Final = one_of("of for in on by from with without to at among within that who which and or")
_NAMELESS: Final = one_of("percent x times new more average our the a its weekly monthly daily")


def number_in(title: str) -> str:
    """Return the number that a title carries, or nothing; dates, quarters and names like B2B are no such numbers."""
    plain = _without_names(title)
    found = _DIGITS.search(plain)
    if found is None and may_be_english(title):
        times = _TIMES.search(plain)
        return next((group for group in times.groups() if group), "") if times else ""
    return found[0].strip() if found else ""


def counted_in(title: str) -> str:
    """Return the word for what the number of a title counts (sessions in "Triple weekly sessions"), or nothing."""
    number = number_in(title)
    if not number or not is_surely_english(title):
        return ""
    before, _, behind = _without_names(title).partition(number)
    return _last_of_phrase(words_of(behind), ends_first=True) or _last_of_phrase(words_of(before), ends_first=False)


def names_it(word: str, texts: Iterable[str]) -> bool:
    """Return whether one of the texts has the word, in the singular or the plural."""
    wanted = _stem(word)
    return any(_stem(found) == wanted for text in texts for found in words_of(re.sub(r"[_-]", " ", text)))


def _last_of_phrase(words: list[str], *, ends_first: bool) -> str:
    """Return the last word of the phrase that follows a number, or of the one that leads up to it."""
    if not ends_first:
        while words and words[-1] in _ENDS_PHRASE:
            words = words[:-1]
        named = words[1:][-1:]
        return named[0] if named and named[0] not in _NAMELESS else ""
    end = next((place for place, word in enumerate(words) if word in _ENDS_PHRASE), len(words))
    named = [word for word in words[:end] if word not in _NAMELESS]
    return named[-1] if named else ""


def _without_names(title: str) -> str:
    for pattern in _NO_NUMBER:
        title = pattern.sub(" ", title)
    return title


def _stem(word: str) -> str:
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("s", "")):
        if word.endswith(ending) and not word.endswith("ss") and len(word) > len(ending) + 2:
            return word[: -len(ending)] + instead
    return word
