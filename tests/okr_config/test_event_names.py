"""Names of events in metrics as written."""

from __future__ import annotations

from pathlib import Path

from okr_config.event_names import mentioned, unknown_events

METRIC = {
    "kind": "conversion",
    "steps": [{"event": "signed_up", "where": {"event": "a property"}}, {"any_of": ["opened", "shared"]}],
    "exclusions": [{"event": "left", "after_step": 1}],
    "breakdown": {"event": "platform"},
    "numerator": {"from": {"event": "any"}, "measure": {"count": "rows"}},
}
FILE = """
metrics:
  good: {source: product, active: {event: opened}}
  near: {source: product, active: {any_of: [opened, shred]}, breakdown: {event: platform}}
  elsewhere: {source: other, active: {event: whatever}}
  broken: [1, 2]
"""


def test_names_are_found_wherever_a_matcher_may_stand_and_properties_are_none() -> None:
    assert ["signed_up", "opened", "shared", "left", "any"] == list(mentioned(METRIC))


def test_every_unknown_event_has_its_own_place_and_a_near_name(tmp_path: Path) -> None:
    (tmp_path / "metrics").mkdir()
    (tmp_path / "metrics" / "all.yaml").write_text(FILE, encoding="utf-8")

    (issue,) = unknown_events(tmp_path, {"product": frozenset({"opened", "shared"})})

    assert 'source product has no event "shred"' == issue.message
    assert issue.hint.startswith('Did you mean "shared"?')
    assert ("metrics/all.yaml", 4) == (issue.place.file, issue.place.line)
    assert "metrics.near.active.any_of[2]" == issue.place.key_path


def test_nothing_is_said_of_a_source_of_which_nothing_is_known(tmp_path: Path) -> None:
    (tmp_path / "metrics").mkdir()
    (tmp_path / "metrics" / "all.yaml").write_text(FILE, encoding="utf-8")

    assert () == unknown_events(tmp_path, {})
