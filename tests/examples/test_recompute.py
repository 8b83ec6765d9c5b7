"""The independent script comes to the same progress, scores and statuses as the program, from the CSV files alone."""

from __future__ import annotations

import csv
import random
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from tests.tracking.product import NOW, Product, made_product
from tests.tracking.sealing.agreeing import GROWTH, agreed, amended
from tracking.boards.board import Selection
from tracking.exporting.export import TABLES, export
from tracking.store.connection import opened

SCRIPT = Path(__file__).parents[2] / "examples" / "recompute.py"
DRAWN = """
team: growth
objectives:
  - id: habit
    title: People come every day
    ambition: {ambition}
    key_results:
      - {{id: actives, metric: daily_actives, baseline: {start}, target: {target}, measured_over: {over},
          weight: {weight}, guards: [{{metric: tickets, at_most: {limit}}}]}}
      - {{id: back, metric: back_in_a_week, target: {relative}, measured_over: last 28 days}}
      - {{id: calm, metric: tickets, keep: {{at_most: {limit}, amber: {amber}}}, measured_over: {over}}}
      - {{id: sure, metric: confidence, baseline: 3, target: 4}}
      - {{id: found, metric: tickets, kind: discover}}
"""


def recomputed(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the script as anybody would, without any package."""
    command = [sys.executable, "-S", str(SCRIPT), str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)


def exported(product: Product, folder: Path) -> Path:
    folder.mkdir()
    with opened(product.store) as store:
        for name in TABLES:
            document = export(store, name, Selection(NOW))
            (folder / document.name).write_bytes(document.content)
    return folder


def drawn(seed: int) -> str:
    chance = random.Random(seed)  # noqa: S311 - boards, not secrets
    start = chance.choice([20, 30, 36, 50])
    return DRAWN.format(
        ambition=chance.choice(["stretch", "committed"]),
        start=start,
        target=start + chance.choice([-16, -4, 1, 8, 30]) if start > 30 else start + chance.choice([2, 8, 30]),
        over=chance.choice(["last 28 days", "last 7 days", "latest"]),
        weight=chance.choice([1, 2, 0.5]),
        limit=chance.choice([3, 5.9, 6, 7, 9]),
        amber=chance.choice([0, 0.5, 2]),
        relative=chance.choice(["+20%", "+1%", "x1.5"]),
    )


@pytest.mark.parametrize("seed", range(3))
def test_a_generated_board_comes_out_the_same(tmp_path: Path, seed: int) -> None:
    product = made_product(tmp_path)
    product.change("metrics/all.yaml", "    better: up\n    owner: growth\n  back", "    better: none\n  back")
    product.write("objectives/2026-q4/growth.yaml", drawn(seed))
    for days in (21, 14, 7, 0):
        product.refresh(NOW - timedelta(days=days))

    answer = recomputed(exported(product, tmp_path / "out"))

    assert answer.stdout.endswith(" 0 differ.\n"), answer.stdout + answer.stderr
    assert int(answer.stdout.split()[0]) > 100
    assert answer.returncode == 0


def test_both_scores_of_a_changed_target_come_out_the_same(tmp_path: Path) -> None:
    product = agreed(made_product(tmp_path))
    product.change(GROWTH, "target: 40", "target: 38")
    amended(product)
    product.refresh(NOW + timedelta(hours=2))
    folder = exported(product, tmp_path / "out")

    answer = recomputed(folder)

    assert answer.stdout.endswith(" 0 differ.\n"), answer.stdout + answer.stderr
    (file,) = folder.glob("okr_key_results_*.csv")
    with file.open(encoding="utf-8", newline="") as opened_file:
        row = next(csv.DictReader(opened_file))
    assert (row["score_as_agreed"], row["score_as_changed"]) == ("0.8", str(16 / 18))


def test_a_number_changed_by_hand_is_found(tmp_path: Path) -> None:
    product = made_product(tmp_path)
    product.refresh(NOW)
    folder = exported(product, tmp_path / "out")
    (file,) = folder.glob("okr_key_results_*.csv")
    file.write_text(file.read_text(encoding="utf-8").replace(",on_track,", ",reached,", 1), encoding="utf-8")
    assert ",reached," in file.read_text(encoding="utf-8")

    answer = recomputed(folder)

    assert answer.returncode == 1
    assert "status: 'reached' in the file, 'on_track' worked out" in answer.stdout


def test_the_script_imports_the_standard_library_alone() -> None:
    for name in ("recompute.py", "recompute_rules.py"):
        text = SCRIPT.with_name(name).read_text(encoding="utf-8")
        imported = {
            line.split()[1].split(".")[0] for line in text.splitlines() if line.startswith(("import ", "from "))
        }
        assert imported <= sys.stdlib_module_names | {"__future__", "recompute_rules"}
