"""fiftytwo.contacts.lake: what every reader of the lake relies on."""

from fiftytwo.contacts.lake import connect


def test_a_cursor_speaks_utc_whatever_the_zone_of_the_process(monkeypatch):
    monkeypatch.setenv("TZ", "Europe/Brussels")
    cursor = connect().cursor()
    assert cursor.execute("SELECT current_setting('TimeZone')").fetchall() == [("UTC",)]
