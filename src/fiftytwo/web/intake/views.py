"""Pages of Settings → Sources."""

from typing import TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fiftytwo.web.accounts.rights import page_right
from fiftytwo.web.bodies import takes_files
from fiftytwo.web.intake import actions, drafts, queries
from fiftytwo.web.intake.forms import DismissForm, ProfileForm, UploadForm
from fiftytwo.web.limits import limited
from fiftytwo.web.rendering import render_page

__all__ = [
    "add",
    "describe",
    "dismiss",
    "drop",
    "load",
    "profile",
    "quarantine",
    "retry",
    "sources",
]

Thing = TypeVar("Thing")
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@page_right("sources")
@require_GET
def sources(request: HttpRequest) -> HttpResponse:
    """List sources, loads and balances, and what waits."""
    books = queries.snapshot()
    found = queries.loads(books)
    context = {
        "loads": found,
        "sources": queries.sources(found),
        "reasons": queries.held_reasons(books),
        "held": queries.held_count(books),
        "uploads": queries.uploads_waiting(),
        "profiles": queries.profiles(),
    }
    return render_page(request, "intake/sources.html", context)


@page_right("sources")
@get_or_post
@limited("upload")
@takes_files
def add(request: HttpRequest) -> HttpResponse:
    """Take a file; with a saved profile it is loaded, else a draft is shown first."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        return render_page(request, "intake/add.html", {"form": form}, status=status)
    upload = actions.keep_upload(form.cleaned_data["file"], request.user)
    saved = queries.profile_text(form.cleaned_data["profile"])
    if saved is None:
        return redirect("upload", upload.pk)
    return redirect("job", actions.start_load(upload, profile=saved, by=request.user).pk)


@page_right("sources")
@get_or_post
def describe(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """Show a draft of the profile of an uploaded file; load it with what was edited."""
    upload = _found(queries.upload_by_id(upload_id))
    if request.method == "POST":
        form = ProfileForm(request.POST)
        if form.is_valid():
            text = form.cleaned_data["text"]
            return redirect("job", actions.start_load(upload, profile=text, by=request.user).pk)
        context = {"form": form, "upload": upload}
        return render_page(request, "intake/describe.html", context, status=422)
    draft, problem = drafts.draft(upload)
    context = {"form": ProfileForm(initial={"text": draft}), "upload": upload, "problem": problem}
    return render_page(request, "intake/describe.html", context)


@page_right("sources")
@require_POST
def drop(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """Forget an uploaded file."""
    upload = _found(queries.upload_by_id(upload_id))
    upload.forget(by=request.user)
    messages.success(
        request, _("%(name)s is forgotten; nothing of it was loaded.") % {"name": upload.name}
    )
    return redirect("sources")


@page_right("sources")
@require_GET
def load(request: HttpRequest, load_id: str) -> HttpResponse:
    """Show one load: its balance, and each rule and reason."""
    found = _found(queries.load_by_id(queries.snapshot(), load_id))
    return render_page(request, "intake/load.html", {"load": found})


@page_right("sources")
@require_GET
def profile(request: HttpRequest, name: str) -> HttpResponse:
    """Show a saved profile."""
    text = _found(queries.profile_text(name))
    return render_page(request, "intake/profile.html", {"name": name, "text": text})


@page_right("sources")
@require_GET
def quarantine(request: HttpRequest) -> HttpResponse:
    """List the lines that could not be used, by reason."""
    books, reason = queries.snapshot(), request.GET.get("reason", "")
    page = int(number) if (number := request.GET.get("page", "1")[:6]).isdecimal() else 1
    lines = queries.held_lines(books, reason=reason, page=max(page, 1))
    context = {
        "reasons": queries.by_reason(queries.held_reasons(books)),
        "reason": reason,
        "lines": lines[: queries.PAGE],
        "page": page,
        "before": _page_of(reason, page - 1) if page > 1 else "",
        "after": _page_of(reason, page + 1) if len(lines) > queries.PAGE else "",
    }
    return render_page(request, "intake/quarantine.html", context, part="intake/_lines.html")


@page_right("sources")
@require_POST
def retry(request: HttpRequest) -> HttpResponse:
    """Try every line in quarantine again."""
    return redirect("job", actions.start_retry(request.user).pk)


@page_right("sources")
@get_or_post
def dismiss(request: HttpRequest, raw_id: str) -> HttpResponse:
    """Ask why a line can be left out, and leave it out."""
    line = _found(queries.held_line(queries.snapshot(), raw_id))
    form = DismissForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        context = {"line": line, "form": form}
        return render_page(request, "intake/dismiss.html", context, status=status)
    job = actions.start_dismissal(line.raw_id, form.cleaned_data["reason"], by=request.user)
    return redirect("job", job.pk)


def _page_of(reason: str, page: int) -> str:
    return f"{reverse('quarantine')}?{urlencode({'reason': reason, 'page': page})}"


def _found(thing: Thing | None) -> Thing:
    if thing is None:
        raise Http404
    return thing
