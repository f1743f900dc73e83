"""GET /service/rows/ and /service/data.csv"""

import csv
import html
import io

import pytest
from web.pagelake import QUEUES, busy_lake

from fiftytwo.contacts.ids import agent_pseudonym
from fiftytwo.web.audit.queries import about
from fiftytwo.web.service import queries

URL = "/service/rows/"
WEEK = "first=2026-11-09&last=2026-11-15"


@pytest.fixture
def lake(workspace, monkeypatch):
    """Yusuf (of the lead's team) and Chloé (of another) answer in turn."""
    agents = [agent_pseudonym(workspace.hash_key, n) for n in ("yusuf.demir", "chloe.lambert")]
    found = busy_lake(agents, weeks=2)
    monkeypatch.setattr(queries, "facts", lambda: found)
    return agents


def text(response):
    return html.unescape(response.content.decode())


def test_the_head_sees_every_row_and_no_name(client_of, lake):
    page = text(client_of("head").get(f"{URL}?measure=aht_s&{WEEK}"))
    assert "Rows behind" in page
    assert "Yusuf" not in page
    assert "Chloé" not in page
    assert not any(agent in page for agent in lake)
    assert page.count("<tr>") == 51  # a page of fifty and the head


def test_a_lead_sees_the_own_team_by_name_and_nobody_else(client_of, lake):
    page = text(client_of("lead").get(f"{URL}?measure=aht_s&{WEEK}"))
    assert "Yusuf Demir" in page
    assert "Chloé" not in page
    rows = page.count("<tr>") - 1
    assert rows > 0
    assert page.count("Yusuf Demir") >= rows


def test_who_is_shown_by_name_sees_that_the_lead_looked(client_of, lake, company):
    client_of("head").get(f"{URL}?measure=aht_s&{WEEK}")  # names nobody
    assert not about(company["yusuf"].pk, reads=True)
    client_of("lead").get(f"{URL}?measure=aht_s&{WEEK}")
    entry = about(company["yusuf"].pk, reads=True).get()
    assert entry.action == "read.performance"
    assert not about(company["chloe"].pk, reads=True)
    page = text(client_of("rep").get("/account/records/"))
    assert "Joris Peeters" in page
    assert "running the day" in page


def test_pages_follow_each_other_without_gap_or_repeat(client_of, lake):
    client, seen = client_of("head"), []
    for number in range(1, 4):
        page = text(client.get(f"{URL}?measure=answered&{WEEK}&page={number}"))
        seen.append(page.count("<tr>") - 1)
    # 7 answered a day and queue, six days, three queues
    assert sum(seen) == 7 * 6 * len(QUEUES)
    assert seen[:2] == [50, 50]


@pytest.mark.parametrize(
    "query", ["page=0", "page=x", "first=soon", "first=2026-11-15&last=2026-11-09", "measure=x"]
)
def test_bad_input_is_refused(client_of, lake, query):
    assert client_of("head").get(f"{URL}?{query}").status_code == 422


def test_a_rep_may_not_open_it(client_of, lake):
    assert client_of("rep").get(URL).status_code == 403


def test_the_file_adds_up_to_the_page(client_of, lake):
    answer = client_of("head").get("/service/data.csv?measure=answered&weeks=4")
    assert answer["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    whole = {row["period"]: float(row["answered"]) for row in rows if not row["queue"]}
    parts = {}
    for row in rows:
        if row["queue"]:
            parts[row["period"]] = parts.get(row["period"], 0) + float(row["answered"])
    assert whole["2026-W46"] == 126
    assert parts == whole
