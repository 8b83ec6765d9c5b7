"""Generated tables that are no event logs: answers to surveys, requests, items of work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from tests.metrics.conformance.bench import Table
from tests.metrics.conformance.choices import Choices
from tests.metrics.conformance.worlds import ACTORS, BESIDE, COLUMN_OF, ECHOES, NUMBERS, STORED, World, stored

Cells = list[dict[str, Any]]
Metric = dict[str, Any]


def survey(choices: Choices) -> Metric:
    """Scores, satisfied answers and means; with and without respondents, and who was asked."""
    table: Metric = {"table": "answers", "time": "given_at", "stored_as": choices.one(STORED)}
    table |= {} if choices.rarely(5) else {"respondent": "who"}
    table |= {"where": {"survey": "main"}} if choices.rarely(3) else {}
    metric: Metric = {"kind": "survey", "from": table | {"score": "score"}, "unit": "points"}
    metric["grain"] = choices.one(("day", "week", "month", "quarter", "hour", "range"))
    figures: tuple[Metric, ...] = (
        {"figure": "nps"},
        {"figure": "csat", "scale": [1, 5]},
        {"figure": "mean", "scale": [0, 10]},
        {"figure": "nps", "scale": [0, 5], "promoters": 5, "detractors": 3},
        {"figure": "csat", "scale": [0, 10], "top": 3, "interval": "clopper_pearson"},
    )
    metric |= choices.one(figures)
    metric |= {"answer_window": choices.one(("1 hour", "2 days"))} if choices.rarely(3) else {}
    metric |= {"actors": {"where": {"tier": {"ne": "iron"}}}} if "respondent" in table and choices.rarely(6) else {}
    return metric | ({"invited": table} if "respondent" in table and choices.rarely(2) else {})


def availability(choices: Choices) -> Metric:
    """Good over valid requests, with and without a least number of them."""
    table: Metric = {"table": "requests", "time": "sent_at", "stored_as": choices.one(STORED)}
    table |= {"where": {"path": ["/", "/a"]}} if choices.rarely(3) else {}
    good: tuple[Metric, ...] = ({"status": {"lt": 500}}, {"status": 200}, {"took": {"lte": 0.5}, "status": {"ne": 503}})
    metric: Metric = {"kind": "availability", "from": table, "good": choices.one(good)}
    metric["grain"] = choices.one(("day", "week", "month", "quarter", "hour", "range"))
    metric |= {"valid": choices.one(({"path": {"ne": "/"}}, {"status": {"gte": 200}}))} if choices.rarely(2) else {}
    metric |= {"interval": "clopper_pearson"} if choices.rarely(5) else {}
    return metric | ({"minimum": choices.number(1, 4)} if choices.rarely(2) else {})


def delivery(choices: Choices) -> Metric:
    """Promises with and without sprints, items done, and cycle times of all and of the finished."""
    table: Metric = {"table": "work", "stored_as": choices.one(STORED), "done": "done_at"}
    table |= {} if choices.rarely(4) else {"item": "item"}
    table |= {"where": {"team": ["t1", "t2"]}} if choices.rarely(3) else {}
    metric: Metric = {"kind": "delivery", "figure": choices.one(("cycle_time", "predictability", "throughput"))}
    metric |= {"grain": choices.one(("day", "week", "month", "quarter", "hour", "range")), "unit": "things"}
    if metric["figure"] == "cycle_time":
        table["started"] = "begun_at"
        metric |= {"unit": choices.one(("seconds", "hours", "days")), "quantile": choices.one((0.85, 0.5, 0.25))}
        finished: Metric = {"population": "finished", "method": choices.one(("discrete", "continuous"))}
        metric |= choices.one(({}, finished))
    if metric["figure"] == "predictability":
        table["committed"] = choices.one(("planned_at", "planned_at", "is_planned"))
        if table["committed"] == "is_planned" or choices.rarely(2):
            table["sprint"] = "sprint"
            sprints: Metric = {"table": "sprints", "sprint": "name", "start": "begins", "end": "ends"}
            metric["sprints"] = sprints | {"stored_as": table["stored_as"]}
            last = metric["grain"] != "hour" and choices.rarely(3)
            metric |= {"last": choices.number(1, 3)} if last else {}
    return metric | {"from": table}


def add_records(choices: Choices, made: World, metric: dict[str, Any]) -> None:
    """Add the table that a metric reads, its moments stored as the metric says."""
    makers: dict[str, Callable[..., None]] = {"survey": _answers, "availability": _requests, "delivery": _work}
    if metric["kind"] in makers:
        makers[metric["kind"]](choices, made, metric["from"]["stored_as"])


def _moment(choices: Choices, made: World) -> datetime:
    """A moment of the world, or one at the distance of a window from one."""
    at = choices.one(made.moments)
    return at + choices.one(ECHOES) + choices.one(BESIDE) if choices.rarely(3) else at


def _add(made: World, name: str, columns: dict[str, str], cells: Cells, stored_as: str) -> None:
    """Add a table whose columns of the type ``moment`` are stored in one way."""
    kinds = {
        column: COLUMN_OF.get(stored_as, stored_as) if kind == "moment" else kind for column, kind in columns.items()
    }
    both = []
    for cell in cells:
        pairs = [
            stored(cell[column], stored_as, made.zone, cell.get("spelling", 0))
            if kind == "moment"
            else (cell[column], cell[column])
            for column, kind in columns.items()
        ]
        both.append(tuple(zip(*pairs, strict=True)))
    made.add(name, Table(kinds, [kept for kept, _ in both]), [read for _, read in both])


def _answers(choices: Choices, made: World, stored_as: str) -> None:
    """Answers of known, unknown and nameless respondents; several of one, at one instant, outside the scale, empty."""
    kind = made.tables["people"].columns["person"]
    known: Callable[[Any], Any] = NUMBERS.__getitem__ if kind == "integer" else lambda actor: actor
    scores = (9.0, 10.0, 6.0, 0.0, 4.0, 5.0, 8.0, 3.0, -1.0, 11.0, 2.5, None)
    cells = [
        {
            "who": known(choices.one(ACTORS)),
            "given_at": None if choices.rarely(20) else _moment(choices, made),
            "score": choices.one(scores),
            "survey": choices.one(("main", "main", "other", None)),
            "spelling": choices.number(0, 2),
        }
        for _ in range(choices.one((0, 4, 8, 12)))
    ]
    _add(made, "answers", {"who": kind, "given_at": "moment", "score": "number", "survey": "text"}, cells, stored_as)


def _requests(choices: Choices, made: World, stored_as: str) -> None:
    """Requests that went well, badly or nobody knows how."""
    cells = [
        {
            "sent_at": None if choices.rarely(20) else _moment(choices, made),
            "path": choices.one(("/", "/a", "/b", None)),
            "status": choices.one((200, 200, 404, 500, 503, None)),
            "took": choices.one((0.5, 0.25, 2.0, None)),
            "spelling": choices.number(0, 2),
        }
        for _ in range(choices.one((0, 4, 8, 12)))
    ]
    columns = {"sent_at": "moment", "path": "text", "status": "integer", "took": "number"}
    _add(made, "requests", columns, cells, stored_as)


def _work(choices: Choices, made: World, stored_as: str) -> None:
    """Items that are begun, planned and done in any order, some twice, some never; and sprints, some still open."""

    def some() -> datetime | None:
        return None if choices.rarely(5) else _moment(choices, made)

    items = [
        {
            "item": choices.one(("i1", "i2", "i3", "i4", "i5", "i6", "", None)),
            "planned_at": some(),
            "is_planned": choices.one((True, False, None)),
            "begun_at": some(),
            "done_at": some(),
            "sprint": choices.one(("s1", "s2", "s3", None)),
            "team": choices.one(("t1", "t2", "t3")),
            "spelling": choices.number(0, 2),
        }
        for _ in range(choices.one((0, 4, 8, 12)))
    ]
    columns = {"item": "text", "planned_at": "moment", "is_planned": "flag", "begun_at": "moment", "done_at": "moment"}
    _add(made, "work", {**columns, "sprint": "text", "team": "text"}, items, stored_as)
    sprints = [
        {"name": name, "begins": some(), "ends": some(), "spelling": 0}
        for name in choices.one((("s1", "s2", "s3"), ("s1", "s1", "s2"), ("s2", "s4", None)))
    ]
    _add(made, "sprints", {"name": "text", "begins": "moment", "ends": "moment"}, sprints, stored_as)
