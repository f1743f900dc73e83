"""Every address with parameters of every kind in it: never an error of the server, nothing written."""

from urllib.parse import quote_from_bytes

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from web.fuzz.bodies import NASTY
from web.fuzz.harvest import asked_in
from web.fuzz.test_posts import ADDRESSES, Fuzz, kept, undone, world  # noqa: F401 (a fixture)
from web.pagelake import busy_lake

from fiftytwo.web.home import queries as home
from fiftytwo.web.service import queries as service

EACH = [1, pytest.param(100, marks=pytest.mark.soak)]
# Asked for by pages with more in them than the test's company has.
ALWAYS = {"page", "until", "first", "last", "week", "day", "plan", "fold", "next", "kind", "reason"}
FAR = [
    ("page", b"9" * 40),
    ("until", b"0001-01-01"),
    ("until", b"9999-12-31"),
    ("week", b"9999-12-31"),
]
PAIRS = st.lists(
    st.tuples(
        st.sampled_from(sorted(ALWAYS)),
        st.one_of(st.sampled_from(NASTY), st.dates().map(lambda d: str(d).encode()), st.binary()),
    ),
    max_size=4,
)


@pytest.mark.parametrize("each", EACH)
def test_no_question_breaks_anything(client_of, world, monkeypatch, each, capsys):  # noqa: F811
    lake = busy_lake(weeks=4)
    for module, name in ((service, "facts"), (home, "lake")):
        monkeypatch.setattr(module, name, lambda: lake)
    fuzz, broken, sent = Fuzz(client_of, world), [], 0
    before = kept()
    for name in ADDRESSES:
        role, address = fuzz.harvester(name), fuzz.address(name)
        with undone():
            page = fuzz.client(role).get(address)
        is_page = page.headers.get("Content-Type", "").startswith("text/html")
        names = sorted(ALWAYS | (asked_in(page.content.decode()) if is_page else set()))

        @settings(
            max_examples=each,
            deadline=None,
            phases=[Phase.explicit, Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        )
        @given(
            PAIRS, st.lists(st.tuples(st.sampled_from(names), st.sampled_from(NASTY)), max_size=3)
        )
        @example(FAR[:2], [])
        @example(FAR[2:], [])
        def send(some, others):
            nonlocal sent
            sent += 1
            query = "&".join(f"{key}={quote_from_bytes(value)}" for key, value in [*some, *others])
            with undone():
                answer = fuzz.client(role).get(f"{address}?{query}")  # noqa: B023 (called at once)
                assert answer.status_code < 500
                assert kept() == before

        try:
            send()
        except Exception as error:  # one broken address must not hide the next
            broken.append(error)
    with capsys.disabled():
        print(f"\nfuzzed questions: {sent} to {len(ADDRESSES)} addresses")
    if broken:
        raise ExceptionGroup("addresses that break", broken)
