"""One text for one value: canonical JSON, its hash, and the way back to frozen dataclasses.

What is agreed, stored and compared must have exactly one spelling, so that equal values have equal hashes on every
machine: keys sorted, no white space, dates in ISO form, enums by value, tuples as lists, whole floats without ``.0``
(so 70 and 70.0, which are equal, are spelled alike; the rule of RFC 8785), every other float by ``repr``. Fields that
take no part in a dataclass's equality (the place in a file, for one) are left out.
"""

from __future__ import annotations

import hashlib
import json
import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, TypeVar

from okr.metric import Condition, MetricDefinition, SourceDefinition

T = TypeVar("T")
_LARGEST_EXACT = 2**53
_VERSION_LENGTH = 16
_METRIC_PARTS = ("kind", "grain", "unit", "parameters", "where", "actors_where", "breakdown", "interval")
_SOURCE_PARTS = ("timezone", "week_start", "events", "actors", "aliases", "test_actors", "sessions")
# Where a field is declared Any, what it really holds and must come back as (JSON itself has no tuples).
_DECLARED: dict[tuple[type, str], Any] = {
    (Condition, "value"): bool | int | float | str | tuple[bool | int | float | str | None, ...] | None,
}


def plain(value: Any) -> Any:  # noqa: ANN401 - any value goes in, plain JSON values come out
    """Return ``value`` as dicts, lists and scalars, without the fields that take no part in equality.

    Raises:
        TypeError: If something in it has no canonical form.
        ValueError: If a float in it is not finite.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: plain(getattr(value, item.name)) for item in fields(value) if item.compare}
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, Mapping):
        return {_key(key): plain(child) for key, child in value.items()}
    if isinstance(value, list | tuple):
        return [plain(child) for child in value]
    if isinstance(value, set | frozenset):
        return sorted((plain(child) for child in value), key=canonical_json)
    return _scalar(value)


def canonical_json(value: Any) -> str:  # noqa: ANN401 - any value with a plain form
    """Return the one JSON text of ``value``; equal values give equal texts.

    Raises:
        TypeError: If something in it has no canonical form.
        ValueError: If a float in it is not finite.
    """
    return json.dumps(plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def content_hash(value: Any) -> str:  # noqa: ANN401 - any value with a plain form
    """Return the SHA-256 of the canonical JSON, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


def restore(kind: type[T], text: str) -> T:
    """Return the value of class ``kind`` whose canonical JSON is ``text``.

    Fields that the text does not hold get their defaults and unknown keys are ignored, so a text written by an
    earlier version can still be read. What is declared ``Any`` (a metric's parameters) comes back as plain values.

    Raises:
        ValueError: If the text is not JSON or does not fit the class.
        TypeError: If a required field is missing.
    """
    restored: T = _restored(kind, json.loads(text))
    return restored


def definition_version(metric: MetricDefinition, source: SourceDefinition | None) -> str:
    """Return the version of a metric: a hash of everything that changes its figure, as 16 hexadecimal digits.

    Of the metric: kind, grain, unit, parameters, filters, breakdown and interval. Of its source: zone, start of the
    week, relations, test accounts and the session rule. Titles, owners, addresses, limits and lags are not part of it.
    The version is the same before and after :func:`restore`.
    """
    parts = {
        "metric": {name: getattr(metric, name) for name in _METRIC_PARTS},
        "source": {name: getattr(source, name) for name in _SOURCE_PARTS} if source else None,
    }
    return content_hash(parts)[:_VERSION_LENGTH]


def _scalar(value: object) -> bool | int | float | str | None:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < _LARGEST_EXACT else value
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no canonical form")


def _key(key: object) -> str:
    if isinstance(key, Enum):
        return str(key.value)
    if isinstance(key, str | date):
        return key if isinstance(key, str) else key.isoformat()
    raise TypeError(f"{type(key).__name__} cannot be a key in canonical JSON")


@cache
def _hints(kind: type) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    return {item.name: _DECLARED.get((kind, item.name), hints[item.name]) for item in fields(kind) if item.compare}


def _restored(hint: Any, value: Any) -> Any:  # noqa: ANN401 - the hint says what comes out
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return _one_of(typing.get_args(hint), value)
    if origin is not None:
        return _collection(origin, typing.get_args(hint), value)
    if hint is Any:
        return value
    return _record(hint, value) if is_dataclass(hint) else _leaf(hint, value)


def _record(kind: Any, value: Any) -> Any:  # noqa: ANN401 - the kind says what comes out
    _expect(value, dict, kind)
    return kind(**{name: _restored(of, value[name]) for name, of in _hints(kind).items() if name in value})


def _leaf(hint: Any, value: Any) -> Any:  # noqa: ANN401 - the hint says what comes out
    if issubclass(hint, Enum):
        return hint(value)
    if issubclass(hint, date):
        _expect(value, str, hint)
        return hint.fromisoformat(value)
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    _expect(value, hint, hint)
    return value


def _collection(origin: Any, of: tuple[Any, ...], value: Any) -> Any:  # noqa: ANN401 - the hint says what comes out
    if issubclass(origin, Mapping):
        _expect(value, dict, origin)
        return {_restored(of[0], key): _restored(of[1], child) for key, child in value.items()}
    _expect(value, list, origin)
    kinds = of[:1] * len(value) if of[-1] is Ellipsis or len(of) == 1 else of
    return origin(_restored(kind, child) for kind, child in zip(kinds, value, strict=True))


def _one_of(kinds: tuple[Any, ...], value: Any) -> Any:  # noqa: ANN401 - the hint says what comes out
    if value is None and types.NoneType in kinds:
        return None
    for kind in (kind for kind in kinds if kind is not types.NoneType):
        try:
            return _restored(kind, value)
        except (TypeError, ValueError):
            continue
    raise ValueError(f"{value!r} is none of {kinds}")


def _expect(value: object, kind: type, meant: object) -> None:
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise ValueError(f"{value!r} does not fit {meant}")
