"""Who took part in events of ACLED: names are its keys, and some of them name no actor but a class of people. Pure."""

import re
from functools import lru_cache

from tertius.errors import InputError
from tertius.model.claims import Claim
from tertius.model.ids import fingerprint
from tertius.model.spelling import composed
from tertius_loaders.events.cells import number_in
from tertius_loaders.events.names import FirstSaid
from tertius_loaders.events.sides import KEPT, Actor, Sides

TYPES = {
    1: "state forces",
    2: "rebel group",
    3: "political militia",
    4: "identity militia",
    5: "rioters",
    6: "protesters",
    7: "civilians",
    8: "external/other forces",
}
"""The types of actors, by the codes of ``inter1`` and ``inter2``."""

LASTING = frozenset({1, 2, 3, 4})
"""Types that an actor has wherever it acts. An army is external forces abroad, which says nothing of what it is."""

_LABELS = {label: code for code, label in TYPES.items()} | {f"{label}s": code for code, label in TYPES.items()}
_CLASS_NAMES = re.compile(r"(?:Civilians|Protesters|Rioters)(?: \(.*\))?|Unidentified\b.*", re.IGNORECASE)


class Actors:
    """Makes actors and what is said of them.

    Parameters
    ----------
    source
        The source whose words these are; also the authority of their ids.
    first
        What its rows said first.
    """

    def __init__(self, source: str, first: FirstSaid | None = None) -> None:
        first = first or FirstSaid()
        self._source = source
        self._sides = Sides(source, first)
        self.actor = first.memory(self._actor, KEPT)

    def _actor(self, name: str, kind: int | None) -> Actor:
        """Return an actor.

        Parameters
        ----------
        name
            Its name, which is its key: one letter more and it is another actor.
        kind
            The code of its type; None where the row does not say.
        """
        category = is_class(name)
        actor = self._sides.actor(actor_id(self._source, name), name, category=category)
        if category or kind not in LASTING:
            return actor
        label = TYPES[kind]
        claim = Claim(
            source=self._source,
            record=f"{actor.id} kind {label}",
            kind="KIND",
            about=(("subject", actor.id),),
            value=label,
        )
        return Actor(actor.id, actor.entity, (*actor.claims, claim))


def is_class(name: str) -> bool:
    """Say whether a name is that of no actor but of whoever was there: civilians, protesters, the unidentified.

    By the name alone: in some rows an armed group is coded as civilians, since its people had no arms with them.
    """
    return _CLASS_NAMES.fullmatch(name) is not None


def actor_id(authority: str, name: str) -> str:
    """Return the id of the actor of this name, in ACLED's own authority: no other source's actor can have it."""
    return f"{authority}:actor-{fingerprint(composed(name), size=8)}"


def names_in(text: str) -> tuple[str, ...]:
    """Return the names in a cell that lists associated actors with semicolons, each once."""
    return tuple(dict.fromkeys(name for part in text.split(";") if (name := " ".join(part.split()))))


@lru_cache(maxsize=1_024)
def type_in(text: str, column: str) -> int | None:
    """Return the code of an actor's type: ``2``, or as a label ``Rebel group``; None for none, which is ``0``, too.

    Raises
    ------
    InputError
        If it is neither.
    """
    plain = " ".join(text.split()).lower()
    number = number_in(plain)
    if not plain or number == 0:
        return None
    code = number if number in TYPES else _LABELS.get(plain)
    if code is None:
        raise InputError(
            f"{text[:40]!r} is no type of actor",
            where=column,
            next_step=f"Write 1 to 8, or one of {', '.join(TYPES.values())}.",
        )
    return code
