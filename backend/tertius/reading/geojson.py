"""GeoJSON as a stream: each feature's properties, and the middle of what it draws; no outline is ever held.

One feature of a file of boundaries can have a hundred megabytes. So its text is taken apart token by token, and of a
geometry nothing is kept but the sums that its middle is worked out from.
"""

import codecs
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tertius.errors import DataError
from tertius.wording import counted

MOST_PROPERTIES = 1 << 20
"""Characters that the properties of one feature may have, and a text anywhere."""
MOST_DEPTH = 32
"""Objects and lists that may stand within each other."""

_TOKEN = re.compile(
    r'"(?:[^"\\\x00-\x1f]|\\.)*"|[{}\[\],:]|-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![0-9.eE+-])|true|false|null'
)
_BLANKS = re.compile(r"[ \t\r\n]*")
_WHOLE_AS_IT_IS = frozenset('"{}[],:')
_UNFINISHED = re.compile(r'"(?:[^"\\\x00-\x1f]|\\.)*\\?|[-+0-9.eE]+|[a-z]{1,5}')
_AGAIN = "Save it again from the program that it is from, or load its table of attributes as CSV."
_HALF = 180
"""Degrees: what is wider wraps around the globe, and has no middle by its numbers."""


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature of a collection.

    Attributes
    ----------
    line
        The line that it starts on, from 1.
    properties
        What it says.
    middle
        Longitude and latitude of the middle of what it draws; None if it draws nothing, or across the date line.
    """

    line: int
    properties: dict[str, Any]
    middle: tuple[float, float] | None


def features(pieces: Iterable[bytes], where: str) -> Iterator[Feature]:
    """Yield the features of a collection in their order.

    Parameters
    ----------
    pieces
        The file's bytes.
    where
        Where it is from, for messages.

    Raises
    ------
    DataError
        It is no sound JSON in UTF-8, no collection of features, or the properties of one have no end.
    """
    tokens = _Tokens(pieces, where)
    found = False
    for key in tokens.keys_of(tokens.next()):
        if key != "features":
            tokens.passed_over()
            continue
        found = True
        for first in tokens.items_of(tokens.next()):
            yield _feature(tokens, first)
    if next(tokens.rest, None) is not None:
        raise tokens.unsound()
    if not found:
        raise DataError("The file is no collection of features", where=where, next_step=_AGAIN)


def _feature(tokens: "_Tokens", first: str) -> Feature:
    line, properties, drawn = tokens.line, dict[str, Any](), _Drawn()
    for key in tokens.keys_of(first):
        if key == "properties":
            text = "".join(tokens.value(most=MOST_PROPERTIES))
            try:
                told = json.loads(text)
            except ValueError:  # such as a number of five thousand digits
                raise tokens.unsound() from None
            properties = told if isinstance(told, dict) else {}
        elif key == "geometry":
            for sign in tokens.value():
                drawn.take(sign)
        else:
            tokens.passed_over()
    return Feature(line, properties, drawn.middle())


class _Tokens:
    """The tokens of a text in JSON, one after another."""

    def __init__(self, pieces: Iterable[bytes], where: str) -> None:
        self.line = 1
        self.rest = self._read(pieces)
        self._where = where
        self._depth = 0

    def next(self) -> str:
        """Return the next one."""
        sign = next(self.rest, None)
        if sign is None:
            raise DataError("The file ends before its JSON does", where=self._where, next_step=_AGAIN)
        return sign

    def keys_of(self, first: str) -> Iterator[str]:
        """Yield the keys of an object; who takes one takes its value before the next."""
        if first != "{":
            raise self.unsound()
        self._deeper()
        sign = self.next()
        while sign != "}":
            if sign[0] != '"' or self.next() != ":":
                raise self.unsound()
            yield json.loads(sign)
            sign = self.next()
            if sign == ",":
                sign = self.next()
                if sign == "}":
                    raise self.unsound()
            elif sign != "}":
                raise self.unsound()
        self._depth -= 1

    def items_of(self, first: str) -> Iterator[str]:
        """Yield the first sign of each item of a list; who takes one takes the rest of it."""
        if first != "[":
            raise self.unsound()
        self._deeper()
        sign = self.next()
        while sign != "]":
            yield sign
            sign = self.next()
            if sign == ",":
                sign = self.next()
                if sign == "]":
                    raise self.unsound()
            elif sign != "]":
                raise self.unsound()
        self._depth -= 1

    def value(self, *, most: int | None = None) -> Iterator[str]:
        """Yield the tokens of a value, which have ``most`` characters at most."""
        yield from self._value(self.next(), [0], most)

    def _value(self, first: str, size: list[int], most: int | None) -> Iterator[str]:
        size[0] += len(first)
        if most is not None and size[0] > most:
            raise DataError(
                f"The properties of a feature have more than {counted(most, 'character')}",
                where=f"{self._where}, line {self.line}",
                next_step=_AGAIN,
            )
        if first == "{":
            yield first
            for number, key in enumerate(self.keys_of(first)):
                yield f"{',' * bool(number)}{json.dumps(key)}:"
                size[0] += len(key)
                yield from self._value(self.next(), size, most)
            yield "}"
        elif first == "[":
            yield first
            for number, sign in enumerate(self.items_of(first)):
                if number:
                    yield ","
                yield from self._value(sign, size, most)
            yield "]"
        elif first in ("}", "]", ",", ":"):
            raise self.unsound()
        else:
            yield first

    def passed_over(self) -> None:
        """Take a value and let it go."""
        for _ in self.value():
            pass

    def unsound(self) -> DataError:
        """Return the refusal of what is no JSON, or not what it should be here."""
        return DataError("The file is no sound GeoJSON", where=f"{self._where}, line {self.line}", next_step=_AGAIN)

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise self.unsound()

    def _read(self, pieces: Iterable[bytes]) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder("utf-8-sig")()
        stream, text, at_end = iter(pieces), "", False
        while not at_end:
            piece = next(stream, None)
            at_end = piece is None
            try:
                text += decoder.decode(piece or b"", at_end)
            except UnicodeDecodeError:
                raise DataError(
                    "The file is not in UTF-8, as GeoJSON is", where=self._where, next_step=_AGAIN
                ) from None
            at = 0
            while True:
                blanks = _BLANKS.match(text, at)
                end = blanks.end() if blanks else at
                self.line += text.count("\n", at, end)
                at = end
                match = _TOKEN.match(text, at)
                # a number at the end of a piece may go on in the next
                if match and (at_end or match.end() < len(text) or text[at] in _WHOLE_AS_IT_IS):
                    at = match.end()
                    yield match[0]
                    continue
                if at < len(text) and (
                    at_end or len(text) - at > MOST_PROPERTIES or not _UNFINISHED.fullmatch(text, at)
                ):
                    raise self.unsound()
                break
            text = text[at:]


class _Drawn:
    """What the middle of a geometry is worked out from: signed areas, so that holes count against what is around."""

    def __init__(self) -> None:
        self._area = self._east = self._north = 0.0
        self._count, self._sums = 0, (0.0, 0.0)
        self._origin: tuple[float, float] | None = None  # near it, small areas keep their digits
        self._edges = [float("inf"), float("-inf")]
        self._position: list[float] = []
        self._first: tuple[float, float] | None = None
        self._last: tuple[float, float] | None = None

    def take(self, sign: str) -> None:
        """Take a sign of the geometry: numbers make positions, and lists of these rings."""
        if sign[0] in "-0123456789":
            self._position = [*self._position[:2], float(sign)]
        elif sign == "]":
            if len(self._position) > 1:
                self._positioned(self._position[0], self._position[1])
            elif self._first and self._last:
                self._edge(self._last, self._first)
                self._first = self._last = None
            self._position = []

    def _positioned(self, east: float, north: float) -> None:
        self._origin = self._origin or (east, north)
        x, y = east - self._origin[0], north - self._origin[1]
        self._count += 1
        self._sums = self._sums[0] + x, self._sums[1] + y
        self._edges = [min(self._edges[0], x), max(self._edges[1], x)]
        if self._last is not None:
            self._edge(self._last, (x, y))
        self._first, self._last = self._first or (x, y), (x, y)

    def _edge(self, one: tuple[float, float], other: tuple[float, float]) -> None:
        cross = one[0] * other[1] - other[0] * one[1]
        self._area += cross / 2
        self._east += (one[0] + other[0]) * cross / 6
        self._north += (one[1] + other[1]) * cross / 6

    def middle(self) -> tuple[float, float] | None:
        """Return the middle: of the area, else of the positions."""
        if self._origin is None or not self._edges[1] - self._edges[0] <= _HALF:
            return None
        flat = abs(self._area) < 1e-12
        east, north = (
            (self._sums[0] / self._count, self._sums[1] / self._count)
            if flat
            else (self._east / self._area, self._north / self._area)
        )
        east, north = east + self._origin[0], north + self._origin[1]
        within = abs(east) <= _HALF and abs(north) <= _HALF / 2  # nan, and what is drawn askew, is not
        return (round(east, 6), round(north, 6)) if within else None
