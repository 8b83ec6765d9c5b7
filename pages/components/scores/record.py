"""Scores and difficulty of targets across cycles, team by team; never of persons."""

from __future__ import annotations

from datetime import date

from okr import numbers
from okr.agreement.track_record import CycleRecord, TeamRecord
from okr.model import Configuration
from okr.progress import STRETCH_SHARE
from pages.components.markup import Markup, apart, element, joined, together
from pages.components.scores.rail import WORDS, rail
from tracking.boards.track import Track

_NAMES = ("Cycle", "Score", "", "As agreed", "0.7 or more", "Difficulty")
_NOTE = (
    "Scores are means over key results. Difficulty: in which share of earlier stretches as long as the cycle the "
    "metrics did not move as far. A team that always scores near 1.0 had targets that were too easy."
)


def teams(track: Track, configuration: Configuration, as_of: date) -> Markup:
    """Return the record of every team, and how to read it."""
    heading = element("h2", "Across cycles", class_="pl-section")
    if not track.teams:
        return joined(heading, element("p", "No key result has a score yet.", class_="pl-calm"))
    cards = [_team(record, track, configuration, as_of) for record in track.teams]
    note = element("p", f"{WORDS} {_NOTE}", class_="pl-note")
    return joined(heading, note, element("div", together(cards), class_="pl-records"))


def _team(record: TeamRecord, track: Track, configuration: Configuration, as_of: date) -> Markup:
    team = configuration.team(record.team)
    heading = element("h3", apart(team.title if team else record.team), class_="pl-record-of")
    notes = [element("p", element("b", "▲ ", aria_hidden="true"), apart(_begun(note))) for note in record.notes]
    told = element("div", together(notes), class_="pl-banner", role="note") if notes else None
    names = element(
        "tr",
        together(
            element("th", name or element("span", "from 0 to 1", class_="pl-unseen"), scope="col") for name in _NAMES
        ),
    )
    rows = [_row(item, track, as_of) for item in record.cycles]
    table = element("table", element("thead", names), element("tbody", together(rows)), class_="pl-plain pl-scored")
    return element("section", heading, told, element("div", table, class_="pl-scroll", tabindex=0), class_="pl-card")


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def _row(item: CycleRecord, track: Track, as_of: date) -> Markup:
    cycle = next((one for one in track.cycles if one.id == item.cycle), None)
    is_closed = item.cycle in track.closings
    open_ = None if is_closed else element("span", "not closed", class_="pl-tag")
    share = numbers.NOTHING if item.above_bar is None else f"{round(item.above_bar * item.scored)} of {item.scored}"
    cells = (
        joined(apart((cycle.title if cycle else "") or item.cycle), open_),
        element("b", numbers.score(item.score)),
        rail(item.score, (None, None), STRETCH_SHARE, is_over=cycle is None or cycle.end <= as_of),
        numbers.score(item.as_agreed),
        share,
        numbers.score(item.difficulty),
    )
    return element("tr", together(element("td", cell) for cell in cells))
