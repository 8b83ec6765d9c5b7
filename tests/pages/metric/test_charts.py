"""The two charts of a metric: the series with its interval, the weeks against their usual variation."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from okr.metric import MetricDefinition
from okr.noise import Week, natural_limits
from pages.components.metric import charts
from pages.components.palette import LIGHT
from tests.pages.made import SETUP, STORIES, readings
from tests.pages.test_markup import HOSTILE
from tracking.boards.dossier import Dossier

FIRST = date(2026, 1, 4)
LEVELS = (0.40, 0.42, 0.41, 0.40, 0.42, 0.41, 0.40, 0.42, 0.41, 0.40, 0.60)


def dossier(metric: MetricDefinition = SETUP) -> Dossier:
    weeks = tuple(Week(FIRST + timedelta(weeks=place), value) for place, value in enumerate(LEVELS))
    found = readings(SETUP.id, STORIES[SETUP.id])
    return Dossier(metric, None, "v", (), found, (), weeks, "", None, (), None)


FOUND = dossier()


def test_unchanged_data_give_unchanged_figures() -> None:
    again = dossier()

    assert charts.series(FOUND).to_json() == charts.series(again).to_json()
    assert charts.weeks(FOUND).to_json() == charts.weeks(again).to_json()


def test_a_week_outside_the_limits_of_those_before_stands_out() -> None:
    assert [(FIRST + timedelta(weeks=10), "real change, better")] == [
        (week.last_day, word) for week, word in charts.outside(FOUND)
    ]
    marker = charts.weeks(FOUND).to_dict()["data"][0]["marker"]
    assert "diamond" == marker["symbol"][-1]
    assert LIGHT.good == marker["color"][-1]
    assert {"circle"} == set(marker["symbol"][:-1])


def test_the_limits_are_those_of_the_weeks_before_the_newest() -> None:
    assert natural_limits(LEVELS[:-1]) == charts.limits(FOUND.weeks)
    assert "Usual: " in charts.weeks_words(FOUND)
    assert "The newest: real change, better. 1 of 3 values were real changes when they came." in charts.weeks_words(
        FOUND
    )


def test_both_charts_show_the_same_days() -> None:
    ranges = [made(FOUND).to_dict()["layout"]["xaxis"]["range"] for made in (charts.series, charts.weeks)]

    assert ranges[0] == ranges[1]


def test_the_words_of_the_series_come_from_its_data() -> None:
    said = charts.series_words(FOUND)

    assert said.startswith("Line of Set-up in the first session: ")
    assert "on Thu 19 Nov" in said
    assert "interval of the newest figure" in said
    assert "No figure yet." == charts.series_words(replace(FOUND, windows=()))


def test_with_little_history_nothing_is_told() -> None:
    assert charts.is_told(FOUND)
    assert not charts.is_told(replace(FOUND, weeks=FOUND.weeks[:8]))


def test_every_colour_is_one_that_the_dark_has_an_answer_to() -> None:
    drawn = []
    for made in (charts.series(FOUND).to_dict(), charts.weeks(FOUND).to_dict()):
        drawn += [shape["line"]["color"] for shape in made["layout"].get("shapes", ()) if shape["line"]["width"]]
        drawn += [shape["fillcolor"] for shape in made["layout"].get("shapes", ()) if "fillcolor" in shape]
        drawn += [trace["line"]["color"] for trace in made["data"] if trace["line"].get("width")]

    assert set() == set(drawn) - set(vars(LIGHT).values())


@pytest.mark.parametrize("text", HOSTILE)
def test_units_reach_the_charts_escaped(text: str) -> None:
    """Fault 106."""
    hostile = dossier(replace(SETUP, unit=text))

    for made in (charts.series(hostile), charts.weeks(hostile)):
        assert "<script" not in (made.to_json() or "")
        assert "<img" not in (made.to_json() or "")
