"""Lists of entities: all by id, those with a name like a text, and those who have a name."""

from tertius.errors import InputError
from tertius.graph.read import Reader
from tertius.model.kinds import TIE_KINDS
from tertius.model.naming import said
from tertius.records.entity_records import EntitySummary
from tertius.records.naming import entity_named, matches_of, search_question
from tertius.records.paging import Page, read_page
from tertius.records.ties import TYPES

_TIES = "|".join(TIE_KINDS)
_LOOKED_AT = 1_000
"""Matches that a search looks at: the question's own ceiling."""

# What every load of was undone, or closed, is said by nobody: its claims can be looked up, and it is in no list.
_IS_SPOKEN_OF = "EXISTS { (e)<-[:SAME_AS*0..1]-(:Entity)<-[:ABOUT]-(c:Claim) WHERE c.recorded_to IS NULL }"
# In the order of the unique index on Entity(id), so that a page reads no more than what lies before it.
_LIST = f"""
MATCH (e:Entity)
WHERE e.id >= '' AND NOT e:Merged AND ($type IS NULL OR $type IN labels(e)) AND ($kind IS NULL OR e.kind = $kind)
  AND {_IS_SPOKEN_OF}
WITH e ORDER BY e.id SKIP $offset LIMIT $limit
RETURN e.id AS id, [label IN labels(e) WHERE label IN $types][0] AS type, coalesce(e.name, e.id) AS name,
  coalesce(e.aliases, []) AS aliases, e.kind AS kind, coalesce(e.countries, []) AS countries,
  COUNT {{ (e)-[:{_TIES}]-() }} AS ties
ORDER BY id
"""
_COUNT = f"""
MATCH (e:Entity)
WHERE NOT e:Merged AND ($type IS NULL OR $type IN labels(e)) AND ($kind IS NULL OR e.kind = $kind)
  AND {_IS_SPOKEN_OF}
RETURN count(e) AS total
"""


async def listed(reader: Reader, type_: str | None, kind: str | None, limit: int, offset: int) -> Page[EntitySummary]:
    """List the entities by id; a merged one as its canonical entity.

    Parameters
    ----------
    reader
        The database.
    type_, kind, limit, offset
        As for `searched`.
    """
    params = {"type": type_, "kind": kind, "types": TYPES, "limit": limit, "offset": offset}
    items, total = await read_page(reader, _LIST, _COUNT, params)
    return Page(items=[EntitySummary(**row) for row in items], limit=limit, offset=offset, total=total)


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
    called = await matches_of(reader, name, type_=type_, kind=kind)
    if not (called.found or called.more):  # of another type or kind somebody may have it
        anybody = await matches_of(reader, name)
        if not (anybody.found or anybody.more):
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
        for one in called.found
    ]
    return Page(
        items=items[offset : offset + limit],
        limit=limit,
        offset=offset,
        total=len(items),
        total_is_exact=not called.more,
        named=said(name, items[0].id) if len(items) == 1 and not called.more and items[0].id != name else None,
    )
