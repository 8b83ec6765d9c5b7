"""From actor days to the gap cube: how many actors were active on a day, by how long ago they were before."""

from __future__ import annotations

from datetime import date

from metrics.activity.gapcube import FIRST_EVER
from metrics.actordays.workbench import Workbench

Cell = tuple[int, int, int]
"""Day index, gap, actors."""

# The names of the few who were active of late are looked up in the older days, not everybody in the aliases.
_CELLS = """
WITH recent AS MATERIALIZED (
    SELECT DISTINCT coalesce(aliases.actor, days.actor) AS actor, day
    FROM days LEFT JOIN aliases ON aliases.alias = days.actor
    WHERE event = $event AND day BETWEEN $first AND $last AND days.actor IS NOT NULL
        AND coalesce(aliases.actor, days.actor) NOT IN (SELECT actor FROM outsiders WHERE is_outside)
), names AS MATERIALIZED (
    SELECT actor AS name, actor FROM (SELECT DISTINCT actor FROM recent) AS own
    WHERE NOT EXISTS (SELECT 1 FROM aliases WHERE alias = own.actor)
    UNION ALL
    SELECT alias AS name, coalesce(actor, alias) AS actor FROM aliases
    WHERE coalesce(actor, alias) IN (SELECT actor FROM recent)
), older AS (
    SELECT names.actor, max(day) AS day FROM days JOIN names ON names.name = days.actor
    WHERE event = $event AND day < $first GROUP BY names.actor
), beside AS (
    SELECT day, lag(day) OVER (PARTITION BY actor ORDER BY day) AS before
    FROM (SELECT * FROM recent UNION ALL SELECT * FROM older)
)
SELECT date_diff('day', date '1970-01-01', day) AS day,
       CASE WHEN before IS NULL THEN $never ELSE least(date_diff('day', before, day), $longest) END AS gap,
       count(*) AS actors
FROM beside WHERE day >= $first GROUP BY ALL ORDER BY ALL
"""


def cells(workbench: Workbench, event: str, span: tuple[date, date], cap: int) -> list[Cell]:
    """Return the cells of a relation's gap cube for the days of a span, both ends included.

    A gap beyond ``cap`` days becomes ``cap + 1``; the first day of an actor has the gap :data:`FIRST_EVER`.
    """
    first, last = span
    values = {"event": event, "first": first, "last": last, "never": FIRST_EVER, "longest": cap + 1}
    return [(int(day), int(gap), int(actors)) for day, gap, actors in workbench.named(_CELLS, values).fetchall()]
