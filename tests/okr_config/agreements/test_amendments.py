"""Amendments are read against what is agreed; what does not fit is told where it stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from okr.agreement.amending import amended
from okr.agreement.seal import Seal
from okr.metric import MetricDefinition
from okr.model import Amount, Cycle, KeyResult, KeyResultKind, Objective
from okr.written import Report
from okr_config.agreements.amendments import Amended, read_amendments
from okr_config.agreements.answers import read_answers
from okr_config.agreements.sealed_files import read_sealed_files, sealed_text

CYCLE = Cycle("2026-q4", date(2026, 10, 1), date(2027, 1, 1), "UTC")
METRIC = MetricDefinition("setup", "Set-up", "conversion", "product", "share", "up", "", "growth", None, {})
RESULT = KeyResult(
    "a", "growth/habit/a", "A", "setup", baseline=Amount(0.42, text="42%"), target=Amount(0.7, text="70%")
)
OBJECTIVE = Objective("habit", "growth/habit", "Habit", "growth", CYCLE.id, (RESULT,))
SEAL = Seal(CYCLE, CYCLE.start, (OBJECTIVE,), (), ())
ENDING = "date: 2026-11-03, reason: why, approved_by: leads"


def read(folder: Path, *entries: str) -> tuple[tuple[Amended, ...], list[str]]:
    """Return the amendments of a file with these entries, and its issues as they are shown."""
    (folder / "amendments").mkdir(exist_ok=True)
    text = "amendments:\n" + "".join(f"  - {{{entry}}}\n" for entry in entries)
    (folder / "amendments" / "2026-q4.yaml").write_text(text, encoding="utf-8")
    report = Report()
    found = read_amendments(folder, SEAL, {"setup": METRIC}, report)
    return found, [str(issue) for issue in report]


def entry(field: str, before: str, after: str, of: str = RESULT.ref) -> str:
    return f"of: {of}, field: {field}, from: {before}, to: {after}, {ENDING}"


def test_amendments_are_read_one_after_the_other(tmp_path: Path) -> None:
    found, issues = read(tmp_path, entry("target", "70%", "62%"), entry("target", "0.62", "x1.5"))

    assert [] == issues
    changed = amended(RESULT, [item.amendment for item in found])
    assert changed.target == Amount(1.5, relative=True, text="x1.5")
    assert len({item.hash for item in found}) == 2


def test_one_amendment_changes_the_kind_with_all_that_belongs_to_it(tmp_path: Path) -> None:
    before = "{kind: reach, target: 70%}"
    found, issues = read(tmp_path, entry("kind", before, "{kind: keep, target: null, keep: {at_least: 40%}}"))

    assert [] == issues
    changed = amended(RESULT, [found[0].amendment])
    assert (KeyResultKind.KEEP, None, 0.4) == (changed.kind, changed.target, changed.keep_above)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (entry("target", "71%", "62%"), "(amendments[2].from): error amendment-from"),
        (entry("target", "70%", "30%"), "lies below its baseline 42%"),
        (entry("target", "70%", "'1,000'"), 'found "1,000"'),
        (entry("target", "70%", "62%", "growth/habit/b"), "error amendment-of-nothing"),
        (entry("end", "2027-01-01", "2027-01-08"), '"end" of "growth/habit/a" is not agreed in this cycle'),
        (entry("targt", "70%", "62%"), "error"),
        ("of: growth/habit/a, field: target, from: 70%, to: 62%, date: 2026-11-03, approved_by: leads",
         '"reason" is missing'),
        (f"of: growth/habit/c, field: added, {ENDING}", "error amendment-adds-nothing"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_where_it_stands_and_nothing_behind_it_counts(
    tmp_path: Path, line: str, said: str
) -> None:
    found, issues = read(tmp_path, entry("weight", "1", "2"), line, entry("weight", "2", "3"))

    assert len(found) == 1
    assert any("2026-q4.yaml:3:" in issue and said in issue for issue in issues)


def test_dates_of_the_cycle_are_amended_by_its_name(tmp_path: Path) -> None:
    found, issues = read(tmp_path, entry("end", "2027-01-01", "2027-01-08", CYCLE.id))

    assert [] == issues
    assert {"end": "2027-01-08"} == found[0].amendment.changes


def test_a_file_that_is_not_there_amends_nothing(tmp_path: Path) -> None:
    assert () == read_amendments(tmp_path, SEAL, {}, Report())


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda text: text.replace("Habit", "Hobbit"), "sealed-file-edited"),
        (lambda text: text[:-20], "sealed-file-broken"),
        (lambda _: "[]", "sealed-file-broken"),
        (lambda _: "[" * 5000, "sealed-file-broken"),
    ],
)
def test_a_sealed_file_that_was_touched_is_refused_by_itself(tmp_path: Path, change: object, code: str) -> None:
    assert callable(change)
    (tmp_path / "sealed").mkdir()
    (tmp_path / "sealed" / "2026-q3.json").write_text(sealed_text(replace(SEAL, cycle=replace(CYCLE, id="2026-q3"))))
    (tmp_path / "sealed" / "2026-q4.json").write_text(change(sealed_text(SEAL)), encoding="utf-8")
    report = Report()

    assert {"2026-q3"} == read_sealed_files(tmp_path, report).keys()
    assert [code] == [issue.code for issue in report]


def test_a_sealed_file_under_the_name_of_another_cycle_is_refused(tmp_path: Path) -> None:
    (tmp_path / "sealed").mkdir()
    (tmp_path / "sealed" / "2026-q3.json").write_text(sealed_text(SEAL), encoding="utf-8")
    report = Report()

    assert {} == read_sealed_files(tmp_path, report)
    assert ["sealed-file-moved"] == [issue.code for issue in report]


def test_answers_that_are_still_empty_are_asked_for(tmp_path: Path) -> None:
    (tmp_path / "closing").mkdir()
    text = "objectives:\n  - objective: growth/habit\n    outcome:\n    could_fail:\n    learnings:\n"
    (tmp_path / "closing" / "2026-q4.yaml").write_text(text, encoding="utf-8")
    report = Report()

    assert () == read_answers(tmp_path, CYCLE.id, [OBJECTIVE], report)
    assert [3, 4, 5] == [issue.place.line for issue in report]


def test_a_sealed_file_may_hold_as_many_key_results_as_a_configuration(tmp_path: Path) -> None:
    many = tuple(replace(RESULT, id=f"k{place}", ref=f"growth/habit/k{place}") for place in range(2_000))
    (tmp_path / "sealed").mkdir()
    text = sealed_text(replace(SEAL, objectives=(replace(OBJECTIVE, key_results=many),)))
    (tmp_path / "sealed" / "2026-q4.json").write_text(text, encoding="utf-8")
    report = Report()

    found = read_sealed_files(tmp_path, report)

    assert [] == report.issues
    assert 2_000 == len(found["2026-q4"].value.objectives[0].key_results)
