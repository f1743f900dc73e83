"""The program `fiftytwo`: names of the commands and what becomes of errors.

Commands are registered by name, so that `--help` imports nothing heavy.
"""

import difflib
import os
import sys
import traceback
from collections.abc import Sequence

from cyclopts import App, CycloptsError, UnknownCommandError

from fiftytwo.base.errors import FiftyTwoError

__all__ = ["app", "main"]

app = App(
    name="fiftytwo",
    help="Leads a customer service team, all 52 weeks of the year.",
    version_flags=["--version"],
    help_on_error=False,
)

COMMANDS = {
    "init": ("fiftytwo.cli.workspace:init", "Make a workspace: ledger and lake in one folder."),
    "load": (
        "fiftytwo.cli.load:load",
        "Load files of contacts, cases or counts through a profile.",
    ),
    "profile": ("fiftytwo.cli.profile:app", "Draft and list the profiles that describe files."),
    "quarantine": (
        "fiftytwo.cli.quarantine:app",
        "Show, retry or dismiss lines that could not be used.",
    ),
    "quality": (
        "fiftytwo.cli.quality:quality",
        "Say how complete the data are, by source and day.",
    ),
    "measures": (
        "fiftytwo.cli.measures:measures",
        "Print measures by queue, channel, agent, reason or time.",
    ),
    "backlog": (
        "fiftytwo.cli.backlog:backlog",
        "Print what was open at an instant by age, and what was owed.",
    ),
    "forecast": (
        "fiftytwo.cli.forecast:forecast",
        "Forecast a queue's contacts with an 80 % range.",
    ),
    "backtest": (
        "fiftytwo.cli.forecast:backtest",
        "Test the forecast on the past, beside a naive one.",
    ),
    "staff": (
        "fiftytwo.cli.staff:staff",
        "Say how many agents an interval, or a table of them, needs.",
    ),
    "simulate": (
        "fiftytwo.cli.simulate:simulate",
        "Play a day of a contact centre many times and say what a plan of agents gives.",
    ),
    "size": (
        "fiftytwo.cli.size:size",
        "Say how many agents of each group a day needs, by simulation.",
    ),
    "week": (
        "fiftytwo.cli.week:week",
        "Go from history to next week's forecast, requirement and roster.",
    ),
    "people": (
        "fiftytwo.cli.people:app",
        "Import and export people, their teams and contracts.",
    ),
    "serve": ("fiftytwo.cli.serve:serve", "Start the web application and its job worker."),
    "worker": ("fiftytwo.cli.serve:worker", "Run background jobs only."),
    "link": ("fiftytwo.cli.link:link", "Print a one-time link into an account, or to the first."),
    "token": ("fiftytwo.cli.token:token", "Print an access token for a program."),
    "demo": ("fiftytwo.cli.demo:demo", "Make a workspace with the demo company."),
    "doctor": ("fiftytwo.cli.workspace:doctor", "Check a workspace and say what is wrong with it."),
    "backup": ("fiftytwo.cli.backup:backup", "Copy ledger and lake together into one file."),
    "restore": ("fiftytwo.cli.backup:restore", "Make a workspace from a backup."),
    "erase": (
        "fiftytwo.cli.erase:app",
        "Erase who a customer or an agent was; counts and times stay.",
    ),
    "upkeep": (
        "fiftytwo.cli.upkeep:upkeep",
        "Join small files of the lake and remove unused ones; done nightly by itself.",
    ),
    "upgrade": ("fiftytwo.cli.upgrade:upgrade", "Bring an older workspace to this version."),
}

for name, (target, text) in COMMANDS.items():
    app.command(target, name=name, help=text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 done but wrong, 2 unusable input."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in words
    words = [word for word in words if word != "--debug"]
    if debug:
        os.environ["FIFTYTWO_DEBUG"] = "1"  # tracebacks in the log of the server and its worker
    _name_workspace(words)
    try:
        code = app(words, exit_on_error=False, print_error=False, result_action="return_value")
    except FiftyTwoError as error:
        return _fail(str(error), error.exit_code, debug)
    except UnknownCommandError:
        return _fail(_unknown(words[0]), 2, debug)
    except CycloptsError as error:
        return _fail(f"{str(error).strip()} See `fiftytwo {' '.join(words[:1])} --help`.", 2, debug)
    except KeyboardInterrupt:
        return _fail("stopped", 130, debug)
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except Exception as error:
        # Its text may hold private content, so only its kind is shown.
        kind = type(error).__name__
        return _fail(
            f"the program failed ({kind}): --debug shows where, please report it", 1, debug
        )
    return code if isinstance(code, int) else 0


def _unknown(word: str) -> str:
    # cyclopts' own sentence would import every command to write it.
    near = difflib.get_close_matches(word, COMMANDS, n=1)
    hint = f"did you mean `fiftytwo {near[0]}`?" if near else "`fiftytwo --help` lists them"
    return f"there is no command {word!r}: {hint}"


def _name_workspace(words: Sequence[str]) -> None:
    """Tell the environment which workspace `--workspace` names: the ledger's settings read it.

    They are read while a command is imported, which is before its flags are parsed.
    """
    for at, word in enumerate(words):
        name, _, value = word.partition("=")
        if name == "--workspace" and (value or at + 1 < len(words)):
            os.environ["FIFTYTWO_WORKSPACE"] = value or words[at + 1]


def _fail(text: str, code: int, debug: bool) -> int:
    if debug:
        traceback.print_exc()
    print(f"fiftytwo: {' '.join(text.split())}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
