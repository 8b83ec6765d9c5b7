from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest

from okr import numbers
from okr.model import KeyResultKind
from okr.scorecard import KeyResultCard, Point
from okr.words import JUDGED, Status
from pages.components.bullet import bullet
from pages.components.drawing import bar, image
from pages.components.sparkline import sparkline
from tests.pages.made import AS_OF, CYCLE, make_board
from tests.pages.test_markup import Seen

BOARD = make_board()
CARDS = [card for objective in BOARD.objectives for card in objective.cards]
SETUP, TIME, KEPT = CARDS[:3]
ANSWERED = next(card for card in CARDS if card.key_result.kind is KeyResultKind.KEEP)


def drawn(markup: str) -> tuple[ET.Element, str]:
    """Return the drawing in some markup, and its text for those who do not see it."""
    attributes = next(attributes for name, attributes in Seen(markup).elements if name == "img")
    address = attributes["src"] or ""
    return ET.fromstring(unquote(address.removeprefix("data:image/svg+xml,"))), attributes["alt"] or ""  # noqa: S314


def bars(markup: str) -> list[tuple[str, float, float]]:
    """Return class, start and length of every bar."""
    found = [shape for shape in drawn(markup)[0] if shape.tag.endswith("rect")]
    return [(shape.get("class", ""), float(shape.get("x", "")), float(shape.get("width", ""))) for shape in found]


def uprights(markup: str, class_: str) -> list[float]:
    """Return where the vertical lines of a class stand."""
    shapes = [shape for shape in drawn(markup)[0] if shape.tag.endswith("path") and shape.get("class") == class_]
    return [float(re.findall(r"[\d.]+", shape.get("d", ""))[0]) for shape in shapes]


def test_the_bar_ends_where_the_value_is_on_its_way() -> None:
    half = bullet(replace(SETUP, progress=0.5))

    assert [("r", 16, 368), ("g", 16, 184)] == bars(half)


def test_a_falling_target_runs_from_left_to_right_too() -> None:
    way = bullet(replace(TIME, baseline=6.0, target=2.0, plan_now=4.0, progress=0.25))

    assert ("b", 16, 92) == bars(way)[1]
    assert [200] == uprights(way, "i")


def test_below_the_baseline_the_bar_goes_back_and_beyond_the_target_on() -> None:
    behind, beyond = bars(bullet(replace(SETUP, progress=-0.02)))[1], bars(bullet(replace(SETUP, progress=1.02)))[1]

    assert 16 > behind[1]
    assert 384 < beyond[1] + beyond[2] < 400


@pytest.mark.parametrize("progress", [-1e9, -1.0, 1.5, 1e9])
def test_however_far_a_value_is_the_bar_stays_in_the_drawing(progress: float) -> None:
    _, start, length = bars(bullet(replace(SETUP, progress=progress)))[1]

    assert 0 <= start <= start + length <= 400


def test_a_commitment_has_no_bar_mark_beside_its_target() -> None:
    assert 3 == len(uprights(bullet(SETUP), "m"))
    assert 2 == len(uprights(bullet(replace(SETUP, bar=SETUP.target)), "m"))


@pytest.mark.parametrize("status", sorted(set(Status) - JUDGED))
def test_a_number_that_cannot_be_judged_gets_an_empty_rail(status: Status) -> None:
    found = bullet(replace(SETUP, status=status))

    assert [("r", 16, 368)] == bars(found)
    assert [] == uprights(found, "i")


def test_a_limit_to_be_kept_is_drawn_as_a_band_with_the_value_as_a_dot() -> None:
    found = bullet(ANSWERED)

    assert ["r", "v"] == [shade for shade, _, _ in bars(found)]
    limit = f"≥ {numbers.amount(0.995, 'share')}"
    assert drawn(found)[1].startswith(f"to be kept {limit}; ")
    assert drawn(found)[1].endswith(" is inside")
    assert limit in Seen(found).text


def test_a_limit_broken_by_nothing_but_its_absence_has_no_dot() -> None:
    found, _ = drawn(bullet(replace(ANSWERED, status=Status.OUT_OF_DATE)))

    assert [] == [shape for shape in found if "h0" in shape.get("d", "")]


def test_the_words_of_a_bullet_are_those_of_its_numbers() -> None:
    assert "from 42 to 70 %: now 58.7 %, plan today 51 %" == drawn(bullet(SETUP))[1]
    assert "from 51 to 65 %; too early" == drawn(bullet(KEPT))[1]


def test_a_target_equal_to_the_baseline_draws_nothing_that_could_mislead() -> None:
    flat = replace(SETUP, status=Status.NO_MOVE_PLANNED, target=0.42, progress=None)

    assert [("r", 16, 368)] == bars(bullet(flat))


def line_of(markup: str) -> list[tuple[int, int]]:
    """Return the points of the trend."""
    path = next(shape for shape in drawn(markup)[0] if shape.get("class") == "m")
    numbers = [int(number) for number in re.findall(r"-?\d+", path.get("d", ""))]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def test_a_rising_trend_rises_and_ends_at_the_right() -> None:
    line = line_of(sparkline(SETUP, AS_OF, CYCLE.start))

    assert line[0][1] > line[-1][1]
    assert 308 == line[-1][0]
    assert len(line) <= 31


def test_a_trend_that_ended_earlier_ends_earlier() -> None:
    load = next(card for card in CARDS if card.status is Status.OUT_OF_DATE)

    assert line_of(sparkline(load, AS_OF, CYCLE.start))[-1][0] < 300


def test_a_flat_trend_is_drawn_flat_and_not_as_noise() -> None:
    days = [date(2026, 11, day) for day in range(1, 20)]
    flat = replace(SETUP, series=tuple(Point(day, 0.5 + 0.0001 * (day.day % 2)) for day in days))

    heights = [height for _, height in line_of(sparkline(flat, AS_OF, CYCLE.start))]

    assert max(heights) - min(heights) <= 1


@pytest.mark.parametrize("series", [(), (Point(AS_OF, 0.5),), (Point(AS_OF, None), Point(AS_OF, 0.4))])
def test_without_two_points_there_is_no_trend(series: tuple[Point, ...]) -> None:
    card: KeyResultCard = replace(SETUP, series=series)

    assert "no trend yet" == drawn(sparkline(card, AS_OF, CYCLE.start))[1]


@pytest.mark.parametrize("card", CARDS)
def test_every_drawing_is_the_same_for_the_same_data_and_shows_both_modes(card: KeyResultCard) -> None:
    for made in (bullet(card), sparkline(card, AS_OF, CYCLE.start)):
        assert "prefers-color-scheme:dark" in made
        assert isinstance(drawn(made)[0], ET.Element)
    assert bullet(card) == bullet(card)


def test_a_drawing_cannot_break_out_of_its_address() -> None:
    made = image([bar("r", 0, 1, 0, 1)], (10, 10), '"><script>', "x")

    assert ["img"] == [name for name, _ in Seen(made).elements]
