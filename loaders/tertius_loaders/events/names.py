"""Names of things that have ids of their own: one row after another says them, and not always in the same words."""

from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any, Final, TypeVar

from tertius.model.claims import Claim
from tertius.model.ids import fingerprint

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
R = TypeVar("R")

_NOTHING: Final = object()


class FirstSaid:
    """What was said first, which decides what a later row means by other words: of rows that stand, of no others.

    It is the memory (`tertius.loading.loader.Memory`) of a loader whose rows go by it.
    """

    def __init__(self) -> None:
        self._first: dict[str, str] = {}
        self._before: list[tuple[dict[Any, Any], Hashable, Any]] = []
        self._told: list[tuple[str, str]] = []
        self._forget: list[Callable[[], None]] = []

    def said(self, what: str, text: str) -> str:
        """Return what was said first of something, which is this if nothing was."""
        first = self._first.get(what)
        if first is None:
            self.put(self._first, what, text)
            self._told.append((what, text))
            return text
        return first

    def put(self, among: dict[K, V], key: K, value: V) -> None:
        """Keep something else of a row, in a dictionary of the loader's."""
        before = among.get(key, _NOTHING)
        if before != value:
            self._before.append((among, key, before))
            among[key] = value

    def memory(self, function: Callable[..., R], size: int) -> Callable[..., R]:
        """Return a function with a memory, for one whose results depend on what was said first."""
        remembered = lru_cache(maxsize=size)(function)
        self._forget.append(remembered.cache_clear)
        return remembered

    def take(self) -> list[tuple[str, str]]:
        """Return what rows were the first to say since this was last asked (`Document.first`)."""
        told, self._told = self._told, []
        return told

    def mark(self) -> int:
        """Return where the memory stands, to come back to."""
        return len(self._before)

    def back(self, mark: int = 0) -> None:
        """Forget what was said since then, and all that was made with it."""
        if len(self._before) == mark:
            return
        while len(self._before) > mark:
            among, key, before = self._before.pop()
            if before is _NOTHING:
                del among[key]
            else:
                among[key] = before
            if among is self._first and self._told:  # the last one told, unless that was taken
                self._told.pop()
        for clear in self._forget:
            clear()

    def settle(self) -> None:
        """Keep what was said for good: the rows stand."""
        self._before.clear()


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
