"""What customers expected beside what they experienced, in words: a section of "Behind answers"."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from fiftytwo.measures.gaps import GapRow
from fiftytwo.privacy.krule import Thresholds
from fiftytwo.web.saying import list_text, localised, number_text
from fiftytwo.web.told import told

__all__ = ["gap_context"]

LEAST = Thresholds().numbers  # fewer pairs say what single customers answered


@dataclass(frozen=True, slots=True)
class GapLine:
    """A question in words; `is_part` where it is one channel of it, `is_grey` where too few answered."""

    name: str
    scale: str
    pairs: str
    unpaired: str
    expected: str
    experienced: str
    gap: str
    interval: str
    word: str
    tone: str
    is_part: bool
    is_grey: bool


def gap_context(rows: list[GapRow]) -> dict[str, Any]:
    """Return what the section shows: its lines, and what they say in a sentence."""
    return {"gaps": [_line(row) for row in rows], "gap_sentence": _sentence(rows)}


def _line(row: GapRow) -> GapLine:
    word, tone = _said(row)
    is_hidden = row.gap.pairs < LEAST
    low_high = row.gap.interval
    return GapLine(
        name=row.item if row.channel is None else told(row.channel),
        scale=_("%(low)s to %(high)s") % {"low": f"{row.scale[0]:g}", "high": f"{row.scale[1]:g}"},
        pairs=number_text(row.gap.pairs),
        unpaired=number_text(row.gap.unpaired),
        expected="–" if is_hidden else number_text(row.expected, 2),
        experienced="–" if is_hidden else number_text(row.experienced, 2),
        gap="–" if is_hidden else _signed(row.gap.mean),
        interval="–" if low_high is None else _between(low_high.low, low_high.high),
        word=word,
        tone=tone,
        is_part=row.channel is not None,
        is_grey=row.gap.p is None,
    )


def _said(row: GapRow) -> tuple[str, str]:
    if row.gap.pairs < LEAST:
        return _("too few to show"), "none"
    if row.gap.p is None:
        return _("too few to judge"), "none"
    if not row.is_shown:
        return _("no difference shown"), "none"
    if (row.gap.mean or 0) > 0:
        return _("above expectation"), "good"
    return _("below expectation"), "watch"


def _sentence(rows: list[GapRow]) -> str:
    whole = [row for row in rows if row.channel is None]
    judged = [row for row in whole if row.gap.p is not None]
    if not whole:
        return ""
    if not judged:
        return _(
            "Too few customers answered both questions to judge whether they got what they expected."
        )
    below = [row.item for row in judged if row.is_shown and (row.gap.mean or 0) < 0]
    above = [row.item for row in judged if row.is_shown and (row.gap.mean or 0) > 0]
    said = []
    if below:
        said.append(
            _("Customers got less than they expected: %(items)s.") % {"items": list_text(below)}
        )
    if above:
        said.append(
            _("Customers got more than they expected: %(items)s.") % {"items": list_text(above)}
        )
    return " ".join(said) or _("No gap between expectation and experience is shown.")


def _signed(value: float | None) -> str:
    return "–" if value is None else localised(f"{value:+.2f}".replace("-", "−"))


def _between(low: float, high: float) -> str:
    return _("%(low)s to %(high)s") % {"low": _signed(low), "high": _signed(high)}
