"""Files as a user writes them, in a folder of their own, and small fakes of the kinds of metric."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

import okr_config
from okr.metric import Duration, Matcher
from okr.metric_schema import DURATION, MATCHER
from okr.model import Configuration
from okr.schema import Key, Many, Record, Text, Whole

SAMPLE = Path(__file__).parent / "sample"

Read = Callable[..., Configuration]


@dataclass(frozen=True)
class ActiveUsers:
    active: Matcher
    trailing: Duration


@dataclass(frozen=True)
class Conversion:
    steps: tuple[Matcher, ...]
    within: str


@dataclass(frozen=True)
class TimeToValue:
    start: Matcher
    value: Matcher


@dataclass(frozen=True)
class Between:
    between: tuple[int, ...]


@dataclass(frozen=True)
class Retention:
    start: Matcher
    return_: Matcher
    returned: Between


@dataclass(frozen=True)
class Manual:
    rubric: str


BETWEEN = Record(Between, (Key("between", Many(Whole(0), least=2), "First and last day.", required=True),))
KINDS: dict[str, Record] = {
    "active_users": Record(
        ActiveUsers,
        (
            Key("active", MATCHER, "What counts.", required=True),
            Key("trailing", DURATION, "The window.", default=Duration(1, "day")),
        ),
    ),
    "conversion": Record(
        Conversion,
        (
            Key("steps", Many(MATCHER, least=2), "The steps.", required=True),
            Key("within", Text(), "The window.", required=True),
        ),
    ),
    "time_to_value": Record(
        TimeToValue,
        (Key("start", MATCHER, "Start.", required=True), Key("value", MATCHER, "Value.", required=True)),
    ),
    "retention": Record(
        Retention,
        (
            Key("start", MATCHER, "Start.", required=True),
            Key("return", MATCHER, "Return.", required=True, attribute="return_"),
            Key("returned", BETWEEN, "When.", required=True),
        ),
    ),
    "manual": Record(Manual, (Key("rubric", Text(), "How it is judged.", default=""),)),
}

BASE = {
    "cycles.yaml": "cycles: [{id: 2026-q4, start: 2026-10-01, end: 2027-01-01, timezone: Europe/Oslo}]\n",
    "teams.yaml": "teams: {growth: {title: Growth}, platform: {title: Platform}}\n",
    "sources.yaml": "sources: {product: {url: 'duckdb:///product.duckdb', timezone: Europe/Oslo}}\n",
    "metrics/all.yaml": """\
metrics:
  setup:
    title: Set-up in first session
    kind: active_users
    source: product
    active: {event: setup}
    unit: share
    better: up
  speed:
    {title: Time to value, kind: active_users, source: product, active: {event: value}, unit: days, better: down}
  dau:
    {title: Daily users, kind: active_users, source: product, active: {event: any}, unit: users, better: up}
""",
}


@pytest.fixture
def kinds() -> Mapping[str, Record]:
    """The kinds of metric that these tests know."""
    return KINDS


@pytest.fixture
def read(tmp_path: Path, kinds: Mapping[str, Record]) -> Read:
    """Write files over a small sound configuration (None removes one) and read the folder."""

    def write_and_read(files: Mapping[str, str | bytes | None] | None = None, **metric_kinds: Any) -> Configuration:
        for name, content in {**BASE, **(files or {})}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if content is None:
                path.unlink(missing_ok=True)
            else:
                path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return okr_config.load(tmp_path, {**kinds, **metric_kinds})

    return write_and_read


@pytest.fixture
def read_objectives(read: Read) -> Callable[[str], Configuration]:
    """Write one file of objectives of the team growth and read the folder."""

    def read_one(text: str) -> Configuration:
        return read({"objectives/2026-q4/growth.yaml": text})

    return read_one


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A complete configuration in a folder of its own."""
    return Path(copytree(SAMPLE, tmp_path / "sample"))


@pytest.fixture
def issues_of() -> Callable[..., list[str]]:
    """Return the issues of a configuration with this code, as people read them; all errors and warnings without."""

    def found(configuration: Configuration, code: str = "") -> list[str]:
        chosen = [
            issue for issue in configuration.issues if issue.code == code or (not code and issue.severity != "advice")
        ]
        return [str(issue) for issue in chosen]

    return found
