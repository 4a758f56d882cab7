"""The application: what is put together when the server starts, and in which order a request passes through it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TypedDict

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic_core import to_json
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Match

from tertius import __version__, logs
from tertius.answers import Answers
from tertius.answers.workers import START_S, Workers
from tertius.api import (
    answer_routes,
    browser_routes,
    decision_routes,
    document,
    health,
    page,
    problem_routes,
    problems,
    question_routes,
    record_routes,
    report_routes,
)
from tertius.api.edge import Edge
from tertius.api.flow import GRACE_S, Flow
from tertius.api.gate import Gate
from tertius.api.inputs import StrictRoute
from tertius.api.keys import check_exposure
from tertius.api.lookout import Lookout
from tertius.api.problems import FieldProblem
from tertius.api.report_service import Reports
from tertius.api.services import Services
from tertius.catalog.catalogue import Catalogue
from tertius.errors import InputError, TertiusError
from tertius.graph.connect import Target, open_async_driver
from tertius.graph.read import Reader
from tertius.records.look_ups import Records
from tertius.settings import Settings

#: Bytes from which an answer is packed for a client that takes gzip.
PACKED_FROM_BYTES = 16_384


class _State(TypedDict):
    services: Services


def create_app(
    settings: Settings, *, target: Target | None = None, catalogue: Catalogue | None = None, ahead: bool = False
) -> FastAPI:
    """Make the application. It opens its connections when the server starts it, and closes them at the end.

    Parameters
    ----------
    settings
        Keys, names, limits, and where the database is.
    target
        The database, where the settings do not name it (such as an embedded server).
    catalogue
        The questions; those of the installation by default.
    ahead
        Whether the database plans the questions at the start, before anybody asks.

    Returns
    -------
    fastapi.FastAPI

    Raises
    ------
    InputError
        It would listen beyond loopback without a key, or there is no database to ask.
    CatalogueError
        A question that cannot be served.
    """
    check_exposure(settings)
    database = target or _configured(settings)
    questions = Catalogue.load() if catalogue is None else catalogue

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[_State]:
        # One connection more than questions use at once: the server can tell that it is busy rather than broken.
        async with open_async_driver(database, pool_size=settings.pool_size + 1) as driver:
            reader = Reader(driver, database.database, timeout_s=settings.query_timeout_s, max_rows=settings.max_rows)
            workers = Workers(settings.measure_workers)
            answers = Answers(
                questions,
                reader,
                measuring=workers,
                measure_timeout_s=settings.query_timeout_s,
                cluster=settings.dask,
            )
            warming: list[asyncio.Task[object]] = [asyncio.create_task(_warm(workers))]
            if ahead:
                warming.append(asyncio.create_task(answers.plan_ahead()))
            reports = Reports(settings, database, questions, answers, reader)
            try:
                yield {
                    "services": Services(
                        answers=answers, records=Records(reader), lookout=Lookout(reader), reports=reports
                    )
                }
            finally:
                for task in warming:
                    task.cancel()
                await reports.close()
                workers.close()

    app = FastAPI(
        title=document.TITLE,
        version=__version__,
        lifespan=lifespan,
        openapi_url=None,  # served below, made once
        docs_url=None,  # its scripts come from elsewhere, which would tell a stranger who reads here
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
    )
    app.router.route_class = StrictRoute
    answer_routes.add_routes(app, questions.values())
    question_routes.add_routes(app, questions)
    record_routes.add_routes(app)
    decision_routes.add_routes(app)
    report_routes.add_routes(app)
    problem_routes.add_routes(app)
    health.add_routes(app)
    browser_routes.add_routes(app, questions)
    _add_pages(app, questions)
    document.describe(app, settings, list(questions.groups()))
    handle_problems(app)
    # The last one added is the outermost. Packing at the quickest level makes evidence four times smaller in 0.04 ms;
    # small answers gain nothing.
    app.add_middleware(GZipMiddleware, minimum_size=PACKED_FROM_BYTES, compresslevel=1)
    # A measure has the time of one question for its network and of another for itself, once the workers are up.
    app.add_middleware(Flow, places=settings.pool_size, deadline_s=2 * settings.query_timeout_s + START_S + GRACE_S)
    app.add_middleware(Gate, settings=settings)
    app.add_middleware(Edge)
    return app


async def _warm(workers: Workers) -> None:
    """Have the workers ready before the first measure is asked for; if they cannot be, that measure says why."""
    with suppress(TertiusError):
        await workers.ready()


def _configured(settings: Settings) -> Target:
    if settings.neo4j_uri is None or settings.neo4j_password is None:
        raise InputError(
            "There is no database to ask.",
            where="TERTIUS_NEO4J_URI",
            next_step="Set TERTIUS_NEO4J_URI and TERTIUS_NEO4J_PASSWORD, or start with `tertius up`.",
        )
    return Target(settings.neo4j_uri, settings.neo4j_user, settings.neo4j_password, settings.neo4j_database)


def _add_pages(app: FastAPI, catalogue: Catalogue) -> None:
    html = page.render(catalogue.values())
    json = b""

    @app.get("/", include_in_schema=False)
    async def start() -> Response:
        return HTMLResponse(html, headers={"Content-Security-Policy": page.POLICY})

    @app.get("/openapi.json", include_in_schema=False)
    async def openapi() -> Response:
        nonlocal json
        json = json or to_json(app.openapi())
        return Response(json, media_type="application/json")


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
        found = [
            FieldProblem(where=str(one["loc"][-1] if len(one["loc"]) < 3 else one["loc"][1]), what=_in_words(one))
            for one in error.errors()
        ]
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
            allow = {"Allow": _methods(app, request)}
            if request.method == "OPTIONS":
                return Response(status_code=204, headers=allow)
            return problems.respond(request.scope, problems.METHOD, f"{problems.METHOD.title}.", headers=allow)
        if error.status_code == 404:
            return problems.respond(request.scope, problems.NO_ROUTE, f"{problems.NO_ROUTE.title}.")
        raise error  # nothing here raises another


def _methods(app: FastAPI, request: Request) -> str:
    """Return the methods that a path takes, as the header Allow has them."""
    matching = (route for route in app.routes if route.matches(request.scope)[0] is not Match.NONE)
    found = {method for route in matching for method in getattr(route, "methods", None) or ()}
    return ", ".join(sorted(found | {"OPTIONS"} | ({"HEAD"} if "GET" in found else set())))


def _in_words(error: dict[str, object]) -> str:
    if error["type"] == "string_pattern_mismatch":
        return "It does not match the expected form."
    if error["type"] == "missing":
        return "Required."
    return f"{str(error['msg']).removeprefix('Value error, ')}."


def _without_values(text: str, request: Request) -> str:
    """Return a message without what was asked for: the log never has a parameter's value."""
    values = (*request.query_params.values(), *map(str, request.path_params.values()))
    for value in sorted(values, key=len, reverse=True):
        if len(value) > 2:
            text = text.replace(value, "…")
    return text
