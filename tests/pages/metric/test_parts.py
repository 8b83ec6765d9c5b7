"""What a metric is made of: triangle, groups, histogram, answers, movements, funnel."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from okr.metric import Grain, MetricDefinition
from okr.reading import Reading
from okr.words import State
from pages.components.metric.bars import Bar, bars
from pages.components.metric.multiples import by_group
from pages.components.metric.parts import made_of
from pages.components.metric.triangle import triangle
from tests.pages.made import SETUP, make_metric
from tests.pages.test_markup import HOSTILE, Seen
from tracking.boards.dossier import Dossier

MONDAY = date(2026, 9, 7)
AT = datetime(2026, 11, 20, tzinfo=UTC)
WEEKLY = replace(make_metric("back", "Back", "share", kind="retention"), grain=Grain.WEEK)
PLAIN = Reading("back", "v", "week", MONDAY, MONDAY + timedelta(days=7), State.OK, AT, value=0.5)


def cell(week: int, offset: int, value: float | None, open_: int = 0) -> Reading:
    start = MONDAY + timedelta(weeks=week)
    state = State.OK if value is not None else State.TOO_EARLY
    numerator = None if value is None else value * 40
    counts = {"numerator": numerator, "denominator": 40.0, "cohort_size": 40, "excluded_immature": open_}
    reason = "" if value is not None else "week 2 of this cohort is not complete"
    found = replace(PLAIN, period_start=start, period_end=start + timedelta(days=7), state=state, value=value)
    return replace(found, offset=offset, reason=reason, **counts)  # type: ignore[arg-type]


def dossier(metric: MetricDefinition = WEEKLY, **parts: tuple[Reading, ...]) -> Dossier:
    given = {"periods": (), "windows": (), "parts": (), **parts}
    return Dossier(metric, None, "v", weeks=(), sql="", read_at=None, uses=(), run=None, **given)


CELLS = (cell(0, 0, 1.0), cell(0, 1, 0.5), cell(0, 2, 0.25), cell(1, 0, 1.0), cell(1, 1, 0.4, 10), cell(1, 2, None))


def test_the_triangle_has_a_row_a_cohort_and_marks_what_is_not_complete() -> None:
    seen = Seen(triangle(WEEKLY, CELLS))
    marked = [given.get("class") for name, given in seen.elements if name == "td"]

    assert "Week 1" in seen.text
    assert "Mon 7 Sep" in seen.text
    assert "50" in seen.text
    assert 2 == sum("pl-immature" in str(class_) for class_ in marked)
    assert "pl-shade-9" in marked
    assert "week 2 of this cohort is not complete" in [given.get("title") for _, given in seen.elements]


def test_groups_stand_side_by_side_on_one_scale_the_largest_first() -> None:
    found = [
        replace(PLAIN, group=group, n=n, value=value, as_of=MONDAY + timedelta(weeks=week))
        for group, n in (("web", 10), ("phone", 90))
        for week, value in ((0, 0.2), (1, 0.3))
    ]
    seen = Seen(by_group(found, "share", 1) or "")
    words = [given["alt"] for name, given in seen.elements if name == "img"]

    assert ["phone: 20 % on Mon 7 Sep, 30 % on Mon 14 Sep", "web: 20 % on Mon 7 Sep, 30 % on Mon 14 Sep"] == words


def test_more_groups_than_can_be_seen_are_counted() -> None:
    found = [replace(PLAIN, group=f"g{number}", n=number, as_of=MONDAY) for number in range(15)]

    assert "3 smaller groups are not shown." in Seen(by_group(found, "share", 1) or "").text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"histogram": [6, 3, 1]}, ["People by number of active periods", "60 %"]),
        ({"histogram": [6, 4], "edges": [5]}, ["Sessions by length", "to 5", "from 5"]),
        ({"promoters": 5, "passives": 3, "detractors": 2, "response_rate": 0.5}, ["10 answers", "50 % of those asked"]),
        (
            {"before": 90.0, "new": 20.0, "reactivation": 0.0, "upgrade": 5.0, "downgrade": 3.0, "churn": 10.0},
            ["Churn", "Before: "],
        ),
        ({"new": 4, "returning": 3, "resurrecting": 2, "dormant": 1}, ["Who they are", "Resurrecting"]),
    ],
)
def test_what_the_history_holds_of_a_figure_is_drawn(fields: dict[str, object], said: list[str]) -> None:
    seen = Seen(made_of(dossier(periods=(replace(PLAIN, fields=fields, n=10, as_of=MONDAY),))) or "")

    assert [] == [word for word in said if word not in seen.text]


def test_a_conversion_shows_its_ends_with_the_share_between_them() -> None:
    newest = replace(PLAIN, metric=SETUP.id, numerator=30.0, denominator=40.0, value=0.75)
    seen = Seen(made_of(dossier(SETUP, windows=(newest,))) or "")

    assert "signed up" in seen.text
    assert "75 %" in seen.text


def test_without_parts_nothing_is_drawn() -> None:
    assert made_of(dossier(periods=(PLAIN,))) is None


def test_a_bar_below_zero_goes_the_other_way() -> None:
    seen = Seen(bars("Moves", [Bar("up", 2.0, "+2"), Bar("down", -1.0, "−1")]))

    assert ["up: +2", "down: −1"] == [given["alt"] for name, given in seen.elements if name == "img"]


@pytest.mark.parametrize("text", HOSTILE)
def test_names_of_groups_stay_text(text: str) -> None:
    """Fault 105."""
    seen = Seen(by_group([replace(PLAIN, group=text, n=1, as_of=MONDAY)], "share", 1) or "")

    assert {"section", "h3", "p", "ul", "li", "span", "bdi", "b", "img"} >= {name for name, _ in seen.elements}
    assert text in seen.text
