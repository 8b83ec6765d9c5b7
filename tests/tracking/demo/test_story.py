from __future__ import annotations

import pytest

from tracking.demo.story import LEVELS, OUTAGES, SHIPS, level, reached

PROMISED = {
    "setup_share": 0.42,
    "value_days": 6.0,
    "kept_share": 0.54,
    "confidence_points": 3.2,
    "kept_promises_share": 0.71,
    "paid_share": 0.074,
}


@pytest.mark.parametrize(("parameter", "figure"), PROMISED.items())
def test_the_running_cycle_begins_where_its_baselines_are(parameter: str, figure: float) -> None:
    assert figure == pytest.approx(level(parameter, -1), abs=1e-9)


def test_the_sign_ups_measured_at_the_start_were_kept_as_the_baseline_says() -> None:
    """Those whose days 30 to 59 were over when the cycle began had not seen the check-list of set-up yet."""
    assert pytest.approx(0.51) == level("kept_share", -63)


def test_every_effect_changes_a_parameter_that_exists() -> None:
    assert set() == {name for ship in SHIPS for name, _ in ship.effects} - LEVELS.keys()


def test_a_ship_reaches_everybody_within_its_ramp_and_stays() -> None:
    setup = next(ship for ship in SHIPS if ship.id == "one-page-setup")

    assert [0.0, 1.0, 1.0] == [reached(setup, day) for day in (setup.day - 1, setup.day + setup.ramp_days - 1, 90)]
    assert 0.0 < reached(setup, setup.day) < 1.0


def test_work_begins_before_it_ships_and_has_an_id_of_its_own() -> None:
    assert all(ship.starts < ship.day for ship in SHIPS)
    assert len(SHIPS) == len({ship.id for ship in SHIPS})


def test_one_ship_changed_nothing_and_two_serve_nothing() -> None:
    flat = [ship.id for ship in SHIPS if ship.links and not ship.effects and ship.day < 49]
    orphans = [ship.id for ship in SHIPS if not ship.links]

    assert ["half-a-report"] == flat
    assert ["dark-theme", "audit-log"] == orphans


def test_one_outage_lies_in_the_running_cycle_and_one_only_lost_the_recording() -> None:
    assert [33] == [outage.day for outage in OUTAGES if outage.day >= 0]
    assert [-221] == [outage.day for outage in OUTAGES if not outage.felt]
