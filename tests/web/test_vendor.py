"""Every file of others that we carry is named, unchanged and licensed."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "src" / "fiftytwo" / "web" / "static"
BOOK = json.loads((ROOT / "vendor.json").read_text())
FILES = {name: digest for entry in BOOK["vendored"] for name, digest in entry["files"].items()}


@pytest.mark.parametrize("name", FILES)
def test_vendored_file_is_the_one_on_the_books(name):
    assert hashlib.sha256((ROOT / name).read_bytes()).hexdigest() == FILES[name]


def test_every_foreign_file_is_on_the_books():
    ours = {".css", ".js", ".svg"}
    carried = {
        path.relative_to(ROOT).as_posix()
        for path in STATIC.rglob("*")
        if path.is_file() and ("vendor" in path.parts or path.suffix not in ours)
    }
    assert carried == set(FILES)


@pytest.mark.parametrize("entry", BOOK["vendored"], ids=lambda entry: entry["name"])
def test_the_licence_travels_along(entry):
    text = (ROOT / entry["licence_file"]).read_text()
    words = {"Apache-2.0": "Apache License", "OFL-1.1": "SIL OPEN FONT LICENSE"}
    assert words[entry["licence"].split(" AND ")[0]].lower() in text.lower()
    assert entry["licence_file"] in entry["files"]


def test_echarts_is_the_version_named():
    script = (STATIC / "vendor" / "echarts" / "echarts.min.js").read_text()
    assert re.search(r'\.version="6\.1\.0"|version:"6\.1\.0"', script)


def test_htmx_comes_with_its_package_in_the_version_named():
    entry = BOOK["with_packages"][0]
    script = Path(finders.find(entry["file"])).read_text()
    assert f'version:"{entry["version"]}"' in script
