"""``warehouse``: the definition of the actor-day table that one's own warehouse may keep, as SQL and as a dbt model."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from okr.errors import SettingsError
from tracking.commands.command import OK, Command, add_config
from tracking.commands.console import say
from tracking.settings import read_settings


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("--source", metavar="ID", help="source (default: the first one with events)")
    parser.add_argument("--engine", metavar="NAME", help="engine, where the URL is a secret: postgresql, spark, …")
    parser.add_argument("--dbt", action="store_true", help="print a dbt model instead of a statement")
    add_config(parser)


def _run(options: Namespace) -> int:
    from metrics.actordays.warehouse import TABLE, as_dbt, as_events, as_sql, engine_of
    from tracking.files import configured

    configuration = configured(read_settings(configuration=options.config))
    offered = [source for source in configuration.sources if source.events]
    source = next((one for one in offered if options.source in (None, one.id)), None)
    if source is None:
        known = ", ".join(one.id for one in offered) or "none"
        raise SettingsError(f"There is no source {options.source or ''} with events.", f"With events: {known}.")
    engine = options.engine or engine_of(source)
    if options.dbt:
        say(f"-- models/{TABLE}.sql: one row for every actor, event and local day of {source.timezone}.")
        say(as_dbt(source, engine).rstrip())
        return OK
    say(f"-- One row for every actor, event and local day of {source.timezone}; ids as they are recorded.")
    say(as_sql(source, engine).rstrip())
    say()
    say("-- A source that asks this table, for metrics that need no more than days of actors:")
    for line in as_events(source).splitlines():
        say(f"-- {line}")
    return OK


COMMAND = Command(
    name="warehouse",
    summary="print the actor-day table that your own warehouse may keep",
    story="Opens no source and changes nothing: prints what a person or a pipeline may run.",
    examples=(
        ("python -m tracking warehouse", "the first source with events, as one statement"),
        ("python -m tracking warehouse --source product --dbt", "an incremental dbt model"),
    ),
    options=_options,
    run=_run,
)
