"""The demo's past, day by day: which files there were on a morning, and what people did on that day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from okr.model import Configuration
from tracking.backfill import Past, refresh_moments
from tracking.boards.board import Selection, load_board
from tracking.clock import morning_of
from tracking.demo.by_hand import manual_values
from tracking.demo.calendar import ZONE, DemoCycle, cycles
from tracking.demo.past.before import BEFORE
from tracking.demo.past.closed import CLOSED
from tracking.demo.past.edits import LAST, LOWERED_ON, REDEFINED_ON, final_texts, write_as_of
from tracking.demo.past.learned import answers
from tracking.demo.past.running import RUNNING
from tracking.demo.past.season import Season, meetings
from tracking.files import read_files
from tracking.reviewing.past import hold_past_reviews
from tracking.sealing.amending import Words, agreed_seal, amend, pending
from tracking.sealing.closing import close_cycle
from tracking.sealing.files import write_whole
from tracking.sealing.sealing import seal_cycle
from tracking.store.connection import Store

_UNTIL_THE_REVIEW = timedelta(hours=2)
_SEASONS: tuple[tuple[Season, ...], ...] = (BEFORE, CLOSED, RUNNING)
_REASONS = (
    (
        LOWERED_ON,
        "plans-worth-paying-for/paid-within-30-days",
        "the second price page was given up; what is left can move this by three and a half points at most",
        "Platform, with the product leads",
    ),
    (
        REDEFINED_ON,
        "choices-with-reasons/design-confidence",
        "grades of 1 were left out of the mean by mistake; they count from now on",
        "All three teams",
    ),
)


def past_of(folder: Path, on: date) -> Past:
    """Return what happened in a demo of ``on`` whose files are in ``folder``, as they are in the end."""
    all_cycles = cycles(on)
    people = _People(folder, all_cycles)
    finals = final_texts(folder, all_cycles[-1].id)

    def files(moment: datetime) -> Configuration:
        day = (moment.astimezone(ZONE).date() - all_cycles[-1].start).days
        write_as_of(finals, folder, all_cycles[-1].id, day)
        configuration = read_files(folder)
        people.amend(configuration, moment.astimezone(ZONE).date())
        return configuration

    def people_and_files(store: Store, configuration: Configuration, moment: datetime) -> bool:
        is_more = people.act(store, configuration, moment)
        if moment.astimezone(ZONE).date() == on:
            write_as_of(finals, folder, all_cycles[-1].id, LAST)
        return is_more

    return Past(manual_values(on), files, people_and_files, asked_again=frozenset({"page_timings"}))


@dataclass(frozen=True)
class _People:
    """Who agrees, meets and closes."""

    folder: Path
    cycles: tuple[DemoCycle, ...]

    def act(self, store: Store, configuration: Configuration, moment: datetime) -> bool:
        """Do what people did by a moment of a refresh; return whether there is something for another one to take in."""
        today = moment.astimezone(ZONE).date()
        since = (
            max((at for at in refresh_moments(configuration) if at < moment), default=moment).astimezone(ZONE).date()
        )
        for cycle, seasons in zip(self.cycles, _SEASONS, strict=True):
            met = meetings(cycle, seasons, since, today)
            hold_past_reviews(store, ((morning_of(day, str(ZONE)) + _UNTIL_THE_REVIEW, held) for day, held in met))
            if cycle.end == today:
                self._close(store, cycle, moment)
        starting = [cycle for cycle in self.cycles if cycle.start == today]
        for cycle in starting:
            seal_cycle(store, configuration, self.folder, cycle.id, moment)
        return bool(starting)

    def amend(self, configuration: Configuration, today: date) -> None:
        """Write the amendments of the running cycle that were agreed on since the last refresh."""
        running = self.cycles[-1]
        day = (today - running.start).days
        due = [reason for reason in _REASONS if reason[0] <= day]
        found = pending(configuration, self.folder, running.id) if due else []
        for _, name, reason, who in due:
            wanted = [item for item in found if item.ref.endswith(name)]
            if wanted:
                seal = agreed_seal(self.folder, running.id)
                amend(configuration, self.folder, seal, wanted, Words(today, reason, who))

    def _close(self, store: Store, cycle: DemoCycle, moment: datetime) -> None:
        board = load_board(store, Selection(moment, cycle.id))
        write_whole(self.folder / "closing" / f"{cycle.id}.yaml", answers(board.objectives))
        close_cycle(store, self.folder, cycle.id, moment)
