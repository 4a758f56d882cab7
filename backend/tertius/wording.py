"""Words of messages that depend on a number, and values as a person reads them."""

import re
import shlex
from collections.abc import Callable, Mapping

_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")

NOTHING = "–"
"""What stands where there is no value."""


def counted(count: float, one: str, many: str | None = None) -> str:
    """Return a count with its noun: ``1 row``, ``2 rows``, ``1,200 entries``.

    Parameters
    ----------
    count
        How many.
    one, many
        The noun for one and for any other number; with an s where ``many`` is not given.
    """
    return f"{count:{',' if isinstance(count, int) else 'g'}} {one if count == 1 else many or f'{one}s'}"


def verb(count: float, one: str, many: str) -> str:
    """Return the verb that fits a count: ``is`` or ``are``."""
    return one if count == 1 else many


def quoted(word: object) -> str:
    """Return a path, or another word of a command, as a shell reads it: in quotes where it has blanks.

    So are all paths written that a message names: each can be copied.
    """
    return shlex.quote(str(word))


def undirected(text: str) -> str:
    """Return the text without the signs that turn the direction of all that follows: a name must not rearrange a page.

    Scripts that run from right to left need none of them.
    """
    return _TURNING.sub("", text)


def printable(text: str) -> str:
    """Return the text without control characters: what a source wrote must not steer a terminal."""
    return "".join(char if char.isprintable() else " " for char in text)


def text_of(value: object, clean: Callable[[str], str] = printable) -> str:
    """Return a value as a person reads it: lists with commas, nothing as a dash, numbers short.

    Parameters
    ----------
    value
        A value of an answer.
    clean
        What is done with a text.
    """
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list | tuple):
        texts = [text_of(item, clean) for item in value]
        return ("; " if any("," in text for text in texts) else ", ").join(texts) or NOTHING
    if isinstance(value, Mapping):
        return " ".join(f"{key}={text_of(item, clean)}" for key, item in value.items())
    return clean(str(value)) or NOTHING
