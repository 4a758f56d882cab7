"""Reads the current claims as rows in which they can go in again."""

from collections.abc import Generator

from tertius.graph.write import Writer
from tertius.model.stored_claims import stored_claim_row

# In order of source and record, so that two exports of the same claims are the same text.
_CLAIMS = """
MATCH (c:Claim)
WHERE c.recorded_to IS NULL AND ($source IS NULL OR c.source_id = $source)
WITH c ORDER BY c.source_id, c.record
RETURN properties(c) AS claim, [(c)-[part:ABOUT]->(e) | [part.as, e.id, coalesce(e.name, e.id)]] AS about
"""


def claim_rows(graph: Writer, source: str | None = None) -> Generator[dict[str, str]]:
    """Yield the current claims as rows of `tertius.model.claim_rows.EXPORT_COLUMNS`, streaming.

    Parameters
    ----------
    graph
        The database; it is only read.
    source
        Only this source's claims; None for all.
    """
    for row in graph.stream(_CLAIMS, {"source": source}):
        yield stored_claim_row(row["claim"], row["about"])
