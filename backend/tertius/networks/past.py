"""A network as it could be known on a past day: ties derived in memory from the claims and decisions as they stood.

The tables of assumptions, and which sources repeat which, are those of now: the graph keeps no older ones.
"""

import asyncio
import datetime
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tertius.catalog.question import Question
from tertius.graph.read import Reader, chunks
from tertius.measures.network import NetworkTie
from tertius.measures.selection import Ground, Link, select
from tertius.model.claims import Claim, Polarity
from tertius.model.decisions import Decision, Identity
from tertius.model.derive import Tie, TieKey, derive_tie, tie_keys
from tertius.model.hedges import Hedge
from tertius.model.kinds import EntityType
from tertius.model.profile import derive_profile
from tertius.networks.parts import (
    CEILING,
    Found,
    NodeFacts,
    bounds_of,
    network_tie,
    refuse_above_ceiling,
    refuse_too_many_pairs,
    selection_of,
    tie_ids,
)
from tertius.networks.voices import (
    Roots,
    Rulings,
    amended,
    decision_of,
    read_roots,
    voices_of,
)
from tertius.records.tables import Tables

PAGE = 20_000
"""Claims that one statement reads."""

ATTRIBUTES = ("NAME", "KIND", "COUNTRY", "NATIONALITY")
"""Kinds of claim about the nodes themselves that a network needs."""

_STOOD = "c.recorded_from < $moment AND (c.recorded_to IS NULL OR c.recorded_to >= $moment)"
_CLAIM = (
    "c.id AS id, c.key AS key, c.source_id AS source, c.kind AS kind, c.polarity AS polarity, c.hedge AS hedge, "
    "c.credibility AS credibility, coalesce(c.inferred, false) AS inferred, c.value AS value, c.edtf AS edtf, "
    "c.stint AS stint, c.role AS role, "
    "c.from_earliest AS from_earliest, c.from_latest AS from_latest, c.to_earliest AS to_earliest, "
    "c.to_latest AS to_latest"
)
# In the order of the unique index on Claim(id), so that every page goes on where the last one ended.
_OF_KINDS = f"""
MATCH (c:Claim)
WHERE c.id > $after AND c.kind IN $kinds AND {_STOOD}
WITH c ORDER BY c.id LIMIT $page
RETURN {_CLAIM}, [(c)-[part:ABOUT]->(e:Entity) | [part.as, e.id]] AS about
ORDER BY id
"""
_OF_ENTITIES = f"""
UNWIND $ids AS entity_id
MATCH (:Entity {{id: entity_id}})<-[:ABOUT {{as: 'subject'}}]-(c:Claim)
WHERE c.kind IN $kinds AND {_STOOD}
RETURN {_CLAIM}, [['subject', entity_id]] AS about
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


@dataclass(frozen=True, slots=True)
class _Stood:
    """A claim as its source had it then, with its id and key in the graph."""

    id: str
    key: str
    claim: Claim


@dataclass(frozen=True)
class _Evidence:
    """All that a network of that day is derived from."""

    claims: Sequence[Claim]
    attributes: Sequence[Claim]
    identity: Identity
    types: Mapping[str, EntityType]
    roots: Roots


async def read_past(
    reader: Reader,
    asked: tuple[Question, Mapping[str, Any]],
    belonging: tuple[Question, Mapping[str, Any]],
    tables: Tables,
    day: datetime.date,
    without: Collection[str] = (),
) -> Found:
    """Read the claims of a past day, and choose a network from what they add up to.

    Parameters
    ----------
    reader, asked, belonging, tables
        As in `tertius.networks.present.read_present`.
    day
        The claims and decisions count as they stood when it ended, in universal time.
    without
        Ids or keys of claims that are taken to be back; one that there is not changes nothing.

    Raises
    ------
    InputError
        The network has more edges than `CEILING`, or would take more than `MOST_PAIRS` comparisons.
    """
    moment = end_of(day)
    decisions = await _decisions(reader, moment, day)
    rulings = Rulings.of(decisions)
    identity = Identity(decisions)
    kinds = {*asked[1]["kinds"], *belonging[1]["kinds"], "PART_OF"}
    stood = [one for one in await _of_kinds(reader, kinds, moment) if one.id not in without and one.key not in without]
    claims = await _amended(reader, stood, rulings)
    ends = {entity for claim in claims for _, entity in claim.about}
    everyone = sorted({member for entity in ends for member in identity.group(entity)})
    attributes = await _amended(reader, await _of_entities(reader, everyone, moment), rulings)
    types = await _types(reader, everyone)
    roots = await read_roots(reader)
    evidence = _Evidence(claims, attributes, identity, types, roots)
    # Beside the event loop, which other requests share.
    return await asyncio.to_thread(_chosen, evidence, asked, belonging, tables)


def end_of(day: datetime.date) -> datetime.datetime:
    """Return the moment when a day ends, in universal time."""
    if day == datetime.date.max:
        return datetime.datetime.max.replace(tzinfo=datetime.UTC)
    return datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time.min, tzinfo=datetime.UTC)


# --- choosing ---------------------------------------------------------------------------------------------------------


def _chosen(
    evidence: _Evidence,
    asked: tuple[Question, Mapping[str, Any]],
    belonging: tuple[Question, Mapping[str, Any]],
    tables: Tables,
) -> Found:
    assumptions = tables.assumptions
    roots = evidence.roots
    by_key: dict[TieKey, list[Claim]] = defaultdict(list)
    for claim in evidence.claims:
        for key in tie_keys(claim, evidence.identity.canonical):
            by_key[key].append(claim)
    ties = [tie for key, some in by_key.items() if (tie := derive_tie(key, some, roots.of, assumptions)) is not None]
    nodes = _profiles(evidence, ties, tables)
    ground = Ground(
        ties=ties,
        types=evidence.types,
        kinds={node: facts.kind for node, facts in nodes.items() if facts.kind is not None},
        asserted_by={
            tie.key.id: {claim.source for claim in by_key[tie.key] if claim.polarity is Polarity.ASSERTS}
            for tie in ties
        },
    )
    memberships = _links(*belonging, ground)
    if asked[0].name == "people_by_organization":
        refuse_too_many_pairs(memberships)
    links = memberships if belonging[0] is asked[0] else _links(*asked, ground)
    wanted = set(tie_ids(links))
    lets_in = selection_of(asked[1]).lets_in
    found: dict[str, NetworkTie] = {}
    for tie in ties:
        if tie.key.id in wanted:
            voices = voices_of(by_key[tie.key], roots.of, assumptions, lets_in)
            found[tie.key.id] = network_tie(tie.key.id, voices, tie.bounds)
    return Found(links, memberships, found, nodes, roots)


def _links(question: Question, values: Mapping[str, Any], ground: Ground) -> list[Link]:
    links = select(question.name, ground, selection_of(values))
    refuse_above_ceiling(question.name, more=len(links) > CEILING)
    return links


def _profiles(evidence: _Evidence, ties: Iterable[Tie], tables: Tables) -> dict[str, NodeFacts]:
    """Return what the attribute claims of that day say of every end of a tie."""
    said: dict[str, list[Claim]] = defaultdict(list)
    for claim in evidence.attributes:
        for _, entity in claim.about:
            said[evidence.identity.canonical(entity)].append(claim)
    assumptions = tables.assumptions
    found: dict[str, NodeFacts] = {}
    for entity in sorted({end for tie in ties for end in (tie.key.subject, tie.key.object)}):
        if entity in evidence.types:
            kind = evidence.types[entity]
            profile = derive_profile(kind, entity, said[entity], evidence.roots.of, assumptions)
            name, what, countries = profile["name"], profile["kind"], profile["countries"]
            assert isinstance(countries, list)  # noqa: S101 - as derive_profile says
            found[entity] = NodeFacts(str(name), str(kind), None if what is None else str(what), countries)
    return found


# --- reading ----------------------------------------------------------------------------------------------------------


async def _of_kinds(reader: Reader, kinds: Iterable[str], moment: datetime.datetime) -> list[_Stood]:
    found: list[_Stood] = []
    params = {"kinds": sorted(kinds), "moment": moment, "page": PAGE}
    after = ""
    while True:
        rows = (await reader.run(_OF_KINDS, {**params, "after": after}, max_rows=PAGE)).rows
        found += map(_stood, rows)
        if len(rows) < PAGE:
            return found
        after = rows[-1]["id"]


async def _of_entities(reader: Reader, ids: Sequence[str], moment: datetime.datetime) -> list[_Stood]:
    found: list[_Stood] = []
    for chunk in chunks(ids):
        params = {"ids": chunk, "kinds": list(ATTRIBUTES), "moment": moment}
        found += map(_stood, (await reader.run(_OF_ENTITIES, params, max_rows=_MOST_OF_ENTITIES)).rows)
    return found


def _stood(row: Mapping[str, Any]) -> _Stood:
    claim = Claim(
        source=row["source"],
        record=row["key"],  # no matter: its key is known already
        kind=row["kind"],
        about=tuple((part, entity) for part, entity in sorted(row["about"])),
        polarity=Polarity(row["polarity"]),
        hedge=Hedge(row["hedge"]),
        credibility=row["credibility"],
        inferred=row["inferred"],
        value=row["value"] or "",
        edtf=row["edtf"] or "",
        bounds=bounds_of(row),
        stint=row["stint"],
        role=row["role"] or "",
    )
    return _Stood(row["id"], row["key"], claim)


async def _amended(reader: Reader, stood: Sequence[_Stood], rulings: Rulings) -> list[Claim]:
    """Return the claims as the decisions of that day leave them."""
    dated = [one.id for one in stood if any(ruling.field == "when" for ruling in rulings.on(one.key))]
    published: dict[str, datetime.date] = {}
    for chunk in chunks(dated):
        for row in (await reader.run(_PUBLISHED, {"ids": chunk}, max_rows=len(chunk))).rows:
            if row["published"] is not None:
                published[row["id"]] = datetime.date.fromisoformat(row["published"])
    mended = (amended(one.claim, rulings.on(one.key), published.get(one.id)) for one in stood)
    return [claim for claim in mended if claim is not None]


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
    return [decision_of(row) for row in then if row is not None and _stands(row, day)]


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
