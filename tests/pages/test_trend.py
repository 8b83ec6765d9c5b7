from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.outlook.shelf import FanPoint, Forecast
from okr.roadmap import RoadmapItem
from okr.scorecard import KeyResultCard, Point
from okr.words import State, Status
from pages.components import trend
from pages.components.axis import spread, ticks, value_range
from pages.components.palette import LIGHT
from pages.components.trend_scene import Scene
from tests.pages.made import AS_OF, CYCLE, ROADMAP, make_board
from tests.pages.test_markup import HOSTILE

BOARD = make_board()
SETUP, TIME, EARLY = BOARD.objectives[0].cards
ANSWERED, PAID, SEATS = BOARD.objectives[2].cards
DAY = timedelta(days=1)


def scene(card: KeyResultCard = SETUP, **changes: Any) -> Scene:
    return replace(Scene(card, CYCLE, AS_OF, is_year=False, ships=ROADMAP[:2]), **changes)


def labels(found: Scene) -> list[str]:
    return [annotation.text for annotation in trend.figure(found).layout.annotations]


FORETOLD = Forecast(
    AS_OF,
    CYCLE.end - timedelta(days=1),
    0.6,
    0.55,
    0.66,
    chance=0.4,
    fan=(
        FanPoint(AS_OF, 0.587, 0.587, 0.587),
        FanPoint(AS_OF + timedelta(days=7), 0.59, 0.57, 0.61),
        FanPoint(CYCLE.end - timedelta(days=1), 0.6, 0.55, 0.66),
    ),
)


def strokes(found: Scene) -> list[Any]:
    return [trace for trace in trend.figure(found).data if trace.line.width == 3.5]


@pytest.mark.parametrize("card", [SETUP, TIME, EARLY, ANSWERED, PAID, SEATS])
@pytest.mark.parametrize("is_year", [False, True])
def test_unchanged_data_give_an_unchanged_figure(card: KeyResultCard, *, is_year: bool) -> None:
    first, second = (trend.figure(scene(card, is_year=is_year)).to_json() for _ in range(2))

    assert first == second


def test_a_figure_is_light_enough_to_travel() -> None:
    assert len(trend.figure(scene(is_year=True)).to_json() or "") < 80_000


def test_what_each_line_is_called_stands_beside_it() -> None:
    assert ["bar 61.6 %", "target 70 %", "now 58.7 %", "plan 51 %", "▼1", "▼2"] == labels(scene())


def test_a_forecast_opens_as_a_fan_from_the_newest_point_and_says_where_it_ends() -> None:
    found = scene(replace(SETUP, forecast=FORETOLD))
    upper, lower, middle, *_ = trend.figure(found).data

    assert ["2026-11-19", "2026-11-26", "2026-12-31"] == list(upper.x) == list(lower.x)
    assert (0.66, 0.55, 0.6) == (upper.y[-1], lower.y[-1], middle.y[-1])
    assert "likely 60 %" in labels(found)
    assert "if this continues: 60 % on Thu 31 Dec (55 to 66)" in trend.words(found)


@pytest.mark.parametrize(
    "made", [replace(FORETOLD, made_on=AS_OF - timedelta(days=1)), Forecast(AS_OF, AS_OF, refusal="too little history")]
)
def test_a_forecast_from_another_reading_or_a_refused_one_draws_nothing(made: Forecast) -> None:
    assert trend.figure(scene()).to_json() == trend.figure(scene(replace(SETUP, forecast=made))).to_json()


def test_a_commitment_has_one_mark_for_bar_and_target() -> None:
    assert "bar 70 %" not in labels(scene(replace(SETUP, bar=SETUP.target)))
    assert "target 70 %" in labels(scene(replace(SETUP, bar=SETUP.target)))


def test_a_limit_to_be_kept_has_its_own_words() -> None:
    assert any(text.startswith("at least 99.5") for text in labels(scene(ANSWERED)))


def test_a_value_that_is_not_judged_is_the_last_one_and_has_no_plan_beside_it() -> None:
    found = labels(scene(replace(SETUP, status=Status.OUT_OF_DATE)))

    assert "last 58.7 %" in found
    assert not [text for text in found if text.startswith(("now", "plan"))]


def test_the_line_breaks_where_the_definition_changed_and_says_since_when() -> None:
    changed = tuple(
        replace(point, definition_version="other") if point.day >= date(2026, 11, 3) else point
        for point in SETUP.series
    )
    found = scene(replace(SETUP, series=changed))

    assert 2 == len(strokes(found))
    assert strokes(found)[0].x[-1] == "2026-11-02"
    assert "measured differently from 3 Nov" in labels(found)


def test_days_whose_data_are_not_complete_are_grey_without_a_gap() -> None:
    unfinished = tuple(replace(point, complete=point.day < date(2026, 11, 18)) for point in SETUP.series)
    sure, unsure = strokes(scene(replace(SETUP, series=unfinished)))

    assert (LIGHT.accent, LIGHT.faint) == (sure.line.color, unsure.line.color)
    assert sure.x[-1] == unsure.x[0] == "2026-11-17"


def test_a_day_without_a_figure_draws_nothing() -> None:
    absent = Point(AS_OF, None, state=State.NO_DATA)
    found = scene(replace(SETUP, series=(*SETUP.series[:-1], absent)))

    assert "2026-11-18" == strokes(found)[-1].x[-1]


def test_without_any_figure_there_is_still_a_chart_of_the_plan() -> None:
    assert [] == strokes(scene(replace(SETUP, series=())))
    assert "No figure in this time." == trend.words(scene(replace(SETUP, series=())))


def test_the_year_shows_a_year_and_the_cycle_the_cycle() -> None:
    cycle, year = (trend.figure(scene(is_year=is_year)).layout.xaxis.range for is_year in (False, True))

    assert ("2026-09-24", "2026-12-31") == cycle
    assert ("2025-11-19", "2026-12-31") == year


def test_every_colour_is_one_that_the_dark_has_an_answer_to() -> None:
    """A line without a colour is near-black in the framework's template and vanishes in the dark."""
    made = trend.figure(scene(replace(SETUP, forecast=FORETOLD))).to_dict()
    drawn = [shape["line"]["color"] for shape in made["layout"]["shapes"]]
    drawn += [annotation["font"]["color"] for annotation in made["layout"]["annotations"]]
    drawn += [trace["line"]["color"] for trace in made["data"] if trace.get("line", {}).get("width")]
    drawn += [trace["fillcolor"] for trace in made["data"] if trace.get("fillcolor")]

    assert set() == set(drawn) - set(vars(LIGHT).values())


@pytest.mark.parametrize("text", HOSTILE)
def test_titles_of_work_and_units_reach_the_chart_escaped(text: str) -> None:
    """Fault 106."""
    item = RoadmapItem("a", text, "growth", "shipped", ships=date(2026, 10, 20))
    made = trend.figure(scene(replace(SETUP, unit=text), ships=(item,))).to_json() or ""

    assert "<script" not in made.replace("\\u003c", "<")
    assert "<img" not in made.replace("\\u003c", "<")


def test_the_words_of_the_chart_come_from_its_data() -> None:
    said = trend.words(scene())

    assert said.startswith("Line of Set-up in the first session: ")
    assert said.endswith(
        "58.7 % on Thu 19 Nov; plan today 51 %; target 70 %; shipped Tue 6 Oct: Set-up on a single page; "
        "shipped Tue 3 Nov: Reports from other tools come in with one click."
    )


@given(st.lists(st.floats(0, 1000), max_size=8), st.floats(0.1, 50))
def test_labels_never_cover_each_other(places: list[float], gap: float) -> None:
    moved = sorted(spread(places, gap))

    assert all(right - left >= gap * 0.999 for left, right in pairwise(moved))


def test_labels_that_are_far_apart_stay_where_they_are() -> None:
    assert [5.0, 40.0, 20.0] == spread([5.0, 40.0, 20.0], 10.0)
    assert [-5.0, 5.0] == spread([0.0, 0.0], 10.0)


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_ticks_are_few_and_inside(low: float, size: float) -> None:
    places, words = ticks(low, low + size, "users")

    assert 1 <= len(places) <= 7
    assert len(words) == len(places)
    assert all(low - size * 1e-6 <= place <= low + size * 1.000001 for place in places)


def test_an_axis_of_one_value_is_not_empty() -> None:
    assert value_range([0.5])[0] < 0.5 < value_range([0.5])[1]
    assert value_range([])[0] < value_range([])[1]
    assert 0.0 == value_range([0.0, 10.0])[0]
