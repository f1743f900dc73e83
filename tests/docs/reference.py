"""Writes docs/reference/commands.md from the program itself: `make docs`."""

from pathlib import Path

from fiftytwo.cli.main import COMMANDS, app

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "commands.md"


def text() -> str:
    """Return the reference of all commands as Markdown, in the order of the menu."""
    parts = ["# Commands\n", "Made by `make docs` from the program; do not edit.\n"]
    for name in COMMANDS:
        parts.append(
            app[name].generate_docs(heading_level=2, usage_name=f"fiftytwo {name}").strip() + "\n"
        )
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(text())
