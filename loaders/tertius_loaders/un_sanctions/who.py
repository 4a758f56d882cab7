"""Who is on the list: what a mention of a reference number can mean, and whether the name beside it fits. Pure."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from difflib import SequenceMatcher

from tertius.errors import InputError
from tertius.model.folding import words
from tertius.model.kinds import EntityType
from tertius_loaders.un_sanctions.entries import groups
from tertius_loaders.un_sanctions.names import NAME_COLUMNS, acronym_of, full_name
from tertius_loaders.un_sanctions.references import AUTHORITY, clean_reference, mentions

TYPES: Mapping[str, EntityType] = {"INDIVIDUAL": EntityType.PERSON, "ENTITY": EntityType.ORGANIZATION}
"""What an entry is, by the list's own tag."""

_EMPTY_WORDS = frozenset(
    "the of in for and al el an ul ur wal i e de la le et pour mullah maulavi haji sheikh taliban leader senior".split()  # noqa: SIM905 - as a list in print
)
_SOMEBODYS = re.compile(r"\w(?:'s|s'|’s|s’) ")
_ALIKE = 0.75
"""How alike two spellings of one word are, by the share of letters in the same order."""


@dataclass(frozen=True, slots=True)
class Known:
    """An entry as others mention it.

    Attributes
    ----------
    id
        The id of its entity.
    type
        What it is.
    words
        The words of all of its names, folded.
    """

    id: str
    type: EntityType
    words: frozenset[str]

    def is_called(self, text: str, *, whole: bool = False) -> bool:
        """Say whether a text can be a name of it: its first word and two thirds are words of its names, or nearly so.

        What stands for the name alone, or has somebody's something in it ("Ada Heron's Killer"), has to be it `whole`.

        The comments spell as they like (``Ghul Agha``), so a name is held against the number only to notice a number
        that is wrong, and a name that is another's ("the Katibat X of Y"). It never leads to an entry by itself.
        """
        said = [word for word in name_words(text) if word not in _EMPTY_WORDS]
        hits = [any(_alike(word, own) for own in self.words) for word in said]
        if whole or _SOMEBODYS.search(text):
            return bool(hits) and all(hits)
        return bool(hits) and hits[0] and sum(hits) * 3 >= len(hits) * 2


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    return min(len(one), len(other)) > 3 and SequenceMatcher(None, one, other).ratio() >= _ALIKE


def name_words(text: str) -> Iterator[str]:
    """Yield the words of a name, folded: parts that a hyphen joins one by one, and together."""
    for parts in words(text):
        yield from parts
        if len(parts) > 1:
            yield "".join(parts)


def entity_key(values: Mapping[str, str]) -> str:
    """Return the id of an entry's entity: by its reference number if it has one of its own, else by its ``DATAID``."""
    reference = clean_reference(values.get("REFERENCE_NUMBER", ""))
    own = reference and not values.get("SHARED_REFERENCE", "").strip()
    return f"{AUTHORITY}:{reference if own else values.get('DATAID', '').strip()}"


def all_words(values: Mapping[str, str]) -> frozenset[str]:
    """Return the words of all names that an entry has, folded, and its acronyms."""
    names = [full_name(values), *(values.get(column, "") for column in NAME_COLUMNS)]
    with suppress(InputError):  # a cell that cannot be read has no names; the row itself is set aside for it
        names += [group.get("ALIAS_NAME", "") for group in groups(values, "ALIAS")]
    return frozenset(word for name in names for word in (*name_words(name), acronym_of(name).casefold()) if word)


def known(values: Mapping[str, str]) -> Known:
    """Return an entry as others mention it."""
    return Known(entity_key(values), TYPES[values["TYPE"]], all_words(values))


def write_mentioned(text: str, listed: Mapping[str, Known]) -> str:
    """Return, as a cell, what a file says of the entries that a text mentions, those that it has.

    Parameters
    ----------
    text
        An entry's comments.
    listed
        Every entry of the file by its cleaned reference number.
    """
    found = {one.reference: listed[one.reference] for one in mentions(text) if one.reference in listed}
    return (
        json.dumps(
            {
                reference: {"id": one.id, "type": one.type.value, "words": sorted(one.words)}
                for reference, one in found.items()
            },
            ensure_ascii=False,
        )
        if found
        else ""
    )


def read_mentioned(text: str) -> dict[str, Known]:
    """Return what `write_mentioned` wrote.

    Raises
    ------
    InputError
        If it is something else.
    """
    try:
        said = json.loads(text) if text.strip() else {}
        return {
            reference: Known(one["id"], EntityType(one["type"]), frozenset(map(str, one["words"])))
            for reference, one in said.items()
        }
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise InputError(
            "The cell says nothing of other entries that can be read",
            where="MENTIONED",
            next_step="Copy it again from the file of rows set aside; it is not meant to be written by hand.",
        ) from None


def who_is_listed(entries: Iterable[Mapping[str, str]]) -> tuple[dict[str, Known], frozenset[str]]:
    """Return every entry that has a reference number of its own, by that number, and the numbers that several have."""
    listed: dict[str, Known] = {}
    shared: set[str] = set()
    for values in entries:
        reference = clean_reference(values.get("REFERENCE_NUMBER", ""))
        if reference in listed:
            shared.add(reference)
        elif reference:
            listed[reference] = known(values)
    return {reference: one for reference, one in listed.items() if reference not in shared}, frozenset(shared)
