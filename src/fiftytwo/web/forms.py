"""What every form of ours shares."""

from django import forms

__all__ = ["DayInput", "Styled"]

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
