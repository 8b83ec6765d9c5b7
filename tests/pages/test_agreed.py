"""What pages say of an agreement: changed targets with both scores, and files that are not as agreed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from okr.agreement.agreed import AgreedMark
from okr.scorecard import KeyResultCard
from pages.components import agreed, overview, trend, why
from pages.components.addresses import Kept
from pages.components.key_results import table
from pages.components.trend_scene import Scene
from tests.pages.made import AS_OF, CYCLE, make_board, make_configuration

CHANGED = AgreedMark(
    agreed_on=date(2026, 10, 3),
    changes=("target changed 3 Nov, 70% → 62%",),
    change_days=(date(2026, 11, 3),),
    as_agreed=0.64,
    as_changed=0.9,
    agreed_target=0.705,
    agreed_baseline=0.42,
    notices=("you wrote 42 %, the data say 44.1 % (41.9 to 46.3 %)",),
)
KEPT = Kept()


def card(mark: AgreedMark | None = CHANGED) -> KeyResultCard:
    return replace(make_board().objectives[0].cards[0], agreed=mark)


def test_a_changed_key_result_has_a_tag_with_both_scores() -> None:
    said = str(table([card()], AS_OF, CYCLE.start, KEPT))

    assert ">target changed 3 Nov<" in said
    assert "target changed 3 Nov, 70% → 62% · 0.64 as agreed, 0.90 as changed" in said
    assert agreed.tag(card(None)) is None
    assert agreed.tag(card(AgreedMark(date(2026, 10, 3)))) is None


def test_an_objective_with_a_changed_key_result_shows_both_scores() -> None:
    objective = make_board().objectives[0]
    changed = replace(objective, cards=(card(), *objective.cards[1:]), as_agreed=0.5)

    said = str(overview.objective_card(changed, make_board(), make_configuration(), KEPT))

    assert "0.50 as agreed" in said
    assert "as agreed" not in str(overview.objective_card(objective, make_board(), make_configuration(), KEPT))


def test_the_headline_says_when_the_cycle_was_agreed() -> None:
    board = replace(make_board(), agreement=("agreed on 3 Oct, 2 days after the quarter began",))

    assert "agreed on 3 Oct, 2 days after the quarter began" in str(overview.headline(board))


def test_files_that_are_not_as_agreed_are_a_banner() -> None:
    board = replace(make_board(), differences=('"a/b/c" is not as agreed: target 70% → 60%',))

    assert "The files are not as agreed in one place" in str(agreed.differing(board, KEPT))
    assert agreed.differing(make_board(), KEPT) is None


def test_why_this_status_says_what_was_agreed_and_what_the_data_contradict() -> None:
    said = str(why.why_card(card(), CYCLE, AS_OF))

    assert "42 → 70.5 %" in said
    assert "you wrote 42 %, the data say 44.1 % (41.9 to 46.3 %)" in said


def test_the_chart_marks_the_day_of_a_change_and_of_another_meaning() -> None:
    mark = replace(CHANGED, redefined_on=date(2026, 11, 10))
    scene = Scene(card(mark), CYCLE, AS_OF, is_year=False, ships=())

    drawn = trend.figure(scene)

    hovers = [item.hovertext for item in drawn.layout.annotations if item.text == "◆"]
    assert ["target changed 3 Nov, 70% → 62%"] == hovers
    assert any(str(item.text).startswith("agreed 70") for item in drawn.layout.annotations)
    assert any(item.text == "measured differently from 10 Nov" for item in drawn.layout.annotations)
    assert {"2026-11-03", "2026-11-10"} <= {str(shape.x0) for shape in drawn.layout.shapes}
    assert "target changed 3 Nov" in trend.words(scene)
    early = replace(scene, card=card(replace(mark, redefined_on=CYCLE.start - timedelta(days=200))))
    assert not any("differently" in str(item.text) for item in trend.figure(early).layout.annotations)
