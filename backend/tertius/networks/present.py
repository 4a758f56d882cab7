"""A network as it is now: chosen from the ties of the graph, and from what the graph says counts as what."""

import asyncio
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from tertius.graph.read import Reader, chunks
from tertius.graph.whole import ROW, read_whole_async
from tertius.loading.properties import BOUNDS, OWN_BOUNDS, TIE
from tertius.measures.selection import Ground, Selection
from tertius.model.counts_as import CountsAs, Level, Part
from tertius.model.dates import OPEN_END, OPEN_START
from tertius.model.derive import Tie, TieKey
from tertius.model.derive_graph import parts_of
from tertius.model.kinds import EntityType
from tertius.networks.parts import Asked, Found, NodeFacts, bounds_of, choose, day_of, selection_of
from tertius.networks.voices import asserted, read_roots

_SAID_OF_TIES = (
    *BOUNDS,
    *OWN_BOUNDS,
    *("likelihood", "claims", "sources", "disputed", "roles", "asserted_by", "firmness", "clipped_by"),
)
# What many rows have in common goes over the wire once: so these statements group. By each property for itself: by
# maps of them the server takes a hundred times as long.
_SAID = (
    f"RETURN type(t) AS kind, {', '.join(f't.{name} AS {name}' for name in _SAID_OF_TIES)}, "
    "collect([a.id, b.id, t.stint, b:Person]) AS ties"
)
# What cannot be in the network need not travel; what is in it, the selection says.
_TIES = """
MATCH (a:{start})-[t:{kinds}]->(b:{end})
WHERE t.likelihood >= $least AND t.from_earliest <= $last_day AND $first_day <= t.to_latest
"""
_PARTS = "UNWIND $ids AS id MATCH (a:Organization)-[t:PART_OF {id: id}]->(b:Organization)"
_COUNTS_AS = """
UNWIND $ids AS id
MATCH (unit:Organization {id: id})-[up:COUNTS_AS]->(group:Organization)
WHERE up.level IN $levels
RETURN up.level AS level, up.from_earliest AS first, up.to_latest AS last, up.part_ids AS part_ids,
  collect([id, group.id]) AS ups
"""
_NODES = """
UNWIND $ids AS id
MATCH (e:Entity {id: id})
RETURN e.kind AS kind, coalesce(e.countries, []) AS countries,
  [label IN labels(e) WHERE label IN ['Person', 'Organization']][0] AS type,
  collect([id, coalesce(e.name, e.id)]) AS nodes
"""
_MOST_ROWS = 5_000_000


async def read_present(reader: Reader, asked: Asked, belonging: Asked) -> Found:
    """Read a network as it is now.

    Parameters
    ----------
    reader
        The database.
    asked
        The question that chooses its edges, and its parameters.
    belonging
        The question of its people's memberships, and its parameters.

    Raises
    ------
    InputError
        As `tertius.networks.parts.choose`.
    ConflictError
        As `tertius.networks.voices.asserted`.
    """
    of_organizations = asked[0].name == "organizations"
    kinds = asked[1]["kinds"] if of_organizations else {*asked[1]["kinds"], *belonging[1]["kinds"]}
    starts = EntityType.ORGANIZATION if of_organizations else EntityType.PERSON
    ground = await _ground(reader, kinds, selection_of(belonging[1]), starts)
    # Beside the event loop, which other requests share.
    links, memberships = await asyncio.to_thread(choose, ground, asked, belonging)
    ends = {end for link in (*links, *memberships) for end in (link.source, link.target)}
    return Found(links, memberships, ground.ties, await _nodes(reader, sorted(ends)), await read_roots(reader))


async def _ground(reader: Reader, kinds: Collection[str], selection: Selection, starts: EntityType) -> Ground:
    """Read all that a selection from ties of these kinds, which start at people or at organizations, can need."""
    if not kinds:
        return Ground((), {})
    types: dict[str, EntityType] = {}
    end = starts if starts is EntityType.ORGANIZATION else "Person|Organization"
    of_kinds = _TIES.format(start=starts, kinds="|".join(sorted(kinds)), end=end)  # names out of lists
    span = {"least": selection.min_likelihood, "first_day": selection.first_day, "last_day": selection.last_day}
    ties = await _ties(reader, of_kinds, span, types, starts)
    held = sorted(entity for entity, kind in types.items() if kind is EntityType.ORGANIZATION)
    levels = [Level.UNIT] if selection.level == "unit" else [Level.GROUP, Level.WITHIN]
    rows: list[dict[str, Any]] = []
    for chunk in chunks(held):
        rows += (await reader.run(_COUNTS_AS, {"ids": chunk, "levels": levels}, max_rows=_MOST_ROWS)).rows
    parts: list[Tie] = []
    for chunk in chunks(sorted({part for row in rows for part in row["part_ids"]})):
        parts += await _ties(reader, _PARTS, {"ids": chunk}, types, EntityType.ORGANIZATION)
    return Ground((*ties, *parts), types, list(_counts_as(rows, {part.id: part for part in parts_of(parts)})))


async def _ties(
    reader: Reader, cypher: str, params: Mapping[str, Any], types: dict[str, EntityType], starts: EntityType
) -> list[Tie]:
    """Return the ties that a statement matches, all from entities of one type, and note the types of their ends."""
    found: list[Tie] = []
    rows = await read_whole_async(lambda: reader.run(cypher + _SAID, params, max_rows=_MOST_ROWS), {ROW: TIE})
    for row in rows.rows:
        said: dict[str, Any] = {name: row[name] for name in ("likelihood", "claims", "sources", "disputed")}
        said |= {name: tuple(row[name] or ()) for name in ("roles", "clipped_by")}
        said |= asserted(row, " ".join((row["ties"][0][0], row["kind"], row["ties"][0][1])))
        said |= {"bounds": bounds_of(row), "own": bounds_of(row, "own_") if row["clipped_by"] else None}
        for start, end, stint, is_person in row["ties"]:
            types[start], types[end] = starts, EntityType.PERSON if is_person else EntityType.ORGANIZATION
            key = TieKey(row["kind"], start, end, stint)
            found.append(Tie(key=key, **said))
    return found


def _counts_as(rows: Sequence[Mapping[str, Any]], parts: Mapping[str, Part]) -> Iterator[CountsAs]:
    for row in rows:
        if all(part in parts for part in row["part_ids"]):  # none fell between two reads, while a load is under way
            chain = tuple(parts[part] for part in row["part_ids"])
            days = day_of(row["first"], OPEN_START), day_of(row["last"], OPEN_END)
            for unit, group in row["ups"]:
                yield CountsAs(unit, group, Level(row["level"]), *days, chain)


async def _nodes(reader: Reader, ids: Sequence[str]) -> dict[str, NodeFacts]:
    found: dict[str, NodeFacts] = {}
    for chunk in chunks(ids):
        for row in (await reader.run(_NODES, {"ids": chunk}, max_rows=len(chunk))).rows:
            countries = sorted(row["countries"])
            for node, name in row["nodes"]:
                found[node] = NodeFacts(name, row["type"], row["kind"], countries)
    return found
