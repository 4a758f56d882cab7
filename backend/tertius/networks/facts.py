"""What an answer says of the network that a measure worked on."""

import hashlib
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class NetworkFacts(BaseModel):
    """The network that a measure worked on."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    question: str | None = Field(description="The question that chose it; null for an edge list.")
    version: int | None = Field(description="That question's version.")
    digest: str = Field(
        description="SHA-256 over its nodes, edges, ties and voices: the same network, the same digest."
    )
    nodes: int = Field(ge=0, description="Its nodes.")
    edges: int = Field(ge=0, description="Its edges; undirected ones once.")
    ties: int = Field(ge=0, description="The ties that these stand on.")
    roots: list[str] = Field(description="The independent sources behind them that have a name.")
    unnamed_roots: int = Field(
        default=0, ge=0, description="Lines of an edge list that name no source: each was taken as a source of its own."
    )
    notes: list[str] = Field(description="What a reader of this answer has to know besides.")


def facts_of(
    network: Any,  # noqa: ANN401 - tertius.measures.network.Network; numpy is imported late
    notes: tuple[str, ...],
    *,
    question: str | None = None,
    version: int | None = None,
    digest: str | None = None,
) -> NetworkFacts:
    """Return what an answer says of its network.

    Parameters
    ----------
    network
        The network.
    notes
        Sentences for the reader.
    question, version
        Of the question that chose it.
    digest
        The network's digest, where it is known already.
    """
    named, unnamed = _roots(network)
    return NetworkFacts(
        question=question,
        version=version,
        digest=digest or network_digest(network),
        nodes=network.n,
        edges=network.m,
        ties=len(network.ties),
        roots=named,
        unnamed_roots=unnamed,
        notes=list(notes),
    )


def _roots(network: Any) -> tuple[list[str], int]:  # noqa: ANN401 - as above
    """Return the names of the roots, and how many have none: a million lines are not a million names."""
    from tertius.measures.files.listed import ListedTies

    if isinstance(network.ties, ListedTies):
        return sorted({network.ties.roots[root] for root in set(network.ties.root.tolist()) if root >= 0}), (
            network.ties.unnamed
        )
    return sorted({root for tie in network.ties for root, _ in tie.voices}), 0


def network_digest(network: Any) -> str:  # noqa: ANN401 - as above
    """Return the SHA-256 of a network: its nodes, edges, the ties and days that they stand on, and whose voices."""
    from tertius.measures.files.listed import ListedClauses, ListedTies

    told = hashlib.sha256()
    told.update(repr((network.ids, network.directed)).encode())
    if isinstance(network.ties, ListedTies) and isinstance(network.clauses, ListedClauses):
        for part in (network.sources, network.targets, *network.clauses.told(), *network.ties.told()):
            told.update(part if isinstance(part, bytes) else part.tobytes())
        return told.hexdigest()
    ids = [tie.id for tie in network.ties]
    ends = zip(network.sources.tolist(), network.targets.tolist(), network.clauses, strict=True)
    for source, target, clauses in ends:
        ways = [sorted([ids[tie] for tie in clause]) for clause in clauses]
        for way, clause in zip(ways, clauses, strict=True):
            if clause.cut:
                way += [str(clause.first), str(clause.last)]
        ways.sort()
        told.update(repr((source, target, ways)).encode())
    written: dict[Any, str] = {}  # of voices and of bounds, which many ties have in common
    for tie in sorted(network.ties, key=lambda one: one.id):
        common = tie.voices, tie.bounds
        if common not in written:
            written[common] = f"{sorted(tie.voices)!r}, {tie.bounds!r}"
        told.update(f"({tie.id!r}, {written[common]})".encode())
    return told.hexdigest()
