"""What really changed in the product can be measured, by plain SQL, within what chance allows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.tracking.demo.conftest import ON, START
from tests.tracking.demo.figures import (
    Product,
    confidence,
    converted_within,
    daily_actives,
    load_time,
    median_days_to_value,
    mobile_sessions_a_week,
    one,
    retained,
    set_up_in_first_session,
)

MONTH = timedelta(days=28)


def day(story_day: int) -> date:
    return START + timedelta(days=story_day)


def test_set_up_in_the_first_session_starts_near_42_and_rises_with_the_single_page(product: Product) -> None:
    before, now = (
        set_up_in_first_session(product, START - MONTH, START),
        set_up_in_first_session(product, ON - MONTH, ON),
    )

    assert 0.42 == pytest.approx(before, abs=0.055)
    assert 0.55 == pytest.approx(now, abs=0.055)


def test_sign_ups_of_before_and_after_the_check_list_set_up_differently(product: Product) -> None:
    before = set_up_in_first_session(product, day(-145), day(-62))
    after = set_up_in_first_session(product, day(-55), day(5))

    assert 0.06 == pytest.approx(after - before, abs=0.04)


def test_time_to_value_starts_near_six_days_and_does_not_get_shorter(product: Product) -> None:
    assert 6.0 == pytest.approx(median_days_to_value(product, START - MONTH, START, START), abs=0.8)
    assert median_days_to_value(product, ON - MONTH, ON, ON) > 5.4


def test_the_sample_project_shortened_time_to_value(product: Product) -> None:
    before = median_days_to_value(product, day(-420), day(-160), ON)
    after = median_days_to_value(product, day(-150), day(0), ON)

    assert 0.15 < before - after < 1.2


def test_retention_starts_near_51_and_is_higher_for_those_who_met_the_check_list(product: Product) -> None:
    measured_at_the_start = retained(product, day(-60) - MONTH, day(-60))
    before, after = retained(product, day(-245), day(-62)), retained(product, day(-55), day(-10))

    assert 0.51 == pytest.approx(measured_at_the_start, abs=0.06)
    assert after - before > 0.0


def test_people_of_the_campaign_stayed_less(product: Product) -> None:
    assert retained(product, day(-297), day(-288)) < retained(product, day(-340), day(-300)) - 0.03


def test_sessions_on_the_phone_are_well_on_the_way_to_three_times(product: Product) -> None:
    assert 1.6 < mobile_sessions_a_week(product, ON) / mobile_sessions_a_week(product, START) < 2.4


def test_pages_load_a_little_faster_but_not_by_forty_per_cent(product: Product) -> None:
    until = ON - timedelta(days=8)

    assert 0.80 < load_time(product, until) / load_time(product, START) < 0.95


def test_confidence_in_design_decisions_starts_at_3_2_and_rises(product: Product) -> None:
    assert 3.2 == pytest.approx(confidence(product, START), abs=0.25)
    assert 3.65 == pytest.approx(confidence(product, ON), abs=0.25)


def test_daily_actives_grow_but_not_by_a_fifth(product: Product) -> None:
    assert 1.0 < daily_actives(product, ON) / daily_actives(product, START) < 1.2


def test_colleagues_are_invited_more_often_since_a_link_is_enough(product: Product) -> None:
    before = converted_within(product, "colleague_invited", 7, day(-240), day(-45))
    after = converted_within(product, "colleague_invited", 7, day(-38), day(40))

    assert 0.24 == pytest.approx(before, abs=0.03)
    assert 0.31 == pytest.approx(after, abs=0.04)


def test_about_one_in_thirteen_pays_within_thirty_days(product: Product) -> None:
    assert 0.074 == pytest.approx(converted_within(product, "plan_paid", 30, day(-120), day(-30)), abs=0.02)


def test_promised_work_is_done_more_often_since_sprints_follow_the_measured_pace(product: Product) -> None:
    sql = """
    SELECT avg(done_in_sprint::INT) FROM closed_sprint_items
    WHERE committed AND closed_on >= $first AND closed_on < $last
    """

    assert 0.62 == pytest.approx(one(product, sql, first=day(-420), last=day(-84)), abs=0.04)
    assert one(product, sql, first=day(-52), last=day(0)) > 0.64


def test_new_users_write_to_support_less_often_than_the_guard_allows(product: Product) -> None:
    sql = """
    SELECT (SELECT count(*) FROM tickets WHERE account_age_days < 14 AND opened_at >= $first AND opened_at < $last)
         / (SELECT count(*) FROM joined WHERE day >= $first AND day < $last)
    """

    assert 0.4 < one(product, sql, first=ON - MONTH, last=ON) < 0.8


def test_the_new_app_costs_tickets(product: Product) -> None:
    sql = """
    SELECT (SELECT count(*) FROM tickets WHERE account_age_days >= 14 AND opened_at >= $first AND opened_at < $last)
         / (SELECT count(*) FROM sessions WHERE started_at >= $first AND started_at < $last)
    """

    assert one(product, sql, first=START - MONTH, last=START) < 0.007 < one(product, sql, first=ON - MONTH, last=ON)


def test_customers_reach_the_service_nearly_always(product: Product) -> None:
    sql = "SELECT sum(answered) / sum(requests) FROM service_hours WHERE hour >= $first AND hour < $last"

    assert 0.995 < one(product, sql, first=ON - MONTH, last=ON) < 0.99999
