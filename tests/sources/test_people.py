"""Agents' states and surveys from tables; nobody's name reaches the lake."""

import duckdb
from contacts import calls

from fiftytwo.contacts.ids import agent_pseudonym, customer_hash, entity_id
from fiftytwo.sources.people import customer_hex_sql

STATES = """
name = "states"
kind = "agent_state"
source = "phone"
zone = "Europe/Berlin"
key = ["who", "from"]

[agent_state]
agent = "who"
track = { value = "presence" }
started_at = "from"
ended_at = "to"
state = { column = "what", map = { Ready = "available", Lunch = "lunch" } }
"""
SURVEY = """
name = "csat"
kind = "survey"
source = "texts"
zone = "Europe/Berlin"
key = ["id"]
options = { contact_source = "phone" }

[survey]
instrument = { value = "csat" }
question_ref = { value = "content" }
contact = "call"
agent = "who"
queue = "queue"
offered_at = "asked"
responded_at = "answered"
score = "score"
scale_min = 1
scale_max = 5
"""


def test_the_hash_of_a_customer_is_the_same_in_sql():
    for key, name in ((b"k" * 32, "4711"), (b"short", "Ä"), (b"x" * 64, "")):
        sql = customer_hex_sql(key, "name")
        (row,) = duckdb.execute(f"SELECT {sql} FROM (SELECT ? AS name)", [name]).fetchall()
        assert row[0] == customer_hash(key, name).hex()


def test_states_have_lengths_and_pseudonyms(tmp_path):
    space = calls.workspace(tmp_path / "space")
    profile = tmp_path / "states.toml"
    profile.write_text(STATES)
    lines = [
        f"Ada,Ready,2026-03-{1 + n:02d} 09:00:00,2026-03-{1 + n:02d} 12:30:00" for n in range(25)
    ]
    lines += ["Bo,Lunch,2026-03-02 12:00:00,", "Bo,Nap,2026-03-02 13:00:00,2026-03-02 13:10:00"]
    report = calls.load(space, calls.write(tmp_path / "s.csv", lines, "who,what,from,to"), profile)
    assert report.mapped == 26
    assert report.quarantined == {"unknown_status_value": 1}
    ada, bo = (agent_pseudonym(space.hash_key, name) for name in ("Ada", "Bo"))
    sql = "SELECT agent, state, duration_ms, local_minute, count(*) FROM {agent_state} GROUP BY ALL ORDER BY 5"
    assert calls.rows(space, sql, ["agent_state"]) == [
        (bo, "lunch", None, 720, 1), (ada, "available", 12_600_000, 540, 25),
    ]  # fmt: skip
    keys = calls.rows(space, "SELECT external_id FROM {agent_state}", ["agent_state"])
    assert not any("Ada" in key or "Bo" in key for (key,) in keys)


def test_surveys_point_at_their_contact(tmp_path):
    space = calls.workspace(tmp_path / "space")
    profile = tmp_path / "survey.toml"
    profile.write_text(SURVEY)
    lines = [
        f"{n},c{n},Ada,Billing,2026-03-02 09:00:00,2026-03-02 09:05:00,{1 + n % 5}"
        for n in range(40)
    ]
    lines += ["90,c1,Ada,Billing,2026-03-02 09:00:00,,", "91,c1,Ada,Billing,2026-03-02 09:00:00,,6"]
    header = "id,call,who,queue,asked,answered,score"
    report = calls.load(space, calls.write(tmp_path / "s.csv", lines, header), profile)
    assert report.quarantined == {"out_of_range": 1}
    sql = "SELECT contact_id, score, score_norm, responded_at IS NULL FROM {survey_response} WHERE external_id IN ('3', '90') ORDER BY external_id"
    assert calls.rows(space, sql, ["survey_response"]) == [
        (entity_id("phone", "contact", "c3"), 4.0, 0.75, False),
        (entity_id("phone", "contact", "c1"), None, None, True),
    ]
