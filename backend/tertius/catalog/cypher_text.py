"""Just enough of Cypher's lexis to split a file into statements and find the parameters in one."""

import re
from dataclasses import dataclass

from tertius.errors import CatalogueError

#: What a semicolon or a dollar sign means nothing inside: comments, strings, quoted names.
_OPAQUE = re.compile(
    r"""//[^\n]*
      | /\*.*?\*/
      | '(?:\\.|[^'\\])*'
      | "(?:\\.|[^"\\])*"
      | `(?:``|[^`])*`
    """,
    re.VERBOSE | re.DOTALL,
)
_NOT_NEWLINE = re.compile(r"[^\n]")
_LEFT_OPEN = re.compile(r"""['"`]|/\*""")
_PARAMETER = re.compile(r"\$(\w+)")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a file.

    Attributes
    ----------
    text
        The statement without its semicolon, from its first word on.
    line
        The line of that word, from 1.
    """

    text: str
    line: int


def blanked(text: str, *, where: str = "") -> str:
    """Return the text with comments, strings and quoted names blanked out; every other character keeps its place.

    Parameters
    ----------
    text
        Cypher.
    where
        The file, for the message.

    Returns
    -------
    str
        Of the same length and with the same line breaks.

    Raises
    ------
    CatalogueError
        A string, a quoted name or a comment has no end.
    """
    bare = _OPAQUE.sub(lambda found: _NOT_NEWLINE.sub(" ", found[0]), text)
    if left_open := _LEFT_OPEN.search(bare):
        line = bare.count("\n", 0, left_open.start()) + 1
        raise CatalogueError(
            f"A {left_open[0]} is opened here and never closed.",
            where=f"{where}:{line}" if where else f"line {line}",
            next_step="Close it.",
        )
    return bare


def statements(text: str, *, where: str = "") -> list[Statement]:
    """Split a file at its semicolons.

    Parameters
    ----------
    text
        Cypher, with ``//`` and ``/* */`` comments.
    where
        The file, for messages.

    Returns
    -------
    list of Statement
        In order; stretches of nothing but comments are left out.

    Raises
    ------
    CatalogueError
        As :func:`blanked`.
    """
    bare = blanked(text, where=where)
    found = []
    start = 0
    for end in [*(m.start() for m in re.finditer(";", bare)), len(bare)]:
        # Strings are blank here too, but no statement begins with one.
        words = bare[start:end]
        if words.strip():
            first = start + len(words) - len(words.lstrip())
            found.append(Statement(text[first:end].rstrip(), bare.count("\n", 0, first) + 1))
        start = end + 1
    return found


def parameters_used(text: str) -> list[str]:
    """Return the names of the parameters that a statement uses, each once, in order of first use.

    Parameters
    ----------
    text
        Cypher.

    Returns
    -------
    list of str
        Without the dollar sign.

    Raises
    ------
    CatalogueError
        As :func:`blanked`.
    """
    return list(dict.fromkeys(_PARAMETER.findall(blanked(text))))
