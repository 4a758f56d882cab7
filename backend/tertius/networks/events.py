"""Networks of events out of the database: who was on opposite sides, or on the same side, now or on a past day.

What is chosen from is read from the graph, or derived from the claims of a past day; it is chosen by
`tertius.measures.events` either way.
"""

import asyncio
import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tertius.graph.read import Reader, chunks
from tertius.graph.whole import ROW, read_whole_async
from tertius.loading.properties import BOUNDS, TIE
from tertius.measures.events import EventGround, EventSelection, Pair, event_selection, pairs
from tertius.measures.network import Clause, Edge, Network, NetworkTie
from tertius.model.dates import Bounds
from tertius.model.derive import Tie, TieKey
from tertius.model.derive_graph import derive_graph
from tertius.model.kinds import CATEGORY, EVENT_RECORD
from tertius.model.profile import Value
from tertius.networks.parts import CEILING, Asked, NodeFacts, bounds_of, refuse_above_ceiling, uncollected
from tertius.networks.past import end_of
from tertius.networks.standing import Standing, facts_of_entity, read_standing
from tertius.networks.voices import Roots, asserted, read_roots
from tertius.records.tables import Tables

KINDS = ("PARTICIPATED_IN", "OCCURRED_AT", "WITHIN")
"""Kinds of tie that networks of events are chosen from."""

CLAIMS = (*KINDS, EVENT_RECORD)
"""Kinds of claim that these ties are derived from."""

_SAID = (*BOUNDS, "likelihood", "asserted_by", "firmness")
# As in `tertius.networks.present`: what many rows have in common goes over the wire once. Ids are looked up on the
# label Entity, which alone has an index.
_TOOK_PART = f"""
MATCH (a:Entity)-[t:PARTICIPATED_IN]->(e:Event)
WHERE t.side IS NOT NULL AND t.likelihood >= $least AND t.from_earliest <= $last_day AND $first_day <= t.to_latest
RETURN {", ".join(f"t.{name} AS {name}" for name in _SAID)}, collect([a.id, e.id, t.stint, t.side]) AS ties
"""
_PLACED = f"""
UNWIND $ids AS id
MATCH (a:Entity {{id: id}})-[t:OCCURRED_AT]->(b:Place)
RETURN {", ".join(f"t.{name} AS {name}" for name in _SAID)}, collect([a.id, b.id, t.stint, '']) AS ties
"""
_WITHIN = f"""
MATCH (a:Place)-[t:WITHIN]->(b:Place)
RETURN {", ".join(f"t.{name} AS {name}" for name in _SAID)}, collect([a.id, b.id, t.stint, '']) AS ties
"""
_EVENTS = f"""
UNWIND $ids AS id
MATCH (e:Entity {{id: id}})
WHERE e.from_earliest IS NOT NULL OR e.deaths_best IS NOT NULL
RETURN {", ".join(f"e.{name} AS {name}" for name in BOUNDS)}, e.from_earliest IS NOT NULL AS dated,
  collect([id, e.deaths_best]) AS events
"""
_NODES = """
UNWIND $ids AS id
MATCH (e:Entity {id: id})
RETURN id, coalesce(e.name, e.id) AS name, e.kind AS kind, coalesce(e.countries, []) AS countries,
  [label IN labels(e) WHERE label IN ['Person', 'Organization']][0] AS type
"""
_CANONICAL = "MATCH (e:Entity {id: $id}) RETURN e.canonical_id AS id"
_MOST_ROWS = 5_000_000


@dataclass(frozen=True)
class FoundPairs:
    """The pairs of a network of events, wherever they were found.

    Attributes
    ----------
    pairs
        The pairs.
    nodes
        What is known of who is in them, by id.
    roots
        Who speaks with one voice.
    """

    pairs: Sequence[Pair]
    nodes: Mapping[str, NodeFacts]
    roots: Roots


async def read_pairs(reader: Reader, asked: Asked) -> FoundPairs:
    """Read a network of events as it is now.

    Parameters
    ----------
    reader
        The database.
    asked
        The question that chooses it, and its parameters.

    Raises
    ------
    InputError
        There are more pairs than `tertius.networks.parts.CEILING`.
    ConflictError
        As `tertius.networks.voices.asserted`.
    """
    selection = event_selection(asked[1])
    span = {"least": selection.min_likelihood, "first_day": selection.first_day, "last_day": selection.last_day}
    ties = await _ties(reader, "PARTICIPATED_IN", _TOOK_PART, span)
    events = sorted({tie.key.object for tie in ties})
    dates: dict[str, Bounds] = {}
    deaths: dict[str, int] = {}
    for chunk in chunks(events):
        for row in (await reader.run(_EVENTS, {"ids": chunk}, max_rows=len(chunk))).rows:
            bounds = bounds_of(row) if row["dated"] else None
            for event, cost in row["events"]:
                if bounds is not None:
                    dates[event] = bounds
                if cost is not None:
                    deaths[event] = cost
        if selection.region is not None:
            ties += await _ties(reader, "OCCURRED_AT", _PLACED, {"ids": chunk})
    if selection.region is not None:
        ties += await _ties(reader, "WITHIN", _WITHIN, {})
        region = (await reader.run(_CANONICAL, {"id": selection.region})).rows
        selection = replace(selection, region=region[0]["id"] if region else selection.region)
    nodes = await _nodes(reader, sorted({tie.key.subject for tie in ties if tie.key.kind == "PARTICIPATED_IN"}))
    categories = {node for node, facts in nodes.items() if facts.kind == CATEGORY}
    found = await asyncio.to_thread(_chosen, asked, EventGround(ties, dates, deaths, categories), selection)
    return FoundPairs(found, nodes, await read_roots(reader))


async def read_past_pairs(
    reader: Reader, asked: Asked, tables: Tables, day: datetime.date, without: Collection[str] = ()
) -> FoundPairs:
    """Read the claims of a past day, and choose a network of events from what they add up to.

    Parameters
    ----------
    reader, asked
        As in `read_pairs`.
    tables, day, without
        As in `tertius.networks.past.read_past`.

    Raises
    ------
    InputError
        As `read_pairs`.
    """
    standing = await read_standing(reader, CLAIMS, end_of(day))
    kept = {
        id_: stood for id_, stood in standing.claims.items() if id_ not in without and stood.claim.key not in without
    }
    return await pairs_in(replace(standing, claims=kept), asked, tables)


async def pairs_in(standing: Standing, asked: Asked, tables: Tables) -> FoundPairs:
    """Return the network of events that what stood adds up to.

    Parameters
    ----------
    standing
        The claims and decisions.
    asked, tables
        As in `read_past_pairs`.

    Raises
    ------
    InputError
        As `read_pairs`.
    """

    def found() -> FoundPairs:
        claims = (stood.claim for stood in standing.claims.values())
        graph = derive_graph(
            claims,
            standing.types,
            standing.decisions,
            standing.roots.of,
            tables.assumptions,
            published=standing.published,
        )
        nodes = {entity: facts_of_entity(standing.types[entity], one) for entity, one in graph.profiles.items()}
        selection = event_selection(asked[1])
        if selection.region is not None:
            selection = replace(selection, region=graph.identity.canonical(selection.region))
        ground = EventGround(
            graph.ties.values(),
            {event: bounds for event, one in graph.profiles.items() if (bounds := _dates(one)) is not None},
            {event: cost for event, one in graph.profiles.items() if isinstance(cost := one.get("deaths_best"), int)},
            {entity for entity, one in graph.profiles.items() if one["kind"] == CATEGORY},
        )
        return FoundPairs(_chosen(asked, ground, selection), nodes, standing.roots)

    # Beside the event loop, which other requests share.
    return await asyncio.to_thread(found)


def _dates(profile: Mapping[str, Value]) -> Bounds | None:
    days = [profile.get(name) for name in BOUNDS]
    return Bounds(*days) if all(isinstance(day, datetime.date) for day in days) else None  # type: ignore[arg-type]


@uncollected()
def _chosen(asked: Asked, ground: EventGround, selection: EventSelection) -> list[Pair]:
    found = pairs(asked[0].name, ground, selection)
    refuse_above_ceiling(asked[0].name, more=len(found) > CEILING)
    return found


@uncollected()
def network_of_pairs(found: FoundPairs, selection: EventSelection) -> Network:
    """Return the network of pairs, each edge with a tie for each event, which weighs its share of the pair's weight.

    A tie holds when the records of its event are right, which name both. Its id is that of one of the two ties to the
    event, behind which the records are found.

    Parameters
    ----------
    found
        The pairs.
    selection
        By what they were chosen.
    """
    ties: list[NetworkTie] = []
    weights: list[float] = []
    edges: list[Edge] = []
    taken: set[str] = set()
    for pair in found.pairs:
        clauses = []
        share = pair.weight(selection.weigh_by) / len(pair.meetings)
        for meeting in pair.meetings:
            id_ = next((one for one in meeting.ties if one not in taken), meeting.ties[0])
            taken.add(id_)
            voices: dict[str, float] = {}
            for source, p in meeting.voices:
                if selection.lets_in(source):
                    root = found.roots.of.get(source, source)
                    voices[root] = max(p, voices.get(root, 0.0))
            bounds = Bounds(meeting.first, meeting.last, meeting.first, meeting.last)
            clauses.append(Clause(frozenset([len(ties)])))
            ties.append(NetworkTie(id_, tuple(sorted(voices.items())), bounds))
            weights.append(share)
        edges.append(Edge(pair.source, pair.target, tuple(clauses)))
    ends = {end for pair in found.pairs for end in (pair.source, pair.target)}
    facts = {node: found.nodes[node] for node in sorted(ends) if node in found.nodes}
    network = Network.of(
        ends,
        edges,
        ties,
        names={node: fact.name for node, fact in facts.items()},
        columns={
            "type": {node: fact.type for node, fact in facts.items() if fact.type},
            "kind": {node: fact.kind for node, fact in facts.items() if fact.kind},
            "countries": {node: " ".join(fact.countries) for node, fact in facts.items() if fact.countries},
        },
    )
    return replace(network, tie_weights=np.array(weights, dtype=np.float64))


async def _ties(reader: Reader, kind: str, cypher: str, params: Mapping[str, Any]) -> list[Tie]:
    found: list[Tie] = []
    rows = await read_whole_async(lambda: reader.run(cypher, params, max_rows=_MOST_ROWS), {ROW: TIE})
    for row in rows.rows:
        said = asserted(row, " ".join((row["ties"][0][0], kind, row["ties"][0][1])))
        common: dict[str, Any] = {"bounds": bounds_of(row), "likelihood": row["likelihood"], "roles": (), "claims": 0}
        common |= {**said, "sources": len(said["asserted_by"]), "disputed": False}
        found += (Tie(key=TieKey(kind, one, other, stint, side), **common) for one, other, stint, side in row["ties"])
    return found


async def _nodes(reader: Reader, ids: Iterable[str]) -> dict[str, NodeFacts]:
    found: dict[str, NodeFacts] = {}
    for chunk in chunks(sorted(ids)):
        for row in (await reader.run(_NODES, {"ids": chunk}, max_rows=len(chunk))).rows:
            found[row["id"]] = NodeFacts(row["name"], row["type"], row["kind"], sorted(row["countries"]))
    return found
