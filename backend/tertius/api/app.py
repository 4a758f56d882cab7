"""The application: what is put together when the server starts, and in which order a request passes through it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from tertius import logs
from tertius.api import problems
from tertius.api.problems import FieldProblem
from tertius.errors import InputError, TertiusError

ALLOW = {"Allow": "GET, HEAD, OPTIONS"}


def handle_problems(app: FastAPI) -> None:
    """Have an app answer whatever goes wrong in it with a problem.

    Parameters
    ----------
    app
        The application.
    """
    log = logs.get("api")

    @app.exception_handler(TertiusError)
    async def foreseen(request: Request, error: TertiusError) -> Response:
        if error.status in (500, 503):  # told without its inside, so the log has to have that
            said = _without_values(error.what, request)
            log.error("failed", error=type(error).__name__, what=said, where=_without_values(error.where, request))
        return problems.of_error(request, error)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        found = [FieldProblem(where=".".join(map(str, one["loc"][:2])), what=_in_words(one)) for one in error.errors()]
        return problems.respond(
            request.scope,
            problems.kind_of(InputError),
            found[0].what,
            where=found[0].where,
            next_step="Correct it; GET /openapi.json lists what each path takes.",
            errors=found,
        )

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        if error.status_code == 405:
            if request.method == "OPTIONS":
                return Response(status_code=204, headers=ALLOW)
            return problems.respond(request.scope, problems.METHOD, f"{problems.METHOD.title}.", headers=ALLOW)
        if error.status_code == 404:
            return problems.respond(request.scope, problems.NO_ROUTE, f"{problems.NO_ROUTE.title}.")
        raise error  # nothing here raises another


def _in_words(error: dict[str, object]) -> str:
    if error["type"] == "string_pattern_mismatch":
        return "It does not have the form that it needs."
    if error["type"] == "missing":
        return "It is needed."
    return f"{str(error['msg']).removeprefix('Value error, ')}."


def _without_values(text: str, request: Request) -> str:
    """Return a message without what was asked for: the log never has a parameter's value."""
    values = (*request.query_params.values(), *map(str, request.path_params.values()))
    for value in sorted(values, key=len, reverse=True):
        if len(value) > 2:
            text = text.replace(value, "…")
    return text
