"""XML read as a stream of events, and only what cannot do harm: no entities, nothing fetched, no endless depth."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol
from xml.parsers import expat

from tertius.errors import DataError

MOST_DEPTH = 100
"""Elements that may stand one within the other."""


class Listener(Protocol):
    """What takes the events of a document. Names are without their namespace."""

    def start(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        """Take an element's start."""

    def end(self, name: str, line: int) -> None:
        """Take an element's end."""

    def text(self, text: str) -> None:
        """Take some text within the innermost element."""


def read_xml(raw: bytes, path: Path, listener: Listener) -> None:
    """Give the events of a document to a listener.

    Parameters
    ----------
    raw
        The document.
    path
        Where it is from, for messages.
    listener
        What takes them; what it refuses is refused.

    Raises
    ------
    DataError
        It is not well formed, defines or uses entities of its own, or is too deep.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = 0

    def line() -> int:
        return parser.CurrentLineNumber

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MOST_DEPTH:
            raise DataError(
                f"More than {MOST_DEPTH} elements stand one within the other",
                where=f"{path}, line {line()}",
                next_step="Export the network again.",
            )
        listener.start(_local(name), {_local(key): value for key, value in attributes.items()}, line())

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        listener.end(_local(name), line())

    def refuse(*_: object) -> int:
        raise DataError(
            "The file defines or uses entities of its own, which are not read",
            where=f"{path}, line {line()}",
            next_step="Export the network again, without a document type.",
        )

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = listener.text
    parser.EntityDeclHandler = refuse
    parser.SkippedEntityHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    try:
        parser.Parse(raw, True)
    except expat.ExpatError as error:
        raise DataError(
            f"The file is no sound XML: {expat.errors.messages.get(error.code, str(error))}",
            where=f"{path}, line {error.lineno}",
            next_step="Export the network again.",
        ) from None


def _local(name: str) -> str:
    return name.rpartition(":")[2]
