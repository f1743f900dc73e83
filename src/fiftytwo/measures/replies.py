"""Measures of other questions asked: recommendation, ease, and whether the matter is resolved.

A score means something only on the scale it was asked on: answers on another one are left out and
lower the coverage, never converted.
"""

from typing import Unpack

from fiftytwo.measures.model import Measure, Terms, Where, Words, made
from fiftytwo.measures.parts import part
from fiftytwo.measures.surveys import FEW
from fiftytwo.measures.voice import minus

__all__ = ["MEASURES"]

OTHER = "Answers on another scale are left out and lower the coverage: scales are never mixed."


class _Question:
    """One instrument on one scale: its answers, and those on any other scale."""

    def __init__(self, name: str, instrument: str, low: int, high: int) -> None:
        self.name = name
        asked = (Where("instrument", "=", instrument), Where("score", "known"))
        self.scale = (*asked, Where("scale_min", "=", low), Where("scale_max", "=", high))
        self.answers = part(f"{name}_answers", "reply", *self.scale)
        self.other = part(f"{name}_all", "reply", *asked) + minus(self.answers)

    def part(self, name: str, *where: Where, column: str | None = None) -> Terms:
        return part(f"{self.name}_{name}", "reply", *self.scale, *where, column=column)


NPS = _Question("nps", "nps", 0, 10)
CES = _Question("ces", "ces", 1, 7)
CES_OLD = _Question("ces_old", "ces", 1, 5)
PAIRED = Where("gap", "known")
FOR = NPS.part("promoters", Where("score", ">=", 9))
AGAINST = NPS.part("detractors", Where("score", "<=", 6))
RESOLVED = _Question("resolved", "resolved_yes_no", 0, 1)


def _measure(question: _Question, name: str, what: Terms, /, **more: Unpack[Words]) -> Measure:
    shared: Words = {
        "name": name,
        "what": what,
        "unit": "share",
        "better": "higher",
        "per": question.answers,
        "count": question.answers,
        "missing": question.other,
    }
    return made(shared, more)


def _mean(question: _Question, name: str, /, **more: Unpack[Words]) -> Measure:
    what = question.part("scores", column="score")
    _, low, high = question.scale[1:]
    shared: Words = {
        "unit": "number", "formula": f"sum of scores ÷ answers on the scale {low.value}–{high.value}",
    }  # fmt: skip
    return _measure(question, name, what, **(shared | more))


MEASURES = (
    _measure(
        NPS,
        "nps",
        FOR + minus(AGAINST),
        label="Net promoter score",
        unit="number",
        extremes=FOR + AGAINST,
        scale=100,
        formula="100 · (answers 9 and 10 − answers 0 to 6) ÷ answers on the scale 0–10",
        meaning="Share of those who would recommend the company less share of those who would not, in points from −100 to 100.",
        traps=f"{FEW} {OTHER} It says more about the company than about one contact.",
    ),
    _measure(
        NPS,
        "nps_promoters",
        FOR,
        label="Promoters",
        formula="answers 9 and 10 ÷ answers on the scale 0–10",
        meaning="Share of answers of 9 or 10 to the question of recommendation.",
        traps=f"{FEW} {OTHER}",
    ),
    _measure(
        NPS,
        "nps_detractors",
        AGAINST,
        label="Detractors",
        better="lower",
        formula="answers 0 to 6 ÷ answers on the scale 0–10",
        meaning="Share of answers of 0 to 6 to the question of recommendation.",
        traps=f"{FEW} {OTHER}",
    ),
    _measure(
        CES,
        "ces",
        CES.part("easy", Where("score", ">=", 5)),
        label="Customer ease",
        formula="answers 5 to 7 ÷ answers on the scale 1–7",
        meaning="Share of answers that agree that the company made it easy.",
        traps=f"{FEW} {OTHER} The older question on effort, 1–5, is ces_effort_mean.",
    ),
    _mean(
        CES,
        "ces_mean",
        label="Mean customer ease",
        meaning="Mean agreement that the company made it easy, 1 to 7.",
        traps=f"{FEW} {OTHER}",
    ),
    _mean(
        CES_OLD,
        "ces_effort_mean",
        label="Mean customer effort, old question",
        better="lower",
        meaning="Mean effort that customers say they had, 1 to 5, where low is good.",
        traps=f"{FEW} {OTHER} Never put it beside ces: its direction is the other way round.",
    ),
    Measure(
        name="expectation_gap",
        label="Experience less expectation",
        unit="number",
        better="higher",
        scale=100,
        what=part("gaps", "pair", PAIRED, column="gap"),
        per=part("pairs", "pair", PAIRED),
        count=part("pairs", "pair", PAIRED),
        missing=part("unpaired", "pair", Where("gap", "missing")),
        formula="100 · sum of (experience − expectation), each scaled to 0..1 ÷ pairs of answers",
        meaning="How far what customers experienced lies above (below, if negative) what they expected, in hundredths of the scale; over those who answered both questions about the same contact or case.",
        traps=f"{FEW} Answers to one of the two questions only are left out and lower the coverage. Both must be asked on one scale. Whoever asks for the expectation afterwards asks a memory.",
    ),
    _measure(
        RESOLVED,
        "fcr_asked",
        RESOLVED.part("yes", Where("score", ">=", 1)),
        label="First contact resolution, asked",
        variant="asked",
        formula="answers yes ÷ answers to the question whether the matter is resolved",
        meaning="Share of customers who say that their matter is resolved.",
        traps=f"{FEW} It needs a scale of 0 (no) to 1 (yes); others lower the coverage. Another measure than fcr_repeat: do not mix them in one line.",
    ),
)  # fmt: skip
