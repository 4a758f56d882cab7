"""What stood at a moment: the claims and decisions that counted then, and the network that they add up to.

The tables of assumptions, and which sources repeat which, are those of now: the graph keeps no older ones.
"""

import asyncio
import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tertius.graph.read import Reader, chunks
from tertius.graph.whole import read_whole_async
from tertius.loading.gather import ABOUT
from tertius.loading.past_decisions import FIELDS, recorded_at, was_standing
from tertius.loading.properties import BOUNDS, CLAIM_MAP, DECISION, claim_from
from tertius.measures.selection import Ground
from tertius.model.claims import Claim
from tertius.model.decisions import Decision, Identity, stored_decision
from tertius.model.derive_graph import derive_graph
from tertius.model.kinds import EntityType
from tertius.model.lives import FIRST_DAY, LAST_DAY
from tertius.model.profile import Value
from tertius.model.rulings import Rulings
from tertius.networks.parts import Asked, Found, NodeFacts, bounds_of, choose
from tertius.networks.voices import Roots, read_roots
from tertius.records.tables import Tables

PAGE = 20_000
"""Claims that one statement reads."""

ATTRIBUTES = (
    *("NAME", "KIND", "COUNTRY", "NATIONALITY", "OCCURRED", "DEATHS_BEST"),
    *FIRST_DAY.values(),
    *LAST_DAY.values(),
)
"""Kinds of claim about entities themselves that a network needs: what they are, the days of their lives, and when an
event was and what it cost."""

_STOOD = "c.recorded_from < $moment AND (c.recorded_to IS NULL OR c.recorded_to >= $moment)"
_RUNS = "[c.run_id, c.closed_by] AS runs"
# In the order of the unique index on Claim(id), so that every page goes on where the last one ended.
_OF_KINDS = f"""
MATCH (c:Claim)
WHERE c.id > $after AND c.kind IN $kinds AND {_STOOD}
WITH c ORDER BY c.id LIMIT $page
RETURN c.id AS id, {CLAIM_MAP} AS claim, {ABOUT}, {_RUNS}
ORDER BY id
"""
_OF_ENTITIES = f"""
UNWIND $ids AS entity_id
MATCH (:Entity {{id: entity_id}})<-[:ABOUT {{as: 'subject'}}]-(c:Claim)
WHERE c.kind IN $kinds AND {_STOOD}
RETURN c.id AS id, {CLAIM_MAP} AS claim, [['subject', entity_id]] AS about, {_RUNS}
"""
_MOST_OF_ENTITIES = 1_000_000
_TYPES = """
UNWIND $ids AS id
MATCH (e:Entity {id: id})
RETURN id, [label IN labels(e) WHERE label IN $types][0] AS type
"""
_DECISIONS = f"MATCH (d:Decision) RETURN d {{{FIELDS}}} AS decision"
_MOST_DECISIONS = 1_000_000
_PUBLISHED = """
UNWIND $ids AS id
MATCH (:Claim {id: id})-[:CITES]->(r:Release)
RETURN id, r.published AS published
"""


@dataclass(frozen=True, slots=True)
class Stood:
    """A claim that stood, and where it came from.

    Attributes
    ----------
    claim
        The claim, without its locator and note.
    written, closed
        The load that wrote this revision, and the one that closed it since; None while it stands.
    """

    claim: Claim
    written: str
    closed: str | None


@dataclass(frozen=True)
class Standing:
    """What stood at a moment, as far as a network needs it.

    Attributes
    ----------
    claims
        By their id, which names the revision.
    decisions
        Each with the load that brought it; None for one that came another way, or whose load was undone since.
    types
        Type of every entity that the claims are about, and of all that are one with it.
    roots
        Who speaks with one voice.
    published
        The day that a claim's source was published, by the claim's key, where a decision corrects its date.
    """

    claims: Mapping[str, Stood]
    decisions: Mapping[Decision, str | None]
    types: Mapping[str, EntityType]
    roots: Roots
    published: Mapping[str, datetime.date]


async def read_standing(reader: Reader, kinds: Iterable[str], moment: datetime.datetime) -> Standing:
    """Read what stood at a moment.

    Parameters
    ----------
    reader
        The database.
    kinds
        The kinds of tie that the network may be chosen from.
    moment
        What was recorded before it counts; with its time zone.
    """
    decisions = await read_decisions(reader, moment)
    identity = Identity(decisions)
    stood = await _of_kinds(reader, {*kinds, "PART_OF"}, moment)
    ends = {entity for found in stood.values() for _, entity in found.claim.about}
    everyone = sorted({member for entity in ends for member in identity.group(entity)})
    stood |= await _of_entities(reader, everyone, moment)
    types = await _types(reader, everyone)
    published = await _published(reader, stood, Rulings.of(decisions))
    return Standing(stood, decisions, types, await read_roots(reader), published)


async def read_decisions(reader: Reader, moment: datetime.datetime) -> dict[Decision, str | None]:
    """Return the decisions that stood at a moment, each with the load that brought it, as in `Standing`.

    Parameters
    ----------
    reader, moment
        As in `read_standing`.
    """
    found = await read_whole_async(lambda: reader.run(_DECISIONS, max_rows=_MOST_DECISIONS), {"decision": DECISION})
    then = (recorded_at(row["decision"], moment) for row in found.rows)
    return {
        stored_decision({**row, "undone": None}): row.get("run_id")
        for row in then
        if row is not None and was_standing(row, moment)
    }


async def found_in(standing: Standing, asked: Asked, belonging: Asked, tables: Tables) -> Found:
    """Return the network that what stood adds up to.

    Parameters
    ----------
    standing
        The claims and decisions.
    asked, belonging
        As in `tertius.networks.present.read_present`.
    tables
        The tables that the database was derived with.

    Raises
    ------
    InputError
        As `tertius.networks.parts.choose`.
    """

    def found() -> Found:
        claims = (stood.claim for stood in standing.claims.values())
        graph = derive_graph(
            claims,
            standing.types,
            standing.decisions,
            standing.roots.of,
            tables.assumptions,
            published=standing.published,
        )
        ground = Ground(graph.ties.values(), standing.types, graph.counts_as)
        links, memberships = choose(ground, asked, belonging)
        nodes = {entity: facts_of_entity(standing.types[entity], profile) for entity, profile in graph.profiles.items()}
        return Found(links, memberships, ground.ties, nodes, standing.roots)

    # Beside the event loop, which other requests share.
    return await asyncio.to_thread(found)


def facts_of_entity(kind: EntityType, profile: Mapping[str, Value]) -> NodeFacts:
    """Return what is known of an entity, from its profile."""
    name, what, countries = profile["name"], profile["kind"], profile["countries"]
    assert isinstance(countries, list)  # noqa: S101 - as derive_profile says
    return NodeFacts(str(name), str(kind), None if what is None else str(what), countries)


# --- reading ----------------------------------------------------------------------------------------------------------


async def _of_kinds(reader: Reader, kinds: Iterable[str], moment: datetime.datetime) -> dict[str, Stood]:
    found: dict[str, Stood] = {}
    params = {"kinds": sorted(kinds), "moment": moment, "page": PAGE}
    after = ""
    while True:
        rows = (await reader.run(_OF_KINDS, {**params, "after": after}, max_rows=PAGE)).rows
        found.update((row["id"], _stood(row)) for row in rows)
        if len(rows) < PAGE:
            return found
        after = rows[-1]["id"]


async def _of_entities(reader: Reader, ids: Sequence[str], moment: datetime.datetime) -> dict[str, Stood]:
    found: dict[str, Stood] = {}
    for chunk in chunks(ids):
        params = {"ids": chunk, "kinds": list(ATTRIBUTES), "moment": moment}
        rows = (await reader.run(_OF_ENTITIES, params, max_rows=_MOST_OF_ENTITIES)).rows
        found.update((row["id"], _stood(row)) for row in rows)
    return found


def _stood(row: Mapping[str, Any]) -> Stood:
    bounds = bounds_of(row["claim"])
    claim = claim_from({**row["claim"], **{name: getattr(bounds, name) for name in BOUNDS}}, row["about"])
    return Stood(claim, *row["runs"])


async def _published(reader: Reader, stood: Mapping[str, Stood], rulings: Rulings) -> dict[str, datetime.date]:
    """Return the day that a claim's source was published, by the claim's key, where a decision corrects its date."""
    dated = [id_ for id_, found in stood.items() if rulings.needs_published(found.claim.key)]
    found: dict[str, datetime.date] = {}
    for chunk in chunks(dated):
        for row in (await reader.run(_PUBLISHED, {"ids": chunk}, max_rows=len(chunk))).rows:
            if row["published"] is not None:
                found[stood[row["id"]].claim.key] = datetime.date.fromisoformat(row["published"])
    return found


async def _types(reader: Reader, ids: Sequence[str]) -> dict[str, EntityType]:
    found: dict[str, EntityType] = {}
    types = [str(kind) for kind in EntityType]
    for chunk in chunks(ids):
        for row in (await reader.run(_TYPES, {"ids": chunk, "types": types}, max_rows=len(chunk))).rows:
            if row["type"] is not None:
                found[row["id"]] = EntityType(row["type"])
    return found
