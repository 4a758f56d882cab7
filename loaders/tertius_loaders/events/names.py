"""Names of things that have ids of their own: one row after another says them, and not always in the same words."""

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from tertius.model.claims import Claim
from tertius.model.ids import fingerprint

R = TypeVar("R")


class FirstSaid:
    """What was said first, which decides what a later row means by other words: kept of rows that stand, of no others.

    What a row says first holds for the rest of that row. `keep` it once the row has been shaped; `forget` it if the row
    is refused, or no claim would ever say it.
    """

    def __init__(self) -> None:
        self._first: dict[str, str] = {}
        self._new: list[str] = []
        self._kept: list[tuple[str, str]] = []
        self._forget: list[Callable[[], None]] = []

    def said(self, what: str, text: str) -> str:
        """Return what was said first of something, which is this if nothing was."""
        first = self._first.get(what)
        if first is None:
            self._first[what] = first = text
            self._new.append(what)
        return first

    def memory(self, function: Callable[..., R], size: int) -> Callable[..., R]:
        """Return a function with a memory, for one whose results depend on what was said first."""
        remembered = lru_cache(maxsize=size)(function)
        self._forget.append(remembered.cache_clear)
        return remembered

    def keep(self) -> None:
        """Keep what the row said: it stands."""
        if self._new:
            self._kept += ((what, self._first[what]) for what in self._new)
            self._new.clear()

    def take(self) -> list[tuple[str, str]]:
        """Return what rows that stand were the first to say since this was last asked (`Document.first`)."""
        kept, self._kept = self._kept, []
        return kept

    def forget(self) -> None:
        """Forget what the row was the first to say, and all that was made with it."""
        if not self._new:
            return
        for what in self._new:
            del self._first[what]
        self._new.clear()
        for clear in self._forget:
            clear()


class Names:
    """Turns names into claims, so that no two rows contradict each other: another name than the first is an alias.

    Whose name changed from one edition to the next has one claim in both, and a revision says that it was renamed.

    Parameters
    ----------
    source
        The source whose words they are.
    first
        What its rows said first.
    """

    def __init__(self, source: str, first: FirstSaid | None = None) -> None:
        self._source = source
        self._first = first or FirstSaid()

    def said(self, entity: str, name: str) -> tuple[Claim, ...]:
        """Return the claim that an entity has a name; none for an empty one."""
        if not name:
            return ()
        first = self._first.said(entity, name)
        kind, record = ("NAME", name_record(entity)) if name == first else ("ALIAS", alias_record(entity, name))
        return (Claim(source=self._source, record=record, kind=kind, about=(("subject", entity),), value=name),)


def name_record(entity: str) -> str:
    """Return the record of the claim that an entity has its name."""
    return f"{entity} name"


def alias_record(entity: str, name: str) -> str:
    """Return the record of the claim that an entity has another name, too."""
    return f"{entity} alias {fingerprint(name, size=6)}"
