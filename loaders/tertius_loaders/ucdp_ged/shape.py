"""What a row of GED says: a row in, entities and claims out. Pure; a repeated text gives the same objects again."""

from collections.abc import Iterator, Mapping
from contextlib import suppress

from tertius.errors import InputError
from tertius.loading.loader import RawRow, Shaped
from tertius.model.claims import Claim
from tertius.model.entities import Entity
from tertius.model.ids import fingerprint
from tertius.model.kinds import EVENT_RECORD, EntityType
from tertius.model.sources import Source
from tertius_loaders.events import places
from tertius_loaders.events.cells import NULLS, flag, number_in, plain, several, whole
from tertius_loaders.events.names import FirstSaid
from tertius_loaders.events.places import Place, Places
from tertius_loaders.events.sides import KEPT, Actor, Sides
from tertius_loaders.ucdp.actor_list import AUTHORITY, CIVILIANS, actor_id
from tertius_loaders.ucdp.states import ISO_OF_STATE
from tertius_loaders.ucdp_ged.cells import (
    KINDS,
    PLACEHOLDER,
    cautions_in,
    code,
    doubt_in,
    dyad_key,
    in_one_line,
    point_of,
    values_in,
    when,
)
from tertius_loaders.ucdp_ged.selecting import event_part

SOURCE = Source(
    id="ucdp-ged",
    title="UCDP Georeferenced Event Dataset",
    author="Uppsala Conflict Data Program",
    publisher="Department of Peace and Conflict Research, Uppsala University",
    url="https://ucdp.uu.se/downloads/",
    licence="CC BY 4.0",
    derived_from=(AUTHORITY,),
)
"""Whose words these are, as a citation needs it."""

WIDE, COUNTRY_ITSELF, WATERS = 4, 6, 7
AREAS = (3, WIDE, COUNTRY_ITSELF)
SECOND_LEVEL, FIRST_LEVEL = "administrative unit, level 2", "administrative unit, level 1"


class Shaper:
    """Says what rows of one file, or of several of one release, say.

    Parameters
    ----------
    members
        Ids and names of those who make up a coalition, by its id; a side that is not in it is taken as coded.
    """

    def __init__(self, members: Mapping[str, Mapping[str, str]] | None = None) -> None:
        self._members = members or {}
        self.memory = self._first = FirstSaid()
        self._sides = Sides(SOURCE.id, self._first)
        self._places = Places(SOURCE.id, AUTHORITY, self._first)
        self._side = self._first.memory(self._side_of, KEPT)
        self._place = self._first.memory(self._place_of, places.KEPT)
        self._dyad = self._first.memory(self._dyad_of, KEPT)
        self.countries: dict[str, str] = {}
        """The ids of the countries that events were in, by their numbers; known from the rows that said them first."""
        self.years: dict[int, None] = {}
        """The years that events were in."""
        self.first = self._first.take
        """What rows were the first to say (`Document.first`)."""

    def shape(self, row: RawRow) -> Shaped:
        """Return what a row says: its event, its place and its sides, and who was against whom in its year.

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
        values = _told(row.values)
        key = whole(values["id"], "id")
        year = whole(values["year"], "year")
        violence = plain(values["type_of_violence"])
        if violence not in KINDS:
            raise _no_violence(violence)
        country = whole(values["country_id"], "country_id")
        active = flag(values["active_year"], "active_year")
        edtf, bounds, precision = when(
            values["date_start"], values["date_end"], values["date_prec"], plain(values.get("event_clarity", ""))
        )
        closeness = code(values["where_prec"], "where_prec", 7)
        point = point_of(values)
        place = self._place_in(values, country, closeness, point)
        part = event_part(year, country, int(violence), active)
        one, other = self._sides_of(values, part)
        event = f"{AUTHORITY}:event-{key}"
        record = Claim(
            source=SOURCE.id,
            record=f"event {key}",
            kind=EVENT_RECORD,
            about=(
                ("event", event),
                *(("side_a", actor.id) for actor in one),
                *(("side_b", actor.id) for actor in other),
                ("place", place.id),
            ),
            edtf=edtf,
            bounds=bounds,
            locator=f"event {key}",
            values=(*values_in(values, point), ("date_precision", precision), ("place_precision", closeness)),
            part=part,
            **cautions_in(values),
        )
        dyad = self._dyads_of(values, year, part, one, other)
        within = self._first.said(f"country {country}", place.entities[0].id)
        self._first.put(self.countries, str(country), within)
        self._first.put(self.years, int(self._first.said(f"year {year}", str(year))), None)
        return Shaped(
            entities=(
                Entity(event, EntityType.EVENT),
                *(actor.entity for actor in (*one, *other)),
                *place.entities,
            ),
            claims=(
                record,
                *(claim for actor in (*one, *other) for claim in actor.claims),
                *place.claims,
                *dyad,
            ),
        )

    def records(self, row: RawRow) -> tuple[str, ...]:
        """Return the keys of the claims that a row is meant to carry, even a bad one, as far as they can be told."""
        mark = self._first.mark()
        try:
            return self._records(_told(row.values))
        finally:
            self._first.back(mark)

    def _records(self, values: Mapping[str, str]) -> tuple[str, ...]:
        told: dict[str, None] = {f"event {number_in(values['id'])}": None}
        parts = tuple(self._parts_of(values))
        sides: list[tuple[tuple[Actor, ...], tuple[Actor, ...]]] = []
        for part in parts or ("",):
            with suppress(InputError):
                sides.append(self._sides_of(values, part))
        with suppress(InputError):
            country = whole(values["country_id"], "country_id")
            place = self._place_in(values, country, code(values["where_prec"], "where_prec", 7), point_of(values))
            told.update((claim.record, None) for claim in place.claims)
        for actor in (actor for both in sides for side in both for actor in side):
            told.update((claim.record, None) for claim in actor.claims)
        for part in parts:
            told[f"dyad {dyad_key(values)} {part}"] = None
            with suppress(InputError):
                year = whole(values["year"], "year")
                told.update(
                    (one.record, None) for both in sides[:1] for one in self._dyads_of(values, year, part, *both)
                )
        return tuple(told)

    def _parts_of(self, values: Mapping[str, str]) -> Iterator[str]:
        """Yield the parts that an event may be of, as far as its row tells: of any country so far if it names none."""
        year, country = number_in(values["year"]), number_in(values["country_id"])
        if year is None:
            return
        violence = plain(values["type_of_violence"])
        try:
            actives = [flag(values["active_year"], "active_year")]
        except InputError:
            actives = [True, False]
        for number in self.countries if country is None else (country,):
            for kind in (violence,) if violence in KINDS else KINDS:
                for active in actives:
                    yield event_part(year, int(number), int(kind), active)

    def _place_in(
        self, values: Mapping[str, str], country: int, closeness: int, point: tuple[str, float, float] | None
    ) -> Place:
        """Return the place that a row names."""
        return self._place(
            str(country),
            values["country"],
            values.get("adm_1", ""),
            values.get("adm_2", ""),
            values.get("where_coordinates", ""),
            point[0] if point else "",
            closeness,
        )

    def _sides_of(self, values: Mapping[str, str], part: str) -> tuple[tuple[Actor, ...], tuple[Actor, ...]]:
        """Return who is on the two sides that a row of a part of GED names."""
        return (
            self._side(
                values["side_a_new_id"],
                values["side_a"],
                values.get("gwnoa", ""),
                "side_a",
                "gwnoa",
                part if PLACEHOLDER in values["side_a"] else "",
            ),
            self._side(
                values["side_b_new_id"],
                values["side_b"],
                values.get("gwnob", ""),
                "side_b",
                "gwnob",
                part if PLACEHOLDER in values["side_b"] else "",
            ),
        )

    def _side_of(
        self, key: str, name: str, states: str, column: str, states_column: str, unknown: str
    ) -> tuple[Actor, ...]:
        """Return who is on a side: the actor as coded, or the members of a coalition.

        That one has not been identified (``unknown``) is said for the part of GED that the row is of alone, so that the
        annual release, which identifies the actor, takes it back.
        """
        number = str(whole(key, f"{column}_new_id", least=1))
        if number in self._members:
            return tuple(self._sides.actor(actor_id(member), said) for member, said in self._members[number].items())
        name = in_one_line(name)
        if not name:
            raise InputError(f"The {column} is empty", where=column, next_step="Write the actor's name.")
        countries = (ISO_OF_STATE.get(str(state)) for state in several(states, states_column))
        return (
            self._sides.actor(
                actor_id(number),
                name,
                category=number == CIVILIANS or PLACEHOLDER in name,
                part=unknown if number != CIVILIANS else "",
                countries=tuple(dict.fromkeys(code for code in countries if code)),
            ),
        )

    def _place_of(
        self, number: str, country: str, first: str, second: str, name: str, point: str, precision: int
    ) -> Place:
        """Return the place of an event: the smallest unit that its name is the name of, else a place in that unit."""
        country, first, second, name = map(in_one_line, (country, first, second, name))
        if not country:
            raise InputError("The country is empty", where="country", next_step="Write the country's name.")
        unit = whole_country = self._places.country(number, country, ISO_OF_STATE.get(number, ""))
        units = {country.casefold(): whole_country}
        if first:
            unit = units[first.casefold()] = self._places.part(unit, first, FIRST_LEVEL)
        widest = unit
        if second:
            unit = units[second.casefold()] = self._places.part(unit, second, SECOND_LEVEL)
        if precision == WATERS and name:
            return self._places.beside(whole_country, name, point)
        if not name:
            unit = {COUNTRY_ITSELF: whole_country, WIDE: widest}.get(precision, unit)
            return self._places.at(unit, point) if point and precision in AREAS else unit
        if name.casefold() in units:
            unit = units[name.casefold()]
            return self._places.at(unit, point) if point else unit
        return self._places.part(unit, name, "", point)

    def _dyads_of(
        self, values: Mapping[str, str], year: int, part: str, one: tuple[Actor, ...], other: tuple[Actor, ...]
    ) -> tuple[Claim, ...]:
        """Return who was against whom, by a row of a part of GED, in its year."""
        sides = (tuple(actor.id for actor in side) for side in (one, other))
        return self._dyad(dyad_key(values), year, part, *sides, doubt_in(values))

    def _dyad_of(
        self, dyad: str, year: int, part: str, one: tuple[str, ...], other: tuple[str, ...], doubt: str
    ) -> tuple[Claim, ...]:
        """Return who was against whom in a year: each dyad once in each part, whichever row says it first.

        It goes with the events that say it: a load that takes the events of one country, type or kind of year says it
        of these, and takes it back when they are gone. What events elsewhere say of the same dyad stands beside it.

        What only rows say that have yet to be checked is a claim of its own for each way in which UCDP doubts them, so
        that it is no firmer than they are, and does not depend on which of them comes first.
        """
        claims = []
        for left in one:
            for right in other:
                if left == right:
                    continue
                record = f"dyad {dyad} {part}" + f" {left} {right}" * (len(one) * len(other) > 1)
                pair = tuple(sorted((left, right)))
                if self._first.said(record, " ".join(pair)) != " ".join(pair):
                    record = f"{record} {pair[0]} {pair[1]}"
                record += f" reported {fingerprint(doubt, size=4)}" * bool(doubt)
                claims.append(self._sides.opposed(record, *pair, year, part, doubt))
        return tuple(claims)


def _told(values: Mapping[str, str]) -> Mapping[str, str]:
    """Return the cells of a row with nothing in those in which R writes NA.

    Not while rows are read: most rows of a file that is loaded again are never shaped, and would pay for this.
    """
    if NULLS.isdisjoint(values.values()):
        return values
    return {name: "" if text in NULLS else text for name, text in values.items()}


def _no_violence(text: str) -> InputError:
    if text == "4":
        return InputError(
            "The type_of_violence is 4, a violent political protest, which is no part of GED",
            where="type_of_violence",
            next_step="Load a file of GED; leave protests out of it.",
        )
    return InputError(
        f"The type_of_violence is {text[:20]!r}",
        where="type_of_violence",
        next_step="Write 1 (state-based), 2 (non-state) or 3 (one-sided).",
    )
