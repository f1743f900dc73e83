"""Log lines: one JSON object a line, with the ids of request, job and load and nothing private.

They go to stderr, and those of the server and its worker to logs/fiftytwo.log of the workspace too.
"""

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from logging.handlers import WatchedFileHandler
from pathlib import Path

from fiftytwo.base.log_ids import load_id

__all__ = ["LineFormatter", "job_id", "keep_lines", "request_id", "turn_over"]

request_id: ContextVar[str] = ContextVar("request_id", default="")
job_id: ContextVar[str] = ContextVar("job_id", default="")

FIELDS = ("method", "path", "status", "ms", "user", "load")
FILE = "fiftytwo.log"
MOST_BYTES, MOST_FILES = 10_000_000, 5


class LineFormatter(logging.Formatter):
    """Formats a record as JSON.

    The text of an exception may quote what people typed, so only its kind and place are written
    unless tracebacks are asked for.
    """

    def __init__(self, *, tracebacks: bool = False) -> None:
        super().__init__()
        self.tracebacks = tracebacks

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id.get():
            line["request"] = request_id.get()
        if job_id.get():
            line["job"] = job_id.get()
        if load_id.get():
            line["load"] = load_id.get()
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[1]:
            line["error"] = _where(record.exc_info[1])
            if self.tracebacks:
                line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str, ensure_ascii=False)


def keep_lines(folder: Path) -> None:
    """Write the lines of this process to the file of a folder as well.

    Several processes write to it: each appends a line at once, and opens the file again once
    another has turned it over.
    """
    if folder.is_dir():
        handler = WatchedFileHandler(folder / FILE, encoding="utf-8", delay=True)
        handler.setFormatter(logging.getLogger().handlers[0].formatter)
        logging.getLogger().addHandler(handler)


def turn_over(folder: Path, *, most_bytes: int = MOST_BYTES) -> bool:
    """Begin a new file where the old one is large; the last five stay. Return whether it did."""
    file = folder / FILE
    if not file.exists() or file.stat().st_size < most_bytes:
        return False
    for number in range(MOST_FILES - 1, 0, -1):
        older = folder / f"{FILE}.{number}"
        if older.exists():
            older.replace(folder / f"{FILE}.{number + 1}")
    file.replace(folder / f"{FILE}.1")
    return True


def _where(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "fiftytwo" in frame.filename] or frames
    place = f" at {own[-1].filename.rsplit('/', 1)[-1]}:{own[-1].lineno}" if own else ""
    return type(error).__name__ + place
