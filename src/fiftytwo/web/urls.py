"""Every address, by area."""

from django.urls import include, path

from fiftytwo.web import errors

urlpatterns = [
    path("", include("fiftytwo.web.accounts.urls")),
    path("", include("fiftytwo.web.signin.urls")),
    path("jobs/", include("fiftytwo.web.jobs.urls")),
    path("", include("fiftytwo.web.post.urls")),
    path("settings/sources/", include("fiftytwo.web.intake.urls")),
    path("settings/", include("fiftytwo.web.people.urls")),
    path("settings/tokens/", include("fiftytwo.web.tokens.urls")),
    path("scim/v2/", include("fiftytwo.web.scim.urls")),
    path("api/v1/", include("fiftytwo.web.api.urls")),
    path("service/views/", include("fiftytwo.web.saved.urls")),
    path("service/", include("fiftytwo.web.service.urls")),
    path("plan/", include("fiftytwo.web.plans.urls")),
    path("", include("fiftytwo.web.privacy.urls")),
    path("search/", include("fiftytwo.web.search.urls")),
    path("style/", include("fiftytwo.web.style.urls")),
    path("", include("fiftytwo.web.home.urls")),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
