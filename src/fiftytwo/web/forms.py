"""What every form of ours shares."""

from django import forms

from fiftytwo.base.errors import InputError
from fiftytwo.web.told import told

__all__ = ["DayInput", "Styled", "code_of", "refusal"]

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
