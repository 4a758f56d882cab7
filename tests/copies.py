"""What a load has written, taken out once and written again as it was: a graph that tests ask for by turns.

A load checks, derives and compares; writing the same nodes and relationships again takes a tenth of its time. Every
label, type and property is the load's own; only the server's own numbers of nodes are others.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from tertius.graph.connect import Driver
from tertius.graph.wipe import KEPT_LABELS

_NODES = (
    "MATCH (n) WHERE none(label IN labels(n) WHERE label IN $kept) "
    "RETURN elementId(n) AS id, labels(n) AS labels, properties(n) AS said"
)
_TIES = "MATCH (a)-[t]->(b) RETURN elementId(a) AS start, elementId(b) AS end, type(t) AS type, properties(t) AS said"
_CREATE_NODES = "UNWIND $rows AS row CREATE (n:{}) SET n = row.said RETURN row.id AS before, elementId(n) AS now"
_CREATE_TIES = (
    "UNWIND $rows AS row MATCH (a) WHERE elementId(a) = row.start MATCH (b) WHERE elementId(b) = row.end "
    "CREATE (a)-[t:{}]->(b) SET t = row.said"
)


@dataclass(frozen=True)
class Copy:
    """All that a database holds but for what says what it is: nodes by their labels, relationships by their type."""

    nodes: dict[str, list[dict[str, Any]]]
    ties: dict[str, list[dict[str, Any]]]

    @classmethod
    def of(cls, driver: Driver, database: str) -> "Copy":
        """Take a copy."""
        nodes, ties = defaultdict(list), defaultdict(list)
        with driver.session(database=database) as session:
            for row in session.run(_NODES, kept=list(KEPT_LABELS)):
                nodes[":".join(row["labels"])].append({"id": row["id"], "said": row["said"]})
            for row in session.run(_TIES):
                ties[row["type"]].append({"start": row["start"], "end": row["end"], "said": row["said"]})
        return cls(dict(nodes), dict(ties))

    def write(self, driver: Driver, database: str) -> None:
        """Write it into an empty database."""
        now: dict[str, str] = {}
        with driver.session(database=database) as session, session.begin_transaction() as tx:
            for labels, rows in self.nodes.items():
                now |= {row["before"]: row["now"] for row in tx.run(_CREATE_NODES.format(labels), rows=rows)}
            for type_, rows in self.ties.items():
                moved = [{**row, "start": now[row["start"]], "end": now[row["end"]]} for row in rows]
                tx.run(_CREATE_TIES.format(type_), rows=moved).consume()
            tx.commit()
