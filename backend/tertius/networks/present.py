"""A network as it is now: edges chosen in the graph, and the claims behind their ties."""

import asyncio
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from tertius.catalog.question import Question
from tertius.graph.read import Reader, chunks
from tertius.measures.network import NetworkTie
from tertius.measures.selection import Link, Selection
from tertius.model.dates import UNDATED, Bounds
from tertius.model.decisions import Decision
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
    Spoken,
    Voices,
    Voicing,
    decision_of,
    read_roots,
    read_spoken,
)
from tertius.records.tables import Tables

TOLERANCE = 1e-9
"""How far a tie's stored likelihood may be from what its voices add up to."""

# What many rows have in common goes over the wire once: so these statements group.
_LINKS = "CALL () {{\n{question}\n}}\nRETURN source_id, collect([target_id, alternatives]) AS links"
_NODES = """
UNWIND $ids AS id
MATCH (e:Entity {id: id})
RETURN e.kind AS kind, coalesce(e.countries, []) AS countries,
  [label IN labels(e) WHERE label IN ['Person', 'Organization']][0] AS type,
  collect([id, coalesce(e.name, e.id)]) AS nodes
"""
_RULINGS = """
MATCH (d:Decision)
WHERE d.undone IS NULL AND d.kind IN ['confirm', 'correct', 'reject']
RETURN d {.kind, .left, .right, .field, .value, .who, .when, .why, .source_id} AS decision
"""
_MOST_RULINGS = 1_000_000


async def read_present(
    reader: Reader,
    asked: tuple[Question, Mapping[str, Any]],
    belonging: tuple[Question, Mapping[str, Any]],
    tables: Tables,
) -> Found:
    """Read a network as it is now.

    Parameters
    ----------
    reader
        The database.
    asked
        The question that chooses its edges, and its parameters.
    belonging
        The question of its people's memberships, and its parameters.
    tables
        The tables that the database was derived with.

    Raises
    ------
    InputError
        It has more edges than `CEILING`, or would take more than `MOST_PAIRS` comparisons.
    """
    names: set[str] = set()
    memberships = await _links(reader, *belonging, names)
    if asked[0].name == "people_by_organization":
        refuse_too_many_pairs(memberships)
    links = memberships if belonging[0] is asked[0] else await _links(reader, *asked, names)
    ids = tie_ids(links)
    # Side by side: the server looks one thing up while the client reads another.
    try:
        async with asyncio.TaskGroup() as reading:
            asked_of_sources = reading.create_task(read_roots(reader))
            asked_of_claims = reading.create_task(_spoken(reader, ids))
            asked_of_ties = reading.create_task(_stored(reader, ids))
            asked_of_nodes = reading.create_task(_nodes(reader, sorted(names)))
    except ExceptionGroup as failed:  # the first failure ended the others; a caller knows it by its own class
        raise failed.exceptions[0] from None
    roots, nodes = asked_of_sources.result(), asked_of_nodes.result()
    spoken, stored = asked_of_claims.result(), asked_of_ties.result()
    # Beside the event loop, which other requests share.
    selection = selection_of(asked[1])
    ties, unsettled = await asyncio.to_thread(_voiced, ids, spoken, stored, roots, tables, selection)
    return Found(links, memberships, ties, nodes, roots, unsettled)


def _voiced(
    ids: Sequence[str],
    spoken: Mapping[str, tuple[Spoken, ...]],
    stored: Mapping[str, tuple[Bounds, float]],
    roots: Roots,
    tables: Tables,
    selection: Selection,
) -> tuple[dict[str, NetworkTie], int]:
    """Return the ties with their voices, and how many are not what their claims add up to."""
    assumptions = tables.assumptions
    every = Voicing(roots.of, assumptions)
    some = every if selection.takes_all else Voicing(roots.of, assumptions, selection.lets_in)
    likelihoods: dict[Voices, float] = {}
    ties: dict[str, NetworkTie] = {}
    unsettled = 0
    for tie_id in ids:
        bounds, likelihood = stored.get(tie_id, (UNDATED, 0.0))
        said = spoken.get(tie_id, ())
        voices = every.of(said)
        if voices not in likelihoods:
            likelihoods[voices] = NetworkTie(tie_id, voices).likelihood
        unsettled += abs(likelihoods[voices] - likelihood) > TOLERANCE
        ties[tie_id] = network_tie(tie_id, voices if some is every else some.of(said), bounds)
    return ties, unsettled


async def _links(reader: Reader, question: Question, values: Mapping[str, Any], names: set[str]) -> list[Link]:
    # One day is a span, and no day all of time. Said in one way only, the server plans the question once, and not for
    # every combination of what is null, which takes it a second each.
    span = selection_of(values)
    same = {**values, "as_of": None, "from_day": span.first_day, "to_day": span.last_day}
    rows = (await reader.run(_LINKS.format(question=question.cypher), same, max_rows=CEILING + 1)).rows
    refuse_above_ceiling(question.name, more=sum(len(row["links"]) for row in rows) > CEILING)
    links = []
    for row in sorted(rows, key=itemgetter("source_id")):
        source = row["source_id"]
        names.add(source)
        for target, alternatives in sorted(row["links"]):
            names.add(target)
            links.append(Link(source, target, tuple(tuple(way.split(" ")) for way in alternatives)))
    return links


async def _spoken(reader: Reader, ties: Sequence[str]) -> dict[str, tuple[Spoken, ...]]:
    return await read_spoken(reader, ties, Rulings.of(await _rulings(reader)))


async def _stored(reader: Reader, ties: Sequence[str]) -> dict[str, tuple[Bounds, float]]:
    """Return each tie's bounds and stored likelihood."""
    by_kind: dict[str, list[str]] = {}
    for tie_id in ties:
        by_kind.setdefault(tie_id.partition(":")[0], []).append(tie_id)
    found: dict[str, tuple[Bounds, float]] = {}
    for kind, some in by_kind.items():
        # The kind is one of the model's names, out of the database; only so the id's index can be used.
        # Ties with the same days come together, so that the four days go over the wire once.
        cypher = (
            f"UNWIND $ids AS id MATCH ()-[t:{kind} {{id: id}}]->() "
            "RETURN t.from_earliest AS from_earliest, t.from_latest AS from_latest, t.to_earliest AS to_earliest, "
            "t.to_latest AS to_latest, collect([id, t.likelihood]) AS ties"
        )
        for chunk in chunks(some):
            for row in (await reader.run(cypher, {"ids": chunk}, max_rows=len(chunk))).rows:
                bounds = bounds_of(row)
                found.update((tie_id, (bounds, likelihood)) for tie_id, likelihood in row["ties"])
    return found


async def _nodes(reader: Reader, ids: Sequence[str]) -> dict[str, NodeFacts]:
    found: dict[str, NodeFacts] = {}
    for chunk in chunks(ids):
        for row in (await reader.run(_NODES, {"ids": chunk}, max_rows=len(chunk))).rows:
            countries = sorted(row["countries"])
            for node, name in row["nodes"]:
                found[node] = NodeFacts(name, row["type"], row["kind"], countries)
    return found


async def _rulings(reader: Reader) -> list[Decision]:
    rows = (await reader.run(_RULINGS, max_rows=_MOST_RULINGS)).rows
    return [decision_of(row["decision"]) for row in rows]
