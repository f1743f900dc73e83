"""Pages about the audit: who did what, how often, and who looked at one's own records."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from fiftytwo.web.accounts.rights import page_right
from fiftytwo.web.audit import queries as entries
from fiftytwo.web.audit.words import action_text
from fiftytwo.web.privacy import actions, exporting
from fiftytwo.web.privacy.audit import actor_word, by_month, lines, own_lines
from fiftytwo.web.privacy.forms import AuditForm
from fiftytwo.web.rendering import render_page
from fiftytwo.web.signin.recent import recently_signed_in

__all__ = ["audit", "counts", "own", "own_export"]

PAGE = 50


@page_right("audit")
@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    """Show who did what: who by a word that stands for a person, nothing of what records hold."""
    known = [(action, action_text(action)) for action in entries.known_actions()]
    actors = entries.known_actors()
    words = {actor: actor_word(actor, user == request.user.pk) for actor, user in actors.items()}
    form = AuditForm(request.GET.dict(), actions=known, actors=list(words.items()))
    context: dict[str, object] = {"form": form}
    if not form.is_valid():
        return render_page(request, "privacy/audit.html", context, status=422)
    data = dict(form.cleaned_data)
    at = PAGE * ((data.pop("page") or 1) - 1)
    found = list(entries.filtered(**data)[at : at + PAGE + 1])
    people = entries.people_counts(entry.number for entry in found)
    context |= {"lines": lines(found[:PAGE], words, people), "more": len(found) > PAGE}
    context |= {"page": at // PAGE + 1, "query": _query(request)}
    return render_page(request, "privacy/audit.html", context, part="privacy/_audit.html")


@page_right("audit_counts")
@require_GET
def counts(request: HttpRequest) -> HttpResponse:
    """Show how often each thing was done and read in each month: no names."""
    found = by_month(entries.counts_by_month())
    return render_page(request, "privacy/counts.html", {"counts": found})


@page_right("records")
@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """Show who looked at one's own records, and who changed them."""
    context = {"kind": "changes" if request.GET.get("kind") == "changes" else "reads"}
    person = request.user.person
    if person is not None:
        found = list(entries.about(person.pk, reads=context["kind"] == "reads")[: 4 * PAGE])
        context["lines"] = own_lines(found, entries.actor_names({e.actor for e in found}))
    return render_page(request, "privacy/own.html", context)


@page_right("records")
@require_POST
@recently_signed_in
def own_export(request: HttpRequest, kind: str) -> HttpResponse:
    """Send everything that is kept about oneself as a file."""
    if kind not in exporting.KINDS:
        raise Http404
    person = request.user.person
    if person is None:
        return redirect("records")
    return exporting.as_file(person, actions.note_export(person, by=request.user), kind)


def _query(request: HttpRequest) -> str:
    kept = request.GET.copy()
    kept.pop("page", None)
    return kept.urlencode()
