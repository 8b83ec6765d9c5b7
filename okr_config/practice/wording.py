"""Words that give a task away: what is done, where a key result says what will be different."""

from __future__ import annotations

import re
from typing import Final

_TASK_VERBS: Final = frozenset((
    "add", "build", "complete", "conduct", "create", "define", "deliver", "deploy", "design", "develop",
    "document", "draft", "finalise", "finalize", "finish", "hire", "hold", "host", "implement", "integrate",
    "introduce", "launch", "migrate", "organise", "organize", "plan", "prepare", "publish", "qa", "redesign",
    "refactor", "release", "rewrite", "roll", "run", "schedule", "set-up", "setup", "ship", "start", "test",
    "write",
))  # fmt: skip
_VAGUE: Final = re.compile(
    r"\b(leading|world[- ]class|best[- ]in[- ]class|next[- ]level|number one|state[- ]of[- ]the[- ]art|synerg\w*)\b",
    re.IGNORECASE,
)
_DIGITS: Final = re.compile(r"\d+(?:[.,]\d+)*\s*(?:%|percent|x\b)?", re.IGNORECASE)
_YEAR_OR_NAME: Final = re.compile(r"\b(?:(?:19|20)\d\d|[A-Za-z]\w*\d\w*|\d[A-Z]{1,2})\b")
_NUMBER_WORDS: Final = re.compile(r"\b(double|doubles|triple|triples|quadruple|halve|halves|twice)\b", re.IGNORECASE)


def reads_like_task(title: str) -> bool:
    """Return whether the title begins with a verb of doing, like launch, ship or conduct."""
    words = re.findall(r"[A-Za-z-]+", title)
    return bool(words) and words[0].lower() in _TASK_VERBS


def number_in(title: str) -> str:
    """Return the number that a title carries, or nothing; years, quarters and names like B2B are no such numbers."""
    plain = _YEAR_OR_NAME.sub(" ", title)
    found = _DIGITS.search(plain) or _NUMBER_WORDS.search(plain)
    return found[0].strip() if found else ""


def vague_word(title: str) -> str:
    """Return the word of a title that could be said by anybody about anything, or nothing."""
    found = _VAGUE.search(title)
    return found[0] if found else ""
