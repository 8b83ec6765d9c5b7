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
        """Return the thing called ``name``, or None after reporting why it cannot be used.

        That it does not exist is an error; that it has a fault itself is a warning, since the fault is told already.
        """
        found = self.good.get(name)
        if found is not None:
            return found
        shown = shortened(name)
        if name in self.declared:
            message = f'this is left out with the {self.what} "{shown}", which has a fault'
            report.warning("left-out", message, "Repair that first.", place)
        elif self.broken:
            message = f'this is left out: the {self.what} "{shown}" is not among those that could be read'
            report.warning("left-out", message, f"Repair {', '.join(self.broken)} first.", place)
        else:
            hint = report.near_miss(name, self.good) or "Define it, or correct the name."
            code = f"unknown-{self.what.replace(' ', '-')}"
            report.error(code, f'there is no {self.what} "{shown}"', hint, place)
        return None
