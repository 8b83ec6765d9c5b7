"""The sections of a file: what is not known there, and what is not of the right shape."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from okr.model import Configuration

Read = Callable[..., Configuration]
Issues = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("sources.yaml", "surces: {}\n", 'there is no key "surces" here. Did you mean "sources"?'),
        (
            "sources.yaml",
            "sources: []\n",
            "sources.yaml:1:10 (sources): error wrong-value: found a list. Expected a mapping",
        ),
        ("sources.yaml", "sources: {a: [b]}\n", "Expected a source (url, timezone,"),
        ("cycles.yaml", "cycles: {}\n", "Expected a list of cycles."),
        ("cycles.yaml", "cycles: [2026-q4]\n", "Expected one of the cycles: a mapping of keys."),
        ("teams.yaml", "growth: {}\n", '"teams" is missing.'),
        ("teams.yaml", "teams: growth\n", 'found "growth". Expected a mapping from the id of a team to its keys.'),
        ("teams.yaml", "include: ../../x\nteams: {}\n", 'there is no key "include" here.'),
        ("metrics/all.yaml", "metrics:\n", "Expected a mapping from the id of a metric to its keys."),
        ("metrics/all.yaml", "metrics: {}\nmetrics: {}\n", 'the key "metrics" is given twice'),
        ("roadmap.yaml", "items: {}\n", "Expected a list of items."),
        ("roadmap.yaml", "itms: []\n", 'there is no key "itms" here. Did you mean "items"?'),
        ("objectives/2026-q4/a.yaml", "team: growth\nobjectves: []\n", 'Did you mean "objectives"?'),
        ("objectives/2026-q4/a.yaml", "team: 7\nobjectives: []\n", 'put it in quotes: "7"'),
        ("objectives/2026-q4/a.yaml", "team: growth\nagreements: [{to: growth}]\n", '"for" is missing'),
    ],
)
def test_a_section_of_the_wrong_name_or_shape_is_told(
    read: Read, issues_of: Issues, file: str, text: str, said: str
) -> None:
    """Faults 2, 8, 13 and 19."""
    found = issues_of(read({file: text}))
    assert any(issue.startswith(file) and said in issue for issue in found)
