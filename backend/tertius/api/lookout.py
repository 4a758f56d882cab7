"""Whether the database can be used, asked on behalf of whoever watches over the server."""

import asyncio

from tertius import logs
from tertius.errors import ConflictError, TertiusError
from tertius.graph.migrate import outstanding
from tertius.graph.read import Reader

#: Seconds that the database may take to say that it is there.
PATIENCE_S = 3.0


class Lookout:
    """Asks the database whether it is there and its schema is up to date.

    However many want to know at once, the database is asked once; what it said is not kept, since a question that
    comes a moment later would meet what is so then.

    Parameters
    ----------
    reader
        The database.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._asking: asyncio.Task[str] | None = None
        self._log = logs.get("api.health")

    async def trouble(self) -> str:
        """Return what keeps the database from being used, for anybody to read; empty if nothing does."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
        return await asyncio.shield(self._asking)

    async def _ask(self) -> str:
        try:
            async with asyncio.timeout(PATIENCE_S):
                pending = await outstanding(self._reader)
        except TimeoutError:
            self._log.warning("not ready", why=f"no answer within {PATIENCE_S:g} s")
            return "The database does not answer in time."
        except ConflictError as error:
            self._log.warning("not ready", why=error.what, where=error.where)
            return "The database's schema is that of another version."
        except TertiusError as error:
            self._log.warning("not ready", why=error.what, where=error.where)
            return f"{error.title}."
        if pending:
            self._log.warning("not ready", why="migrations are outstanding", versions=[one.version for one in pending])
            return "The database's schema is not up to date."
        return ""
