"""Definitions that cannot be meant are refused by ``check`` with file, line and reason; the good ones stay."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.tracking.product import Product
from tracking.__main__ import main
from tracking.commands.command import INVALID, OK

ACTIVE = "source: product, kind: active_users, active: {event: opened}"
BACK = "source: product, kind: retention, start: {event: signed_up}, return: {event: opened}"
STEPS = "source: product, kind: conversion, steps: [{event: signed_up}, {event: opened}]"
SLOW = "source: product, kind: aggregate, from: {event: opened}"

WRONG = {
    "a negative duration": (f"{ACTIVE}, trailing: -3 days", "a count and a unit", "trailing"),
    "a duration of nothing": (f"{ACTIVE}, trailing: 0 days", "zero", "trailing"),
    "a negative window": (f"{STEPS}, within: -1 hour", "not a count and a unit", "within"),
    "a window beyond the longest": (f"{ACTIVE}, trailing: 2 years", "beyond the longest window", "trailing"),
    "a window of seconds": (f"{ACTIVE}, trailing: 30 seconds", "no window of hours", "trailing"),
    "a share over too long": (
        "source: product, kind: stickiness, active: {event: opened}, over: 500 days",
        "beyond the longest window of 400 days",
        "over",
    ),
    "no horizon": (f"{BACK}, returned: {{on_or_after: 30}}", "needs a horizon", "returned.on_or_after"),
    "a percentile above one": (f"{SLOW}, measure: {{percentile: plan, q: 95}}", "between 0 and 1", "measure.q"),
    "a percentile of nothing": (f"{SLOW}, measure: {{percentile: plan, q: 0}}", "between 0 and 1", "measure.q"),
    "a quantile out of range": (
        "source: product, kind: time_to_value, start: {event: signed_up}, value: {event: opened}, quantile: 1.5",
        "between 0 and 1",
        "quantile",
    ),
    "limits reversed": (f"{BACK}, returned: {{between: [59, 30]}}", "the smaller first", "returned.between"),
    "no reading of a retention": (BACK, "30-day retention is not one figure", ""),
    "an offset that is none": (f"{BACK}, returned: {{on: -1}}", "at least 1", "returned.on"),
    "a kind that there is not": (
        "source: product, kind: activ_users, active: {event: opened}",
        "no kind of metric",
        "kind",
    ),
    "nobody counts at nought": (f"{ACTIVE}, period: true, at_least: 0", "at least 1", "at_least"),
    "a step that is not there": (f"{STEPS}, within: 1 day, to_step: 5", "5", "to_step"),
    "a day of a month as a window": (f"{STEPS}, within: 1 month", "no fixed length", "within"),
}


@pytest.fixture
def checked(product: Product, capsys: pytest.CaptureFixture[str]) -> Any:
    """The errors that ``check`` finds in more metrics of the small product."""

    def answer(**metrics: str) -> list[dict[str, Any]]:
        lines = [f"  {name}: {{unit: users, better: up, {keys}}}" for name, keys in metrics.items()]
        text = "\n".join(["metrics:", f"  good: {{unit: users, better: up, {ACTIVE}, trailing: 2 days}}", *lines, ""])
        (product.files / "metrics" / "more.yaml").write_text(text, "utf-8")
        code = main(["check", "--config", str(product.files), "--store", str(product.store), "--json"])
        found = json.loads(capsys.readouterr().out)["issues"]
        errors = [issue for issue in found if issue["severity"] == "error"]
        assert (INVALID if errors else OK) == code
        return errors

    return answer


def test_every_wrong_definition_is_refused_at_its_place_and_hides_no_other(checked: Any) -> None:
    errors = checked(**{name.replace(" ", "_"): keys for name, (keys, _, _) in WRONG.items()})

    assert len(WRONG) == len(errors)
    for (name, (_, says, path)), (line, error) in zip(WRONG.items(), enumerate(errors, start=3), strict=True):
        assert ("metrics/more.yaml", line) == (error["file"], error["line"])
        assert f"metrics.{name.replace(' ', '_')}.{path}".rstrip(".") == error["key_path"]
        assert says in f"{error['message']} {error['hint']}"


def test_an_event_that_a_source_never_had_is_refused_once_a_refresh_has_looked(product: Product, checked: Any) -> None:
    wrong = f"{ACTIVE.replace('opened', 'openend')}, trailing: 1 day"
    assert [] == checked(wrong=wrong)
    (product.files / "metrics" / "more.yaml").unlink()

    product.refresh()

    (error,) = checked(wrong=wrong)
    assert ("unknown-event", "metrics/more.yaml", 3) == (error["code"], error["file"], error["line"])
    assert "metrics.wrong.active.event" == error["key_path"]
    assert 'source product has no event "openend"' == error["message"]
    assert 'Did you mean "opened"?' in error["hint"]
    assert [] == checked(wrong=f"{ACTIVE}, trailing: 1 day")
    assert [] == checked(wrong=f"{ACTIVE.replace('opened', 'any')}, trailing: 1 day")


def test_an_event_that_came_since_is_known_from_the_next_refresh(product: Product, checked: Any) -> None:
    product.refresh()
    new = f"{ACTIVE.replace('opened', 'exported')}, trailing: 1 day"
    assert 1 == len(checked(wrong=new))

    product.sql("product", "insert into events (user_id, at, name) values (1, '2026-11-19 10:00:00', 'exported')")
    product.refresh()

    assert [] == checked(wrong=new)


def test_a_table_of_one_event_needs_no_refresh_to_be_known(checked: Any) -> None:
    (error,) = checked(wrong=f"{ACTIVE.replace('opened', 'tickt').replace('product', 'support')}, trailing: 1 day")

    assert ("unknown-event", 'source support has no event "tickt"') == (error["code"], error["message"])
    assert 'Did you mean "ticket"?' in error["hint"]


def test_a_database_that_there_is_no_engine_for_is_refused(product: Product, checked: Any) -> None:
    product.change("sources.yaml", "url: sqlite:///../support.sqlite", "url: postgrseql://reader@host/support")
    (error,) = checked()

    assert ("unknown-engine", "sources.yaml") == (error["code"], error["file"])
    assert error["line"] > 1
    assert 'Did you mean "postgresql"?' == error["hint"]


UNANSWERABLE = {
    "a property nobody declared": (f"{ACTIVE[:-1]}, where: {{plam: pro}}}}, period: true", 'no property "plam"'),
    "steps that share nothing": (f"{STEPS}, within: 1 day, same: [basket]", 'no property "basket"'),
    "a split by nothing": (f"{ACTIVE}, period: true, breakdown: {{event: team}}", 'no property "team"'),
    "actors without a table": (f"{ACTIVE}, period: true, actors: {{where: {{plan: pro}}}}", "declares no actors"),
    "a split by actors": (f"{ACTIVE}, period: true, breakdown: {{actor: plan}}", "declares no actors"),
    "a time in people": (f"{STEPS}, within: 1 day, figure: mean_time", '"users" is no unit of time'),
}


@pytest.mark.parametrize("name", UNANSWERABLE)
def test_what_no_data_could_answer_is_refused_before_any_source_is_asked(checked: Any, name: str) -> None:
    keys, says = UNANSWERABLE[name]
    (error,) = checked(wrong=keys)
    assert ("metrics/more.yaml", 3, "metrics.wrong") == (error["file"], error["line"], error["key_path"])
    assert says in error["message"]
    assert error["hint"]


def test_declared_properties_may_be_named(product: Product, checked: Any) -> None:
    text = (product.files / "sources.yaml").read_text("utf-8")
    named = text.replace("name: name,", "name: name, properties: {plan: name},", 1)
    actors = "    actors: {table: people, id: id, properties: {team: team}}\n"
    (product.files / "sources.yaml").write_text(named.replace("  support:", f"{actors}  support:"), "utf-8")
    keys = f"{ACTIVE[:-1]}, where: {{plan: pro}}}}, period: true, where: {{plan: pro}}, breakdown: {{actor: team}}"
    assert [] == checked(right=keys)
    (error,) = checked(wrong=keys.replace("actor: team", "actor: taem"))
    assert 'Did you mean "team"?' in error["hint"]
