"""Worked examples about users: how they begin, and whether they stay."""

from __future__ import annotations

from typing import Any

from metrics.adapter import Example

_EVENTS: dict[str, Any] = {
    "timezone": "UTC",
    "events": {"table": "events", "actor": "who", "time": "seen_at", "name": "what", "stored_as": "utc_naive"},
}
_COLUMNS = ("who", "seen_at", "what")

ACTIVATION = (
    Example(
        title="Set-up in the first session: u1 needs 20 minutes, u2 comes back for it after an hour. One of two.",
        metric={
            "kind": "conversion",
            "steps": [{"event": "signed_up"}, {"event": "set_up"}],
            "within": "first session",
            "unit": "share",
        },
        source=_EVENTS,
        tables={
            "events": (
                _COLUMNS,
                (
                    ("u1", "2026-03-01 10:00:00", "signed_up"),
                    ("u1", "2026-03-01 10:20:00", "set_up"),
                    ("u2", "2026-03-01 11:00:00", "signed_up"),
                    ("u2", "2026-03-01 12:00:00", "set_up"),
                ),
            )
        },
        expected=(("2026-03-01", 0.5),),
        until="2026-03-05T00:00:00+00:00",
        span=("2026-03-01", "2026-03-02"),
    ),
    Example(
        title="Time to value: u1 shares after one day, u2 after three, u3 still waits. Half have shared after 3 days.",
        metric={
            "kind": "time_to_value",
            "start": {"event": "signed_up"},
            "value": {"event": "shared"},
            "unit": "days",
        },
        source=_EVENTS,
        tables={
            "events": (
                _COLUMNS,
                (
                    ("u1", "2026-03-01 10:00:00", "signed_up"),
                    ("u1", "2026-03-02 10:00:00", "shared"),
                    ("u2", "2026-03-01 12:00:00", "signed_up"),
                    ("u2", "2026-03-04 12:00:00", "shared"),
                    ("u3", "2026-03-01 13:00:00", "signed_up"),
                ),
            )
        },
        expected=(("2026-03-01", 3.0),),
        until="2026-03-20T00:00:00+00:00",
        span=("2026-03-01", "2026-03-02"),
    ),
)

ENGAGEMENT = (
    Example(
        title="30-day retention, read as active in days 30 to 59: u1 is back on day 35, u2 on day 12 only. One of two.",
        metric={
            "kind": "retention",
            "start": {"event": "signed_up"},
            "return": {"event": "opened"},
            "returned": {"between": [30, 59]},
            "unit": "share",
        },
        source=_EVENTS,
        tables={
            "events": (
                _COLUMNS,
                (
                    ("u1", "2026-01-01 09:00:00", "signed_up"),
                    ("u2", "2026-01-01 10:00:00", "signed_up"),
                    ("u2", "2026-01-13 09:00:00", "opened"),
                    ("u1", "2026-02-05 09:00:00", "opened"),
                ),
            )
        },
        expected=(("2026-01-01", 0.5),),
        until="2026-03-05T00:00:00+00:00",
        span=("2026-01-01", "2026-01-02"),
    ),
    Example(
        title="Actives of the last 28 days: on 28 March that of u1 still counts, on 29 March it has left.",
        metric={"kind": "active_users", "active": {"event": "opened"}, "trailing": "28 days", "unit": "users"},
        source={**_EVENTS, "history_from": "2026-01-01"},
        tables={
            "events": (
                _COLUMNS,
                (("u1", "2026-03-01 09:00:00", "opened"), ("u2", "2026-03-10 09:00:00", "opened")),
            )
        },
        expected=(("2026-03-28", 2.0), ("2026-03-29", 1.0)),
        until="2026-03-30T00:00:00+00:00",
        span=("2026-03-28", "2026-03-30"),
    ),
)
