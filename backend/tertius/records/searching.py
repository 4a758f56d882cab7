"""Lists of entities by name: those like it, the best match first, and those who have it."""

from tertius.errors import InputError
from tertius.graph.read import Reader
from tertius.model.naming import said
from tertius.records.entity_records import EntitySummary
from tertius.records.naming import MOST_CALLED, entity_named, matches_of, search_question
from tertius.records.paging import Page

_LOOKED_AT = 1_000
"""Matches that a search looks at: the question's own ceiling."""


async def searched(
    reader: Reader, text: str, type_: str | None, kind: str | None, limit: int, offset: int
) -> Page[EntitySummary]:
    """List the entities with a name like a text, the best match first (`entities/search`).

    Parameters
    ----------
    reader
        The database.
    text
        Any text.
    type_, kind
        Only entities of this type and of this kind; None for any.
    limit, offset
        Items at most, and items to skip.

    Raises
    ------
    InputError
        The text, or what filters, does not fit.
    """
    question = search_question()
    try:
        params = question.validate_params({"text": text, "type": type_, "kind": kind, "limit": _LOOKED_AT})
    except InputError as error:  # who lists entities calls the text q
        where = "q" if error.where == "text" else error.where
        raise InputError(error.what, where=where, next_step=error.next_step) from error
    # One more than are looked at tells whether there are more; the reader cuts it off.
    found = await reader.run(question.cypher, {**params, "limit": _LOOKED_AT + 1}, max_rows=_LOOKED_AT)
    items = [EntitySummary(id=row.pop("entity_id"), **row) for row in found.rows[offset : offset + limit]]
    total = len(found.rows)
    return Page(items=items, limit=limit, offset=offset, total=total, total_is_exact=not found.truncated)


async def called(
    reader: Reader, name: str, type_: str | None, kind: str | None, limit: int, offset: int
) -> Page[EntitySummary]:
    """List the entities that have a name or an id, as the resolver of names takes it, those with the most ties first.

    Parameters
    ----------
    reader
        The database.
    name
        The name or id.
    type_, kind, limit, offset
        As for `searched`.

    Raises
    ------
    NotFoundError
        Nobody has it; the message names the nearest.
    """
    found = await matches_of(reader, name, type_=type_, kind=kind)
    if not found and not await matches_of(reader, name):  # of another type or kind somebody may have it
        await entity_named(reader, name, where="name")
    items = [
        EntitySummary(
            id=one.id,
            type=one.type or "",
            name=one.name,
            aliases=list(one.aliases),
            kind=one.kind,
            countries=list(one.countries),
            ties=one.ties or 0,
        )
        for one in found
    ]
    return Page(
        items=items[offset : offset + limit],
        limit=limit,
        offset=offset,
        total=len(items),
        total_is_exact=len(items) < MOST_CALLED,
        named=said(name, items[0].id) if len(items) == 1 and items[0].id != name else None,
    )
