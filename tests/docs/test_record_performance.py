"""The page on performance: its table comes from the results, and the words around it stay."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).parents[2] / "docs"
PROGRAM = runpy.run_path(str(DOCS / "record_performance.py"))
ROW = {"promise": "P8", "what": "a | b", "budget": "≤ 0.35×", "figure": "0.40×", "holds": False}
RESULT: dict[str, Any] = {
    "at": "2026-11-22T02:00:00+00:00",
    "machine": "2 cores, Python 3.11.7, Linux x86_64",
    "full": False,
    "rows": [ROW, {**ROW, "figure": "0.30×", "holds": True}],
}


def test_the_table_takes_the_place_of_the_old_one_and_the_words_stay() -> None:
    page = "before\n<!-- table: begin -->\n\nstale\n\n<!-- table: end -->\nafter\n"
    found = PROGRAM["written"](page, json.loads(json.dumps(RESULT)))
    assert found.startswith("before\n<!-- table: begin -->\n\n`make bench` on 2026-11-22, 2 cores, Python 3.11.7")
    assert "1 of 2 figures are within their budgets." in found
    assert "| P8 | a \\| b | ≤ 0.35× | 0.40× | **broken** |\n| P8 | a \\| b | ≤ 0.35× | 0.30× | holds |" in found
    assert found.endswith("<!-- table: end -->\nafter\n")
    assert "stale" not in found


def test_a_page_without_a_place_for_the_table_is_refused() -> None:
    with pytest.raises(ValueError, match="table: begin"):
        PROGRAM["written"]("nothing", RESULT)


def test_the_page_has_the_place() -> None:
    assert PROGRAM["BEGIN"] in (DOCS / "performance.md").read_text(encoding="utf-8")
