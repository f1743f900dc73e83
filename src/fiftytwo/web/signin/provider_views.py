"""Going to the company's own login and coming back from it."""

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST
from requests import RequestException

from fiftytwo.web.accounts.rights import page_right
from fiftytwo.web.limits import limited
from fiftytwo.web.rendering import render_page
from fiftytwo.web.signin import queries

__all__ = ["confirm", "go"]


@require_POST
@limited("login")
def go(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead on to the provider.

    A page leads on, not a redirect: a redirect would make the browser count the provider among
    the places this form is sent to, and the content security policy allows only our own.
    """
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    ask = {"prompt": "login"} if request.user.is_authenticated else {}
    try:
        provider = get_adapter().get_provider(request, provider_id)
        answer = provider.redirect(
            request,
            process="login",
            next_url=back if is_ours else None,
            data={"link": request.POST.get("link", "")[:64]},
            auth_params=ask,
        )
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except (RequestException, ValueError, KeyError):
        return render_page(request, "signin/provider_failed.html", {}, status=502)
    if "Location" not in answer.headers:
        return answer
    context = {"address": answer.headers["Location"], "provider_name": queries.provider_name()}
    return render_page(request, "socialaccount/login_redirect.html", context)


@page_right("account")
@require_GET
def confirm(request: HttpRequest) -> HttpResponse:
    """Offer the company's login as the proof that a sensitive page asks for."""
    context = {
        "provider_name": queries.provider_name(),
        "redirect_field_value": request.GET.get("next", ""),
    }
    return render_page(request, "signin/confirm_by_provider.html", context)
