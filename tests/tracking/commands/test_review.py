"""The commands of the week: give a promise, raise a blocker, check in, decide, close, and hand out the minutes."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.tracking.product import NOW, Product
from tracking.__main__ import main

pytestmark = pytest.mark.usefixtures("here")
KR = "growth/habit/actives"
GROWTH = ("--team", "growth")


@pytest.fixture
def here(product: Product, monkeypatch: pytest.MonkeyPatch) -> Product:
    product.refresh(NOW)
    monkeypatch.setenv("PLUMBLINE_STORE", str(product.store))
    monkeypatch.setenv("PLUMBLINE_AS_OF", "2026-11-19")
    return product


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Return what a command printed that ended well."""
    code = main(arguments)
    captured = capsys.readouterr()
    assert 0 == code, captured.err
    return captured.out


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert 2 == main(arguments)
    return capsys.readouterr().err


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_week_from_promise_to_minutes(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    minutes, table, digest = (tmp_path / name for name in ("minutes.md", "minutes.csv", "digest.txt"))
    assert "P1  Ask all" in said(capsys, "promise", "add", "Ask all", *GROWTH, "--by", "2026-11-27", "--for", KR)
    raised = said(
        capsys, "blocker", "add", "Quota", *GROWTH, "--owner", "platform", "--since", "2026-11-10", "--for", KR
    )
    assert "B1  Quota · platform · blocked 10 days" in raised
    assert "ask again, Tue 24 Nov" in said(
        capsys, "blocker", "update", "b1", "--next", "ask again", "--next-on", "2026-11-24"
    )
    assert "confidence 6 of 10. steady" in said(capsys, "checkin", KR, "--confidence", "6", "--note", "steady")
    assert "confidence 4 of 10. steady" in said(capsys, "checkin", KR, "--confidence", "4")
    agenda = said(capsys, "review", *GROWTH)
    assert all(words in agenda for words in ("a blocker grows old", "we will: Ask all", "confidence 4 of 10"))
    closing = said(capsys, "review", *GROWTH, "--decide", "Go on", "--freeze", "--minutes", str(minutes))
    assert "is closed" in closing
    again = said(capsys, "review", *GROWTH, "--day", "2026-11-16", "--minutes", str(table), "--digest", str(digest))

    assert "nothing of it changes any more" in again
    assert "* Go on" in minutes.read_text(encoding="utf-8")
    assert ["decision", "promised", "blocker"] == [row["section"] for row in rows(table.read_text("utf-8"))][:3]
    assert "Decided: Go on" in digest.read_text(encoding="utf-8")
    assert "2026-11-16  growth  held 2026-11-20" in said(capsys, "review", "--list")
    assert "P1  Ask all · growth · done" in said(capsys, "promise", "done", "P1")
    assert "removed" in said(capsys, "blocker", "done", "B1")
    assert "No promise is open." in said(capsys, "promise", "list")
    assert "Nothing is in the way." in said(capsys, "blocker", "list")


def test_what_was_written_down_is_in_the_files(capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "promise", "add", "=Ask all", *GROWTH, "--owner", "platform", "--by", "2026-11-27")
    said(capsys, "promise", "not-done", "P1", "--by", "2026-12-04")
    said(capsys, "blocker", "add", "Quota", *GROWTH, "--next", "ask")
    said(capsys, "checkin", KR, "--confidence", "3")
    actions, checks = (rows(said(capsys, "export", kind)) for kind in ("actions", "check_ins"))

    assert ["P1", "promise", "platform", "'=Ask all", "open", "2026-11-20", "2026-12-04", "1"] == [
        actions[0][name] for name in ("action", "kind", "team", "what", "state", "since", "due", "carried_over")
    ]
    assert ["B1", "blocker", "growth", "ask"] == [actions[1][name] for name in ("action", "kind", "team", "next_step")]
    assert [(KR, "3", "2026-11-20")] == [(row["key_result"], row["confidence"], row["on"]) for row in checks]
    assert [] == rows(said(capsys, "export", "actions", "--team", "platform"))


def test_one_key_is_one_promise(capsys: pytest.CaptureFixture[str]) -> None:
    """Fault 113."""
    for _ in range(2):
        said(capsys, "promise", "add", "Ask all", *GROWTH, "--by", "2026-11-27", "--key", "same")

    assert 1 == len(said(capsys, "promise", "list").splitlines())


def test_status_tells_which_reviews_are_late(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Growth: review of Mon 16 Nov overdue, none held yet" in said(capsys, "status")
    said(capsys, "review", *GROWTH, "--freeze")

    assert ["Platform: review of Mon 16 Nov overdue, none held yet"] == json.loads(said(capsys, "status", "--json"))[
        "overdue_reviews"
    ]


def test_what_is_not_clear_is_asked_back(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "Which team? Name it with --team. One of growth, platform." in refused(capsys, "review")
    assert 'no team "grow"' in refused(capsys, "review", "--team", "grow")
    assert "closed no review of 2026-11-09" in refused(capsys, "review", *GROWTH, "--day", "2026-11-09")
    assert "By when?" in refused(capsys, "promise", "add", "Ask", *GROWTH)
    assert "Which promise?" in refused(capsys, "promise", "done")
    assert "P9 is no promise" in refused(capsys, "promise", "done", "P9", *GROWTH)
    assert "B1 is no blocker" in refused(capsys, "blocker", "update", "B1", *GROWTH)
    assert "growth has no key result" in refused(capsys, "checkin", "growth/habit/no", "--confidence", "1")
    assert "cannot be written" in refused(capsys, "review", *GROWTH, "--minutes", str(tmp_path / "no" / "a.md"))


def test_a_review_is_values_for_a_program_too(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(said(capsys, "review", *GROWTH, "--json"))

    assert ("growth", "2026-11-16") == (found["team"], found["day"])
    assert 3 == len(found["items"]) + len(found["others"])
