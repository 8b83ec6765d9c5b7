"""Every page as it runs from the frame, over a real history store, without a browser."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from okr.issues import Issue, Place, Severity
from pages.components import filters, findings, frame, overview
from tests.house.tree import ROOT
from tests.pages import stored
from tests.pages.made import CYCLE, SETUP, make_configuration
from tests.pages.stored import fill, fill_days
from tests.pages.test_markup import Seen

PAGES = (
    "pages/okrs/overview.py",
    "pages/okrs/objective.py",
    "pages/data/sources.py",
    "pages/data/configuration.py",
    "pages/okrs/metric.py",
    "pages/okrs/plan.py",
    "pages/cycle/scores.py",
)
FAULT = Issue(Severity.ERROR, "unknown-key", 'there is no key "baselin" here', "", Place("objectives/a.yaml", 3, 5))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("filled") / "history.sqlite", issues=[FAULT])


@pytest.fixture
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A home of its own, on the day of the made board."""
    for name in ("PLUMBLINE_CONFIG", "PLUMBLINE_STORE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PLUMBLINE_HOME", str(tmp_path))
    monkeypatch.setenv("PLUMBLINE_AS_OF", "2026-11-19")
    return monkeypatch


def run(page: str = PAGES[0], **query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    return app if page == PAGES[0] else app.switch_page(page).run()


def seen(app: AppTest) -> str:
    """Return the text of everything that was written as markup."""
    assert not app.exception
    return " ".join(Seen(block.proto.body).text for block in app.get("html") if "<style>" not in block.proto.body)


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (PAGES[0], ["Week 8 of 13", "Needs you", "Median days until the first report is shared", "Guard"]),
        (PAGES[1], ["because", "Why this status", "What we did", "Where this number comes from"]),
        (PAGES[2], ["1 of 2 sources cannot be read", "Product database", "it does not answer"]),
        (PAGES[3], ['There is no key "baselin" here.', "objectives/a.yaml:3:5", "As understood: Q4 2026"]),
        (PAGES[4], ["What is measured", "Median time to the first shared report", "setup_in_first_session"]),
        (PAGES[6], ["Scores, Q4 2026", "Week 8 of 13: scores so far", "No cycle is closed yet", "Across cycles"]),
    ],
)
def test_every_page_runs_over_a_filled_store(
    page: str, words: list[str], filled: Path, at_home: pytest.MonkeyPatch
) -> None:
    at_home.setenv("PLUMBLINE_STORE", str(filled))
    text = seen(run(page))

    assert [] == [word for word in words if word.lower() not in text.lower()]
    assert "could not be drawn" not in text


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_what_to_do_before_the_first_refresh(page: str, at_home: pytest.MonkeyPatch) -> None:
    del at_home

    assert "python -m tracking refresh" in seen(run(page))


@pytest.mark.parametrize("page", PAGES)
def test_every_page_runs_where_every_metric_is_absent(page: str, tmp_path: Path, at_home: pytest.MonkeyPatch) -> None:
    at_home.setattr(stored, "_dated", lambda *_: [])
    at_home.setenv("PLUMBLINE_STORE", str(fill(tmp_path / "absent.sqlite")))
    text = seen(run(page))

    assert "could not be drawn" not in text
    if page == PAGES[0]:
        assert "9 cannot judge" in text
        assert "No data" in text


@pytest.mark.parametrize("page", PAGES)
def test_every_page_runs_where_the_files_hold_no_objective(
    page: str, tmp_path: Path, at_home: pytest.MonkeyPatch
) -> None:
    bare = replace(make_configuration(), objectives=(), roadmap=())
    at_home.setenv("PLUMBLINE_STORE", str(fill(tmp_path / "bare.sqlite", bare)))
    text = seen(run(page))

    assert "could not be drawn" not in text
    if page == PAGES[0]:
        assert "No objectives in this view of Q4 2026." in text


@pytest.mark.parametrize("page", PAGES)
def test_a_store_that_goes_away_leaves_a_screen_with_the_remedy(
    page: str, tmp_path: Path, at_home: pytest.MonkeyPatch
) -> None:
    store = fill(tmp_path / "gone.sqlite")
    at_home.setenv("PLUMBLINE_STORE", str(store))
    app = run(page)
    store.unlink()

    assert "python -m tracking refresh" in seen(app.run())


def test_a_damaged_store_is_said_to_be_damaged_without_its_folder(tmp_path: Path, at_home: pytest.MonkeyPatch) -> None:
    store = tmp_path / "torn.sqlite"
    store.write_bytes(b"not a database at all")
    at_home.setenv("PLUMBLINE_STORE", str(store))
    text = seen(run())

    assert "The file torn.sqlite is no database." in text
    assert str(tmp_path) not in text


def test_a_store_of_a_newer_program_is_not_touched(tmp_path: Path, at_home: pytest.MonkeyPatch) -> None:
    store = fill(tmp_path / "newer.sqlite")
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("INSERT INTO migrations VALUES (999, '2027-01-01')")
        connection.commit()
    before = store.read_bytes()
    at_home.setenv("PLUMBLINE_STORE", str(store))

    assert "999" in seen(run())
    assert before == store.read_bytes()


def test_a_wrong_setting_is_named(at_home: pytest.MonkeyPatch) -> None:
    at_home.setenv("PLUMBLINE_AS_OF", "yesterday")

    assert 'PLUMBLINE_AS_OF holds "yesterday".' in seen(run())


def test_the_address_chooses_cycle_team_and_key_result(filled: Path, at_home: pytest.MonkeyPatch) -> None:
    at_home.setenv("PLUMBLINE_STORE", str(filled))
    growth = seen(run(team="Growth"))

    assert "A phone is all it takes" not in growth
    assert "Whoever starts with us" in growth


@pytest.mark.parametrize(
    "asked", ["../../etc/passwd", "x" * 10_000, "<script>alert(1)</script>", "42", "somebody else's"]
)
@pytest.mark.parametrize("name", ["cycle", "team"])
def test_an_unknown_filter_is_said_and_left_aside(
    name: str, asked: str, filled: Path, at_home: pytest.MonkeyPatch
) -> None:
    """Fault 109."""
    at_home.setenv("PLUMBLINE_STORE", str(filled))
    text = seen(run(**{name: asked}))

    assert f"There is no {name} “{asked[:60]}” here" in text
    assert "Week 8 of 13" in text


def test_a_link_to_nothing_offers_what_there_is(filled: Path, at_home: pytest.MonkeyPatch) -> None:
    """Fault 109."""
    at_home.setenv("PLUMBLINE_STORE", str(filled))
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60).run()
    app.query_params["kr"] = "growth/gone"
    text = seen(app.switch_page(PAGES[1]).run())

    assert "There is no key result “growth/gone” in this view." in text
    assert "Whoever starts with us" in text


def broken(*_: Any) -> Any:
    raise ZeroDivisionError("a secret that belongs in the log")


@pytest.mark.parametrize(
    ("page", "module", "name", "still"),
    [
        (PAGES[0], overview, "headline", "Whoever starts with us"),
        (PAGES[0], overview, "objective_card", "Week 8 of 13"),
        (PAGES[3], findings, "by_file", "As understood"),
    ],
)
def test_a_part_that_fails_does_not_take_the_page_with_it(  # noqa: PLR0917
    page: str,
    module: Any,
    name: str,
    still: str,
    filled: Path,
    at_home: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Faults 110 and 111."""
    at_home.setenv("PLUMBLINE_STORE", str(filled))
    at_home.setattr(module, name, broken)
    text = seen(run(page))

    assert "could not be drawn. The server's log says why, under reference" in text
    assert still in text
    assert "secret" not in text
    assert "a secret that belongs in the log" in caplog.text


def test_the_chart_speaks_for_itself(filled: Path, at_home: pytest.MonkeyPatch) -> None:
    at_home.setenv("PLUMBLINE_STORE", str(filled))
    chart = run(PAGES[1]).get("plotly_chart")[0].proto

    assert chart.alt.startswith("Line of Median time to the first shared report: ")


def test_the_query_of_the_receipt_is_the_one_that_was_stored(filled: Path, at_home: pytest.MonkeyPatch) -> None:
    at_home.setenv("PLUMBLINE_STORE", str(filled))
    codes = [block.value for block in run(PAGES[1]).code]

    assert any(code.startswith("SELECT count(*) FILTER (WHERE done)") for code in codes)


def test_equal_titles_are_told_apart_by_their_ids() -> None:
    labels = filters.labelled([("a", "Growth"), ("b", "Growth"), ("c", "")])

    assert {"Growth (a)": "a", "Growth (b)": "b", "c": "c"} == labels


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("The store /srv/data/a.sqlite is damaged.", "The store a.sqlite is damaged."),
        ("/srv/a is gone", "a is gone"),
        ("1/2 of it and/or more", "1/2 of it and/or more"),
    ],
)
def test_nobody_who_looks_is_told_where_the_server_keeps_things(message: str, shown: str) -> None:
    assert shown == frame._without_folders(message)


def test_a_page_is_a_screen_of_at_most_sixty_lines() -> None:
    lengths = {page: len((ROOT / page).read_text(encoding="utf-8").splitlines()) for page in PAGES}

    assert {} == {page: length for page, length in lengths.items() if length > 60}
    assert "2026-q4" == CYCLE.id


@pytest.mark.parametrize("page", PAGES[:2])
def test_a_past_day_in_the_address_is_shown_as_it_was_known_then(
    page: str, filled: Path, at_home: pytest.MonkeyPatch
) -> None:
    at_home.setenv("PLUMBLINE_STORE", str(filled))
    app = run(page, on="2026-11-12")
    text = seen(app)

    assert "Thu 12 Nov 2026, as it was known then." in text
    assert "figures are other ones now. Back to today" in text
    assert "on=2026-11-12" in " ".join(block.proto.body for block in app.get("html"))


@pytest.mark.parametrize(
    ("on", "said"),
    [("2026-10-20", "Nothing was known of Tue 20 Oct; this is today."), ("last week", "“last week” is no day")],
)
def test_a_past_day_that_cannot_be_shown_is_said_and_today_is_shown(
    on: str, said: str, filled: Path, at_home: pytest.MonkeyPatch
) -> None:
    """Fault 109."""
    at_home.setenv("PLUMBLINE_STORE", str(filled))
    text = seen(run(on=on))

    assert said in text
    assert "Week 8 of 13" in text


def test_the_page_of_a_metric_says_what_is_counted_and_who_goes_by_it(
    filled: Path, at_home: pytest.MonkeyPatch
) -> None:
    at_home.setenv("PLUMBLINE_STORE", str(filled))
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60).run()
    app.query_params["metric"] = "setup_in_first_session"
    text = seen(app.switch_page(PAGES[4]).run())

    assert "A session ends after 30 minutes without an event." in text
    assert "Where this number comes from" in text
    assert "New users who finish core set-up in their first session" in text
    assert "could not be drawn" not in text
    assert 2 == len(app.get("plotly_chart"))


@pytest.mark.parametrize("page", [PAGES[4], PAGES[5]])
@pytest.mark.parametrize("asked", ["gone", "<script>alert(1)</script>", "../../etc/passwd"])
def test_a_metric_that_is_not_there_is_said_with_the_way_on(
    page: str, asked: str, filled: Path, at_home: pytest.MonkeyPatch
) -> None:
    """Fault 109."""
    at_home.setenv("PLUMBLINE_STORE", str(filled))
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60).run()
    app.query_params["metric"] = asked
    text = seen(app.switch_page(page).run())

    assert asked in text
    assert "All metrics" in text


@pytest.mark.parametrize(
    ("typed", "said"), [("70%", "→ 70 %"), ("+20%", "What the past proposes"), ("seventy", "seventy")]
)
def test_a_typed_target_is_told_what_it_means_or_why_it_is_none(
    typed: str, said: str, tmp_path: Path, at_home: pytest.MonkeyPatch
) -> None:
    at_home.setenv("PLUMBLINE_STORE", str(fill_days(fill(tmp_path / "days.sqlite"), SETUP)))
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60).run()
    app.query_params["metric"] = "setup_in_first_session"
    app.query_params["target"] = typed
    text = seen(app.switch_page(PAGES[5]).run())

    assert said in text
    assert "Target workshop · Q4 2026" in text
    assert "could not be drawn" not in text


def test_a_metric_without_a_past_cannot_be_planned_and_says_so(filled: Path, at_home: pytest.MonkeyPatch) -> None:
    at_home.setenv("PLUMBLINE_STORE", str(filled))

    assert "Less than four weeks are known" in seen(run(PAGES[5]))
