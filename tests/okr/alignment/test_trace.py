"""Roadmap and key results, both ways."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from okr.alignment.trace import trace
from okr.roadmap import RoadmapItem, RoadmapLink
from tests.pages.made import FIRST, ROADMAP, SECOND, make_board

BOARD = make_board()
ORPHAN = RoadmapItem("dark", "A dark theme", "experience", "planned", date(2026, 10, 20), date(2026, 11, 28))
OLD = RoadmapItem("old", "Long ago", "growth", "shipped", date(2026, 5, 1), date(2026, 6, 1))
ELSEWHERE = replace(OLD, id="elsewhere", advances=(RoadmapLink("growth/last-year/x"),))
IDEA = RoadmapItem("idea", "An idea", "platform", "idea")


def test_every_item_stands_with_its_key_results_and_every_key_result_with_its_items() -> None:
    found = trace(BOARD, ROADMAP)

    assert ["one-page-setup", "import-wizard", "templates"] == [one.item.id for one in found.items]
    works = {aim.card.key_result.ref: [item.id for item, _ in aim.work] for aim in found.aims}
    assert ["one-page-setup", "import-wizard"] == works[f"{FIRST}/set-up"]
    assert ["import-wizard", "templates"] == works[f"{FIRST}/time-to-value"]


def test_orphans_are_told_both_ways() -> None:
    found = trace(BOARD, (*ROADMAP, ORPHAN, IDEA))
    aims = {aim.card.key_result.ref for aim in found.orphan_aims}

    assert {"dark", "idea"} == {one.item.id for one in found.orphan_items}
    assert f"{FIRST}/kept" in aims
    assert f"{FIRST}/set-up" not in aims


def test_a_limit_to_keep_and_a_baseline_to_find_need_no_work() -> None:
    found = {aim.card.key_result.ref for aim in trace(BOARD, ()).orphan_aims}

    assert not found & {"platform/there-all-day/answered", "platform/there-all-day/seats"}
    assert f"{SECOND}/mobile" in found


def test_work_of_other_times_and_dropped_work_is_left_out() -> None:
    dropped = replace(ORPHAN, state="dropped")

    assert () == trace(BOARD, (OLD, ELSEWHERE, dropped)).items


def test_the_orphans_of_other_teams_are_left_out_when_one_is_looked_at() -> None:
    assert () == trace(BOARD, (ORPHAN,), "growth").items
    assert 1 == len(trace(BOARD, (ORPHAN,), "experience").items)


def test_a_link_that_leads_nowhere_makes_no_orphan() -> None:
    lost = replace(ORPHAN, left_out=("growth/a/misspelled",))

    assert () == trace(BOARD, (lost,)).orphan_items


def test_what_direct_work_is_hoped_to_move_is_added_up_beside_what_is_needed() -> None:
    aims = {aim.card.key_result.ref: aim for aim in trace(BOARD, ROADMAP).aims}

    assert (-4.0, -3.0) == (aims[f"{FIRST}/time-to-value"].needed, aims[f"{FIRST}/time-to-value"].hoped)
    assert 0.20 == pytest.approx(aims[f"{FIRST}/set-up"].hoped)
    assert aims[f"{FIRST}/kept"].hoped is None


def test_what_shipped_and_moved_nothing_is_called_out_where_it_was_meant_directly() -> None:
    flat = RoadmapItem(
        "mail",
        "A mail",
        "growth",
        "shipped",
        date(2026, 9, 20),
        date(2026, 10, 5),
        (RoadmapLink(f"{FIRST}/kept", "", "+9 points"),),
    )
    indirect = replace(flat, id="other", advances=(replace(flat.advances[0], kind="indirect"),))

    assert ["mail"] == [one.item.id for one in trace(BOARD, (flat, indirect)).flat_items]
