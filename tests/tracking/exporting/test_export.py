"""The CSV files: enough to work every progress out again by hand, and nothing that the page would hide."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.tracking.product import NOW, Product
from tracking.boards.board import Selection, load_board
from tracking.exporting.export import TABLES, export
from tracking.store.connection import Store, opened

SELECTION = Selection(NOW)


@pytest.fixture
def store(product: Product) -> Iterator[Store]:
    product.refresh(NOW - timedelta(days=7))
    product.refresh()
    with opened(product.store) as store:
        yield store


def rows(store: Store, kind: str, selection: Selection = SELECTION) -> list[dict[str, str]]:
    content = export(store, kind, selection).content.decode()
    return list(csv.DictReader(io.StringIO(content, newline="")))


def test_one_row_for_each_key_result_under_the_written_columns(store: Store) -> None:
    found = rows(store, "key_results")

    assert tuple(found[0]) == TABLES["key_results"].names
    assert [row["key_result"] for row in found] == [
        "growth/habit/actives",
        "growth/habit/back",
        "growth/habit/sure",
        "platform/quiet/tickets",
    ]
    assert {row["schema_version"] for row in found} == {"2"}


def test_progress_can_be_worked_out_again_from_the_row(store: Store) -> None:
    row = rows(store, "key_results")[0]
    value, baseline, target = (float(row[name]) for name in ("value", "baseline", "target"))

    assert row["rule"] == "(value - baseline) / (target - baseline)"
    assert float(row["progress"]) == (value - baseline) / (target - baseline)
    assert float(row["score"]) == min(1.0, max(0.0, float(row["progress"])))


def test_the_file_says_what_the_board_says(store: Store) -> None:
    board = load_board(store, SELECTION)
    cards = [card for objective in board.objectives for card in objective.cards]

    assert [(row["status"], row["status_reason"]) for row in rows(store, "key_results")] == [
        (card.status.value, card.sentence) for card in cards
    ]


def test_a_small_group_is_not_in_any_file(store: Store) -> None:
    """Fault 123."""
    board = load_board(store, SELECTION)
    card = board.card("growth/habit/back")
    assert card is not None

    shown = next(row for row in rows(store, "key_results") if row["key_result"] == "growth/habit/back")
    assert shown["state"] == (card.absence.state.value if card.absence else "ok")
    hidden = [row for row in rows(store, "history") if row["state"] == "hidden"]
    assert all(row[name] == "" for row in hidden for name in ("value", "numerator", "denominator", "n", "progress"))


def test_a_value_never_entered_is_an_empty_cell_beside_its_status(store: Store) -> None:
    """Fault 121."""
    row = next(row for row in rows(store, "key_results") if row["key_result"] == "growth/habit/sure")

    assert (row["value"], row["progress"], row["score"]) == ("", "", "")
    assert row["status"] == "no_data"
    assert not any(cell.lower() in {"nan", "none", "null"} for cell in row.values())


def test_the_history_has_a_row_for_each_day_with_what_was_said_of_it(store: Store) -> None:
    found = [row for row in rows(store, "history") if row["key_result"] == "growth/habit/actives"]

    assert tuple(found[0]) == TABLES["history"].names
    assert [row["as_of"] for row in found][:2] == ["2026-10-04", "2026-10-05"]
    assert {row["as_of"] for row in found if row["status"]} == {"2026-11-12", "2026-11-19"}
    last = next(row for row in found if row["as_of"] == "2026-11-19")
    assert last["status_value"] == last["value"]
    assert last["status_reading_day"] == "2026-11-19"


def test_the_history_holds_the_whole_plan_with_the_days_to_come(store: Store) -> None:
    found = [row for row in rows(store, "history") if row["key_result"] == "growth/habit/actives"]

    assert (found[-1]["as_of"], found[-1]["plan_share"], found[-1]["value"]) == ("2027-01-03", "1", "")
    assert {row["plan_node"] for row in found if row["plan_share"]} == {"true"}


def test_the_readings_are_those_of_the_metrics_themselves_without_small_groups(store: Store) -> None:
    found = rows(store, "readings")

    assert {row["metric"] for row in found} >= {"daily_actives", "back_in_a_week", "tickets"}
    assert {row["grain"] for row in found} == {"day"}
    small = [row for row in found if row["metric"] == "back_in_a_week" and row["state"] == "hidden"]
    assert small
    assert {row["value"] + row["numerator"] + row["denominator"] + row["n"] for row in small} == {""}


def test_what_nobody_recorded_is_a_file_with_its_header_alone(store: Store) -> None:
    for name in ("check_ins", "actions"):
        content = export(store, name, SELECTION).content.decode()
        assert content == ",".join(TABLES[name].names) + "\r\n"


def test_the_roadmap_names_what_each_item_advances(product: Product) -> None:
    product.write(
        "roadmap.yaml",
        "items:\n  - {title: '=cmd', team: growth, advances: [{key_result: growth/habit/actives, how: '+calm'}]}\n"
        "  - {title: Loose, team: growth}\n",
    )
    product.refresh()
    with opened(product.store) as store:
        found = rows(store, "roadmap")

    assert [(row["item"], row["title"], row["key_result"], row["how"]) for row in found] == [
        ("cmd", "'=cmd", "growth/habit/actives", "'+calm"),
        ("loose", "Loose", "", ""),
    ]


def test_the_roadmap_says_what_was_expected_beside_what_moved(product: Product) -> None:
    product.write(
        "roadmap.yaml",
        "items:\n  - title: Done\n    team: growth\n    state: shipped\n    ships: 2026-10-20\n"
        "    advances: [{key_result: growth/habit/actives, expected_effect: '+10 %'}]\n"
        "  - {title: Lost, team: platform, advances: [{key_result: growth/habit/misspelled}]}\n",
    )
    product.refresh()
    with opened(product.store) as store:
        done, lost = rows(store, "roadmap")
        current = next(row for row in rows(store, "key_results") if row["key_result"] == "growth/habit/actives")
        of_platform = rows(store, "roadmap", replace(SELECTION, team="platform"))

    assert float(current["value"]) == pytest.approx(float(done["value_before"]) + float(done["moved"]))
    assert float(done["value_before"]) * 0.1 == pytest.approx(float(done["expected_move"]))
    assert done["outcome"]
    assert ("growth/habit/misspelled", "", "") == (lost["lost_key_results"], lost["key_result"], lost["outcome"])
    assert ["lost"] == [row["item"] for row in of_platform]


def test_the_scores_are_those_of_the_board(store: Store) -> None:
    board = load_board(store, SELECTION)
    found = rows(store, "scores")

    assert [row["ref"] for row in found if row["level"] == "objective"] == ["growth/habit", "platform/quiet"]
    scores = {row["ref"]: row["score"] for row in found}
    assert scores["growth/habit"] == str(board.objectives[0].score)
    assert {row["final"] for row in found} == {"false"}


def test_a_team_sees_its_own_rows(store: Store) -> None:
    found = rows(store, "key_results", Selection(NOW, team="platform"))

    assert [row["team"] for row in found] == ["platform"]


def test_the_file_of_an_earlier_moment_is_what_was_known_then(store: Store) -> None:
    earlier = rows(store, "key_results", Selection(NOW, known_at=NOW - timedelta(days=6)))

    assert {row["as_of"] for row in earlier} == {"2026-11-13"}
    assert {row["period_end"] for row in earlier if row["metric"] == "daily_actives"} == {"2026-11-13"}


def test_the_same_selection_gives_the_same_bytes_and_name(store: Store) -> None:
    first, second = export(store, "history", SELECTION), export(store, "history", SELECTION)

    assert first == second
    assert first.name == "okr_history_2026-q4_2026-11-19.csv"


def test_a_title_cannot_become_a_formula(product: Product) -> None:
    """Fault 117."""
    product.change("objectives/2026-q4/growth.yaml", "title: People come every day", "title: '=1+1'")
    product.refresh()

    with opened(product.store) as store:
        assert rows(store, "key_results")[0]["objective_title"] == "'=1+1"
