"""Whether the server runs, and whether it can answer: for whoever watches over it. Neither needs a key."""

from typing import Literal

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from tertius import __version__
from tertius.api import problems
from tertius.api.services import services
from tertius.errors import DatabaseUnavailableError

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
        description="Asks the database whether it is there and its schema is up to date. Needs no key.",
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
