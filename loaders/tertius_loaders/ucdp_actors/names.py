"""What an actor is called and was called: a change of name is one actor with an older name, never two actors. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from tertius.errors import InputError
from tertius.wording import counted
from tertius_loaders.ucdp.actor_list import text_in


@dataclass(frozen=True, slots=True)
class Names:
    """The names in a row.

    Attributes
    ----------
    name
        The newest, which UCDP's other datasets use.
    others
        Longer or other forms of it.
    former
        Names that it bore before, oldest first.
    doubts
        Names that cannot be told apart, in a few words each.
    """

    name: str
    others: tuple[str, ...]
    former: tuple[str, ...]
    doubts: tuple[str, ...]


def names_of(row: Mapping[str, str]) -> Names:
    """Return the names in a row of the list.

    ``NameOrig`` and its two forms are what an actor was called when it came into UCDP's data; ``NewName`` and its two
    forms list, with commas, what it was called after each change, last of all what ``NameData`` has. Without a change
    the first three are forms of today's name. A name that the actor went back to is not former.

    Raises
    ------
    InputError
        If the row has no name.
    """
    name = text_in(row, "NameData")
    if not name:
        raise InputError("The actor has no name", where="NameData", next_step="Fill in its name.")
    first = [text_in(row, column) for column in ("NameOrig", "NameOrigFull", "NameOrigFullEng")]
    later = [one for part in text_in(row, "NewName").split(",") if (one := part.strip())]
    if not later:
        return Names(name, _without(first, (name,)), (), ())
    today, before, doubts = [later[-1]], [*first, *later[:-1]], []
    for column in ("NewNameFullMotherTongue", "NewNameFullEng"):
        text = text_in(row, column)
        forms = [part.strip() for part in text.split(",")] if len(later) > 1 else [text]
        if text and len(forms) != len(later):
            parts, changes = counted(len(forms), "part"), counted(len(later), "name")
            doubts.append(f"{column} has {parts} for {changes} in NewName, so none is told apart")
            continue
        today.append(forms[-1])
        before += forms[:-1]
    return Names(name, _without(today, (name,)), _without(before, (name, *today)), tuple(doubts))


def _without(names: list[str], known: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names that are not empty and not known already, each once."""
    return tuple(dict.fromkeys(name for name in names if name and name not in known))
