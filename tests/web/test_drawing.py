"""Pictures: what a value becomes on paper."""

import re

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from fiftytwo.web import drawing
from fiftytwo.web.charts import Line, Point, line_chart

counts = st.lists(st.integers(0, 60), min_size=1, max_size=48)


def heights(path):
    return [float(y) for y in re.findall(r"V(-?[\d.]+)", path)]


@given(counts)
def test_more_people_stand_higher(values):
    path = drawing.step_path(values, x=0, width=10, y=lambda v: 100 - v)
    assert heights(path) == [round(100 - v, 1) for v in values]


@given(counts)
def test_what_is_missing_is_drawn_and_nothing_else(required):
    rostered = [max(0, n - (i % 3)) for i, n in enumerate(required)]
    titles = ["" for _ in required]
    picture = drawing.cover(required, rostered, top=70, titles=titles)
    assert len(picture.missing) == sum(n > h for n, h in zip(required, rostered, strict=True))
    assert len(picture.heat) == len(required)


def test_a_gap_in_the_data_is_a_gap_in_the_line():
    assert drawing.line_path([(0, 1), (1, None), (2, 3)]).count("M") == 2
    assert drawing.spark([1, None, None]).end.x == "2.0"


def test_an_outside_point_is_told_apart():
    picture = drawing.multiple([5, 5, 9], scale=(0, 10), usual=(4, 6))
    assert picture.is_outside
    assert not drawing.multiple([5, 5, 6], scale=(0, 10), usual=(4, 6)).is_outside


def test_lollipops_hang_below_their_goal():
    marks, goal_y = drawing.lollipops([0.7, None, 0.9], goal=0.8)
    assert marks[1] is None
    assert float(marks[0].y) > float(goal_y) > float(marks[2].y)
    assert marks[0].is_below
    assert not marks[2].is_below


def test_the_scale_of_a_chart_holds_values_range_and_goal():
    line = Line([Point("a", 50.0, ""), Point("b", None, "")], usual=(42, 61), goal=80)
    axis = line_chart(line)["baseOption"]["yAxis"]
    assert axis["min"] <= 42
    assert axis["max"] >= 80


def test_a_missing_value_is_null_never_zero():
    option = line_chart(Line([Point("a", None, "none"), Point("b", 0.0, "zero")]))
    assert [item["value"] for item in option["baseOption"]["series"][0]["data"]] == [None, 0.0]


def test_no_raw_colour_in_an_option():
    point = Point("a", 1.0, "", is_outside=True)
    assert not re.search(
        r"#[0-9a-f]{3,6}|rgb", str(line_chart(Line([point], usual=(0, 2), goal=1)))
    )


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ((0.4, 7.4), ["0", "2", "4", "6", "8"]),
        ((-0.8, 7.9), ["−2.5", "0.0", "2.5", "5.0", "7.5", "10.0"]),
        ((71.0, 99.0), ["70 %", "80 %", "90 %", "100 %"]),
        ((3.0, 3.0), ["3 s", "4 s"]),
        ((12_000, 48_000), ["10,000", "20,000", "30,000", "40,000", "50,000"]),
    ],
)
def test_every_tick_is_a_round_number_with_its_words(values, words):
    unit = words[0].lstrip("−0123456789.,")
    most = 100.0 if "%" in unit else None
    line = Line([Point(str(v), v, "") for v in values], unit=unit, most=most)
    axis = line_chart(line)["baseOption"]["yAxis"]
    assert axis["axisLabel"]["words"] == words
    assert axis["min"] + axis["interval"] * (len(words) - 1) == axis["max"]


def test_ticks_of_a_chart_are_in_the_viewers_language():
    with translation.override("de"):
        axis = line_chart(Line([Point("a", 0.5, ""), Point("b", 0.9, "")]))["baseOption"]["yAxis"]
    assert axis["axisLabel"]["words"] == ["0,4", "0,5", "0,6", "0,7", "0,8", "0,9", "1,0"]
