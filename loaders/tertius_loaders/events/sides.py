"""Who took part in events: actors by the dataset's own ids, and who was against whom, a year at a time."""

from dataclasses import dataclass
from functools import lru_cache

from tertius.errors import InputError
from tertius.model.claims import Claim
from tertius.model.dates import read_edtf
from tertius.model.entities import Entity
from tertius.model.hedges import Hedge
from tertius.model.kinds import CATEGORY, EntityType, is_lasting
from tertius_loaders.events.names import FirstSaid, Names

KEPT = 8_000
"""Actors and pairs of them whose claims are kept in memory at most."""

FIRST_YEAR = 1900
"""The year before the one that is spell 1 of who was against whom: a spell is a year here."""


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor, with all that a row which names it says of it."""

    id: str
    entity: Entity
    claims: tuple[Claim, ...]


class Sides:
    """Makes actors and what is said of them.

    Parameters
    ----------
    source
        The source whose words these are.
    first
        What its rows said first.
    """

    def __init__(self, source: str, first: FirstSaid | None = None) -> None:
        first = first or FirstSaid()
        self._source = source
        self._names = Names(source, first)
        self.actor = first.memory(self._actor, KEPT)
        self.opposed = lru_cache(maxsize=KEPT)(self._opposed)

    def _actor(
        self, entity: str, name: str, *, category: bool = False, part: str = "", countries: tuple[str, ...] = ()
    ) -> Actor:
        """Return an actor.

        Parameters
        ----------
        entity
            Its id.
        name
            What the dataset calls it.
        category
            Whether it is no actor but a class of people ("Civilians"), which stays out of networks.
        part
            The part of the source that says it is a category, if the others may say otherwise.
        countries
            Codes in ISO 3166-1 alpha-2 of the states that it is the government of.
        """
        claims = list(self._names.said(entity, name))
        if category:
            claims.append(self._attribute(entity, "KIND", CATEGORY, f"kind {part}".strip(), part))
        claims += (self._attribute(entity, "COUNTRY", code, f"country {code}") for code in countries)
        return Actor(entity, Entity(entity, EntityType.ORGANIZATION), tuple(claims))

    def _opposed(self, record: str, one: str, other: str, year: int, part: str = "", doubt: str = "") -> Claim:
        """Return the claim that two actors were against each other in a year: seen then, a spell of its own.

        Parameters
        ----------
        record
            The dataset's own key of the pair and the year.
        one, other
            Their ids.
        year
            The year.
        part
            The part of the source that the claim belongs to.
        doubt
            The source's own words for what it has yet to check, which make it no more than reported; empty for none.

        Raises
        ------
        InputError
            If the year lies outside what can be counted as a spell.
        """
        if not FIRST_YEAR < year < FIRST_YEAR + 1_000:
            raise InputError(
                f"The year is {year}", where="year", next_step=f"Write a year from {FIRST_YEAR + 1} on, such as 2009."
            )
        edtf = f"{year:04}"
        return Claim(
            source=self._source,
            record=record,
            kind="OPPOSED",
            about=(("subject", one), ("object", other)),
            edtf=edtf,
            bounds=read_edtf(edtf, lasting=is_lasting("OPPOSED")),
            stint=year - FIRST_YEAR,
            part=part,
            hedge=Hedge.REPORTED if doubt else Hedge.STATED,
            hedge_word=doubt,
        )

    def _attribute(self, entity: str, kind: str, value: str, word: str, part: str = "") -> Claim:
        record = f"{entity} {word}"
        return Claim(
            source=self._source, record=record, kind=kind, about=(("subject", entity),), value=value, part=part
        )
