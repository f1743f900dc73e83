"""Lines of the log: which ids they name, and the file that several processes share."""

import json
import logging

import pytest

from fiftytwo.base.log_ids import load_id
from fiftytwo.web.logs import LineFormatter, keep_lines, turn_over


@pytest.fixture
def kept(tmp_path):
    """A folder that the lines of this process go to as well."""
    root = logging.getLogger()
    before = list(root.handlers)
    folder = tmp_path / "logs"
    folder.mkdir()
    keep_lines(folder)
    yield folder
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_a_line_names_the_load_at_work():
    record = logging.LogRecord("fiftytwo", logging.INFO, __file__, 1, "at work", (), None)
    token = load_id.set("abc")
    try:
        assert json.loads(LineFormatter().format(record))["load"] == "abc"
    finally:
        load_id.reset(token)
    assert "load" not in json.loads(LineFormatter().format(record))


def test_a_file_that_another_process_turned_over_is_begun_anew(kept):
    log = logging.getLogger("fiftytwo.test")
    log.warning("one")
    assert turn_over(kept, most_bytes=10**6) is False
    for number in range(7):
        assert turn_over(kept, most_bytes=1) is True
        log.warning("number %s", number)
    assert [line["message"] for line in lines(kept / "fiftytwo.log")] == ["number 6"]
    assert sorted(path.name for path in kept.iterdir()) == [
        *("fiftytwo.log", *(f"fiftytwo.log.{n}" for n in range(1, 6)))
    ]
    assert lines(kept / "fiftytwo.log.5")[0]["message"] == "number 1"


def test_a_folder_that_is_not_there_keeps_nothing(tmp_path):
    before = list(logging.getLogger().handlers)
    keep_lines(tmp_path / "none")
    assert logging.getLogger().handlers == before
