"""Contacts as a file: one row each, as CSV, Excel or Parquet, as far as the viewer's right goes."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from io import StringIO
from itertools import chain
from tempfile import TemporaryFile
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
from django.http import FileResponse, StreamingHttpResponse
from django.utils.translation import gettext as _

from fiftytwo.base.excel import write_excel
from fiftytwo.base.sink import Sink
from fiftytwo.base.spreadsheet import write_csv
from fiftytwo.measures.contact_list import COLUMNS, contact_list, count_contacts
from fiftytwo.measures.evaluate import Facts, Query
from fiftytwo.web.saying import number_text
from fiftytwo.web.service.queries import RowsView

__all__ = ["KINDS", "MOST", "as_file", "narrowed", "refusal"]

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
# A workbook is made whole before it is sent; the others are sent as they are read.
MOST = {"csv": 5_000_000, "xlsx": 200_000, "parquet": 20_000_000}


def narrowed(query: Query, view: RowsView) -> Query:
    """Return the question for the rows that the viewer may see; none where no login is linked."""
    if view.agents is None:
        return query
    return replace(query, where={**query.where, "agent": view.agents})


def refusal(source: Facts, query: Query, kind: str) -> str:
    """Return why a file is not made, empty where it is."""
    rows, most = count_contacts(source, query), MOST[kind]
    if not rows:
        return _("There is no contact in this period that you may see.")
    if rows > most:
        text = _("%(n)s contacts are too many for this kind of file (at most %(most)s): shorten the period or take Parquet.")  # fmt: skip
        return text % {"n": number_text(rows), "most": number_text(most)}
    return ""


def as_file(
    source: Facts, query: Query, view: RowsView, kind: str, *, zone: str
) -> StreamingHttpResponse | FileResponse:
    """Return the file; CSV and Parquet are made while they are sent, a workbook before.

    Parameters
    ----------
    source, query
        The lake, and the question whose contacts are listed.
    view : RowsView
        Whom rows name; every other agent's column is empty.
    kind : str
        One of `KINDS`.
    zone : str
        CSV and Excel carry its local times, Parquet instants in UTC.
    """
    batches = contact_list(source, query)
    name = f"contacts-{query.first}-{query.last}.{kind}"
    if kind == "xlsx":
        with ExitStack() as closing:
            file = closing.enter_context(TemporaryFile())
            _excel(batches, view, ZoneInfo(zone), file)
            file.seek(0)
            closing.pop_all()  # from here on the answer closes it
            return FileResponse(file, as_attachment=True, filename=name, content_type=KINDS[kind])
    is_csv = kind == "csv"
    parts = _csv(batches, view, ZoneInfo(zone)) if is_csv else _parquet(batches, view)
    answer = StreamingHttpResponse(parts, content_type=KINDS[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _named(batch: pa.RecordBatch, view: RowsView) -> pa.Table:
    agents = [view.names.get(agent or "") for agent in batch["agent"].to_pylist()]
    table = pa.Table.from_batches([batch])
    at = table.schema.get_field_index("agent")
    return table.set_column(at, "agent", pa.array(agents, pa.string()))


def _rows(table: pa.Table, zone: ZoneInfo) -> Iterable[list[Any]]:
    for row in zip(*(table[name].to_pylist() for name in COLUMNS), strict=True):
        yield [v.astimezone(zone) if isinstance(v, datetime) else v for v in row]


def _csv(batches: pa.RecordBatchReader, view: RowsView, zone: ZoneInfo) -> Iterator[str]:
    text = StringIO()
    write_csv(text, [COLUMNS])
    yield "\ufeff" + text.getvalue()
    for batch in batches:
        text = StringIO()
        rows = _rows(_named(batch, view), zone)
        # An instant with its offset is the same everywhere; a spreadsheet reads it as text.
        write_csv(
            text,
            (
                [v.isoformat(sep=" ") if isinstance(v, datetime) else _plain(v) for v in row]
                for row in rows
            ),
        )
        yield text.getvalue()


def _excel(batches: pa.RecordBatchReader, view: RowsView, zone: ZoneInfo, file: BinaryIO) -> None:
    # Excel knows no zones: local times, and the day beside them says which.
    told = (
        [v.replace(tzinfo=None) if isinstance(v, datetime) else _plain(v) for v in row]
        for batch in batches
        for row in _rows(_named(batch, view), zone)
    )
    write_excel(file, chain([COLUMNS], told), title="contacts")


def _parquet(batches: pa.RecordBatchReader, view: RowsView) -> Iterator[bytes]:
    sink, writer = Sink(), None
    for batch in batches:
        table = _named(batch, view)
        writer = writer or pq.ParquetWriter(sink, table.schema, compression="zstd")
        writer.write_table(table)
        yield sink.taken()
    if writer is not None:
        writer.close()
    yield sink.taken()


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, bool) else value
