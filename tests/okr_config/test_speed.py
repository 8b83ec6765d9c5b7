"""Reading 200 key results takes well under a second, and loads no library that ``check`` must do without."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import okr_config
from okr.schema import Record

ROOT = Path(__file__).parents[2]


def write_200_key_results(folder: Path) -> None:
    """Write 10 teams with 5 objectives of 4 key results each, over 50 metrics."""
    teams = [f"team-{number}" for number in range(10)]
    folder.joinpath("cycles.yaml").write_text("cycles: [{id: 2026-q4, start: 2026-10-01, end: 2027-01-01}]\n")
    folder.joinpath("teams.yaml").write_text("teams:\n" + "".join(f"  {team}: {{}}\n" for team in teams))
    folder.joinpath("sources.yaml").write_text("sources: {product: {url: 'duckdb:///p.duckdb', timezone: UTC}}\n")
    folder.joinpath("metrics").mkdir()
    folder.joinpath("metrics/all.yaml").write_text("metrics:\n" + "".join(map(metric, range(50))))
    folder.joinpath("objectives/2026-q4").mkdir(parents=True)
    for team in teams:
        text = f"team: {team}\nobjectives:\n" + "".join(objective(number) for number in range(5))
        folder.joinpath(f"objectives/2026-q4/{team}.yaml").write_text(text)


def metric(number: int) -> str:
    return (
        f"  metric_{number}:\n    title: Share of people who do the thing number {number}\n    kind: active_users\n"
        f"    source: product\n    active: {{any_of: [a, b], where: {{plan: [pro, team]}}}}\n"
        "    trailing: 1 day\n    unit: share\n    better: up\n"
    )


def objective(number: int) -> str:
    results = "".join(
        f"      - title: People who do the thing {number} {index}\n        metric: metric_{(number * 4 + index) % 50}\n"
        f"        baseline: 42%\n        target: 70%\n        measured_over: last 28 days\n"
        f"        pace: {{2026-10-31: 50%, 2026-11-30: 61%}}\n"
        f"        guards: [{{metric: metric_{index}, at_least: 40%}}]\n"
        for index in range(4)
    )
    return f"  - title: Something {number} is better for people\n    why: It matters\n    key_results:\n{results}"


def test_200_key_results_are_read_within_a_second(tmp_path: Path, kinds: dict[str, Record]) -> None:
    write_200_key_results(tmp_path)
    began = time.process_time()
    configuration = okr_config.load(tmp_path, kinds)
    lines = okr_config.understood(configuration)
    assert time.process_time() - began < 1
    assert sum(len(objective.key_results) for objective in configuration.objectives) == 200
    assert len(lines) > 250


def test_reading_needs_no_library_of_tables_pages_or_databases() -> None:
    heavy = "{'pandas', 'streamlit', 'plotly', 'duckdb', 'sqlalchemy'}"
    code = f"import sys, okr_config; print(sorted(set(sys.modules) & {heavy}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
