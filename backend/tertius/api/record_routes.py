"""Single things and lists of them: entities, ties, claims, sources."""

from typing import Annotated
from urllib.parse import quote

from fastapi import FastAPI, Query
from pydantic import StringConstraints
from pydantic.json_schema import SkipJsonSchema
from starlette.requests import Request
from starlette.responses import Response

from tertius.api import problems
from tertius.api.examples import shown
from tertius.api.inputs import DEFAULT_LIMIT, ClaimId, EntityId, Limit, Offset, OneOf, SourceId, TieId
from tertius.api.listing import Listing, respond
from tertius.api.services import services
from tertius.errors import AmbiguousError, NotFoundError
from tertius.model.kinds import ATTRIBUTE_KINDS, EVENT_RECORD, TIE_KINDS, EntityType
from tertius.records.claims import ClaimRecord
from tertius.records.entity_records import (
    ClaimWithRevisions,
    EntityRecord,
    EntitySummary,
    TieRecord,
    TieWithClaims,
)
from tertius.records.sources import Cited, SourceRecord, SourceSummary

JSON = "application/json"

_CLAIM_KINDS = (*TIE_KINDS, *ATTRIBUTE_KINDS, EVENT_RECORD)

_LISTING = problems.declared(*problems.READING)
_BY_NAME = problems.declared(
    *problems.READING, problems.BAD_ADDRESS, problems.kind_of(NotFoundError), problems.kind_of(AmbiguousError)
)
_OF_ONE = problems.declared(*problems.READING, problems.BAD_ADDRESS, problems.kind_of(NotFoundError))

_Text = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]+$")]
_SEARCH = "A name, or part of one; accents and a letter or two do not matter."
_Name = str | SkipJsonSchema[None]


class EntityList(Listing[EntitySummary]):
    """A page of entities."""


class TieList(Listing[TieRecord]):
    """A page of ties."""


class ClaimList(Listing[ClaimRecord], Cited):
    """A page of claims, and their sources."""


class SourceList(Listing[SourceSummary]):
    """A page of sources."""


def add_routes(app: FastAPI) -> None:
    """Add the routes of entities, ties, claims and sources."""
    _entity_routes(app)
    _evidence_routes(app)


def _entity_routes(app: FastAPI) -> None:
    @app.get(
        "/v1/entities",
        name="list_entities",
        tags=["records"],
        summary="Which people, groups, places and events are there?",
        description="By id; with `q` those with a name like it, the best match first; with `name` those who have it. "
        "An entity that was found to be the same as another stands under the other's id.",
        response_model=EntityList,
        response_description="A page of entities.",
        responses={**shown("list_entities"), **_LISTING, **problems.declared(problems.kind_of(NotFoundError))},
    )
    async def list_entities(
        request: Request,
        q: Annotated[
            _Text | SkipJsonSchema[None],
            Query(description=_SEARCH),
        ] = None,
        name: Annotated[
            _Text | SkipJsonSchema[None],
            Query(
                description="A name or an id, as it is taken where an id is: only those who have it. It goes before q."
            ),
        ] = None,
        of_type: Annotated[
            _Name, OneOf(EntityType), Query(alias="type", description="Only entities of this type.")
        ] = None,
        kind: Annotated[
            _Text | SkipJsonSchema[None], Query(description="Only entities of this kind, such as group or city.")
        ] = None,
        limit: Limit = DEFAULT_LIMIT,
        offset: Offset = 0,
    ) -> Response:
        page = await services(request).records.entities(
            search=q, name=name, type=of_type, kind=kind, limit=limit, offset=offset
        )
        return respond(request, page)

    @app.get(
        "/v1/entities/{entity_id}",
        name="get_entity",
        tags=["records"],
        summary="What is known of an entity?",
        description="What the claims about it, and about all that are the same, add up to. An id that gave way to "
        "another is answered with 308 and the path of that one.",
        response_model=EntityRecord,
        response_description="The entity.",
        responses={
            **shown("get_entity"),
            308: {
                "description": "The entity was found to be the same as another: look there.",
                "headers": {
                    "Location": {
                        "description": "The path of the entity that it was merged into.",
                        "schema": {"type": "string", "format": "uri-reference"},
                    }
                },
            },
            **_BY_NAME,
        },
    )
    async def get_entity(request: Request, entity_id: EntityId) -> Response:
        entity = await services(request).records.entity(entity_id)
        if entity.canonical_id != entity.id:
            return Response(
                status_code=308, headers={"Location": f"/v1/entities/{quote(entity.canonical_id, safe=':')}"}
            )
        return Response(entity.model_dump_json(by_alias=True), media_type=JSON)

    @app.get(
        "/v1/entities/{entity_id}/ties",
        name="list_entity_ties",
        tags=["records"],
        summary="Which ties does an entity have?",
        description="By kind, the likeliest first; of the entity that it was merged into, if it was.",
        response_model=TieList,
        response_description="A page of ties.",
        responses={**shown("list_entity_ties"), **_BY_NAME},
    )
    async def list_entity_ties(
        request: Request,
        entity_id: EntityId,
        kind: Annotated[_Name, OneOf(TIE_KINDS), Query(description="Only ties of this kind.")] = None,
        limit: Limit = DEFAULT_LIMIT,
        offset: Offset = 0,
    ) -> Response:
        page = await services(request).records.entity_ties(entity_id, kind=kind, limit=limit, offset=offset)
        return respond(request, page)

    @app.get(
        "/v1/entities/{entity_id}/claims",
        name="list_entity_claims",
        tags=["records"],
        summary="What do sources say about an entity?",
        description="The current claims about it, and about all that are the same; by kind, source and record.",
        response_model=ClaimList,
        response_description="A page of claims.",
        responses={**shown("list_entity_claims"), **_BY_NAME},
    )
    async def list_entity_claims(
        request: Request,
        entity_id: EntityId,
        kind: Annotated[_Name, OneOf(_CLAIM_KINDS), Query(description="Only claims of this kind.")] = None,
        limit: Limit = DEFAULT_LIMIT,
        offset: Offset = 0,
    ) -> Response:
        page = await services(request).records.entity_claims(entity_id, kind=kind, limit=limit, offset=offset)
        return respond(request, page, ClaimList)


def _evidence_routes(app: FastAPI) -> None:
    @app.get(
        "/v1/ties/{tie_id}",
        name="get_tie",
        tags=["records"],
        summary="What does a tie rest on?",
        description="The tie with its strongest claims; `rest` leads to all of them where there are more.",
        response_model=TieWithClaims,
        response_description="The tie.",
        responses={**shown("get_tie"), **_OF_ONE},
    )
    async def get_tie(request: Request, tie_id: TieId) -> Response:
        tie = await services(request).records.tie(tie_id)
        return Response(tie.model_dump_json(by_alias=True), media_type=JSON)

    @app.get(
        "/v1/claims/{claim_id}",
        name="get_claim",
        tags=["records"],
        summary="What does a source say, and did it change?",
        description="A claim, with the ids of all its revisions: the latest one for a key, or the one named.",
        response_model=ClaimWithRevisions,
        response_description="The claim.",
        responses={**shown("get_claim"), **_OF_ONE},
    )
    async def get_claim(request: Request, claim_id: ClaimId) -> Response:
        claim = await services(request).records.claim(claim_id)
        return Response(claim.model_dump_json(by_alias=True), media_type=JSON)

    @app.get(
        "/v1/sources",
        name="list_sources",
        tags=["records"],
        summary="Which sources are there?",
        description="By id, with the number of current claims of each.",
        response_model=SourceList,
        response_description="A page of sources.",
        responses={**shown("list_sources"), **_LISTING},
    )
    async def list_sources(request: Request, limit: Limit = DEFAULT_LIMIT, offset: Offset = 0) -> Response:
        return respond(request, await services(request).records.sources(limit=limit, offset=offset))

    @app.get(
        "/v1/sources/{source_id}",
        name="get_source",
        tags=["records"],
        summary="What is a source?",
        description="Who wrote and published it, on what terms it may be used, and which editions were read.",
        response_model=SourceRecord,
        response_description="The source.",
        responses={**shown("get_source"), **_BY_NAME},
    )
    async def get_source(request: Request, source_id: SourceId) -> Response:
        source = await services(request).records.source(source_id)
        return Response(source.model_dump_json(by_alias=True), media_type=JSON)
