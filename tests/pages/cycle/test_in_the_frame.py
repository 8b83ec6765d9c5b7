"""Both pages as the framework runs them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from okr.model import Configuration
from tests.house.tree import ROOT
from tests.pages.made import AS_OF, make_configuration
from tests.pages.stored import fill
from tests.pages.test_markup import Seen

ROADMAP, ALIGNMENT = "pages/cycle/roadmap.py", "pages/cycle/alignment.py"


def shown(page: str, store: Path, patch: pytest.MonkeyPatch, **query: str) -> str:
    """Return the text of a page over a store."""
    patch.setenv("PLUMBLINE_STORE", str(store))
    patch.setenv("PLUMBLINE_AS_OF", AS_OF.isoformat())
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    app = app.run().switch_page(page).run()
    assert not app.exception
    return " ".join(Seen(block.proto.body).text for block in app.get("html") if "<style>" not in block.proto.body)


def test_the_roadmap_answers_whether_the_work_serves_the_goals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = shown(ROADMAP, fill(tmp_path / "made.sqlite"), monkeypatch)

    assert "All 3 pieces of work serve a key result" in text
    assert "Every piece of work" in text
    assert "Every key result" in text


def test_the_roadmap_of_one_team_is_a_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = shown(ROADMAP, fill(tmp_path / "made.sqlite"), monkeypatch, team="Experience")

    assert "No work in this view of Q4 2026." in text
    assert "--team experience" in text


def test_alignment_answers_whether_the_teams_pull_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = shown(ALIGNMENT, fill(tmp_path / "made.sqlite"), monkeypatch)

    assert "Nobody stands in anybody's way" in text
    assert "What serves what" in text


@pytest.mark.parametrize("page", [ROADMAP, ALIGNMENT])
def test_a_cycle_without_objectives_has_a_page_all_the_same(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare: Configuration = replace(make_configuration(), objectives=(), roadmap=())
    text = shown(page, fill(tmp_path / "bare.sqlite", bare), monkeypatch)

    assert "in this view of Q4 2026" in text
