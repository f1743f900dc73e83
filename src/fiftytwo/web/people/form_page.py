"""One form on a page of its own: shown, judged, saved, and back where one came from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from fiftytwo.web.rendering import render_page
from fiftytwo.web.versions import Shown, save_form

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
    lock : str
        Who can see what is entered, in a sentence; empty where it is nothing private.
    """

    title: str
    button: str
    back: str
    back_label: str
    done: str
    text: str = ""
    lock: str = ""


def answer(
    request: HttpRequest,
    form: forms.Form,
    page: FormPage,
    save: Callable[[Mapping[str, object]], object],
    *,
    shown: Shown | None = None,
) -> HttpResponse:
    """Show the form, with its errors (422) or empty; save it and go back.

    Parameters
    ----------
    request, form, page
        What was asked, and what is shown.
    save : function of the cleaned data
        The action.
    shown : Shown, optional
        What the form shows of rows that are there: what changed meanwhile is told (409).
    """
    done = save_form(request, form, lambda: save(form.cleaned_data), shown or Shown())
    if done.is_saved:
        messages.success(request, page.done)
        return redirect(page.back)
    context = {"form": form, "page": page, "version": done.version}
    return render_page(request, "people/form.html", context, status=done.status)
