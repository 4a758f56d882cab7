"""Sentences in a terminal: in lines that fit its width, with no path, address or command broken: each can be copied."""

import re
from collections.abc import Iterator

import click

from tertius.cli.tables import PROSE, terminal_width, width_of
from tertius.wording import printable

_LEAST = 20
"""Columns that a line has in a terminal however narrow."""

_BEGINS = re.compile(r"[(`]?(?:\S*/)?(?:tertius|pip|docker|make)|[(`]?[A-Z][A-Z0-9_]{2,}=\S+")
"""A word that a command begins with."""
_ENDS = (".", ";", ":", ",", ")", "?")
_PART = re.compile(r"^-|[^a-z,.;:)?]")
"""What no word of a sentence has, and a part of a command mostly does."""
_QUOTED_WORDS = 12
_SHORT = 12
"""Columns of a word or two, which stay before what is longer than a line."""


def tell(text: str, *, err: bool = False, first: str = "", others: str = "", bold: bool = False) -> None:
    """Print sentences.

    Parameters
    ----------
    text
        The sentences; a line break begins another line.
    err
        Whether to print on standard error.
    first, others
        What stands before the first line, and before the others.
    bold
        Whether it is a heading.
    """
    for line in lines_of(text, first=first, others=others):
        click.echo(click.style(line, bold=True) if bold else line, err=err)


def lines_of(text: str, *, first: str = "", others: str = "", width: int | None = None) -> list[str]:
    """Return sentences in lines that fit; what would be broken otherwise has a line of its own, however long.

    Parameters
    ----------
    text, first, others
        As for `tell`.
    width
        Columns; by default those of the terminal, or of readable prose.
    """
    room = max(min(terminal_width(), PROSE) if width is None else width, width_of(others) + _LEAST)
    lines, line, bare = [], first, True
    for number, part in enumerate(text.split("\n")):
        if number:
            lines.append(line)
            line, bare = others, True
        for unit in _units(printable(part), room - width_of(others)):
            hopeless = width_of(unit) > room - width_of(others) and width_of(line) <= width_of(others) + _SHORT
            if not bare and not hopeless and width_of(line) + 1 + width_of(unit) > room:
                lines.append(line)
                line, bare = others, True
            line += unit if bare else f" {unit}"
            bare = False
    return [*lines, line]


def _units(text: str, room: int) -> Iterator[str]:
    """Yield what has to stand on one line: a word, a text in quotes, or a command as far as it goes; as it is written.

    Blanks within it stay as many as they are: those of a path are a part of it.
    """
    found = [*re.finditer(r"\S+", text)]
    words, at = [word[0] for word in found], 0
    while at < len(words):
        end = _end_of_quoted(words, at) or _end_of_command(words, at, room) or at + 1
        yield text[found[at].start() : found[end - 1].end()]
        at = end


def _end_of_quoted(words: list[str], at: int) -> int:
    """Return where a text in quotes ends that begins with a word; 0 where none does.

    A path may have any number of words; what is no path, only so many that an apostrophe is not taken for a quote.
    """
    begun = re.match(r"[(\[]?([`'\"])([~.]{0,2}/)?", words[at])
    if begun is None:
        return 0
    mark = begun[1]
    for end in range(at, len(words) if begun[2] else min(at + _QUOTED_WORDS, len(words))):
        if re.search(rf"{mark}[.,;:)?\]]*$", words[end]) and (end > at or words[end].count(mark) > 1):
            return end + 1
    return 0


def _end_of_command(words: list[str], at: int, room: int) -> int:
    """Return where a command ends that begins with a word; 0 where none does.

    It ends with its sentence, or, if that is longer than a line, where words begin that are no part of a command.
    """
    if not _BEGINS.fullmatch(words[at]) or at + 1 == len(words):
        return 0
    end = at + 1
    while end < len(words) and not (words[end - 1].endswith(_ENDS) and not _in_quotes(words[at:end])):
        end += 1
    if width_of(" ".join(words[at:end])) <= room:
        return end
    verb = next((one for one in range(at, end) if "=" not in words[one] and not _in_quotes(words[at:one])), at)
    sure = verb + 1
    while sure < end and (
        sure < verb + 3 or _in_quotes(words[at:sure]) or _PART.search(words[sure]) or _takes_value(words[sure - 1])
    ):
        sure += 1
    return sure


def _in_quotes(words: list[str]) -> bool:
    """Say whether a quote is open after these words, as a shell reads them."""
    open_ = ""
    for letter in " ".join(words):
        if letter in "'\"" and open_ in ("", letter):
            open_ = "" if open_ else letter
    return bool(open_)


def _takes_value(word: str) -> bool:
    return word.startswith("--") and word not in ("--help", "--complete", "--yes", "--dry-run", "--wide", "--evidence")
