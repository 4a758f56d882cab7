"""Whether the server runs, and whether it can answer: for whoever watches over it. Neither needs a key."""

import asyncio
import time
from typing import Literal

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from tertius import __version__, logs
from tertius.api import problems
from tertius.api.services import services
from tertius.errors import ConflictError, DatabaseUnavailableError, TertiusError
from tertius.graph.migrate import outstanding
from tertius.graph.read import Reader

#: Seconds that the database may take to say that it is there, and that its word holds: many may ask.
PATIENCE_S = 3.0
HOLDS_S = 1.0

_UNAVAILABLE = problems.kind_of(DatabaseUnavailableError)


class Health(BaseModel):
    """That the server runs."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"status": "ok", "version": "0.1.0"}]})

    status: Literal["ok"] = Field(description="Always ok: a server that does not run does not answer.")
    version: str = Field(description="The version of Tertius.")


class Readiness(BaseModel):
    """That questions can be answered."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"status": "ready"}]})

    status: Literal["ready"] = Field(description="Always ready; otherwise the answer is a 503.")


class Lookout:
    """Asks the database whether it is there and its schema is up to date; remembers the answer for a moment.

    Parameters
    ----------
    reader
        The database.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._asking = asyncio.Lock()
        self._found: tuple[float, str] | None = None
        self._log = logs.get("api.health")

    async def trouble(self) -> str:
        """Return what keeps the database from being used, for anybody to read; empty if nothing does."""
        async with self._asking:
            now = time.monotonic()
            if self._found is None or now - self._found[0] > HOLDS_S:
                self._found = (now, await self._ask())
            return self._found[1]

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


def add_routes(app: FastAPI) -> None:
    """Add ``/healthz`` and ``/readyz``."""

    @app.get(
        "/healthz",
        tags=["health"],
        summary="Does the server run?",
        description="Answers as long as the process does; it asks nobody. Needs no key.",
        response_description="It runs.",
        openapi_extra={"security": []},
        responses=problems.declared(*problems.ANY_ROUTE),
    )
    async def healthz() -> Health:
        return Health(status="ok", version=__version__)

    @app.get(
        "/readyz",
        tags=["health"],
        summary="Can questions be answered?",
        description="Asks the database whether it is there and its schema is up to date. The answer holds for a "
        "second. Needs no key.",
        response_description="They can.",
        response_model=Readiness,
        openapi_extra={"security": []},
        responses=problems.declared(*problems.ANY_ROUTE, _UNAVAILABLE),
    )
    async def readyz(request: Request) -> Response | Readiness:
        trouble = await services(request).lookout.trouble()
        if not trouble:
            return Readiness(status="ready")
        return problems.respond(
            request.scope,
            _UNAVAILABLE,
            trouble,
            next_step="Start the database, or run `tertius db migrate`; the server's log tells more.",
        )
