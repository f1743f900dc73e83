"""Addresses of Settings → People, Teams and sites, Agents."""

from django.urls import path

from fiftytwo.web.people import account_views, hours_views, team_views, views
from fiftytwo.web.people.files import views as file_views

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/add/", views.add, name="person-add"),
    path("people/import/", file_views.load, name="people-import"),
    path("people/export/", file_views.export, name="people-export"),
    path("people/<int:person_id>/", views.person, name="person"),
    path("people/<int:person_id>/change/", views.change, name="person-change"),
    path("people/<int:person_id>/contract/", views.contract, name="person-contract"),
    path("people/<int:person_id>/team/", views.move, name="person-move"),
    path("people/<int:person_id>/end/", views.end, name="person-end"),
    path("people/<int:person_id>/absences/add/", views.absence_add, name="absence-add"),
    path("people/absences/<int:absence_id>/", views.absence_change, name="absence-change"),
    path("people/absences/<int:absence_id>/remove/", views.absence_remove, name="absence-remove"),
    path("people/<int:person_id>/account/", account_views.invite, name="person-invite"),
    path("people/<int:person_id>/roles/", account_views.role_give, name="role-give"),
    path("people/<int:person_id>/roles/<int:grant_id>/", account_views.role_take, name="role-take"),
    path("teams/", team_views.teams, name="teams"),
    path("teams/add/", team_views.team_add, name="team-add"),
    path("teams/<int:team_id>/", team_views.team_change, name="team-change"),
    path("teams/<int:team_id>/lead/", team_views.team_lead, name="team-lead"),
    path("sites/add/", team_views.site_add, name="site-add"),
    path("sites/<int:site_id>/", team_views.site_change, name="site-change"),
    path("sites/<int:site_id>/hours/", hours_views.site_hours, name="site-hours"),
    path("sites/<int:site_id>/hours/tie/", hours_views.site_tie, name="site-tie"),
    path("sites/<int:site_id>/hours/close/", hours_views.site_close, name="site-close"),
    path("absence-kinds/add/", team_views.kind_add, name="kind-add"),
    path("absence-kinds/<slug:code>/", team_views.kind_change, name="kind-change"),
    path("agents/", team_views.agents, name="agents"),
    path("agents/link/", team_views.agent_link, name="agent-link"),
    path("agents/<int:link_id>/unlink/", team_views.agent_unlink, name="agent-unlink"),
]
