"""GET /service/compare/ and /service/changes/; and nobody is ranked, on any page."""

import html
import json
import re
from datetime import date
from functools import cache
from html.parser import HTMLParser

import pytest
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from web.pagelake import PageLake, answers, busy_lake

from fiftytwo.contacts.ids import agent_pseudonym
from fiftytwo.web.audit.queries import about
from fiftytwo.web.people.models import AgentLogin, Leadership, Membership, Person, Team
from fiftytwo.web.service import queries

COMPARE, CHANGES = "/service/compare/", "/service/changes/"
# Share of satisfied answers of each, unlike any order of names; Bo has too few answers.
PEOPLE = {
    "Ada Noor": 20,
    "Bo Ek": 9,
    "Cem Ay": 38,
    "Dina Vos": 30,
    "Ed Moss": 26,
    "Yusuf Demir": 34,
}
ANSWERS = 40


def text(response):
    return html.unescape(response.content.decode())


@pytest.fixture
def agents(company, workspace):
    """A team of six at Canal, which the lead leads, and nobody else with answers but Chloé."""
    canal = Team.objects.get(name="Canal")
    found = {}
    for name in PEOPLE:
        key = name.split()[0].lower()
        if name != "Yusuf Demir":
            person = Person.objects.create(key=key, name=name)
            Membership.objects.create(person=person, team=canal, first=date(2020, 1, 1))
            agent = agent_pseudonym(workspace.hash_key, key)
            AgentLogin.objects.create(person=person, agent=agent)
        else:
            agent = agent_pseudonym(workspace.hash_key, "yusuf.demir")
        found[name] = agent
    found["Chloé Lambert"] = agent_pseudonym(workspace.hash_key, "chloe.lambert")
    return found


@cache
def people_lake(agents):
    """The lake of those agents (name, pseudonym); made once, as no test writes to it."""
    agents = dict(agents)
    rows = []
    for name, good in PEOPLE.items():
        n = 12 if name == "Bo Ek" else ANSWERS
        rows += answers(agents[name], good, n)
    rows += answers(agents["Chloé Lambert"], 15, ANSWERS, queue="Chat", reason="fault")
    whole = busy_lake(list(agents.values()), weeks=12)
    tables = {
        name: whole.cursor().sql(f"SELECT * FROM {name}").to_arrow_table().to_pylist()
        for name in ("segment", "contact")
    }
    return PageLake(tables | {"survey_response": rows}, rolled=True)


@pytest.fixture
def lake(agents, monkeypatch):
    found = people_lake(tuple(agents.items()))
    monkeypatch.setattr(queries, "facts", lambda: found)
    return found


def names_in_table(page):
    return re.findall(r'<th scope="row">([^<]+)</th>', page.split('id="groups"')[1])


def test_a_lead_compares_the_own_team_by_name_and_in_order_of_name(client_of, lake):
    page = text(client_of("lead").get(f"{COMPARE}?measure=csat&groups=person&types=none"))
    assert names_in_table(page) == sorted(PEOPLE)
    assert "Chloé" not in page
    row = re.search(r'<tr class="muted"><th scope="row">([^<]+)<.*?</tr>', page, re.S)
    assert row[1] == "Bo Ek"
    assert "too few to judge" in row[0]
    assert page.count("no difference shown") >= 2


def test_who_is_compared_by_name_can_see_that_the_lead_looked(client_of, lake, company):
    client_of("head").get(f"{COMPARE}?measure=csat&groups=queue")
    assert not about(company["yusuf"].pk, reads=True)
    client_of("lead").get(f"{COMPARE}?measure=csat&groups=person&types=none")
    assert about(company["yusuf"].pk, reads=True).get().action == "read.performance"
    assert not about(company["chloe"].pk, reads=True)


@pytest.mark.parametrize("role", ["head", "planner", "exec"])
def test_nobody_else_may_ask_for_people(client_of, lake, role):
    answer = client_of(role).get(f"{COMPARE}?measure=csat&groups=person&types=none")
    assert answer.status_code == 422
    assert "is none of the choices" in text(answer)
    assert not any(name in text(answer) for name in PEOPLE)


def test_a_team_of_one_is_withheld_and_every_other_is_shown(client_of, lake):
    page = text(client_of("head").get(f"{COMPARE}?measure=csat&groups=team&types=none"))
    # Of Harbour Chloé alone has answers: they are hers.
    assert names_in_table(page) == ["Canal"]
    assert "One team is not shown" in page
    assert "each of them can see that you looked" not in page


def test_who_leads_the_one_person_of_a_team_sees_it_and_it_is_noted(client_of, lake, company):
    Leadership.objects.create(
        team=Team.objects.get(name="Harbour"), lead=company["joris"], first=date(2026, 1, 1)
    )
    page = text(client_of("lead").get(f"{COMPARE}?measure=csat&groups=team&types=none"))
    assert names_in_table(page) == ["Canal", "Harbour"]
    assert "each of them can see that you looked" in page
    assert about(company["chloe"].pk, reads=True).get().action == "read.performance"
    assert not about(company["yusuf"].pk, reads=True)  # Canal's figures are those of six


def test_the_first_view_is_of_the_first_measure(client_of, lake):
    page = client_of("head").get(COMPARE)
    assert page.context["measure"].name == "service_level"
    assert names_in_table(text(page)) == ["Billing", "Chat", "Fibre"]


def test_the_mix_of_work_is_allowed_for(client_of, agents, monkeypatch):
    """Better in the raw figure, worse in the same work: 78 against 69, 70.8 against 76.8."""
    everybody = {"billing": (86, 100), "tech": (48, 75), "cancel": (13, 25)}
    first = {"billing": (68, 80), "tech": (8, 15), "cancel": (2, 5)}
    rows = []
    for kind, (good, n) in first.items():
        rows += answers("a", good, n, queue="One", reason=kind)
        rows += answers(
            "b", everybody[kind][0] - good, everybody[kind][1] - n, queue="Two", reason=kind
        )
    found = PageLake({"survey_response": rows}, rolled=True)
    monkeypatch.setattr(queries, "facts", lambda: found)
    page = text(client_of("head").get(f"{COMPARE}?measure=csat&groups=queue&types=reason"))
    assert names_in_table(page) == ["One", "Two"]
    one, two = re.findall(r'<tr><th scope="row">(?:One|Two)</th>.*?</tr>', page, re.S)
    assert "78.0 %" in one
    assert "69.0 %" in two
    # E of One: 80·.86 + 15·.64 + 5·.52 = 81.0 → O/E .963 · 73.5 % = 70.8 %
    assert "70.8 %" in one
    assert "76.8 %" in two  # 69 / (20·.86 + 60·.64 + 20·.52 = 66.0) · 73.5 %
    assert page.count("no difference shown") == 2


@pytest.mark.parametrize(
    ("query", "words"),
    [("groups=queue&types=queue,reason", "allow for something else"), ("measure=aht_s", "none of the choices"),
     ("groups=agent", "none of the choices"), ("weeks=3", "none of the choices")],
)  # fmt: skip
def test_compare_refuses_what_it_cannot_do(client_of, lake, query, words):
    answer = client_of("head").get(f"{COMPARE}?{query}")
    assert answer.status_code == 422
    assert words in text(answer)


def test_of_people_there_is_no_file(client_of, lake):
    for who in ("lead", "head"):
        asked = "?measure=csat&groups=person&types=none"
        answer = client_of(who).get(f"{COMPARE}data.csv{asked}")
        assert answer.status_code == 422
        assert "Ada Noor" not in text(answer)
    people = client_of("lead").get(f"{COMPARE}{asked}")
    assert "data.csv" not in text(people)
    # nor of a team of which one person alone has answers
    teams = text(client_of("head").get(f"{COMPARE}data.csv?measure=csat&groups=team&types=none"))
    assert "Canal" in teams
    assert "Harbour" not in teams


def test_changes_add_up_and_say_whether_it_is_news(client_of, lake):
    page = text(client_of("head").get(
        f"{CHANGES}?first=2026-11-09&last=2026-11-15&before_first=2026-11-02&before_last=2026-11-08"
    ))  # fmt: skip
    # 126 of 144 in time before; on Monday Billing's 7 were late: 119 of 144, all of it Billing's own
    assert "From 87.5 % to 82.6 %: −4.9 points." in page
    assert "Another mix adds ±0.00 points, the groups themselves −4.86 points." in page
    billing = re.search(
        r'<tr><th scope="row">Billing</th>.*?</tr>', page.split('id="groups"')[1], re.S
    )
    assert "−4.86 points" in billing[0]
    assert "it takes 12 whole weeks" in page


@pytest.mark.parametrize(
    ("query", "words"),
    [("by=agent", "none of the choices"), ("first=2026-11-10&last=2026-11-09", "swap the days"),
     ("before_last=2026-11-12", "must end before"), ("first=yesterday", "valid date"),
     ("first=1990-01-01", "longer than two years")],
)  # fmt: skip
def test_changes_refuse_what_they_cannot_do(client_of, lake, query, words):
    answer = client_of("head").get(f"{CHANGES}?{query}")
    assert answer.status_code == 422
    assert words in text(answer)


@pytest.mark.parametrize(
    "measure", ["wait_p90_s", "offered", "backlog", "aht_s", "csat", "occupancy"]
)
@pytest.mark.parametrize("by", ["queue", "hour"])
def test_every_kind_of_measure_has_a_page(client_of, lake, measure, by):
    answer = client_of("head").get(f"{CHANGES}?measure={measure}&by={by}")
    assert answer.status_code == 200
    if measure == "wait_p90_s":
        assert "does not add up over groups" in text(answer)


@pytest.mark.parametrize("url", [COMPARE, CHANGES])
def test_an_empty_lake_is_explained(client_of, monkeypatch, url):
    empty = PageLake({}, rolled=True)
    monkeypatch.setattr(queries, "facts", lambda: empty)
    answer = client_of("head").get(url)
    assert answer.status_code == 200
    assert "No contacts have been loaded yet" in text(answer)


# Nobody is ranked ------------------------------------------------------------------------------


class Tables(HTMLParser):
    """The rows of every table of a page, as texts of cells."""

    def __init__(self, page):
        super().__init__()
        self.tables, self.row, self.cell = [], None, None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.row = []
            self.tables[-1].append(self.row)
        elif tag in ("td", "th") and self.row is not None:
            self.cell = []
            self.row.append(self.cell)

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.cell = None

    def handle_data(self, data):
        if self.cell is not None:
            self.cell.append(data)


def figure(cell):
    found = re.match(r"\s*([−+-]?[\d.,]+)", cell)
    return float(found[1].replace(",", "").replace("−", "-")) if found else None


def is_ranked(rows, people):
    """Whether rows that name people stand in the order of a figure, not in that of names."""
    named = [(name, row) for row in rows for name in people if any(name in cell for cell in row)]
    names = [name for name, _row in named]
    if len(set(names)) < 3 or names in (sorted(names), sorted(names, key=str.casefold)):
        return False
    for column in range(max(len(row) for _name, row in named)):
        values = [figure(row[column]) if column < len(row) else None for _name, row in named]
        known = [value for value in values if value is not None]
        if len(known) == len(values) and len(set(known)) >= 3 and known in (
            sorted(known), sorted(known, reverse=True),
        ):  # fmt: skip
            return True
    return False


def ranked_tables(page, people):
    tables = [[["".join(c) for c in row] for row in table] for table in Tables(page).tables]
    return [table for table in tables if is_ranked(table, people)]


def ranked_json(data, people):
    """Lists of JSON objects about people in the order of a figure; also rank fields."""
    if isinstance(data, dict):
        return [hit for value in data.values() for hit in ranked_json(value, people)]
    if not isinstance(data, list):
        return []
    rows = [[str(v) for v in item.values()] for item in data if isinstance(item, dict)]
    here = [data] if rows and is_ranked(rows, people) else []
    return here + [hit for item in data for hit in ranked_json(item, people)]


def open_addresses(resolver, before=""):
    """Every address that takes no argument, whatever app made it."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from open_addresses(entry, before)
        elif isinstance(entry, URLPattern) and entry.name:
            yield entry.name


def reachable():
    found = []
    for name in dict.fromkeys(open_addresses(get_resolver())):
        try:
            found.append(reverse(name))
        except NoReverseMatch:  # it takes an argument
            continue
    return found


ASKS = (
    "",
    "measure=csat&groups=person&types=none",
    "measure=csat&groups=person&types=reason&weeks=52",
    "measure=csat&groups=team&types=none",
)
ORDERS = ("sort=csat", "order=-value", "ordering=value", "order_by=value", "sort=-name")
RANK_WORDS = re.compile(r"<th[^>]*>\s*(Rank|Place|Position|#|Best|Worst|Top \d+)\s*</th>", re.I)


FEWER = [pytest.param(role, marks=pytest.mark.soak) for role in ("planner", "hr", "exec", "rep")]


@pytest.mark.parametrize("role", ["head", "lead", *FEWER])  # who sees most, and people by name
def test_no_address_ranks_people(client_of, lake, role):
    client, seen = client_of(role), 0
    for address in reachable():
        for ask in ASKS if address.startswith("/service") else ("",):
            for order in ("", *ORDERS):
                answer = client.get(f"{address}?{ask}&{order}")
                if answer.status_code >= 400 or answer.streaming:
                    continue
                kind = answer.headers.get("Content-Type", "")
                if "json" in kind:
                    assert not ranked_json(json.loads(answer.content), PEOPLE), address
                elif "html" in kind:
                    page = text(answer)
                    seen += sum(name in page for name in PEOPLE) >= 3
                    assert not ranked_tables(page, PEOPLE), f"{address}?{ask}&{order}"
                    if any(name in page for name in PEOPLE):
                        assert not RANK_WORDS.search(page), address
                if not any(name in answer.content.decode() for name in PEOPLE):
                    break  # nobody to put in an order
    assert seen or role in ("exec", "rep")  # people were shown, else nothing was tried


def test_the_watch_sees_a_ranked_page_and_list():
    def page(order):
        rows = "".join(f"<tr><th>{n}</th><td>{PEOPLE[n]}.0 %</td></tr>" for n in order)
        return f"<table>{rows}</table>"

    by_value = sorted(PEOPLE, key=PEOPLE.get)
    assert ranked_tables(page(by_value), PEOPLE)
    assert ranked_tables(page(by_value[::-1]), PEOPLE)
    assert not ranked_tables(page(sorted(PEOPLE)), PEOPLE)
    items = [{"name": name, "value": PEOPLE[name]} for name in by_value]
    assert ranked_json({"items": items}, PEOPLE)
    assert not ranked_json({"items": sorted(items, key=lambda i: i["name"])}, PEOPLE)


def test_no_form_offers_an_order_by_value(client_of, lake):
    for url in (COMPARE, CHANGES):
        page = text(client_of("lead").get(url))
        names = re.findall(
            r'name="(\w+)"', page.split('<form class="filters')[1].split("</form>")[0]
        )
        assert not {"sort", "order", "ordering", "order_by", "top", "limit"} & set(names)


def test_cases_of_which_nobody_tells_the_reason_are_a_group(client_of, monkeypatch):
    rows = answers("a", 30, 40) + answers("b", 10, 40, reason=None)
    found = PageLake({"survey_response": rows}, rolled=True)
    monkeypatch.setattr(queries, "facts", lambda: found)
    page = text(client_of("head").get(f"{COMPARE}?measure=csat&groups=reason&types=none"))
    assert names_in_table(page) == ["bill", "(none told)"]
    assert "(none told): 25.0 %, n 40" in page


def test_periods_of_unlike_length_are_told_a_day_and_beyond_the_data_with_a_warning(
    client_of, lake
):
    asked = "measure=offered&by=queue&first=2026-11-09&last=2026-11-15&before_first=2026-10-26&before_last=2026-11-08"
    page = client_of("head").get(f"{CHANGES}?{asked}")
    assert "All figures are a day" in text(page)
    row, whole = page.context["rows"][0], page.context["whole"]
    assert row.before == row.now == "7"  # eight a day on six of seven days, whatever the length
    assert whole.before == "21"
    assert not page.context["outside"]
    early = asked.replace("before_first=2026-10-26", "before_first=2020-01-06")
    beyond = client_of("head").get(f"{CHANGES}?{early}".replace("2020-01-06", "2025-11-10"))
    assert "counts as nothing" in text(beyond)
