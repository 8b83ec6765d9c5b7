"""The demo's past: seals, amendments, reviews and closings, made by the real functions with the clock of each day."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from okr.agreement.agreed import Agreed
from okr.agreement.seal import MEANING, PLUMBING
from okr.agreement.track_record import track_records
from okr.review.records import BlockerState, PromiseState
from tests.tracking.demo.conftest import ON, START
from tracking.backfill import make_history
from tracking.boards.board import Selection, load_board
from tracking.demo import DemoPaths
from tracking.demo.calendar import cycles
from tracking.demo.configuration import write_configuration
from tracking.demo.past.before import BEFORE
from tracking.demo.past.closed import CLOSED
from tracking.demo.past.edits import EDITS, LAST, final_texts, write_as_of
from tracking.demo.past.running import RUNNING
from tracking.demo.past.season import Season, meetings
from tracking.demo.past.story import past_of
from tracking.files import read_files
from tracking.store.connection import Store, opened
from tracking.store.records import agreed_of, kept_records
from tracking.store.reviews import all_records, closed_reviews, records_of

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
TEAMS = ("growth", "experience", "platform")


@dataclass(frozen=True)
class Lived:
    """A demo with its history."""

    files: Path
    store: Store
    agreed: Agreed


@pytest.fixture(scope="module")
def lived(demo: DemoPaths, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    folder = tmp_path_factory.mktemp("lived")
    files = shutil.copytree(demo.folder, folder / "demo") / demo.configuration.name
    make_history(read_files(files), files, folder / "history.sqlite", past_of(files, ON), lambda _step: None)
    with opened(folder / "history.sqlite") as store:
        with store.reading() as connection:
            agreed = agreed_of(kept_records(connection))
        yield Lived(files, store, agreed)


def test_each_cycle_is_agreed_on_its_first_day_and_two_are_closed_on_their_last(lived: Lived) -> None:
    assert [cycle.start for cycle in cycles(ON)] == sorted(lived.agreed.since.values())
    assert {cycle.id: cycle.end for cycle in cycles(ON)[:2]} == {
        name: closing.closed_on for name, closing in lived.agreed.closings.items()
    }


def test_one_target_was_lowered_with_a_reason_and_one_without(lived: Lived) -> None:
    board = load_board(lived.store, Selection(NOW))

    assert [("target", "13%", "11%"), ("definition", None, None)] == [
        (item.field, item.before, item.after) if item.field == "target" else (item.field, None, None)
        for item in lived.agreed.amendments
    ]
    assert ['"platform/there-all-day/promised-work-done" is not as agreed: target 88% → 85%'] == list(board.differences)


def test_one_definition_changed_as_plumbing_and_one_in_meaning(lived: Lived) -> None:
    found = {item.metric: item.kind for item in lived.agreed.definitions}
    card = load_board(lived.store, Selection(NOW)).card("experience/choices-with-reasons/design-confidence")

    assert {"promised_work_done": PLUMBING, "design_confidence": MEANING} == found
    assert card is not None
    assert card.agreed is not None
    assert card.agreed.as_agreed is not None
    assert card.agreed.as_agreed != card.agreed.as_changed


def test_one_team_always_scores_one_and_an_adjusted_score_stands_beside_a_computed_one(lived: Lived) -> None:
    notes = {record.team: " ".join(record.notes) for record in track_records(lived.agreed)}
    results = [item for one in lived.agreed.closings.values() for o in one.objectives for item in o.key_results]

    assert ["platform"] == [team for team, said in notes.items() if "too conservative" in said]
    assert [True] == [bool(item.reason) for item in results if item.adjusted is not None]


def test_two_results_became_final_after_their_cycle_was_closed(lived: Lived) -> None:
    assert {
        "growth/trial-becomes-plan/paid-within-30-days",
        "growth/start-without-help/colleagues-invited",
    } == set(lived.agreed.finals)


def test_teams_met_almost_every_week_and_one_review_is_overdue(lived: Lived) -> None:
    with lived.store.reading() as connection:
        met = Counter(item.team for item in closed_reviews(connection))
        last = {item.team: item.day for item in closed_reviews(connection)}

    assert {"growth": 34, "experience": 32, "platform": 33} == met
    assert START + timedelta(days=49) == last["growth"]
    assert START + timedelta(days=42) == last["platform"]


def test_promises_were_kept_moved_and_broken_and_a_blocker_is_old(lived: Lived) -> None:
    with lived.store.reading() as connection:
        records = [records_of(connection, team) for team in TEAMS]
        told = {type(item.record).__name__ for item in all_records(connection)}
    promises = [item for one in records for item in one.promises]
    open_blockers = [item for one in records for item in one.blockers if item.state is BlockerState.OPEN]

    assert set(PromiseState) == {item.state for item in promises}
    assert any(item.carried > 1 for item in promises)
    assert max((ON - item.since).days for item in open_blockers) > 40
    assert {"Promise", "Blocker", "CheckIn", "Decision"} == told


def test_runs_of_the_past_are_marked(lived: Lived) -> None:
    with lived.store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT kind, note, back_filled FROM runs ORDER BY id").all()

    assert [] == [note for _, note, _ in rows if note]
    assert 8 == sum(kind == "refresh" for kind, _, _ in rows)


def test_the_scores_of_closed_cycles_are_frozen_in_their_files(lived: Lived) -> None:
    texts = [json.loads(file.read_text()) for file in sorted((lived.files / "closed").glob("*.json"))]
    results = [item for text in texts for one in text["content"]["objectives"] for item in one["key_results"]]

    assert 12 == len(results)
    assert 11 == sum(item["as_agreed"] is not None for item in results)


@pytest.mark.parametrize("on", [ON, date(2026, 11, 16), date(2027, 1, 5)])
def test_the_files_can_be_taken_back_to_any_day(tmp_path: Path, on: date) -> None:
    write_configuration(tmp_path / "config", on)
    running = cycles(on)[-1].id
    finals = final_texts(tmp_path / "config", running)
    write_as_of(finals, tmp_path / "config", running, -200)

    assert all(file.read_text() != text for file, text in finals.items())
    assert [] == [issue for issue in read_files(tmp_path / "config").issues if issue.severity == "error"]
    write_as_of(finals, tmp_path / "config", running, LAST)
    assert {file: file.read_text() for file in finals} == finals
    assert sorted(edit.day for edit in EDITS) == [edit.day for edit in EDITS]


@pytest.mark.parametrize(("seasons", "place"), [(BEFORE, 0), (CLOSED, 1), (RUNNING, 2)])
def test_nothing_is_said_in_a_week_in_which_a_team_did_not_meet(seasons: tuple[Season, ...], place: int) -> None:
    cycle = cycles(ON)[place]
    met = [held for _, day in meetings(cycle, seasons, cycle.start, cycle.end) for held in day]

    for season in seasons:
        own = [held for held in met if held.team == season.team]
        assert sum(len(word.ends) for word in season.words) == sum(len(held.settled) for held in own)
        assert len(season.words) == sum(len(held.given) for held in own)
        assert sum(len(lines) for _, lines in season.said) == sum(len(held.said) for held in own)
        assert len(season.decided) == sum(len(held.decided) for held in own)
