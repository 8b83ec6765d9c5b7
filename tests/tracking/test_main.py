"""The command line: exit codes, help that teaches, JSON for programs, and nothing heavy loaded for a quick look."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.tracking.product import NOW, Product
from tracking.__main__ import COMMANDS, main, parser
from tracking.boards.board import Selection
from tracking.commands.command import INVALID, LOCKED, OK, SOME_FAILED, STORE_UNUSABLE
from tracking.exporting.export import export
from tracking.store.connection import opened
from tracking.store.lock import refresh_lock

CANARY = "canary-9481"
HEAVY = ("pandas", "streamlit", "plotly", "duckdb", "numpy", "scipy")


@pytest.fixture(autouse=True)
def own_environment(product: Product, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The commands look at the small product, as of the day after its data end."""
    monkeypatch.setenv("PLUMBLINE_CONFIG", str(product.files))
    monkeypatch.setenv("PLUMBLINE_STORE", str(product.store))
    monkeypatch.setenv("PLUMBLINE_AS_OF", "2026-11-19")
    handler = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, handler)


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tracking", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **environment})


def test_refresh_status_and_export_in_a_row(product: Product, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["refresh"]) == OK
    said = capfdbinary.readouterr()
    assert b"product: ok" in said.out
    logged = [json.loads(line) for line in said.err.splitlines()]
    assert [(line["event"], line["source"], line["outcome"]) for line in logged] == [
        ("source_run", "product", "ok"),
        ("source_run", "support", "ok"),
    ]

    assert b"statuses, judged for 2026-11-19, data up to 2026-11-19." in said.out

    assert main(["status"]) == OK
    assert b"week 7 of 13, judged for 2026-11-19, data up to 2026-11-19\n" in capfdbinary.readouterr().out

    assert main(["export", "key_results"]) == OK
    with opened(product.store) as store:
        assert capfdbinary.readouterr().out == export(store, "key_results", Selection(NOW)).content


@pytest.mark.parametrize("arguments", [["check"], ["status"], ["status", "--json"], ["export", "history"]])
def test_a_quick_look_loads_no_heavy_library(product: Product, arguments: list[str]) -> None:
    product.refresh()
    script = (
        "import sys; from tracking.__main__ import main; code = main(sys.argv[1:]);"
        f"heavy = [name for name in {HEAVY!r} if name in sys.modules]; sys.exit(str(heavy) if heavy else code)"
    )

    looked = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=False)

    assert (looked.returncode, looked.stderr) == (OK, "")


def test_check_names_the_place_the_fault_and_the_remedy(product: Product, capsys: pytest.CaptureFixture[str]) -> None:
    product.change("objectives/2026-q4/growth.yaml", "target: 40", "tagret: 40")

    assert main(["check"]) == INVALID

    said = capsys.readouterr().out
    assert "objectives/2026-q4/growth.yaml" in said
    assert "unknown-key" in said
    assert 'Did you mean "target"?' in said


def test_check_as_json_holds_every_issue_and_how_the_rest_was_understood(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--json"]) == OK

    found = json.loads(capsys.readouterr().out)
    assert found["counts"]["error"] == 0
    assert {"severity", "code", "message", "hint", "file", "line", "column", "key_path"} == set(found["issues"][0])
    assert any(item["subject"] == "metric daily_actives" for item in found["understood"])


def test_a_folder_that_is_not_there_is_an_invalid_configuration(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["check", "--config", str(tmp_path / "nowhere")]) == INVALID
    assert str(tmp_path / "nowhere") in capsys.readouterr().err


@pytest.mark.parametrize("command", ["check", "refresh"])
def test_before_the_demo_is_built_it_is_said_how(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("PLUMBLINE_CONFIG")
    monkeypatch.setenv("PLUMBLINE_HOME", str(tmp_path))

    assert main([command]) == INVALID
    assert "Run `python -m tracking demo`" in capsys.readouterr().err


def test_a_metric_that_fails_ends_with_one_and_is_named(product: Product, capsys: pytest.CaptureFixture[str]) -> None:
    (product.folder / "support.sqlite").unlink()

    assert main(["refresh"]) == SOME_FAILED
    assert "support" in capsys.readouterr().err


def test_an_older_configuration_in_force_ends_with_two(product: Product, capsys: pytest.CaptureFixture[str]) -> None:
    main(["refresh"])
    product.change("metrics/all.yaml", "trailing: 1 day", "trailing: 1 dya")

    assert main(["refresh"]) == INVALID
    assert "stays in force" in capsys.readouterr().err


def test_without_a_store_nothing_is_created(product: Product, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["status"], ["export", "history"]):
        assert main(arguments) == STORE_UNUSABLE
        assert f"There is no history store at {product.store}" in capsys.readouterr().err
    assert not product.store.exists()


def test_refresh_and_status_name_the_day_up_to_which_every_source_is_complete(
    product: Product, capsys: pytest.CaptureFixture[str]
) -> None:
    product.sql("support", "delete from tickets where at >= '2026-11-15'")

    main(["refresh"])
    days = "judged for 2026-11-19, data up to 2026-11-13"
    assert days in capsys.readouterr().out
    main(["status"])
    assert days in capsys.readouterr().out


def test_a_second_refresh_ends_with_four(product: Product, capsys: pytest.CaptureFixture[str]) -> None:
    with refresh_lock(product.store, NOW):
        assert main(["refresh"]) == LOCKED
    assert "Another refresh is running" in capsys.readouterr().err


def test_a_source_that_is_unknown_is_named_with_those_that_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["refresh", "--source", "prodct"]) == INVALID
    assert "Known here: product, support." in capsys.readouterr().err


def test_the_age_of_the_last_refresh_decides_the_exit_code(
    product: Product, capsys: pytest.CaptureFixture[str]
) -> None:
    product.refresh(NOW - timedelta(hours=20))

    assert main(["status", "--max-age", "26 hours"]) == OK
    assert main(["status", "--max-age", "12 hours"]) == SOME_FAILED
    assert "older than" in capsys.readouterr().err


def test_status_as_json_says_how_every_key_result_stands(product: Product, capsys: pytest.CaptureFixture[str]) -> None:
    product.refresh()

    assert main(["status", "--json"]) == OK

    found = json.loads(capsys.readouterr().out)
    assert (found["cycle"], found["as_of"]) == ("2026-q4", "2026-11-19")
    assert next(item["key_result"] for item in found["key_results"]) == "growth/habit/actives"
    assert [item["complete_to"] for item in found["sources"]] == ["2026-11-19", "2026-11-19"]
    foretold = found["key_results"][-1]["forecast"]
    assert (foretold["day"], foretold["level"], foretold["refusal"]) == ("2027-01-03", 0.8, "")
    assert foretold["lower"] <= foretold["value"] <= foretold["upper"]
    assert 0 <= foretold["chance"] <= 1
    assert found["key_results"][0]["forecast"]["refusal"].startswith("it has not moved yet")
    assert found["key_results"][-1]["change"] is None


def test_measure_prints_every_field_of_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["measure", "daily_actives", "--from", "2026-11-16", "--to", "2026-11-19", "--total", "--json"]

    assert main(arguments) == OK

    found = json.loads(capsys.readouterr().out)
    assert found["metric"] == "daily_actives"
    assert [(item["period_start"], item["period_end"], item["value"]) for item in found["readings"]] == [
        ("2026-11-16", "2026-11-17", 36),
        ("2026-11-17", "2026-11-18", 36),
        ("2026-11-18", "2026-11-19", 36),
    ]
    assert found["total"]["value"] == 36
    assert set(found["readings"][0]) >= {
        "numerator", "denominator", "n", "lower", "upper", "level", "interval", "status", "reason", "complete",
        "mature_at", "excluded_immature", "excluded_null", "watermark", "definition_version", "sql",
    }  # fmt: skip


def test_measure_takes_a_watermark_as_it_is_given(capsys: pytest.CaptureFixture[str]) -> None:
    main(["measure", "daily_actives", "--from", "2026-11-01", "--watermark", "2026-11-03T00:00", "--json"])

    found = json.loads(capsys.readouterr().out)["readings"]
    assert [item["complete"] for item in found] == [True, True, False]
    assert {item["watermark"] for item in found} == {"2026-11-03T00:00:00+00:00"}


def test_measure_writes_a_table_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["measure", "back_in_a_week", "--from", "2026-11-16"]) == OK

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "New users who come back within a week (retention, in share)"
    assert lines[1].split()[:4] == ["from", "to", "group", "value"]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["measure", "daily_activs"], INVALID, 'Did you mean "daily_actives"?'),
        (["measure", "confidence"], SOME_FAILED, "entered by hand"),
        (["record", "confidence", "3.5", "--on", "2027-05-01"], INVALID, "still to come"),
        (["record", "confidence", "a lot"], INVALID, "Expected a plain number"),
        (["record", "confidence", "nan"], INVALID, 'VALUE: "nan" is not a finite number'),
        (["measure", "daily_actives", "--from", "2026-11-02", "--to", "2026-11-01"], INVALID, "is not before --to"),
        (["measure", "daily_actives", "--from", "2026-11-02", "--to", "2026-11-02"], INVALID, "is not before --to"),
        (["measure", "daily_actives", "--from", "2026-11-02T06:00", "--to", "2026-11-02"], INVALID, "not before --to"),
    ],
)
def test_what_cannot_be_done_says_why(
    arguments: list[str], code: int, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == code
    assert says in capsys.readouterr().err


def test_a_metric_with_a_fault_of_its_own_is_told_with_its_place(
    product: Product, capsys: pytest.CaptureFixture[str]
) -> None:
    product.change("metrics/all.yaml", "trailing: 1 day", "trailing: 1 dya")

    assert main(["measure", "daily_actives"]) == INVALID
    assert "metrics/all.yaml:8" in capsys.readouterr().err


def test_record_begins_a_store_and_the_value_is_shown(product: Product, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["record", "confidence", "3.5", "--on", "2026-11-18", "--note", "asked all twelve"]) == OK
    assert capsys.readouterr().out == "confidence on 2026-11-18: 3.5 points\n"
    main(["refresh"])
    capsys.readouterr()

    main(["status", "--json"])
    found = {item["key_result"]: item["value"] for item in json.loads(capsys.readouterr().out)["key_results"]}
    assert found["growth/habit/sure"] == 3.5
    assert product.store.exists()


def test_export_writes_into_a_folder_under_its_own_name(product: Product, capsys: pytest.CaptureFixture[str]) -> None:
    product.refresh()

    assert main(["export", "key_results", "--out", str(product.folder), "--bom"]) == OK

    name = "okr_key_results_2026-q4_2026-11-19.csv"
    assert capsys.readouterr().out == f"{product.folder / name}\n"
    assert (product.folder / name).read_bytes().startswith(b"\xef\xbb\xbfschema_version,")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_teaches_itself_with_examples_that_parse(
    command: object, capsys: pytest.CaptureFixture[str]
) -> None:
    name, examples = command.name, command.examples  # type: ignore[attr-defined]
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])

    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert all(line in said and meaning in said for line, meaning in examples)
    assert "exit codes:" in said
    assert examples


def test_every_example_is_a_command_line_that_is_understood() -> None:
    import shlex

    for command in COMMANDS:
        for line, _ in command.examples:
            words = shlex.split(line.split("||")[0])
            assert words[:3] == ["python", "-m", "tracking"]
            assert parser().parse_args(words[3:]).run is command.run


def test_a_reader_that_has_seen_enough_is_no_error(product: Product) -> None:
    product.refresh()
    script = f"{sys.executable} -m tracking export history | head -1; echo ${{PIPESTATUS[0]}}"

    ended = subprocess.run(["/bin/bash", "-c", script], capture_output=True, text=True, check=False)

    assert ended.stdout.splitlines()[-1] == "0"
    assert ended.stderr == ""


def test_cron_needs_no_home_zone_locale_or_path(product: Product) -> None:
    """Fault 145."""
    wanted = ("PLUMBLINE_CONFIG", "PLUMBLINE_STORE", "PLUMBLINE_AS_OF")
    bare = {name: os.environ[name] for name in wanted}

    refreshed = subprocess.run(
        [sys.executable, "-m", "tracking", "refresh"], env=bare, capture_output=True, text=True, check=False
    )

    assert refreshed.returncode == OK, refreshed.stderr
    assert product.store.exists()


def test_a_secret_appears_nowhere(product: Product) -> None:
    """Fault 148."""
    text = (product.files / "sources.yaml").read_text(encoding="utf-8")
    vault = VAULT.format(path=product.folder)
    product.write("sources.yaml", text + vault)
    product.write("metrics/vault.yaml", VAULT_METRIC)

    said = [
        run(*arguments, VAULT_PASSWORD=CANARY)
        for arguments in (["check"], ["refresh"], ["status"], ["export", "history"])
    ]

    assert said[1].returncode == SOME_FAILED
    assert not any(CANARY in one.stdout + one.stderr for one in said)
    assert CANARY.encode() not in product.store.read_bytes()


VAULT = """
  vault:
    url: postgresql+psycopg://reader@127.0.0.1:9/vault
    password: {{env: VAULT_PASSWORD}}
    timezone: UTC
    events: {{table: events, actor: user_id, time: at, name: name, stored_as: utc_naive}}
"""
VAULT_METRIC = """
metrics:
  guarded:
    title: Behind a password
    kind: active_users
    source: vault
    active: {event: opened}
    trailing: 1 day
    unit: users
    better: up
    owner: growth
"""
