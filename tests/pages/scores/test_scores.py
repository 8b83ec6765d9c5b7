"""The scores page: how a cycle ended, and what teams' cycles say together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from okr.agreement.agreed import AgreedMark
from okr.agreement.closing import Closing, KeyResultResult, ObjectiveResult
from okr.agreement.track_record import CycleRecord, TeamRecord
from okr.scorecard import Board, ObjectiveCard
from pages.components.addresses import Kept
from pages.components.scores import ending, record
from pages.components.scores.rail import rail
from tests.pages.made import CYCLE, make_board, make_configuration
from tests.pages.test_markup import HOSTILE, Seen
from tracking.boards.track import Track

KEPT = Kept()
BOARD = make_board()
FIRST = BOARD.objectives[0]
REF = FIRST.cards[0].key_result.ref
RESULT = KeyResultResult(
    REF, 0.6, 0.64, 0.9, "on_track", date(2027, 1, 29), 0.7, "two weeks of outage", "partly", 0.42, 0.7
)
ENDED = ObjectiveResult(
    FIRST.objective.ref, "growth", "A", 0.9, 0.9, 0.9, 0.64, "partly", "yes: they may not stay", "the form", (RESULT,)
)
CLOSING = Closing(CYCLE.id, date(2027, 1, 5), (ENDED,))
TRACK = Track((CYCLE,), {CYCLE.id: CLOSING})
CONFIGURATION = make_configuration()


def closed(*, is_final: bool = False) -> tuple[Board, ObjectiveCard]:
    mark = AgreedMark(
        date(2026, 10, 1), ("target changed 3 Nov, 70 % → 62 %",), result=RESULT, result_is_final=is_final
    )
    card = replace(FIRST, cards=(replace(FIRST.cards[0], agreed=mark), *FIRST.cards[1:]))
    board = replace(BOARD, as_of=date(2026, 12, 31), objectives=(card, *BOARD.objectives[1:]))
    return board, card


def objective_text(board: Board, card: ObjectiveCard, track: Track) -> str:
    return Seen(ending.objective(card, board, track, CONFIGURATION, KEPT)).text


def test_a_closed_key_result_stands_as_agreed_as_changed_and_as_adjusted_with_the_reason() -> None:
    text = objective_text(*closed(), TRACK)

    assert "0.90" in text
    assert "0.64" in text
    assert "0.70 two weeks of outage" in text
    assert "target changed 3 Nov, 70 % → 62 %" in text
    assert "Partly" in text
    assert "not final until Fri 29 Jan" in text


def test_what_was_learned_stands_under_the_objective() -> None:
    text = objective_text(*closed(), TRACK)

    assert "Could all be met and the objective still fail? yes: they may not stay" in text
    assert "Learned the form" in text


def test_a_final_result_is_not_said_to_be_open() -> None:
    assert "not final" not in objective_text(*closed(is_final=True), TRACK)


def test_the_head_says_how_far_the_cycle_is() -> None:
    board, _ = closed()

    assert "Week 8 of 13: scores so far." in Seen(ending.head(BOARD, Track(), KEPT)).text
    assert "Over, and not closed" in Seen(ending.head(board, Track(), KEPT)).text
    assert "Closed on Tue 5 Jan 2027; 1 not final until Fri 29 Jan." in Seen(ending.head(board, TRACK, KEPT)).text


def test_a_running_cycle_has_no_columns_for_what_does_not_exist_yet() -> None:
    text = objective_text(BOARD, FIRST, Track())

    assert "Adjusted by people" not in text
    assert "As agreed" not in text
    assert "Stands as" in text


def test_a_team_that_always_scores_one_is_told_so() -> None:
    note = "always near 1.0 (0.98 over 3 cycles): targets too conservative"
    team = TeamRecord("growth", (CycleRecord("growth", CYCLE.id, 2, 0.98, 0.98, 1.0, 0.1),), (note,))
    text = Seen(record.teams(replace(TRACK, teams=(team,)), CONFIGURATION, CYCLE.end)).text

    assert "Always near 1.0 (0.98 over 3 cycles): targets too conservative" in text
    assert "2 of 2" in text
    assert "not closed" not in text


def test_a_cycle_that_is_not_closed_says_so_in_the_record() -> None:
    team = TeamRecord("growth", (CycleRecord("growth", CYCLE.id, 2, 0.4, None, 0.0, None),), ())
    text = Seen(record.teams(Track((CYCLE,), {}, (team,)), CONFIGURATION, BOARD.as_of)).text

    assert "not closed" in text


def test_without_any_score_there_is_a_word() -> None:
    assert "No key result has a score yet." in Seen(record.teams(Track(), CONFIGURATION, BOARD.as_of)).text
    assert "No cycle is closed yet." in Seen(ending.nothing(BOARD.objectives, Track()) or "").text
    assert ending.nothing(BOARD.objectives, TRACK) is None


@pytest.mark.parametrize(
    ("score", "bar_at", "is_over", "shade"),
    [
        (0.7, 0.7, True, "g"),
        (0.5, 0.7, True, "w"),
        (0.3, 0.7, True, "b"),
        (0.8, 1.0, True, "w"),
        (0.8, 0.7, False, "q"),
    ],
)
def test_the_tone_of_a_score_waits_for_the_end(score: float, bar_at: float, *, is_over: bool, shade: str) -> None:
    drawn = rail(score, (None, None), bar_at, is_over=is_over)

    assert f"class='{shade}'" in drawn.replace("%3D", "=").replace("&#x27;", "'")


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_wrote_stays_text(text: str) -> None:
    """Fault 105."""
    board, card = closed()
    track = replace(TRACK, closings={CYCLE.id: replace(CLOSING, objectives=(replace(ENDED, learnings=text),))})
    found = Seen(ending.objective(card, board, track, CONFIGURATION, KEPT))

    assert not {"script", "iframe", "svg"} & {name for name, _ in found.elements}
    assert text in found.text
