"""The form of how one wants to be told."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fiftytwo.base.errors import InputError
from fiftytwo.web.forms import Styled
from fiftytwo.web.notices.kinds import KINDS
from fiftytwo.web.post.chat import check_chat
from fiftytwo.web.post.models import Way, Wishes
from fiftytwo.web.told import told

__all__ = ["WishesForm"]

CHOICES = [(name, kind.title) for name, kind in KINDS.items() if not kind.is_security]


def _clock() -> forms.TimeInput:
    return forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class WishesForm(Styled, forms.ModelForm):
    """Channels, digest, quiet hours, kinds that are sent."""

    sent = forms.MultipleChoiceField(
        label=gettext_lazy("Send me these"),
        choices=CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "In the application all of them stand. Changes of how you sign in are always mailed."
        ),
    )
    chat_address = forms.CharField(
        label=gettext_lazy("Address of your chat service"),
        max_length=500,
        required=False,
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy(
            "Such as slack://…, tgram://…, mmosts://… or json://…. It is kept encrypted and not shown "
            "again; leave it empty to keep the one that is there."
        ),
    )
    forget_chat = forms.BooleanField(label=gettext_lazy("Take the address away"), required=False)

    class Meta:
        model = Wishes
        fields = ("mail", "chat", "digest_at", "quiet_from", "quiet_until")
        widgets = {"digest_at": _clock(), "quiet_from": _clock(), "quiet_until": _clock()}

    field_order = (
        "mail",
        "digest_at",
        "chat",
        "chat_address",
        "forget_chat",
        "quiet_from",
        "quiet_until",
        "sent",
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        muted = set(self.instance.muted)
        self.initial["sent"] = [name for name, _title in CHOICES if name not in muted]
        if not self.instance.chat_box:
            del self.fields["forget_chat"]

    def clean_chat_address(self) -> str:
        """Refuse what is no chat service, or lies in a private network."""
        address = self.cleaned_data["chat_address"]
        if address:
            try:
                check_chat(address)
            except InputError as error:
                raise ValidationError(told(str(error))) from None
        return address

    def clean(self) -> dict[str, object]:
        """Quiet hours have two ends; chat needs an address."""
        data = super().clean()
        if (data.get("quiet_from") is None) != (data.get("quiet_until") is None):
            self.add_error("quiet_until", _("Enter both ends of the quiet hours, or neither."))
        has_address = data.get("chat_address") or (
            self.instance.chat_box and not data.get("forget_chat")
        )
        if data.get("chat") != Way.NEVER and not has_address and "chat_address" in data:
            self.add_error("chat_address", _("Enter the address, or choose never for chat."))
        return data

    def chat_change(self) -> str | None:
        """Return the new address, empty where it is taken away, None where it stays."""
        if self.cleaned_data.get("chat_address"):
            return self.cleaned_data["chat_address"]
        return "" if self.cleaned_data.get("forget_chat") else None

    def wanted(self) -> Wishes:
        """Return the wishes as entered, not kept yet."""
        sent = set(self.cleaned_data["sent"])
        self.instance.muted = [name for name, _title in CHOICES if name not in sent]
        return self.instance
