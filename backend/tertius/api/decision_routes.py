"""What people decided over the sources."""

from typing import Annotated

from fastapi import FastAPI, Query
from pydantic import StringConstraints
from pydantic.json_schema import SkipJsonSchema
from starlette.requests import Request
from starlette.responses import Response

from tertius.api import problems
from tertius.api.examples import shown
from tertius.api.inputs import DEFAULT_LIMIT, DecisionId, Limit, Offset, OneOf
from tertius.api.listing import Listing, respond
from tertius.api.services import services
from tertius.errors import AmbiguousError, NotFoundError
from tertius.model.decisions import DecisionKind
from tertius.records.decisions import DecisionRecord

_NOT_FOUND = problems.kind_of(NotFoundError)
_SEVERAL = problems.kind_of(AmbiguousError)
_Text = Annotated[str, StringConstraints(min_length=1, max_length=2_100, pattern=r"^[^\x00-\x1f\x7f]+$")]


class DecisionList(Listing[DecisionRecord]):
    """A page of decisions."""


def add_routes(app: FastAPI) -> None:
    """Add the routes of decisions."""

    @app.get(
        "/v1/decisions",
        name="list_decisions",
        tags=["records"],
        summary="What have people decided over the sources?",
        description="The latest first: which entities are the same or are not, which name shows, which claims are "
        "confirmed, corrected or rejected; by whom, when and why, and whether it counts.",
        response_model=DecisionList,
        response_description="A page of decisions.",
        responses={**shown("list_decisions"), **problems.declared(*problems.READING, _NOT_FOUND, _SEVERAL)},
    )
    async def list_decisions(
        request: Request,
        kind: Annotated[
            str | SkipJsonSchema[None], OneOf(DecisionKind), Query(description="Only decisions of this kind.")
        ] = None,
        about: Annotated[
            _Text | SkipJsonSchema[None],
            Query(
                description="Only decisions about this: an entity, by id or name, and all that are the same; or a "
                "claim, by its key, its id or `source#record`."
            ),
        ] = None,
        source: Annotated[
            _Text | SkipJsonSchema[None], Query(description="Only decisions that came in the folder of this source.")
        ] = None,
        standing: Annotated[
            bool | SkipJsonSchema[None],
            Query(description="true: only those that were not taken back; false: only those that were."),
        ] = None,
        limit: Limit = DEFAULT_LIMIT,
        offset: Offset = 0,
    ) -> Response:
        page = await services(request).records.decisions.page(
            kind=kind,
            source=source,
            about=about,
            standing=standing,
            limit=limit,
            offset=offset,
        )
        return respond(request, page)

    @app.get(
        "/v1/decisions/{decision_id}",
        name="get_decision",
        tags=["records"],
        summary="Who decided what, when and why?",
        description="A decision, and whether it counts.",
        response_model=DecisionRecord,
        response_description="The decision.",
        responses={
            **shown("get_decision"),
            **problems.declared(*problems.READING, problems.BAD_ADDRESS, _NOT_FOUND),
        },
    )
    async def get_decision(request: Request, decision_id: DecisionId) -> Response:
        decision = await services(request).records.decisions.one(decision_id)
        return Response(decision.model_dump_json(), media_type="application/json")
