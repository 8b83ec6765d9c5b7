"""Whatever stands in the files, reading them ends soon and comes back with issues, never with an exception."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import okr_config
from okr.canonical import canonical_json
from okr.issues import Severity
from okr.model import Configuration
from okr.schema import Record
from okr_config.documents import read_documents

SAMPLE = Path(__file__).parent / "sample"
FILES = sorted(str(path.relative_to(SAMPLE)) for path in SAMPLE.rglob("*.yaml"))
SCRAPS = [
    "~", "[]", "{}", "''", "true", "-1", "1e400", ".nan", "010", "42%", "+20%", "x3", "2026-02-30", "!!binary x",
    "&a [*a]", "*a", "{<<: 1}", "'\u202e'", '"\\0"', "\t", "9" * 400, "a" * 600, "[[[[]]]]", "{a: {b: {c: d}}}",
    "- - -", "a: b: c", "growth/a/b",
]  # fmt: skip

Issues = Callable[..., list[str]]


def load_with(changes: Mapping[str, bytes], kinds: Mapping[str, Record]) -> Configuration:
    """Read the sample with some of its files replaced, and hold the result against what is promised of it."""
    with TemporaryDirectory() as name:
        for file in FILES:
            path = Path(name) / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(changes.get(file, (SAMPLE / file).read_bytes()))
        began = time.process_time()
        configuration = okr_config.load(Path(name), kinds)
        assert time.process_time() - began < 1
    hold_together(configuration)
    return configuration


def hold_together(configuration: Configuration) -> None:
    """What is left refers only to what is there, has unique names, can be put in words and stored."""
    metrics = {metric.id for metric in configuration.metrics}
    results = [result for objective in configuration.objectives for result in objective.key_results]
    assert {metric.source for metric in configuration.metrics} <= {source.id for source in configuration.sources} | {
        None
    }
    assert {result.metric for result in results} | {guard.metric for r in results for guard in r.guards} <= metrics
    assert {objective.cycle for objective in configuration.objectives} <= {cycle.id for cycle in configuration.cycles}
    assert {objective.team for objective in configuration.objectives} <= {team.id for team in configuration.teams}
    assert len({result.ref for result in results}) == len(results)
    assert all(issue.place.file and issue.message for issue in configuration.issues)
    assert okr_config.understood(configuration) is not None
    assert canonical_json(configuration.objectives)


@pytest.fixture(autouse=True)
def _without_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pause for a file half written is not waited for hundreds of times."""
    monkeypatch.setattr(read_documents, "__defaults__", (lambda _: None,))


QUIET = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@QUIET
@given(file=st.sampled_from(FILES), content=st.binary(max_size=300))
def test_random_bytes_come_back_as_issues(file: str, content: bytes, kinds: dict[str, Record]) -> None:
    configuration = load_with({file: content}, kinds)
    assert any(issue.severity is Severity.ERROR for issue in configuration.issues)


@QUIET
@given(file=st.sampled_from(FILES), at=st.floats(0, 1), cut=st.integers(0, 40), new=st.sampled_from(SCRAPS))
def test_a_random_edit_is_read_or_comes_back_as_issues(
    file: str, at: float, cut: int, new: str, kinds: dict[str, Record]
) -> None:
    text = (SAMPLE / file).read_text(encoding="utf-8")
    begin = int(at * len(text))
    load_with({file: (text[:begin] + new + text[begin + cut :]).encode()}, kinds)


@settings(QUIET, max_examples=150)
@given(data=st.data())
def test_any_value_replaced_by_any_other_is_read_or_comes_back_as_issues(
    data: st.DataObject, kinds: dict[str, Record]
) -> None:
    file = data.draw(st.sampled_from(FILES))
    lines = (SAMPLE / file).read_text(encoding="utf-8").splitlines()
    number = data.draw(st.integers(0, len(lines) - 1))
    key, colon, _ = lines[number].partition(": ")
    lines[number] = f"{key}{colon or ' '}{data.draw(st.sampled_from(SCRAPS))}"
    load_with({file: "\n".join(lines).encode()}, kinds)


@QUIET
@given(file=st.sampled_from(FILES), text=st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_text_in_place_of_a_title_is_kept_or_refused(file: str, text: str, kinds: dict[str, Record]) -> None:
    content = (SAMPLE / file).read_text(encoding="utf-8")
    load_with({file: content.replace("title: ", f"title: {text}", 1).encode()}, kinds)


@pytest.mark.parametrize("file", FILES)
def test_a_file_cut_at_any_line_never_hides_the_others(file: str, kinds: dict[str, Record]) -> None:
    """Fault 29."""
    lines = (SAMPLE / file).read_bytes().splitlines(keepends=True)
    whole = load_with({}, kinds)
    for count in range(0, len(lines), 3):
        configuration = load_with({file: b"".join(lines[:count])}, kinds)
        if file != "sources.yaml":
            assert configuration.sources == whole.sources
        if file != "cycles.yaml":
            assert configuration.cycles == whole.cycles


@pytest.mark.parametrize(
    "content",
    [
        "objectives: &a [*a]\n",
        "a: &a [x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(9_000)),
        "team: growth\nobjectives:\n" + "  - {title: A, key_results: [{metric: nowhere, target: 1}]}\n" * 1_900,
        "team: growth\nobjectives: [" + "{title: A}," * 5_000 + "]\n",
        "team: growth\nobjectives: [" + "1," * 20_000 + "]\n",
        "".join(f"key{n}: 1\n" for n in range(20_000)),
        "team: growth\n" * 20_000,
        "team: growth\nobjectives:\n  - title: A\n" + "".join(f"    titl{n}: 1\n" for n in range(20_000)),
    ],
    ids=["itself", "aliases", "unknown metrics", "objectives", "numbers", "keys", "duplicates", "misspellings"],
)
def test_a_hostile_file_is_read_within_seconds(content: str, kinds: dict[str, Record], tmp_path: Path) -> None:
    """Faults 4, 5 and 7."""
    folder = tmp_path / "objectives/2026-q4"
    folder.mkdir(parents=True)
    (tmp_path / "cycles.yaml").write_bytes((SAMPLE / "cycles.yaml").read_bytes())
    (folder / "growth.yaml").write_text(content)
    began = time.process_time()
    configuration = okr_config.load(tmp_path, kinds)
    assert time.process_time() - began < 3
    assert any(issue.severity is Severity.ERROR for issue in configuration.issues) or configuration.objectives
