"""fiftytwo.base.workspace"""

import stat
from pathlib import Path

import pytest

from fiftytwo.base.errors import InputError
from fiftytwo.base.workspace import Target, create_workspace, open_workspace, workspace_path


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "ours"


def rewrite(root: Path, old: str, new: str) -> None:
    path = root / "fiftytwo.toml"
    path.write_text(path.read_text().replace(old, new))


def test_a_new_workspace_opens_with_what_it_was_given(folder):
    create_workspace(folder, name='Linden "Energy"', zone="Europe/Brussels", currency="EUR")
    opened = open_workspace(folder)
    assert (opened.name, opened.zone) == ('Linden "Energy"', "Europe/Brussels")
    assert opened.target == Target(20.0, 0.8, 5.0)


def test_keys_are_for_the_owner_only_and_differ(folder, tmp_path):
    one = create_workspace(folder)
    two = create_workspace(tmp_path / "theirs")
    for path in (folder / "keys").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert one.hash_key != two.hash_key
    assert one.secret_key != two.secret_key
    assert len(one.hash_key) == 32


def test_an_existing_workspace_is_not_made_again(folder):
    key = create_workspace(folder).hash_key
    with pytest.raises(InputError, match="is a workspace already"):
        create_workspace(folder)
    assert open_workspace(folder).hash_key == key


def test_a_folder_with_other_things_is_refused(folder):
    folder.mkdir()
    (folder / "letter.txt").write_text("mine")
    with pytest.raises(InputError, match="is not empty"):
        create_workspace(folder)
    assert [p.name for p in folder.iterdir()] == ["letter.txt"]


def test_a_queue_overrides_single_lines_of_the_target(folder):
    create_workspace(folder)
    path = folder / "fiftytwo.toml"
    path.write_text(path.read_text() + '\n[targets.queue."Outage line"]\nanswer_within_s = 60\n')
    opened = open_workspace(folder)
    assert opened.target_of("Outage line") == Target(60.0, 0.8, 5.0)
    assert opened.target_of("Billing") == Target(20.0, 0.8, 5.0)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('zone = "UTC"', 'zone = "Europe/Gent"', "IANA"),
        ("service_level = 0.8", "service_level = 80", "between 0 and 1"),
        ("short_abandon_s = 5", 'short_abandon_s = "5"', "must be a number"),
        ("answer_within_s", "answer_in_s", "unknown setting targets.answer_in_s"),
        ("currency", "curency", "unknown setting workspace.curency"),
        ("[targets]", "[targets", "not valid TOML"),
        ("schema = 2", 'schema = "2"', "schema must be a whole number"),
        ("schema = 2", "schema = true", "schema must be a whole number"),
        ('language = "en"', 'language = "xx"', "language must be en or de"),
        ('language = "en"', "language = 5", "language must be en or de"),
        ('host = "127.0.0.1"', "host = 5", "host must be a text in quotes"),
        ('currency = "EUR"', 'currency = "euro"', "three capital letters"),
        ("[workspace]", "pools = 5\n[workspace]", "pools must be a section"),
        ("[targets]", "[targets]\nqueue = 5", "has its own section"),
        ("[targets]", "[targets]\nqueue.Calls = 5", "has its own section"),
    ],
)
def test_a_bad_setting_is_named(folder, old, new, says):
    create_workspace(folder)
    rewrite(folder, old, new)
    with pytest.raises(InputError, match=says):
        open_workspace(folder)


def test_the_environment_beats_the_file(folder, monkeypatch):
    create_workspace(folder)
    for name, value in (("ZONE", "Asia/Tokyo"), ("LANGUAGE", "de"), ("HOST", "127.0.0.5")):
        monkeypatch.setenv(f"FIFTYTWO_{name}", value)
    opened = open_workspace(folder)
    assert (opened.zone, opened.language, opened.host) == ("Asia/Tokyo", "de", "127.0.0.5")
    assert opened.currency == "EUR"


def test_no_workspace_says_how_to_make_one(folder):
    with pytest.raises(InputError, match="fiftytwo init"):
        open_workspace(folder)


def test_a_lost_key_is_named(folder):
    workspace = create_workspace(folder)
    (folder / "keys" / "hash.key").unlink()
    with pytest.raises(InputError, match="restore it from a backup"):
        _ = workspace.hash_key


def test_flag_beats_environment_beats_default(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FIFTYTWO_WORKSPACE", raising=False)
    assert workspace_path() == tmp_path / "workspace"
    monkeypatch.setenv("FIFTYTWO_WORKSPACE", str(tmp_path / "env"))
    assert workspace_path() == tmp_path / "env"
    assert workspace_path(tmp_path / "flag") == tmp_path / "flag"


def test_reasons_that_nobody_can_close_at_once_are_a_list(folder):
    create_workspace(folder)
    path = folder / "fiftytwo.toml"
    whole = path.read_text()
    path.write_text(whole + '\n[measures]\nnot_at_once = ["Claim", "Move"]\n')
    assert open_workspace(folder).not_at_once == ("Claim", "Move")
    path.write_text(whole + '\n[measures]\nnot_at_once = "Claim"\n')
    with pytest.raises(InputError, match="not_at_once must be a list of reasons"):
        open_workspace(folder)


def test_queues_share_a_pool(folder):
    create_workspace(folder)
    path = folder / "fiftytwo.toml"
    path.write_text(path.read_text() + '\n[pools]\nPhones = ["Billing", "Moving home"]\n')
    assert open_workspace(folder).pools == {"Billing": "Phones", "Moving home": "Phones"}


@pytest.mark.parametrize(
    ("line", "message"),
    [('Phones = "Billing"', "must be a list"), ('A = ["Billing"]\nB = ["Billing"]', "keep one")],
)
def test_pools_that_cannot_be_meant_are_refused(folder, line, message):
    create_workspace(folder)
    path = folder / "fiftytwo.toml"
    path.write_text(f"{path.read_text()}\n[pools]\n{line}\n")
    with pytest.raises(InputError, match=message):
        open_workspace(folder)
