"""Cells of a CSV file: whatever people wrote comes back as they wrote it, and nothing in it can run."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.words import Status
from tracking.exporting.cells import document, neutral, restored, written

STARTERS = "=+-@\t\r\n"


def read_back(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8"), newline="")))


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=5))
def test_every_text_comes_back_as_it_was_written(rows: list[list[str]]) -> None:
    content = document(("a", "b"), [dict(zip("ab", row, strict=True)) for row in rows])

    expected = [[text.replace("\x00", "\ufffd") for text in row] for row in rows]
    assert [[restored(cell) for cell in row] for row in read_back(content)[1:]] == expected


@given(st.text())
def test_no_cell_begins_like_a_formula_however_it_is_dressed(text: str) -> None:
    """Fault 117."""
    cell = neutral(text)

    assert cell[:1] not in STARTERS or cell == ""
    assert not cell.lstrip(' "').startswith(("=", "+", "-", "@", "\uff1d"))


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '"=1', " =1", "\uff1d1", "'=1", "-40%"]
)
def test_a_dangerous_text_gets_an_apostrophe(text: str) -> None:
    """Fault 117."""
    assert written(text) == f"'{text}"


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (-1.5, "-1.5"),
        (0.1 + 0.2, "0.30000000000000004"),
        (-3, "-3"),
        (36.0, "36"),
        (1e22, "1e+22"),
        (1e-7, "1e-07"),
        (None, ""),
        (True, "true"),
        (False, "false"),
        (date(2026, 11, 19), "2026-11-19"),
        (datetime(2026, 11, 19, 7, tzinfo=timezone(timedelta(hours=1))), "2026-11-19T06:00:00.000000+00:00"),
        (datetime(2026, 11, 19, tzinfo=UTC), "2026-11-19T00:00:00.000000+00:00"),
        (Status.ON_TRACK, "on_track"),
        ("2026-q4", "2026-q4"),
    ],
)
def test_numbers_stay_numbers_and_absences_are_empty(value: object, cell: str) -> None:
    """Faults 117 and 121."""
    assert written(value) == cell  # type: ignore[arg-type]


def test_half_a_surrogate_cannot_break_the_file() -> None:
    """Fault 119."""
    assert read_back(document(("a",), [{"a": "x\ud800y"}]))[1] == ["x\ufffdy"]


def test_lines_end_as_the_standard_says_and_quotes_are_doubled() -> None:
    assert (
        document(("a", "b"), [{"a": 'say "hi", now', "b": "two\nlines"}])
        == b'a,b\r\n"say ""hi"", now","two\nlines"\r\n'
    )


def test_a_byte_order_mark_comes_only_when_asked_for() -> None:
    """Fault 122."""
    assert document(("a",), []) == b"a\r\n"
    assert document(("a",), [], bom=True) == b"\xef\xbb\xbfa\r\n"
