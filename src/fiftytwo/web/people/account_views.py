"""The account of a person: invitation by a one-time link, roles."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from fiftytwo.base.errors import InputError
from fiftytwo.web.accounts import actions
from fiftytwo.web.accounts.rights import Role, page_right
from fiftytwo.web.people import queries
from fiftytwo.web.people.form_page import FormPage, answer
from fiftytwo.web.people.forms import InviteForm, RoleForm
from fiftytwo.web.people.models import Person
from fiftytwo.web.rendering import render_page
from fiftytwo.web.signin.recent import recently_signed_in
from fiftytwo.web.told import told

__all__ = ["invite", "role_give", "role_take"]

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@page_right("accounts")
@get_or_post
@recently_signed_in
def invite(request: HttpRequest, person_id: int) -> HttpResponse:
    """Make the account where there is none, and a link that sets its password; shown once."""
    person = _found(request, person_id)
    account = queries.account_of(person)
    form = InviteForm(request.POST or None, initial={"username": person.key})
    if request.method != "POST" or (account is None and not form.is_valid()):
        context = {"person": person, "account": account, "form": form}
        status = 422 if request.method == "POST" and form.errors else 200
        return render_page(request, "people/invite.html", context, status=status)
    if account is None:
        account = actions.add_account(person, **form.cleaned_data, by=request.user)
    link = request.build_absolute_uri(
        reverse("join", args=[actions.invite(account, by=request.user)])
    )
    context = {"person": person, "account": account, "link": link, "until": actions.invited_until()}
    return render_page(request, "people/invited.html", context)


@page_right("accounts")
@get_or_post
@recently_signed_in
def role_give(request: HttpRequest, person_id: int) -> HttpResponse:
    """Give a person's account another role."""
    person = _found(request, person_id)
    account = get_object_or_404(queries.accounts(), person=person)
    form = RoleForm(request.POST or None, initial={"first": timezone.localdate()})
    page = FormPage(
        _("Give a role"),
        _("Give the role"),
        reverse("person", args=[person.pk]),
        person.name,
        _("The role is given."),
        _("A person may hold several. What each opens stands under Privacy."),
    )

    def save(data: dict) -> None:
        limits = {name: data[name] for name in ("team", "site", "first", "last")}
        actions.give_role(account, Role(data["role"]), **limits, by=request.user)

    return answer(request, form, page, save)


@page_right("accounts")
@require_POST
@recently_signed_in
def role_take(request: HttpRequest, person_id: int, grant_id: int) -> HttpResponse:
    """Take a role away from today on; the last head keeps the role."""
    person = _found(request, person_id)
    grant = get_object_or_404(queries.grants_of(person), pk=grant_id)
    try:
        actions.take_role(grant, by=request.user)
    except InputError as error:
        messages.error(request, told(str(error)))
    else:
        messages.success(request, _("The role is taken away."))
    return redirect("person", person.pk)


def _found(request: HttpRequest, person_id: int) -> Person:
    return get_object_or_404(queries.persons_visible_to(request.user), pk=person_id)
