"""Takes what a loader reads and shapes into the graph: checked, repeatable, resumable, and never losing a row."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tertius_loaders.engine.digest import claims_digest, graph_digest
    from tertius_loaders.engine.loading import load
    from tertius_loaders.engine.rebuilding import rebuild
    from tertius_loaders.engine.undoing import undo

__all__ = ["claims_digest", "graph_digest", "load", "rebuild", "undo"]

_WHERE = {
    "claims_digest": "digest",
    "graph_digest": "digest",
    "load": "loading",
    "rebuild": "rebuilding",
    "undo": "undoing",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - each has its own type
    # A loader imports `tertius_loaders.engine.loader` from here, and reading a file needs no database driver.
    if name in _WHERE:
        return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
    raise AttributeError(name)
