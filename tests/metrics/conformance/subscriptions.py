"""Random ledgers of subscriptions, and random figures over them."""

from __future__ import annotations

from typing import Any

from tests.metrics.conformance.bench import Table
from tests.metrics.conformance.choices import Choices
from tests.metrics.conformance.worlds import BESIDE, COLUMN_OF, ECHOES, STORED, World, stored

FIGURES = ("mrr", "new", "reactivation", "upgrade", "downgrade", "churn", "active", "logo_churn", "nrr", "grr")
INTERVALS = ("month", "annual", "Monthly", "year", "two years", "fortnight", None)
AMOUNTS = (12.0, 24.0, 30.0, 0.0, 100.0, 7.5, None)
CUSTOMERS = ("a", "b", "c", "a", "b", "a", None, "")
CURRENCIES = ("EUR", "USD", "EUR", "SEK", None)


def subscriptions(choices: Choices) -> dict[str, Any]:
    """Any figure, over one or several intervals and currencies."""
    origin: dict[str, Any] = {"table": "subscriptions", "customer": "customer", "start": "since", "end": "until"}
    origin |= {"amount": "amount"}
    origin |= choices.one(({}, {"interval": "billed"}, {"interval": {"months": 12}}, {"interval": "billed"}))
    origin |= {"where": {"plan": choices.one(("pro", {"ne": "pro"}))}} if choices.rarely(6) else {}
    metric: dict[str, Any] = {"kind": "subscriptions", "from": origin, "figure": choices.one(FIGURES)}
    metric["unit"] = "share" if metric["figure"] in ("logo_churn", "nrr", "grr") else "EUR"
    metric["grain"] = choices.one(("month", "day", "week", "quarter", "range", "hour"))
    if isinstance(origin.get("interval"), str) and choices.rarely(2):
        metric["intervals"] = {"two years": 24}
    if choices.rarely(4):
        origin["currency"], metric["rates"] = "currency", {"EUR": 1, "USD": 0.5}
    metric |= {"interval": "clopper_pearson"} if choices.rarely(8) else {}
    return metric | ({"where": {"plan": choices.one(("pro", None))}} if choices.rarely(8) else {})


def add_subscriptions(choices: Choices, made: World, metric: dict[str, Any]) -> None:
    """Add a ledger: some customers with several rows, some that come back, some that never end or never begin."""
    stored_as = choices.one(STORED)
    metric["from"]["stored_as"] = stored_as
    kept: list[tuple[Any, ...]] = []
    read: list[tuple[Any, ...]] = []
    for _ in range(choices.one((0, 3, 5, 8, 12))):
        start = choices.one((*made.moments, *made.moments, None))
        end = None if start is None or choices.rarely(3) else start + choices.one(ECHOES) + choices.one(BESIDE)
        end = choices.one(made.moments) if end is not None and choices.rarely(2) else end
        stamps = [stored(at, stored_as, made.zone, choices.number(0, 2)) for at in (start, end)]
        rest = (
            choices.one(AMOUNTS),
            choices.one(INTERVALS),
            choices.one(CURRENCIES),
            choices.one(("pro", "free", None)),
        )
        who = choices.one(CUSTOMERS)
        for rows, side in ((kept, 0), (read, 1)):
            rows.append((who, stamps[0][side], stamps[1][side], *rest))
    kind = COLUMN_OF.get(stored_as, stored_as)
    columns = {"customer": "text", "since": kind, "until": kind, "amount": "number"}
    made.add("subscriptions", Table(columns | {"billed": "text", "currency": "text", "plan": "text"}, kept), read)
