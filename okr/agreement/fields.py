"""The keys of a key result that are agreed: their attributes, and their values in the way of the files."""

from __future__ import annotations

from typing import Any

from okr.canonical import plain
from okr.model import Amount, Guard, KeyResult

FIELDS: dict[str, tuple[str, ...]] = {
    "title": ("title",),
    "metric": ("metric",),
    "kind": ("kind", "is_output"),
    "baseline": ("baseline",),
    "target": ("target",),
    "keep": ("keep_above", "keep_below", "keep_amber"),
    "measured_over": ("measured_over",),
    "anchor": ("anchor",),
    "ambition": ("ambition",),
    "pace": ("pace",),
    "guards": ("guards",),
    "weight": ("weight",),
}
"""Key of the files → the attributes that it fills; each of them is frozen by the seal."""


def changed_attributes(field: str, key_result: KeyResult) -> dict[str, Any]:
    """Return the attributes behind a key as plain values: what an amendment of that key puts in."""
    return {name: plain(getattr(key_result, name)) for name in FIELDS[field]}


def differing_fields(agreed: KeyResult, written: KeyResult) -> tuple[str, ...]:
    """Return the keys in which two key results differ; amounts are equal where their numbers are."""
    return tuple(field for field in FIELDS if _compared(field, agreed) != _compared(field, written))


def written_value(field: str, key_result: KeyResult) -> Any:  # noqa: ANN401 - plain JSON values
    """Return the value of a key as somebody would write it in the files, as plain values; None for nothing."""
    if field == "keep":
        return _limits(key_result.keep_above, key_result.keep_below) | _amber(key_result)
    if field == "measured_over":
        return key_result.measured_over.words
    if field == "guards":
        return [_guard(guard) for guard in key_result.guards]
    value = getattr(key_result, field)
    return _amount(value) if isinstance(value, Amount) else plain(value)


def written_key_result(key_result: KeyResult) -> dict[str, Any]:
    """Return a whole key result as it would be written, without what is empty."""
    values = {field: written_value(field, key_result) for field in FIELDS}
    return {"id": key_result.id} | {field: value for field, value in values.items() if value not in (None, "", [], {})}


def _compared(field: str, key_result: KeyResult) -> object:
    values = tuple(getattr(key_result, name) for name in FIELDS[field])
    return tuple((value.value, value.relative) if isinstance(value, Amount) else value for value in values)


def _amount(amount: Amount) -> str | float:
    """Return an amount as written; a plain number as a number, since numbers are not quoted in the files."""
    try:
        is_plain = not amount.relative and float(amount.text or amount.value) == amount.value
    except ValueError:
        is_plain = False
    return plain(amount.value) if is_plain else amount.text


def _guard(guard: Guard) -> dict[str, Any]:
    return {"metric": guard.metric} | _limits(guard.at_least, guard.at_most)


def _limits(at_least: float | None, at_most: float | None) -> dict[str, Any]:
    limits = {"at_least": plain(at_least), "at_most": plain(at_most)}
    return {name: value for name, value in limits.items() if value is not None}


def _amber(key_result: KeyResult) -> dict[str, Any]:
    return {"amber": plain(key_result.keep_amber)} if key_result.keep_amber else {}
