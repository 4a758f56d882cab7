"""What a row of ACLED says: an event, who took part in it, and where. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tertius.errors import InputError
from tertius.loading.loader import RawRow, Shaped
from tertius.model.claims import Claim, Scalar
from tertius.model.dates import read_edtf
from tertius.model.entities import Entity
from tertius.model.ids import entity_id
from tertius.model.kinds import EVENT_RECORD, EntityType
from tertius.model.sources import Source
from tertius.model.spelling import composed
from tertius_loaders.acled.actors import Actors, names_in, type_in
from tertius_loaders.acled.dates import in_format, when
from tertius_loaders.events.cells import NULLS, degrees, whole, whole_or_none
from tertius_loaders.events.countries import ALPHA_2
from tertius_loaders.events.names import FirstSaid
from tertius_loaders.events.places import COUNTRY, Place, Places, place_id
from tertius_loaders.events.sides import Actor
from tertius_loaders.un_sanctions.countries import code_of

SOURCE = Source(
    id="acled",
    title="ACLED: Armed Conflict Location & Event Data",
    author="ACLED",
    publisher="ACLED",
    url="https://acleddata.com/",
    licence="ACLED's terms of use: to be credited, not to be passed on",
)
"""Whose words these are, as a citation needs it."""

NEEDED = ("event_id_cnty", "event_date", "time_precision", "event_type", "actor1", "country")
"""The columns that every export must have."""

COLUMNS = (
    *("event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type"),
    *("actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting"),
    *("iso", "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision"),
    *("source", "source_scale", "notes", "fatalities", "tags", "timestamp"),
)
"""The 31 columns of the present API."""

FACT_COLUMNS = {
    "latitude": "latitude",
    "longitude": "longitude",
    "deaths_best": "fatalities",
    "citation": "source",
    "place_precision": "geo_precision",
    "note": "tags",
}
"""The columns that not every export has, by what events are without for it."""

SIDELESS = frozenset(
    {
        "strategic developments",
        "strategic development",
        "headquarters or base established",
        "non-violent transfer of territory",
        "non-violent activity by a conflict actor",
    }
)
"""The types of events in which nobody fights: agreements, arrests, changes of name; of the older ones, which were other
words until 2019, too. Whom they name is on no side."""

POINT, AREA, REGION = 1, 2, 3
"""Codes of ``geo_precision``: the place itself, somewhere about it, somewhere in its region."""

LEVELS = ("admin1", "admin2", "admin3")
"""The columns of areas, each within the one before it."""


def text_in(row: Mapping[str, str], column: str) -> str:
    """Return what a cell says, in one line; an empty one, a missing column and ``NULL`` say nothing."""
    text = " ".join((row.get(column) or "").split())
    return "" if text in NULLS else text


def event_key(row: Mapping[str, str]) -> str:
    """Return the event's id in ACLED.

    Raises
    ------
    InputError
        If the row has none that can be an id.
    """
    key = text_in(row, "event_id_cnty")
    try:
        entity_id(f"{SOURCE.id}:event-{key}")
    except InputError:
        key = ""
    if not key:
        raise InputError("The event has no id", where="event_id_cnty", next_step="Give ACLED's own, such as MLI1234.")
    return key


def record_of(key: str) -> str:
    """Return the record of the claim that an event's row makes, given its id in ACLED."""
    return f"event {key}"


@dataclass(frozen=True, slots=True)
class Located:
    """Where an event was: the smallest place that it certainly was in, and what the row names besides."""

    place: Place
    point: tuple[float, float] | None
    precision: int | None
    remark: str


class Shaper:
    """Shapes rows of one export; what many rows say alike is made once."""

    def __init__(self, memory: FirstSaid | None = None, date_format: str = "") -> None:
        self._first = memory or FirstSaid()
        self._date_format = date_format
        self._actors = Actors(SOURCE.id, self._first)
        self._places = Places(SOURCE.id, SOURCE.id, self._first)
        self._located = self._first.memory(self._locate, 20_000)

    def shape(self, row: RawRow) -> Shaped:
        """Return what a row says.

        Raises
        ------
        InputError
            With the column in ``where``.
        """
        mark = self._first.mark()
        try:
            return self._shape(row)
        except BaseException:
            self._first.back(mark)
            raise

    def _shape(self, row: RawRow) -> Shaped:
        cells = row.values
        key = event_key(cells)
        event = Entity(entity_id(f"{SOURCE.id}:event-{key}"), EntityType.EVENT)
        day = in_format(text_in(cells, "event_date"), self._date_format)
        located = self._located(*(text_in(cells, column) for column in _PLACE_COLUMNS))
        about, actors = self._participants(cells)
        precision = whole(text_in(cells, "time_precision"), "time_precision", least=1)
        if precision > 3:
            raise InputError(f"The time_precision is {precision}", where="time_precision", next_step="Write 1, 2 or 3.")
        edtf = when(day, precision)
        record = Claim(
            source=SOURCE.id,
            record=record_of(key),
            kind=EVENT_RECORD,
            about=(("event", event.id), *about, ("place", located.place.id)),
            edtf=edtf,
            bounds=read_edtf(edtf, lasting=False),
            locator=record_of(key),
            note=_note(cells),
            values=_values(cells, precision, located),
            part=part_of(day, text_in(cells, "event_type"), text_in(cells, "country")),
        )
        return Shaped(
            (event, *(actor.entity for actor in actors), *located.place.entities),
            (record, *(claim for actor in actors for claim in actor.claims), *located.place.claims),
        )

    def records(self, row: RawRow) -> tuple[str, ...]:
        """Return the records of the claims that a row is meant to carry; of a bad one, that of its event."""
        mark = self._first.mark()
        try:
            return tuple(claim.record for claim in self._shape(row).claims)
        except InputError:
            return (record_of(text_in(row.values, "event_id_cnty")),)
        finally:
            self._first.back(mark)

    def _participants(self, cells: Mapping[str, str]) -> tuple[tuple[tuple[str, str], ...], tuple[Actor, ...]]:
        """Return the roles of those who took part, and who they are.

        Which of the two is actor1 says nothing of who did what to whom. In an event in which nobody fights both count
        as associated, and none is a side.
        """
        fought = text_in(cells, "event_type").lower() not in SIDELESS
        about: dict[tuple[str, str], None] = {}
        actors: dict[str, Actor] = {}
        for number, side in (("1", "a"), ("2", "b")):
            name = text_in(cells, f"actor{number}")
            kind = type_in(text_in(cells, f"inter{number}"), f"inter{number}")
            if name:
                actor = self._actors.actor(name, kind)
                about[(f"side_{side}" if fought else f"with_{side}", actor.id)] = None
                actors[actor.id] = actor
            for other in names_in(text_in(cells, f"assoc_actor_{number}")):
                if other != name:
                    associate = self._actors.actor(other, None)
                    about[(f"with_{side}", associate.id)] = None
                    actors[associate.id] = associate
        return tuple(about), tuple(actors.values())

    def _locate(self, *texts: str) -> Located:
        cells = dict(zip(_PLACE_COLUMNS, texts, strict=True))
        location = cells["location"]
        code, country, iso = country_in(cells)
        place = self._places.country(code, country, iso)
        precision = whole_or_none(cells["geo_precision"], "geo_precision", least=1)
        if precision is not None and precision > REGION:
            raise InputError(
                f"The geo_precision is {precision}",
                where="geo_precision",
                next_step="Write 1, 2 or 3, or leave it empty.",
            )
        for level in LEVELS[: {POINT: 3, REGION: 1}.get(precision or AREA, 2)]:
            if cells[level]:
                place = self._places.part(place, cells[level], f"administrative unit, level {level[-1]}")
        point = None
        if cells["latitude"] or cells["longitude"]:
            point = (
                degrees(cells["latitude"], "latitude", limit=90),
                degrees(cells["longitude"], "longitude", limit=180),
            )
        if precision == POINT and location:
            place = self._places.part(place, location, "", f"{point[0]},{point[1]}" if point else "")
            return Located(place, point, precision, "")
        what = {AREA: "the area about it", REGION: "its region"}.get(precision or 0)
        return Located(place, point, precision, f"{location} stands for {what}." if location and what else "")


_PLACE_COLUMNS = ("country", "iso", *LEVELS, "location", "latitude", "longitude", "geo_precision")


def country_in(cells: Mapping[str, str]) -> tuple[str, str, str]:
    """Return the key of a row's country, its name, and its code in ISO 3166-1 alpha-2 where there is one.

    The name is the key, as of everything in ACLED: a row has it always, and the number only in some exports.

    Raises
    ------
    InputError
        If the row has no country, or ``iso`` is no number, or that of another country.
    """
    country = text_in(cells, "country")
    if not country:
        raise InputError("The country is empty", where="country", next_step="Fill in where the event was.")
    number = whole_or_none(text_in(cells, "iso"), "iso") or 0
    named, numbered = code_of(country)[0], ALPHA_2.get(number, "")
    if named and numbered and named != numbered:
        raise InputError(
            f"The country is {country[:60]}, and the iso {number} is that of {numbered}",
            where="iso",
            next_step="Correct one of the two, or empty the iso.",
        )
    return composed(country).casefold(), country, numbered or named


def country_place(cells: Mapping[str, str]) -> str:
    """Return the id of the place that is a row's country.

    Raises
    ------
    InputError
        If the country cannot be told.
    """
    return place_id(SOURCE.id, COUNTRY, country_in(cells)[0])


def part_of(day: date, event_type: str, country: str) -> str:
    """Return the part of ACLED that an event belongs to, such as ``2024-05-16 / Battles / Mali``."""
    return f"{day} / {event_type} / {country}"


def of_part(part: str) -> tuple[str, str, str]:
    """Return the day, the type and the country of a part; empty ones for a part that is no event's."""
    day, _, rest = part.partition(" / ")
    event_type, _, country = rest.partition(" / ")
    return day, event_type, country


def _values(cells: Mapping[str, str], precision: int, located: Located) -> tuple[tuple[str, Scalar], ...]:
    kind = [text for column in ("event_type", "sub_event_type") if (text := text_in(cells, column))]
    if not text_in(cells, "event_type"):
        raise InputError("The event_type is empty", where="event_type", next_step="Fill in what kind of event it was.")
    found: dict[str, Scalar | None] = {
        "event_kind": ": ".join(kind),
        "deaths_best": whole_or_none(text_in(cells, "fatalities"), "fatalities"),
        "date_precision": precision,
        "place_precision": located.precision,
        "citation": text_in(cells, "source"),
        "remark": located.remark,
    }
    if located.point is not None:
        found |= {"latitude": located.point[0], "longitude": located.point[1]}
    return tuple((name, value) for name, value in found.items() if value not in (None, ""))


def _note(cells: Mapping[str, str]) -> str:
    """Return what the row is coded as besides; not its notes, which are ACLED's own sentences."""
    said = [text_in(cells, "civilian_targeting"), text_in(cells, "tags")]
    return "; ".join(text for text in said if text)
