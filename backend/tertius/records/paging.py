"""One page of a list: how far it may reach, and its items beside the length of the whole list."""

import asyncio
from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from tertius.errors import InputError
from tertius.graph.read import Reader
from tertius.graph.whole import Whole, read_whole_async

MOST = 500
"""Items that a page may have."""
DEEPEST = 100_000
"""Items that a page may be away from the start of its list: to skip more is to read them all."""

Item = TypeVar("Item")


class Page(BaseModel, Generic[Item]):
    """A stretch of a list that can grow."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    items: list[Item] = Field(description="The items of this page, in a fixed order.")
    limit: int = Field(description="Items at most on a page.")
    offset: int = Field(description="Items before this page.")
    total: int = Field(description="Items in the whole list.")
    total_is_exact: bool = Field(default=True, description="False: there are at least this many.")
    named: str | None = Field(default=None, description="Which id a name was taken for, where one was given.")


def check_page(limit: int, offset: int) -> None:
    """Refuse a page that cannot be had.

    Raises
    ------
    InputError
        A limit outside 1 to 500 or an offset outside 0 to 100,000.
    """
    if not 1 <= limit <= MOST:
        raise InputError(f"The limit is {limit}", where="limit", next_step=f"Use 1 to {MOST}.")
    if not 0 <= offset <= DEEPEST:
        raise InputError(
            f"The offset is {offset}", where="offset", next_step=f"Use 0 to {DEEPEST:,}, or narrow the list."
        )


async def read_page(
    reader: Reader, items: str, count: str, params: Mapping[str, Any], whole: Mapping[str, Whole] | None = None
) -> tuple[list[dict[str, Any]], int]:
    """Read a page and the length of its list, both at once.

    Parameters
    ----------
    reader
        The database.
    items
        Statement that returns the page's rows, by ``$offset`` and ``$limit``.
    count
        Statement that returns ``total``; no row counts as none.
    params
        Parameters of both.
    whole
        By column what a node in it has (`tertius.graph.whole.read_whole`).
    """
    listed, counted = await asyncio.gather(
        read_whole_async(lambda: reader.run(items, params), whole or {}), reader.run(count, params)
    )
    return listed.rows, counted.rows[0]["total"] if counted.rows else 0
