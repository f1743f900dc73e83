"""Forms of Settings → Sources."""

from datetime import date, timedelta

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from fiftytwo.base.errors import InputError
from fiftytwo.contacts.profile import profile_from_text
from fiftytwo.sources.content import HEAD, refuse_foreign
from fiftytwo.web.forms import OnlyKnown, Styled
from fiftytwo.web.intake import queries
from fiftytwo.web.told import told

__all__ = ["DismissForm", "ProfileForm", "QualityForm", "UploadForm"]

NEW = ""
MAX_PROFILE = 100_000
DAYS = {"7": _("7 days"), "28": _("28 days"), "91": _("13 weeks")}


class UploadForm(Styled, forms.Form):
    """A file, and the profile that describes it."""

    file = forms.FileField(
        label=_("File"),
        max_length=180,
        help_text=_("CSV, CSV.gz, Parquet, JSON lines, or a log such as Asterisk’s queue_log."),
        error_messages={"empty": _("The file is empty. Nothing was stored.")},
    )
    profile = forms.ChoiceField(
        label=_("Profile"),
        required=False,
        help_text=_("It says which column means what. Without one, a draft is made from the file."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        saved = [(name, name) for name in queries.profiles()]
        self.fields["profile"].choices = [(NEW, _("a new one: make a draft")), *saved]

    def clean_file(self) -> UploadedFile:
        """Refuse by its first bytes what no profile can read, such as a workbook or a picture."""
        file = self.cleaned_data["file"]
        try:
            refuse_foreign(file.read(HEAD))
        except InputError as error:
            raise forms.ValidationError(capfirst(told(str(error)))) from None
        file.seek(0)
        return file


class ProfileForm(Styled, forms.Form):
    """The text of a profile."""

    text = forms.CharField(
        label=_("Profile"),
        max_length=MAX_PROFILE,
        help_text=_("TOML. It is kept under its name once the file is loaded."),
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "input code"}),
    )

    def clean_text(self) -> str:
        """Read it, so that a wrong line is told here and not by the load."""
        text = self.cleaned_data["text"]
        try:
            profile_from_text(text)
        except InputError as error:
            raise forms.ValidationError(str(error)) from None
        return text


class DismissForm(Styled, forms.Form):
    """Why a line will not be used."""

    reason = forms.CharField(
        label=_("Why it can be left out"),
        max_length=300,
        help_text=_("One sentence. It stays beside the line, with your name."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class QualityForm(OnlyKnown, Styled, forms.Form):
    """Which days, back from the last that has data."""

    days = forms.ChoiceField(label=_("Period"), choices=list(DAYS.items()))
    until = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput({"type": "date"}),
        validators=[MinValueValidator(date(1990, 1, 1)), MaxValueValidator(date(2100, 1, 1))],
    )

    def __init__(self, data: dict[str, str]) -> None:
        super().__init__({"days": "28"} | {name: value for name, value in data.items() if value})

    def span(self, newest: date) -> tuple[date, date]:
        """Return the days asked for; `newest` is the last unless another one is named."""
        last = self.cleaned_data["until"] or newest
        return last - timedelta(days=int(self.cleaned_data["days"]) - 1), last
