"""Addresses of privacy and audit."""

from django.urls import path

from fiftytwo.web.privacy import trail_views, views

urlpatterns = [
    path("settings/privacy/", views.privacy, name="privacy"),
    path("settings/privacy/area/<str:area>/", views.area, name="privacy-area"),
    path("settings/privacy/due/", views.due, name="privacy-due"),
    path("settings/privacy/holds/", views.holds, name="privacy-holds"),
    path("settings/privacy/holds/<int:hold>/lift/", views.lift, name="privacy-lift"),
    path("settings/privacy/people/", views.people, name="privacy-people"),
    path("settings/privacy/people/<str:key>/", views.person, name="privacy-person"),
    path("settings/privacy/people/<str:key>/erase/", views.erase, name="privacy-erase"),
    path("settings/privacy/people/<str:key>/<str:kind>/", views.export, name="privacy-export"),
    path("settings/audit/", trail_views.audit, name="audit"),
    path("settings/audit/counts/", trail_views.counts, name="audit-counts"),
    path("account/records/", trail_views.own, name="records"),
    path("account/records/<str:kind>/", trail_views.own_export, name="records-export"),
]
