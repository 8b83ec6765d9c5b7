"""A Jira export as it comes: many columns, odd dates, line ends inside cells, and rows that are wrong."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr.errors import SettingsError
from okr.roadmap import RoadmapLink
from tracking.importing.days import Order, day_of, order_of
from tracking.importing.jira import Reading, Taken, read_issues
from tracking.importing.sheet import read_sheet

SETUP = "growth/activation/setup"
READING = Reading("growth", key_results=frozenset({SETUP, "growth/activation/kept"}))
HEADER = (
    "Summary,Issue key,Issue id,Status,Status Category,Created,Due date,Resolved,Labels,Labels,"
    "Custom field (Key Result)\n"
)


def taken(text: str | bytes, reading: Reading = READING) -> Taken:
    return read_issues(read_sheet(text if isinstance(text, bytes) else text.encode()), reading)


def told(found: Taken) -> list[str]:
    return [f"{one.line}: {one.found}. {one.remedy}" for one in found.troubles]


def test_an_issue_is_an_item_with_state_days_and_links() -> None:
    found = taken(
        f"{HEADER}One page,GROW-12,10012,Done,Done,01/Sep/26 9:12 AM,30/Oct/26,06/Oct/26 4:40 PM,a,b,{SETUP}\n"
    )
    ((line, item),) = found.items

    assert (2, "grow-12", "One page", "growth", "shipped") == (line, item.id, item.title, item.team, item.state)
    assert date(2026, 10, 6) == item.ships
    assert (RoadmapLink(SETUP),) == item.advances
    assert () == found.troubles


def test_work_to_come_ships_on_its_due_date() -> None:
    ((_, item),) = taken(f"{HEADER}X,GROW-1,1,In Review,In Progress,,2026-12-01,,,,\n").items

    assert ("in_progress", date(2026, 12, 1)) == (item.state, item.ships)


def test_line_ends_in_quotes_do_not_move_the_lines_that_are_named() -> None:
    found = taken(f'{HEADER}"Two\nlines, and ""quotes""",GROW-1,1,Done,Done,,,,,,\nY,GROW-2,2,Done,Done,,someday,,,,\n')

    assert ['Two lines, and "quotes"', "Y"] == [item.title for _, item in found.items]
    assert [2, 4] == [line for line, _ in found.items]
    assert ['4: "someday" is no day. It is taken over without that day.'] == told(found)


@pytest.mark.parametrize(
    "content",
    [
        "Key,Summary\nA-1,Größe\n".encode("utf-8-sig"),
        "Key,Summary\nA-1,Größe\n".encode("utf-16"),
        "Key;Summary\r\nA-1;Größe\r\n".encode(),
        "KEY\tsummary\nA-1\tGröße\n".encode(),
    ],
    ids=["byte order mark", "utf-16", "semicolons", "tabs"],
)
def test_the_usual_forms_of_a_file_are_read(content: bytes) -> None:
    assert [("a-1", "Größe")] == [(item.id, item.title) for _, item in taken(content).items]


def test_another_encoding_is_refused_with_the_line() -> None:
    with pytest.raises(SettingsError, match="Line 2 of the file is not UTF-8"):
        taken("Key,Summary\nA-1,Größe\n".encode("latin-1"))


def test_one_bad_row_never_hides_the_good_ones() -> None:
    found = taken(
        "Key,Summary,Due date\nA-1,good,2026-12-01\n,no key,\nA-2,,\nA-1,twice,\n"
        "A-3,a,b,c,d\n\nÄ/1,odd,\nA-4,good too,\n"
    )

    assert ["a-1", "a-4"] == [item.id for _, item in found.items]
    assert [
        "3: it has no key. The row is left out.",
        "4: A-2 has no title. The row is left out.",
        "5: a-1 stands in line 2 already. It is left out.",
        "6: it has 5 cells and the header 3; a quote may be missing. The row is left out.",
        '8: "Ä/1" is no key. The row is left out.',
    ] == told(found)


def test_a_misspelled_key_result_is_told_with_the_near_one_and_the_item_stays() -> None:
    found = taken(f"Key,Summary,Key Result\nA-1,x,{SETUP}s; growth/activation/kept\n")

    assert [("growth/activation/kept",)] == [
        tuple(link.key_result for link in item.advances) for _, item in found.items
    ]
    assert [f'2: there is no key result "{SETUP}s". Did you mean "{SETUP}"?'] == told(found)


def test_an_unknown_status_is_told_and_can_be_explained() -> None:
    text = "Key,Summary,Status\nA-1,x,In UAT\nA-2,y,Won't do\n"

    assert ["planned", "dropped"] == [item.state for _, item in taken(text).items]
    assert 'the status "In UAT" is not known' in told(taken(text))[0]
    explained = taken(text, Reading("growth", states={"in uat": "in_progress"}))
    assert (["in_progress", "dropped"], []) == ([item.state for _, item in explained.items], told(explained))


def test_columns_of_ones_own_are_named() -> None:
    found = taken("Nr,Was\nA-1,x\n", Reading("growth", columns={"key": "Nr", "title": "was"}))

    assert ["a-1"] == [item.id for _, item in found.items]


@pytest.mark.parametrize(
    ("text", "columns", "said"),
    [
        ("Nr,Summary\n", {}, 'The file has no column "Issue key" or "Key".'),
        ("Key,Summary\n", {"ships": "Due dat"}, 'The file has no column "Due dat".'),
        ("Key,Summary\n", {"shps": "Key"}, '--map knows no "shps".'),
        ("", {}, "The file has no header line."),
    ],
)
def test_what_cannot_be_done_without_is_asked_for(text: str, columns: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError) as error:
        taken(text, Reading("growth", columns=columns))
    assert said == error.value.message


@pytest.mark.parametrize(
    "text",
    ["2026-03-04", "2026-03-04T09:05:00.000+0000", "04/Mar/26 9:05 AM", "4 Mar 2026", "04.03.2026", "4.3.26 09:05",
     "Mar 4, 2026", "March 4, 2026", "4-Mar-2026"],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert date(2026, 3, 4) == day_of(text, None)


def test_the_other_rows_tell_whether_day_or_month_comes_first() -> None:
    assert Order.DAY_FIRST is order_of(["3/4/2026", "13/4/2026"])
    assert Order.MONTH_FIRST is order_of(["3/4/2026", "4/13/2026"])
    assert order_of(["3/4/2026", "2026-04-13"]) is None
    assert (date(2026, 4, 3), date(2026, 3, 4)) == (
        day_of("3/4/26", Order.DAY_FIRST),
        day_of("3/4/26", Order.MONTH_FIRST),
    )


def test_a_date_that_could_be_two_days_is_never_guessed() -> None:
    found = taken("Key,Summary,Due date\nA-1,x,3/4/2026\n")

    assert [None] == [item.ships for _, item in found.items]
    assert ['2: "3/4/2026" could be either of two days. Say --dates dmy or --dates mdy.'] == told(found)


@pytest.mark.parametrize("text", ["2026-02-30", "31/Feb/26", "0", "", "soon", "13/13/2026", "99/Foo/26", "2026-13-01"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert day_of(text, Order.DAY_FIRST) is None


def test_an_end_before_the_beginning_loses_the_beginning() -> None:
    found = taken("Key,Summary,Start date,Due date\nA-1,x,2026-12-02,2026-12-01\n")

    assert [(None, date(2026, 12, 1))] == [(item.starts, item.ships) for _, item in found.items]
    assert "before it begins" in told(found)[0]


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_words(content: bytes) -> None:
    with suppress(SettingsError):
        assert len(taken(b"Key,Summary\n" + content).items) <= content.count(b"\n") + content.count(b"\r") + 1


@given(st.text(max_size=60))
def test_any_text_is_a_day_or_none(text: str) -> None:
    assert day_of(text, Order.DAY_FIRST) is None or day_of(text, None) is None or day_of(text, None)
