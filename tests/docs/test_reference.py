"""The generated reference says what the program does now."""

from docs.reference import PAGE, text


def test_the_reference_of_commands_is_current():
    assert PAGE.read_text() == text(), "run `make docs`"
