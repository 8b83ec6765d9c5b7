"""Advice about sources: said once, kept as long as it holds."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tracking.store.advice import keep_advice, known_advice
from tracking.store.connection import opened, prepare

NOW = datetime(2026, 11, 1, 6, tzinfo=UTC)


def test_a_sentence_is_new_once_and_goes_when_it_no_longer_holds(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    prepare(path, NOW)
    with opened(path) as store:
        with store.writing() as connection:
            assert keep_advice(connection, {"product": ["an index", "another"]}) == (
                "product: an index",
                "product: another",
            )
        with store.writing() as connection:
            assert keep_advice(connection, {"product": ["an index"]}) == ()
            assert known_advice(connection) == {"product": ("an index",)}
        with store.writing() as connection:
            assert keep_advice(connection, {}) == (), "a source that was not looked at keeps its own"
            assert known_advice(connection) == {"product": ("an index",)}
            assert keep_advice(connection, {"product": []}) == ()
            assert known_advice(connection) == {}
