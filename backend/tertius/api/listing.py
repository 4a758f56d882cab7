"""A page of a list that can grow, with the way to the next one."""

from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from tertius.records.paging import Page

Item = TypeVar("Item", bound=BaseModel)


class Links(BaseModel):
    """The pages beside this one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    next: str | None = Field(description="The path of the next page; null on the last.")
    prev: str | None = Field(description="The path of the page before; null on the first.")


class Listing(Page[Item], Generic[Item]):
    """A stretch of a list that can grow, and the pages beside it."""

    links: Links = Field(description="The pages beside this one.")


def respond(request: Request, page: Page[Item], listing: type[Listing[Any]] = Listing[BaseModel]) -> Response:
    """Answer with a page.

    Parameters
    ----------
    request
        The request; its path and other parameters stay in the links.
    page
        The page.
    listing
        What is answered with, where it has more than the page's items.
    """
    following = page.offset + page.limit
    links = Links(
        next=_at(request, page, following) if following < page.total else None,
        prev=_at(request, page, max(page.offset - page.limit, 0)) if page.offset > 0 else None,
    )
    body = listing.model_construct(**dict(page), links=links)
    return Response(body.model_dump_json(by_alias=True, serialize_as_any=True), media_type="application/json")


def _at(request: Request, page: Page[Item], offset: int) -> str:
    kept = [pair for pair in request.query_params.multi_items() if pair[0] not in ("limit", "offset")]
    path = (request.scope.get("raw_path") or request.scope["path"].encode()).decode("ascii")
    return f"{path}?{urlencode([*kept, ('limit', page.limit), ('offset', offset)])}"
