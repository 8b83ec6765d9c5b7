"""Whoever edits files or history afterwards is found out, and the screens go on with what was agreed."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest

from okr.canonical import content_hash
from okr.errors import SettingsError
from tests.tracking.product import Product
from tests.tracking.sealing.agreeing import (
    ACTIVES,
    CYCLE,
    GROWTH,
    agreed,
    amended,
    board,
    card,
    codes,
    findings,
    hours,
    verdict,
)

SEALED = f"sealed/{CYCLE}.json"
AMENDMENTS = f"amendments/{CYCLE}.yaml"


def lowered(product: Product, *, with_hash: bool) -> None:
    """Edit the target in the sealed file by hand; with a hash reckoned anew it looks untouched."""
    file = product.files / SEALED
    body = json.loads(file.read_text(encoding="utf-8"))
    terms = next(item for item in body["content"]["terms"] if item["ref"] == ACTIVES)
    result = next(item for item in body["content"]["objectives"][0]["key_results"] if item["ref"] == ACTIVES)
    terms["target"], result["target"]["value"], result["target"]["text"] = 37, 37, "37"
    if with_hash:
        body["hash"] = content_hash(body["content"])
    file.write_text(json.dumps(body), encoding="utf-8")
    product.change(GROWTH, "target: 40", "target: 37")


def test_an_edit_of_the_sealed_file_is_found_without_the_history(product: Product) -> None:
    agreed(product)

    lowered(product, with_hash=False)

    assert "sealed-file-edited" in codes(product)
    assert "sealed-file-edited" in findings(product)


def test_an_edit_of_the_sealed_file_with_a_new_hash_is_found_by_the_history(product: Product) -> None:
    agreed(product)

    lowered(product, with_hash=True)

    assert [] == codes(product)
    assert ["seal-replaced"] == [code for code in findings(product) if code != "not-as-agreed"]
    product.refresh(hours(2))
    assert card(product).target == 40.0
    assert any("is not the file that was taken in on 2026-11-20" in said for said in board(product).differences)


def test_a_sealed_file_that_is_gone_changes_nothing_on_screen_and_is_told(product: Product) -> None:
    agreed(product)
    (product.files / SEALED).unlink()
    product.change(GROWTH, "target: 40", "target: 37")
    product.refresh(hours(2))

    assert card(product).target == 40.0
    assert "sealed-file-gone" in findings(product)
    assert '"growth/habit/actives" is not as agreed: target 40 → 37' in board(product).differences


def test_a_seal_put_back_in_time_is_dated_by_the_history(product: Product) -> None:
    agreed(product)
    file = product.files / SEALED
    body = json.loads(file.read_text(encoding="utf-8"))
    body["content"]["agreed_on"] = "2026-10-01"
    file.write_text(json.dumps({**body, "hash": content_hash(body["content"])}), encoding="utf-8")

    assert ["seal-replaced"] == findings(product)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("to: 38", "to: 36"),
        ("the largest customer left", "everybody wanted it"),
        ('date: "2026-11-20"', "date: 2026-10-06"),
    ],
)
def test_an_amendment_edited_after_it_was_taken_in_is_found(product: Product, old: str, new: str) -> None:
    agreed(product)
    product.change(GROWTH, "target: 40", "target: 38")
    amended(product)
    product.refresh(hours(2))

    product.change(AMENDMENTS, old, new)

    assert "amendment-rewritten" in findings(product)
    product.refresh(hours(3))
    assert card(product).target == 38.0
    assert any("amendment 1 is not the one" in said for said in board(product).differences)


def test_an_amendment_that_was_taken_out_again_still_holds_and_is_told(product: Product) -> None:
    agreed(product)
    product.change(GROWTH, "target: 40", "target: 38")
    amended(product)
    product.refresh(hours(2))

    (product.files / AMENDMENTS).unlink()
    product.refresh(hours(3))

    assert "amendment-rewritten" in findings(product)
    assert card(product).target == 38.0


def test_a_seal_changed_in_the_store_breaks_the_chain(product: Product) -> None:
    """Fault 91."""
    agreed(product)
    with closing(sqlite3.connect(product.store)) as connection, connection:
        with pytest.raises(sqlite3.IntegrityError, match="never changed"):
            connection.execute("UPDATE agreed_records SET body = replace(body, '\"target\":40', '\"target\":37')")
        connection.execute("DROP TRIGGER agreed_records_keep_update")
        connection.execute("UPDATE agreed_records SET body = replace(body, '\"target\":40', '\"target\":37')")

    found = verdict(product)

    assert [("changed-rows", 2)] == [(fault.code, fault.run) for fault in found.faults]
    assert not found.is_whole


def test_a_head_printed_earlier_is_part_of_the_history_for_ever(product: Product) -> None:
    """Fault 92."""
    agreed(product)
    printed = board(product).head
    product.refresh(hours(2))

    assert verdict(product, printed).is_whole
    assert ["unknown-head"] == [fault.code for fault in verdict(product, f"2:{'0' * 24}").faults]
    with pytest.raises(SettingsError, match="is no head of a chain"):
        verdict(product, "yesterday")


def test_an_amendment_that_does_not_fit_is_an_issue_and_what_follows_it_waits(product: Product) -> None:
    agreed(product)
    product.change(GROWTH, "target: 40", "target: 38")
    amended(product)
    product.change(AMENDMENTS, "from: 40", "from: 41")
    product.refresh(hours(2))

    assert "amendment-from" in codes(product)
    assert card(product).target == 40.0


def test_an_amendment_without_a_seal_is_refused_where_it_stands(product: Product) -> None:
    product.write(AMENDMENTS, "amendments: []\n")

    assert "amendment-without-seal" in codes(product)
