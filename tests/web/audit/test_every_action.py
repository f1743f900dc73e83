"""Every function in an `actions.py` that changes a row leaves an entry, or is named here with a reason."""

import ast
from pathlib import Path

import pytest

import fiftytwo.web

WEB = Path(fiftytwo.web.__file__).parent
ACTIONS = sorted(p for p in WEB.rglob("actions.py") if p.parent.name != "audit")
WRITES = {
    "create",
    "bulk_create",
    "bulk_update",
    "update",
    "update_or_create",
    "get_or_create",
    "delete",
    "save",
}
# `jobs.actions.start` and `audit.noting.noted` record on their own; a test below holds them to it.
RECORDS = {"record", "record_read", "start", "noted"}
# Steps of work whose start has an entry: what a machine notes about itself is no one's decision.
WITHOUT = {
    "saved.note_mailed": "when a view was last sent",
    "jobs.beat": "a worker says that it lives",
    "jobs.end_cancelled": "a worker says that it has stopped; the cancelling has an entry",
    "notices.tell": "a part of the action that it tells about, which records",
    "notices.mark_read": "one's own list",
    "notices.mark_all_read": "one's own list",
    "post.write_letter": "the worker's own list",
    "post.forget_empty": "the worker's own list, after retention, which records",
    "post.claim": "the worker's own list",
    "post.note_sent": "the worker's own list",
    "post.note_failed": "the worker's own list",
    "jobs.begin": "a worker says that it has begun",
    "jobs.progress_of": "a worker says how far it is, several times a second",
    "jobs.finish": "a worker says that it is done",
    "jobs.fail": "a worker says why it could not",
    "jobs.wait_again": "a worker says that another process holds the workspace",
    "accounts.end_sessions": "a part of closing an account, which records",
    "tokens.note_use": "the day a program came in, once a day",
    "accounts.forget_sign_in_tries": "a part of privacy.erase_person, which records",
    "people.add_usual_kinds": "a fixed catalogue, where it is missing",
    "plans.rename_in_plans": "a part of privacy.erase_person, which records",
}


def called(function: ast.FunctionDef) -> set[str]:
    """Return the names that a function calls, by name or as a method, and those it hands on."""
    names = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            names.add(node.func.attr if isinstance(node.func, ast.Attribute) else "")
            names.add(node.func.id if isinstance(node.func, ast.Name) else "")
        elif isinstance(node, ast.Name):
            names.add(node.id)
    return names


def reach(name: str, functions: dict[str, ast.FunctionDef]) -> set[str]:
    """Return everything a function calls, also through helpers of the same module."""
    seen, waiting = set(), [name]
    while waiting:
        for other in called(functions[waiting.pop()]) - seen:
            seen.add(other)
            if other in functions:
                waiting.append(other)
    return seen


def silent_writes(path: Path) -> list[str]:
    tree = ast.parse(path.read_text())
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    found = []
    for name in functions:
        reached = reach(name, functions) if not name.startswith("_") else set()
        if reached & WRITES and not reached & RECORDS:
            found.append(f"{path.parent.name}.{name}")
    return found


@pytest.mark.parametrize("path", ACTIONS, ids=lambda path: path.parent.name)
def test_no_action_writes_without_an_entry(path):
    assert [name for name in silent_writes(path) if name not in WITHOUT] == []


def test_the_exceptions_are_still_there():
    found = {name for path in ACTIONS for name in silent_writes(path)}
    assert set(WITHOUT) <= found


def test_what_others_rely_on_records():
    tree = ast.parse((WEB / "jobs" / "actions.py").read_text())
    start = next(node for node in tree.body if getattr(node, "name", "") == "start")
    assert "record" in called(start)
    tree = ast.parse((WEB / "audit" / "noting.py").read_text())
    assert "record" in called(next(n for n in tree.body if getattr(n, "name", "") == "noted"))


def test_nothing_writes_outside_of_actions():
    """A model's own `save` or `delete`, called from a view, a job or a form, would pass unseen."""
    hits = []
    for path in sorted(WEB.rglob("*.py")):
        if path.name in ("actions.py", "models.py") or "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if node.func.attr in ("save", "delete", "bulk_create", "bulk_update"):
                hits.append(f"{path.relative_to(WEB)}:{node.lineno}")
    assert hits == []


def test_a_silent_write_would_be_found(tmp_path):
    folder = tmp_path / "sample"
    folder.mkdir()
    (folder / "actions.py").write_text(
        "def loud():\n    _write()\n    record('x', by=None)\n\n"
        "def quiet():\n    _write()\n\n"
        "def _write():\n    Thing.objects.create()\n"
    )
    assert silent_writes(folder / "actions.py") == ["sample.quiet"]
