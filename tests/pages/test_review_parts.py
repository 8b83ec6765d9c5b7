"""What a review shows: escaped, in the order of the meeting, and with a text for those who do not see the chart."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from okr.model import Team
from okr.review.records import Records
from okr.words import Status
from pages.components.addresses import Kept
from pages.components.week import chart, shown
from pages.components.week.steps import steps_of
from pages.components.week.who import why_not
from tests.okr.made import Q4
from tests.okr.review.made import LOAD, MONDAY, SUNDAY, VALUE, blocker, card, review
from tests.pages.made import AS_OF
from tests.pages.stored import fill
from tests.plugins.served import ROOT
from tracking.reviewing.sheet import Sheet, closed_sheet
from tracking.web.access import LOCAL, Person

KEPT = Kept(team="Growth")
HOSTILE = '<img src=x onerror=alert(1)> "quoted" & עברית 🎉'
OPEN = Sheet(review(Records(blockers=(blocker(),))), Q4, MONDAY, last="none held yet")


def test_the_steps_are_promises_each_item_the_others_and_decisions() -> None:
    steps = steps_of(OPEN.review)

    assert ["promises", "item", "item", "others", "decisions"] == [step.kind for step in steps]
    assert ["Promises", "1 of 2", "2 of 2", "The other one", "Decisions"] == [
        shown.place_words(steps, place) for place in range(len(steps))
    ]
    assert ["promises", "decisions"] == [step.kind for step in steps_of(replace(OPEN.review, items=(), others=()))]


def test_text_of_people_is_escaped_wherever_it_stands() -> None:
    made = review(
        None, replace(card(VALUE, Status.OFF_TRACK), key_result=replace(card(VALUE).key_result, title=HOSTILE))
    )
    sheet = Sheet(replace(made, team_title=HOSTILE), Q4, MONDAY)
    slide = made.items[0]
    parts = (shown.head(sheet, "", KEPT), shown.heading(slide), shown.picture(slide, Q4), shown.others(sheet))

    assert all("<img src=x" not in part for part in parts)
    assert "&lt;img src=x" in parts[1]


def test_the_head_says_whose_review_which_day_and_how_fresh() -> None:
    text = shown.head(OPEN, "1 of 2", KEPT)

    assert all(words in text for words in ("Growth", "Mon 23 Nov", "week 8 of 13", "1 of 2", "data to Sun 22 Nov"))
    assert "data of unknown age" in shown.head(replace(OPEN, review=replace(OPEN.review, data_to=None)), "", KEPT)


def test_a_late_and_a_closed_review_say_so() -> None:
    closed = closed_sheet(replace(OPEN.review, closed_at=None, held_on=MONDAY), Q4)

    assert shown.standing(OPEN, KEPT) is None
    assert "Review of Mon 16 Nov overdue." in str(
        shown.standing(replace(OPEN, overdue="review of Mon 16 Nov overdue"), KEPT)
    )
    assert "Closed on Mon 23 Nov" in str(shown.standing(closed, KEPT))
    assert "history?team=Growth" in str(shown.standing(closed, KEPT))


def test_a_key_result_without_a_figure_of_today_shows_why_instead_of_a_plan() -> None:
    slide = next(slide for slide in OPEN.review.items if slide.ref == LOAD)

    assert slide.sentence in shown.picture(replace(slide, plan_words=""), Q4)
    assert "No line to draw yet." in chart.chart(replace(slide, points=()), Q4)


def test_the_chart_has_its_figures_as_words() -> None:
    slide = next(slide for slide in OPEN.review.items if slide.ref == VALUE)

    assert f"50 % on Sun {SUNDAY.day} Nov" in chart.words(slide)


def test_why_somebody_may_only_look() -> None:
    team = Team("growth", "Growth", may_edit=("lead",))

    assert "server.py" in why_not(None, team)
    assert "may look, not record" in why_not(Person("x", may_edit=False), team)
    assert "may not record for Growth" in why_not(Person("x", may_edit=True), team)
    assert "" == why_not(Person("Lead", may_edit=True), team) == why_not(Person(LOCAL, may_edit=True), team)


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("PLUMBLINE_STORE", str(fill(tmp_path / "made.sqlite")))
    monkeypatch.setenv("PLUMBLINE_AS_OF", AS_OF.isoformat())
    monkeypatch.chdir(os.fspath(ROOT))
    return AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)


def written(app: AppTest) -> str:
    return " ".join(str(item.proto.body) for item in app.get("html"))


def test_without_a_team_the_page_asks_whose_review(app: AppTest) -> None:
    app.run()
    app.switch_page("pages/week/review.py").run()

    assert not app.exception
    assert "Whose review?" in written(app)
    assert "review of Mon 16 Nov overdue, none held yet" in written(app)


def test_without_the_guard_in_front_a_review_is_only_shown(app: AppTest) -> None:
    app.query_params["team"] = "Growth"
    app.run()
    app.switch_page("pages/week/review.py").run()

    assert not app.exception
    assert "Here a review is only shown" in written(app)
    assert "Mon 16 Nov" in written(app)


def test_a_history_without_reviews_says_so(app: AppTest) -> None:
    app.run()
    app.switch_page("pages/week/history.py").run()

    assert not app.exception
    assert "None has been closed yet." in written(app)
