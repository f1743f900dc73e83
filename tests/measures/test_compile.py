"""The SQL itself: one pass where one fact is asked, pruned to months, safe against odd names."""

from datetime import date

import pytest
from measures.lake import MemoryLake, on, wait

from fiftytwo.measures.catalogue import CATALOGUE
from fiftytwo.measures.evaluate import Query, evaluate, selects_of
from fiftytwo.measures.examples import case, tables_of
from fiftytwo.measures.rollup import ROLLED, ROLLUP_TABLES, rollup_select

MARCH = {"first": date(2026, 3, 1), "last": date(2026, 3, 31)}


def sql_of(lake, query):
    return "; ".join(selects_of(lake, query))


class Asked(MemoryLake):
    """A lake that notes what it was asked for."""

    def relation(self, table, first_month=None, last_month=None):
        self.asked = {**getattr(self, "asked", {}), table: (first_month, last_month)}
        return super().relation(table, first_month, last_month)


def test_twelve_measures_of_segments_are_one_pass_with_filters():
    names = tuple(
        name
        for name, item in CATALOGUE.items()
        if item.facts == {"segment"} and item.kind != "quantile"
    )
    assert len(names) > 12
    sql = sql_of(
        MemoryLake({"segment": [wait("answered", 1)]}), Query(names, ("queue", "channel"), "week")
    )
    # itself, the groups of rows that all parts treat alike, and the relation of the test's lake
    assert sql.count("SELECT") == 3
    assert sql.count("FROM segment") == 1
    assert "UNION" not in sql
    assert "JOIN" not in sql


def test_what_never_occurs_is_not_counted():
    some = sql_of(MemoryLake({"segment": [wait("answered", 1)]}), Query(("service_level",)))
    more = sql_of(
        MemoryLake({"segment": [wait("answered", 1), wait("replied", 1)]}),
        Query(("service_level",)),
    )
    assert "replied" not in some
    assert "replied" in more


def test_facts_are_read_one_by_one_and_the_roll_up_in_one_pass():
    """In one statement the memory of all of them would add up."""
    query = Query(("offered", "handled", "waits_per_contact"), ("queue",))
    contact = {"direction": "inbound", "is_excluded": False, "outcome": "handled", "queue": "sales"}
    tables = {"segment": [wait("answered", 1)], "contact": [contact | on(date(2026, 3, 2))]}
    assert len(selects_of(MemoryLake(tables), query)) == 3
    assert len(selects_of(MemoryLake(tables, rolled=True), query)) == 2
    for rolled in (False, True):
        [row] = evaluate(MemoryLake(tables, rolled=rolled), query)
        told = [row.values[name].value for name in query.measures]
        assert told == [1, 1, 1]


@pytest.mark.parametrize(
    ("name", "table", "months"),
    [
        ("offered", "segment", (None, "2026-04")),  # a wait may come long after its contact began
        ("handled", "contact", ("2026-02", "2026-04")),
        ("occupancy", "agent_state", ("2026-02", "2026-04")),
        ("backlog", "case_flow", (None, "2026-04")),
    ],
)
def test_months_are_pruned_one_wider_at_each_edge(name, table, months):
    start = on(date(2026, 3, 2))
    lake = Asked({
        "segment": [wait("answered", 1)], "contact": [{"direction": "inbound", "is_excluded": False, **start}],
        "agent_state": [{"state": "idle", "duration_ms": 60_000, "agent": "a", **start}],
        "case_flow": [{"case_id": b"1", "cause": "opened", "change": 1, "at": start["started_at"], **start}],
    })  # fmt: skip
    evaluate(lake, Query((name,), **MARCH))
    assert lake.asked[table] == months


def test_local_days_at_the_edge_of_a_month_are_found_in_the_other_utc_month():
    late = wait("answered", 1, local_day=date(2026, 3, 1), local_minute=30, month="2026-02")
    early = wait("answered", 1, local_day=date(2026, 3, 31), local_minute=1400, month="2026-04")
    for rolled in (False, True):
        lake = MemoryLake({"segment": [late, early]}, rolled=rolled)
        assert evaluate(lake, Query(("offered",), **MARCH))[0].values["offered"].value == 2


@pytest.mark.parametrize(
    "name", ["O'Brien", 'a"b', "x' OR '1'='1", "–x", "名前", "; DROP TABLE segment"]
)
def test_any_name_of_a_queue_is_only_a_name(name):
    lake = MemoryLake({"segment": [wait("answered", 1, queue=name), wait("answered", 1)]})
    [row] = evaluate(lake, Query(("offered",), by=("queue",), where={"queue": (name,)}))
    assert (row.by["queue"], row.values["offered"].value) == (name, 1)


def test_a_dash_means_the_missing_value():
    lake = MemoryLake({"segment": [wait("answered", 1, queue=None), wait("answered", 1)]})
    for dash in ("–", "-", None):
        [row] = evaluate(lake, Query(("offered",), by=("queue",), where={"queue": (dash,)}))
        assert row.by["queue"] is None


def test_the_roll_up_is_used_where_it_suffices_and_only_there():
    lake = MemoryLake({"segment": [wait("answered", 1)]}, rolled=True)
    rolled = sql_of(lake, Query(("service_level", "asa_s"), ("queue", "weekday"), "week"))
    assert "rollup_day" in rolled
    assert "FROM segment" not in rolled
    for query in (
        Query(("service_level",), ("agent",)), Query(("service_level",), ("hour",)), Query(("service_level",), (), "hour"),
        Query(("answered_within_45s",)), Query(("offered",), where={"agent": ("a",)}),
    ):  # fmt: skip
        assert "rollup_day" not in sql_of(lake, query)


def test_only_quantiles_need_the_rows_where_there_is_a_roll_up():
    lake = MemoryLake({"segment": [wait("answered", 1), wait("answered", 3)]}, rolled=True)
    sql = sql_of(lake, Query(("wait_p50_s",)))
    assert sql.count("FROM segment") == sql.count("FROM rollup_day") == 1
    [row] = evaluate(lake, Query(("wait_p50_s",)))
    assert (row.values["wait_p50_s"].value, row.values["wait_p50_s"].n) == (1, 2)


def test_parts_of_the_roll_up_have_one_meaning_each():
    """Two parts of one name would overwrite each other; the compiler trusts names."""
    for fact, parts in ROLLED.items():
        for item in CATALOGUE.values():
            for _, part in (term for terms in item.terms for term in terms if term[1].fact == fact):
                assert parts[part.name].where == part.where
                assert parts[part.name].column == part.column


def test_the_roll_up_takes_only_the_tables_given():
    sql = rollup_select({"contact": "(SELECT 1)"})
    assert "'contact'" in sql
    assert "'segment'" not in sql
    assert set(ROLLUP_TABLES) == {
        "segment",
        "contact",
        "fact_case",
        "case_flow",
        "survey_response",
        "interval_report",
    }


def test_what_rests_on_later_days_is_not_cut_off_by_the_months_asked_for():
    """A case solved in March is 90 days old in July, whoever asks for March alone."""
    rows = [*case(("opened", 0), ("solved", 1)), *case(("opened", 0), ("solved", 120 * 24))]
    lake = Asked(tables_of(rows))
    [row] = evaluate(lake, Query(("reopen_rate_90d",), **MARCH))
    assert (row.values["reopen_rate_90d"].value, row.values["reopen_rate_90d"].n) == (0, 1)
    assert lake.asked["case_flow"] == (None, "2026-04")  # its step of March tells the later one
