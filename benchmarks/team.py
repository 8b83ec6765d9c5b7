"""A team with objectives over the metrics of ``benchmarks/definitions``, written beside them as a team would."""

from __future__ import annotations

from itertools import islice, product
from pathlib import Path

METRICS = (
    "daily_actives",
    "monthly_actives",
    "stickiness",
    "retention",
    "conversion",
    "time_to_value",
    "revenue",
    "payment_p95",
    "per_event",
)
WINDOWS = ("last 28 days", "last 14 days", "latest")
CYCLES = """cycles:
  - {id: autumn, title: Autumn, start: 2026-10-01, end: 2027-01-01, timezone: Europe/Oslo}
"""
TEAMS = "teams:\n  growth: {title: Growth}\n"
FALLING = ("time_to_value",)
PER_OBJECTIVE = 5
_RISING, _FALLING = "baseline: 0.1, target: 0.2", "baseline: 0.2, target: 0.1"


def write_team(folder: Path, key_results: int = len(METRICS)) -> None:
    """Write a cycle, a team and its objectives; afterwards the folder can be refreshed and served."""
    (folder / "cycles.yaml").write_text(CYCLES, encoding="utf-8")
    (folder / "teams.yaml").write_text(TEAMS, encoding="utf-8")
    (folder / "objectives" / "autumn").mkdir(parents=True, exist_ok=True)
    uses = list(islice(product(WINDOWS, METRICS), key_results))
    places = range(0, len(uses), PER_OBJECTIVE)
    objectives = [_objective(place, uses[place : place + PER_OBJECTIVE]) for place in places]
    text = f"team: growth\nobjectives:\n{''.join(objectives)}"
    (folder / "objectives" / "autumn" / "growth.yaml").write_text(text, encoding="utf-8")


def _objective(place: int, uses: list[tuple[str, str]]) -> str:
    head = f"  - id: o{place}\n    title: People find value, part {place}\n    why: They said so\n    key_results:\n"
    return head + "".join(
        f"      - {{id: k{place + step}, title: More {metric} over {window}, metric: {metric},"
        f" {_FALLING if metric in FALLING else _RISING}, measured_over: {window}}}\n"
        for step, (window, metric) in enumerate(uses)
    )
