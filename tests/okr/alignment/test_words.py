"""What is called out, in lines and as values."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from okr.alignment.trace import Trace, trace
from okr.alignment.view import alignment_of
from okr.alignment.words import alignment_lines, as_values, trace_lines
from okr.roadmap import RoadmapItem, RoadmapLink
from tests.pages.cycle.test_alignment import troubled
from tests.pages.made import FIRST, ROADMAP, SECOND, THIRD, make_board

BOARD = make_board()
MAIL = RoadmapItem(
    "mail", "A mail", "growth", "shipped", None, date(2026, 10, 8), (RoadmapLink(f"{FIRST}/kept", "", "+9 points"),)
)
DARK = replace(MAIL, id="dark", title="A dark theme", advances=())
WORK = trace(BOARD, (*ROADMAP, MAIL, DARK))
TEAMS = alignment_of(BOARD, troubled())


def test_the_roadmap_is_told_with_flat_work_and_the_orphans_of_both_sides() -> None:
    lines = list(trace_lines(WORK))

    assert "Roadmap: 4 of 5 pieces of work serve a key result" == lines[0]
    assert lines[1].startswith("  shipped but flat: A mail (expected +9 points, ")
    assert lines[1].endswith(f" since, {FIRST}/kept)")
    assert "  serves no key result: A dark theme" in lines
    assert "  no work for it: experience/at-home-on-the-phone/mobile" in lines
    assert [] == list(trace_lines(Trace((), ())))


def test_what_is_between_teams_is_told_in_a_line_each() -> None:
    conflict, double, *asked = alignment_lines(TEAMS)

    assert conflict == f"Conflict over setup_in_first_session: {FIRST}/set-up against the guard on {SECOND}/mobile"
    assert double == f"Counted twice: setup_in_first_session, by {FIRST}/set-up and {THIRD}/setup"
    assert [
        "Not answered: experience needs from platform: test devices",
        "Not answered: experience needs from growth: talks with five customers",
    ] == asked


def test_a_program_reads_the_same() -> None:
    values = json.loads(json.dumps(as_values(WORK, TEAMS)))

    assert ["mail"] == values["roadmap"]["flat"]
    assert ["dark"] == values["roadmap"]["without_key_result"]
    assert ["limit against target"] == [one["why"] for one in values["alignment"]["conflicts"]]
    assert [True] == [one["handed_up"] for one in values["alignment"]["double_counts"]]
    assert [False, False, True] == [one["confirmed"] for one in values["alignment"]["agreements"]]
