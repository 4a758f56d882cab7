"""XML read piece by piece, and only what cannot do harm: no entities, nothing fetched, no depth or tag without end.

A piece of a file goes in, and whoever listens is told of elements and texts. Memory is bounded by the limits below,
however long the file is.
"""

from collections.abc import Mapping
from typing import Protocol
from xml.parsers import expat

from tertius.errors import DataError

MOST_DEPTH = 100
"""Elements that may stand one within the other."""

MOST_PENDING = 4_000_000
"""Bytes of one tag, comment or the like: until it ends, the parser has to keep all of it."""


class Listener(Protocol):
    """What takes the events of a document. Names are without their namespace."""

    def start(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        """Take an element's start."""

    def end(self, name: str, line: int) -> None:
        """Take an element's end."""

    def text(self, text: str) -> None:
        """Take some text within the innermost element."""


class XmlStream:
    """Gives the events of a document to a listener, while the document is fed in pieces.

    Parameters
    ----------
    listener
        What takes the events; what it refuses is refused.
    where
        Where the document is from, for messages.
    again
        What to do about a document that cannot be read, a sentence.
    typed
        Whether it may have a document type, as old formats do; entities are refused in any case.
    """

    def __init__(self, listener: Listener, where: str, again: str, *, typed: bool = False) -> None:
        self._listener, self._where, self._again = listener, where, again
        self._depth = 0
        self._pending = 0
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        if not typed:
            parser.StartDoctypeDeclHandler = self._refuse_type
        parser.EntityDeclHandler = self._refuse
        parser.SkippedEntityHandler = self._refuse
        parser.ExternalEntityRefHandler = self._refuse
        self._parser = parser

    @property
    def line(self) -> int:
        """The line that has been read up to, from 1."""
        return self._parser.CurrentLineNumber

    def feed(self, piece: bytes, *, last: bool = False) -> None:
        """Read on.

        Parameters
        ----------
        piece
            The next bytes of the document; pieces of some tens of thousands of bytes are best.
        last
            Whether the document ends with them.

        Raises
        ------
        DataError
            The document is not well formed, ends too early, is in no encoding that is known, has a document type or
            entities of its own, or is too deep or too long in one place.
        """
        self._pending += len(piece)
        try:
            self._parser.Parse(piece, last)
        except expat.ExpatError as error:
            raise self._fault(f"The file is no sound XML: {_said(error)}", error.lineno) from None
        except (LookupError, ValueError) as error:  # an encoding that Python does not know, or cannot use here
            raise self._fault(f"The file names an encoding that cannot be read: {error}", self.line) from None
        if self._pending > MOST_PENDING:
            raise self._fault(f"A tag or a comment has more than {MOST_PENDING:,} bytes", self.line)

    def _fault(self, what: str, line: int) -> DataError:
        return DataError(what, where=f"{self._where}, line {line}", next_step=self._again)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._pending = 0
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise self._fault(f"More than {MOST_DEPTH} elements stand one within the other", self.line)
        self._listener.start(_local(name), {_local(key): value for key, value in attributes.items()}, self.line)

    def _end(self, name: str) -> None:
        self._pending = 0
        self._depth -= 1
        self._listener.end(_local(name), self.line)

    def _text(self, text: str) -> None:
        self._pending = 0
        self._listener.text(text)

    def _refuse(self, *_: object) -> int:
        raise self._fault("The file defines or uses entities of its own, which are not read", self.line)

    def _refuse_type(self, *_: object) -> None:
        raise self._fault("The file has a document type, which could define entities and is not read", self.line)


def _said(error: expat.ExpatError) -> str:
    return expat.errors.messages.get(error.code, str(error))


def _local(name: str) -> str:
    return name.rpartition(":")[2]
