"""What may be asked of the API and what it answers; the OpenAPI description is made from it."""

import re
from datetime import date
from typing import Annotated, Literal

from ninja import Schema
from pydantic import BeforeValidator, Field

__all__ = ["Answer", "Asked", "Definition", "Figure", "Group"]

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MOST_MEASURES = 20


def _iso_day(text: object) -> object:
    """Refuse everything that pydantic would take for a day though nobody meant one, such as 0."""
    if isinstance(text, str) and not ISO_DAY.fullmatch(text):
        raise ValueError(text)
    return text


Day = Annotated[date, BeforeValidator(_iso_day)]
Dimension = Literal["queue", "channel", "reason", "hour", "weekday"]
Grain = Literal["hour", "day", "week", "month"]


class Asked(Schema):
    """A question about measures. People are no dimension: nobody is compared by name."""

    measure: list[str] = Field(
        min_length=1,
        max_length=MOST_MEASURES,
        description="Names of measures, such as service_level; once for each",
    )
    by: list[Dimension] = Field([], description="Dimensions to group by; once for each")
    grain: Grain | None = Field(None, description="Step in local time; none is one value over all")
    first: Day | None = Field(
        None, alias="from", description="First local day; without it 26 weeks up to the last"
    )
    last: Day | None = Field(
        None, alias="to", description="Last local day, included; without it the last with data"
    )
    queue: list[str] = Field([], description="Only these queues; once for each")
    channel: list[str] = Field([], description="Only these channels; once for each")
    reason: list[str] = Field([], description="Only these reasons; once for each")


class Figure(Schema):
    """A measure's value with what it rests on."""

    value: float | None = Field(description="Seconds, shares 0..1 or counts; null is not available")
    numerator: float | None
    denominator: float | None
    n: float = Field(description="Rows behind it")
    coverage: float = Field(description="Share of the rows whose figure is known, 0..1")
    provisional: bool = Field(description="True while open items or missing days may change it")
    definition: str = Field(description="Id of the definition, such as service_level@1")
    open: float = Field(description="Rows that have not ended and may change it")
    low: float | None = Field(description="Lower end of the 95 % interval, where it has one")
    high: float | None = Field(description="Upper end of the 95 % interval, where it has one")
    note: str | None = Field(description="Why it is not available, or where it comes from")


class Group(Schema):
    """One group and period."""

    by: dict[str, str | int | None] = Field(description="Dimension to value; null is the missing")
    period: str | None = Field(description="2026-11-23T09, 2026-11-23, 2026-W48 or 2026-11")
    measures: dict[str, Figure]


class Answer(Schema):
    """The figures, and how many lines of the period wait in quarantine and are not in them."""

    first: date | None = Field(serialization_alias="from")
    last: date | None = Field(serialization_alias="to")
    grain: Grain | None
    quarantined: int
    rows: list[Group]


class Definition(Schema):
    """What a measure means."""

    id: str = Field(description="Name and version, such as service_level@1")
    name: str
    label: str
    unit: Literal["share", "seconds", "contacts", "cases", "count", "number"]
    better: Literal["higher", "lower", "as planned"]
    variant: str
    formula: str
    meaning: str
    traps: str = Field(description="How the figure misleads")
    version: int = Field(description="Counts up with every change of the definition")
    purpose: str = Field(description="What it is looked at for")
    inclusions: str = Field(description="Which rows count")
    guardrail: list[str] = Field(description="Names of measures to read beside it")
    least_n: int = Field(description="Below this many rows it is judged against no goal")
