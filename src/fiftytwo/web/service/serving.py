"""From a checked form to what the explorer's templates and its file need."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.utils.safestring import SafeString

from fiftytwo.base.spreadsheet import write_csv
from fiftytwo.measures.catalogue import measure
from fiftytwo.measures.evaluate import Facts
from fiftytwo.measures.model import Measure
from fiftytwo.web.keeping import load_key
from fiftytwo.web.rendering import kept_part
from fiftytwo.web.service.forms import BY, ExplorerForm, RowsForm
from fiftytwo.web.service.page import explorer, goal_of, group_rows
from fiftytwo.web.service.periods import earlier, first_day, last_day
from fiftytwo.web.service.queries import RowsView
from fiftytwo.web.service.reading import Question, Series, companions, quality, series
from fiftytwo.web.service.rows import read_rows

__all__ = ["as_csv", "explorer_context", "found_part", "rows_context"]


def explorer_context(source: Facts, form: ExplorerForm, item: Measure) -> dict[str, Any]:
    """Read what the form asks and lay it out."""
    question = form.question()
    data = series(source, question)
    target = settings.WORKSPACE.target_of(form.cleaned_data["queue"])
    goal = goal_of(item, target)
    compared = form.cleaned_data["beside"]
    before = _before(source, question, data, compared) if compared in ("before", "year") else None
    page = explorer(item, question, data, goal=goal, beside=compared, before=before)
    start = first_day(page["period"])
    end = min(last_day(page["period"], question.step), question.last)
    beside = companions(source, question, start, end)
    others = [measure(name) for name in beside[0]]
    units = {other.name: other.unit for other in others}
    rows, whole = group_rows(item, data, page["period"], beside, units)
    return page | {
        "chart_json": json.dumps(page["chart"], ensure_ascii=False),
        "is_blank": all(value is None or value.value is None for value in data.total),
        "goal": goal,
        "by_words": BY[question.by],
        "group_rows": rows,
        "whole": whole,
        "others": others,
        "quality": quality(source, start, end),
        "span": (start, end),
    }


def _before(source: Facts, question: Question, data: Series, compared: str) -> Series:
    """Return the same question of as many periods before, or of those of the year before."""
    names = earlier(data.names, question.step, is_year=compared == "year")
    last = last_day(names[-1], question.step)
    return series(source, replace(question, first=first_day(names[0]), last=last))


def found_part(
    source: Facts, form: ExplorerForm, item: Measure, rights: Mapping[str, bool], query: str
) -> SafeString:
    """Return the answer to a valid question as markup, kept until the next load.

    Parameters
    ----------
    source, form, item
        The lake, a valid form, and its measure.
    rights : mapping
        `may_see_rows` and `may_load`: the markup shows links by them, so they are in its key.
    query : str
        The address's own text, which its links carry on.
    """
    data = form.data
    asked = tuple((name, data[name]) for name in form.fields if name in data)
    target = settings.WORKSPACE.target_of(form.cleaned_data["queue"])
    return kept_part(
        "service/_found.html",
        load_key(source, asked, tuple(sorted(rights.items())), query, target),
        lambda: {
            "form": form,
            "measure": item,
            "query": query,
            **rights,
            **explorer_context(source, form, item),
        },
    )


def rows_context(
    source: Facts, form: ExplorerForm, view: RowsView, paging: RowsForm
) -> dict[str, Any]:
    """Read one page of the rows and say whose they are.

    Parameters
    ----------
    source, form
        The lake, and the explorer's valid form.
    view : RowsView
        Whose rows the viewer may see.
    paging : RowsForm
        Which days of the form's period, and which page.
    """
    question, page = paging.narrow(form.question()), paging.cleaned_data["page"] or 1
    item = measure(question.measure)
    found = read_rows(source, item, question, view, page=page, zone=settings.WORKSPACE.zone)
    asked = {**form.data, **paging.data.dict()}
    kept = {name: value for name, value in asked.items() if value and name != "page"}
    return {
        "measure": item,
        "rows": found,
        "is_team": view.agents is not None,
        "span": (question.first, question.last),
        "number": page,
        "back": urlencode(kept),
        "before": _address(kept, page - 1) if page > 1 else "",
        "after": _address(kept, page + 1) if found.has_more else "",
    }


def as_csv(source: Facts, form: ExplorerForm) -> HttpResponse:
    """Return the series as CSV: shares 0..1, durations in seconds, empty where missing."""
    question = form.question()
    data = series(source, question)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    name = f"{question.measure}-{question.first}-{question.last}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    head = ("numerator", "denominator", "n", "coverage", "provisional")
    rows: list[tuple[object, ...]] = [("period", question.by, question.measure, *head)]
    for group, values in [("", data.total), *data.groups.items()]:
        for period, v in zip(data.names, values, strict=True):
            if v is not None:
                cells = (v.value, v.numerator, v.denominator, v.n, v.coverage, int(v.provisional))
                rows.append((period, group, *cells))
    write_csv(response, rows)
    return response


def _address(kept: dict[str, str], page: int) -> str:
    return f"?{urlencode({**kept, 'page': page})}"
