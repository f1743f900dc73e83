"""The picture of a queue's day under way: contacts by half-hour, and the same numbers in rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from fiftytwo.web import drawing
from fiftytwo.web.plans.board import COLUMN, Column, HeatRow, clock, heat_rows
from fiftytwo.web.plans.under_way import DayUnderWay, Line, PoolDay, QueueDay
from fiftytwo.web.saying import hours_text, number_text

__all__ = ["DayPicture", "day_picture"]

HEIGHT = 150.0
TOP, BASE = 26.0, 144.0  # room above for the words that say what is left and right of now
WORDS = 100.0  # width of "expected now" in any language


@dataclass(frozen=True)
class DayPicture:
    """Everything that the template prints of one queue; a part is made when it is asked for."""

    day: DayUnderWay
    queue: QueueDay
    pool: PoolDay
    window: range

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The half-hours of the day."""
        minutes = (i * self.day.interval for i in self.window)
        return tuple(Column(clock(minute), minute % 60 == 0) for minute in minutes)

    @property
    def width(self) -> str:
        """Width of the picture, in its own units."""
        return f"{COLUMN * len(self.window):.0f}"

    @property
    def now(self) -> str | None:
        """Where now is; None where the day has not begun or is over."""
        place = self.queue.until - self.window.start
        return f"{COLUMN * place:.0f}" if 0 < place < len(self.window) else None

    @property
    def has_room(self) -> bool:
        """Whether the words "expected now" fit between now and the end of the day."""
        return COLUMN * (self.window.stop - self.queue.until) >= WORDS

    @property
    def band(self) -> str:
        """The range: of what was expected where the day is over, of what is expected where not."""
        lows, highs = self._range
        return drawing.band_path(lows, highs, x=_x, y=self._y)

    @property
    def expected(self) -> str:
        """The line of what was expected of the whole day."""
        return self._line(self.queue.mean, self.window)

    @property
    def came(self) -> str:
        """The line of what came in."""
        return self._line(self.queue.now, range(self.window.start, self.queue.until))

    @property
    def again(self) -> str:
        """The line of what is expected now; it begins where what came in ends."""
        first = max(self.window.start, self.queue.until - 1)
        return self._line(self.queue.now, range(first, self.window.stop))

    @property
    def summary(self) -> str:
        """The picture in one sentence."""
        rest = self.queue.rest()
        holes = {
            "queue": self.queue.queue,
            "came": number_text(sum(self.queue.now[i] or 0 for i in self.queue.over())),
            "rest": number_text(sum(self.queue.now[i] or 0 for i in rest)),
            "before": number_text(sum(self.queue.mean[i] or 0 for i in rest)),
        }
        text = _("%(queue)s: %(came)s came in; %(rest)s more are expected, %(before)s were before")
        return text % holes

    @cached_property
    def contacts(self) -> tuple[HeatRow, ...]:
        """Contacts by half-hour, as rows of numbers."""
        lows, highs = self._range
        until = self.queue.until
        came = [v if i < until else None for i, v in self._shown(self.queue.now)]
        again = [v if i >= until else None for i, v in self._shown(self.queue.now)]
        expected = [value for _i, value in self._shown(self.queue.mean)]
        return (
            _row(_("Came in"), came),
            _row(_("Expected"), expected),
            _row(_("Expected now"), again),
            _row(_("Range from"), lows, is_summed=False),
            _row(_("Range to"), highs, is_summed=False),
        )

    @cached_property
    def people(self) -> tuple[HeatRow, ...]:
        """People of the pool by half-hour: required before and now, and what is rostered."""
        share = self.day.interval / 60
        again = [self.pool.again[i] for i in self.window]
        required = [self.pool.required[i] for i in self.window]
        before = HeatRow(
            _("Required before"),
            tuple((str(count), "") for count in required),
            hours_text(sum(required) * share),
        )
        rostered = self.pool.rostered or self.pool.required
        rows = heat_rows(again, [rostered[i] for i in self.window], share=share)
        now = HeatRow(_("Required now"), rows[0].values, rows[0].total)
        return (before, now, *rows[1:]) if self.pool.rostered else (before, now)

    @property
    def _range(self) -> tuple[list[float | None], list[float | None]]:
        queue = self.queue
        pairs = [
            (queue.low[i], queue.high[i])
            if i < queue.until
            else (queue.now_low[i], queue.now_high[i])
            for i in self.window
        ]
        return [low for low, _high in pairs], [high for _low, high in pairs]

    @cached_property
    def _top(self) -> float:
        queue, highs = self.queue, self._range[1]
        values = [*highs, *(line[i] for line in (queue.mean, queue.now) for i in self.window)]
        return max((value for value in values if value is not None), default=0.0) or 1.0

    def _y(self, value: float) -> float:
        return BASE - value / self._top * (BASE - TOP)

    def _shown(self, line: Line) -> list[tuple[int, float | None]]:
        return [(i, line[i]) for i in self.window]

    def _line(self, line: Line, places: Iterable[int]) -> str:
        start = self.window.start
        return drawing.line_path(
            (_x(i - start), None if line[i] is None else self._y(line[i])) for i in places
        )


def day_picture(day: DayUnderWay, queue: QueueDay) -> DayPicture:
    """Return the picture of a queue over the half-hours that it or its pool is open or worked."""
    pool = day.pool(queue.pool)
    lines = (queue.mean, queue.now, pool.required, pool.again, pool.rostered or ())
    used = [i for line in lines for i, value in enumerate(line) if value]
    window = range(min(used), max(used) + 1) if used else range(0)
    return DayPicture(day, queue, pool, window)


def _x(index: float) -> float:
    return (index + 0.5) * COLUMN


def _row(label: str, values: Sequence[float | None], *, is_summed: bool = True) -> HeatRow:
    known = [value for value in values if value is not None]
    cells = tuple(("" if value is None else number_text(value), "") for value in values)
    total = number_text(sum(known) if known else None) if is_summed else ""
    return HeatRow(label, cells, total)
