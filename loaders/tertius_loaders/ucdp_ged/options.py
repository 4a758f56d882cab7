"""What a user can choose when GED is loaded, and what it comes to. Pure."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from tertius.errors import InputError
from tertius_loaders.claims.nearest import nearest
from tertius_loaders.events.cells import number_in
from tertius_loaders.events.years import years_in
from tertius_loaders.ucdp.actor_list import Coalitions
from tertius_loaders.ucdp.states import ISO_OF_NAME, ISO_OF_STATE
from tertius_loaders.ucdp_ged.editions import release_called
from tertius_loaders.ucdp_ged.selecting import Selection


class Violence(StrEnum):
    """UCDP's types of organized violence."""

    STATE_BASED = "state-based"
    NON_STATE = "non-state"
    ONE_SIDED = "one-sided"


CODE_OF: Mapping[Violence, str] = {Violence.STATE_BASED: "1", Violence.NON_STATE: "2", Violence.ONE_SIDED: "3"}
"""The code of each type in ``type_of_violence``."""


class GedOptions(BaseModel):
    """Options of ``tertius load ucdp-ged``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    release: str = Field(
        "", description="The edition's name, such as 23.1 or 26.0.3; read from the file's name if left out"
    )
    published: date | None = Field(None, description="The day the edition was published")
    years: str = Field("", description="Only events of these years: 2010, 2010..2015, or 2010.. for all from then on")
    country: tuple[str, ...] = Field(
        (),
        description="Only events in this country: its ISO code, UCDP's name for it, or its Gleditsch and Ward number",
    )
    type_of_violence: tuple[Violence, ...] = Field((), description="Only events of this type")
    all_events: bool = Field(
        False,
        description="The file has every event of its countries, from its first year to its last or in its Candidate "
        "months, so that a day without one is known to have none; a file with UCDP's own name has",
    )
    active_year: bool | None = Field(
        None, description="Only events of active years (true), or only of the others (false)"
    )
    coalitions: Coalitions = Field(
        Coalitions.AS_CODED, description="A coalition as one actor, as coded, or as each of its members"
    )
    actors: Path | None = Field(None, description="UCDP's actor list, which says who is in a coalition")

    @field_validator("release")
    @classmethod
    def ordered(cls, text: str) -> str:
        """Return the edition's name as UCDP writes it.

        Raises
        ------
        InputError
            If it is none, so that nothing would tell which of two editions is newer.
        """
        return release_called(text) if text.strip() else ""

    @model_validator(mode="after")
    def usable(self) -> Self:
        """Refuse, when the options are made, what cannot be used, or would say nothing beside the others.

        Raises
        ------
        InputError
            With the option's field in ``where``.
        """
        selection = self.selection()
        if self.all_events and selection.within_countries:
            raise InputError(
                "Some types of violence or kinds of years are left out, so that the load does not have every event",
                where="all_events",
                next_step="Leave out --all-events, or --type-of-violence and --active-year.",
            )
        if self.actors is not None and self.coalitions is not Coalitions.MEMBERS:
            raise InputError(
                "The list of actors is read for the members of coalitions alone, and coalitions are loaded as coded",
                where="actors",
                next_step="Add --coalitions members, or leave out --actors.",
            )
        if self.coalitions is Coalitions.MEMBERS and self.actors is None:
            raise InputError(
                "The members of coalitions stand in UCDP's list of actors, and no such file is named",
                where="actors",
                next_step="Name it: --actors ucdp-actor-231.csv; or load coalitions as they are coded.",
            )
        return self

    def selection(self) -> Selection:
        """Return which rows are loaded."""
        first, last = years_in(self.years)
        return Selection(
            first_year=first,
            last_year=last,
            countries=frozenset(number for text in self.country for number in _numbers(text)),
            violence=frozenset(CODE_OF[violence] for violence in self.type_of_violence),
            active="" if self.active_year is None else str(int(self.active_year)),
        )

    def recipe(self) -> str:
        """Return the options that change what is emitted, in one order for all ways of giving them."""
        selection = self.selection()
        parts = {
            "years": self.years.strip() and f"{selection.first_year or ''}..{selection.last_year or ''}",
            "countries": ",".join(sorted(selection.countries, key=int)),
            "violence": ",".join(sorted(selection.violence)),
            "active": selection.active,
            "all-events": "yes" * self.all_events,
            "coalitions": "" if self.coalitions is Coalitions.AS_CODED else self.coalitions.value,
        }
        return "".join(f" {name}={text}" for name, text in parts.items() if text)


def _numbers_of_codes() -> Mapping[str, tuple[str, ...]]:
    numbers: dict[str, list[str]] = defaultdict(list)
    for number, code in ISO_OF_STATE.items():
        numbers[code].append(number)
    return {code: tuple(some) for code, some in numbers.items()}


_NUMBERS_OF = _numbers_of_codes()
_CODE_OF_NAME: Mapping[str, str] = {name.casefold(): code for name, code in ISO_OF_NAME.items()}


def _numbers(text: str) -> tuple[str, ...]:
    """Return Gleditsch and Ward's numbers of a country: of each state that its territory was part of."""
    text = " ".join(text.split())
    if (number := number_in(text)) is not None:
        return (str(number),)
    numbers = _NUMBERS_OF.get(text.upper()) or _NUMBERS_OF.get(_CODE_OF_NAME.get(text.casefold(), ""))
    if numbers is None:
        meant = nearest(text, ISO_OF_NAME)
        raise InputError(
            f"There is no country {text[:60]!r}",
            where="country",
            next_step=f"Did you mean {meant}? " * bool(meant)
            + "Write its ISO 3166-1 code, such as ML, UCDP's name for it, or its Gleditsch and Ward number.",
        )
    return numbers
