"""One form on a page of its own: shown, judged, saved, and back where one came from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from fiftytwo.base.errors import InputError
from fiftytwo.web.forms import refusal
from fiftytwo.web.rendering import render_page

__all__ = ["FormPage", "answer"]


@dataclass(frozen=True)
class FormPage:
    """The words of a page that holds one form.

    Attributes
    ----------
    title, text : str
        Heading, and what the form does, in a sentence.
    button : str
        What its button does.
    back, back_label : str
        Address and name of the page it belongs to.
    done : str
        What is said when it is saved.
    """

    title: str
    button: str
    back: str
    back_label: str
    done: str
    text: str = ""


def answer(
    request: HttpRequest,
    form: forms.Form,
    page: FormPage,
    save: Callable[[Mapping[str, object]], object],
) -> HttpResponse:
    """Show the form, with its errors (422) or empty; save it and go back."""
    if request.method == "POST" and form.is_valid():
        try:
            save(form.cleaned_data)
        except InputError as error:
            form.add_error(None, refusal(error))
        else:
            messages.success(request, page.done)
            return redirect(page.back)
    status = 422 if form.errors else 200
    return render_page(request, "people/form.html", {"form": form, "page": page}, status=status)
