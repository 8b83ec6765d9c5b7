"""The commands of an agreement from end to end, as they are typed."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.tracking.product import Product
from tests.tracking.sealing.agreeing import ACTIVES, CYCLE, GROWTH, hours
from tracking.__main__ import main


@pytest.fixture
def typed(product: Product, monkeypatch: pytest.MonkeyPatch) -> Product:
    monkeypatch.setenv("PLUMBLINE_CONFIG", str(product.files))
    monkeypatch.setenv("PLUMBLINE_STORE", str(product.store))
    monkeypatch.setenv("PLUMBLINE_AS_OF", "2026-11-19")
    product.refresh()
    return product


def test_from_sealing_to_both_scores_in_status_and_export(typed: Product, capsys: pytest.CaptureFixture[str]) -> None:
    """Fault 124: an export carries the head of the history."""
    assert main(["seal", CYCLE]) == 0
    assert "you wrote 20 users, the data say 36 users" in capsys.readouterr().out
    typed.refresh(hours(1))
    typed.change(GROWTH, "target: 40", "target: 38")
    assert main(["amend", CYCLE]) == 0
    assert f"{ACTIVES}: target 40 → 38" in capsys.readouterr().out
    assert main(["amend", CYCLE, "--reason", "why"]) == 2
    assert main(["amend", CYCLE, "--of", ACTIVES, "--reason", "why", "--approved-by", "leads"]) == 0
    typed.refresh(hours(2))
    capsys.readouterr()

    assert main(["status"]) == 0
    said = capsys.readouterr().out
    assert f"{ACTIVES}: target changed 20 Nov, 40 → 38 · 0.80 as agreed, 0.89 as changed" in said
    assert main(["status", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    card = next(item for item in found["key_results"] if item["key_result"] == ACTIVES)
    assert (pytest.approx(0.8), 40) == (card["score_as_agreed"], card["target_as_agreed"])
    assert found["agreed_on"] == "2026-11-20"

    row = exported(typed)
    assert (0.8, 40.0) == (float(row["score_as_agreed"]), float(row["target_as_agreed"]))
    assert row["agreed_on"] == "2026-11-20"
    assert float(row["score_as_changed"]) == pytest.approx(16 / 18)
    assert row["changes"] == "target changed 20 Nov, 40 → 38"
    assert found["head"] == row["head"]
    assert main(["verify", "--head", row["head"]]) == 0


def exported(product: Product) -> dict[str, str]:
    target = product.folder / "key_results.csv"
    assert main(["export", "key_results", "--out", str(target)]) == 0
    rows = csv.DictReader(io.StringIO(target.read_text(encoding="utf-8")))
    return next(row for row in rows if row["key_result"] == ACTIVES)


def test_verify_ends_with_one_where_something_was_changed(typed: Product, capsys: pytest.CaptureFixture[str]) -> None:
    main(["seal", CYCLE])
    typed.refresh(hours(1))
    assert main(["verify"]) == 0
    assert "nothing was changed" in capsys.readouterr().out

    (typed.files / "sealed" / f"{CYCLE}.json").unlink()

    assert main(["verify", "--json"]) == 1
    assert ["sealed-file-gone"] == [item["code"] for item in json.loads(capsys.readouterr().out)["issues"]]
    assert main(["verify", "--head", "nothing"]) == 2


def test_backup_and_proof(typed: Product, capsys: pytest.CaptureFixture[str]) -> None:
    """Fault 94, 95."""
    target = typed.folder / "copy.sqlite"
    assert main(["backup", str(target)]) == 0
    assert main(["backup", str(target), "--prove"]) == 0
    assert "opened, read and verified" in capsys.readouterr().out
    assert main(["backup", str(typed.store)]) == 3

    target.write_bytes(target.read_bytes()[:-5000])

    assert main(["backup", str(target), "--prove"]) == 3


@pytest.mark.usefixtures("typed")
def test_a_past_day_in_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--as-of", "2026-11-19"]) == 0
    assert "judged for 2026-11-19" in capsys.readouterr().out
    assert main(["status", "--as-of", "2026-11-01"]) == 3
    assert "Nothing was known yet of 2026-11-01" in capsys.readouterr().err


def test_scores_before_anything_is_closed(typed: Product, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scores"]) == 0
    assert "No cycle is closed yet." in capsys.readouterr().out
    assert main(["close", CYCLE]) == 2
    assert "was never agreed" in capsys.readouterr().err
    assert typed.store.is_file()
