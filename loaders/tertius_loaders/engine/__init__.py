"""Takes what a loader reads and shapes into the graph: checked, repeatable, resumable, and never losing a row."""

from tertius_loaders.engine.digest import claims_digest, graph_digest
from tertius_loaders.engine.loading import load
from tertius_loaders.engine.rebuilding import rebuild
from tertius_loaders.engine.undoing import undo

__all__ = ["claims_digest", "graph_digest", "load", "rebuild", "undo"]
