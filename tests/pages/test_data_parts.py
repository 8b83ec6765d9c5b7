from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from okr.issues import Issue, Place, Severity
from okr.metric import SourceDefinition
from okr.model import Amount
from okr.scorecard import SourceFreshness
from pages.components import findings, freshness, source_cards, states
from pages.components.addresses import Kept
from tests.pages.made import AS_OF, CYCLE, FRESHNESS, READ_AT, make_board, make_configuration
from tests.pages.test_markup import HOSTILE, Seen
from tracking.boards.insight import SourceState
from tracking.store.runs import MetricRun, Outcome, SourceRun

CONFIGURATION = make_configuration()
BOARD = make_board()
OSLO = ZoneInfo("Europe/Oslo")
GROWTH = "objectives/2026-q4/growth.yaml"
MISSPELLED = Issue(
    Severity.ERROR,
    "unknown-key",
    'there is no key "baselin" here',
    'Did you mean "baseline"?',
    Place(GROWTH, 14, 9, "objectives[0].key_results[1].baselin"),
)
MANY = Issue(Severity.ADVICE, "many-objectives", "4 objectives in one cycle", "Keep three.", Place(GROWTH, 1, 1))
UNCONFIRMED = Issue(Severity.WARNING, "unconfirmed", "nobody has agreed to it", "Ask.", Place("a-teams.yaml", 12, 3))


def state(source: str = "product", **changes: object) -> SourceState:
    run = SourceRun(source, Outcome.OK, READ_AT, AS_OF - timedelta(days=900), 3.4, 812, 31, read_at=READ_AT)
    fresh = SourceFreshness(source, source.title(), AS_OF, READ_AT)
    made = SourceState(SourceDefinition(source, None, "Europe/Oslo", source.title()), fresh, run, (run,), (), 9)
    return replace(made, **changes)  # type: ignore[arg-type]


def failed(source: str = "timings") -> SourceState:
    since = datetime(2026, 11, 14, 5, tzinfo=UTC)
    run = SourceRun(source, Outcome.FAILED, failure="it does not answer", temporary=True, read_at=READ_AT)
    fresh = SourceFreshness(source, "Timings", date(2026, 11, 13), READ_AT, "it does not answer", since)
    return state(source, freshness=fresh, last=run, recent=(run,))


def test_findings_are_counted_by_weight() -> None:
    text = Seen(findings.summary([MISSPELLED, MANY, UNCONFIRMED])).text

    assert "✕ 1 error▲ 1 warning○ 1 piece of advice" in text
    assert "Nothing is wrong in the files" in Seen(findings.summary([])).text


def test_a_finding_has_its_place_its_code_and_the_near_miss() -> None:
    text = Seen(findings.by_file([MISSPELLED])).text

    assert 'There is no key "baselin" here.' in text
    assert 'Did you mean "baseline"?' in text
    assert f"{GROWTH}:14:9 (objectives[0].key_results[1].baselin)" in text
    assert "unknown-key" in text
    assert "error: " in text


def test_files_with_errors_come_first_and_errors_first_within_them() -> None:
    text = Seen(findings.by_file([UNCONFIRMED, MANY, MISSPELLED])).text
    places = [text.index(word) for word in ("unknown-key", "many-objectives", "unconfirmed")]

    assert places == sorted(places)


def test_as_understood_shows_every_number_as_it_was_read() -> None:
    text = Seen(findings.understood(CONFIGURATION, CYCLE, BOARD)).text

    assert "New users who finish core set-up in their first session" in text
    assert "42 %" in text
    assert "at least 99.5" in text
    assert "last 28 days" in text


@pytest.mark.parametrize(
    ("value", "text", "shown"),
    [
        (0.70, "70 %", "70 %"),
        (0.70, "70%", "70 %"),
        (0.70, "+28 points", "+28 points = 70 %"),
        (24600.0, "x3", "x3 = 24,600"),
        (None, "x3", "x3"),
        (None, "", "–"),
    ],
)
def test_a_number_is_repeated_where_it_was_written_differently(value: float | None, text: str, shown: str) -> None:
    unit = "share" if value is not None and value < 1 else ""

    assert shown == findings._amount(value, unit, text)


def test_a_relative_target_is_shown_with_the_absolute_number() -> None:
    assert "x3" == Amount(3.0, relative=True, text="x3").text


def test_a_source_that_answers_says_up_to_when() -> None:
    source = state()
    text = Seen(source_cards.source_card(source, [source], CONFIGURATION, OSLO)).text

    assert "answers" in text
    assert "Data complete toThu 19 Nov" in text
    assert "Last good readFri 20 Nov 06:10" in text
    assert "812 read 31 of them new" in text


def test_a_source_that_fails_says_why_since_when_and_whether_it_may_pass() -> None:
    text = Seen(source_cards.source_card(failed(), [failed()], CONFIGURATION, OSLO)).text

    assert "cannot be read" in text
    assert "It does not answer. Since Sat 14 Nov 06:00. It may pass by itself" in text


def test_a_metric_that_fails_alone_is_named_with_its_reason() -> None:
    run = MetricRun("seats", "product", "v1", failure='column "plan" is gone', failing_since=READ_AT)
    source = state(failing=(run,))
    text = Seen(source_cards.source_card(source, [source], CONFIGURATION, OSLO)).text

    assert 'Customers adding seats Column "plan" is gone. Since Fri 20 Nov 06:10.' in text


def test_a_source_that_was_never_asked_claims_nothing() -> None:
    fresh = SourceFreshness("new", "New", None, None)
    source = state("new", freshness=fresh, last=None, recent=())
    text = Seen(source_cards.source_card(source, [source], CONFIGURATION, OSLO)).text

    assert "not asked yet" in text
    assert "Data complete to" not in text


def test_a_source_whose_data_ended_is_not_called_fresh() -> None:
    old = state("old", freshness=SourceFreshness("old", "Old", AS_OF - timedelta(days=8), READ_AT))

    assert source_cards.is_late(old, [old, state()])
    assert not source_cards.is_late(state(), [old, state()])
    assert "no newer data" in Seen(source_cards.source_card(old, [old, state()], CONFIGURATION, OSLO)).text


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        ([], "No source is described in the files"),
        ([state()], "The source answers"),
        ([state(), state("other")], "All 2 sources answer"),
        ([state(), failed()], "1 of 2 sources cannot be read"),
    ],
)
def test_the_sources_are_summed_up_in_one_line(sources: list[SourceState], said: str) -> None:
    assert said == Seen(source_cards.summary(sources)).text


def test_one_line_says_how_fresh_the_data_are_and_who_lags() -> None:
    seen = Seen(freshness.line(FRESHNESS, CYCLE, Kept()))

    assert "Data complete to Thu 19 Nov · read Fri 20 Nov 06:10 · ▲ Page timings only to Fri 13 Nov" == seen.text
    assert "sources" in [found.get("href") for _, found in seen.elements]


def test_sources_that_agree_are_not_named() -> None:
    assert Seen(freshness.line(FRESHNESS[:1], CYCLE, Kept())).text.endswith("06:10")


def test_several_that_lag_are_counted_and_one_without_data_is_named() -> None:
    never = SourceFreshness("new", "New one", None, None)

    assert "2 sources are behind" in Seen(freshness.line([*FRESHNESS, never], CYCLE, Kept())).text
    assert "New one could not be read" in Seen(freshness.line([FRESHNESS[0], never], CYCLE, Kept())).text
    assert "Nothing has been read yet" == Seen(freshness.line([never], CYCLE, Kept())).text


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_wrote_is_shown_as_they_wrote_it(text: str) -> None:
    """Faults 102 to 105 and 108."""
    issue = replace(MISSPELLED, message=text, hint=text, place=replace(MISSPELLED.place, key_path=text))
    source = replace(failed(), definition=SourceDefinition("a", None, "Europe/Oslo", text))
    late = replace(FRESHNESS[1], title=text)
    parts = [
        findings.by_file([issue]),
        source_cards.source_card(source, [source], CONFIGURATION, OSLO),
        freshness.line([FRESHNESS[0], late], CYCLE, Kept()),
        states.trouble(text, text),
        states.banner(text),
        states.nothing_here(text, [(text, "./")]),
        states.failed_part(text, "0f"),
    ]

    for seen in (Seen(part) for part in parts):
        assert text in seen.text
        assert not {"script", "iframe", "svg"} & {name for name, _ in seen.elements}


def test_the_first_screen_says_what_to_do() -> None:
    text = Seen(states.first_run()).text

    assert "python -m tracking demo" in text
    assert "python -m tracking refresh" in text
