"""Things that other files refer to by id: what is known of them, and what is said of an id that is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from okr.issues import Place
from okr.written import Report, shortened

T = TypeVar("T")


@dataclass(frozen=True)
class Known(Generic[T]):
    """The things of one sort.

    Attributes:
        what: The word for one of them, like ``metric``.
        good: Those that could be read, by id.
        declared: Ids of all that stand in the files, also of those with a fault.
        broken: Files of them that could not be read at all, so that an unknown id may stand there.
    """

    what: str
    good: Mapping[str, T]
    declared: frozenset[str] = frozenset()
    broken: tuple[str, ...] = ()

    def find(self, name: str, place: Place, report: Report) -> T | None:
        """Return the thing called ``name``, or None after reporting why it cannot be used."""
        found = self.good.get(name)
        if found is None:
            message, hint = self._why_not(name, report)
            report.error(f"unknown-{self.what}", message, hint, place)
        return found

    def _why_not(self, name: str, report: Report) -> tuple[str, str]:
        shown = shortened(name)
        if name in self.declared:
            return f'the {self.what} "{shown}" has a fault of its own', "Repair it first."
        if self.broken:
            message = f'the {self.what} "{shown}" is not among those that could be read'
            return message, f"Repair {', '.join(self.broken)} first."
        return f'there is no {self.what} "{shown}"', report.near_miss(
            name, self.good
        ) or "Define it, or correct the name."
