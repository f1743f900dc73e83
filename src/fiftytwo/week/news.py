"""Up to which moment the lake knows what came in: "now" of everything about a day under way."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from fiftytwo.week.history import Lake, QueueName

__all__ = ["last_known", "newest_moment"]

# Where the minute of the newest thing stands; an interval report tells of its whole interval.
MINUTES = {
    "contacts": ("segment", "local_minute"),
    "intervals": ("interval_report", "local_minute + length_s // 60"),
}


def last_known(lake: Lake, name: QueueName, day: date) -> datetime | None:
    """Return the local time of the newest thing of a day that the lake holds of the queue's channel.

    That is any wait of any queue of the channel: a quiet queue is not one without news. None where
    the day has none.
    """
    table, minute = MINUTES["contacts" if name.basis == "contacts" else "intervals"]
    found = (
        lake.cursor()
        .sql(
            f"SELECT max(CAST({minute} AS INTEGER)) FROM {lake.relation(table)} "
            "WHERE channel = ? AND local_day = ?",
            params=[name.channel, day],
        )
        .fetchall()[0][0]
    )
    return None if found is None else datetime.combine(day, time()) + timedelta(minutes=found)


def newest_moment(lake: Lake, names: Iterable[QueueName]) -> datetime | None:
    """Return the local time of the newest thing that the lake holds of live queues' channels.

    None where none of them is live, or nothing is known of any.
    """
    live = {(name.basis, name.channel): name for name in names if name.is_live}
    days = [(day, name) for name in live.values() if (day := _last_day(lake, name)) is not None]
    newest = max((day for day, _name in days), default=None)
    known = [last_known(lake, name, day) for day, name in days if day == newest]
    return max((moment for moment in known if moment is not None), default=None)


def _last_day(lake: Lake, name: QueueName) -> date | None:
    table, _minute = MINUTES[name.basis]
    sql = f"SELECT max(local_day) FROM {lake.relation(table)} WHERE channel = ?"
    found: date | None = lake.cursor().sql(sql, params=[name.channel]).fetchall()[0][0]
    return found
