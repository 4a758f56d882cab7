"""The network that a measure works on, out of the database: its edges, the ties behind them, and whose voices they are.

A user names it, and its parameters, as a question of the group ``networks``. What it is chosen from is read from the
graph, or derived from the claims of a past day; it is chosen by `tertius.measures.selection` either way.
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from tertius.catalog.catalogue import Catalogue
from tertius.catalog.question import Question
from tertius.errors import InputError
from tertius.graph.read import Reader
from tertius.measures.events import EVENT_NETWORKS, event_selection
from tertius.measures.network import Clause, Edge, Network, NetworkTie
from tertius.measures.selection import Link, Selection
from tertius.model.dates import UNDATED
from tertius.model.derive import Tie
from tertius.networks.changes import Changes, changes_between
from tertius.networks.coverage import observed
from tertius.networks.events import (
    CLAIMS,
    FoundPairs,
    network_of_pairs,
    pairs_in,
    read_pairs,
    read_past_pairs,
)
from tertius.networks.facts import network_digest
from tertius.networks.parts import Asked, Found, selection_of, uncollected
from tertius.networks.past import read_past
from tertius.networks.present import read_present
from tertius.networks.standing import Standing, found_in, read_standing
from tertius.networks.voices import Voices, voices_of
from tertius.records.tables import Tables
from tertius.wording import counted, verb

DIRECTED = ("people_organizations",)
"""Networks whose edges have a direction: from the person to the organization."""

OF_PEOPLE = ("people", "people_by_organization", "people_organizations")
"""Networks with people among their nodes, who have memberships."""

UNION = (
    "The network has the edges of all days put together: two of them need not hold on one day. Give as_of for a day."
)
"""What a reader has to know of a network that was asked for without a day."""

TOLERANCE = 1e-9
"""How far a tie's likelihood may be from what its voices add up to."""

MEMBERSHIPS = "people_organizations"
"""The network of people and organizations, out of which memberships come too."""


@dataclass(frozen=True)
class SelectedNetwork:
    """A network out of the database.

    Attributes
    ----------
    network
        The network, with names, and the columns ``type`` (Person, Organization), ``kind`` and ``countries`` (ISO 3166-1
        alpha-2, of nationalities too, with blanks between). Every end of an edge is a node. So is, of
        ``people_by_organization`` and ``organizations_by_people``, whoever has a membership that the selection lets in
        but shares it with nobody: an isolate. Of the other networks nobody is an isolate.
    memberships
        The organizations of each person by the person's id, ascending, under the same selection: what
        ``people_organizations`` answers to the parameters that it has in common with the network's question, its own
        defaults for the rest. None for a network of organizations alone.
    reliability
        Admiralty grade by independent root, of roots that have one (`tertius.networks.voices.graded`).
    digest
        SHA-256 over nodes, edges, ties and voices: the same network, the same digest.
    unsettled
        How many ties' likelihoods are not what their sources now add up to: while a load is under way that changes
        which sources are independent. Never for a past day.
    notes
        What a reader of an answer has to know of it, a sentence each.
    """

    network: Network
    memberships: Mapping[str, tuple[str, ...]] | None
    reliability: Mapping[str, str]
    digest: str
    unsettled: int = 0
    notes: tuple[str, ...] = ()


async def select_network(
    reader: Reader,
    catalogue: Catalogue,
    network: str,
    params: Mapping[str, object],
    tables: Tables,
    *,
    known_at: date | None = None,
    without_claims: Collection[str] = (),
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
    without_claims
        Ids or keys of claims that are left out of what ties are derived from.

    Returns
    -------
    SelectedNetwork

    Raises
    ------
    InputError
        There is no such network, a parameter does not fit, or the network is too large: more edges than
        `tertius.networks.parts.CEILING`, or more pairs of people to compare than `tertius.networks.parts.MOST_PAIRS`.
    ConflictError
        A load is rewriting a tie (`tertius.networks.voices.asserted`).
    QueryTimeoutError, DatabaseUnavailableError
        As `tertius.graph.read.Reader.run`.
    """
    day = known_at or datetime.now(UTC).date()
    past = known_at is not None or bool(without_claims)
    if network in EVENT_NETWORKS:
        asked = _of_network(catalogue, network, params)
        pairs = await (
            read_past_pairs(reader, asked, tables, day, without_claims) if past else read_pairs(reader, asked)
        )
        return await _of_events(reader, pairs, asked)
    asked, about = _asked(catalogue, network, params)
    if not past:
        found = await read_present(reader, asked, about)
    else:
        found = await read_past(reader, asked, about, tables, day, without_claims)
    # Beside the event loop, which other requests share: a large network takes a second to put together.
    return await asyncio.to_thread(compile_network, network, found, selection_of(asked[1]))


async def network_changes(
    reader: Reader,
    catalogue: Catalogue,
    network: str,
    params: Mapping[str, object],
    before: datetime,
    after: datetime,
) -> Changes:
    """Tell what changed between two moments of what a network is chosen from.

    Parameters
    ----------
    reader, catalogue, network, params
        As in `select_network`.
    before, after
        The moments, with their time zone.

    Raises
    ------
    InputError
        There is no such network, or a parameter does not fit.
    QueryTimeoutError, DatabaseUnavailableError
        As `tertius.graph.read.Reader.run`.
    """
    kinds: Collection[str] = CLAIMS
    if network not in EVENT_NETWORKS:
        asked, about = _asked(catalogue, network, params)
        kinds = {*asked[1]["kinds"], *about[1]["kinds"]}
    return changes_between(await read_standing(reader, kinds, before), await read_standing(reader, kinds, after))


async def network_in(
    standing: Standing, catalogue: Catalogue, network: str, params: Mapping[str, object], tables: Tables
) -> SelectedNetwork:
    """Return the network that claims and decisions add up to, which need never have stood together.

    Parameters
    ----------
    standing
        The claims and decisions.
    catalogue, network, params, tables
        As in `select_network`.

    Raises
    ------
    InputError
        As `select_network`.
    """
    if network in EVENT_NETWORKS:
        asked = _of_network(catalogue, network, params)
        return await _of_events(None, await pairs_in(standing, asked, tables), asked)
    asked, about = _asked(catalogue, network, params)
    found = await found_in(standing, asked, about, tables)
    return await asyncio.to_thread(compile_network, network, found, selection_of(asked[1]))


async def _of_events(reader: Reader | None, found: FoundPairs, asked: Asked) -> SelectedNetwork:
    """Put a network of events together, and say what of the days and the region no file covers, where that is known."""
    selection = event_selection(asked[1])
    network = await asyncio.to_thread(network_of_pairs, found, selection)
    span = selection.first_day, selection.last_day
    told = [] if reader is None else await observed(reader, span, selection.region, selection.lets_in)
    behind = {root for tie in network.ties for root, _ in tie.voices}
    return SelectedNetwork(
        network=network,
        memberships=None,
        reliability={root: grade for root, grade in sorted(found.roots.reliability.items()) if root in behind},
        digest=network_digest(network),
        notes=(*told, *_notes(network, 0, selection)),
    )


def _of_network(catalogue: Catalogue, network: str, params: Mapping[str, object]) -> Asked:
    """Return the question that chooses a network, with its parameters."""
    question = catalogue.networks().get(network)
    if question is None:
        raise InputError(
            f"There is no network {network[:40]!r}",
            where="network",
            next_step=f"Use one of {', '.join(catalogue.networks())}.",
        )
    return question, _values(question, params)


def _asked(catalogue: Catalogue, network: str, params: Mapping[str, object]) -> tuple[Asked, Asked]:
    """Return the question that chooses a network, and that of its people's memberships, each with its parameters."""
    question, values = _of_network(catalogue, network, params)
    belonging = catalogue.networks()[MEMBERSHIPS]
    return (question, values), (belonging, membership_values(question, values, belonging))


def _values(question: Question, params: Mapping[str, object]) -> dict[str, Any]:
    given = {name: value for name, value in params.items() if name != "limit"}
    return question.validate_params(given)


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


@uncollected()
def compile_network(name: str, found: Found, selection: Selection) -> SelectedNetwork:
    """Put a network together from its parts.

    Parameters
    ----------
    name
        The network's name.
    found
        The parts.
    selection
        By what it was chosen.
    """
    wanted = {tie for link in found.links for way in link.ways for tie in way.ties}
    chosen = sorted((tie for tie in found.ties if tie.key.id in wanted), key=lambda tie: tie.key.id)
    voices = _Voices(found.roots.of, selection)
    ties = [NetworkTie(tie.key.id, voices.counted(tie), tie.bounds) for tie in chosen]
    unsettled = sum(not voices.settled(tie) for tie in chosen)
    position = {tie.id: index for index, tie in enumerate(ties)}
    edges = [
        Edge(
            link.source,
            link.target,
            tuple([Clause(frozenset([position[tie] for tie in way.ties]), way.first, way.last) for way in link.ways]),
        )
        for link in found.links
    ]
    nodes = {*_may_be_alone(name, found.memberships), *(end for edge in edges for end in (edge.source, edge.target))}
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
    return SelectedNetwork(
        network=network,
        memberships=_organizations(found.memberships) if name in OF_PEOPLE else None,
        reliability={root: grade for root, grade in sorted(found.roots.reliability.items()) if root in behind},
        digest=network_digest(network),
        unsettled=unsettled,
        notes=tuple(_notes(network, unsettled, selection)),
    )


class _Voices:
    """Tells the voices of ties; what many ties have in common is worked out once."""

    def __init__(self, roots: Mapping[str, str], selection: Selection) -> None:
        self._roots, self._selection = roots, selection
        self._known: dict[tuple[tuple[str, ...], tuple[float, ...]], tuple[Voices, float]] = {}

    def counted(self, tie: Tie) -> Voices:
        """Return the voices of the sources that count."""
        return self._of(tie)[0]

    def settled(self, tie: Tie) -> bool:
        """Say whether the tie is as likely as all of its sources make it."""
        return abs(self._of(tie)[1] - tie.likelihood) <= TOLERANCE

    def _of(self, tie: Tie) -> tuple[Voices, float]:
        said = tie.asserted_by, tie.firmness
        if said not in self._known:
            every = NetworkTie("", voices_of(tie, self._roots))
            self._known[said] = voices_of(tie, self._roots, self._selection.lets_in), every.likelihood
        return self._known[said]


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


def _notes(network: Network, unsettled: int, selection: Selection) -> Iterable[str]:
    alone = network.n - len({*network.sources.tolist(), *network.targets.tolist()})
    if alone:
        have = verb(alone, "has", "have")
        yield f"{alone} of the {network.n} nodes {have} a membership that the selection lets in, and no edge."
    if selection.first_day != selection.last_day and any(tie.bounds != UNDATED for tie in network.ties):
        yield UNION
    if unsettled:
        yield (
            f"Of other likelihoods than their sources make them: {counted(unsettled, 'tie')}. A load is under way; ask "
            "again later."
        )
