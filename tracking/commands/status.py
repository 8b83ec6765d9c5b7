"""``status``: how fresh the numbers are, how many key results have each status, and what needs somebody."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from okr.metric import parse_duration
from okr.outlook.shelf import LEVEL
from okr.outlook.words import aim_words, chance_words, forecast_words, move_words
from okr.words import WORDS
from tracking.commands.command import OK, SOME_FAILED, Command, a_day, add_config, add_json, add_store
from tracking.commands.console import complain, say, say_json, table
from tracking.settings import read_settings

if TYPE_CHECKING:
    from okr.scorecard import Board, KeyResultCard
    from tracking.store.runs import Run


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("--cycle", metavar="ID", help="cycle (default: the running one)")
    parser.add_argument("--team", metavar="ID", help="team (default: all)")
    parser.add_argument(
        "--max-age", metavar="DURATION", type=an_age, help="end with 1 where the last refresh is older, like '26 hours'"
    )
    parser.add_argument(
        "--as-of", metavar="DATE", type=a_day, help="a past day as it was known then, and what came later beside it"
    )
    add_config(parser)
    add_store(parser)
    add_json(parser)


def an_age(text: str) -> timedelta:
    """Return the length of an option.

    Raises:
        ArgumentTypeError: If it is none.
    """
    try:
        return timedelta(seconds=parse_duration(text).seconds)
    except (ValueError, KeyError):
        raise ArgumentTypeError(f'"{text}" is no length of time; write it like "26 hours"') from None


def _run(options: Namespace) -> int:
    from okr.alignment.trace import trace
    from okr.alignment.view import alignment_of
    from okr.alignment.words import alignment_lines, as_values, trace_lines
    from okr.model import Configuration
    from tracking.boards.board import Selection, load_board
    from tracking.boards.insight import load_configuration, load_findings, load_last_run
    from tracking.boards.present import present
    from tracking.boards.replay import later_than, selection_of_day
    from tracking.reviewing.sheet import overdue_reviews
    from tracking.store.connection import opened

    settings = read_settings(configuration=options.config, store=options.store)
    with opened(settings.store) as store:
        now = present(store, settings.as_of)
        selection = Selection(now, options.cycle, options.team)
        replayed = selection_of_day(store, options.as_of, selection) if options.as_of else None
        board = load_board(store, replayed or selection)
        later = later_than(store, board, replayed) if replayed else ()
        run, findings = load_last_run(store), load_findings(store)
        configuration = load_configuration(store) or Configuration()
        late = () if replayed else overdue_reviews(store, configuration, now)
    work, teams = trace(board, configuration.roadmap, options.team), alignment_of(board, configuration, options.team)
    if options.json:
        extra = {"later": [asdict(item) for item in later], "overdue_reviews": list(late)}
        say_json(_as_json(board, run) | extra | as_values(work, teams))
    else:
        _print(board, None if replayed else run)
        for line in _agreement_lines(board):
            say(line)
        for item in later:
            say(f"  {item.ref}: {item.words()}")
        for words in (*late, *trace_lines(work), *alignment_lines(teams)):
            say(words)
        if findings.is_kept:
            complain("The files have errors, so an older configuration is in force; run `check`.")
    return _judged_by_age(run, options.max_age, now)


def _judged_by_age(run: Run | None, max_age: timedelta | None, now: datetime) -> int:
    if max_age is None or (run is not None and run.recorded_at is not None and now - run.recorded_at <= max_age):
        return OK
    complain(f"The last refresh is older than {max_age}.")
    return SOME_FAILED


def _print(board: Board, run: Run | None) -> None:
    from tracking.boards.board import complete_to

    counts = ", ".join(f"{count} {WORDS[status].lower()}" for status, count in board.counts)
    days = f"judged for {board.as_of}, data up to {complete_to(board.freshness) or 'an unknown day'}"
    say(f"{board.cycle.title or board.cycle.id}, week {board.week} of {board.weeks}, {days}")
    say(f"{counts or 'no key results'}")
    if run is not None:
        say(f"last refresh {run.recorded_at:%Y-%m-%d %H:%M} UTC: {run.outcome.value}")
    say()
    heading = ("source", "complete to", "read", "failure")
    say(table([heading, *(_source_row(item) for item in board.freshness)]))
    say()
    say("Needs you:" if board.needs_you else "Nothing needs you now.")
    for ref in board.needs_you:
        card = board.card(ref)
        if card is not None:
            say(f"  {WORDS[card.status]}  {card.key_result.title or card.metric_title}")
            say(f"      {card.sentence}")
            for line in _beside(card, board):
                say(f"      {line}")


def _agreement_lines(board: Board) -> Iterator[str]:
    """Yield what is said of the agreement behind a cycle: when, every change with both scores, what differs."""
    from okr.agreement.words import score_words

    if board.agreement:
        yield ""
        yield f"{board.cycle.id}: {' · '.join(board.agreement)}"
    for objective in board.objectives:
        for card in objective.cards:
            mark = card.agreed
            told = (*mark.changes, score_words(mark), *mark.notices) if mark else ()
            if words := " · ".join(word for word in told if word):
                yield f"  {card.key_result.ref}: {words}"
    if board.differences:
        yield "The files are not as agreed; the screens show what is agreed:"
        yield from (f"  {sentence}" for sentence in board.differences)


def _agreed_as_json(card: KeyResultCard) -> dict[str, Any]:
    mark = card.agreed
    if mark is None:
        return {}
    return {
        "score_as_agreed": mark.as_agreed,
        "score_as_changed": mark.as_changed,
        "target_as_agreed": mark.agreed_target,
        "changes": list(mark.changes),
        "notices": list(mark.notices),
        "outcome": mark.result.outcome if mark.result else None,
    }


def _beside(card: KeyResultCard, board: Board) -> list[str]:
    """Return what stands beside a status: the forecast with its chance, and why the figure moved."""
    lines = []
    if card.forecast is not None:
        said = forecast_words(card.forecast, card.unit, board.as_of)
        chance, kind = card.forecast.chance, card.key_result.kind
        lines.append(said if chance is None else f"{said}, {chance_words(chance)} {aim_words(kind)}")
    if card.parts is not None:
        lines.append(f"since {card.parts.since}: {move_words(card.parts, card.unit)}")
    return lines


def _source_row(item: Any) -> tuple[str, str, str, str]:  # noqa: ANN401 - okr.scorecard.SourceFreshness
    read_at = f"{item.read_at:%Y-%m-%d %H:%M} UTC" if item.read_at else "never"
    return item.title, str(item.complete_to or "unknown"), read_at, item.failure


def _as_json(board: Board, run: Run | None) -> dict[str, Any]:
    from tracking.boards.board import complete_to

    whole = complete_to(board.freshness)
    cards = [card for objective in board.objectives for card in objective.cards]
    return {
        "cycle": board.cycle.id,
        "as_of": board.as_of.isoformat(),
        "complete_to": whole.isoformat() if whole else None,
        "week": board.week,
        "weeks": board.weeks,
        "last_refresh": {"at": run.recorded_at.isoformat(), "outcome": run.outcome.value}
        if run and run.recorded_at
        else None,
        "counts": {status.value: count for status, count in board.counts},
        "sources": [
            {
                "source": item.source,
                "complete_to": item.complete_to.isoformat() if item.complete_to else None,
                "read_at": item.read_at.isoformat() if item.read_at else None,
                "failure": item.failure,
            }
            for item in board.freshness
        ],
        "needs_you": list(board.needs_you),
        "agreed_on": board.agreed_on.isoformat() if board.agreed_on else None,
        "agreement": list(board.agreement),
        "not_as_agreed": list(board.differences),
        "head": board.head,
        "key_results": [
            {
                "key_result": card.key_result.ref,
                "status": card.status.value,
                "sentence": card.sentence,
                "value": card.current.value if card.current else None,
                "unit": card.unit,
                "score": card.score,
                **_agreed_as_json(card),
                **_outlook(card),
            }
            for card in cards
        ],
    }


def _outlook(card: KeyResultCard) -> dict[str, Any]:
    """Return the forecast and the parts of the last move, as numbers; null where there is none."""
    made, parts = card.forecast, card.parts
    return {
        "forecast": None
        if made is None
        else {
            "day": made.day.isoformat(),
            "value": made.value,
            "lower": made.lower,
            "upper": made.upper,
            "level": LEVEL,
            "chance": made.chance,
            "tested": made.tested,
            "held": made.held,
            "refusal": made.refusal,
        },
        "change": None
        if parts is None
        else {
            "since": parts.since.isoformat(),
            "total": parts.total,
            "new": parts.new,
            "late": parts.late,
            "definition": parts.definition,
        },
    }


COMMAND = Command(
    name="status",
    summary="say how fresh the numbers are, how the key results stand and what needs you",
    story="Reads the history store alone; no file and no source is opened.",
    examples=(
        ("python -m tracking status", "the running cycle"),
        ("python -m tracking status --as-of 2026-11-13", "that day as it was known then, and what came later"),
        ("python -m tracking status --max-age '26 hours' || echo stale", "for a watchdog"),
        ("python -m tracking status --team growth --json", "one team, for a program"),
    ),
    options=_options,
    run=_run,
)
