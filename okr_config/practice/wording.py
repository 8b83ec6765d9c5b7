"""Words that give a task away: what is done, where an objective or a key result says what will be different.

A word that is both (launch, build, test) is a task only where a thing follows that is done to, so "Build time below
five minutes" and "Ship with confidence" are none. Titles that do not look English are never judged by their words.
"""

from __future__ import annotations

import re
from typing import Final

from okr_config.practice.language import is_surely_english, may_be_english, one_of, words_of

_ALWAYS_DOING: Final = one_of(
    "conduct deploy finalise finalize finish hire implement integrate launch migrate organise organize "
    "publish qa redesign refactor release rewrite ship write add complete document draft prepare define"
)
"""Verbs of work, in objectives and key results alike."""
_DOING_WHERE_RESULTS_BELONG: Final = _ALWAYS_DOING | one_of(
    "build create deliver design develop hold host introduce plan run schedule start test investigate evaluate"
)
"""With verbs that a good objective may begin with, like "Build trust with …"."""
_ALSO_ELSEWHERE: Final = one_of("start plan test design hold host release draft run define document")
"""Words of other languages too: a title must show otherwise that it is English."""
_PHRASES: Final = (("set", "up"), ("roll", "out"), ("carry", "out"))
_MEASURES: Final = one_of(
    "rate rates time times share coverage frequency conversion conversions success count number ratio "
    "percentage score scores cost costs speed duration errors failures confidence quality adoption usage "
    "latency volume accuracy delay delays satisfaction retention churn completion readiness"
)
_PREPOSITIONS: Final = one_of(
    "of for in on by from with without to under below above per at among within that who which into over as"
)
_STATING: Final = one_of("is are was were has have takes works feels becomes stays gets can needs means")
_FROM_TO: Final = re.compile(r"\bfrom\s+\S*\d\S*.*\bto\s+\S*\d", re.IGNORECASE)
_SHARE_OF: Final = re.compile(r"^\s*\w+\s+\d+(?:[.,]\d+)?\s*(?:%|percent)", re.IGNORECASE)
_FIRST_PHRASE: Final = re.compile(r"^[^\d(,:;–—]*")
_VAGUE: Final = re.compile(
    r"\b(world[- ]class|best[- ]in[- ]class|next[- ]level|state[- ]of[- ]the[- ]art|synerg\w*|game[- ]chang\w+)\b"
    r"|\b(?:the|a|an)\s+(?:(?:world|market|industry)['\w]*\s+)?(leading)\s+\w+"
    r"|\b(?:be|become|becoming)\s+(?:the\s+)?(number one|no\. ?1|#1|market leader)\b",
    re.IGNORECASE,
)
_BARE: Final = re.compile(
    r"(?:improve|increase|enhance|boost|optimi[sz]e|grow|raise|maximi[sz]e)\s+(?:the\s+|our\s+)?"
    r"((?:customer|user|product|team|overall|business)?\s*(?:quality|performance|engagement|satisfaction|experience|ux"
    r"|product|platform|growth|efficiency|productivity|revenue|retention|success|results))\s*",
    re.IGNORECASE,
)


def task_in_objective(title: str) -> bool:
    """Return whether the title of an objective begins with work to be done, like launch, ship or finalise."""
    return _is_task(title, _ALWAYS_DOING)


def task_in_key_result(title: str) -> bool:
    """Return whether the title of a key result begins with work to be done and says no number that it moves."""
    if _FROM_TO.search(title) or _SHARE_OF.match(title):
        return False
    return _is_task(title, _DOING_WHERE_RESULTS_BELONG)


def vague_word(title: str) -> str:
    """Return the words of a title that could be said by anybody about anything, or nothing."""
    if not may_be_english(title):
        return ""
    found, bare = _VAGUE.search(title), _BARE.fullmatch(title.strip().rstrip("."))
    if bare:
        return bare[1].strip()
    return next((group for group in found.groups() if group), "") if found else ""


def _is_task(title: str, verbs: frozenset[str]) -> bool:
    words = words_of(title)
    if not words or not may_be_english(title):
        return False
    if tuple(words[:2]) in _PHRASES:
        return True
    is_verb = words[0] in verbs and (words[0] not in _ALSO_ELSEWHERE or is_surely_english(title))
    return is_verb and not _is_noun(title, words)


def _is_noun(title: str, words: list[str]) -> bool:
    """Return whether the first word names a thing or stands alone: "Build time", "Launch is …", "Ship with …"."""
    if any(word in _STATING for word in words[1:3]) or (len(words) > 1 and words[1] in _PREPOSITIONS):
        return True
    phrase = _FIRST_PHRASE.match(title)
    first = words_of(phrase[0] if phrase else title)
    end = next((place for place, word in enumerate(first) if word in _PREPOSITIONS), len(first))
    return end > 1 and first[end - 1] in _MEASURES
