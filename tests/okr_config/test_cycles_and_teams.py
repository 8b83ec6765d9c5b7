"""``cycles.yaml`` and ``teams.yaml``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import okr_config
from okr.model import Agreement, Configuration, Cycle, Team
from okr.schema import Record

Read = Callable[..., Configuration]
Issues = Callable[..., list[str]]


def cycles(*lines: str) -> dict[str, str | bytes | None]:
    return {"cycles.yaml": "cycles:\n" + "".join(f"  - {{{line}}}\n" for line in lines)}


def test_a_complete_cycle_is_understood(sample: Path, kinds: dict[str, Record]) -> None:
    assert okr_config.load(sample, kinds).cycle("2026-q4") == Cycle(
        id="2026-q4",
        start=date(2026, 10, 1),
        end=date(2027, 1, 1),
        timezone="Europe/Oslo",
        title="Fourth quarter 2026",
        priorities=("Activation", "Trust"),
    )


def test_a_cycle_needs_little_and_every_default_is_stated(read: Read) -> None:
    assert read(cycles("id: a, start: 2026-10-01, end: 2027-01-01")).cycles == (
        Cycle("a", date(2026, 10, 1), date(2027, 1, 1), "UTC"),
    )


def test_reviews_have_a_day_and_a_pace(read: Read) -> None:
    (cycle,) = read(
        cycles("id: a, start: 2026-10-01, end: 2027-01-01, review: {weekday: friday, every_weeks: 2}")
    ).cycles
    assert (cycle.review_weekday, cycle.review_every_weeks) == (4, 2)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("id: a, start: 2026-10-01, end: 2026-02-30", 'found "2026-02-30" (day is out of range for month)'),
        ("id: a, start: 2026-10-01, end: 2026-10-01", "the cycle a begins on 2026-10-01 and ends on 2026-10-01"),
        ("id: a, start: 2026-10-01, end: 2026-09-01", "the cycle a begins on 2026-10-01 and ends on 2026-09-01"),
        ("id: a, start: 2026-10-01T00:00, end: 2027-01-01", "Expected a date like 2026-10-01"),
        ("id: a, start: 1.10.2026, end: 2027-01-01", "Expected a date like 2026-10-01"),
        ("id: 2026, start: 2026-10-01, end: 2027-01-01", 'put it in quotes: "2026"'),
        ("id: 2026 q4, start: 2026-10-01, end: 2027-01-01", 'like "2026-q4"'),
        ("id: a, start: 2026-10-01, end: 2027-01-01, timezone: Oslo", "there is no such time zone"),
        ("id: a, start: 2026-10-01, end: 2027-01-01, review: {every_weeks: 3}", "at least 1 and at most 2"),
        ("id: a, strat: 2026-10-01, end: 2027-01-01", 'there is no key "strat" here. Did you mean "start"?'),
    ],
)
def test_a_cycle_with_a_fault_is_left_out_and_says_why(read: Read, issues_of: Issues, keys: str, said: str) -> None:
    """Faults 2, 8, 12, 16 and 17."""
    configuration = read(cycles(keys, "id: good, start: 2027-01-01, end: 2027-04-01"))
    assert [cycle.id for cycle in configuration.cycles] == ["good"]
    (issue,) = [issue for issue in issues_of(configuration) if "unused-metric" not in issue]
    assert "cycles.yaml:2:" in issue
    assert said in issue


def test_cycles_of_one_calendar_may_not_overlap(read: Read, issues_of: Issues) -> None:
    """Fault 16."""
    configuration = read(
        cycles("id: q4, start: 2026-10-01, end: 2027-01-02", "id: q1, start: 2027-01-01, end: 2027-04-01")
    )
    assert issues_of(configuration, "overlapping-cycles") == [
        (
            'cycles.yaml:3:5 (cycles[2]): error overlapping-cycles: the cycle "q1" begins on 2027-01-01, while "q4" of '
            "the same calendar lasts until 2027-01-02. Move a date, or give one another calendar."
        )
    ]


def test_cycles_of_two_calendars_may_overlap(read: Read, issues_of: Issues) -> None:
    """Fault 16."""
    configuration = read(
        cycles(
            "id: q4, start: 2026-10-01, end: 2027-01-01", "id: y, start: 2026-01-01, end: 2027-01-01, calendar: years"
        )
    )
    assert issues_of(configuration, "overlapping-cycles") == []


def test_two_cycles_with_one_id_are_refused(read: Read, issues_of: Issues) -> None:
    """Fault 17."""
    configuration = read(
        cycles("id: a, start: 2026-10-01, end: 2027-01-01", "id: a, start: 2027-01-01, end: 2027-04-01")
    )
    assert [cycle.start for cycle in configuration.cycles] == [date(2026, 10, 1)]
    assert 'the cycle "a" is defined here and in line 2' in issues_of(configuration, "duplicate-id")[0]


def test_an_end_that_looks_like_the_last_day_is_a_warning(read: Read, issues_of: Issues) -> None:
    configuration = read(cycles("id: q4, start: 2026-10-01, end: 2026-12-31"))
    assert "If it is the last day, write end: 2027-01-01." in issues_of(configuration, "last-day")[0]


def test_a_demonstration_says_which_day_it_takes_for_today(read: Read) -> None:
    text = "cycles: [{id: a, start: 2026-10-01, end: 2027-01-01}]\ndemo_on: 2026-11-20\n"
    assert read({"cycles.yaml": text}).demo_on == date(2026, 11, 20)
    assert read().demo_on is None


def test_teams_are_understood_with_their_agreements(sample: Path, kinds: dict[str, Record]) -> None:
    company, growth, platform = okr_config.load(sample, kinds).teams
    assert company == Team("company", "The whole company")
    assert growth == Team(
        "growth",
        "Growth",
        "#growth",
        ("ana@example.com", "ben@example.com"),
        (Agreement("platform", "beta customers"),),
    )
    assert platform.agreements == (Agreement("growth", "import API"),)


def test_a_team_without_keys_is_called_by_its_id(read: Read) -> None:
    assert read({"teams.yaml": "teams:\n  customer-care:\n"}).teams == (Team("customer-care", "Customer care"),)


def test_without_a_file_of_teams_the_objectives_name_them(read: Read, issues_of: Issues) -> None:
    configuration = read(
        {"teams.yaml": None, "objectives/2026-q4/a.yaml": "team: design\nobjectives: [{title: Clear to everybody}]\n"}
    )
    assert configuration.teams == (Team("design", "Design"),)
    assert [objective.ref for objective in configuration.objectives] == ["design/clear-to-everybody"]
    assert not [issue for issue in issues_of(configuration) if "team" in issue]


def test_a_team_with_a_fault_keeps_its_objectives(read: Read, issues_of: Issues) -> None:
    configuration = read(
        {
            "teams.yaml": "teams:\n  growth: {contact: [a]}\n  platform: {}\n",
            "objectives/2026-q4/a.yaml": "team: growth\nobjectives: [{title: Clear to everybody}]\n",
        }
    )
    assert {team.id for team in configuration.teams} == {"growth", "platform"}
    assert len(configuration.objectives) == 1
    assert "teams.yaml:2:21 (teams.growth.contact)" in issues_of(configuration, "wrong-value")[0]


def test_an_unknown_team_is_named_with_the_near_miss(read: Read, issues_of: Issues) -> None:
    """Fault 18."""
    configuration = read({"objectives/2026-q4/a.yaml": "team: grwth\nobjectives: [{title: Clear to everybody}]\n"})
    assert configuration.objectives == ()
    assert issues_of(configuration, "unknown-team") == [
        'objectives/2026-q4/a.yaml:1:7 (team): error unknown-team: there is no team "grwth". Did you mean "growth"?'
    ]


def test_an_agreement_with_an_unknown_team_is_reported(read: Read, issues_of: Issues) -> None:
    configuration = read({"teams.yaml": "teams:\n  growth: {agreements: [{to: platfrom, for: x}]}\n  platform: {}\n"})
    assert 'there is no team "platfrom". Did you mean "platform"?' in issues_of(configuration, "unknown-team")[0]
