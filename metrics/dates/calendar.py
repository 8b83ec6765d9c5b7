"""Our own calendar: local days, weeks, months and hours as UTC instants, whatever the engine thinks.

A zone's offset is piecewise constant. Everything an engine needs is therefore a list of segments, each with the
seconds to add to an instant, and whole-number division; engines never do zone, week or month arithmetic.

Index spaces (whole numbers that SQL can compare and subtract):

* day index: days since 1970-01-01 in local time
* week index: weeks since the first week start on or after 1970-01-01
* month index: ``year * 12 + month - 1``; quarter index: ``year * 4 + quarter - 1``
* hour index: see :meth:`LocalCalendar.hour_segments`; a repeated hour has two indices
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from metrics.dates.window import Window
from okr.metric import Grain

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_DAY = date(1970, 1, 1)
_STEP = timedelta(days=1)


@dataclass(frozen=True)
class Segment:
    """A stretch of constant offset.

    Attributes:
        start_us: First instant, in microseconds since the epoch; None for "since ever".
        shift_seconds: What to add to an instant's epoch seconds.
    """

    start_us: int | None
    shift_seconds: int


def epoch_us(instant: datetime) -> int:
    """Return an aware instant as whole microseconds since the epoch."""
    return (instant - EPOCH) // timedelta(microseconds=1)


def from_epoch_us(microseconds: int) -> datetime:
    """Return the UTC instant of whole microseconds since the epoch."""
    return EPOCH + timedelta(microseconds=microseconds)


def day_index(day: date) -> int:
    """Return the days from 1970-01-01 to ``day``."""
    return (day - EPOCH_DAY).days


def day_of(index: int) -> date:
    """Return the day of a day index."""
    return EPOCH_DAY + timedelta(days=index)


def _offset(zone: ZoneInfo, instant: datetime) -> int:
    offset = instant.astimezone(zone).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())


def _change_between(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """Return the first instant (to the second) in ``(low, high]`` whose offset differs from ``low``'s."""
    before = _offset(zone, low)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        if middle <= low:
            break
        low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
    return high


@lru_cache(maxsize=256)
def offset_changes(zone_name: str, start: datetime, end: datetime) -> tuple[tuple[datetime, int], ...]:
    """Return the instants in ``(start, end]`` at which the zone's offset changes, each with the new offset in seconds.

    Half-day steps find every change that lasts at least half a day; shorter ones do not exist in the zone database
    for the years a product has data of.
    """
    zone = ZoneInfo(zone_name)
    changes = []
    low = start.replace(microsecond=0)
    while low < end:
        high = min(low + _STEP / 2, end)
        if _offset(zone, high) != _offset(zone, low):
            moment = _change_between(zone, low, high)
            changes.append((moment, _offset(zone, moment)))
        low = high
    return tuple(changes)


@dataclass(frozen=True)
class LocalCalendar:
    """The calendar of one zone and week start."""

    zone_name: str
    week_start: int = 0

    @property
    def zone(self) -> ZoneInfo:
        """The zone."""
        return ZoneInfo(self.zone_name)

    def start_of(self, day: date) -> datetime:
        """Return the first instant of a local day.

        Where midnight does not exist (a clock change at 00:00), the day begins at the change; where it comes twice,
        at its first coming.
        """
        naive = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - local wall time, made aware below
        first = naive.replace(tzinfo=self.zone, fold=0).astimezone(UTC)
        if first.astimezone(self.zone).replace(tzinfo=None) == naive:
            return first
        return _change_between(self.zone, first - timedelta(hours=12), first + timedelta(hours=12))

    def day_at(self, instant: datetime) -> date:
        """Return the local day of an instant."""
        return instant.astimezone(self.zone).date()

    def last_complete_day(self, watermark: datetime) -> date:
        """Return the last local day that had ended by ``watermark``."""
        return self.day_at(watermark) - _STEP

    def offset_segments(self, start: datetime, end: datetime) -> tuple[Segment, ...]:
        """Return the segments of constant UTC offset between two instants, oldest first."""
        first = Segment(None, _offset(self.zone, start))
        rest = (Segment(epoch_us(moment), offset) for moment, offset in offset_changes(self.zone_name, start, end))
        return (first, *rest)

    def hour_segments(self, start: datetime, end: datetime) -> tuple[Segment, ...]:
        """Return segments whose shifted epoch seconds, divided by 3600, number the local clock hours.

        The shift agrees with the offset up to whole hours, so hours begin when the local clock shows a full hour,
        and it grows only as far as needed to give every stretch of one clock hour its own number.
        """
        segments = [Segment(None, _offset(self.zone, start) % 3600)]
        for moment, offset in offset_changes(self.zone_name, start, end):
            at, shift = epoch_us(moment) // 1_000_000, segments[-1].shift_seconds
            last_index = (at - 1 + shift) // 3600
            next_shift = shift - (shift - offset) % 3600
            while (at + next_shift) // 3600 < last_index + (offset % 3600 != shift % 3600):
                next_shift += 3600
            segments.append(Segment(epoch_us(moment), next_shift))
        return tuple(segments)

    @property
    def week_anchor(self) -> int:
        """The day index of the first week start on or after 1970-01-01 (a Thursday)."""
        return (self.week_start - 3) % 7

    def period_start(self, grain: Grain, day: date) -> date:
        """Return the first day of the period of this grain that holds ``day``."""
        if grain is Grain.WEEK:
            return day - timedelta(days=(day.weekday() - self.week_start) % 7)
        if grain is Grain.MONTH:
            return day.replace(day=1)
        if grain is Grain.QUARTER:
            return date(day.year, day.month - (day.month - 1) % 3, 1)
        return day

    def next_period(self, grain: Grain, start: date) -> date:
        """Return the first day of the period after the one that begins on ``start``."""
        return self.shift_period(grain, start, 1)

    def shift_period(self, grain: Grain, start: date, count: int) -> date:
        """Return the first day of the period ``count`` periods after the one that begins on ``start``."""
        if grain is Grain.WEEK:
            return start + timedelta(weeks=count)
        if grain in (Grain.MONTH, Grain.QUARTER):
            month = start.year * 12 + start.month - 1 + count * (3 if grain is Grain.QUARTER else 1)
            return date(month // 12, month % 12 + 1, 1)
        return start + timedelta(days=count)

    def index_of(self, grain: Grain, day: date) -> int:
        """Return the index of the period of this grain that holds ``day``."""
        if grain is Grain.WEEK:
            return (day_index(day) - self.week_anchor) // 7
        if grain is Grain.MONTH:
            return day.year * 12 + day.month - 1
        if grain is Grain.QUARTER:
            return day.year * 4 + (day.month - 1) // 3
        return day_index(day)

    def windows(self, grain: Grain, start: date | datetime, end: date | datetime) -> tuple[Window, ...]:
        """Return the periods of a grain that begin in ``[start, end)``; for ``range`` the one span itself.

        A first period that began before ``start`` is left out: half a week is not a week, nor half a day a day.
        """
        if grain is Grain.RANGE:
            return (self.span("range", start, end),)
        if grain is Grain.HOUR:
            return tuple(self._hours(self.instant(start), self.instant(end)))
        return tuple(self._periods(grain, self._day_from(start), self._day_from(end)))

    def span(self, label: str, start: date | datetime, end: date | datetime) -> Window:
        """Return one window with the ends given (local days or local date-times; these get the local offset)."""
        return Window(label, self._local(start), self._local(end), self.instant(start), self.instant(end))

    def instant(self, moment: date | datetime) -> datetime:
        """Return the instant of a local day's start, of a naive local date-time or of an aware one."""
        if not isinstance(moment, datetime):
            return self.start_of(moment)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=self.zone)
        return aware.astimezone(UTC)

    def _local(self, moment: date | datetime) -> date | datetime:
        return self.instant(moment).astimezone(self.zone) if isinstance(moment, datetime) else moment

    def _day_from(self, moment: date | datetime) -> date:
        """Return the first local day that begins at a moment or after it."""
        if not isinstance(moment, datetime):
            return moment
        day = self.day_at(self.instant(moment))
        return day if self.start_of(day) == self.instant(moment) else day + _STEP

    def _periods(self, grain: Grain, start: date, end: date) -> Iterator[Window]:
        first = self.period_start(grain, start)
        first = first if first == start else self.next_period(grain, first)
        while first < end:
            after = self.next_period(grain, first)
            yield self.span(grain.value, first, after)
            first = after

    def _hours(self, start: datetime, end: datetime) -> Iterator[Window]:
        segments = self.hour_segments(start - _STEP, end + _STEP)
        is_inside = hour_index(segments, start) == hour_index(segments, start - timedelta(microseconds=1))
        at = self._hour_end(start, segments) if is_inside else start
        while at < end:
            after = self._hour_end(at, segments)
            yield Window("hour", at.astimezone(self.zone), after.astimezone(self.zone), at, after)
            at = after

    def _hour_end(self, at: datetime, segments: tuple[Segment, ...]) -> datetime:
        seconds = epoch_us(at) // 1_000_000
        live = [segment for segment in segments if segment.start_us is None or segment.start_us <= epoch_us(at)]
        boundary = ((seconds + live[-1].shift_seconds) // 3600 + 1) * 3600 - live[-1].shift_seconds
        later = segments[len(live) :]
        # A clock change in mid-hour ends the hour only where the numbers change with it.
        if later and later[0].start_us is not None and later[0].start_us < boundary * 1_000_000:
            change = later[0].start_us // 1_000_000
            same = (change + later[0].shift_seconds) // 3600 == (seconds + live[-1].shift_seconds) // 3600
            boundary = self._same_hour_end(change, later[0]) if same else change
        return from_epoch_us(boundary * 1_000_000)

    @staticmethod
    def _same_hour_end(change: int, segment: Segment) -> int:
        return ((change + segment.shift_seconds) // 3600 + 1) * 3600 - segment.shift_seconds


def hour_index(segments: tuple[Segment, ...], instant: datetime) -> int:
    """Return the hour index of an instant under hour segments."""
    at = epoch_us(instant)
    shift = next(s.shift_seconds for s in reversed(segments) if s.start_us is None or s.start_us <= at)
    return (at // 1_000_000 + shift) // 3600
