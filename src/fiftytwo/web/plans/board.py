"""The day board: one table in which forecast, cover and shifts share the same half-hours."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from fiftytwo.web import drawing
from fiftytwo.web.plans.stored import QueuePlan, Shift, StoredPlan
from fiftytwo.web.saying import hours_text, number_text

__all__ = ["Board", "Cell", "HeatRow", "Member", "clock", "day_board", "heat_rows", "total_range"]

COLUMN = 40.0  # width of a half-hour in the pictures' own units
WORDS = {"meal": gettext_lazy("meal"), "away": gettext_lazy("away")}
TONES = {"work": "a-phone", "meal": "a-meal", "break": "a-phone", "away": "a-leave"}


@dataclass(frozen=True, slots=True)
class Member:
    """A person on the board."""

    person_id: str
    name: str
    team: str
    pool: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A half-hour of a person: class, visible word (once a run), words for a screen reader."""

    css: str
    label: str
    words: str
    tab: int


@dataclass(frozen=True, slots=True)
class Row:
    """A person's day."""

    name: str
    cells: tuple[Cell, ...]
    hours: float | None


@dataclass(frozen=True, slots=True)
class Block:
    """A team with its people at work by half-hour.

    `rows` is empty where it is folded, and where the viewer may not see who works: then
    `can_open` is False and only the counts are shown.
    """

    team: str
    size: int
    is_open: bool
    can_open: bool
    counts: tuple[int, ...]
    hours: float
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A half-hour of the day."""

    clock: str
    is_hour: bool


@dataclass(frozen=True, slots=True)
class Expected:
    """Contacts expected, with their range, and the peaks worth a number."""

    total: float
    line: str
    band: str
    base: str
    peaks: tuple[tuple[str, str, str], ...]
    summary: str


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A row of counts by half-hour: each a text and its tone."""

    label: str
    values: tuple[tuple[str, str], ...]
    total: str
    is_difference: bool = False


@dataclass(frozen=True)
class Board:
    """Everything the day board's template prints; a picture is drawn when it is asked for."""

    plan: StoredPlan
    day: int
    pool: str
    window: range
    blocks: tuple[Block, ...]

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The half-hours of the day."""
        return tuple(_column(i * self.plan.interval) for i in self.window)

    @property
    def width(self) -> str:
        """Width of the pictures, in their own units."""
        return f"{COLUMN * len(self.window):.0f}"

    @cached_property
    def expected(self) -> Expected:
        """Contacts expected."""
        queues = [queue for queue in self.plan.queues if queue.pool == self.pool]
        return _expected(queues, self.day, self.window, [c.clock for c in self.columns])

    @cached_property
    def cover(self) -> drawing.Cover:
        """People required and rostered."""
        required, rostered = self._counts
        top = max([*required, *rostered, 1]) * 1.08
        titles = [c.clock for c in self.columns]
        return drawing.cover(required, rostered, top=top, titles=titles, width=COLUMN, base=132.0)

    @cached_property
    def heat(self) -> tuple[HeatRow, ...]:
        """The same as rows of numbers."""
        return heat_rows(*self._counts, share=self.plan.interval / 60)

    @cached_property
    def _counts(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        need = self.plan.pool(self.pool)
        if need is None:
            return (), ()
        return (
            tuple(int(need.required[self.day][i] or 0) for i in self.window),
            tuple(int(need.rostered[self.day][i] or 0) for i in self.window),
        )


def day_board(
    plan: StoredPlan,
    day: int,
    *,
    pool: str,
    people: Sequence[Member],
    visible: frozenset[str],
    closed: frozenset[str] = frozenset(),
    word: str,
) -> Board:
    """Lay out one day of a pool.

    `people` are all who work for it; only those in `visible` get rows of their own, the others
    count with their team. `closed` names the teams that are folded, `word` what a shift is for.
    """
    window = plan.window(pool)
    blocks = _blocks(_Day(plan, day, window, word), people, visible=visible, closed=closed)
    return Board(plan, day, pool, window, blocks)


def heat_rows(
    required: Sequence[int], rostered: Sequence[int], *, share: float
) -> tuple[HeatRow, ...]:
    """Return required, rostered and their difference; `share` is the length of an interval [h].

    Examples
    --------
    >>> rows = heat_rows([3, 2], [1, 2], share=0.5)
    >>> [(row.label, row.values, row.total) for row in rows][2]
    ('Difference', (('−2', 's1'), ('0', 'z')), '−1 h')
    """
    differences = [have - need for need, have in zip(required, rostered, strict=True)]
    return (
        HeatRow(_("Required"), _plain(required), hours_text(sum(required) * share)),
        HeatRow(_("Rostered"), _plain(rostered), hours_text(sum(rostered) * share)),
        HeatRow(
            _("Difference"),
            tuple(_signed(value) for value in differences),
            _hours(sum(differences) * share),
            is_difference=True,
        ),
    )


def total_range(queues: Iterable[QueuePlan], day: int, index: int) -> tuple[float, float, float]:
    """Return mean, low and high of the sum over queues at one interval.

    Queues err independently, so half-widths add as squares: adding the ends would make the
    range of the sum too wide.
    """
    mean = below = above = 0.0
    for queue in queues:
        value = queue.mean[day][index]
        if value is None:
            continue
        mean += value
        below += (value - (queue.low[day][index] or 0.0)) ** 2
        above += ((queue.high[day][index] or value) - value) ** 2
    return mean, max(0.0, mean - below**0.5), mean + above**0.5


def clock(minute: int) -> str:
    """Return a minute of the day as a clock time.

    Examples
    --------
    >>> clock(510), clock(1440)
    ('08:30', '24:00')
    """
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _column(minute: int) -> Column:
    return Column(clock(minute), minute % 60 == 0)


def _signed(difference: int) -> tuple[str, str]:
    text = f"+{difference}" if difference > 0 else str(difference).replace("-", "−")
    return text, drawing.tone(difference)


def _plain(counts: Sequence[int]) -> tuple[tuple[str, str], ...]:
    return tuple((str(count), "") for count in counts)


def _hours(difference: float) -> str:
    sign = "+" if difference > 0 else "−" if difference < 0 else ""
    return sign + hours_text(abs(difference))


def _expected(
    queues: Sequence[QueuePlan], day: int, window: range, clocks: Sequence[str]
) -> Expected:
    ranges = [total_range(queues, day, i) for i in window]
    means = [mean for mean, _, _ in ranges]
    top = max((high for _, _, high in ranges), default=1.0) or 1.0

    def y(value: float) -> float:
        return 102 - value / top * 88

    def x(index: float) -> float:
        return (index + 0.5) * COLUMN

    peaks = _peaks(means)
    summary = _("%(n)s expected") % {"n": number_text(sum(means))}
    if peaks:
        summary = _("%(n)s expected, most at %(at)s: %(most)s") % {
            "n": number_text(sum(means)),
            "at": clocks[peaks[0]],
            "most": number_text(means[peaks[0]]),
        }
    return Expected(
        total=sum(means),
        line=drawing.line_path((x(i), y(mean)) for i, mean in enumerate(means)),
        band=drawing.band_path([r[1] for r in ranges], [r[2] for r in ranges], x=x, y=y),
        base=f"{y(0):.1f}",
        peaks=tuple((f"{x(i):.1f}", f"{y(means[i]) + 16:.1f}", f"{means[i]:.0f}") for i in peaks),
        summary=summary,
    )


def _peaks(means: Sequence[float]) -> list[int]:
    """Return the places of the day's highest value and of the highest one well away from it."""
    if not means or max(means) <= 0:
        return []
    first = max(range(len(means)), key=means.__getitem__)
    far = [i for i in range(1, len(means) - 1) if abs(i - first) >= 6]
    hills = [i for i in far if means[i - 1] <= means[i] >= means[i + 1]]
    return [first, *sorted(hills, key=lambda i: -means[i])[:1]]


@dataclass(frozen=True, slots=True)
class _Day:
    """What every row of one day needs."""

    plan: StoredPlan
    day: int
    window: range
    word: str

    def states(self, shift: Shift | None, person_id: str) -> tuple[str, ...]:
        """Return what a person does in each half-hour: work, meal, break, away or nothing."""
        if shift is None:
            away = (person_id, self.day) in self.plan.away
            return ("away" if away else "",) * len(self.window)
        span = (shift.start, shift.end, shift.breaks)
        return _states(span, self.window, self.plan.interval)


def _blocks(
    day: _Day, people: Sequence[Member], *, visible: frozenset[str], closed: frozenset[str]
) -> tuple[Block, ...]:
    shifts = {s.person_id: s for s in day.plan.shifts if s.day == day.day}
    blocks: list[Block] = []
    ordered = sorted(people, key=lambda member: (member.team, member.name))
    for team, group in groupby(ordered, lambda member: member.team):
        members = list(group)
        states = {m.person_id: day.states(shifts.get(m.person_id), m.person_id) for m in members}
        counts = tuple(
            sum(state[i] in ("work", "break") for state in states.values())
            for i in range(len(day.window))
        )
        seen = [m for m in members if m.person_id in visible]
        is_open = bool(seen) and team not in closed
        has_tab = any(cell.tab == 0 for block in blocks for row in block.rows for cell in row.cells)
        rows = _rows(day, seen if is_open else [], states, shifts=shifts, has_tab=has_tab)
        paid = sum(shifts[m.person_id].paid_minutes for m in members if m.person_id in shifts)
        blocks.append(Block(team, len(members), is_open, bool(seen), counts, paid / 60, rows))
    return tuple(blocks)


def _rows(
    day: _Day,
    members: Sequence[Member],
    states: dict[str, tuple[str, ...]],
    *,
    shifts: dict[str, Shift],
    has_tab: bool,
) -> tuple[Row, ...]:
    """Return the rows of a team; the board's first cell gets the one place in the tab order."""
    rows, language = [], get_language() or ""
    start, length = day.window.start * day.plan.interval, day.plan.interval
    for member in members:
        shift = shifts.get(member.person_id)
        state = states[member.person_id]
        cells = _cells(state, (start, length), day.word, language, first=not has_tab)
        has_tab = has_tab or any(cell.tab == 0 for cell in cells)
        rows.append(Row(member.name, cells, shift.paid_minutes / 60 if shift else None))
    return tuple(rows)


@lru_cache(maxsize=4096)
def _states(
    span: tuple[int, int, tuple[tuple[str, int, int], ...]], window: range, length: int
) -> tuple[str, ...]:
    """Return what is done in each half-hour of a shift, given as start, end and breaks."""
    return tuple(_state(*span, i * length, length) for i in window)


def _state(
    first: int, last: int, breaks: Sequence[tuple[str, int, int]], start: int, length: int
) -> str:
    end = start + length
    if end <= first or start >= last:
        return ""
    for kind, begins, ends in breaks:
        covered = 2 * (min(end, ends) - max(start, begins))
        # a meal across two half-hours is shown once, in the one where it begins
        if covered > length or (covered == length and begins >= start):
            return "meal" if kind == "meal" else "break"
    return "work"


@lru_cache(maxsize=1024)
def _cells(
    states: tuple[str, ...], scale: tuple[int, int], word: str, _language: str, *, first: bool
) -> tuple[Cell, ...]:
    """Return the cells of a day; many people have the same one. `scale` is start and length."""
    words = {**{state: str(said) for state, said in WORDS.items()}, "work": word}
    words["break"] = _("%(activity)s, with a short break") % {"activity": word}
    cells: list[Cell] = []
    shown = ["work" if state == "break" else state for state in states]
    for i, state in enumerate(shown):
        at = clock(scale[0] + i * scale[1])
        if not state:
            cells.append(Cell("h" if at.endswith(":00") else "", "", "", -1))
            continue
        begins = i == 0 or shown[i - 1] != state
        ends = i == len(shown) - 1 or shown[i + 1] != state
        css = f"cell {TONES[state]}{' first' if begins else ''}{' last' if ends else ''}"
        label = words[state] if begins and (not ends or state == "meal") else ""
        cells.append(Cell(css, label, f"{at} {words[states[i]]}", 0 if first else -1))
        first = False
    return tuple(cells)
