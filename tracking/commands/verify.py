"""``verify``: whether history and agreements are as they were recorded."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from tracking.commands.command import OK, SOME_FAILED, Command, add_config, add_json, add_store
from tracking.commands.console import complain, say, say_json
from tracking.settings import read_settings

if TYPE_CHECKING:
    from tracking.sealing.verifying import Verdict


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("--head", metavar="HEAD", help="a head printed earlier, like 42:9f3a0c…, that must be known")
    add_config(parser)
    add_store(parser)
    add_json(parser)


def _run(options: Namespace) -> int:
    from tracking.files import configured
    from tracking.sealing.verifying import verified
    from tracking.store.connection import opened

    settings = read_settings(configuration=options.config, store=options.store)
    configuration = configured(settings)
    with opened(settings.store) as store:
        verdict = verified(store, configuration, settings.configuration, options.head)
    if options.json:
        say_json(_as_json(verdict))
    else:
        _print(verdict)
    return OK if verdict.is_whole else SOME_FAILED


def _print(verdict: Verdict) -> None:
    for line in (*verdict.agreed, *verdict.remarks):
        say(line)
    for fault in verdict.faults:
        complain(f"{fault.code}: {fault.sentence}")
    for issue in verdict.issues:
        complain(str(issue))
    count = len(verdict.faults) + len(verdict.issues)
    found = "nothing was changed" if verdict.is_whole else "1 finding" if count == 1 else f"{count} findings"
    say(f"{verdict.runs} runs, head {verdict.head or 'none yet'}: {found}.")


def _as_json(verdict: Verdict) -> dict[str, Any]:
    return {
        "whole": verdict.is_whole,
        "runs": verdict.runs,
        "head": verdict.head,
        "agreed": list(verdict.agreed),
        "remarks": list(verdict.remarks),
        "faults": [{"code": item.code, "run": item.run, "sentence": item.sentence} for item in verdict.faults],
        "issues": [{"code": item.code, "place": str(item.place), "message": item.message} for item in verdict.issues],
    }


COMMAND = Command(
    name="verify",
    summary="prove that history and agreements are as they were recorded",
    story=(
        "Reckons every link of the history's chain anew, looks at the heads noted beside the store, and compares the\n"
        "files of what is agreed with what was taken in. Ends with 1 where anything was changed. A head printed on\n"
        "minutes or in an export also tells whether the whole history was made anew."
    ),
    examples=(
        ("python -m tracking verify", "all of it"),
        ("python -m tracking verify --head 42:9f3a0c11d2e4", "and that this head is part of it"),
    ),
    options=_options,
    run=_run,
)
