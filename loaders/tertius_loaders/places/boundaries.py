"""OCHA's boundaries as GeoJSON: a row a division with its properties, and a point for the middle of its outline."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tertius.errors import DataError
from tertius.reading.cuts import Fault, unreadable
from tertius.reading.geojson import features
from tertius.reading.packed import Packed, open_packed
from tertius.reading.table import ADDED, Row

DRAWN = "center_drawn"
"""A column that rows have here besides: ``yes`` where their point is worked out from the outline."""

MOST_COLUMNS = 500
"""Names of properties that a file may have."""

_POINT = ("center_lat", "center_lon")


@dataclass(frozen=True)
class Boundaries:
    """A file of boundaries as a table that is streamed: it is read as often as its rows are.

    Attributes
    ----------
    packed
        The file.
    columns
        The properties of its features, in the order in which they come, and the point.
    notes
        What is not kept of it.
    """

    packed: Packed
    columns: tuple[str, ...]
    notes: tuple[str, ...]
    header: int = 1
    separator: str = ","
    set_aside: bool = False

    def noticed(self) -> tuple[str, ...]:
        """Return nothing: a feature has what it has, and none is short, long or blank."""
        return ()

    @classmethod
    def of(cls, packed: Packed) -> "Boundaries":
        """Look through a file once, for the names of its properties.

        Raises
        ------
        DataError
            It is no sound GeoJSON, or has too many properties.
        """
        found: dict[str, None] = {}
        for one in features(packed.pieces(), packed.where):
            found.update((key, None) for key in one.properties if key not in ADDED)
            if len(found) > MOST_COLUMNS:
                raise DataError(
                    f"The features have more than {MOST_COLUMNS} properties",
                    where=f"{packed.where}, line {one.line}",
                    next_step="Keep those of the division: codes, names, the country's code.",
                )
        folded = {key.casefold() for key in found}
        columns = (*found, *(name for name in _POINT if name not in folded), DRAWN)
        return cls(packed, columns, ("Outlines are not kept; where no point is given, their middle stands for them.",))

    @property
    def name(self) -> str:
        """What its contents are called."""
        return self.packed.name

    @property
    def where(self) -> str:
        """Its place, in messages."""
        return self.packed.where

    def position(self) -> float:
        """Return how much of it has been read, 0 to 1."""
        return self.packed.position()

    def rows(self) -> Iterator[Row]:
        """Stream its features as rows."""
        latitude, longitude = (next(key for key in self.columns if key.casefold() == name) for name in _POINT)
        for one in features(self.packed.pieces(), self.where):
            values = dict.fromkeys(self.columns, "")
            values |= {key: _text(value) for key, value in one.properties.items() if key in values}
            if one.middle is not None and not (values[latitude] or values[longitude]):
                values |= {latitude: f"{one.middle[1]}", longitude: f"{one.middle[0]}", DRAWN: "yes"}
            yield Row(one.line, values, _fault(values))


def opened_boundaries(path: Path, members: tuple[str, ...]) -> Boundaries | None:
    """Open a file of boundaries; None for a file that is called otherwise, or holds one that is."""
    if not path.name.lower().endswith((".geojson", ".json", ".gz", ".zip")):
        return None
    packed = open_packed(path, member=(*members, "*.geojson"))
    return Boundaries.of(packed) if packed.name.lower().endswith((".geojson", ".json")) else None


def _text(value: Any) -> str:  # noqa: ANN401 - what JSON has
    if value is None or isinstance(value, dict | list):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).encode("utf-8", "replace").decode()


def _fault(values: Mapping[str, str]) -> Fault | None:
    for column, text in values.items():
        if wrong := unreadable(text):
            return Fault(column, text[:200], *wrong)
    return None
