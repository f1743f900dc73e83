"""Addresses of SCIM 2.0, below ``/scim/v2``."""

from django.urls import path

from fiftytwo.web.scim import views

urlpatterns = [
    path("Users", views.users, name="scim-users"),
    path("Users/.search", views.search, {"kinds": ("Users",)}, name="scim-user-search"),
    path("Users/<str:resource_id>", views.one_user, name="scim-user"),
    path("Groups", views.groups, name="scim-groups"),
    path("Groups/.search", views.search, {"kinds": ("Groups",)}, name="scim-group-search"),
    path("Groups/<str:resource_id>", views.one_group, name="scim-group"),
    path(".search", views.search, name="scim-search"),
    path("ServiceProviderConfig", views.config, name="scim-config"),
    path("Schemas", views.schemas, name="scim-schemas"),
    path("Schemas/<str:schema_id>", views.schemas, name="scim-schema"),
    path("ResourceTypes", views.resource_types, name="scim-resource-types"),
    path("ResourceTypes/<str:name>", views.resource_types, name="scim-resource-type"),
    path("<path:path>", views.elsewhere, name="scim-elsewhere"),
]
