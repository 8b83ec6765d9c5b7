"""The first folder that the documents show is one that can be checked and measured as it stands."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tracking.__main__ import main

PAGE = Path(__file__).parents[2] / "docs" / "first-numbers.md"
ROWS = [
    (1, "2026-10-01 10:00:00", "signed_up"),
    (1, "2026-10-01 10:20:00", "set_up"),
    (2, "2026-10-01 11:00:00", "signed_up"),
]


def test_the_first_folder_gives_its_number(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = re.findall(r"`(my-okrs/[^`]+)`[^\n]*\n\n```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert 5 == len(files)
    for name, text in files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    with closing(sqlite3.connect(tmp_path / "app.sqlite")) as connection, connection:
        connection.execute("create table events (user_id integer, created_at text, event text)")
        connection.executemany("insert into events values (?, ?, ?)", ROWS)
    folder = str(tmp_path / "my-okrs")

    assert 0 == main(["check", "--config", folder])
    assert "error" not in capsys.readouterr().out
    span = ["--from", "2026-10-01", "--to", "2026-10-02", "--watermark", "2026-10-03T00:00"]
    assert 0 == main(["measure", "set_up_in_first_session", "--config", folder, "--json", *span])
    (found,) = json.loads(capsys.readouterr().out)["readings"]
    assert (0.5, 1, 2) == (found["value"], found["numerator"], found["denominator"])
