"""Objectives, key results and cycles as the YAML that people would write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from okr import numbers
from okr.model import Cycle
from okr_config.amounts import SHARE

_WIDTH = 110


def block(entry: Mapping[str, Any]) -> str:
    """Return a mapping as YAML in its own order; empty values are left out."""
    kept = {name: value for name, value in entry.items() if value not in (None, "", (), [], {})}
    return str(yaml.safe_dump(kept, sort_keys=False, allow_unicode=True, width=_WIDTH))


def amount_text(value: float, unit: str) -> str | float | int:
    """Return a number as people would write it in the unit of a metric: ``44.1%``, or a plain number as it is shown."""
    shown = numbers.rounded(value, unit)
    if unit == SHARE:
        return f"{shown * 100:.5g}%"
    return int(shown) if shown.is_integer() else float(f"{shown:.10g}")


def objective_entry(title: str, why: str, key_results: Sequence[Mapping[str, Any]]) -> str:
    """Return a new objective as YAML."""
    return block({"title": title, "why": why, "key_results": [dict(one) for one in key_results]})


def cycle_entry(cycle: Cycle, weekday: str) -> str:
    """Return a cycle as YAML."""
    review = {"weekday": weekday, "every_weeks": cycle.review_every_weeks}
    entry = {"id": cycle.id, "title": cycle.title, "start": cycle.start, "end": cycle.end, "timezone": cycle.timezone}
    calendar = "" if cycle.calendar == "default" else cycle.calendar
    return block({**entry, "calendar": calendar, "review": review})
