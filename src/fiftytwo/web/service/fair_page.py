"""Puts "Compare" together: groups in order of name, a funnel, and what may be said of each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fiftytwo.base.spreadsheet import write_csv
from fiftytwo.measures.fair import Fair, Judged
from fiftytwo.web.saying import localised, number_text, share_text
from fiftytwo.web.service.fair_form import FairForm
from fiftytwo.web.service.funnel import funnel_picture
from fiftytwo.web.service.judge import group_words

__all__ = ["fair_context", "fair_csv"]

WORDS = {
    "too few": gettext_lazy("too few to judge"),
    "no difference": gettext_lazy("no difference shown"),
    "sign": gettext_lazy("a sign: look again next period"),
    "better": gettext_lazy("more than chance, for the better"),
    "worse": gettext_lazy("more than chance, for the worse"),
}
TONES = {"better": "good", "worse": "watch", "sign": "accent"}


@dataclass(frozen=True, slots=True)
class FairRow:
    """A group in words; `is_grey` where it has too few cases to be judged."""

    name: str
    n: str
    raw: str
    share: str
    guess: str
    word: str
    tone: str
    is_grey: bool


def fair_context(fair: Fair | None, groups: str) -> dict[str, Any]:
    """Return what the page shows of groups of a kind; nothing where nobody has a case.

    People are named in the table only, not in the picture.
    """
    if fair is None or not fair.groups:
        return {"fair": None}

    def say(name: str) -> str:
        return group_words(name, groups)

    return {
        "fair": fair,
        "rows": [_row(group, say) for group in fair.groups],
        "sentence": _sentence(fair),
        "overall": share_text(fair.overall),
        "spread_words": _spread(fair),
        "picture": funnel_picture(fair, say, is_named=groups != "person"),
    }


def fair_csv(fair: Fair | None, form: FairForm) -> HttpResponse:
    """Return groups in order of name as CSV: shares 0..1, empty where there is none."""
    name, (first, last) = form.cleaned_data["measure"], form.span
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    file = f"{name}-{form.cleaned_data['groups']}-{first}-{last}.csv"
    response["Content-Disposition"] = f'attachment; filename="{file}"'
    head = ("n", "hits", "expected", "as_counted", "with_everybodys_mix", "best_guess", "word")
    rows: list[tuple[object, ...]] = [(form.cleaned_data["groups"], *head)]
    for group in fair.groups if fair else ():
        found = group.found
        told = (found.n, found.hits, found.expected, found.raw, found.share)
        rows.append((group.name, *told, group.guess, group.word))
    write_csv(response, rows)
    return response


def _row(group: Judged, say: Callable[[str], str]) -> FairRow:
    found = group.found
    return FairRow(
        name=say(group.name),
        n=number_text(found.n),
        raw=share_text(found.raw),
        share=share_text(found.share),
        guess=share_text(group.guess),
        word=str(WORDS[group.word]),
        tone=TONES.get(group.word, "none"),
        is_grey=group.word == "too few",
    )


def _sentence(fair: Fair) -> str:
    judged = [group for group in fair.groups if group.word != "too few"]
    beyond = sum(group.word in ("better", "worse") for group in judged)
    signs = sum(group.word == "sign" for group in judged)
    if not judged:
        return _("Too few cases to judge any of them.")
    if not beyond and not signs:
        return _("No difference shown: what is seen is no more than chance and the mix of work.")
    parts = []
    if beyond:
        parts.append(
            ngettext("%(n)s differs more than chance", "%(n)s differ more than chance", beyond)
            % {"n": beyond}
        )
    if signs:
        parts.append(
            ngettext(
                "%(n)s shows a sign of a difference", "%(n)s show a sign of a difference", signs
            )
            % {"n": signs}
        )
    said = {"parts": ", ".join(parts), "all": len(judged)}
    return _("%(parts)s, of %(all)s judged.") % said


def _spread(fair: Fair) -> str:
    if fair.phi <= 1:
        return ""
    return _(
        "The groups differ more among themselves than chance would have it (φ %(phi)s), so the"
        " limits are %(times)s times as wide."
    ) % {"phi": localised(f"{fair.phi:.2f}"), "times": localised(f"{fair.phi**0.5:.2f}")}
