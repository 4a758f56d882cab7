"""The measures as questions of the catalogue: each a declaration and a few lines that call the functions which do it.

The catalogue finds `MEASURES` by the entry point ``tertius.measures``. Importing this room imports nothing heavy: a
function imports what it works with when it is called.
"""

from tertius.catalog.measure import Measure
from tertius.measures.questions import (
    before_after,
    brokerage,
    centrality,
    compare,
    key_players,
    sharing,
    time,
    uncertainty,
    what_if,
)

MEASURES: tuple[Measure, ...] = tuple(
    value
    for module in (before_after, brokerage, centrality, compare, key_players, sharing, time, uncertainty, what_if)
    for value in vars(module).values()
    if isinstance(value, Measure)
)
"""Every measure of the backend."""
