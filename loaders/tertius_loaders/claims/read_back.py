"""Reads back from the graph everything that one source says, to write it as a folder."""

from pathlib import Path
from typing import Any

from tertius.errors import NotFoundError
from tertius.graph.connect import Driver
from tertius.graph.whole import read_whole
from tertius.graph.write import Writer
from tertius.loading.properties import DECISION, SOURCE
from tertius.model.dates import Bounds
from tertius.model.decisions import stored_decision
from tertius.model.entities import Entity
from tertius.model.kinds import EntityType
from tertius.model.sources import Release, Source
from tertius.model.stored_claims import stored_claim
from tertius_loaders.claims.export import Said, write_folder

_SOURCE = "MATCH (s:Source {id: $source}) RETURN properties(s) AS source"
# The edition that is written out is the newest of those that current claims cite.
_RELEASE = (
    "MATCH (r:Release)-[:EDITION_OF]->(:Source {id: $source}) "
    "RETURN properties(r) AS release, EXISTS { (r)<-[:CITES]-(c:Claim) WHERE c.recorded_to IS NULL } AS cited "
    "ORDER BY cited DESC, coalesce(r.published, date('0001-01-01')) DESC, r.version DESC LIMIT 1"
)
_CLAIMS = (
    "MATCH (c:Claim {source_id: $source}) WHERE c.recorded_to IS NULL "
    "RETURN properties(c) AS claim, [(c)-[part:ABOUT]->(e) | [part.as, e.id]] AS about"
)
_ENTITIES = (
    "MATCH (e:Entity) WHERE e.id STARTS WITH $prefix "
    "OR EXISTS { (e)<-[:ABOUT]-(c:Claim {source_id: $source}) WHERE c.recorded_to IS NULL } "
    "RETURN e.id AS id, e.name AS name, labels(e) AS labels"
)
_DECISIONS = (
    "MATCH (d:Decision {source_id: $source}) "
    "RETURN d {.kind, .left, .right, .field, .value, .who, .when, .why, .source_id, .undone} AS decision"
)
_RECORDS = (
    "MATCH (c:Claim) WHERE c.key IN $keys RETURN DISTINCT c.key AS key, c.source_id AS source, c.record AS record"
)
_BOUNDS = ("from_earliest", "from_latest", "to_earliest", "to_latest")


def said_by(source: str, driver: Driver, database: str = "neo4j") -> Said:
    """Return everything that a source says in the graph: its current claims, their entities, and its decisions.

    Parameters
    ----------
    source
        The source's id.
    driver, database
        Where the graph is. It is only read.

    Raises
    ------
    NotFoundError
        If the graph has no such source, or no edition of it.
    """
    writer = Writer(driver, database)
    found = read_whole(lambda: writer.rows(_SOURCE, source=source), {"source": SOURCE})
    releases = list(writer.stream(_RELEASE, {"source": source}))
    if not found or not releases:
        raise NotFoundError(
            f"There is no source {source[:60]!r}",
            where="source",
            next_step="Give the id that its source.yaml has, such as mali-2013.",
        )
    decided = read_whole(lambda: writer.rows(_DECISIONS, source=source), {"decision": DECISION})
    decisions = tuple(stored_decision(row["decision"]) for row in decided)
    keys = [decision.left for decision in decisions if decision.about_claim]
    entities = list(writer.stream(_ENTITIES, {"source": source, "prefix": f"{source}:"}))
    return Said(
        source=_source(found[0]["source"]),
        release=_release(source, releases[0]["release"]),
        entities=tuple(Entity(row["id"], _type(row["labels"])) for row in entities),
        claims=tuple(
            stored_claim(row["claim"], row["about"], bounds=Bounds(*(row["claim"][name] for name in _BOUNDS)))
            for row in writer.stream(_CLAIMS, {"source": source})
        ),
        decisions=decisions,
        names={row["id"]: row["name"] for row in entities},
        records={row["key"]: f"{row['source']}#{row['record']}" for row in writer.stream(_RECORDS, {"keys": keys})},
    )


def export_folder(path: Path, source: str, driver: Driver, database: str = "neo4j") -> tuple[str, ...]:
    """Write what a source says in the graph as a claims folder (`tertius_loaders.claims.export.write_folder`).

    Parameters
    ----------
    path
        A folder that is new or empty.
    source
        The source's id.
    driver, database
        Where the graph is. It is only read.
    """
    return write_folder(path, said_by(source, driver, database))


def _source(stored: dict[str, Any]) -> Source:
    texts = {name: stored.get(name) or "" for name in ("author", "publisher", "url", "licence", "reliability")}
    return Source(
        id=stored["id"],
        title=stored.get("title") or stored["id"],
        derived_from=tuple(stored.get("derived_from") or ()),
        **texts,
    )


def _release(source: str, stored: dict[str, Any]) -> Release:
    return Release(
        source=source,
        version=stored["version"],
        published=stored.get("published"),
        sha256=stored.get("sha256") or "",
    )


def _type(labels: list[str]) -> EntityType:
    return next(kind for kind in EntityType if kind.value in labels)
