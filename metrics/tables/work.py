"""Items of work as written for a metric: what was promised, begun and done, and the sprints it was promised for."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from metrics.adapter import TimeColumn
from okr.metric import Filter, StoredAs
from okr.metric_schema import FILTER, NAME, QUANTILE, STORED_AS
from okr.schema import Choice, Key, Record, Whole

FIGURES = ("predictability", "throughput", "cycle_time")
_USUAL_QUANTILE = 0.85
_NEEDED = {"predictability": ("committed", "done"), "throughput": ("done",), "cycle_time": ("started", "done")}


@dataclass(frozen=True)
class WorkTable:
    """Where items of work lie.

    Attributes:
        table: Its name.
        item: Column that names an item; None: every row is one.
        committed: Column that says that (or when) an item was committed to its sprint.
        done: Column of the moment it was done; null: not yet.
        sprint: Column that names its sprint.
        started: Column of the moment it was begun.
        stored_as: How its moments are stored.
        where: Conditions on its columns.
    """

    table: str
    item: str | None
    committed: str | None
    done: str | None
    sprint: str | None
    started: str | None
    stored_as: StoredAs
    where: Filter


@dataclass(frozen=True)
class SprintTable:
    """Where sprints lie: columns of their name, start and end, how these are stored, and conditions."""

    table: str
    sprint: str
    start: str | None
    end: str
    stored_as: StoredAs
    where: Filter


@dataclass(frozen=True)
class Delivery:
    """Parameters of delivery.

    Attributes:
        origin: The items.
        figure: ``predictability``, ``throughput`` or ``cycle_time``.
        sprints: The sprints; None: each period of the grain is one.
        last: How many sprints, closed by a period's end, its reading looks at; None: those that end in it.
        quantile: The share of items that is done within the cycle time.
        method: ``discrete`` or ``continuous``.
        population: ``all`` that began in the period, or the ``finished`` only, by the period in which they were done.
    """

    origin: WorkTable
    figure: str
    sprints: SprintTable | None
    last: int | None
    quantile: float | None
    method: str | None
    population: str | None

    @property
    def share(self) -> Fraction:
        """The quantile as the decimal that was written."""
        return Fraction(str(self.quantile or _USUAL_QUANTILE))

    @property
    def is_watching(self) -> bool:
        """Whether items that are not done yet count as far as they have been watched."""
        return self.figure == "cycle_time" and self.population != "finished"

    @property
    def times(self) -> tuple[TimeColumn, ...]:
        """The columns that say how far the data reach: of what was done, and begun."""
        columns = [self.origin.done, self.origin.started if self.figure == "cycle_time" else None]
        return tuple(TimeColumn(self.origin.table, name, self.origin.stored_as) for name in columns if name)


def _check(parameters: Delivery) -> list[tuple[str, str, str]]:
    figure, origin = parameters.figure, parameters.origin
    missing = [key for key in _NEEDED[figure] if getattr(origin, key) is None]
    if missing:
        return [("from", f"{figure} needs the column {missing[0]}", f"Like from: {{…, {missing[0]}: column}}.")]
    if (origin.sprint is None) != (parameters.sprints is None):
        found = "sprint names a sprint of which nothing is known" if origin.sprint else "the items name no sprint"
        return [("sprints", found, "Give from: {…, sprint: column} and sprints: {table, sprint, start, end}.")]
    if parameters.sprints is not None and figure != "predictability":
        return [("sprints", f"sprints do not matter to {figure}", "Leave them out.")]
    if parameters.last is not None and parameters.sprints is None:
        return [("last", "last counts sprints, and there are none", "Give sprints: {table, sprint, start, end}.")]
    return _check_times(parameters)


def _check_times(parameters: Delivery) -> list[tuple[str, str, str]]:
    for key in ("quantile", "method", "population"):
        if getattr(parameters, key) is not None and parameters.figure != "cycle_time":
            return [(key, f"{key} belongs to figure: cycle_time", "Leave it out.")]
    if parameters.method == "continuous" and parameters.is_watching:
        hint = "Leave out method, or ask for population: finished."
        return [("method", "between the times of items still in progress there is nothing to interpolate", hint)]
    return []


_WHERE = (
    Key("stored_as", STORED_AS, "how its moments are stored", default=StoredAs.INSTANT),
    Key("where", FILTER, "conditions on its columns", default=()),
)
_ITEMS = Record(
    WorkTable,
    (
        Key("table", NAME, "table or view", required=True),
        Key("item", NAME, "column that names an item; without it every row is one"),
        Key("committed", NAME, "column that says that (true or false) or when an item was committed to its sprint"),
        Key("done", NAME, "column of the moment it was done; null: not yet"),
        Key("sprint", NAME, "column that names its sprint"),
        Key("started", NAME, "column of the moment it was begun"),
        *_WHERE,
    ),
    what="a table of items",
)
_SPRINTS = Record(
    SprintTable,
    (
        Key("table", NAME, "table or view", required=True),
        Key("sprint", NAME, "column that names the sprint", required=True),
        Key("start", NAME, "column of the moment it began; needed where committed is a moment"),
        Key("end", NAME, "column of the moment (or last day) of it; null: still open", required=True),
        *_WHERE,
    ),
    what="a table of sprints",
)
SCHEMA = Record(
    Delivery,
    (
        Key(
            "from",
            _ITEMS,
            "the items {table, item, committed, done, sprint, started}, as far as the figure needs them",
            required=True,
            attribute="origin",
        ),
        Key("figure", Choice(FIGURES), "what is told of them", required=True),
        Key("sprints", _SPRINTS, "the sprints {table, sprint, start, end}; without it each period of the grain is one"),
        Key("last", Whole(1, 100), "sprints closed by the period's end that a reading looks at, like 6"),
        Key("quantile", QUANTILE, "the share of items done within the cycle time; default: 0.85"),
        Key("method", Choice(("discrete", "continuous")), "kind of quantile; default: discrete, a time that occurs"),
        Key(
            "population",
            Choice(("all", "finished")),
            "default: all items begun in the period, those in progress as far as watched; or those done in it",
        ),
    ),
    check=_check,
    what="the parameters of delivery",
)
