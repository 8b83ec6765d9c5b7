"""Every row of the history is covered by a chain: what is changed, removed, cut or replaced is found."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from okr.errors import StoreError
from tests.tracking.made import NOON, make_reading, record
from tracking.store.backup import backed_up_to
from tracking.store.chain import CHAINED, all_links, newest_link
from tracking.store.connection import Store, opened, prepare
from tracking.store.heads import heads_path
from tracking.store.tables import METADATA
from tracking.store.verifying import chain_faults, head_faults, head_is_known

DAYS = [NOON.date() - timedelta(days=back) for back in (3, 2, 1)]
OWN = ("readings", "runs", "chain", "source_runs", "agreed_records", "configurations", "queries", "series")


def three_runs(store: Store) -> None:
    for step, day in enumerate(DAYS):
        record(store, NOON + timedelta(hours=step), [make_reading(day, 0.4 + step / 10)])


def tamper(path: Path, *statements: str) -> None:
    """Edit the file past the program, its triggers dropped first."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for table in OWN:
            connection.execute(f"DROP TRIGGER IF EXISTS {table}_keep_update")
            connection.execute(f"DROP TRIGGER IF EXISTS {table}_keep_delete")
        for statement in statements:
            connection.execute(statement)


def codes(path: Path) -> list[tuple[str, int]]:
    with opened(path) as store, store.reading() as connection:
        found = [*chain_faults(connection), *head_faults(connection, path)]
    return [(fault.code, fault.run) for fault in found]


def test_every_run_has_its_link_and_an_untouched_history_is_whole(store: Store) -> None:
    three_runs(store)

    with store.reading() as connection:
        assert [1, 2, 3] == [link.run for link in all_links(connection)]
    assert [] == codes(store.path)


def test_every_table_whose_rows_belong_to_a_run_is_part_of_the_chain() -> None:
    of_a_run = {name for name, table in METADATA.tables.items() if "run" in table.columns}

    assert of_a_run - {"chain"} == set(CHAINED) - {"runs"}


def test_a_row_cannot_be_changed_while_its_trigger_stands(store: Store) -> None:
    """Fault 91."""
    three_runs(store)

    with closing(sqlite3.connect(store.path)) as connection, pytest.raises(sqlite3.IntegrityError, match="never"):
        connection.execute("UPDATE readings SET value = 0.9")


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE readings SET value = 0.9 WHERE run = 2", [("changed-rows", 2)]),
        ("DELETE FROM readings WHERE run = 2", [("changed-rows", 2)]),
        ("UPDATE runs SET recorded_at = '2026-01-01T00:00:00.000000+00:00' WHERE id = 1", [("changed-rows", 1)]),
        ("UPDATE series SET metric = 'other'", [("changed-rows", 1), ("changed-rows", 2), ("changed-rows", 3)]),
        ("UPDATE queries SET text = 'SELECT 2'", [("changed-query", 0)]),
        (("INSERT INTO readings SELECT series, '2026-01-01', period_start, 2, period_end, state, reason, value, lower,"
         " upper, numerator, denominator, n, level, interval_name, excluded_immature, excluded_null, complete,"
         " mature_at, cohort_size, statistics, fields, watermark, seconds, query FROM readings WHERE run = 2"),
         [("changed-rows", 2)]),
    ],
)  # fmt: skip
def test_with_the_triggers_dropped_the_first_run_that_was_touched_is_named(
    store: Store, statement: str, expected: list[tuple[str, int]]
) -> None:
    """Fault 91."""
    three_runs(store)

    tamper(store.path, statement)

    assert expected == codes(store.path)


def test_a_digest_that_was_reckoned_anew_breaks_the_link(store: Store) -> None:
    """Fault 91."""
    three_runs(store)

    tamper(store.path, "UPDATE chain SET digest = 'f' || substr(digest, 2) WHERE run = 2")

    assert {("broken-link", 2), ("changed-rows", 2)} == set(codes(store.path))


def test_a_tail_that_was_cut_is_known_from_the_heads_beside_the_store(store: Store) -> None:
    """Fault 93."""
    three_runs(store)

    tamper(store.path, *(f"DELETE FROM {table} WHERE run = 3" for table in ("readings", "chain")),
           "DELETE FROM runs WHERE id = 3")  # fmt: skip

    assert [("cut", 3)] == codes(store.path)


def test_a_run_taken_out_of_the_middle_is_missing(store: Store) -> None:
    three_runs(store)

    tamper(store.path, *(f"DELETE FROM {table} WHERE run = 2" for table in ("readings", "chain")),
           "DELETE FROM runs WHERE id = 2")  # fmt: skip

    assert {("missing-run", 2), ("broken-link", 3)} == set(codes(store.path))


def test_a_rewritten_chain_is_told_by_a_head_that_was_printed_before(store: Store, tmp_path: Path) -> None:
    """Fault 92: the whole file is replaced by one whose chain is whole, and the heads beside it too."""
    three_runs(store)
    with store.reading() as connection:
        printed = str(newest_link(connection))
    forged = tmp_path / "forged.sqlite"
    prepare(forged, NOON)
    with opened(forged) as other:
        for step, day in enumerate(DAYS):
            record(other, NOON + timedelta(hours=step), [make_reading(day, 0.9)])

    assert ("rewritten", 1) in _replaced(store.path, forged, heads=False)
    assert [] == _replaced(store.path, forged, heads=True)
    with opened(store.path) as replaced, replaced.reading() as connection:
        assert not head_is_known(connection, printed)


def _replaced(path: Path, forged: Path, *, heads: bool) -> list[tuple[str, int]]:
    shutil.copyfile(forged, path)
    if heads:
        shutil.copyfile(heads_path(forged), heads_path(path))
    return codes(path)


def test_a_printed_head_stays_known_while_the_history_grows(store: Store) -> None:
    record(store, NOON, [make_reading(DAYS[0])])
    with store.reading() as connection:
        printed = str(newest_link(connection))
    three_runs(store)

    with store.reading() as connection:
        assert head_is_known(connection, printed)
        with pytest.raises(ValueError, match="is no head"):
            head_is_known(connection, "3:ab")


def test_runs_from_before_the_chain_are_linked_with_the_next_one(store: Store) -> None:
    three_runs(store)
    tamper(store.path, "DELETE FROM chain")

    record(store, NOON + timedelta(days=1), [make_reading(NOON.date())])

    with store.reading() as connection:
        assert [1, 2, 3, 4] == [link.run for link in all_links(connection)]
        assert [] == list(chain_faults(connection))


def test_a_backup_made_while_others_write_is_proved_to_restore(store: Store, tmp_path: Path) -> None:
    """Fault 94."""
    three_runs(store)
    with store.engine.connect() as busy:
        busy.exec_driver_sql("BEGIN")
        busy.exec_driver_sql("SELECT count(*) FROM readings")
        backup = backed_up_to(store.path, tmp_path / "copies.sqlite")

    assert 3 == backup.runs
    assert [] == codes(backup.path)


def test_a_backup_of_a_history_that_was_touched_is_refused_and_the_old_one_kept(store: Store, tmp_path: Path) -> None:
    three_runs(store)
    target = tmp_path / "copy.sqlite"
    backed_up_to(store.path, target)
    before = target.read_bytes()
    tamper(store.path, "UPDATE readings SET value = 0.9 WHERE run = 2")

    with pytest.raises(StoreError, match="does not prove whole"):
        backed_up_to(store.path, target)

    assert before == target.read_bytes()
    assert not list(tmp_path.glob("*.draft"))


def test_a_backup_onto_the_store_or_into_a_missing_folder_is_refused(store: Store, tmp_path: Path) -> None:
    """Fault 95."""
    three_runs(store)
    (tmp_path / "link.sqlite").symlink_to(store.path)

    for target in (store.path, tmp_path / "link.sqlite"):
        with pytest.raises(StoreError, match="is the history store itself"):
            backed_up_to(store.path, target)
    with pytest.raises(StoreError, match="does not exist"):
        backed_up_to(store.path, tmp_path / "gone" / "copy.sqlite")
    assert [] == codes(store.path)
