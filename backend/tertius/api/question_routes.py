"""The catalogue to read: what can be asked, with which parameters, and the Cypher to paste into Neo4j Browser."""

import datetime
from typing import Annotated, Any, Literal

from fastapi import FastAPI, Header, Path, Query
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import to_jsonable_python
from starlette.requests import Request
from starlette.responses import Response

from tertius.api import problems
from tertius.api.accept import best_of
from tertius.api.answer_routes import A_DIGEST
from tertius.api.examples import shows
from tertius.catalog.catalogue import Catalogue
from tertius.catalog.parameter import Param, ParamType
from tertius.catalog.question import Column, ColumnType, Question
from tertius.errors import NotFoundError

JSON = "application/json"
TEXT = "text/plain"

Value = str | int | float | bool | datetime.date | None
Values = list[Value]

_Name = Annotated[str, StringConstraints(pattern="^[a-z][a-z0-9_]*$", max_length=100)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True)


class QuestionSummary(_Model):
    """A question in the list."""

    id: str = Field(description="group/name.")
    kind: Literal["query", "measure"] = Field(description="query: a Cypher file; measure: a function over a network.")
    title: str = Field(description="A few words.")
    question: str = Field(description="The question as a sentence.")
    version: int = Field(ge=1, description="Rises whenever its text changes.")
    answer: str = Field(description="The path of its answer.")
    details: str = Field(description="The path of its parameters, columns and text.")


class QuestionList(_Model):
    """Every question of the catalogue."""

    items: list[QuestionSummary] = Field(description="By id.")
    total: int = Field(ge=0, description="How many there are.")


class ParamDetails(_Model):
    """A parameter of a question."""

    name: str = Field(description="Its name.")
    type: ParamType = Field(description="What a value is.")
    list: bool = Field(description="Whether it takes several; give it again for each.")
    nullable: bool = Field(description="Whether it may be null: empty in an address.")
    required: bool = Field(description="Whether it must be given; the value is then only an example.")
    value: Value | Values = Field(description="What it is when it is not given.")
    enum: Values | None = Field(description="The only values that it takes; null for any.")
    min: Value = Field(description="The least number or day; null for none.")
    max: Value = Field(description="The greatest number or day; null for none.")
    id_of: Literal["entity", "tie"] | None = Field(
        description="What it is the id of, where it is one: an id that nothing has is answered with 404."
    )
    about: str = Field(description="What it does.")


class ColumnDetails(_Model):
    """A column of a question's answer."""

    name: str = Field(description="Its name.")
    type: ColumnType = Field(description="What a value is.")
    list: bool = Field(description="Whether a value is a list of these.")
    nullable: bool = Field(description="Whether a row may have null here.")
    about: str = Field(description="What it tells.")


class EvidenceDetails(_Model):
    """Which column of a row lists what the row rests on."""

    column: str = Field(description="The column.")
    kind: Literal["ties", "claims"] = Field(description="What its ids are ids of.")


class ExampleDetails(_Model):
    """What a question answers on a small graph."""

    graph: str = Field(description="The example graph, a folder of cypher/graphs.")
    params: dict[str, Value | Values] = Field(description="The parameters that differ from their defaults.")
    rows: list[dict[str, Any]] = Field(description="The whole answer.")


class QuestionDetails(QuestionSummary):
    """A question with everything that it says of itself."""

    digest: str = Field(pattern="^[0-9a-f]{64}$", description="SHA-256 of its text; every answer carries it.")
    params: list[ParamDetails] = Field(description="Its parameters, in order.")
    columns: list[ColumnDetails] = Field(description="The columns of its answer, in order.")
    shows: list[str] = Field(description="The columns that a table for people has at first, in order.")
    evidence: EvidenceDetails | None = Field(description="Where a row says what it rests on; null: nowhere.")
    requires: list[str] = Field(description="Plugins that the server must have.")
    conventions: list[str] = Field(description="What is counted, and what is not.")
    example: ExampleDetails | None = Field(description="What it answers on a small graph; null: not worked out yet.")
    definition: str = Field(
        description="Of a measure, what it is in full: definition, units, conventions, cost, errors, references."
    )
    text: str = Field(
        description="The whole file, ready to paste into Neo4j Browser; of a measure, its source code: ?format=cypher "
        "sends the Cypher that chooses its network."
    )


def add_routes(app: FastAPI, catalogue: Catalogue) -> None:
    """Add ``/v1/questions`` and ``/v1/questions/{group}/{name}``.

    Parameters
    ----------
    app
        The application.
    catalogue
        The questions; nothing here changes while the server runs, so their list is made once.
    """
    whole = QuestionList(items=[_summary(one) for one in catalogue.values()], total=len(catalogue)).model_dump_json()
    first = next(iter(catalogue.values()), None)

    group_shown, name_shown = (first.group, first.name) if first else ("group", "name")

    @app.get(
        "/v1/questions",
        name="list_questions",
        tags=["questions"],
        summary="What can be asked?",
        description="Every question of the catalogue, with the paths of its answer and of its details.",
        response_model=QuestionList,
        response_description="The questions.",
        responses={
            **(shows({"items": [_summary(first).model_dump()], "total": 1}) if first else {}),
            **problems.declared(*problems.KEYED),
        },
    )
    async def list_questions() -> Response:
        return Response(whole, media_type=JSON)

    @app.get(
        "/v1/questions/{group}/{name}",
        name="get_question",
        tags=["questions"],
        summary="What does a question take and tell?",
        description="Its parameters, columns, conventions, example and text. With `?format=cypher`, or where the "
        "Accept header prefers text/plain, the Cypher alone: it runs in Neo4j Browser as it is. Of a measure it "
        "chooses its network.",
        response_model=QuestionDetails,
        response_description="The question; or its text alone.",
        responses={
            200: {"content": {TEXT: {"schema": {"type": "string"}}} | (_forms(first) if first else {})},
            **problems.declared(
                *problems.KEYED, problems.BAD_ADDRESS, problems.kind_of(NotFoundError), problems.NOT_ACCEPTABLE
            ),
        },
    )
    async def get_question(
        request: Request,
        group: Annotated[
            _Name, Path(description="The part of the question's id before the slash.", examples=[group_shown])
        ],
        name: Annotated[_Name, Path(description="The part after it.", examples=[name_shown])],
        format: Annotated[  # noqa: A002 - what the address calls it
            Literal["json", "cypher"] | SkipJsonSchema[None],
            Query(description="Which form to send; goes before the Accept header."),
        ] = None,
        accept: Annotated[str | SkipJsonSchema[None], Header(include_in_schema=False)] = None,
    ) -> Response:
        question = catalogue.find(f"{group}/{name}")
        form = {"json": JSON, "cypher": TEXT, None: best_of(accept, (JSON, TEXT))}[format]
        headers = {"Vary": "Accept"}
        if form == TEXT:
            return Response(catalogue.to_paste(question.id), media_type=f"{TEXT}; charset=utf-8", headers=headers)
        if form == JSON:
            return Response(details(question).model_dump_json(), media_type=JSON, headers=headers)
        return problems.respond(
            request.scope,
            problems.NOT_ACCEPTABLE,
            f"A question comes as {JSON} or {TEXT}.",
            next_step="Name one of these in Accept, or add ?format=json or ?format=cypher.",
            headers=headers,
        )


def _forms(question: Question) -> dict[str, Any]:
    """Return an example of each form in which a question is sent."""
    text = f"{question.text.splitlines()[0]}\n…\n"
    shown = details(question).model_copy(update={"digest": A_DIGEST, "text": text, "definition": ""})
    return {
        JSON: {"example": to_jsonable_python(shown)},
        TEXT: {"schema": {"type": "string"}, "example": text},
    }


def _summary(question: Question) -> QuestionSummary:
    return QuestionSummary(
        id=question.id,
        kind=question.kind,
        title=question.title,
        question=question.question,
        version=question.version,
        answer=f"/v1/answers/{question.id}",
        details=f"/v1/questions/{question.id}",
    )


def details(question: Question) -> QuestionDetails:
    """Return what a question says of itself.

    Parameters
    ----------
    question
        The question.
    """
    return QuestionDetails(
        **_summary(question).model_dump(),
        digest=question.digest,
        params=[_param(name, param) for name, param in question.params.items()],
        columns=[_column(name, column) for name, column in question.columns.items()],
        shows=list(question.first_columns),
        evidence=EvidenceDetails.model_validate(question.evidence) if question.evidence else None,
        requires=list(question.requires),
        conventions=list(question.conventions),
        example=ExampleDetails.model_validate(question.example) if question.example else None,
        definition=question.definition,
        text=question.text,
    )


def _param(name: str, param: Param) -> ParamDetails:
    said = {field: getattr(param, field) for field in ParamDetails.model_fields if field != "name"}
    return ParamDetails(name=name, **said)


def _column(name: str, column: Column) -> ColumnDetails:
    return ColumnDetails(name=name, **column.model_dump())
