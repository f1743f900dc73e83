"""A definition is made of words that a measure has, each with its own type."""

from dataclasses import fields
from typing import get_type_hints

from fiftytwo.measures.model import Measure, Words

FILLED_IN = {"purpose", "inclusions", "guardrail", "least_n"}  # by `purposes.explained`


def test_words_are_the_fields_of_a_measure_but_for_those_filled_in():
    assert set(get_type_hints(Words)) == {field.name for field in fields(Measure)} - FILLED_IN
    measure = get_type_hints(Measure)
    assert all(measure[name] == hint for name, hint in get_type_hints(Words).items())
