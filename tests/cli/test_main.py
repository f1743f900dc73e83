"""The program itself: its menu, its errors and their exit codes."""

import subprocess
import sys

import pytest
from program import FIFTYTWO

from fiftytwo.base.errors import InputError
from fiftytwo.cli import main as program


def run(*words, **options):
    return subprocess.run(
        [*FIFTYTWO, *words], capture_output=True, text=True, timeout=60, **options
    )


def test_help_imports_nothing_heavy():
    code = (
        "import sys; from fiftytwo.cli.main import main; main(['--help']);"
        "heavy = {'numpy', 'duckdb', 'django', 'pyarrow', 'ortools', 'scipy', 'numba'} & set(sys.modules);"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    for name in program.COMMANDS:
        assert f"│ {name} " in done.stdout


@pytest.mark.parametrize("name", sorted(program.COMMANDS))
def test_every_command_has_help(name, capsys):
    assert program.main([name, "--help"]) == 0
    assert f"fiftytwo {name}" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["weeek"], ["staff", "--calls", "many", "--aht", "3"], ["load"]])
def test_wrong_words_are_one_line_and_exit_2(words):
    done = run(*words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("fiftytwo: ")
    assert done.stderr.count("\n") == 1


def test_an_error_is_one_line_and_debug_shows_where(monkeypatch, capsys):
    def broken(*_, **__):
        raise InputError("the file\nhas no header")

    monkeypatch.setattr(program, "app", broken)
    assert program.main(["load", "x"]) == 2
    assert capsys.readouterr().err == "fiftytwo: the file has no header\n"
    assert program.main(["--debug", "load", "x"]) == 2
    assert "Traceback" in capsys.readouterr().err


def test_a_misspelt_command_is_answered_quickly_and_kindly():
    done = run("weeek")
    assert done.stderr == "fiftytwo: there is no command 'weeek': did you mean `fiftytwo week`?\n"


def test_a_fault_of_ours_shows_its_kind_and_no_content(monkeypatch, capsys):
    def broken(*_, **__):
        raise KeyError("customer Emma Desmet")

    monkeypatch.setattr(program, "app", broken)
    assert program.main(["measures"]) == 1
    assert "KeyError" in (shown := capsys.readouterr().err)
    assert "Emma" not in shown
