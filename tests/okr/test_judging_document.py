"""The page that explains the rules says what the rules are."""

from __future__ import annotations

from pathlib import Path

import pytest

from okr.evidence import FEWEST_SCORED, FEWEST_SHOWN
from okr.noise import FEWEST_WEEKS, LEVEL_WEEKS, SPREAD_WEEKS
from okr.progress import STRETCH_SHARE
from okr.status import REVIEWS_TO_CHANGE, limits_of
from okr.words import WORDS
from tests.okr.made import Q4, judged

PAGE = " ".join((Path(__file__).parents[2] / "docs" / "judging.md").read_text(encoding="utf-8").split())


@pytest.mark.parametrize("words", WORDS.values())
def test_every_status_is_explained(words: str) -> None:
    assert words in PAGE


@pytest.mark.parametrize(
    "sentence",
    [
        f"{STRETCH_SHARE} of the way for a stretch key result",
        f"up to {limits_of(Q4).on_track:.0f} week behind in a cycle of 13 weeks",
        f"up to {limits_of(Q4).at_risk:.0f} weeks (3/13)",
        f"{FEWEST_SHOWN}–{FEWEST_SCORED - 1} people: shown grey, not scored; under {FEWEST_SHOWN}: not shown",
        f"once {REVIEWS_TO_CHANGE} reviews have seen the gap",
        f"At least {FEWEST_WEEKS} weeks are needed; the mean is that of the last {LEVEL_WEEKS}",
        f"the moving range that of the last {SPREAD_WEEKS}",
        f"with 54.8 % now, progress is {judged(0.548).progress:.3f}",
    ],
)
def test_the_page_says_the_numbers_of_the_rules(sentence: str) -> None:
    assert sentence in PAGE
