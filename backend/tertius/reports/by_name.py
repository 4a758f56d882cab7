"""Reports and alerts are files of a folder, each known by the file's name."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from tertius.catalog.declared import Told, instead
from tertius.errors import InputError, NotFoundError
from tertius.wording import quoted

Plan = TypeVar("Plan")
"""What a file holds: a report's plan or an alert."""


@dataclass(frozen=True, slots=True)
class Looked(Generic[Plan]):
    """A file, looked at.

    Attributes
    ----------
    plan
        What it holds; None if something is wrong with it.
    faults
        All that is wrong.
    """

    plan: Plan | None
    faults: tuple[Told, ...]


class ByName(Generic[Plan]):
    """The files of one kind, by name.

    Parameters
    ----------
    kind
        What they are called, and the command that is about them: report or alert.
    folders
        Where they are; a file goes before one of the same name in an earlier folder. The last is the user's own and
        need not be there.
    look
        Reads a file and finds all that is wrong with it.
    """

    def __init__(self, kind: str, folders: tuple[Path, ...], look: Callable[[Path], Looked[Plan]]) -> None:
        self.folder = folders[-1]
        self.look = look
        self._kind, self._folders = kind, folders

    def paths(self) -> dict[str, Path]:
        """Return the files by their names, in the order of these."""
        found = {path.stem: path for folder in self._folders for path in folder.glob("*.yaml")}
        return dict(sorted(found.items()))

    def path(self, name: str) -> Path:
        """Return the file of that name.

        Raises
        ------
        NotFoundError
            There is none; the message has the nearest.
        """
        known = self.paths()
        if name not in known:
            raise NotFoundError(
                f"There is no {self._kind} {name[:80]!r}.",
                where=quoted(self.folder),
                next_step=f"{instead(name, known)} `tertius {self._kind} new NAME` starts one.",
            )
        return known[name]

    def get(self, name: str) -> Plan:
        """Return what the file of that name holds, checked.

        Raises
        ------
        NotFoundError
            There is none of that name.
        InputError
            The file is at fault; the message has the first fault with its line.
        """
        looked = self.look(self.path(name))
        if looked.plan is None:
            first, *others = looked.faults
            more = f" (`tertius {self._kind} check {quoted(name)}` shows {len(others)} more.)" if others else ""
            raise InputError(first.what, where=first.where, next_step=first.next_step + more)
        return looked.plan
