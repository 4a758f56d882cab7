"""Finds the loaders, their engine and the samples by entry points, since the backend never imports a loader."""

from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Protocol, cast

from tertius.errors import NotFoundError, UnsupportedError
from tertius.graph.connect import Driver


class Engine(Protocol):
    """What the command line asks of the loader engine; ``tertius_loaders.engine`` is one."""

    def load(self, document: object, driver: Driver, database: str, **options: Any) -> Any:  # noqa: ANN401
        """Load an opened document; return the report."""
        ...

    def undo(self, run_id: str, driver: Driver, database: str, **options: Any) -> Any:  # noqa: ANN401
        """Undo a source's latest run; return the report."""
        ...

    def rebuild(self, driver: Driver, database: str, **options: Any) -> Any:  # noqa: ANN401
        """Derive everything again; return the report."""
        ...


class Loader(Protocol):
    """What the command line asks of a loader."""

    name: str

    def open(self, path: Path) -> object:
        """Open a file or folder."""
        ...


class ClaimsLoader(Loader, Protocol):
    """What the command line asks of the loader of hand-written folders besides."""

    def export(self, path: Path, source: str, driver: Driver, database: str) -> Sequence[str]:
        """Write what a source says as a folder; return the records that would not come back as they are."""
        ...


class Samples(Protocol):
    """The samples that travel with the loaders."""

    SAMPLES: Sequence[str]
    sample_path: Callable[[str], Path]


def loaders() -> Mapping[str, Callable[[], Loader]]:
    """Return every installed loader by name; calling one imports it."""
    return {point.name: point.load for point in entry_points(group="tertius.loaders")}


def loader(name: str) -> Loader:
    """Return one loader.

    Raises
    ------
    NotFoundError
        If none of that name is installed.
    """
    found = loaders()
    if name not in found:
        raise NotFoundError(
            f"There is no loader {name[:60]!r}",
            next_step=f"Use one of {', '.join(sorted(found))}." if found else "Install tertius with its loaders.",
        )
    return found[name]()


def claims_loader() -> ClaimsLoader:
    """Return the loader of hand-written folders, which can write them too."""
    return cast("ClaimsLoader", loader("claims"))


def engine() -> Engine:
    """Return the loader engine."""
    return cast("Engine", _only("tertius.engine"))


def samples() -> Samples:
    """Return the packaged samples."""
    return cast("Samples", _only("tertius.samples"))


def _only(group: str) -> object:
    points = entry_points(group=group)
    if not points:
        raise UnsupportedError(
            "The loaders are not installed", where=group, next_step="Install tertius as a whole: pip install tertius."
        )
    return next(iter(points)).load()
