"""Emptying a database and keeping its schema."""

from tertius.graph.connect import Driver
from tertius.graph.faults import translated

#: Nodes that say what the database *is* rather than what is in it.
KEPT_LABELS = ("SchemaMigration", "SchemaLock", "ThrowawayTestDatabase")

# Relationships first, and both in portions: one node with a million ties would not fit into one transaction.
_RELATIONSHIPS = "MATCH ()-[r]->() CALL (r) { DELETE r } IN TRANSACTIONS OF 50000 ROWS"
_NODES = (
    "MATCH (n) WHERE NOT n:SchemaMigration AND NOT n:SchemaLock AND NOT n:ThrowawayTestDatabase "
    "CALL (n) { DELETE n } IN TRANSACTIONS OF 50000 ROWS"
)


def wipe(driver: Driver, database: str = "neo4j") -> int:
    """Delete every node and relationship except those labelled with :data:`KEPT_LABELS`; schema and indexes stay.

    Callers ask first: this cannot be undone.

    Parameters
    ----------
    driver, database
        The database.

    Returns
    -------
    int
        Nodes deleted.

    Raises
    ------
    DatabaseUnavailableError
        The server does not answer; what was deleted by then stays deleted.
    """
    with translated(f"database {database}", "the wipe"), driver.session(database=database) as session:
        session.run(_RELATIONSHIPS).consume()
        return session.run(_NODES).consume().counters.nodes_deleted
