"""What every form of ours shares."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from fiftytwo.base.errors import InputError
from fiftytwo.web.told import told

__all__ = ["DayInput", "OnlyKnown", "Styled", "code_of", "refusal"]

# Codes of the house for those of the framework; what is not here is a value out of range.
CODES = {"required": "REQUIRED", "taken": "DUPLICATE"}


def refusal(error: InputError) -> forms.ValidationError:
    """Return what an action or a reader refuses, as a form shows it: code, and the sentence told.

    Examples
    --------
    >>> from fiftytwo.privacy.errors import RuleError
    >>> refusal(RuleError("BAD_STATE", "this hold was lifted before")).code
    'BAD_STATE'
    """
    return forms.ValidationError(told(str(error)), code=getattr(error, "code", None))


def code_of(error: forms.ValidationError) -> str:
    """Return the machine code of an error of a form.

    Examples
    --------
    >>> code_of(forms.ValidationError("x", code="required")), code_of(forms.ValidationError("x"))
    ('REQUIRED', 'OUT_OF_RANGE')
    """
    code = error.code or ""
    return code if code.isupper() else CODES.get(code, "OUT_OF_RANGE")


MOST_UNKNOWN = 3  # names told of an address
PLAIN = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.HiddenInput)


class DayInput(forms.DateInput):
    """A day, chosen from the browser's own calendar: it wants ISO in every language."""

    input_type = "date"

    def __init__(self, **kwargs: object) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class Styled:
    """Mixed into a form: its fields carry the class of the design and no colon after labels."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            if not isinstance(field.widget, PLAIN):
                field.widget.attrs.setdefault("class", "input")


class OnlyKnown:
    """Mixed into a form of an address: what no field takes is refused, never passed over in silence.

    Parameters
    ----------
    also : collection of str, optional
        Further names that the page knows, such as those of a second form; None lets everything be,
        for addresses that were kept by an earlier version.
    """

    def __init__(self, *args: Any, also: Collection[str] | None = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.also = also

    def clean(self) -> dict[str, object]:
        """Refuse names in the address that the page does not know."""
        data = super().clean()
        given = [name for name in self.data if self.data.get(name)]
        unknown = set() if self.also is None else set(given) - {*self.fields, *self.also}
        for name in sorted(unknown)[:MOST_UNKNOWN]:
            text = _("“%(name)s” in the address is nothing that this page knows: take it out.")
            said = _("It knows %(names)s.") % {"names": ", ".join(self.fields)}
            self.add_error(None, f"{text % {'name': name[:40]}} {said}")
        return data
