"""Pages of notices: what waits for the person who is signed in, and how it is to be told."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fiftytwo.web.accounts.rights import page_right
from fiftytwo.web.limits import limited
from fiftytwo.web.notices.actions import mark_all_read, mark_read
from fiftytwo.web.notices.queries import notice_of, notices_of
from fiftytwo.web.post import queries
from fiftytwo.web.post.actions import keep_wishes
from fiftytwo.web.post.forms import WishesForm
from fiftytwo.web.post.mail import is_mail_ready
from fiftytwo.web.rendering import render_page

__all__ = ["notices", "read", "read_all", "wishes"]

SHOWN = 50


@page_right("account")
@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """List one's own notices, unread first."""
    page = Paginator(notices_of(request.user), SHOWN).get_page(request.GET.get("page"))
    before = f"?page={page.number - 1}" if page.has_previous() else ""
    after = f"?page={page.number + 1}" if page.has_next() else ""
    context = {"notices": page, "before": before, "after": after, "number": page.number}
    return render_page(request, "post/notices.html", context)


@page_right("account")
@require_POST
def read(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Mark one notice read, and open its page where that was asked for."""
    notice = notice_of(request.user, notice_id)
    if notice is None:
        raise Http404
    mark_read(notice)
    return redirect(notice.address if "open" in request.POST else "notices")


@page_right("account")
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all of one's notices read."""
    mark_all_read(request.user)
    return redirect("notices")


@page_right("account")
@require_http_methods(["GET", "POST"])
@limited("wishes")
def wishes(request: HttpRequest) -> HttpResponse:
    """Show and keep how one wants to be told."""
    kept = queries.wishes_of(request.user)
    form = WishesForm(request.POST or None, instance=kept)
    if request.method == "POST" and form.is_valid():
        keep_wishes(form.wanted(), request.user, chat=form.chat_change())
        messages.success(request, _("Kept."))
        return redirect("notice-wishes")
    context = {"form": form, "wishes": kept, "is_mail_ready": is_mail_ready()}
    context["dead"] = queries.dead_letters(request.user).exists()
    status = 422 if form.is_bound else 200
    return render_page(request, "post/wishes.html", context, status=status)
