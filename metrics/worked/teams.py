"""Worked examples about what a team runs and finishes."""

from __future__ import annotations

from typing import Any

from metrics.adapter import Example

_SOURCE = {"timezone": "UTC"}
_REQUESTS: dict[str, Any] = {"table": "requests", "time": "came_at", "stored_as": "utc_naive"}

RELIABILITY = (
    Example(
        title="Requests answered, what the caller got wrong aside: two of three valid ones went well.",
        metric={
            "kind": "availability",
            "from": _REQUESTS,
            "valid": {"at_fault": "server"},
            "good": {"status": {"lt": 500}},
            "unit": "share",
        },
        source=_SOURCE,
        tables={
            "requests": (
                ("came_at", "status", "at_fault"),
                (
                    ("2026-03-01 10:00:00", 200, "server"),
                    ("2026-03-01 10:00:01", 200, "server"),
                    ("2026-03-01 10:00:02", 503, "server"),
                    ("2026-03-01 10:00:03", 404, "caller"),
                ),
            )
        },
        expected=(("2026-03-01", 2 / 3),),
        until="2026-03-02T00:00:00+00:00",
        span=("2026-03-01", "2026-03-02"),
    ),
    Example(
        title="The 75th percentile of four waits is the third, a value that occurs; minimum allows so few.",
        metric={
            "kind": "aggregate",
            "from": _REQUESTS,
            "measure": {"percentile": "ms", "q": 0.75},
            "minimum": 4,
            "unit": "ms",
        },
        source=_SOURCE,
        tables={
            "requests": (
                ("came_at", "ms"),
                (
                    ("2026-03-01 10:00:00", 400),
                    ("2026-03-01 10:00:01", 100),
                    ("2026-03-01 10:00:02", 300),
                    ("2026-03-01 10:00:03", 200),
                ),
            )
        },
        expected=(("2026-03-01", 300.0),),
        until="2026-03-02T00:00:00+00:00",
        span=("2026-03-01", "2026-03-02"),
    ),
)

DELIVERY = (
    Example(
        title="Promises of a sprint: of three items two are done by its last day; one added later does not count.",
        metric={
            "kind": "delivery",
            "from": {
                "table": "items",
                "item": "ticket",
                "committed": "promised",
                "done": "finished",
                "sprint": "sprint",
                "stored_as": "local_date",
            },
            "sprints": {"table": "sprints", "sprint": "name", "end": "closed", "stored_as": "local_date"},
            "figure": "predictability",
            "grain": "month",
            "unit": "share",
        },
        source=_SOURCE,
        tables={
            "items": (
                ("ticket", "sprint", "promised", "finished"),
                (
                    ("A-1", "s1", True, "2026-03-05"),
                    ("A-2", "s1", True, "2026-03-13"),
                    ("A-3", "s1", True, "2026-03-16"),
                    ("A-4", "s1", False, "2026-03-06"),
                ),
            ),
            "sprints": (("name", "closed"), (("s1", "2026-03-13"),)),
        },
        expected=(("2026-03-01", 2 / 3),),
        until="2026-04-01T00:00:00+00:00",
        span=("2026-03-01", "2026-04-01"),
    ),
    Example(
        title="Pieces of work done in a week: by the day on which each was done, whenever it was begun.",
        metric={
            "kind": "delivery",
            "from": {"table": "items", "item": "ticket", "done": "finished", "stored_as": "local_date"},
            "figure": "throughput",
            "grain": "week",
            "unit": "items",
        },
        source=_SOURCE,
        tables={
            "items": (
                ("ticket", "finished"),
                (("A-1", "2026-03-02"), ("A-2", "2026-03-08"), ("A-3", "2026-03-09"), ("A-4", None)),
            )
        },
        expected=(("2026-03-02", 2.0), ("2026-03-09", 1.0)),
        until="2026-03-16T00:00:00+00:00",
        span=("2026-03-02", "2026-03-16"),
    ),
)
