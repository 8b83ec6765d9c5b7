"""The page of all rules says what the code does, and every rule says where it comes from and where it is done."""

from __future__ import annotations

import importlib

import pytest

from okr.evidence import FEWEST_SCORED, FEWEST_SHOWN
from okr.noise import FEWEST_WEEKS, LEVEL_WEEKS, SPREAD_WEEKS
from okr.outlook.forecast import FEWEST_TESTS, FEWEST_VALUES, LEAST_HELD
from okr.rulebook.document import rules_document
from okr.rulebook.rules import RULES, RULES_VERSION, Rule
from okr.words import WORDS
from tests.okr.made import judged, line_of

PAGE = " ".join(rules_document().split())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_is_whole_and_its_module_is_there(rule: Rule) -> None:
    assert all((rule.code, rule.title, rule.says, rule.example, rule.source))
    assert importlib.import_module(rule.module).__doc__
    assert f"(#{rule.code})" in PAGE
    assert f'<a id="{rule.code}">' in PAGE


def test_no_two_rules_share_a_code() -> None:
    assert len(RULES) == len({rule.code for rule in RULES})


@pytest.mark.parametrize("words", WORDS.values())
def test_every_word_that_is_said_is_listed(words: str) -> None:
    assert f"| {words} |" in PAGE


@pytest.mark.parametrize(
    "sentence",
    [
        f"These are the rules of version {RULES_VERSION}.",
        "with 54.8 % now: 0.457",
        "A stretch from 42 % to 70 % has its bar at 61.6 %.",
        "A quarter: 1 and 3 weeks. Half a year: 2 and 6 weeks.",
        "first result Mon 30 Nov, starts count until Mon 2 Nov.",
        f"at least {FEWEST_WEEKS} before the newest; the mean of the last {LEVEL_WEEKS}",
        f"moving range of the last {SPREAD_WEEKS}",
        f"fewer than {FEWEST_VALUES} values",
        f"of at least {FEWEST_TESTS} forecasts made from its own past less than {LEAST_HELD:.0%} held",
        f"fewer than {FEWEST_SHOWN} people is hidden",
        f"17 of {FEWEST_SCORED}: too few people",
        "69.96 % is shown as 70 %",
    ],
)
def test_the_page_has_the_numbers_of_the_code(sentence: str) -> None:
    assert sentence in PAGE


def test_the_example_of_rounding_is_what_the_judge_says() -> None:
    assert line_of(judged(0.6996)).startswith("Reached · 70 %")
