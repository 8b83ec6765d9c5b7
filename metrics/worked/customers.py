"""Worked examples about customers: what they pay, and what they say."""

from __future__ import annotations

from typing import Any

from metrics.adapter import Example

_SOURCE = {"timezone": "UTC"}
_PAID: dict[str, Any] = {"table": "payments", "time": "day", "stored_as": "local_date"}

REVENUE = (
    Example(
        title="Net revenue retention: c1 goes from 100 to 150, c2 leaves, c3 is new and does not count. 150 of 200.",
        metric={
            "kind": "subscriptions",
            "from": {
                "table": "subscriptions",
                "customer": "customer",
                "start": "began",
                "end": "ended",
                "amount": "amount",
                "stored_as": "local_date",
            },
            "figure": "nrr",
            "grain": "month",
            "unit": "share",
        },
        source=_SOURCE,
        tables={
            "subscriptions": (
                ("customer", "began", "ended", "amount"),
                (
                    ("c1", "2026-01-05", "2026-03-10", 100.0),
                    ("c1", "2026-03-10", None, 150.0),
                    ("c2", "2026-01-05", "2026-03-20", 100.0),
                    ("c3", "2026-03-02", None, 80.0),
                ),
            )
        },
        expected=(("2026-03-01", 0.75),),
        until="2026-04-01T00:00:00+00:00",
        span=("2026-03-01", "2026-04-01"),
    ),
    Example(
        title="Revenue per paying customer: 60 paid by two customers in the month.",
        metric={
            "kind": "ratio",
            "numerator": {"from": _PAID, "measure": {"sum": "amount"}},
            "denominator": {"from": _PAID, "measure": {"count_distinct": "customer"}},
            "grain": "month",
            "unit": "EUR",
        },
        source=_SOURCE,
        tables={
            "payments": (
                ("customer", "day", "amount"),
                (("c1", "2026-03-02", 10.0), ("c1", "2026-03-20", 20.0), ("c2", "2026-03-21", 30.0)),
            )
        },
        expected=(("2026-03-01", 30.0),),
        until="2026-04-01T00:00:00+00:00",
        span=("2026-03-01", "2026-04-01"),
    ),
)

SATISFACTION = (
    Example(
        title="Satisfied customers, 4 or 5 on a scale of 1 to 5: two of four; without a score it is no answer.",
        metric={
            "kind": "survey",
            "from": {
                "table": "answers",
                "respondent": "who",
                "time": "day",
                "score": "score",
                "stored_as": "local_date",
            },
            "figure": "csat",
            "scale": [1, 5],
            "top": 2,
            "grain": "month",
            "unit": "share",
        },
        source=_SOURCE,
        tables={
            "answers": (
                ("who", "day", "score"),
                (
                    ("u1", "2026-03-01", 5),
                    ("u2", "2026-03-02", 4),
                    ("u3", "2026-03-02", 3),
                    ("u4", "2026-03-09", 1),
                    ("u5", "2026-03-09", None),
                ),
            )
        },
        expected=(("2026-03-01", 0.5),),
        until="2026-05-01T00:00:00+00:00",
        span=("2026-03-01", "2026-04-01"),
    ),
    Example(
        title="Tickets per new user: three tickets from accounts younger than two weeks, four sign-ups.",
        metric={
            "kind": "ratio",
            "numerator": {
                "from": {
                    "table": "tickets",
                    "time": "day",
                    "stored_as": "local_date",
                    "where": {"account_age": {"lt": 14}},
                },
                "measure": {"count": "rows"},
            },
            "denominator": {
                "from": {"table": "users", "time": "joined", "stored_as": "local_date"},
                "measure": {"count": "rows"},
            },
            "grain": "week",
            "unit": "tickets",
        },
        source=_SOURCE,
        tables={
            "tickets": (
                ("day", "account_age"),
                (("2026-03-02", 0), ("2026-03-03", 5), ("2026-03-03", 13), ("2026-03-04", 200)),
            ),
            "users": (
                ("name", "joined"),
                (("u1", "2026-03-02"), ("u2", "2026-03-02"), ("u3", "2026-03-05"), ("u4", "2026-03-08")),
            ),
        },
        expected=(("2026-03-02", 0.75),),
        until="2026-03-09T00:00:00+00:00",
        span=("2026-03-02", "2026-03-09"),
    ),
)
