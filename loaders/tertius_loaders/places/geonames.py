"""GeoNames: a row a place, 19 columns without names. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tertius.errors import InputError
from tertius.loading.loader import BadRow, RawRow, Shaped
from tertius.model.entities import Entity
from tertius.model.kinds import EntityType
from tertius.model.sources import Source
from tertius_loaders.places.said import Said, place_id

SOURCE = Source(
    id="geonames",
    title="GeoNames geographical database",
    publisher="GeoNames",
    url="https://www.geonames.org/",
    licence="CC BY 4.0",
)
"""Whose words these are."""

COLUMNS = (
    "geonameid", "name", "asciiname", "alternatenames", "latitude", "longitude", "feature class", "feature code",
    "country code", "cc2", "admin1 code", "admin2 code", "admin3 code", "admin4 code", "population", "elevation",
    "dem", "timezone", "modification date",
)  # fmt: skip
"""The columns of a file, in their order."""

_SAID_ONCE = ("NAME", "KIND", "LOCATION", "COUNTRY", "WITHIN", "EXTERNAL_ID")

WITHIN = "within"
"""A column that rows have here besides: the GeoNames id of the smallest division around, which the whole file tells."""

_COUNTRIES = ("PCLI", "PCL", "PCLD", "PCLF", "PCLS", "PCLIX", "TERR")
_STATES = ("PCLI", "PCLD", "PCLF", "PCLS")
"""Features that a country's code is theirs alone: a territory, or a section of a state, may have that of the whole."""
_KINDS = {
    **dict.fromkeys(_COUNTRIES, "country"),
    **{f"ADM{level}": f"admin{level}" for level in range(1, 6)},
    "PPLC": "capital",
    "A": "administrative area",
    "P": "populated place",
    "H": "water",
    "L": "area",
    "R": "road or railway",
    "S": "building or spot",
    "T": "mountain, hill or island",
    "U": "undersea feature",
    "V": "vegetation",
}
CLASSES = frozenset(kind for kind in _KINDS if len(kind) == 1)
"""GeoNames' classes of features."""
_LEVELS = tuple(f"admin{level} code" for level in range(1, 5))
_NOWHERE = "00"
"""The code of a first division that says that there is none."""


@dataclass(frozen=True, slots=True)
class Divisions:
    """The countries and divisions of a file.

    Attributes
    ----------
    ids
        The GeoNames id of each by its codes, ``ML`` or ``ML.07``; empty where two have the same.
    countries
        Codes of all countries of which the file has a place.
    """

    ids: Mapping[str, str]
    countries: frozenset[str]

    @classmethod
    def of(cls, rows: Iterable[RawRow | BadRow]) -> "Divisions":
        """Gather them."""
        ids: dict[str, str] = {}
        countries = set()
        for row in rows:
            if isinstance(row, BadRow):
                continue
            countries.add(row.values.get("country code", ""))
            codes = _codes(row.values)
            own = _own(row.values, codes)
            if own and ids.setdefault(own, row.values["geonameid"]) != row.values["geonameid"]:
                ids[own] = ""
        return cls(ids, frozenset(countries))

    def placed(self, rows: Iterable[RawRow | BadRow]) -> Iterator[RawRow | BadRow]:
        """Yield rows that say in the column `WITHIN` what they lie in, as rows that were set aside do already."""
        for row in rows:
            if isinstance(row, BadRow) or WITHIN in row.values:
                yield row
            else:
                yield RawRow(row.file, row.line, {**row.values, WITHIN: self.around(row.values)})

    def around(self, row: Mapping[str, str]) -> str:
        """Return the id of the smallest division that a place lies in and that is not itself; empty without one."""
        codes = _codes(row)
        own = _own(row, codes)
        found = (self.ids.get(code, "") for code in reversed(codes) if code != own)
        return next((one for one in found if one and one != row["geonameid"]), "")


def _codes(row: Mapping[str, str]) -> list[str]:
    """Return the codes of the country and of the divisions that a row names, the largest first."""
    found = [row.get("country code", "")]
    for level in _LEVELS:
        code = row.get(level, "")
        if not code or code == _NOWHERE or not found[0]:
            break
        found.append(f"{found[-1]}.{code}")
    return found if found[0] else []


def _own(row: Mapping[str, str], codes: list[str]) -> str:
    """Return the code of which a place is the country or division; empty for any other."""
    feature = row.get("feature code", "")
    if feature in _COUNTRIES:
        return codes[0] if codes else ""
    level = int(feature[3:]) if feature in ("ADM1", "ADM2", "ADM3", "ADM4") else 0
    return codes[level] if 0 < level < len(codes) else ""


@dataclass(frozen=True, slots=True)
class GeoNames:
    """Shapes the rows of a file that are placed (`Divisions.placed`).

    Attributes
    ----------
    aliases
        Whether other names are taken.
    """

    aliases: bool = True

    def shape(self, row: RawRow) -> Shaped:
        """Return what a row says.

        Raises
        ------
        InputError
            With the column in ``where``.
        """
        values = row.values
        place = _at("geonameid", values.get("geonameid", ""))
        if not values.get("name", "").strip():
            raise InputError("The place has no name", where="name", next_step="Fill it.")
        around = values.get(WITHIN, "")
        others = [values.get("asciiname", ""), *values.get("alternatenames", "").split(",")] if self.aliases else []
        latitude, longitude = values.get("latitude", ""), values.get("longitude", "")
        said = Said(
            place,
            values["name"].strip(),
            [one.strip() for one in others],
            _KINDS.get(values.get("feature code", ""), _KINDS.get(values.get("feature class", ""), "")),
            _at("geonameid", around) if around else "",
            values.get("country code", "").strip(),
            f"{latitude.strip()},{longitude.strip()}" if latitude.strip() or longitude.strip() else "",
            state=values.get("feature code", "") in _STATES,
        )
        entities = tuple(Entity(one, EntityType.PLACE) for one in (place, said.within) if one)
        try:
            return Shaped(entities, tuple(said.claims(SOURCE.id)))
        except InputError as error:
            raise InputError(error.what, where="latitude", next_step=error.next_step) from None

    def records(self, row: RawRow) -> tuple[str, ...]:
        """Return the ids (``record``) of the claims that a row, good or bad, is meant to carry. Never fails."""
        own = f"geonames:{row.values.get('geonameid', '').strip()}"
        others = (row.values.get("asciiname", ""), *row.values.get("alternatenames", "").split(","))
        names = (f"{own} ALIAS {name.strip()}" for name in others if name.strip())
        return (*(f"{own} {kind}" for kind in _SAID_ONCE), *names)


def _at(column: str, code: str) -> str:
    try:
        return place_id("geonames", code)
    except InputError as error:
        raise InputError(error.what, where=column, next_step=error.next_step) from None
