"""fiftytwo.cli.demo"""

import json
import os
import subprocess
import sys
from datetime import date

import pytest

from fiftytwo.base.workspace import Target, open_workspace
from fiftytwo.cli.demo_ledger import settings_text
from fiftytwo.demo.company import make_company

COUNTS = """
import json, fiftytwo.web.ready
from fiftytwo.web.people.models import Absence, AgentLogin, Contract, Leadership, Person
from fiftytwo.web.people.queries import holidays
from django.utils.translation import activate
from fiftytwo.web.plans.models import Plan
activate("de")
plan = Plan.objects.get()
print(json.dumps({
    "people": Person.objects.count(), "reps": Contract.objects.exclude(pool="").count(),
    "teams": [row.lead.name for row in Leadership.objects.order_by("team__name")],
    "agents": AgentLogin.objects.count(), "absences": Absence.objects.count(),
    "plan": str(plan.first_day), "shifts": len(plan.values["shifts"]),
    "pools": sorted(pool["pool"] for pool in plan.values["pools"]),
    "holidays": [name for day, name in holidays().items() if str(day) == "2026-11-11"],
}))
"""


def run(*words, workspace, code=0):
    given = {k: v for k, v in os.environ.items() if k != "FIFTYTWO_WORKSPACE"}
    done = subprocess.run(
        [sys.executable, *words], capture_output=True, text=True, check=False,
        env=given | {"FIFTYTWO_WORKSPACE": str(workspace)},
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    return done


def demo(*words, workspace, code=0):
    return run(
        "-m", "fiftytwo.cli.main", "demo", "--workspace", str(workspace), *words,
        workspace=workspace, code=code,
    )  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Three weeks of the demo, made once; what the command printed, and where it lies."""
    root = tmp_path_factory.mktemp("demo") / "linden"
    words = ("--today", "2026-11-19", "--weeks", "3", "--json")
    return json.loads(demo(*words, workspace=root).stdout), root


def test_it_prints_one_object_with_the_logins_of_every_role(made):
    printed, root = made
    assert printed["workspace"] == str(root)
    assert printed["made"] is True
    assert [login["roles"] for login in printed["logins"]] == [
        ["head"],
        ["lead"],
        ["planner"],
        ["rep"],
        ["hr"],
        ["worker_rep"],
    ]
    assert len({login["password"] for login in printed["logins"]}) == 1


def test_every_line_of_every_file_is_accounted_for(made):
    loads = {load["file"]: load for load in made[0]["loads"]}
    assert set(loads) == {
        "contacts.csv",
        "mail.csv",
        "agents.csv",
        "surveys.csv",
        "expectations.csv",
    }
    for load in loads.values():
        assert load["balanced"]
        assert load["pending"] == 0
        told = load["mapped"] + sum(load["ignored"].values()) + sum(load["quarantined"].values())
        assert told == load["raw"]
    assert loads["contacts.csv"]["ignored"] == {"phantom": 9}
    assert loads["contacts.csv"]["quarantined"]["negative_interval"] == 6


def test_the_ledger_holds_the_company_and_next_weeks_plan(made):
    counts = json.loads(run("-c", COUNTS, workspace=made[1]).stdout)
    assert counts["people"] == 54
    assert counts["reps"] == counts["agents"] == 48
    assert counts["teams"] == ["Joris Peeters", "Leila Haddad", "Amara Diallo", "Mateo Rossi"]
    assert counts["absences"] > 10
    assert counts["plan"] == "2026-11-23"
    assert counts["shifts"] > 150
    assert counts["pools"] == ["Chat", "E-mail", "Phones"]
    assert counts["holidays"] == ["Waffenstillstand"]


def test_a_workspace_that_is_there_is_kept_and_told_again(made):
    printed, root = made
    key = (root / "keys" / "hash.key").read_bytes()
    again = json.loads(demo("--json", workspace=root).stdout)
    assert again["made"] is False
    assert again["logins"] == printed["logins"]
    assert (root / "keys" / "hash.key").read_bytes() == key
    assert "Kept the workspace" in demo(workspace=root).stdout


def test_a_demo_that_was_stopped_half_way_is_begun_again(tmp_path):
    root = tmp_path / "linden"
    root.mkdir()
    (root / "demo-unfinished").touch()
    (root / "left over").touch()
    done = demo("--today", "yesterday", workspace=root, code=2)
    assert "is no date" in done.stderr
    assert not root.exists()


def test_a_folder_with_other_things_is_left_alone(tmp_path):
    (tmp_path / "letter.txt").write_text("mine")
    done = demo("--weeks", "1", workspace=tmp_path, code=2)
    assert "is not empty" in done.stderr
    assert (tmp_path / "letter.txt").read_text() == "mine"


def test_the_settings_say_what_queues_promise_and_who_answers_them(workspace):
    company = make_company(today=date(2026, 11, 19))
    path = workspace.root / "fiftytwo.toml"
    path.write_text(path.read_text() + settings_text(company))
    opened = open_workspace(workspace.root)
    for queue in company.queues:
        assert opened.target_of(queue.name) == queue.target
    assert opened.target_of("Billing") == Target()
    assert opened.pools["Moving home"] == "Phones"
    assert opened.not_at_once == ("Move in", "Move out")
    assert set(opened.pools) == {queue.name for queue in company.queues}
