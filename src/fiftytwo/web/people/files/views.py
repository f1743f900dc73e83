"""Pages of the import and the export of people."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from fiftytwo.base.errors import InputError
from fiftytwo.web.accounts.rights import page_right
from fiftytwo.web.forms import Styled, refusal
from fiftytwo.web.limits import limited
from fiftytwo.web.people.files import actions
from fiftytwo.web.people.files.compare import MOST_SHOWN
from fiftytwo.web.people.forms import day_field
from fiftytwo.web.rendering import render_page
from fiftytwo.web.signin.recent import recently_signed_in

__all__ = ["ImportForm", "export", "load"]

MOST_BYTES = 2_000_000
SALT = "people.import"
LIFE_S = 3600


class ImportForm(Styled, forms.Form):
    """A file, shown first; the text goes along in the page until it is loaded or left."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        max_length=180,
        help_text=_("CSV with a column key; export it once to see the others."),
    )
    first = day_field(
        _("Changes hold from"),
        _("For teams and contracts of people who are known; the past stays as it was."),
    )
    held = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)

    def clean(self) -> dict[str, object]:
        """Take the bytes of the file, or those that were shown before."""
        data = super().clean()
        if file := data.get("file"):
            if file.size > MOST_BYTES:
                self.add_error("file", _("The file is larger than 2 MB: split it."))
            else:
                data["raw"] = file.read()
        elif data.get("held"):
            data["raw"] = _held(data["held"], self)
        elif "file" not in self.errors:  # an empty one is told already
            self.add_error("file", _("Choose a file."))
        return data


@page_right("people_file")
@require_http_methods(["GET", "HEAD", "POST"])
@limited("upload")
@recently_signed_in
def load(request: HttpRequest) -> HttpResponse:
    """Show what a file would change; load it on the second press."""
    form = ImportForm(
        request.POST or None, request.FILES or None, initial={"first": timezone.localdate()}
    )
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        return render_page(request, "people/import.html", {"form": form}, status=status)
    data = form.cleaned_data
    try:
        changes = _changes(request, data, is_final=bool(data["held"]) and not data["file"])
    except InputError as error:
        form.add_error("file", refusal(error))
        return render_page(request, "people/import.html", {"form": form}, status=422)
    return _answer(request, form, changes)


@page_right("people_file")
@require_GET
@recently_signed_in
def export(request: HttpRequest) -> HttpResponse:
    """Return everybody as CSV; each of them sees who took it."""
    text = actions.export_people(by=request.user)
    response = HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="people.csv"'
    return response


def _changes(request: HttpRequest, data: dict, *, is_final: bool) -> object:
    if not is_final:
        return actions.judge_file(data["raw"])
    return actions.apply_file(
        data["raw"],
        first=data["first"],
        zone=settings.TIME_ZONE,
        hash_key=settings.WORKSPACE.hash_key,
        by=request.user,
    )


def _answer(request: HttpRequest, form: ImportForm, changes: object) -> HttpResponse:
    data = form.cleaned_data
    if data["held"] and not data["file"] and not changes.refused:
        text = now_("%(added)s added, %(changed)s changed, %(same)s as before.")
        counts = {"added": len(changes.added), "changed": len(changes.changed)}
        messages.success(request, text % (counts | {"same": changes.unchanged}))
        return redirect("people")
    actions.note_look(changes, most=MOST_SHOWN, by=request.user)
    context = {
        "form": form,
        "changes": changes,
        "first": data["first"],
        "held": signing.dumps(data["raw"].decode("latin-1"), salt=SALT, compress=True),
    }
    status = 422 if changes.refused else 200
    return render_page(request, "people/import.html", context, status=status)


def _held(text: str, form: forms.Form) -> bytes:
    try:
        return signing.loads(text, salt=SALT, max_age=LIFE_S).encode("latin-1")
    except signing.BadSignature:
        form.add_error("file", _("What was shown is too old: choose the file again."))
        return b""
