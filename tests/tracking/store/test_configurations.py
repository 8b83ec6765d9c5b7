"""The configuration as compiled: kept once, found again as it was, and the last sound one remembered."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from metrics.registry import schemas
from okr.issues import Issue, Place, Severity
from okr.model import Configuration
from tests.tracking.made import NOON
from tests.tracking.product import Product
from tracking.refreshing.inforce import choose, typed
from tracking.store.configurations import (
    configuration_as_written,
    configuration_in_force,
    keep_configuration,
    last_sound,
)
from tracking.store.connection import Store
from tracking.store.runs import Run, begin

FAULT = Issue(Severity.ERROR, "unknown-key", "there is no such key", "", Place("teams.yaml", 3, 1, "teams"))


def keep(store: Store, in_force: Configuration, as_written: Configuration, hours: int = 0) -> tuple[int, int]:
    with store.writing() as connection:
        numbers = keep_configuration(connection, in_force), keep_configuration(connection, as_written)
        at = NOON + timedelta(hours=hours)
        begin(connection, Run("refresh", at, at, at.date(), in_force=numbers[0], as_written=numbers[1]))
    return numbers


def test_a_configuration_is_kept_once_and_comes_back_with_its_issues(store: Store) -> None:
    broken = Configuration(issues=(FAULT,))

    assert keep(store, broken, broken) == keep(store, broken, broken, hours=1) == (1, 1)
    with store.reading() as connection:
        found = configuration_in_force(connection)
    assert found is not None
    assert (found.configuration, found.sound) == (broken, False)


def test_the_last_sound_one_is_found_behind_broken_ones(store: Store, product: Product) -> None:
    sound = product.configuration
    keep(store, sound, sound)
    keep(store, sound, replace(sound, teams=(), issues=(FAULT,)), hours=1)

    with store.reading() as connection:
        found, written = last_sound(connection), configuration_as_written(connection)
    assert found is not None
    assert written is not None
    assert found.configuration.teams == sound.teams
    assert written.configuration.teams == ()


def test_a_stored_configuration_can_be_measured_by_again(product: Product, store: Store) -> None:
    sound = product.configuration
    keep(store, sound, sound)

    with store.reading() as connection:
        found = last_sound(connection)

    assert found is not None
    again = typed(found.configuration, schemas())
    assert [metric.parameters for metric in again.metrics] == [metric.parameters for metric in sound.metrics]


def test_a_metric_whose_kind_is_gone_is_left_out_with_its_key_results(product: Product) -> None:
    kinds = {kind: schema for kind, schema in schemas().items() if kind != "retention"}

    again = typed(product.configuration, kinds)

    assert [metric.id for metric in again.metrics] == ["daily_actives", "tickets", "confidence"]
    assert [item.id for objective in again.objectives for item in objective.key_results] == [
        "actives",
        "sure",
        "tickets",
    ]


def test_faulty_files_without_a_sound_past_count_as_far_as_they_are_good(product: Product) -> None:
    broken = replace(product.configuration, issues=(FAULT,))

    assert choose(broken, None).in_force is broken
    assert not choose(broken, None).is_kept
