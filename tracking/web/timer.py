"""Refreshing by the clock: the server starts the command again and again, and asks no source itself."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Mapping
from contextlib import suppress

from okr.errors import SettingsError
from tracking.settings import CHECKOUT, Settings, Variable

MINUTES = "PLUMBLINE_REFRESH_MINUTES"
VARIABLES = (
    Variable(MINUTES, "Minutes between two refreshes that the server starts; 0 for none.", "60 for the demo, else 0"),
)
REFRESH = (sys.executable, "-m", "tracking", "refresh")
DEMO_MINUTES = 60.0
SECONDS_TO_END = 20.0
_SAID = {0: "done", 1: "done, some metric could not be had", 2: "configuration invalid", 4: "another one is running"}

LOG = logging.getLogger("plumbline.timer")


def read_minutes(environment: Mapping[str, str], settings: Settings) -> float:
    """Return the minutes between two refreshes; 0 where the server starts none.

    Raises:
        SettingsError: If the variable holds no number of minutes.
    """
    text = environment.get(MINUTES, "").strip()
    if not text:
        return DEMO_MINUTES if settings.is_demo else 0.0
    try:
        minutes = float(text)
    except ValueError:
        minutes = -1.0
    if not 0.0 <= minutes < 1e6:
        raise SettingsError(f'{MINUTES} holds "{text}".', "Write a number of minutes, or 0 for none.")
    return minutes


async def refresh_every(minutes: float, command: tuple[str, ...] = REFRESH) -> None:
    """Start the command every so many minutes, never twice at a time, until cancelled; then end the one that runs."""
    while True:
        await asyncio.sleep(minutes * 60)
        await run_once(command)


async def run_once(command: tuple[str, ...]) -> int:
    """Run the command and return its exit code; when cancelled it is ended first."""
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(*command, cwd=CHECKOUT, stdin=quiet, stdout=quiet, stderr=quiet)
    try:
        code = await process.wait()
    except asyncio.CancelledError:
        await _end(process)
        raise
    LOG.info("refresh: %s", _SAID.get(code, f"exit code {code}; run it by hand to see why"))
    return code


async def _end(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), SECONDS_TO_END)
    except TimeoutError:
        process.kill()
