"""The network that a measure works on, out of the database: its edges, the ties behind them, and whose voices they are.

Edges are chosen by the question of the group ``networks`` that a user names. Which ties an edge stands on comes with
it; when these can have held and who vouches for them is read besides, some thousands at a time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tertius.answers.network_facts import network_digest
from tertius.answers.tables import Tables
from tertius.answers.voices import Roots, Rulings, Voices, assumptions_of, chunks, read_claims, read_roots, voices_of
from tertius.catalog.catalogue import Catalogue
from tertius.catalog.question import Question
from tertius.errors import InputError
from tertius.graph.read import Reader
from tertius.measures.network import Edge, Network, NetworkTie
from tertius.measures.selection import Link, Selection
from tertius.model.dates import OPEN_END, OPEN_START, Bounds
from tertius.model.decisions import Decision, DecisionKind

CEILING = 200_000
"""Edges that a network may have, and memberships: as many rows as its question gives at most."""

TOLERANCE = 1e-9
"""How far a tie's stored likelihood may be from what its voices add up to."""

DIRECTED = ("people_organizations",)
"""Networks whose edges have a direction: from the person to the organization."""

OF_PEOPLE = ("people", "people_by_organization", "people_organizations")
"""Networks with people among their nodes, who have memberships."""

_MEMBERSHIPS = "people_organizations"
_BOUNDS = ("from_earliest", "from_latest", "to_earliest", "to_latest")
_OPEN = (OPEN_START, OPEN_END, OPEN_START, OPEN_END)

_NODES = """
UNWIND $ids AS id
MATCH (e:Entity {id: id})
RETURN id, coalesce(e.name, e.id) AS name, e.kind AS kind, coalesce(e.countries, []) AS countries,
  [label IN labels(e) WHERE label IN ['Person', 'Organization']][0] AS type
"""
_RULINGS = """
MATCH (d:Decision)
WHERE d.undone IS NULL AND d.kind IN ['confirm', 'correct', 'reject']
RETURN d {.kind, .left, .field, .value, .who, .when, .why, .source_id} AS decision
"""
_MOST_RULINGS = 1_000_000


@dataclass(frozen=True)
class SelectedNetwork:
    """A network out of the database.

    Attributes
    ----------
    network
        The network, with names, and the columns ``type`` (Person, Organization), ``kind`` and ``countries`` (ISO 3166-1
        alpha-2, of nationalities too, with blanks between). Every end of an edge is a node. So is, of
        ``people_by_organization`` and ``organizations_by_people``, whoever has a membership that the selection lets in
        but shares it with nobody: an isolate. Of the other two networks nobody is an isolate.
    memberships
        The organizations of each person by the person's id, ascending, under the same selection: what
        ``people_organizations`` answers to the parameters that it has in common with the network's question, its own
        defaults for the rest. None for a network of organizations alone.
    reliability
        Admiralty grade by independent root, of roots that have one (`tertius.answers.voices.graded`).
    digest
        SHA-256 over nodes, edges, ties and voices: the same network, the same digest.
    unsettled
        How many ties' stored likelihoods are not what their claims now add up to: while a load is under way claims are
        ahead of ties. Never for a past day, whose ties are derived from its claims.
    voiceless
        How many ties were left out, with the alternatives that need them, because no claim asserts them any more.
    notes
        What a reader of an answer has to know of it, a sentence each.
    """

    network: Network
    memberships: Mapping[str, tuple[str, ...]] | None
    reliability: Mapping[str, str]
    digest: str
    unsettled: int = 0
    voiceless: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class NodeFacts:
    """What is known of a node.

    Attributes
    ----------
    name, type, kind
        Its name; Person or Organization; group, unit, … or None.
    countries
        ISO 3166-1 alpha-2 codes, ascending.
    """

    name: str
    type: str | None
    kind: str | None
    countries: Sequence[str]


@dataclass(frozen=True)
class Found:
    """A network in parts, wherever it was found.

    Attributes
    ----------
    links, memberships
        Edges; and edges from people to organizations under the same selection.
    ties
        The ties of both by id.
    nodes
        What is known of nodes by id.
    roots
        Who speaks with one voice.
    unsettled
        As in `SelectedNetwork`.
    """

    links: Sequence[Link]
    memberships: Sequence[Link]
    ties: Mapping[str, NetworkTie]
    nodes: Mapping[str, NodeFacts]
    roots: Roots
    unsettled: int = 0


async def select_network(
    reader: Reader,
    catalogue: Catalogue,
    network: str,
    params: Mapping[str, object],
    tables: Tables,
    *,
    known_at: date | None = None,
) -> SelectedNetwork:
    """Bring a network out of the database.

    Parameters
    ----------
    reader
        The database.
    catalogue
        The questions; those of the group ``networks`` choose networks.
    network
        Name of the question that chooses.
    params
        Its parameters as it takes them; what is missing takes its default. Its ``limit`` is not the user's: a network
        is whole or refused.
    tables
        The tables that the database was derived with.
    known_at
        As the claims and decisions stood at the end of this day, in universal time; None for now.

    Returns
    -------
    SelectedNetwork

    Raises
    ------
    InputError
        There is no such network, a parameter does not fit, or the network has more edges than `CEILING`.
    QueryTimeoutError, DatabaseUnavailableError
        As `tertius.graph.read.Reader.run`.
    """
    question = catalogue.networks().get(network)
    if question is None:
        raise InputError(
            f"There is no network {network[:40]!r}",
            where="network",
            next_step=f"Use one of {', '.join(catalogue.networks())}.",
        )
    values = _values(question, params)
    found = await _as_it_is(reader, catalogue, question, values, tables)
    return compile_network(network, found)


def _values(question: Question, params: Mapping[str, object]) -> dict[str, Any]:
    given = {name: value for name, value in params.items() if name != "limit"}
    return {**question.validate_params(given), "limit": CEILING + 1}


def membership_values(question: Question, values: Mapping[str, Any], memberships: Question) -> dict[str, Any]:
    """Return the parameters that ask for the memberships of a network's people.

    Parameters
    ----------
    question, values
        The network's question, and its parameters.
    memberships
        The question of memberships.
    """
    shared = {name: value for name, value in values.items() if name in memberships.params}
    if question.params["kinds"].enum != memberships.params["kinds"].enum:
        del shared["kinds"]  # ties between people, none of which is a membership
    return _values(memberships, shared)


async def _as_it_is(
    reader: Reader, catalogue: Catalogue, question: Question, values: dict[str, Any], tables: Tables
) -> Found:
    names: dict[str, str] = {}
    links = await _links(reader, question, values, names)
    memberships = links
    if question.name != _MEMBERSHIPS:
        belonging = catalogue.networks()[_MEMBERSHIPS]
        memberships = await _links(reader, belonging, membership_values(question, values, belonging), names)
    ids = sorted({tie for link in (*links, *memberships) for way in link.ways for tie in way})
    roots = await read_roots(reader)
    lets_in = Selection(kinds=(), sources_in=values["sources_in"], sources_out=values["sources_out"]).lets_in
    rulings = Rulings.of(await _rulings(reader))
    claims = await read_claims(reader, ids, rulings)
    stored = await _bounds(reader, ids)
    assumptions = assumptions_of(tables)
    ties: dict[str, NetworkTie] = {}
    unsettled = 0
    for tie_id in ids:
        bounds, likelihood = stored.get(tie_id, (Bounds(), 0.0))
        voices = voices_of(claims.get(tie_id, ()), roots.of, assumptions)
        unsettled += abs(NetworkTie(tie_id, voices).likelihood - likelihood) > TOLERANCE
        if values["sources_in"] is not None or values["sources_out"] is not None:
            voices = voices_of(claims.get(tie_id, ()), roots.of, assumptions, lets_in)
        ties[tie_id] = network_tie(tie_id, voices, bounds)
    return Found(links, memberships, ties, await _nodes(reader, sorted(names)), roots, unsettled)


def network_tie(tie_id: str, voices: Voices, bounds: Bounds) -> NetworkTie:
    """Return a tie as a network has it.

    A PART_OF only rolls a unit up, for which it need only be possible; so its certain days are all its possible ones.
    """
    if tie_id.startswith("PART_OF:"):
        bounds = Bounds(bounds.from_earliest, bounds.from_earliest, bounds.to_latest, bounds.to_latest)
    return NetworkTie(tie_id, voices, bounds)


async def _links(reader: Reader, question: Question, values: Mapping[str, Any], names: dict[str, str]) -> list[Link]:
    found = await reader.run(question.cypher, values, max_rows=CEILING)
    if found.truncated:
        raise InputError(
            f"The network {question.name} has more than {CEILING:,} edges.",
            where=question.id,
            next_step="Select fewer: a day, a span, likelier ties, fewer kinds, certain dates alone.",
        )
    links = []
    for row in found.rows:
        names[row["source_id"]] = row["source"]
        names[row["target_id"]] = row["target"]
        ways = tuple(tuple(way.split(" ")) for way in row["alternatives"])
        links.append(Link(row["source_id"], row["target_id"], ways))
    return links


async def _bounds(reader: Reader, ties: Sequence[str]) -> dict[str, tuple[Bounds, float]]:
    """Return each tie's bounds and stored likelihood."""
    by_kind: dict[str, list[str]] = {}
    for tie_id in ties:
        by_kind.setdefault(tie_id.partition(":")[0], []).append(tie_id)
    found: dict[str, tuple[Bounds, float]] = {}
    for kind, some in by_kind.items():
        # The kind is one of the model's names, out of the database; only so the id's index can be used.
        cypher = (
            f"UNWIND $ids AS id MATCH ()-[t:{kind} {{id: id}}]->() "
            "RETURN id, t.likelihood AS likelihood, t.from_earliest AS from_earliest, t.from_latest AS from_latest, "
            "t.to_earliest AS to_earliest, t.to_latest AS to_latest"
        )
        for chunk in chunks(some):
            for row in (await reader.run(cypher, {"ids": chunk}, max_rows=len(chunk))).rows:
                found[row["id"]] = (bounds_of(row), row["likelihood"])
    return found


def bounds_of(row: Mapping[str, Any]) -> Bounds:
    """Return the bounds that a row of the reader has as texts, null for an open end."""
    return Bounds(
        *(
            still_open if row[name] is None else date.fromisoformat(row[name])
            for name, still_open in zip(_BOUNDS, _OPEN, strict=True)
        )
    )


async def _nodes(reader: Reader, ids: Sequence[str]) -> dict[str, NodeFacts]:
    found: dict[str, NodeFacts] = {}
    for chunk in chunks(ids):
        for row in (await reader.run(_NODES, {"ids": chunk}, max_rows=len(chunk))).rows:
            found[row["id"]] = NodeFacts(row["name"], row["type"], row["kind"], sorted(row["countries"]))
    return found


async def _rulings(reader: Reader) -> list[Decision]:
    rows = (await reader.run(_RULINGS, max_rows=_MOST_RULINGS)).rows
    return [decision_of(row["decision"]) for row in rows]


def decision_of(row: Mapping[str, Any], undone: date | None = None) -> Decision:
    """Return the decision that a row has."""
    return Decision(
        kind=DecisionKind(row["kind"]),
        left=row["left"],
        right=row.get("right") or "",
        field=row["field"] or "",
        value=row["value"] or "",
        who=row["who"],
        when=date.fromisoformat(row["when"]),
        why=row["why"],
        source=row["source_id"] or "",
        undone=undone,
    )


def compile_network(name: str, found: Found) -> SelectedNetwork:
    """Put a network together from its parts.

    Parameters
    ----------
    name
        The network's name.
    found
        The parts.
    """
    voiced = {tie_id for tie_id, tie in found.ties.items() if tie.voices}
    links, memberships = _standing(found.links, voiced), _standing(found.memberships, voiced)
    ties = [found.ties[tie_id] for tie_id in sorted({tie for link in links for way in link.ways for tie in way})]
    position = {tie.id: index for index, tie in enumerate(ties)}
    edges = [
        Edge(link.source, link.target, tuple(frozenset(position[tie] for tie in way) for way in link.ways))
        for link in links
    ]
    nodes = {*_may_be_alone(name, memberships), *(end for edge in edges for end in (edge.source, edge.target))}
    facts = {node: found.nodes[node] for node in sorted(nodes) if node in found.nodes}
    network = Network.of(
        nodes,
        edges,
        ties,
        directed=name in DIRECTED,
        names={node: fact.name for node, fact in facts.items()},
        columns={
            "type": {node: fact.type for node, fact in facts.items() if fact.type},
            "kind": {node: fact.kind for node, fact in facts.items() if fact.kind},
            "countries": {node: " ".join(fact.countries) for node, fact in facts.items() if fact.countries},
        },
    )
    behind = {root for tie in ties for root, _ in tie.voices}
    voiceless = len(found.ties) - len(voiced)
    return SelectedNetwork(
        network=network,
        memberships=_organizations(memberships) if name in OF_PEOPLE else None,
        reliability={root: grade for root, grade in sorted(found.roots.reliability.items()) if root in behind},
        digest=network_digest(network),
        unsettled=found.unsettled,
        voiceless=voiceless,
        notes=tuple(_notes(network, found.unsettled, voiceless)),
    )


def _standing(links: Iterable[Link], voiced: set[str]) -> list[Link]:
    """Return the links with those of their ways whose every tie has a voice."""
    kept = ((link, tuple(way for way in link.ways if voiced.issuperset(way))) for link in links)
    return [replace(link, ways=ways) for link, ways in kept if ways]


def _may_be_alone(name: str, memberships: Iterable[Link]) -> set[str]:
    """Return the nodes that belong to a network even without an edge."""
    if name == "people_by_organization":
        return {link.source for link in memberships}
    return {link.target for link in memberships} if name == "organizations_by_people" else set()


def _organizations(memberships: Iterable[Link]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for link in memberships:
        found.setdefault(link.source, []).append(link.target)
    return {person: tuple(sorted(organizations)) for person, organizations in sorted(found.items())}


def _notes(network: Network, unsettled: int, voiceless: int) -> Iterable[str]:
    alone = network.n - len({*network.sources.tolist(), *network.targets.tolist()})
    if alone:
        yield f"{alone} of the {network.n} nodes have a membership that the selection lets in, and no edge."
    if unsettled:
        yield (
            f"{unsettled} ties are not what their claims now add up to: a load is under way. Ask again when it is done."
        )
    if voiceless:
        yield f"{voiceless} ties were left out: no claim of the sources that count asserts them any more."
