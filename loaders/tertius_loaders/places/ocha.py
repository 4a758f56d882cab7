"""OCHA's administrative boundaries (COD-AB) as tables: a row a division, with all that it lies in. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tertius.errors import DataError, InputError
from tertius.loading.loader import RawRow, Shaped
from tertius.model.claims import Claim
from tertius.model.countries import COUNTRIES
from tertius.model.entities import Entity
from tertius.model.kinds import EntityType
from tertius.model.sources import Source
from tertius_loaders.events.cells import NULLS
from tertius_loaders.events.countries import ALPHA_2_OF_3
from tertius_loaders.places.boundaries import DRAWN
from tertius_loaders.places.said import Said, place_id

SOURCE = Source(
    id="ocha-cod-ab",
    title="Common Operational Datasets: Administrative Boundaries",
    author="United Nations Office for the Coordination of Humanitarian Affairs",
    publisher="Humanitarian Data Exchange",
    url="https://data.humdata.org/",
    licence="CC BY-IGO, unless the country's dataset says otherwise",
)
"""Whose words these are."""

KEPT = 20_000
"""Divisions whose claims are kept in memory at most."""

_CODE = re.compile(r"adm(?:in)?([0-5])_?pcode", re.IGNORECASE)
_NAMES = (
    re.compile(r"adm(?P<level>[0-5])_name(?P<nth>[1-9]?)", re.IGNORECASE),
    re.compile(r"adm(?P<level>[0-5])_(?!pcode|ref|type|name|src)(?P<language>[a-z]{2,3})", re.IGNORECASE),
    re.compile(r"admin(?P<level>[0-5])name(?:_(?P<language>[a-z]{2,3}))?", re.IGNORECASE),
    re.compile(r"adm(?P<level>[0-5])alt(?P<nth>[1-9])_?[a-z]{2,3}", re.IGNORECASE),
    re.compile(r"admin(?P<level>[0-5])altname(?P<nth>[1-9])_?[a-z]{2,3}", re.IGNORECASE),
    re.compile(r"adm(?:in)?(?P<level>[0-5])_?ref(?P<nth>(?:name)?)", re.IGNORECASE),
)
_LETTERS = re.compile(r"[A-Za-z]{2,3}(?![^\W\d_])")
_NAMIBIA = "NA"  # a code of a country, and no word for an empty cell there
_LANGUAGES = ("", "en", "fr", "es", "pt")
"""The languages whose name is taken first."""


@dataclass(frozen=True, slots=True)
class Levels:
    """The columns of a table by the level of division that they are about.

    Attributes
    ----------
    codes
        The column of the codes of each level.
    names
        The columns of the names of each level, the one that is its name first.
    point, country
        The columns of the middle of the row's own division, and those of the country's ISO codes; empty where there
        are none.
    """

    codes: Mapping[int, str]
    names: Mapping[int, Sequence[str]]
    point: tuple[str, str] = ("", "")
    country: tuple[str, ...] = ()

    @classmethod
    def of(cls, columns: Sequence[str]) -> "Levels":
        """Tell the columns of a table.

        Raises
        ------
        DataError
            No level has both a code and a name.
        """
        codes = {int(found[1]): name for name in columns if (found := _CODE.fullmatch(name.strip()))}
        names: dict[int, list[tuple[tuple[int, int, int], str]]] = {}
        for at, name in enumerate(columns):
            for order, pattern in enumerate(_NAMES):
                if found := pattern.fullmatch(name.strip()):
                    parts = found.groupdict()
                    language = (parts.get("language") or "").casefold()
                    later = order > 2 or bool(parts.get("nth"))
                    rank = _LANGUAGES.index(language) if language in _LANGUAGES else len(_LANGUAGES)
                    names.setdefault(int(parts["level"]), []).append(((int(later), rank, at), name))
                    break
        levels = {level: code for level, code in sorted(codes.items()) if level in names}
        if not levels:
            raise DataError(
                "The table has no columns of codes and names of divisions",
                next_step="COD-AB tables have adm1_pcode and adm1_name, older ones ADM1_PCODE and ADM1_EN; GeoNames "
                "files have 19 columns and no names of columns.",
            )
        folded = {name.strip().casefold(): name for name in columns}
        return cls(
            levels,
            {level: [name for _, name in sorted(names[level])] for level in levels},
            (folded.get("center_lat", ""), folded.get("center_lon", "")),
            tuple(folded[name] for name in ("iso2", "iso3") if name in folded),
        )

    def own(self) -> int:
        """Return the level that rows are about: the smallest divisions."""
        return max(self.codes)

    def country_of(self, row: Mapping[str, str]) -> str:
        """Return the ISO code of a row's country; empty if it has none."""
        for column in self.country:
            if said := _iso(row.get(column, "")):
                return said
        if whole := row.get(self.codes.get(0, ""), "").strip():
            return _iso(whole)
        # as many letters as there are: COD is the Democratic Republic of the Congo, and CO is Colombia
        begins = _LETTERS.match(row.get(self.codes[self.own()], "").strip())
        return _iso(begins[0]) if begins else ""


@dataclass(frozen=True)
class Ocha:
    """Shapes the rows of tables.

    Attributes
    ----------
    levels
        The columns of each table, by its name.
    aliases
        Whether other names are taken.
    """

    levels: Mapping[str, Levels]
    aliases: bool = True

    def shape(self, row: RawRow) -> Shaped:
        """Return what a row says: of its division, and of all that it lies in.

        Raises
        ------
        InputError
            With the column in ``where``.
        """
        levels = self.levels[row.file]
        own, country = levels.own(), levels.country_of(row.values)
        entities: list[Entity] = []
        claims: list[Claim] = []
        within = ""
        for level, column in levels.codes.items():
            code = row.values.get(column, "").strip()
            if code in NULLS and code != _NAMIBIA:
                code = ""
            first, *others = (_name(row.values.get(name, "")) for name in levels.names[level])
            # a ward can be called 7, but no ward is also known as that: ADM1_ID has no names in Indonesian
            names = (first, *(name for name in others if any(letter.isalpha() for letter in name)))
            if not code:
                if level == own or any(names):
                    raise InputError("The division has no code", where=column, next_step="Fill it, or delete the row.")
                continue
            place = _at(column, code)
            point = self._point(row.values, levels) if level == own else ""
            drawn = bool(point and row.values.get(DRAWN))
            try:
                claims += _claims(place, level, names if self.aliases else names[:1], within, country, point, drawn)
            except InputError as error:
                at = levels.point[0] if point else levels.names[level][0]
                raise InputError(error.what, where=at, next_step=error.next_step) from None
            entities.append(Entity(place, EntityType.PLACE))
            within = place
        return Shaped(tuple(entities), tuple(claims))

    def _point(self, row: Mapping[str, str], levels: Levels) -> str:
        latitude, longitude = (row.get(column, "").strip() if column else "" for column in levels.point)
        return f"{latitude},{longitude}" if latitude or longitude else ""

    def records(self, row: RawRow) -> tuple[str, ...]:
        """Return the ids (``record``) of the claims that a row, good or bad, is meant to carry. Never fails."""
        return tuple(self._records(row))

    def _records(self, row: RawRow) -> Iterator[str]:
        levels = self.levels.get(row.file)
        for level, column in levels.codes.items() if levels else ():
            own = f"ocha:{row.values.get(column, '').strip()}"
            for kind in ("NAME", "KIND", "LOCATION", "COUNTRY", "WITHIN", "EXTERNAL_ID"):
                yield f"{own} {kind}"
            for name in levels.names[level] if levels else ():
                yield f"{own} ALIAS {row.values.get(name, '').strip()}"


@lru_cache(maxsize=KEPT)
def _claims(
    place: str, level: int, names: tuple[str, ...], within: str, country: str, point: str, drawn: bool
) -> tuple[Claim, ...]:
    """Return what is said of a division: the same objects for each of the many rows that say it."""
    name, *others = [one for one in names if one] or [""]
    if not name:
        raise InputError("The division has no name", next_step="Fill it.")
    kind = f"admin{level}" if level else "country"
    return tuple(Said(place, name, others, kind, within, country, point, drawn=drawn).claims(SOURCE.id))


def _name(text: str) -> str:
    """Return a name; nothing for what programs write where there is none, or for signs alone."""
    plain = text.strip()
    return "" if plain in NULLS or not any(letter.isalnum() for letter in plain) else plain


def _iso(text: str) -> str:
    """Return the alpha-2 code of a country by either of its codes of letters in ISO 3166-1; empty if it is none."""
    code = text.strip().upper()
    return code if code in COUNTRIES else ALPHA_2_OF_3.get(code, "")


def _at(column: str, code: str) -> str:
    if not any(letter.isalpha() for letter in code):
        raise InputError(
            f"The code {code[:20]!r} has no letters: a division of another country may have the same",
            where=column,
            next_step="Write the country's code before it in every row, as in ML01.",
        )
    try:
        return place_id("ocha", code)
    except InputError as error:
        raise InputError(error.what, where=column, next_step=error.next_step) from None
