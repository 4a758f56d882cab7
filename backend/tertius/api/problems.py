"""What went wrong, as RFC 9457 ``application/problem+json``: one table of kinds, one way to answer with one.

Every error of the family in :mod:`tertius.errors` is a kind by itself; the few that only HTTP knows (no such path, a
method that is not there, an address that is too long) stand in :data:`HTTP_KINDS`. A kind's ``type`` is a path of this
server, so that a client can follow it and read what it means.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from tertius.errors import (
    AuthenticationError,
    CatalogueError,
    DatabaseUnavailableError,
    InputError,
    QueryMemoryError,
    QueryTimeoutError,
    TertiusError,
)

Responses: TypeAlias = dict[int | str, dict[str, Any]]
"""Responses as a route declares them for the OpenAPI document, by status."""

MEDIA_TYPE = "application/problem+json"
#: The schema's name in the OpenAPI document.
SCHEMA = "Problem"
#: Every problem type is this path and the kind's slug.
TYPES_PATH = "/v1/problems"

_MAX_INSTANCE = 500


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem.

    Attributes
    ----------
    slug
        Its name in the ``type``, such as ``not-found``.
    status
        The HTTP status.
    title
        The same for every occurrence.
    about
        What it means and what a client does about it, in a sentence or two.
    retry
        Whether the same request may succeed later.
    """

    slug: str
    status: int
    title: str
    about: str
    retry: bool = False

    @property
    def type(self) -> str:
        """The problem type, as a path of this server."""
        return f"{TYPES_PATH}/{self.slug}"


BAD_ADDRESS = Kind("bad-address", 400, "The address is malformed", "A percent-encoded part of the path is not UTF-8.")
NO_ROUTE = Kind("no-route", 404, "There is nothing at this path", "GET / lists what there is.")
METHOD = Kind(
    "method-not-allowed", 405, "This path does not take that method", "The header Allow names those that it takes."
)
FOREIGN = Kind(
    "foreign-page",
    403,
    "A page of another site may not do that",
    "The Origin header names another site than the Host header. Send the request from this server, or from no page.",
)
NOT_ACCEPTABLE = Kind(
    "not-acceptable", 406, "No form of this fits", "The Accept header allows none of the media types that the path has."
)
BODY = Kind("body-not-accepted", 413, "A request carries no body", "Nothing here reads a body: send none.")
URL_TOO_LONG = Kind("url-too-long", 414, "The address is too long", "Shorten the parameters.")
WRONG_HOST = Kind(
    "wrong-host",
    421,
    "This server does not answer to that name",
    "The Host header names another server. TERTIUS_API_HOSTS lists the names that this one answers to.",
)
BUSY = Kind(
    "busy",
    503,
    "Too many questions at once",
    "Every place is taken and the queue is full: wait as long as Retry-After says, then ask again.",
    retry=True,
)
STOPPING = Kind(
    "stopping",
    503,
    "The server is stopping",
    "It ended before the answer was there. Ask again when it is back; GET /readyz tells.",
    retry=True,
)
MALFORMED = Kind(
    "malformed-request", 400, "The request is not valid HTTP", "Send it with an HTTP client; the connection is closed."
)
HEAD_TOO_LARGE = Kind(
    "head-too-large", 431, "The request's headers are too large", "Send fewer or shorter headers, such as cookies."
)
INTERNAL = Kind(
    "internal",
    500,
    "Something failed inside Tertius",
    "A defect. The server's log has it under the request id; please report it.",
)

HTTP_KINDS = (
    BAD_ADDRESS,
    MALFORMED,
    NO_ROUTE,
    FOREIGN,
    METHOD,
    NOT_ACCEPTABLE,
    BODY,
    URL_TOO_LONG,
    WRONG_HOST,
    HEAD_TOO_LARGE,
    BUSY,
    STOPPING,
    INTERNAL,
)
"""The kinds that HTTP brings, beside the error family."""

_RETRY = (503, 504)


def kind_of(error: type[TertiusError]) -> Kind:
    """Return the kind that an error class is served as: its slug is the class's name without ``Error``."""
    words = re.findall(r"[A-Z][a-z0-9]*", error.__name__.removesuffix("Error"))
    about = (error.__doc__ or "").strip().splitlines()[0]
    return Kind("-".join(words).lower(), error.status, error.title, about, retry=error.status in _RETRY)


def every_kind() -> tuple[Kind, ...]:
    """Return every kind of problem there is, by status and slug."""

    def family(cls: type[TertiusError]) -> Iterable[type[TertiusError]]:
        for child in cls.__subclasses__():
            if child.__module__ == TertiusError.__module__:
                yield child
                yield from family(child)

    kinds = (*HTTP_KINDS, *map(kind_of, family(TertiusError)))
    return tuple(sorted(kinds, key=lambda kind: (kind.status, kind.slug)))


#: What any route can answer with; what needs a key; and what asks the database.
ANY_ROUTE = (kind_of(InputError), BODY, URL_TOO_LONG, WRONG_HOST, HEAD_TOO_LARGE, BUSY, STOPPING, INTERNAL)
KEYED = (*ANY_ROUTE, kind_of(AuthenticationError))
READING = (*KEYED, *map(kind_of, (CatalogueError, DatabaseUnavailableError, QueryTimeoutError, QueryMemoryError)))


class FieldProblem(BaseModel):
    """One parameter that cannot be accepted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    where: str = Field(description="The parameter's name.")
    what: str = Field(description="What is wrong with it.")


class Problem(BaseModel):
    """What went wrong (RFC 9457), where, and what to do about it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: str = Field(description="The kind of problem: a path of this server that explains it.")
    title: str = Field(description="The kind of problem in words; always the same for one type.")
    status: int = Field(ge=400, le=599, description="The HTTP status.")
    detail: str = Field(description="What went wrong this time.")
    instance: str = Field(description="The path that was asked for, without its query.")
    where: str = Field(description="The place: a parameter, an id, a file; empty if there is none.")
    next_step: str = Field(description="What to do about it.")
    request_id: str = Field(description="The X-Request-ID of this answer; the server's log has the same.")
    errors: list[FieldProblem] | None = Field(
        default=None, description="Every parameter that cannot be accepted; only with type input."
    )


def request_id(scope: Scope) -> str:
    """Return the id of the request, as the edge gave it; empty outside of a server."""
    found: str = scope.get("state", {}).get("request_id", "")
    return found


def respond(
    scope: Scope,
    kind: Kind,
    detail: str,
    *,
    where: str = "",
    next_step: str = "",
    errors: list[FieldProblem] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Make the answer that tells a problem.

    Parameters
    ----------
    scope
        The request's ASGI scope.
    kind
        What kind of problem it is.
    detail
        What went wrong this time, in one sentence.
    where, next_step
        The place, and what to do; the kind's own text if empty.
    errors
        Single parameters, for an input problem.
    headers
        Further headers.
    """
    raw: bytes = scope.get("raw_path") or scope.get("path", "").encode()
    content: dict[str, Any] = {
        "type": kind.type,
        "title": kind.title,
        "status": kind.status,
        "detail": detail,
        "instance": raw.decode("ascii", "replace")[:_MAX_INSTANCE],
        "where": where,
        "next_step": next_step or kind.about,
        "request_id": request_id(scope),
    }
    if errors:
        content["errors"] = [error.model_dump() for error in errors]
    sent = dict(headers or {})
    if kind.retry:
        sent.setdefault("Retry-After", "2")
    return Response(to_json(content), status_code=kind.status, headers=sent, media_type=MEDIA_TYPE)


def of_error(request: Request, error: TertiusError) -> Response:
    """Serve an error of the family.

    What the operator has to mend (no database, a broken catalogue) is told without its inside: an address or a
    server's message is for the log, not for whoever asked.
    """
    kind = kind_of(type(error))
    headers = {"WWW-Authenticate": 'Bearer realm="tertius"'} if kind.status == 401 else None
    if kind.status in (500, 503):
        later = "Try again shortly; GET /readyz tells when it is back. " if kind.retry else ""
        return respond(
            request.scope,
            kind,
            f"{kind.title}.",
            next_step=f"{later}The server's log tells more under this request's id.",
            headers=headers,
        )
    where = error.where if kind.status < 500 else ""
    return respond(request.scope, kind, error.what, where=where, next_step=error.next_step, headers=headers)


def declared(*kinds: Kind) -> Responses:
    """Declare problems for the OpenAPI document: one response a status, with an example for each kind.

    Parameters
    ----------
    kinds
        The kinds that a route can answer with; several may share a status.
    """
    responses: Responses = {}
    for kind in kinds:
        response = responses.setdefault(
            kind.status,
            {
                "description": kind.title,
                "content": {MEDIA_TYPE: {"schema": {"$ref": f"#/components/schemas/{SCHEMA}"}, "examples": {}}},
            },
        )
        if kind.title not in response["description"]:
            response["description"] += f"; or: {kind.title}"
        if kind.retry:
            response["headers"] = {
                "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}}
            }
        response["content"][MEDIA_TYPE]["examples"][kind.slug] = {"$ref": f"#/components/examples/{kind.slug}"}
    return responses


def examples() -> dict[str, dict[str, Any]]:
    """Return an example of every kind of problem by slug, for the components of the OpenAPI document."""
    return {
        kind.slug: {
            "summary": kind.title,
            "value": {
                "type": kind.type,
                "title": kind.title,
                "status": kind.status,
                "detail": f"{kind.title}.",
                "instance": "/v1/…",
                "where": "",
                "next_step": kind.about,
                "request_id": "9f2c41d07be35a68",
            },
        }
        for kind in every_kind()
    }
