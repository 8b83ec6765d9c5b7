"""The document that says what every metric kind means, made from the adapters themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from metrics.adapter import Adapter, Example
from metrics.registry import adapters
from metrics.worked import WORKED
from okr.schema import Key

_INTRODUCTION = """# Metric kinds

What each `kind` of metric means, which keys it takes, and a worked example that the test suite runs on every engine.
Made from `metrics/adapters/` by `make docs`; do not edit. Keys that every metric has are in
[okr-file-format.md](okr-file-format.md); where a definition could be read in two ways,
[metric-decisions.md](metric-decisions.md) says which one is meant.

Every figure comes with its numerator, denominator, count, 95 % interval where one applies, the units left out as
immature or null, the watermark, the definition's version and the SQL as run. A number that cannot be had has a state
and a reason, never 0.
"""


def reference() -> str:
    """Return the description of all kinds as Markdown."""
    return "\n".join(_lines()).rstrip() + "\n"


def _lines() -> Iterator[str]:
    yield _INTRODUCTION
    kinds = adapters()
    yield from (f"* [`{kind}`](#{kind}): {adapter.summary}" for kind, adapter in kinds.items())
    yield from ("", "What teams usually ask about is worked out [by focus area](#worked-examples-by-focus-area).")
    for kind, adapter in kinds.items():
        yield from ("", f"## {kind}", "", *_about(adapter), "")
        yield from _keys(adapter)
        yield from ("", *_example(adapter.example))
    yield from ("", "## Worked examples by focus area")
    for area, examples in WORKED.items():
        yield from ("", f"### {area}")
        for example in examples:
            yield from ("", *_example(example))


def _about(adapter: Adapter) -> Iterator[str]:
    module = __import__(type(adapter).__module__, fromlist=["__doc__"])
    yield (module.__doc__ or adapter.summary).strip()


def _keys(adapter: Adapter) -> Iterator[str]:
    yield from ("| Key | Meaning | Written as | Default |", "|---|---|---|---|")
    for key in adapter.schema.keys:
        written = key.type.expects.replace("|", "\\|")
        yield f"| `{key.name}` | {key.doc} | {written} | {_default(key)} |"


def _default(key: Key) -> str:
    if key.required:
        return "**required**"
    if isinstance(key.default, bool):
        return str(key.default).lower()
    return "–" if key.default in (None, "", ()) else str(key.default)


def _example(example: Example) -> Iterator[str]:
    yield f"**Worked example.** {example.title}"
    yield from ("", "```yaml", *_yaml(example.metric), "```")
    for table, (columns, rows) in example.tables.items():
        yield from ("", f"`{table}`", "", f"| {' | '.join(columns)} |", "|" + "---|" * len(columns))
        yield from (f"| {' | '.join('' if cell is None else str(cell) for cell in row)} |" for row in rows)
    for start, value in example.expected:
        yield from ("", f"{start}: **{'no figure' if value is None else f'{value:.6g}'}**")


def _yaml(value: Mapping[str, Any]) -> Iterator[str]:
    for key, child in value.items():
        yield f"{key}: {_flow(child)}"


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(child)}" for key, child in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_flow(child) for child in value) + "]"
    return str(value)
