"""Pages of Settings → Teams and sites, and Settings → Agents."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fiftytwo.base.errors import InputError
from fiftytwo.web.accounts.rights import page_right
from fiftytwo.web.audit.actions import record_read
from fiftytwo.web.forms import refusal
from fiftytwo.web.people import actions, queries, suggest
from fiftytwo.web.people.form_page import FormPage, answer
from fiftytwo.web.people.hours_page import all_missed, coming_span, missed_words, read_named
from fiftytwo.web.people.models import AbsenceKind, Site, Team
from fiftytwo.web.people.team_forms import KindForm, LeadForm, LinkForm, SiteForm, TeamForm
from fiftytwo.web.rendering import render_page
from fiftytwo.web.signin.recent import recently_signed_in
from fiftytwo.web.versions import shown_of

__all__ = [
    "agent_link",
    "agent_unlink",
    "agents",
    "kind_add",
    "kind_change",
    "site_add",
    "site_change",
    "team_add",
    "team_change",
    "team_lead",
    "teams",
]

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@page_right("teams")
@require_GET
def teams(request: HttpRequest) -> HttpResponse:
    """List sites and their teams, and the kinds of absence."""
    sites, hours = queries.sites_with_teams(), read_named().hours
    for site in sites:
        site.missed_words = missed_words(site, all_missed(site, hours, *coming_span()))
    context = {"sites": sites, "kinds": queries.absence_kinds()}
    return render_page(request, "people/teams.html", context)


@page_right("teams_change")
@get_or_post
def team_add(request: HttpRequest) -> HttpResponse:
    """Add a team."""
    form = TeamForm(request.POST or None)
    page = _page(_("Add a team"))
    return answer(request, form, page, lambda data: actions.save_team(None, data, by=request.user))


@page_right("teams_change")
@get_or_post
def team_change(request: HttpRequest, team_id: int) -> HttpResponse:
    """Change a team's name, site or end."""
    team = get_object_or_404(queries.all_teams(), pk=team_id)
    form = TeamForm(request.POST or None, row=team, initial=_team_of(team))
    page = _page(_("Change the team %(name)s") % {"name": team.name})
    return answer(
        request,
        form,
        page,
        lambda data: actions.save_team(team, data, by=request.user),
        shown=shown_of(team, _team_of),
    )


@page_right("teams_change")
@get_or_post
@recently_signed_in
def team_lead(request: HttpRequest, team_id: int) -> HttpResponse:
    """Say who leads a team from a day on."""
    team = get_object_or_404(queries.all_teams(), pk=team_id)
    form = LeadForm(request.POST or None, initial=_lead_of(team))
    page = _page(_("Who leads %(name)s") % {"name": team.name})
    return answer(
        request,
        form,
        page,
        lambda data: actions.set_lead(team, data["lead"], data["first"], by=request.user),
        shown=shown_of(team, _lead_of, ["lead"]),
    )


@page_right("teams_change")
@get_or_post
def site_add(request: HttpRequest) -> HttpResponse:
    """Add a site."""
    form = SiteForm(request.POST or None, initial={"zone": settings.TIME_ZONE})
    page = _page(_("Add a site"))
    return answer(
        request, form, page, lambda _data: actions.save_site(None, form.values, by=request.user)
    )


@page_right("teams_change")
@get_or_post
def site_change(request: HttpRequest, site_id: int) -> HttpResponse:
    """Change a site's clock and holidays."""
    site = get_object_or_404(queries.sites(), pk=site_id)
    form = SiteForm(request.POST or None, row=site, initial=_site_of(site))
    page = _page(_("Change the site %(name)s") % {"name": site.name})
    return answer(
        request,
        form,
        page,
        lambda _data: actions.save_site(site, form.values, by=request.user),
        shown=shown_of(site, _site_of),
    )


@page_right("teams_change")
@get_or_post
def kind_add(request: HttpRequest) -> HttpResponse:
    """Add a kind of absence."""
    form = KindForm(request.POST or None, initial={"is_paid": True, "is_planned": True})
    page = _page(_("Add a kind of absence"))
    return answer(
        request, form, page, lambda _data: actions.save_kind(None, form.values, by=request.user)
    )


@page_right("teams_change")
@get_or_post
def kind_change(request: HttpRequest, code: str) -> HttpResponse:
    """Change a kind of absence."""
    kind = get_object_or_404(queries.absence_kinds(), pk=code)
    form = KindForm(request.POST or None, row=kind, initial=_kind_of(kind))
    page = _page(_("Change the kind %(name)s") % {"name": kind})
    return answer(
        request,
        form,
        page,
        lambda _data: actions.save_kind(kind, form.values, by=request.user),
        shown=shown_of(kind, _kind_of),
    )


@page_right("agents")
@require_GET
def agents(request: HttpRequest) -> HttpResponse:
    """Show which agents of the sources are which people, and what fits but is not confirmed."""
    return _agents(request, LinkForm())


@page_right("agents")
@require_POST
@recently_signed_in
def agent_link(request: HttpRequest) -> HttpResponse:
    """Confirm that a login is a person."""
    form = LinkForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.link_agent(
                data["person"], data["login"], settings.WORKSPACE.hash_key, by=request.user
            )
        except InputError as error:
            form.add_error("login", refusal(error))
        else:
            text = _("%(name)s is linked to the login %(login)s.")
            messages.success(request, text % {"name": data["person"].name, "login": data["login"]})
            return redirect("agents")
    return _agents(request, form)


@page_right("agents")
@require_POST
@recently_signed_in
def agent_unlink(request: HttpRequest, link_id: int) -> HttpResponse:
    """Take a link back."""
    link = queries.link_by_id(link_id)
    if link is None:
        raise Http404
    actions.unlink_agent(link, by=request.user)
    messages.success(request, _("The link is taken back."))
    return redirect("agents")


def _team_of(team: Team) -> dict[str, object]:
    return {"name": team.name, "site": team.site_id, "closed": team.closed}


def _lead_of(team: Team) -> dict[str, object]:
    today = timezone.localdate()
    row = team.leaderships.on(today).first()
    return {"lead": row.lead_id if row else None, "first": today}


def _site_of(site: Site) -> dict[str, object]:
    own = "\n".join(f"{day} {name}".strip() for day, name in sorted(site.holidays.items()))
    kept = ("name", "zone", "country", "subdivision")
    return {name: getattr(site, name) for name in kept} | {"own_days": own}


def _kind_of(kind: AbsenceKind) -> dict[str, object]:
    return {name: getattr(kind, name) for name in ("name", "is_paid", "is_planned")}


def _agents(request: HttpRequest, form: LinkForm) -> HttpResponse:
    page = suggest.agents_page(form)
    record_read("agent_login", by=request.user, whose=page.pop("named"), purpose="operation")
    return render_page(request, "people/agents.html", page, status=422 if form.errors else 200)


def _page(title: str) -> FormPage:
    return FormPage(title, _("Save"), reverse("teams"), _("Teams and sites"), _("Saved."))
