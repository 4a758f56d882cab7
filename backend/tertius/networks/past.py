"""A network as it could be known on a past day: derived in memory from the claims and decisions as they stood.

The tables of assumptions, and which sources repeat which, are those of now: the graph keeps no older ones.
"""

import asyncio
import datetime
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from tertius.graph.read import Reader, chunks
from tertius.loading.gather import ABOUT
from tertius.loading.properties import BOUNDS, CLAIM_MAP, claim_from
from tertius.measures.selection import Ground
from tertius.model.claims import Claim
from tertius.model.decisions import Decision, Identity, stored_decision
from tertius.model.derive_graph import DerivedGraph, derive_graph
from tertius.model.kinds import EntityType
from tertius.model.lives import FIRST_DAY, LAST_DAY
from tertius.model.profile import Value
from tertius.model.rulings import Rulings
from tertius.networks.parts import Asked, Found, NodeFacts, bounds_of, choose
from tertius.networks.voices import read_roots
from tertius.records.tables import Tables

PAGE = 20_000
"""Claims that one statement reads."""

ATTRIBUTES = ("NAME", "KIND", "COUNTRY", "NATIONALITY", *FIRST_DAY.values(), *LAST_DAY.values())
"""Kinds of claim about the nodes themselves that a network needs: what they are, and the days of their lives."""

_STOOD = "c.recorded_from < $moment AND (c.recorded_to IS NULL OR c.recorded_to >= $moment)"
# In the order of the unique index on Claim(id), so that every page goes on where the last one ended.
_OF_KINDS = f"""
MATCH (c:Claim)
WHERE c.id > $after AND c.kind IN $kinds AND {_STOOD}
WITH c ORDER BY c.id LIMIT $page
RETURN c.id AS id, {CLAIM_MAP} AS claim, {ABOUT}
ORDER BY id
"""
_OF_ENTITIES = f"""
UNWIND $ids AS entity_id
MATCH (:Entity {{id: entity_id}})<-[:ABOUT {{as: 'subject'}}]-(c:Claim)
WHERE c.kind IN $kinds AND {_STOOD}
RETURN c.id AS id, {CLAIM_MAP} AS claim, [['subject', entity_id]] AS about
"""
_MOST_OF_ENTITIES = 1_000_000
_TYPES = """
UNWIND $ids AS id
MATCH (e:Entity {id: id})
RETURN id, [label IN labels(e) WHERE label IN $types][0] AS type
"""
_DECISIONS = """
MATCH (d:Decision)
RETURN d {.kind, .left, .right, .field, .value, .who, .when, .why, .source_id, .undone, .undone_by, .recorded_from,
  .before} AS decision
"""
_MOST_DECISIONS = 1_000_000
_PUBLISHED = """
UNWIND $ids AS id
MATCH (:Claim {id: id})-[:CITES]->(r:Release)
RETURN id, r.published AS published
"""


async def read_past(
    reader: Reader,
    asked: Asked,
    belonging: Asked,
    tables: Tables,
    day: datetime.date,
    without: Collection[str] = (),
) -> Found:
    """Read the claims of a past day, and choose a network from what they add up to.

    Parameters
    ----------
    reader, asked, belonging
        As in `tertius.networks.present.read_present`.
    tables
        The tables that the database was derived with.
    day
        The claims and decisions count as they stood when it ended, in universal time.
    without
        Ids or keys of claims that are taken to be back; one that there is not changes nothing.

    Raises
    ------
    InputError
        As `tertius.networks.parts.choose`.
    """
    moment = end_of(day)
    decisions = await _decisions(reader, moment, day)
    identity = Identity(decisions)
    kinds = {*asked[1]["kinds"], *belonging[1]["kinds"], "PART_OF"}
    stood = await _of_kinds(reader, kinds, moment)
    ends = {entity for claim in stood.values() for _, entity in claim.about}
    everyone = sorted({member for entity in ends for member in identity.group(entity)})
    stood |= await _of_entities(reader, everyone, moment)
    claims = {id_: claim for id_, claim in stood.items() if id_ not in without and claim.key not in without}
    types = await _types(reader, everyone)
    roots = await read_roots(reader)
    published = await _published(reader, claims, Rulings.of(decisions))

    def derived() -> tuple[DerivedGraph, Ground]:
        graph = derive_graph(claims.values(), types, decisions, roots.of, tables.assumptions, published=published)
        return graph, Ground(graph.ties.values(), types, graph.counts_as)

    # Beside the event loop, which other requests share.
    graph, ground = await asyncio.to_thread(derived)
    links, memberships = await asyncio.to_thread(choose, ground, asked, belonging)
    nodes = {entity: _facts(types[entity], profile) for entity, profile in graph.profiles.items()}
    return Found(links, memberships, ground.ties, nodes, roots)


def end_of(day: datetime.date) -> datetime.datetime:
    """Return the moment when a day ends, in universal time."""
    if day == datetime.date.max:
        return datetime.datetime.max.replace(tzinfo=datetime.UTC)
    return datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time.min, tzinfo=datetime.UTC)


def _facts(kind: EntityType, profile: Mapping[str, Value]) -> NodeFacts:
    name, what, countries = profile["name"], profile["kind"], profile["countries"]
    assert isinstance(countries, list)  # noqa: S101 - as derive_profile says
    return NodeFacts(str(name), str(kind), None if what is None else str(what), countries)


# --- reading ----------------------------------------------------------------------------------------------------------


async def _of_kinds(reader: Reader, kinds: Iterable[str], moment: datetime.datetime) -> dict[str, Claim]:
    found: dict[str, Claim] = {}
    params = {"kinds": sorted(kinds), "moment": moment, "page": PAGE}
    after = ""
    while True:
        rows = (await reader.run(_OF_KINDS, {**params, "after": after}, max_rows=PAGE)).rows
        found.update((row["id"], _claim(row)) for row in rows)
        if len(rows) < PAGE:
            return found
        after = rows[-1]["id"]


async def _of_entities(reader: Reader, ids: Sequence[str], moment: datetime.datetime) -> dict[str, Claim]:
    found: dict[str, Claim] = {}
    for chunk in chunks(ids):
        params = {"ids": chunk, "kinds": list(ATTRIBUTES), "moment": moment}
        rows = (await reader.run(_OF_ENTITIES, params, max_rows=_MOST_OF_ENTITIES)).rows
        found.update((row["id"], _claim(row)) for row in rows)
    return found


def _claim(row: Mapping[str, Any]) -> Claim:
    bounds = bounds_of(row["claim"])
    return claim_from({**row["claim"], **{name: getattr(bounds, name) for name in BOUNDS}}, row["about"])


async def _published(reader: Reader, claims: Mapping[str, Claim], rulings: Rulings) -> dict[str, datetime.date]:
    """Return the day that a claim's source was published, by the claim's key, where a decision corrects its date."""
    dated = [id_ for id_, claim in claims.items() if rulings.needs_published(claim.key)]
    found: dict[str, datetime.date] = {}
    for chunk in chunks(dated):
        for row in (await reader.run(_PUBLISHED, {"ids": chunk}, max_rows=len(chunk))).rows:
            if row["published"] is not None:
                found[claims[row["id"]].key] = datetime.date.fromisoformat(row["published"])
    return found


async def _types(reader: Reader, ids: Sequence[str]) -> dict[str, EntityType]:
    found: dict[str, EntityType] = {}
    types = [str(kind) for kind in EntityType]
    for chunk in chunks(ids):
        for row in (await reader.run(_TYPES, {"ids": chunk, "types": types}, max_rows=len(chunk))).rows:
            if row["type"] is not None:
                found[row["id"]] = EntityType(row["type"])
    return found


async def _decisions(reader: Reader, moment: datetime.datetime, day: datetime.date) -> list[Decision]:
    rows = (await reader.run(_DECISIONS, max_rows=_MOST_DECISIONS)).rows
    then = (_as_of(row["decision"], moment) for row in rows)
    return [stored_decision({**row, "undone": None}) for row in then if row is not None and _stands(row, day)]


def _as_of(row: Mapping[str, Any] | None, moment: datetime.datetime) -> Mapping[str, Any] | None:
    """Return a decision as it was recorded at a moment, None before it was made: each holds what it replaced."""
    while row is not None and _recorded(row) >= moment:
        before = row.get("before")
        row = json.loads(before) if isinstance(before, str) else before
    return row


def _recorded(row: Mapping[str, Any]) -> datetime.datetime:
    return datetime.datetime.fromisoformat(row["recorded_from"])


def _stands(row: Mapping[str, Any], day: datetime.date) -> bool:
    """Say whether a decision stood when a day ended.

    One that a run took back, or the undoing of one, says on which day. Where its own source says that it was undone, it
    never stood in the graph.
    """
    undone = row.get("undone")
    if not undone:
        return True
    return bool(row.get("undone_by")) and datetime.date.fromisoformat(undone) > day
