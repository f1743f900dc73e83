"""Rules about the code that no other tool checks."""

import ast
import re
from pathlib import Path

import pytest

import fiftytwo

SOURCE = Path(fiftytwo.__file__).parent
ROOT = SOURCE.parents[1]
MODULES = sorted(p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts)
TESTS = sorted((ROOT / "tests").rglob("*.py"))
TEMPLATES = sorted(SOURCE.rglob("*.html"))
PACKAGES = {
    "base",
    "privacy",
    "contacts",
    "measures",
    "sources",
    "forecast",
    "staffing",
    "simulation",
    "roster",
    "week",
}


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(path: Path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_the_rules_see_the_code():
    assert len(MODULES) > 20
    assert len(TEMPLATES) > 5


def test_no_import_hides_inside_a_function():
    hits = [
        f"{named(path)}: {inner.module if isinstance(inner, ast.ImportFrom) else inner.names[0].name}"
        for path in MODULES
        for function in functions(path)
        for inner in ast.walk(function)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    # The solver and the compiler are 150 MB that no process of the web needs, only the worker that plans.
    heavy = {
        f"src/fiftytwo/web/plans/jobs.py: fiftytwo.week.{name}" for name in ("pipeline", "day")
    }
    assert set(hits) == heavy


def test_no_module_is_imported_by_name():
    """A layer contract cannot see importlib.import_module("...")."""
    assert [named(p) for p in MODULES if "import_module(" in p.read_text()] == []


def test_only_models_queries_and_actions_touch_managers():
    allowed = {"queries.py", "actions.py", "models.py"}
    web = [p for p in MODULES if "web" in p.parts and p.name not in allowed]
    assert [named(p) for p in web if re.search(r"\.objects\b", p.read_text())] == []


def test_no_signals_for_our_own_logic():
    hits = [named(p) for p in MODULES if re.search(r"\bpost_save\b|\bpre_save\b", p.read_text())]
    assert hits == []


def test_modules_stay_small():
    sizes = {named(p): len(p.read_text().splitlines()) for p in [*MODULES, *TESTS]}
    assert {name: size for name, size in sizes.items() if size > 400} == {}


def test_templates_stay_small():
    sizes = {named(p): len(p.read_text().splitlines()) for p in TEMPLATES}
    assert {name: size for name, size in sizes.items() if size > 150} == {}


def test_views_stay_thin():
    hits = {}
    for path in MODULES:
        if not path.name.endswith("views.py"):
            continue
        for node in functions(path):
            statements = node.body[1:] if ast.get_docstring(node) else node.body
            size = statements[-1].end_lineno - statements[0].lineno + 1 if statements else 0
            if size > 20:
                hits[f"{named(path)}:{node.name}"] = size
    assert hits == {}


def test_parts_name_what_they_need():
    """A part is swapped in alone, so its first line says what it needs."""
    parts = [p for p in TEMPLATES if p.name.startswith("_")]
    assert [named(p) for p in parts if not p.read_text().lstrip().startswith("{#")] == []


def test_templates_hold_no_inline_script_or_style():
    """The content security policy would refuse them without a word to the user."""
    pattern = re.compile(
        r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*(src=|application/json))", re.I
    )
    assert [named(p) for p in TEMPLATES if pattern.search(p.read_text())] == []


def test_every_public_module_says_what_it_is():
    silent = [
        named(p)
        for p in MODULES
        if p.stat().st_size and not ast.get_docstring(ast.parse(p.read_text()))
    ]
    assert silent == []


@pytest.mark.parametrize(
    "word", ["TO" + "DO", "FIX" + "ME", "X" + "XX", "NotImplemented" + "Error"]
)
def test_nothing_is_left_for_later(word):
    hits = [named(p) for p in [*MODULES, *TESTS, *TEMPLATES] if word in p.read_text()]
    assert hits == []


def test_lock_files_hold_no_address():
    locks = sorted(ROOT.glob("requirements*.lock"))
    assert len(locks) == 4
    assert [p.name for p in locks if "://" in p.read_text()] == []


def test_every_skip_names_a_missing_outside_thing():
    pattern = re.compile(r"mark\.skip\(?\s*\)?\s*$|pytest\.skip\(\)|xfail", re.M)
    here = Path(__file__)
    assert [named(p) for p in TESTS if p != here and pattern.search(p.read_text())] == []


def test_only_the_rooms_that_are_used_exist():
    rooms = {p.name for p in SOURCE.iterdir() if p.is_dir() and p.name != "__pycache__"}
    assert rooms == PACKAGES | {"demo", "cli", "web"}
    empty = [
        r for r in rooms if len([p for p in (SOURCE / r).rglob("*.py") if p.stat().st_size]) < 2
    ]
    assert empty == []
