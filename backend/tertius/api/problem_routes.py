"""What each type of problem means: the path in a problem's ``type`` can be followed."""

from typing import Annotated

from fastapi import FastAPI, Path
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from tertius.api import problems
from tertius.api.examples import shows
from tertius.errors import NotFoundError

JSON = "application/json"


class ProblemType(BaseModel):
    """A kind of problem."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: str = Field(description="As it stands in a problem; also the path of this explanation.")
    status: int = Field(ge=400, le=599, description="The HTTP status that it comes with.")
    title: str = Field(description="Its title, always the same.")
    about: str = Field(description="What it means, and what to do.")
    retry: bool = Field(description="Whether the same request may succeed later; then Retry-After says when.")


class ProblemTypes(BaseModel):
    """Every kind of problem."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    items: list[ProblemType] = Field(description="By status.")
    total: int = Field(ge=0, description="How many there are.")


def add_routes(app: FastAPI) -> None:
    """Add ``/v1/problems`` and ``/v1/problems/{slug}``."""
    kinds = {kind.slug: _explained(kind) for kind in problems.every_kind()}
    whole = ProblemTypes(items=list(kinds.values()), total=len(kinds))
    shown = kinds[problems.BUSY.slug].model_dump()

    @app.get(
        problems.TYPES_PATH,
        name="list_problem_types",
        tags=["problems"],
        summary="What can go wrong?",
        description="Every kind of problem that any path can answer with.",
        response_model=ProblemTypes,
        response_description="The kinds of problem.",
        responses={**shows({"items": [shown], "total": 1}), **problems.declared(*problems.KEYED)},
    )
    async def list_problem_types() -> Response:
        return Response(whole.model_dump_json(), media_type=JSON)

    @app.get(
        f"{problems.TYPES_PATH}/{{slug}}",
        name="get_problem_type",
        tags=["problems"],
        summary="What does a problem's type mean?",
        description="The `type` of a problem is a path of this form.",
        response_model=ProblemType,
        response_description="The kind of problem.",
        responses={
            **shows(shown),
            **problems.declared(*problems.KEYED, problems.BAD_ADDRESS, problems.kind_of(NotFoundError)),
        },
    )
    async def get_problem_type(
        slug: Annotated[
            str,
            Path(
                pattern="^[a-z-]{1,60}$",
                description="The last part of a problem's type.",
                examples=[problems.BUSY.slug],
            ),
        ],
    ) -> Response:
        kind = kinds.get(slug)
        if kind is None:
            raise NotFoundError(
                f"There is no type of problem {slug!r}.",
                where="slug",
                next_step=f"GET {problems.TYPES_PATH} lists them.",
            )
        return Response(kind.model_dump_json(), media_type=JSON)


def _explained(kind: problems.Kind) -> ProblemType:
    return ProblemType(type=kind.type, status=kind.status, title=kind.title, about=kind.about, retry=kind.retry)
