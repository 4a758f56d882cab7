"""What is said of a name that was given where an id is taken: whose it is, that several have it, or that nobody has."""

from collections.abc import Sequence
from dataclasses import dataclass

from tertius.errors import AmbiguousError, NotFoundError
from tertius.model.folding import whole
from tertius.wording import counted, quoted

SHOWN = 8
"""Entities that a message lists at most."""
_ALIASES = 3
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Candidate:
    """What tells an entity from others of its name.

    Attributes
    ----------
    id, name
        Its id and its name.
    type, kind
        Such as Person, and such as group; None where that is not known.
    countries
        ISO 3166-1 alpha-2 codes.
    aliases
        Its other names.
    ties
        How many ties it has; None where that is not known.
    """

    id: str
    name: str
    type: str | None = None
    kind: str | None = None
    countries: Sequence[str] = ()
    aliases: Sequence[str] = ()
    ties: int | None = None

    def __str__(self) -> str:
        also = [*self.aliases[:_ALIASES], *(["…"] if len(self.aliases) > _ALIASES else [])]
        facts = [
            ", ".join(part for part in (self.type, self.kind, *self.countries) if part),
            f"also {', '.join(also)}" if also else "",
            "" if self.ties is None else counted(self.ties, "tie"),
        ]
        told = "; ".join(fact for fact in facts if fact)
        return f"{self.id}: {self.name}" + (f" ({told})" if told else "")


def said(text: str, id_: str) -> str:
    """Return the sentence that says which id a name was taken for."""
    return f"{text} = {id_}"


def several(
    text: str, found: Sequence[Candidate], *, where: str, search: str | None = None, more: bool = False
) -> AmbiguousError:
    """Return the error that lists those who have a name.

    Parameters
    ----------
    text
        The name that was given.
    found
        Those who have it.
    where
        The parameter that it was given in.
    search
        The command that lists all of them; None for the search of entities, empty where there is none.
    more
        Whether others may have it as well, who were not looked at.
    """
    lines = [f"  {one}" for one in found[:SHOWN]]
    if more or len(found) > len(lines):
        command = search_command(text) if search is None else search
        rest = "and others" if more else f"and {len(found) - len(lines):,} more"
        lines.append(f"  … {rest}" + (f": {command}" if command else ""))
    name = repr(text[:_LONGEST])
    return AmbiguousError(
        f"Too many entities have words of {name} in their names to tell whose name it is."
        if more
        else f"{len(found):,} have the name {name}, or have it in their names.",
        where=where,
        next_step="\n".join(
            [f"Give the id of the one that is meant{', or more of the name' if more else ''}:", *lines]
        ),
    )


def nobody(
    text: str, nearest: Sequence[Candidate], *, where: str, what: str = "entity", search: str | None = None
) -> NotFoundError:
    """Return the error that says that nobody has an id or a name, with the nearest and the command to run next.

    Parameters
    ----------
    text
        The id or name that was given.
    nearest
        Those whose names or ids are the nearest.
    where
        The parameter that it was given in.
    what
        What was looked for.
    search
        The command that searches; None for the search of entities, empty where there is none.
    """
    command = search or (search_command(text) if search is None and whole(text) else "")
    step = [f"Did you mean {'one of these' if len(nearest) > 1 else 'this'}?"] if nearest else []
    step += [f"  {one}" for one in nearest[:SHOWN]]
    step.append(f"Give an id, or search: {command}" if command else "Give an id.")
    return NotFoundError(
        f"There is no {what} with the id or name {text[:_LONGEST]!r}.", where=where, next_step="\n".join(step)
    )


def search_command(text: str) -> str:
    """Return the command that searches for a name."""
    return f"tertius query entities/search --text {quoted(text[:_LONGEST])}"
