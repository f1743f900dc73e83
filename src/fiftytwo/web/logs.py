"""Log lines: one JSON object a line on stderr, with the request's id and nothing private."""

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime

__all__ = ["LineFormatter", "job_id", "request_id"]

request_id: ContextVar[str] = ContextVar("request_id", default="")
job_id: ContextVar[str] = ContextVar("job_id", default="")

FIELDS = ("method", "path", "status", "ms", "user")


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
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[1]:
            line["error"] = _where(record.exc_info[1])
            if self.tracebacks:
                line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str, ensure_ascii=False)


def _where(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "fiftytwo" in frame.filename] or frames
    place = f" at {own[-1].filename.rsplit('/', 1)[-1]}:{own[-1].lineno}" if own else ""
    return type(error).__name__ + place
