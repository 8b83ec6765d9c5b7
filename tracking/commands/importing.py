"""``import jira``: work kept in Jira as items of the roadmap; the plan first, and nothing overwritten."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from okr.errors import SettingsError
from okr.issues import near_miss
from tracking.commands.command import INVALID, OK, Command, add_config
from tracking.commands.console import say, table
from tracking.settings import read_settings

if TYPE_CHECKING:
    from okr.model import Configuration
    from tracking.importing.jira import Reading, Taken
    from tracking.importing.roadmap import Plan

_LONGEST_TITLE = 60
_MOST_BYTES = 50_000_000


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=("jira",), help="where the file comes from")
    parser.add_argument("file", metavar="FILE", help="the CSV export")
    parser.add_argument("--team", metavar="ID", required=True, help="the team whose work it is")
    parser.add_argument(
        "--map",
        metavar="WHAT=COLUMN",
        type=pair,
        action="append",
        default=[],
        help="the column of key, title, status, ships, advances or others (docs/alignment.md); may be repeated",
    )
    parser.add_argument(
        "--state",
        metavar="STATUS=STATE",
        type=pair,
        action="append",
        default=[],
        help="what a status of your own means: idea, planned, in_progress, shipped or dropped",
    )
    parser.add_argument("--dates", choices=("dmy", "mdy"), help="how dates in numbers are written, where no row tells")
    parser.add_argument("--write", action="store_true", help="write what the plan says; without it nothing is written")
    add_config(parser)


def pair(text: str) -> tuple[str, str]:
    """Return both sides of an option.

    Raises:
        ArgumentTypeError: If one of them is missing.
    """
    name, _, value = (part.strip() for part in text.partition("="))
    if not name or not value:
        raise ArgumentTypeError(f'"{text}" has no two sides; write it like title=Summary')
    return name, value


def _run(options: Namespace) -> int:
    from tracking.files import configured
    from tracking.importing.jira import read_issues
    from tracking.importing.roadmap import plan_of, write_items
    from tracking.importing.sheet import read_sheet

    settings = read_settings(configuration=options.config)
    configuration = configured(settings)
    reading = _reading(options, configuration)
    taken = read_issues(read_sheet(_content(Path(options.file))), reading)
    plan = plan_of(configuration, taken.items)
    _show(plan, taken, options.file)
    if options.write and plan.new:
        write_items(settings.configuration, [item for _, item in plan.new])
        say(f"Written: {settings.configuration / 'roadmap.yaml'}")
    elif plan.new:
        say("Nothing is written yet: --write does it.")
    return OK if taken.items or not taken.troubles else INVALID


def _reading(options: Namespace, configuration: Configuration) -> Reading:
    """Return how the file is to be read.

    Raises:
        SettingsError: If there is no such team, or a state that is none.
    """
    from tracking.importing.days import Order
    from tracking.importing.jira import STATES, Reading

    teams = [team.id for team in configuration.teams]
    if options.team not in teams:
        raise SettingsError(f'There is no team "{options.team}".', near_miss(options.team, teams))
    for _, state in options.state:
        if state not in STATES:
            raise SettingsError(f'"{state}" is no state.', near_miss(state, STATES))
    return Reading(
        team=options.team,
        columns=dict(options.map),
        states={status.casefold(): state for status, state in options.state},
        order=Order(options.dates) if options.dates else None,
        key_results=frozenset(result.ref for one in configuration.objectives for result in one.key_results),
    )


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise SettingsError(f"{path} is larger than 50 MB.", "Export fewer issues.")
        return path.read_bytes()
    except OSError as error:
        raise SettingsError(f"{path} cannot be read ({error.strerror}).", "Name the CSV file.") from None


def _show(plan: Plan, taken: Taken, file: str) -> None:
    if plan.new:
        heading = ("line", "id", "state", "starts", "ships", "advances", "title")
        rows = [
            (
                str(line),
                item.id,
                item.state,
                str(item.starts or ""),
                str(item.ships or ""),
                str(len(item.advances)),
                _short(item.title),
            )
            for line, item in plan.new
        ]
        say("New items:")
        say(table([heading, *rows], indent="  "))
    for item, differs in plan.other:
        say(f"Stays as it is: {item.id} (the file says: {differs})")
    for trouble in taken.troubles:
        say(f"{Path(file).name}:{trouble.line}: {trouble.found}. {trouble.remedy}".rstrip())
    serving = sum(bool(item.advances) for _, item in plan.new)
    say(
        f"{len(plan.new)} new ({serving} with a key result), {len(plan.same) + len(plan.other)} there already, "
        f"{len(taken.troubles)} to look at."
    )


def _short(title: str) -> str:
    return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1]}…"


COMMAND = Command(
    name="import",
    summary="take work over from a Jira export into roadmap.yaml",
    story=(
        "Shows what it would add, line by line; `--write` adds it behind what stands there. An item is known again by\n"
        "its key: nothing is overwritten, and a second import adds only what is new. A column `Key Result` with\n"
        "references like growth/activation/setup links the work; other columns are named with --map."
    ),
    examples=(
        ("python -m tracking import jira export.csv --team growth", "the plan alone"),
        ("python -m tracking import jira export.csv --team growth --write", "and done"),
        (
            "python -m tracking import jira export.csv --team growth --map title=Name --state 'In UAT=in_progress'",
            "with a column and a status of your own",
        ),
    ),
    options=_options,
    run=_run,
)
