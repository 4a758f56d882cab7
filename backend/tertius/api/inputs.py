"""What a request may carry: ids in the path, paging, and no parameter that a route does not know."""

import difflib
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping
from typing import Annotated, Any, get_args, get_origin
from urllib.parse import unquote

from fastapi import Path, Query
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BeforeValidator, GetCoreSchemaHandler, GetJsonSchemaHandler, StringConstraints
from pydantic_core import CoreSchema, core_schema
from starlette.requests import Request
from starlette.responses import Response

from tertius.errors import InputError
from tertius.model.claims import MAX_TEXT
from tertius.model.ids import MAX_ID_LENGTH
from tertius.model.spelling import spelled
from tertius.records.paging import DEEPEST, MOST

#: Entries of a list that a client gets if it does not say.
DEFAULT_LIMIT = 50

# The gate left a slash and a percent sign inside of an id encoded. What is asked is spelled as what is stored.
_once_more = BeforeValidator(lambda text: spelled(unquote(text)))

# The constraints stand before the decoding, so that they apply to what comes out of it.
EntityId = Annotated[
    str,
    StringConstraints(pattern=r"^[^\x00-\x1f\x7f]+$", min_length=1, max_length=MAX_ID_LENGTH),
    _once_more,
    Path(
        description="An entity's id, `authority:key`, or its name; percent-encode what a path cannot hold.",
        examples=["harbour:ada"],
    ),
]
TieId = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Z_]{1,40}:[0-9a-f]{20}$"),
    _once_more,
    Path(
        description="A tie's id: its kind and 20 hexadecimal digits.",
        examples=["LEADS:af1c0c68213f0dd012c9"],
    ),
]
ClaimId = Annotated[
    str,
    StringConstraints(
        pattern=r"^([0-9a-f]{24}(\.[1-9][0-9]{0,8})?|[a-z0-9][a-z0-9_.\-]{0,63}#[^\x00-\x1f\x7f]+)$",
        max_length=MAX_TEXT + 65,
    ),
    _once_more,
    Path(
        description="A claim's key (24 hexadecimal digits), or `source#record` with the key that its source gave it "
        "(the `claim_id` of a claims folder; percent-encode the #): its current revision; or `key.revision`: that one.",
        examples=["c0bc2e6468abc012a779744b.1"],
    ),
]
DecisionId = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9a-f]{24}$"),
    _once_more,
    Path(description="A decision's id: 24 hexadecimal digits.", examples=["c69ad319d947d41881affe2d"]),
]
SourceId = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.\-]{0,63}$"),
    _once_more,
    Path(description="A source's id.", examples=["harbour"]),
]


class OneOf:
    """A text that is one of some names, or none at all; in the OpenAPI document an enum.

    Parameters
    ----------
    names
        The names.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._names = [str(name) for name in names]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:  # noqa: ANN401
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(schema), "enum": self._names}

    def _check(self, text: str | None) -> str | None:
        if text is not None and text not in self._names:
            raise ValueError(f"It must be one of {', '.join(self._names)}")
        return text


Limit = Annotated[int, Query(ge=1, le=MOST, description="Maximum entries.")]
Offset = Annotated[int, Query(ge=0, le=DEEPEST, description="Entries to skip.")]


class StrictRoute(APIRoute):
    """A route that refuses a query parameter that it does not know, and a single one that is given twice.

    A misspelt filter that is silently dropped gives a wrong answer that looks right.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Put the check before the handler."""
        answer = super().get_route_handler()
        lists = {field.alias: _takes_several(field.field_info.annotation) for field in _query_fields(self.dependant)}

        async def checked(request: Request) -> Response:
            if request.scope["query_string"]:
                check_names(Counter(name for name, _ in request.query_params.multi_items()), lists)
            return await answer(request)

        return checked


def _query_fields(dependant: Dependant) -> Iterator[Any]:
    yield from dependant.query_params
    for below in dependant.dependencies:
        yield from _query_fields(below)


def _takes_several(annotation: Any) -> bool:  # noqa: ANN401 - any type
    return get_origin(annotation) is list or any(get_origin(part) is list for part in get_args(annotation))


def check_names(given: Mapping[str, int], known: Mapping[str, bool]) -> None:
    """Refuse a query parameter that a route does not know, naming the closest one that it does.

    Parameters
    ----------
    given
        How often each name stands in the query.
    known
        The names that the route knows; True where one may be given several times.

    Raises
    ------
    InputError
        Naming the parameter in ``where``.
    """
    for name, times in given.items():
        if name not in known:
            raise InputError(
                f"There is no parameter {name[:40]!r} here.",
                where=name[:40],
                next_step=_instead(name, known),
            )
        if times > 1 and not known[name]:
            raise InputError(f"The parameter {name!r} is given {times} times.", where=name, next_step="Give it once.")


def _instead(name: str, known: Mapping[str, bool]) -> str:
    if not known:
        return "This path takes no parameters."
    close = difflib.get_close_matches(name.lower(), known, n=1, cutoff=0.5)
    choice = f"Did you mean {close[0]!r}? " if close else ""
    return f"{choice}It takes {', '.join(sorted(known))}."
