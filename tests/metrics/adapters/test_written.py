"""What is refused in a metric as written, and with what words."""

from __future__ import annotations

from typing import Any

import pytest

from tests.metrics.adapters.made import refused

STEPS = [{"event": "signed"}, {"event": "made"}, {"event": "shared"}]
CONVERSION: dict[str, Any] = {"kind": "conversion", "steps": STEPS, "within": "7 days"}
ANYTHING = [{"event": "any"}] * 7


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        pytest.param({"steps": STEPS[:1]}, "at least 2", id="one step"),
        pytest.param({"steps": ANYTHING}, "met by one and the same event", id="seven steps that are all one event"),
        pytest.param({"steps": STEPS * 5}, "15 steps are too many", id="too many steps"),
        pytest.param({"within": "-1 day"}, "within", id="a negative window"),
        pytest.param({"within": "0 days"}, "a duration of zero has no meaning here", id="no window"),
        pytest.param({"within": "1 month"}, "months have no fixed length", id="a window without a fixed length"),
        pytest.param({"within": "second session"}, "first session", id="another session"),
        pytest.param({"from_step": 3}, "leads nowhere", id="from the last step"),
        pytest.param({"from_step": 2, "to_step": 2}, "to_step comes after from_step", id="from a step to itself"),
        pytest.param({"to_step": 4}, "at most 3", id="to a step that is not there"),
        pytest.param({"from_step": 0}, "a whole number of at least 1", id="steps counted from 0"),
        pytest.param({"exclusions": [{"event": "left", "after_step": 3}]}, "no step after it", id="after the last"),
        pytest.param({"exclusions": [{"after_step": 1}]}, "exactly one of event and any_of", id="no event"),
        pytest.param({"order": "unordered", "from_step": 2}, "does not go with order", id="numbers, no order"),
        pytest.param({"order": "sorted"}, "one of ordered, strict, unordered", id="an unknown order"),
        pytest.param({"credit": "latest"}, "only the first entry counts", id="credit to one of one"),
        pytest.param({"within": "first session", "count": "events"}, "only one entry", id="all entries of one"),
        pytest.param({"figure": "mode_time"}, "one of rate, mean_time, median_time", id="an unknown figure"),
        pytest.param({"withn": "7 days"}, "within", id="a misspelt key"),
    ],
)
def test_a_funnel_that_makes_no_sense_is_refused(keys: dict[str, Any], message: str) -> None:
    assert message in refused({**CONVERSION, **keys})


def test_a_window_must_be_written() -> None:
    assert '"within" is missing' in refused({"kind": "conversion", "steps": STEPS})


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        pytest.param({"quantile": 1}, "strictly between 0 and 1", id="everybody"),
        pytest.param({"quantile": "50%"}, "strictly between 0 and 1", id="a percentage"),
        pytest.param({"within": "2 months"}, "months have no fixed length", id="a window without a fixed length"),
        pytest.param({"population": "some"}, "one of all, converters", id="some"),
        pytest.param({"value": None}, "value", id="nothing to wait for"),
    ],
)
def test_a_time_to_value_that_makes_no_sense_is_refused(keys: dict[str, Any], message: str) -> None:
    written = {"kind": "time_to_value", "start": STEPS[0], "value": STEPS[1], "unit": "days"}
    assert message in refused({**written, **keys})


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        pytest.param({}, "either over or histogram must be given", id="neither"),
        pytest.param({"over": "28 days", "histogram": "exact", "periods": 7}, "either over or histogram", id="both"),
        pytest.param({"over": "36 hours"}, "no whole number of days", id="hours"),
        pytest.param({"histogram": "exact"}, "a histogram needs periods", id="bars of nothing"),
        pytest.param({"histogram": "exact", "periods": 7, "group": 2}, "does not divide", id="a group too many"),
    ],
)
def test_a_stickiness_that_makes_no_sense_is_refused(keys: dict[str, Any], message: str) -> None:
    assert message in refused({"kind": "stickiness", "active": {"event": "any"}, **keys})
