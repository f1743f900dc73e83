"""Measures of what customers say when asked."""

from fiftytwo.base.statistics import FEWEST
from fiftytwo.measures.model import Measure, Terms, Where
from fiftytwo.measures.parts import part
from fiftytwo.measures.voice import minus

__all__ = ["FEW", "MEASURES"]

CSAT = Where("instrument", "=", "csat")


def _part(name: str, *where: Where, column: str | None = None) -> Terms:
    return part(name, "survey", CSAT, *where, column=column)


ASKED = _part("asked")
SILENT = _part("silent", Where("score_norm", "missing"))
SATISFIED = _part("satisfied", Where("score_norm", ">=", 0.75))
SCORES = _part("scores", column="score_norm")
ANSWERS = ASKED + minus(SILENT)
FEW = f"Under {FEWEST} answers say little: read the interval."

MEASURES = (
    Measure(
        name="csat",
        label="Customer satisfaction",
        unit="share",
        better="higher",
        what=SATISFIED,
        per=ANSWERS,
        count=ANSWERS,
        needs=("asked",),
        formula="answers in the top quarter of the scale (4 and 5 of 1–5) ÷ answers",
        meaning="Share of answered satisfaction questions in the top boxes of their scale.",
        traps=FEW
        + " Those who answer differ from those who do not: show csat_response_rate beside it.",
    ),
    Measure(
        name="csat_mean",
        label="Mean satisfaction",
        unit="share",
        better="higher",
        what=SCORES,
        per=ANSWERS,
        count=ANSWERS,
        needs=("asked",),
        formula="sum of scores, each scaled to 0..1 ÷ answers",
        meaning="Mean satisfaction with every scale brought to 0..1.",
        traps=FEW + " Two lukewarm answers and one delighted beside one angry have the same mean.",
    ),
    Measure(
        name="csat_response_rate",
        label="Survey response rate",
        unit="share",
        better="higher",
        what=ANSWERS,
        per=ASKED,
        count=ASKED,
        needs=("asked",),
        formula="answers ÷ invitations",
        meaning="Share of satisfaction invitations that were answered.",
        traps="Reminders and late answers raise it for days after.",
    ),
)
