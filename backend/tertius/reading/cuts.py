"""A line cut into cells, and what can be wrong with it. Pure."""

import re
import unicodedata
from dataclasses import dataclass, field

from tertius.model.cells import CONTROL
from tertius.wording import counted

MAX_CELL = 10_000
"""Characters that one cell may have."""
MAX_RECORD = 1 << 20
"""Characters that a row may have, over all its lines, before it is cut into cells."""


LOST = "\ufffd"
"""What programs write in place of a letter that they could not read."""
_BROKEN = re.compile(r"[\udc80-\udcff]+")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row, for a person to mend.

    Attributes
    ----------
    column
        The column, or empty when the whole row is wrong.
    value
        The part that is wrong, as far as it can be shown.
    reason, next_step
        What is wrong with it, and what to do.
    unread
        The part of the row that could not be cut into cells.
    """

    column: str
    value: str
    reason: str
    next_step: str
    unread: str = ""


@dataclass(frozen=True, slots=True)
class Cut:
    """A line cut into cells.

    Attributes
    ----------
    line
        Where it starts, from 1.
    cells
        Its cells as they stand; of a line that cannot be cut, those before the mistake.
    fault
        What is wrong with it; a fault's column is here the number of the cell, from 0, as text, or empty.
    plain
        Whether its text `is_plain`, so that its cells are sound as they are, but for blanks around them.
    lines
        How many lines of the file it takes: a cell may hold line breaks.
    """

    line: int
    cells: list[str] = field(default_factory=list)
    fault: Fault | None = None
    plain: bool = False
    lines: int = 1


def visible(text: str) -> str:
    r"""Return a text that can be written anywhere: each byte that is not UTF-8 as U+FFFD, which no row may hold."""
    return _BROKEN.sub(lambda broken: LOST * len(broken[0]), text)


# What `unreadable` refuses; what `tertius.model.cells.unguard` takes away.
_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\udc80-\udcff\ufffd]")
_GUARD = re.compile("'[ '\"]*[=+\\-@\t\r＝＋－＠]")


def is_plain(text: str) -> bool:
    """Say whether every cell of a line is sound and stays as it is, but for blanks around it: one look for all of them.

    `unreadable` finds nothing in such a cell, and neither `unguard` nor `composed` changes it.
    """
    if len(text) > MAX_CELL:
        return False
    text = text.removesuffix("\n").removesuffix("\r")
    if "'" in text and _GUARD.search(text):
        return False
    if (not text.isprintable() or LOST in text) and _ODD.search(text):
        return False
    return text.isascii() or unicodedata.is_normalized("NFC", text)


def unreadable(text: str, most: int = MAX_CELL) -> tuple[str, str] | None:
    """Return what is wrong with a cell's text and what to do, or None.

    Parameters
    ----------
    text
        The cell's text; bytes that are not UTF-8 stand in it as lone surrogates.
    most
        Characters that it may have.
    """
    if len(text) > most:
        return f"The cell has {counted(len(text), 'character')}", f"Use {most:,} at most: a note is a paraphrase."
    if not text.isascii():
        if broken := _BROKEN.search(text):
            raw = broken[0].encode("utf-8", "surrogateescape")
            read = raw.decode("cp1252", "replace")
            hint = "" if LOST in read else f" ({read!r} in Windows-1252, which older programs write)"
            return (
                f"After {counted(broken.start(), 'character')}, the bytes {raw[:8].hex(' ')} are not UTF-8{hint}",
                "Write the text again, and save the file as UTF-8.",
            )
        if LOST in text:
            return (
                f"After {counted(text.index(LOST), 'character')} stands {LOST}: a program could not read the letter "
                "and lost it",
                "Write the text again.",
            )
    if control := None if text.isprintable() else CONTROL.search(text):
        what = "a NUL byte" if control[0] == "\0" else f"the control character U+{ord(control[0]):04X}"
        return f"The cell holds {what} after {counted(control.start(), 'character')}", "Delete it."
    return None
