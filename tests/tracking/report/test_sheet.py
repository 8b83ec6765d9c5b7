"""The status report: the same as the overview, on one sheet, with nothing from elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from okr.words import WORDS
from tests.pages.made import make_board, make_configuration
from tests.pages.test_markup import HOSTILE
from tests.tracking.product import Product
from tracking.__main__ import main
from tracking.report.sheet import Sheet, sheet

AT = datetime(2026, 11, 20, 7, tzinfo=UTC)
GIVEN = Sheet(make_board(), make_configuration(), "", AT)


class Seen(HTMLParser):
    """The elements, the addresses in them, and the text."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.leads: list[str] = []
        self.text = ""
        self.feed(document)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.leads += [name for name, _ in attrs if name in {"src", "href", "onload", "onerror"}]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_sheet_says_what_the_overview_says() -> None:
    board, text = GIVEN.board, Seen(sheet(GIVEN)).text

    assert "Q4 2026, week 8 of 13" in text
    assert "Data complete to Thu 19 Nov, read Fri 20 Nov 06:10. Page timings only to Fri 13 Nov." in text
    for status, count in board.counts:
        assert f"{count} {WORDS[status].lower()}" in text
    for ref in board.needs_you:
        card = board.card(ref)
        assert card is not None
        assert card.sentence in text
    for objective in board.objectives:
        assert objective.objective.title in text
        assert [] == [card for card in objective.cards if (card.key_result.title or card.metric_title) not in text]


def test_the_sheet_needs_nothing_besides_itself() -> None:
    document = sheet(GIVEN)
    seen = Seen(document)

    assert not {"script", "link", "img", "iframe", "object"} & seen.names
    assert [] == seen.leads
    assert "url(" not in document
    assert "@import" not in document


def test_the_same_data_give_the_same_sheet() -> None:
    assert sheet(GIVEN) == sheet(Sheet(make_board(), make_configuration(), "", AT))


def test_every_drawing_has_its_words() -> None:
    assert 'aria-label="from 42 to 70 %, now 58.7 %, plan today' in sheet(GIVEN)


def test_a_board_without_objectives_says_so() -> None:
    text = Seen(sheet(replace(GIVEN, board=replace(GIVEN.board, objectives=(), needs_you=(), counts=())))).text

    assert "No objectives in this view." in text
    assert "Nothing this week." in text


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_wrote_stays_text(text: str) -> None:
    """Faults 105 and 106."""
    first = GIVEN.board.objectives[0]
    card = replace(first.cards[0], key_result=replace(first.cards[0].key_result, title=text), unit=text)
    objective = replace(first, objective=replace(first.objective, title=text), cards=(card,))
    seen = Seen(sheet(replace(GIVEN, board=replace(GIVEN.board, objectives=(objective,)), team=text)))

    assert not {"script", "img", "iframe"} & seen.names
    assert text in seen.text


def test_the_command_writes_a_file_and_names_it(product: Product, capsys: pytest.CaptureFixture[str]) -> None:
    product.refresh()
    target = product.store.with_name("report.html")
    arguments = ["report", "--config", str(product.files), "--store", str(product.store)]

    assert main([*arguments, "--team", "growth", "--out", str(target)]) == 0
    assert f"{target}\n" == capsys.readouterr().out
    assert "Growth" in target.read_text(encoding="utf-8")
    assert main([*arguments, "--out", str(target / "no" / "folder")]) == 2
    assert main([*arguments, "--team", "nobody"]) == 2
    assert 'There is no team "nobody".' in capsys.readouterr().err


def test_without_a_history_the_command_ends_with_three(product: Product) -> None:
    assert main(["report", "--config", str(product.files), "--store", str(product.store)]) == 3
