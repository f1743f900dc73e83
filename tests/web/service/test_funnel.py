"""The funnel's picture: round ticks, and names only of what is news and where there is room."""

from itertools import pairwise

import pytest
from django.utils import translation

from fiftytwo.base.casemix import Adjusted
from fiftytwo.measures.fair import Fair, Judged
from fiftytwo.web.service.funnel import funnel_picture


def group(name, share, n=1000, word="no difference"):
    found = Adjusted(n, share * n, share * n, share, 1.0, 0.0, share, 1.0)
    return Judged(name, found, share, word)


def picture(*groups, **more):
    return funnel_picture(Fair(0.8, 0.4, 1.0, groups), **more)


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ((0.803, 0.937), ["80 %", "85 %", "90 %"]),
        ((0.3, 0.95), ["40 %", "60 %", "80 %"]),
        ((0.79, 0.81), ["76 %", "78 %", "80 %", "82 %", "84 %"]),
    ],
)
def test_upward_ticks_are_round_shares(shares, words):
    made = picture(*(group(str(share), share, n=2000) for share in shares))
    assert [said for _y, said in made.upwards] == words
    heights = [float(y) for y, _said in made.upwards]
    assert heights == sorted(heights, reverse=True)
    assert len({round(a - b) for a, b in pairwise(heights)}) <= 2


def test_ticks_are_in_the_viewers_language_with_the_decimals_they_need():
    with translation.override("de"):
        made = picture(group("a", 0.8, n=2_000_000), group("b", 0.801, n=1_500_000))
    assert [said for _y, said in made.upwards][:2] == ["79,0 %", "79,5 %"]
    assert made.across[-1][1] == "2.000.000"


def test_what_is_news_is_named_where_there_is_room():
    groups = (
        group("Chat", 0.93, n=300, word="better"),
        group("Mail", 0.6, n=700, word="sign"),
        group("Mails", 0.6, n=705, word="worse"),
        group("Phones", 0.9, n=990, word="worse"),
        group("Quiet", 0.8, n=500),
        group("Few", 0.5, n=20, word="too few"),
    )
    names = {m.title.partition(":")[0]: (m.name, m.side) for m in picture(*groups).marks}
    assert names["Chat"] == ("Chat", "start")
    assert names["Phones"] == ("Phones", "end"), "at the end of the scale it stands on the left"
    assert (names["Mail"][0], names["Mails"][0]) == ("Mail", ""), "they would lie on each other"
    assert names["Quiet"][0] == names["Few"][0] == ""
    assert {mark.name for mark in picture(*groups, is_named=False).marks} == {""}
