"""One measure over the rows of a relation, as written: what aggregates and ratios are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from metrics.measures.earlier import Earlier
from okr.metric import Condition, Duration, Grain, Matcher, StoredAs

WORDS = ("count", "count_null", "count_distinct", "sum", "mean", "min", "max", "percentile")
INNER = ("sum", "mean", "min", "max", "count")


@dataclass(frozen=True)
class TableOrigin:
    """Rows of a table or view.

    Attributes:
        table: Its name.
        time: Column of the moment that decides the period.
        stored_as: How it stores the moment.
        where: Conditions on its columns.
        columns: Name as called in the metric → column.
        actor: Column of who acts; None where its rows are nobody's.
    """

    table: str
    time: str
    stored_as: StoredAs = StoredAs.INSTANT
    where: tuple[Condition, ...] = ()
    columns: Mapping[str, str] | None = None
    actor: str | None = None


@dataclass(frozen=True)
class Measure:
    """What is done with the rows.

    Attributes:
        word: One of :data:`WORDS`.
        column: The column measured; ``rows`` for a plain count.
        q: The percentile's quantile.
        method: ``discrete`` (a value that occurs) or ``continuous`` (interpolated).
    """

    word: str
    column: str
    q: float | None = None
    method: str = "discrete"

    @property
    def is_count(self) -> bool:
        """Whether rows are counted, so that no measured value is needed."""
        return self.word in ("count", "count_null", "count_distinct")

    @property
    def needs_value(self) -> bool:
        """Whether rows whose column is null are left out (and counted as such)."""
        return self.word != "count_null" and self.column != "rows"

    @property
    def quantile(self) -> Fraction:
        """The quantile as the decimal that was written."""
        return Fraction(str(self.q if self.q is not None else 0))


@dataclass(frozen=True)
class Pick:
    """Balances: only the rows of one date count.

    Attributes:
        row: ``first`` or ``last`` date of the stretch that has rows.
        per: Columns within each combination of which the date is chosen.
    """

    row: str
    per: tuple[str, ...] = ()


@dataclass(frozen=True)
class Measured:
    """A measure over rows, and how long a stretch each reading takes.

    Attributes:
        origin: A table, or a matcher over the source's events.
        measure: What is done with the rows.
        per: Column whose units are reduced first.
        inner: How the rows of one unit are reduced.
        trailing: Length of the window that ends with each period.
        to_date: From the start of this unit to the period's end.
        all: From ever to the period's end.
        fill: The figure where there are no rows.
        minimum: Values needed.
        shift: The stretch lies that much earlier.
        change_from: The figure is the change since that stretch.
        pick: The rows of one date only.
        grain: The metric's own, so that other lengths can be held against it; not part of what is measured.
    """

    origin: TableOrigin | Matcher
    measure: Measure
    per: str | None = None
    inner: str | None = None
    trailing: Duration | None = None
    to_date: str | None = None
    all: bool = False
    fill: float | None = None
    minimum: int | None = None
    shift: Earlier | None = None
    change_from: Earlier | None = None
    pick: Pick | None = None
    grain: Grain = field(default=Grain.DAY, compare=False)

    @property
    def is_plain(self) -> bool:
        """Whether each reading takes exactly its own period."""
        return self.trailing is None and self.to_date is None and not self.all

    @property
    def least(self) -> int:
        """How many values are needed: as written, else n >= 4 q / (1 - q) for a percentile."""
        if self.minimum is not None or self.measure.word != "percentile":
            return self.minimum or 0
        need = 4 * self.measure.quantile / (1 - self.measure.quantile)
        return -(-need.numerator // need.denominator)

    @property
    def has_actors(self) -> bool:
        """Whether every row that counts is somebody's."""
        return not isinstance(self.origin, TableOrigin) or self.origin.actor is not None

    @property
    def looks_from_periods(self) -> bool:
        """Whether only a period of the grain has an earlier stretch: the start of its unit, or so many hours before."""
        found = [earlier for earlier in (self.shift, self.change_from) if earlier is not None]
        return any(earlier.by is None or earlier.by.unit == "hour" for earlier in found)

    @property
    def is_additive(self) -> bool:
        """Whether the figure of two periods together is the sum of theirs."""
        simple = self.is_plain and self.per is None and self.pick is None and not self.looks_from_periods
        return simple and self.measure.word in ("count", "count_null", "sum")

    @property
    def adds_up(self) -> bool:
        """Whether the figure is the sum of what each actor adds in the reading's own stretch."""
        of_actors = self.measure.word == "count_distinct" and self.measure.column == "actor"
        known = of_actors or self.measure.word in ("count", "count_null", "sum")
        own = self.shift is None and self.change_from is None
        return known and own and self.has_actors and self.per is None
