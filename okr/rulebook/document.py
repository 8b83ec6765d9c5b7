"""The page of all rules as Markdown, made from the rules themselves."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import fill

from okr.rulebook.rules import RULES, RULES_VERSION, Rule
from okr.words import JUDGED, WORDS, shape

_WIDTH = 120
_INTRODUCTION = f"""# Rules and formulas

This page is made from the rules as the code has them (`python docs/generate.py`); its examples are worked out by the
same functions that judge. A test keeps it true. Why the rules are as they are stands in [judging.md](judging.md), how
well forecasts hold in [forecast.md](forecast.md), and what is asked of the files in
[practice-rules.md](practice-rules.md).

These are the rules of version {RULES_VERSION}. Every status in the history store carries the version it was made with.
"""


def rules_document() -> str:
    """Return all rules, and the words that are said of a key result, as Markdown."""
    return "\n".join(_lines()).rstrip() + "\n"


def _lines() -> Iterator[str]:
    yield from (_INTRODUCTION, "| Rule | Formula |", "|---|---|")
    yield from (f"| [{rule.title}](#{rule.code}) | {rule.formula or 'in words below'} |" for rule in RULES)
    yield ""
    for rule in RULES:
        yield from _section(rule)
    yield from ("## Words", "", "| Code | Said | Mark | Scored |", "|---|---|---|---|")
    for status, words in WORDS.items():
        yield f"| `{status.value}` | {words} | {shape(status)} | {'yes' if status in JUDGED else 'no'} |"


def _section(rule: Rule) -> Iterator[str]:
    yield from (f'<a id="{rule.code}"></a>', "", f"## {rule.title}", "")
    if rule.formula:
        yield from (f"    {rule.formula}", "")
    for paragraph in (rule.says, f"Example: {rule.example}", f"Source: {rule.source} Code: `{rule.module}`."):
        yield from (fill(paragraph, _WIDTH, break_long_words=False, break_on_hyphens=False), "")
