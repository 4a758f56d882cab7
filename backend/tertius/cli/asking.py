"""Asking from the command line: open the answers room on a database, do one piece of work in it, close it."""

from collections.abc import Awaitable, Callable
from functools import cache
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from tertius.answers import Answers
    from tertius.catalog.catalogue import Catalogue
    from tertius.graph.connect import Target
    from tertius.records.look_ups import Records
    from tertius.settings import Settings

T = TypeVar("T")


@cache
def catalogue() -> "Catalogue":
    """Return the questions, read once for a command."""
    from tertius.catalog.catalogue import Catalogue

    return Catalogue.load()


def ask(target: "Target", settings: "Settings", work: "Callable[[Answers, Records], Awaitable[T]]") -> T:
    """Do asynchronous work with the answers room of a database, within the limits of the settings.

    Parameters
    ----------
    target
        The database.
    settings
        Its time limit and its most rows hold.
    work
        What to do.
    """
    import asyncio

    from tertius.answers import Answers
    from tertius.graph.connect import open_async_driver
    from tertius.graph.loop import PromptLoop
    from tertius.graph.read import Reader
    from tertius.records.look_ups import Records

    async def inside() -> T:
        async with open_async_driver(target, pool_size=4) as driver:
            reader = Reader(driver, target.database, timeout_s=settings.query_timeout_s, max_rows=settings.max_rows)
            answers = Answers(catalogue(), reader, measure_timeout_s=settings.query_timeout_s, cluster=settings.dask)
            return await work(answers, Records(reader))

    with asyncio.Runner(loop_factory=PromptLoop) as runner:
        return runner.run(inside())
