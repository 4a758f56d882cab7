"""Digests of what is derived and of what is current, to tell whether two ways led to the same graph."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from tertius.graph.connect import Driver
from tertius.graph.write import Writer
from tertius.loading.properties import PROFILE_COLUMNS

_SIZE = 16

# That an organization counts as itself where it counts as nothing else says nothing: it would if nobody spoke of it.
_TIES = (
    "MATCH (s:Entity)-[t]->(o:Entity) WHERE s <> o "
    "RETURN type(t) AS kind, s.id AS subject, o.id AS object, properties(t) AS tie"
)
_ENTITIES = (
    "MATCH (e:Entity) "
    "RETURN e.id AS id, labels(e) AS labels, e.canonical_id AS canonical, e {"
    + ", ".join(f".{name}" for name in PROFILE_COLUMNS)
    + "} AS profile"
)
_CLAIMS = (
    "MATCH (c:Claim) WHERE c.recorded_to IS NULL RETURN c.key AS key, c.digest AS digest, c.tie_id AS tie_id, "
    "c.source_id AS source"
)


def _sum(items: Iterable[Any]) -> int:
    """Add up the digests of the items: the order in which a server returns them does not matter."""
    total = 0
    for item in items:
        text = json.dumps(item, sort_keys=True, default=str)
        total += int.from_bytes(hashlib.blake2b(text.encode(), digest_size=_SIZE).digest(), "big")
    return total % (1 << (8 * _SIZE))


def graph_digest(driver: Driver, database: str = "neo4j") -> str:
    """Return a digest of all that is derived: ties, properties of entities, and which entity gave way to which.

    An entity that shows nothing but its id, since no claim gives it anything and nobody merged it, does not count: a
    graph in which a source was withdrawn has the same digest as one in which it never was.
    """
    writer = Writer(driver, database)
    ties = _sum(writer.stream(_TIES))
    entities = _sum(row for row in writer.stream(_ENTITIES) if _shows(row))
    return f"{ties:032x}{entities:032x}"


def _shows(row: dict[str, Any]) -> bool:
    row["labels"].sort()
    profile: dict[str, Any] = row["profile"]
    bare = (
        all(value in (None, []) for name, value in profile.items() if name not in ("name", "search"))
        and profile["name"] == row["id"]
    )
    return not bare or row["canonical"] != row["id"] or "Merged" in row["labels"]


def claims_digest(driver: Driver, database: str = "neo4j") -> str:
    """Return a digest of the current claims and of the ties they are counted for; revisions and runs do not matter."""
    return f"{_sum(Writer(driver, database).stream(_CLAIMS)):032x}"
