"""GET /service/contacts.csv, .xlsx, .parquet: one row a contact."""

import csv
import io

import openpyxl
import pyarrow.parquet as pq
import pytest
from web.pagelake import busy_lake

from fiftytwo.base.errors import InputError
from fiftytwo.contacts.ids import agent_pseudonym
from fiftytwo.measures.contact_list import contact_list
from fiftytwo.measures.evaluate import Query, evaluate
from fiftytwo.web.audit.queries import about
from fiftytwo.web.people.models import AgentLogin
from fiftytwo.web.service import exporting, queries

URL = "/service/contacts."
ASKED = "?measure=offered&weeks=4&step=week"


@pytest.fixture
def lake(workspace, monkeypatch):
    agents = [agent_pseudonym(workspace.hash_key, n) for n in ("yusuf.demir", "chloe.lambert")]
    found = busy_lake(agents, weeks=2)
    monkeypatch.setattr(queries, "facts", lambda: found)
    return found


def body(answer) -> bytes:
    return b"".join(answer.streaming_content)


def table_of(answer, kind: str) -> list[dict]:
    data = body(answer)
    if kind == "csv":
        return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    if kind == "parquet":
        return pq.read_table(io.BytesIO(data)).to_pylist()
    head, *rows = openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.mark.parametrize("kind", list(exporting.KINDS))
def test_rows_are_the_contacts_that_the_measure_counts(client_of, lake, kind):
    answer = client_of("head").get(f"{URL}{kind}{ASKED}&queue=Billing")
    assert answer.status_code == 200
    rows = table_of(answer, kind)
    (told,) = evaluate(lake, Query(("offered", "answered"), where={"queue": ("Billing",)}))
    assert len(rows) == told.values["offered"].value
    handled = [row for row in rows if row["outcome"] == "handled"]
    assert len(handled) == told.values["answered"].value
    assert all(float(row["talk_s"]) > 0 for row in handled)
    assert {row["queue"] for row in rows} == {"Billing"}
    assert not any(row["agent"] for row in rows)  # the head reads no names here


def test_a_lead_gets_the_own_team_by_name_and_it_is_noted(client_of, lake, company):
    rows = table_of(client_of("lead").get(f"{URL}csv{ASKED}"), "csv")
    assert {row["agent"] for row in rows} == {"Yusuf Demir"}
    assert about(company["yusuf"].pk, reads=True).exists()
    assert not about(company["chloe"].pk, reads=True).exists()


def test_whoever_has_no_contact_in_the_file_was_not_read(client_of, lake, company):
    asked = f"{URL}csv?measure=offered&weeks=4&step=week&queue=Billing&until=2020-01-05"
    assert client_of("lead").get(asked).status_code == 422
    assert not about(company["yusuf"].pk, reads=True).exists()


def test_a_lead_without_linked_logins_gets_nobodys_contacts(client_of, lake, company):
    AgentLogin.objects.all().delete()
    assert client_of("lead").get(f"{URL}csv{ASKED}").status_code == 422


def test_a_filter_that_contacts_do_not_have_is_refused(lake):
    with pytest.raises(InputError, match="narrow them by queue"):
        contact_list(lake, Query((), where={"weekday": (1,)}))


def test_a_file_too_large_is_refused_in_words(client_of, lake, monkeypatch):
    monkeypatch.setitem(exporting.MOST, "xlsx", 10)
    answer = client_of("head").get(f"{URL}xlsx{ASKED}")
    assert answer.status_code == 422
    assert "too many for this kind of file" in answer.content.decode()
    assert client_of("head").get(f"{URL}ods{ASKED}").status_code == 404


def test_nothing_to_see_is_said(client_of, lake):
    answer = client_of("head").get(f"{URL}csv{ASKED}&until=2020-01-05")
    assert answer.status_code == 422
    assert "no contact in this period" in answer.content.decode()
