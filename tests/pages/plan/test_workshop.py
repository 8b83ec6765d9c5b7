"""The target workshop: what a target means, what the past proposes, and the past itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from okr.workshop import Past, Proposals, WeekOfMetric, past_of_weeks
from pages.components.addresses import Kept
from pages.components.plan import means, past
from tests.pages.made import CYCLE, SETUP
from tests.pages.test_markup import HOSTILE, Seen
from tracking.planning import words
from tracking.planning.workshop import Workshop

KEPT = Kept(team="Growth")
FIRST = date(2025, 1, 5)


def shop(weeks: int = 90, step: float = 0.002) -> Workshop:
    """Return the workshop of a share that rises by ``step`` a week, with a little noise."""
    found = [
        WeekOfMetric(FIRST + timedelta(weeks=place), 0.4 + step * place + 0.01 * (place % 2), 100.0)
        for place in range(weeks)
    ]
    known = past_of_weeks(found)
    made = Proposals(known.now + 0.02, known.now + 0.04)
    return Workshop(SETUP, CYCLE, known, (), made, CYCLE.start, CYCLE.end - timedelta(days=1))


SHOP = shop()


def seen(target: float | None, found: Workshop = SHOP) -> str:
    return Seen(means.verdict(found, target, KEPT)).text


@pytest.mark.parametrize(
    ("move", "said"),
    [
        (0.0, "nothing is planned to move"),
        (-0.1, "the worse side"),
        (0.001, "reaching it would prove nothing"),
        (0.02, "this would be no stretch"),
        (0.3, "It has never moved this far in one cycle."),
    ],
)
def test_a_target_is_told_what_it_is_worth(move: float, said: str) -> None:
    assert said in seen(SHOP.past.now + move)


def test_before_a_target_is_typed_it_says_where_the_metric_stands() -> None:
    assert "Type a target" in seen(None)


def test_the_page_says_what_the_command_says() -> None:
    target = SHOP.past.now + 0.3
    told = words.means_words(SHOP, SHOP.means(target))
    text = seen(target)

    assert "people more a week" in told
    for part in told.split("; "):
        assert part.lower() in text.lower()


def test_proposals_are_links_that_try_them() -> None:
    found = Seen(means.proposed(SHOP, KEPT))
    links = [given["href"] or "" for name, given in found.elements if name == "a"]

    assert 2 == len(links)
    assert all(link.startswith("plan?team=Growth&metric=setup_in_first_session&target=") for link in links)
    assert "Too little history" in Seen(means.proposed(replace(SHOP, proposals=None), KEPT)).text


def test_a_cycle_that_sees_no_result_of_its_own_is_warned_of() -> None:
    late = replace(SHOP, first_result=CYCLE.end)

    assert "It cannot be judged before the cycle ends." in Seen(means.cycle_facts(late)).text
    assert "cannot be judged" not in Seen(means.cycle_facts(SHOP)).text


def test_the_past_is_told_in_words_and_is_the_same_for_the_same_data() -> None:
    drawn = past.level(SHOP, 0.7)

    assert drawn == past.level(shop(), 0.7)
    assert "the target 70 % is dotted" in Seen(drawn).text
    assert "cycles' worth of past" in Seen(past.spans(SHOP, None) or "").text
    assert past.spans(replace(SHOP, past=Past({FIRST: 0.4})), 0.7) is None


def test_a_past_of_one_figure_is_still_drawn() -> None:
    assert "now 40 %" in Seen(past.level(replace(SHOP, past=Past({FIRST: 0.4})), None)).text


@pytest.mark.parametrize("text", HOSTILE)
def test_titles_stay_text(text: str) -> None:
    """Fault 105."""
    hostile = replace(SHOP, metric=replace(SETUP, title=text))
    found = Seen(means.head(hostile, KEPT))

    assert {"header", "div", "span", "a", "h1", "bdi"} >= {name for name, _ in found.elements}
    assert text in found.text
