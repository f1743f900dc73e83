"""fiftytwo.contacts.lake: what every reader of the lake relies on."""

from pathlib import Path

from fiftytwo.contacts.lake import connect


def test_a_cursor_speaks_utc_whatever_the_zone_of_the_process(monkeypatch):
    monkeypatch.setenv("TZ", "Europe/Brussels")
    cursor = connect().cursor()
    assert cursor.execute("SELECT current_setting('TimeZone')").fetchall() == [("UTC",)]


def test_what_does_not_fit_goes_to_a_folder_of_the_owner_alone(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    connection = connect("16MB")
    connection.execute(
        "CREATE TABLE big AS SELECT range AS a, hash(range)::VARCHAR AS b FROM range(2_000_000)"
    )
    ((folder,),) = connection.execute("SELECT current_setting('temp_directory')").fetchall()
    assert Path(folder).stat().st_mode & 0o777 == 0o700
    assert any(Path(folder).iterdir())
    assert list(tmp_path.iterdir()) == []
