"""Reports over HTTP: which there are, their runs, what a run found in the form that a client prefers, and a new run."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated

from fastapi import FastAPI, Header, Path, Query
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.json_schema import SkipJsonSchema
from starlette.requests import Request
from starlette.responses import Response

from tertius.api import problems
from tertius.api.accept import best_of
from tertius.api.examples import listing, shows
from tertius.api.inputs import DEFAULT_LIMIT, Limit, Offset, check_names
from tertius.api.listing import Listing, respond
from tertius.api.services import services
from tertius.errors import ConflictError, DataError, NotFoundError, UnsupportedError
from tertius.reports.by_name import Looked
from tertius.reports.compute import ComputedReport
from tertius.reports.difference import ReportDifference
from tertius.reports.plan import LONGEST_NAME, NAME_OF_A_REPORT, Format, Input, ReportPlan, Schedule
from tertius.reports.render import FORMS
from tertius.reports.runs import ReportRun
from tertius.reports.times import Times

JSON = "application/json"

_Name = Annotated[
    str,
    StringConstraints(pattern=rf"^{NAME_OF_A_REPORT}$", max_length=LONGEST_NAME),
    Path(description="The report's name.", examples=["weekly-brokers"]),
]
_RUN_ID = rf"^{NAME_OF_A_REPORT}\.[1-9][0-9]{{0,8}}$"
_RunId = Annotated[
    str,
    StringConstraints(pattern=_RUN_ID, max_length=LONGEST_NAME + 10),
    Path(description="The run's id: the report's name and a number.", examples=["weekly-brokers.1"]),
]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ReportSummary(_Model):
    """A report that can be run."""

    name: str = Field(description="Its name.")
    title: str = Field(description="Its title; empty where its file is at fault.")
    about: str = Field(description="What it is for.")
    inputs: dict[str, Input] = Field(description="What it is about: parameters of a new run.")
    schedule: Schedule | None = Field(description="When it is due; null: when somebody asks for it.")
    next_due: datetime | None = Field(description="When it is due next.")
    sections: int = Field(ge=0, description="How many questions it asks.")
    faults: list[str] = Field(
        description="What is wrong with its file, with the lines; it can be run if this is empty."
    )
    runs: str = Field(description="The path of its runs.")


class ReportList(_Model):
    """Every report of this server."""

    items: list[ReportSummary] = Field(description="By name.")
    total: int = Field(ge=0, description="How many there are.")


class RunList(Listing[ReportRun]):
    """A stretch of a report's runs."""


class RunWithReport(_Model):
    """A run, and what it found once it is done."""

    run: ReportRun = Field(description="The run.")
    report: ComputedReport | None = Field(description="What it found; null until it is done.")


_ONE = (*problems.READING, problems.BAD_ADDRESS, problems.kind_of(NotFoundError))
_GOING = {
    "id": "weekly-brokers.12",
    "report": "weekly-brokers",
    "title": "Weekly brokers and commanders",
    "inputs": {},
    "due": "2024-09-02T07:00:00Z",
    "day": "2024-09-02",
    "status": "running",
    "attempt": 1,
    "started": "2024-09-02T07:00:03Z",
    "finished": None,
    "sections": 5,
    "sections_done": 2,
    "section": "Commanders of several groups at once",
    "bytes": None,
    "sha256": None,
    "problem": None,
    "deliveries": [],
}
_CANCELLED = _GOING | {"status": "cancelled", "finished": "2024-09-02T07:00:41Z"}
_WEEKLY = {
    "name": "weekly-brokers",
    "title": "Weekly brokers and commanders",
    "about": "Who links armed groups that few others link.",
    "inputs": {},
    "schedule": {"cron": "0 7 * * mon", "timezone": "UTC"},
    "next_due": "2024-09-09T07:00:00Z",
    "sections": 5,
    "faults": [],
    "runs": "/v1/reports/weekly-brokers/runs",
}
_DIFFERENCE = {
    "before": "weekly-brokers.1",
    "then": "2024-09-02T07:00:04Z",
    "after": "weekly-brokers.2",
    "claims": {"new": 27, "changed": 0, "closed": 0},
    "decisions": 7,
    "loads": [
        {
            "id": "sahel-2017:1",
            "source_id": "sahel-2017",
            "release_id": "sahel-2017@2017-07-15",
            "status": "done",
            "started": "2024-09-05T10:12:00Z",
        }
    ],
    "sections": [],
    "records": {},
    "sources": {},
    "note": "",
}
_BEGINS = {
    "text/html": "<!doctype html>\n…",
    "text/markdown": "# Weekly brokers and commanders\n…",
    "text/csv": "section,rank,person_id,…",
}
_FILE = {"type": "string", "format": "binary"}
_FILES = {FORMS["xlsx"].media_type: "PK…", FORMS["docx"].media_type: "PK…", FORMS["pdf"].media_type: "%PDF-1.7…"}
_CONFLICT = problems.kind_of(ConflictError)


def add_routes(app: FastAPI) -> None:
    """Add ``/v1/reports`` and what is below.

    Parameters
    ----------
    app
        The application.
    """
    _reading(app)
    _running(app)


def _reading(app: FastAPI) -> None:
    @app.get(
        "/v1/reports",
        name="list_reports",
        tags=["reports"],
        summary="Which reports are there?",
        description="Those that come with Tertius, and those of the server's configuration folder.",
        response_model=ReportList,
        response_description="The reports.",
        responses={**shows({"items": [_WEEKLY], "total": 1}), **problems.declared(*problems.KEYED)},
    )
    async def list_reports(request: Request) -> Response:
        items = [_summary(name, looked) for name, looked in await services(request).reports.listed()]
        return _json(ReportList(items=items, total=len(items)))

    @app.get(
        "/v1/reports/{name}/runs",
        name="list_report_runs",
        tags=["reports"],
        summary="When was a report run?",
        description="Its runs, the latest first, with how far they are.",
        response_model=RunList,
        response_description="A page of runs.",
        responses={
            **shows(listing("/v1/reports/weekly-brokers/runs", _GOING, offset=0, total=12)),
            **problems.declared(*_ONE),
        },
    )
    async def list_report_runs(
        request: Request, name: _Name, limit: Limit = DEFAULT_LIMIT, offset: Offset = 0
    ) -> Response:
        return respond(request, await services(request).reports.page(name, limit=limit, offset=offset))

    @app.get(
        "/v1/reports/{name}/runs/{run_id}",
        name="get_report_run",
        tags=["reports"],
        summary="What did a run of a report find?",
        description="As JSON the run, and what it found once it is done. As a page, a document or a table, by "
        "`?format=` or the Accept header, what it found; a run that is not done is then a conflict.",
        response_model=RunWithReport,
        response_description="The run.",
        responses={
            200: {
                "content": {
                    JSON: {"example": {"run": _GOING, "report": None}},
                    **{kind: {"schema": {"type": "string"}, "example": begin} for kind, begin in _BEGINS.items()},
                    **{kind: {"schema": _FILE, "example": begin} for kind, begin in _FILES.items()},
                }
            },
            **problems.declared(
                *_ONE,
                _CONFLICT,
                problems.kind_of(DataError),
                problems.NOT_ACCEPTABLE,
                problems.kind_of(UnsupportedError),
            ),
        },
    )
    async def get_report_run(
        request: Request,
        name: _Name,
        run_id: _RunId,
        format: Annotated[  # noqa: A002 - what the address calls it
            Format | SkipJsonSchema[None], Query(description="Which form to send; goes before the Accept header.")
        ] = None,
        accept: Annotated[str | SkipJsonSchema[None], Header(include_in_schema=False)] = None,
    ) -> Response:
        reports = services(request).reports
        by_type: Mapping[str, Format] = {FORMS[one].media_type: one for one in ("json", *FORMS)}
        wanted = best_of(accept, list(by_type))
        form = format or (by_type[wanted] if wanted else None)
        headers = {"Vary": "Accept"}
        if form is None:
            return problems.respond(
                request.scope,
                problems.NOT_ACCEPTABLE,
                f"A report comes as {', '.join(by_type)}.",
                next_step=f"Name one of these in Accept, or add ?format={', '.join(FORMS)}.",
                headers=headers,
            )
        run = await reports.run(name, run_id)
        if form == "json":
            found = await reports.read(run) if run.status == "done" else None
            return _json(RunWithReport.model_construct(run=run, report=found), headers)
        made = await asyncio.to_thread(FORMS[form].render, await reports.read(run))
        if form == "html":
            headers["Content-Security-Policy"] = _policy(made)
        if not FORMS[form].is_text:
            headers["Content-Disposition"] = f'attachment; filename="{run.id}.{form}"'
            return Response(made, media_type=FORMS[form].media_type, headers=headers)
        return Response(made, media_type=f"{FORMS[form].media_type}; charset=utf-8", headers=headers)

    @app.get(
        "/v1/reports/{name}/runs/{run_id}/diff",
        name="diff_report_runs",
        tags=["reports"],
        summary="What changed between two runs of a report?",
        description="Rows that came, went or moved, with the claims behind that, and what accounts for changed scores. "
        "It is told from the earlier run to the later one, whichever is named where.",
        response_model=ReportDifference,
        response_description="The difference.",
        responses={
            **shows(_DIFFERENCE),
            **problems.declared(*_ONE, _CONFLICT, problems.kind_of(DataError)),
        },
    )
    async def diff_report_runs(
        request: Request,
        name: _Name,
        run_id: _RunId,
        against: Annotated[
            str,
            StringConstraints(pattern=_RUN_ID, max_length=LONGEST_NAME + 10),
            Query(description="The other run's id.", examples=["weekly-brokers.2"]),
        ],
    ) -> Response:
        reports = services(request).reports
        one, other = await reports.run(name, run_id), await reports.run(name, against)
        return _json(await reports.difference(one, other))


def _running(app: FastAPI) -> None:
    async def run_report(request: Request, name: _Name) -> Response:
        reports = services(request).reports
        plan = await reports.plan(name)
        given = request.query_params.multi_items()
        check_names(Counter(key for key, _ in given), dict.fromkeys(plan.inputs, True))
        several = {key: request.query_params.getlist(key) for key, _ in given}
        run = await reports.begin(plan, {key: [*v] if len(v) > 1 else v[0] for key, v in several.items()})
        if run is None:
            return problems.respond(request.scope, problems.BUSY, "As many reports are computed as can be at once.")
        return _json(run, {"Location": f"/v1/reports/{name}/runs/{run.id}"}, status=202)

    app.router.add_api_route(
        "/v1/reports/{name}/runs",
        run_report,
        methods=["POST"],
        status_code=202,
        name="run_report",
        tags=["reports"],
        summary="Run a report now",
        description="Begins a run and says where to look: it goes on beside other requests, and `sections_done` tells "
        "how far it is. The report's inputs are parameters.",
        response_model=ReportRun,
        response_description="The run, which goes on; Location is its path.",
        responses={202: {"content": {JSON: {"example": _GOING}}}, **problems.declared(*_ONE, problems.FOREIGN)},
        route_class_override=APIRoute,  # which parameters there are depends on the report
        openapi_extra={
            "parameters": [
                {
                    "name": "inputs",
                    "in": "query",
                    "required": False,
                    "description": "Values of the report's inputs, each by its own name.",
                    "style": "form",
                    "explode": True,
                    "schema": {"type": "object", "additionalProperties": {"type": "string"}},
                }
            ]
        },
    )

    @app.post(
        "/v1/reports/{name}/runs/{run_id}/cancel",
        name="cancel_report_run",
        tags=["reports"],
        summary="Cancel a run",
        description="Of a run that goes on; nothing of it is kept, and one that was due is not made up.",
        response_model=ReportRun,
        response_description="The run, cancelled.",
        responses={**shows(_CANCELLED), **problems.declared(*_ONE, _CONFLICT, problems.FOREIGN)},
    )
    async def cancel_report_run(request: Request, name: _Name, run_id: _RunId) -> Response:
        reports = services(request).reports
        return _json(await reports.cancel(await reports.run(name, run_id)))


def _json(model: BaseModel, headers: Mapping[str, str] | None = None, status: int = 200) -> Response:
    return Response(model.model_dump_json(by_alias=True), status, dict(headers or {}), JSON)


def _policy(page: bytes) -> str:
    from tertius.reports.render.html import policy

    return f"{policy(page.decode())}; frame-ancestors 'none'"


def _summary(name: str, looked: Looked[ReportPlan]) -> ReportSummary:
    plan = looked.plan
    times = Times.of(plan.schedule) if plan else None
    return ReportSummary(
        name=name,
        title=plan.title if plan else "",
        about=plan.about if plan else "",
        inputs=dict(plan.inputs) if plan else {},
        schedule=plan.schedule if plan else None,
        next_due=times.next(datetime.now(UTC)) if times else None,
        sections=len(plan.sections) if plan else 0,
        faults=[f"{one.where.rpartition(', ')[2]}: {one.what} {one.next_step}".rstrip() for one in looked.faults],
        runs=f"/v1/reports/{name}/runs",
    )
