"""The document that explains the practice rules, made from the rules themselves."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import fill
from typing import Final

from okr_config.practice.rule import Rule
from okr_config.practice.rules import MOST_ADVICE, RULES

_WIDTH: Final = 120
_INTRODUCTION: Final = f"""\
# Practice rules

This page is made from the rules themselves (`python docs/generate.py`); a test keeps it true.
`python -m tracking check` tells what they find, and `check --explain CODE` says the same as this page.

* An **error** keeps its item out and blocks sealing. A **warning** and **advice** block nothing.
* An objective gets at most {MOST_ADVICE} pieces of advice; those whose rules stand first below are told, and
  the others are counted. What one rule finds in several key results of an objective is told as one.
* A rule is silenced for an objective, a key result, a cycle or a roadmap item, always with the reason:
  `silence: {{no-guard: the support team watches its queue by the hour}}`. `check` lists what was silenced, with the
  reasons, and counts it. Nothing is silenced for everybody.
* Rules that go by words read English. They stay quiet on titles in other languages.
* Rules marked "needs figures" ask no source. They use what is known: how long figures of a kind take to be final, and
  the history store where there is one.
"""


def practice_document() -> str:
    """Return the explanation of all practice rules as Markdown."""
    return "\n".join(_lines()).rstrip() + "\n"


def _lines() -> Iterator[str]:
    yield from (_INTRODUCTION, "| Code | Severity | Rule |", "|---|---|---|")
    yield from (f"| [`{rule.code}`](#{rule.code}) | {rule.severity.value} | {rule.meaning} |" for rule in RULES)
    for rule in RULES:
        yield from ("", f"## `{rule.code}`", "")
        for paragraph in (f"**{rule.meaning}**", *rule.explanation.split("\n\n")):
            yield from (_filled(paragraph), "")
        yield _filled(f"{_marks(rule)} Source: {rule.source}")


def _marks(rule: Rule) -> str:
    marks = [rule.severity.value.capitalize()]
    marks += ["needs figures"] if rule.needs_figures else []
    marks += ["told while the files are read, so it cannot be silenced"] if rule.while_reading else []
    return f"{', '.join(marks)}."


def _filled(text: str) -> str:
    return fill(text, _WIDTH, break_long_words=False, break_on_hyphens=False)
