"""Finds the loaders and the samples by entry points, since the backend never imports a loader."""

import ast
import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from difflib import get_close_matches
from functools import partial
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Protocol, cast

from tertius.errors import NotFoundError, UnsupportedError
from tertius.loading.loader import Loader

if TYPE_CHECKING:
    from tertius.graph.connect import Driver
    from tertius.loading.decisions import TakenBack
    from tertius.model.decisions import Decision


class ExportingLoader(Loader, Protocol):
    """What the command line asks of the loader of hand-written folders besides."""

    def export(self, path: Path, source: str, driver: "Driver", database: str) -> Sequence[str]:
        """Write what a source says as a folder; return the records that would not come back as they are."""
        ...


class SketchingLoader(Loader, Protocol):
    """What the command line asks of a loader that has an option ``sketch``."""

    def sketch(self, path: Path) -> str:
        """Return what a person is to finish before the file can be loaded."""
        ...


class OwnRow(Protocol):
    """A row of a file of one's own decisions."""

    @property
    def line(self) -> int: ...  # noqa: D102 - the line that it starts on
    @property
    def decision(self) -> "Decision": ...  # noqa: D102 - what it decides
    @property
    def about(self) -> str: ...  # noqa: D102 - what it is about, as the row calls it


class OwnDecisions(Protocol):
    """Decisions of one's own, as they stand in a folder and as they are to be."""

    folder: Path
    path: Path
    source: str
    rows: Sequence[OwnRow]

    def standing(self, decision_id: str) -> OwnRow | None:
        """Return the row that decides a question, if one does that was not taken back."""
        ...

    def add(self, row: Mapping[str, str]) -> OwnRow:
        """Add a row at the end."""
        ...

    def take_back(self, row: OwnRow, day: date | None) -> None:
        """Say in a row on which day it was taken back; None: it was not."""
        ...

    def follow(self, undone: "Iterable[TakenBack]", day: date) -> Sequence[OwnRow]:
        """Bring the rows in line with the graph after a load of them was undone there."""
        ...

    def tried(self) -> AbstractContextManager[Path]:
        """Give a copy of the folder as it is to be, to look ahead with."""
        ...

    def save(self) -> None:
        """Put the file in place, whole."""
        ...

    def restore(self) -> None:
        """Put the file back as it was when it was read."""
        ...


class DecidingLoader(Loader, Protocol):
    """What the command line asks of the loader of hand-written folders to write decisions there."""

    def own_decisions(self, folder: Path, *, who: str, patience: float) -> AbstractContextManager[OwnDecisions]:
        """Give the decisions of a folder, made if there is none, and keep others from writing there meanwhile."""
        ...


class Samples(Protocol):
    """The samples that travel with the loaders."""

    SAMPLES: Sequence[str]
    sample_path: Callable[[str], Path]


LOADERS = "tertius.loaders"
"""Entry points of this group are packages, each of whose folders with a ``read.py`` is a loader, or loaders."""


def loaders() -> Mapping[str, Callable[[], Loader]]:
    """Return every installed loader by name; calling one imports it."""
    found: dict[str, Callable[[], Loader]] = {}
    for point in entry_points(group=LOADERS):
        named = point.load()
        if not isinstance(named, ModuleType):
            found[point.name] = partial(cast, "Loader", named)
            continue
        for folder in pkgutil.iter_modules(named.__path__):
            if any(Path(path, folder.name, "read.py").is_file() for path in named.__path__):
                found[folder.name] = partial(_loader_in, f"{named.__name__}.{folder.name}")
    return found


def _loader_in(package: str) -> Loader:
    found: Loader = importlib.import_module(package).LOADER
    return found


def about_loaders() -> Mapping[str, str]:
    """Return what every installed loader loads, in a sentence; none of them is imported."""
    found: dict[str, str] = {}
    for point in entry_points(group=LOADERS):
        named = point.load()
        if not isinstance(named, ModuleType):
            found[point.name] = _first_sentence(type(named).__doc__ or "")
            continue
        for path in named.__path__:
            for file in Path(path).glob("*/read.py"):
                text = file.with_name("__init__.py").read_text(encoding="utf-8")
                found[file.parent.name] = _first_sentence(ast.get_docstring(ast.parse(text)) or "")
    return dict(sorted(found.items()))


def _first_sentence(text: str) -> str:
    first = " ".join(text.split("\n\n")[0].split())
    return first.partition(". ")[0].rstrip(".")


def loader(name: str) -> Loader:
    """Return one loader; a dash in its name is an underscore.

    Raises
    ------
    NotFoundError
        If none of that name is installed.
    """
    found = loaders()
    known = name.replace("-", "_")
    if known not in found:
        named = [one.replace("_", "-") for one in sorted(found)]
        close = get_close_matches(name.replace("_", "-"), named, n=1)
        raise NotFoundError(
            f"There is no loader {name[:60]!r}",
            next_step=(f"Did you mean {close[0]}? " if close else "") + f"Use one of {', '.join(named)}."
            if found
            else "Install tertius with its loaders.",
        )
    return found[known]()


def sketching(found: Loader) -> SketchingLoader:
    """Return a loader as one that can sketch."""
    return cast("SketchingLoader", found)


def claims_loader() -> ExportingLoader:
    """Return the loader of hand-written folders, which can write them too."""
    return cast("ExportingLoader", loader("claims"))


def deciding_loader() -> DecidingLoader:
    """Return the loader of hand-written folders, which can write decisions into one."""
    return cast("DecidingLoader", loader("claims"))


def samples() -> Samples:
    """Return the packaged samples."""
    return cast("Samples", _only("tertius.samples"))


def _only(group: str) -> object:
    points = entry_points(group=group)
    if not points:
        raise UnsupportedError(
            "The loaders are not installed", where=group, next_step="Install tertius as a whole: pip install tertius"
        )
    return next(iter(points)).load()
