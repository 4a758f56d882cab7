"""What an entry says that no claim holds, for the note of its listing: in few words, never its sentences. Pure."""

from collections.abc import Iterable, Iterator, Mapping

from tertius_loaders.un_sanctions.entries import groups, texts
from tertius_loaders.un_sanctions.ties import Said

LONGEST = 120
"""Letters of a title or designation that is kept; a longer one is prose and stays in the list."""

MOST = 15_000
"""Letters of a note."""


def remarks(values: Mapping[str, str], said: Said, left_out: Iterable[str]) -> str:
    """Return the note of an entry: titles, designations, places of birth, mentions that gave no tie, what was left out.

    Parameters
    ----------
    values
        The entry.
    said
        What its passages say of others.
    left_out
        What else no claim could hold, in words.
    """
    return "; ".join(_remarks(values, said, left_out))[:MOST]


def _remarks(values: Mapping[str, str], said: Said, left_out: Iterable[str]) -> Iterator[str]:
    for column, one in (("TITLE", "title"), ("DESIGNATION", "designation")):
        found = texts(values, column)
        if short := [text for text in found if len(text) <= LONGEST]:
            yield f"{one}: {', '.join(dict.fromkeys(short))}"
        if long := len(found) - len(short):
            yield f"{one}s too long to keep here: {long}"
    places = dict.fromkeys(filter(None, map(_place, groups(values, "PLACE_OF_BIRTH"))))
    if places:
        yield f"place of birth: {' or '.join(places)}"
    yield from dict.fromkeys(left_out)
    for why in dict.fromkeys(one.why for one in said.unread):
        these = [f"{one.reference} ({one.place})" for one in said.unread if one.why == why]
        yield f"mentions {', '.join(these)}: {why}"


def _place(group: Mapping[str, str]) -> str:
    return ", ".join(group[tag] for tag in ("CITY", "STATE_PROVINCE", "COUNTRY") if tag in group)
