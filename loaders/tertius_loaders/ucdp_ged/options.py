"""What a user can choose when GED is loaded, and what it comes to. Pure."""

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from tertius.errors import InputError
from tertius_loaders.claims.nearest import nearest
from tertius_loaders.ucdp.states import ISO_OF_NAME, ISO_OF_STATE
from tertius_loaders.ucdp_ged.selecting import EARLIEST, LATEST, Selection


class Violence(StrEnum):
    """UCDP's types of organized violence."""

    STATE_BASED = "state-based"
    NON_STATE = "non-state"
    ONE_SIDED = "one-sided"


CODE_OF: Mapping[Violence, str] = {Violence.STATE_BASED: "1", Violence.NON_STATE: "2", Violence.ONE_SIDED: "3"}
"""The code of each type in ``type_of_violence``."""


class Coalitions(StrEnum):
    """How a side is loaded that is a coalition."""

    AS_CODED = "as-coded"
    MEMBERS = "members"


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
    active_year: bool | None = Field(
        None, description="Only events of active years (true), or only of the others (false)"
    )
    coalitions: Coalitions = Field(
        Coalitions.AS_CODED, description="A coalition as one actor, as coded, or as each of its members"
    )
    actors: Path | None = Field(None, description="UCDP's actor list, which says who is in a coalition")

    def selection(self) -> Selection:
        """Return which rows are loaded.

        Raises
        ------
        InputError
            If a year or a country cannot be read.
        """
        first, last = _years(self.years)
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
            "years": self.years and f"{selection.first_year or ''}..{selection.last_year or ''}",
            "countries": ",".join(sorted(selection.countries, key=int)),
            "violence": ",".join(sorted(selection.violence)),
            "active": selection.active,
            "coalitions": "" if self.coalitions is Coalitions.AS_CODED else self.coalitions.value,
        }
        return "".join(f" {name}={text}" for name, text in parts.items() if text)


_YEARS = re.compile(r"([0-9]{4})?(\.\.)?([0-9]{4})?")


def _years(text: str) -> tuple[int | None, int | None]:
    text = text.strip()
    if not text:
        return None, None
    match = _YEARS.fullmatch(text)
    if match is None or not (match[1] or match[3]) or (match[1] and match[3] and not match[2]):
        raise InputError(
            f"{text[:40]!r} are no years", where="years", next_step="Write 2010, 2010..2015, 2010.. or ..2015."
        )
    first = int(match[1]) if match[1] else None
    last = int(match[3]) if match[3] else None if match[2] else first
    for year in (first, last):
        if year is not None and not EARLIEST <= year <= LATEST:
            raise InputError(
                f"The year is {year}", where="years", next_step=f"Write years from {EARLIEST} to {LATEST}."
            )
    if first is not None and last is not None and first > last:
        raise InputError(f"{text!r} ends before it starts", where="years", next_step="Swap the two years.")
    return first, last


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
    if text.isascii() and text.isdigit():
        return (str(int(text)),)
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
