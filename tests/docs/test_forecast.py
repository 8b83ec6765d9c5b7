"""The page on forecasts: its table has every row, and holds what the page promises."""

from __future__ import annotations

import re

import pytest

from benchmarks.forecast import BEGIN, END, PAGE, filled, table
from benchmarks.forecasts.generators import GENERATORS
from benchmarks.forecasts.table import HEADING, LEAST, MOST, NOT_PROMISED, REAL, Row, rows
from okr.outlook.forecast import FEWEST_TESTS, FEWEST_VALUES, LEAST_HELD

TEXT = PAGE.read_text(encoding="utf-8")
WORDS = " ".join(TEXT.split())
MANY = 200


def shown() -> dict[str, list[str]]:
    """Return the rows of the page by name."""
    lines = TEXT.partition(BEGIN)[2].partition(END)[0].strip().splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert list(HEADING) == cells[0]
    return {row[0]: row[1:] for row in cells[2:]}


def test_the_table_has_a_row_for_every_kind_and_every_log() -> None:
    assert [*GENERATORS, *REAL] == list(shown())


def test_every_promised_row_is_of_many_origins_and_holds() -> None:
    promised = {name: row for name, row in shown().items() if name not in NOT_PROMISED}

    assert len(promised) >= 7
    for origins, _, inside, width, _, verdict in promised.values():
        assert int(origins) >= MANY
        assert verdict == "refused" or (LEAST <= float(inside) <= MOST and float(width) <= 1.0)


def test_the_page_names_the_reasons_for_which_a_forecast_is_refused() -> None:
    assert f"fewer than {FEWEST_VALUES} values" in WORDS
    assert f"of at least {FEWEST_TESTS} forecasts like this one" in WORDS
    assert f"less than {LEAST_HELD:.0%}".replace("%", " %") in WORDS


def test_a_row_says_what_is_wrong_with_it() -> None:
    assert ["holds", "too narrow", "too wide", "wider than a walk", "refused"] == [
        Row("a", 240, 0.0, inside, width, 0.8).verdict
        for inside, width in ((0.8, 0.9), (0.69, 0.9), (0.91, 0.9), (0.8, 1.1), (None, None))
    ]


def test_a_table_takes_the_place_of_the_one_before() -> None:
    page = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    made = table([Row("walk", 240, 0.125, 0.756, 0.97, 0.78)])

    assert "| walk | 240 | 0.12 | 0.76 | 0.97 | 0.78 | holds |" == made.splitlines()[-1]
    assert f"before\n{BEGIN}\n{made}\n{END}\nafter\n" == filled(page, made)
    with pytest.raises(ValueError, match="no lines"):
        filled("a page without a table", made)


@pytest.mark.nightly
def test_the_figures_of_the_page_are_those_of_the_code() -> None:
    assert TEXT == filled(TEXT, table(rows()))


def test_the_rows_on_the_page_are_numbers() -> None:
    assert all(re.fullmatch(r"\d\.\d\d|–", cell) for row in shown().values() for cell in row[1:5])
