"""The earliest and latest of dates: a date or moment is measured as its local day, counted from 1970-01-01."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.types import Date, DateTime, TypeEngine

from metrics.adapter import Ask
from metrics.dates.stamp import Stamp
from metrics.measures.written import Measured, TableOrigin
from okr.metric import StoredAs


def is_date(ask: Ask, measured: Measured) -> bool:
    """Whether the figure is a date: the least or greatest of a column of dates or moments."""
    if measured.measure.word not in ("min", "max") or measured.inner not in (None, "min", "max"):
        return False
    return _is_own_time(measured) or any(isinstance(kind, (Date, DateTime)) for kind in _types(ask, measured))


def local_day(ask: Ask, measured: Measured, value: ColumnElement[Any], at: Stamp) -> ColumnElement[int]:
    """Return the local day of a measured date or moment; ``at`` is the moment that decides the row's period."""
    if _is_own_time(measured):
        return at.on(value).day
    if isinstance(value.type, Date):
        stored = StoredAs.LOCAL_DATE
    elif isinstance(value.type, DateTime) and value.type.timezone:
        stored = StoredAs.INSTANT
    else:
        is_local = at.stored_as in (StoredAs.LOCAL_NAIVE, StoredAs.LOCAL_DATE)
        stored = StoredAs.LOCAL_NAIVE if is_local else StoredAs.UTC_NAIVE
    return Stamp(value, stored, ask.scope.zone, ask.scope.dialect).day


def _is_own_time(measured: Measured) -> bool:
    """Whether the measured column is the one that decides the period."""
    origin = measured.origin
    if not isinstance(origin, TableOrigin):
        return False
    return (origin.columns or {}).get(measured.measure.column, measured.measure.column) == origin.time


def _types(ask: Ask, measured: Measured) -> list[TypeEngine[Any]]:
    catalog, name, origin = ask.scope.catalog, measured.measure.column, measured.origin
    if isinstance(origin, TableOrigin):
        column = (origin.columns or {}).get(name, name)
        kind = catalog.columns(origin.table).get(column)
        return [] if kind is None or name == "actor" else [kind]
    held = [relation for relation in ask.scope.source.events if name in relation.properties]
    kinds = [catalog.columns(relation.table).get(relation.properties[name]) for relation in held]
    return [kind for kind in kinds if kind is not None]
