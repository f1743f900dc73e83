"""GET /api/v1/…"""

from datetime import date, timedelta

import pytest
from web.pagelake import LAST, PageLake, busy_lake, held_line

from fiftytwo.measures.catalogue import NAMED
from fiftytwo.web.accounts.actions import close_account
from fiftytwo.web.accounts.models import RoleGrant
from fiftytwo.web.api import asking
from fiftytwo.web.audit.models import Entry
from fiftytwo.web.service import queries
from fiftytwo.web.tokens.actions import make_token
from fiftytwo.web.tokens.models import AccessToken

URL = "/api/v1/measures"
WEEK = {"from": "2026-11-09", "to": "2026-11-15"}


@pytest.fixture(scope="module")
def lake():
    return busy_lake(held=[held_line("negative_interval", day=date(2026, 11, 10))])


@pytest.fixture(autouse=True)
def _lake(lake, monkeypatch):
    monkeypatch.setattr(queries, "facts", lambda: lake)


@pytest.fixture
def ask(users, client):
    """Ask as the program of a role's owner; `scopes` and `last_day` may differ."""

    def get(path=URL, role="head", scopes=("measures",), days=9, **asked):
        last = date.today() + timedelta(days=days)
        secret = make_token("Board", scopes, last_day=last, by=users[role])
        return client.get(path, asked, headers={"Authorization": f"Bearer {secret}"})

    return get


def test_a_measure_comes_with_what_it_rests_on(ask):
    answer = ask(measure="service_level", **WEEK)
    assert answer.status_code == 200
    # 8 offered a queue and day, 7 answered in time, three queues, six days; on Monday Billing's 7
    # were late: 119 of 144
    assert answer.json() == {
        "from": "2026-11-09",
        "to": "2026-11-15",
        "grain": None,
        "quarantined": 1,
        "rows": [
            {
                "by": {},
                "period": None,
                "measures": {
                    "service_level": {
                        "value": pytest.approx(119 / 144),
                        "numerator": 119,
                        "denominator": 144,
                        "n": 144,
                        "coverage": 1.0,
                        "open": 0,
                        # Wilson's interval, as R's prop.test(119, 144, correct = FALSE) gives it
                        "low": pytest.approx(0.756266, abs=1e-6),
                        "high": pytest.approx(0.879551, abs=1e-6),
                        "provisional": True,  # nothing is loaded of that Sunday
                        "definition": "service_level@1",
                        "note": None,
                    }
                },
            }
        ],
    }


def test_groups_periods_and_filters(ask):
    asked = {"measure": ["offered", "answered"], "by": ["queue"], "grain": "week"} | WEEK
    rows = ask(**asked, queue=["Billing", "Chat"]).json()["rows"]
    assert [(row["by"], row["period"]) for row in rows] == [
        ({"queue": "Billing"}, "2026-W46"),
        ({"queue": "Chat"}, "2026-W46"),
    ]
    assert [row["measures"]["answered"]["value"] for row in rows] == [42, 42]


def test_without_days_it_is_half_a_year_to_the_last_with_data(ask):
    answer = ask(measure="offered").json()
    assert (answer["from"], answer["to"]) == ("2026-05-18", LAST.isoformat())


def test_a_figure_that_no_source_tells_is_null_with_the_reason(ask):
    figure = ask(measure="occupancy", **WEEK).json()["rows"][0]["measures"]["occupancy"]
    assert figure["value"] is None
    assert figure["definition"] == "occupancy@2"
    assert "no agent states" in figure["note"]


@pytest.mark.parametrize(
    ("asked", "code", "where"),
    [
        ({}, "REQUIRED", "measure"),
        ({"measure": "nonsense"}, "UNKNOWN", "measure"),
        ({"measure": ["offered", "offered"]}, "DUPLICATE", "measure"),
        ({"measure": "offered", "by": "agent"}, "UNKNOWN", "by"),
        ({"measure": "offered", "agent": "rep-one"}, "UNKNOWN", "agent"),
        ({"measure": "offered", "grain": "year"}, "UNKNOWN", "grain"),
        ({"measure": "offered", "queue": "Nowhere"}, "UNKNOWN", "queue"),
        ({"measure": "offered", "queue": "a\0b"}, "UNKNOWN", "queue"),
        ({"measure": "offered", "from": "2026-02-31"}, "INVALID", "from"),
        ({"measure": "offered", "from": "0"}, "INVALID", "from"),
        ({"measure": "offered", "from": "2026-11-09T00:00:00"}, "INVALID", "from"),
        ({"measure": "offered", "from": "0001-01-01"}, "OUT_OF_RANGE", "from"),
        ({"measure": "offered", "to": "9999-12-31"}, "OUT_OF_RANGE", "to"),
        ({"measure": "offered", "from": "2026-11-15", "to": "2026-11-09"}, "OUT_OF_RANGE", "from"),
        ({"measure": "offered", "grain": "hour"}, "OUT_OF_RANGE", "from"),
        ({"measure": "offered", "from": ["2026-11-09", "2026-11-10"]}, "DUPLICATE", "from"),
        ({"measure": [f"answered_within_{n}s" for n in range(1, 22)]}, "OUT_OF_RANGE", "measure"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_code_and_sentence(ask, asked, code, where):
    answer = ask(**asked)
    assert answer.status_code == 422
    told = answer.json()
    assert (told["code"], told["where"]) == (code, where)
    assert told["message"][-1] in ".?"
    assert "%(" not in told["message"]


def test_a_refusal_speaks_the_callers_language(ask, client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "de"
    assert "fehlt" in ask().json()["message"]


@pytest.mark.parametrize("role", ["head", "lead", "planner", "exec"])
def test_who_may_open_the_explorer_may_ask(ask, role):
    assert ask(role=role, measure="offered").status_code == 200


@pytest.mark.parametrize("role", ["rep", "mentor", "coach", "hr", "worker_rep", "admin"])
def test_who_may_not_open_the_explorer_may_not_ask(ask, role):
    answer = ask(role=role, measure="offered")
    assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN")


def test_a_role_that_was_taken_closes_the_token(ask, users):
    RoleGrant.objects.filter(user=users["head"]).update(last=date.today() - timedelta(days=1))
    assert ask(measure="offered").status_code == 403


def test_a_token_for_accounts_opens_no_measures_and_one_for_measures_no_accounts(ask):
    assert ask(scopes=["scim"], measure="offered").status_code == 403
    assert ask("/scim/v2/Users").status_code == 403


def test_no_token_an_ended_one_and_one_of_a_closed_account_are_refused(ask, client, users):
    for answer in (client.get(URL), ask(days=-1), client.get(URL, headers={"Authorization": "x"})):
        assert (answer.status_code, answer.json()["code"]) == (401, "UNAUTHORIZED")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    close_account(users["exec"], by=users["head"])
    assert ask(role="exec").status_code == 401


def test_a_token_of_a_demo_login_opens_nothing_from_elsewhere(users, client):
    users["head"].is_demo = True
    users["head"].save()
    secret = make_token("Board", ["measures", "scim"], last_day=date.today(), by=users["head"])
    headers = {"Authorization": f"Bearer {secret}", "Host": "127.0.0.1"}
    for path in (f"{URL}?measure=offered", "/scim/v2/Users"):
        assert client.get(path, headers=headers).status_code == 200
        assert client.get(path, headers=headers).status_code == 200
        assert client.get(path, headers=headers, REMOTE_ADDR="192.0.2.7").status_code == 401


def test_a_session_opens_nothing(client_of):
    assert client_of("head").get(URL, {"measure": "offered"}).status_code == 401


def test_it_is_limited_for_each_token(ask, settings, client, users):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"api": "2/m/key"}
    last = date.today()
    one, other = (
        {"Authorization": f"Bearer {make_token(n, ['measures'], last_day=last, by=users['head'])}"}
        for n in ("One", "Other")
    )
    found = [client.get("/api/v1/definitions", headers=one).status_code for _ in range(3)]
    assert found == [200, 200, 429]
    refused = client.get("/api/v1/definitions", headers=one)
    assert refused.json()["code"] == "TOO_MANY"
    assert refused.headers["Retry-After"] == "60"
    assert client.get("/api/v1/definitions", headers=other).status_code == 200


def test_definitions_say_what_each_number_means(ask):
    listed = ask("/api/v1/definitions").json()
    assert [item["name"] for item in listed] == sorted(NAMED)
    one = ask("/api/v1/definitions/service_level").json()
    assert one in listed
    assert one["id"] == "service_level@1"
    assert one["formula"]
    assert one["meaning"]
    family = ask("/api/v1/definitions/answered_within_45s").json()
    assert family["label"] == "Answered within 45 s"
    missing = ask("/api/v1/definitions/nonsense")
    assert (missing.status_code, missing.json()["code"]) == (404, "NOT_FOUND")


@pytest.mark.parametrize("path", ["/api/v1/", "/api/v1/docs", "/api/v1/people"])
def test_elsewhere_is_nothing_and_no_page(client, db, path):
    answer = client.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")


def test_it_only_reads(ask, client):
    assert client.post(URL).status_code == 405
    assert client.delete(URL).headers["Allow"] == "GET"
    entries = Entry.objects.count()
    ask(measure="offered")
    assert Entry.objects.count() == entries + 1, "the making of the token alone"
    assert AccessToken.objects.get().used_on == date.today()


def test_the_description_names_every_parameter_and_no_data(client, db):
    described = client.get("/api/v1/openapi.json").json()
    assert set(described["paths"]) == {
        "/api/v1/measures",
        "/api/v1/definitions",
        "/api/v1/definitions/{name}",
    }
    asked = described["paths"]["/api/v1/measures"]["get"]
    names = {parameter["name"] for parameter in asked["parameters"]}
    assert names == {"measure", "by", "grain", "from", "to", "queue", "channel", "reason"}
    assert set(asked["responses"]) == {"200", "401", "403", "422", "429"}
    assert "Billing" not in str(described)


def test_nothing_loaded_yet(ask, monkeypatch):
    monkeypatch.setattr(queries, "facts", lambda: PageLake({}))
    answer = ask(measure="offered")
    assert answer.status_code == 200
    assert answer.json() == {"from": None, "to": None, "grain": None, "quarantined": 0, "rows": []}


def test_an_answer_that_is_too_large_is_refused_in_a_sentence(ask, monkeypatch):
    monkeypatch.setattr(asking, "MOST_ROWS", 5)
    asked = {"measure": "offered", "by": "queue", "grain": "day"}
    answer = ask(**asked, **WEEK)  # three queues on six days
    assert (answer.status_code, answer.json()["code"]) == (422, "TOO_LARGE")
    assert answer.json()["message"].startswith("The answer has 18 rows, more than 5:")


def test_a_misspelt_measure_is_told_with_near_ones_in_the_callers_language(ask, client, users):
    message = ask("/api/v1/definitions/servce_level").json()["message"]
    assert message.startswith("there is no measure 'servce_level': did you mean service_level")
    secret = make_token(
        "Board", ("measures",), last_day=date.today() + timedelta(days=9), by=users["head"]
    )
    head = {"Authorization": f"Bearer {secret}", "Accept-Language": "de"}
    answer = client.get("/api/v1/definitions/servce_level", headers=head)
    assert (
        "es gibt keine Kennzahl 'servce_level': gemeint service_level" in answer.json()["message"]
    )
