"""The document that says what may be written in each file, made from the schemas that read the files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, is_dataclass
from typing import Any, Final

from okr.metric import Duration
from okr.metric_schema import MATCHER_KEYS
from okr.model import MeasuredOver
from okr.schema import Key
from okr_config import cycles, metrics, objective_schema, roadmap, sources, teams
from okr_config.agreements import amendments, answers
from okr_config.format_text import ENDING, FILES, INTRODUCTION, VALUES
from okr_config.guards import guard_record
from okr_config.key_result_schema import key_result_keys, limits_record
from okr_config.metric_head import ACTORS_WHERE_KEYS, BREAKDOWN_KEYS, HEAD
from okr_config.practice.rules import RULES
from okr_config.relations import ACTORS, ALIASES, EVENTS, LIMITS, SESSIONS, TEST_ACTORS, WATERMARK


@dataclass(frozen=True)
class Part:
    """One table of the document: a heading and the keys that may stand there."""

    heading: str
    keys: Sequence[Key]


PARTS: Final[dict[str, tuple[Part, ...]]] = {
    "cycles.yaml": (
        Part("The file", cycles.SECTIONS),
        Part("A cycle", cycles.CYCLE.keys),
        Part("`review`", cycles.REVIEW.keys),
    ),
    "teams.yaml": (
        Part("The file", teams.SECTIONS),
        Part("A team", teams.TEAM.keys),
        Part("One of the `agreements`", teams.AGREEMENT.keys),
    ),
    "sources.yaml": (
        Part("The file", sources.SECTIONS),
        Part("A source", sources.SOURCE.keys),
        Part("`events`, or each of its list", EVENTS.keys),
        Part("`actors`", ACTORS.keys),
        Part("`aliases`", ALIASES.keys),
        Part("`test_actors`", TEST_ACTORS.keys),
        Part("`sessions`", SESSIONS.keys),
        Part("`watermark`", WATERMARK.keys),
        Part("`limits`", LIMITS.keys),
    ),
    "metrics/*.yaml": (
        Part("The file", metrics.SECTIONS),
        Part("A metric, whatever its kind", HEAD.keys),
        Part("`actors`", ACTORS_WHERE_KEYS),
        Part("`breakdown`", BREAKDOWN_KEYS),
        Part("A matcher, where a kind asks for events", MATCHER_KEYS),
    ),
    "objectives/<cycle>/*.yaml": (
        Part("The file", objective_schema.SECTIONS),
        Part("An objective", objective_schema.OBJECTIVE.keys),
        Part("`supports`", objective_schema.SUPPORTS.keys),
        Part("One of `depends_on`", objective_schema.DEPENDS_ON.keys),
        Part("A key result", key_result_keys(None)),
        Part("`keep`", limits_record(None).keys),
        Part("One of the `guards`, or of `health`", guard_record(None).keys),
    ),
    "roadmap.yaml": (
        Part("The file", roadmap.SECTIONS),
        Part("An item", roadmap.ITEM.keys),
        Part("One of `advances`", roadmap.ADVANCES.keys),
    ),
    "amendments/<cycle>.yaml": (
        Part("The file", amendments.SECTIONS),
        Part("An amendment", amendments.AMENDMENT.keys),
    ),
    "closing/<cycle>.yaml": (
        Part("The file", answers.SECTIONS),
        Part("An answer about an objective", answers.OBJECTIVE.keys),
        Part("An answer about a key result", answers.KEY_RESULT.keys),
    ),
}
"""Every table of the document, by the file that it describes."""


def format_document() -> str:
    """Return the description of all files as Markdown."""
    return "\n".join(_lines()).rstrip() + "\n"


def _lines() -> Iterator[str]:
    yield from (INTRODUCTION, VALUES)
    for file, parts in PARTS.items():
        yield from (f"## `{file}`", "", FILES[file])
        for part in parts:
            yield from (f"**{part.heading}**", "")
            yield from _table(part.keys)
            yield ""
    yield from ("## Practice rules", "", ENDING)
    yield from ("| Code | Rule | Source |", "|---|---|---|")
    yield from (f"| `{rule.code}` | {rule.meaning} | {rule.source} |" for rule in RULES)


def _table(keys: Sequence[Key]) -> Iterator[str]:
    yield from ("| Key | Meaning | Written as | Default | Example |", "|---|---|---|---|---|")
    for key in keys:
        written = key.type.expects.replace("|", "\\|")
        example = f"`{key.name}: {key.example}`" if key.example else "below"
        yield f"| `{key.name}` | {key.doc} | {written} | {_default(key)} | {example} |"


def _default(key: Key) -> str:
    if key.required:
        return "**required**"
    default = key.default
    if isinstance(default, bool):
        return "true" if default else "false"
    if default in (None, "", (), {}):
        return "–"
    return _words(key.name, default)


def _words(name: str, default: Any) -> str:  # noqa: ANN401 - defaults are of every type
    if isinstance(default, Duration):
        return str(default)
    if isinstance(default, MeasuredOver):
        return default.words
    if is_dataclass(default) or isinstance(default, dict):
        return "as below"
    if name in ("week_start", "weekday"):
        return "monday"
    return (
        f"{default:,}" if isinstance(default, int) else f"{default:g}" if isinstance(default, float) else str(default)
    )
