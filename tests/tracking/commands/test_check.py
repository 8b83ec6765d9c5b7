"""``check``: rules explained, silences told, and what a history adds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.tracking.product import NOW, Product
from tracking.__main__ import main


def test_one_rule_is_explained_with_its_source(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--explain", "no-because"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("no-because (advice)\n\nA link to a parent says why the one serves the other.")
    assert "Source: " in said
    assert "silence: {no-because: " in said


def test_all_rules_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--explain", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert {"no-metric", "objective-count", "no-guard", "cannot-mature"} <= {rule["code"] for rule in listed}
    assert [rule["code"] for rule in listed if not rule["can_be_silenced"]] == [
        "no-metric",
        "no-target",
        "overlapping-cycles",
    ]


def test_a_rule_that_is_not_there_is_refused_with_the_near_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--explain", "no-becuase"]) == 2
    assert 'Did you mean "no-because"?' in capsys.readouterr().err


def test_what_is_silenced_is_told_with_its_reason_and_counted(
    product: Product, capsys: pytest.CaptureFixture[str]
) -> None:
    silence = "title: People come every day\n    silence: {no-baseline: measured soon}"
    product.change("objectives/2026-q4/growth.yaml", "title: People come every day", silence)
    options = ["check", "--config", str(product.files), "--store", str(product.store)]

    main(options)
    said = capsys.readouterr().out
    assert "objective growth/habit: no-baseline: measured soon" in said
    assert "1 silenced" in said

    main([*options, "--json"])
    answer = json.loads(capsys.readouterr().out)
    assert answer["counts"]["silenced"] == 1
    assert [(one["code"], one["reason"], one["findings"]) for one in answer["silenced"]] == [
        ("no-baseline", "measured soon", 1)
    ]


def test_a_history_lets_the_rules_that_need_figures_speak(product: Product, capsys: pytest.CaptureFixture[str]) -> None:
    product.refresh(NOW)
    options = ["check", "--config", str(product.files), "--json"]

    main([*options, "--store", str(product.store)])
    with_history = json.loads(capsys.readouterr().out)
    main([*options, "--store", str(Path(product.store).with_name("none.sqlite"))])
    without = json.loads(capsys.readouterr().out)

    assert "move-within-variation" not in {issue["code"] for issue in without["issues"]}
    assert {issue["code"] for issue in without["issues"]} <= {issue["code"] for issue in with_history["issues"]}
