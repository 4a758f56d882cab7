"""Workbooks for tests: as openpyxl writes them, and with parts put in by hand."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence

from openpyxl import Workbook


def book(sheets: Mapping[str, Sequence[Sequence[object]]], change: Callable[[Workbook], None] | None = None) -> bytes:
    """Return the bytes of a workbook with these rows; ``change`` may format cells before it is saved."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    if change is not None:
        change(made)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def with_part(raw: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return a workbook with one part changed, or added where there is none of that name."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        for one in [*names, *([] if name in names else [name])]:
            content = old.read(one) if one in names else b""
            new.writestr(one, change(content) if one == name else content)
    return stream.getvalue()
