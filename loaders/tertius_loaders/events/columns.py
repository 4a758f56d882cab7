"""Columns of a dataset that a loader does not know: a later edition may have new ones, and nobody else would tell."""

from collections.abc import Collection, Iterator

from tertius.reading.streamed import Streamed
from tertius.reading.table import ADDED, UNREAD
from tertius.wording import printable

_SHOWN = 20


def not_known(table: Streamed, known: Collection[str]) -> Iterator[str]:
    """Yield a sentence that names the columns of a table that are not known, if there are any.

    Parameters
    ----------
    table
        The table.
    known
        Columns that are read, or of which the loader's page says that they are left out.
    """
    found = [name for name in table.columns if name not in known and name not in (*ADDED, UNREAD)]
    if found:
        shown = ", ".join(printable(name)[:60] for name in found[:_SHOWN]) + ", …" * (len(found) > _SHOWN)
        yield f"Not known here and not read: {'the column' if len(found) == 1 else 'the columns'} {shown}."
