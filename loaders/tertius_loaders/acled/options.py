"""What a user can choose when an export of ACLED is loaded, and which rows that selects. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from tertius.errors import InputError
from tertius.model.countries import check_country
from tertius_loaders.acled.dates import check_format, export_day, in_format
from tertius_loaders.acled.shape import country_in, text_in
from tertius_loaders.events.years import years_in


class AcledOptions(BaseModel):
    """Options of ``tertius load acled``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    release: str = Field(
        "",
        description="The day of the export, such as 2026-11-20, which it is called by; needed without --published",
    )
    published: date | None = Field(None, description="The day of the export")
    years: str = Field("", description="Only events of these years: 2010, 2010..2015, or 2010.. for all from then on")
    country: tuple[str, ...] = Field(
        (), description="Only events in this country: its ISO code, or ACLED's name for it"
    )
    event_type: tuple[str, ...] = Field((), description="Only events of this type, such as Battles")
    deletions: Path | None = Field(
        None, description="ACLED's list of deleted events (event_id_cnty, deleted_timestamp): these are closed"
    )
    date_format: str = Field(
        "",
        description="How the export writes event_date, such as DD/MM/YYYY or DD/MM/YY (a year from 1997 on), if it is "
        "neither 2024-05-16 nor 16 May 2024",
    )
    all_events: bool = Field(
        False,
        description="The file has every event, of every type, of its countries from its first day to its last, so that "
        "a day without one is known to have none",
    )

    @field_validator("release")
    @classmethod
    def ordered(cls, text: str) -> str:
        """Return the day that the export is called by.

        Raises
        ------
        InputError
            If it is none.
        """
        return export_day(text).isoformat() if text.strip() else ""

    @model_validator(mode="after")
    def usable(self) -> Self:
        """Refuse, when the options are made, what cannot be used, or would say nothing beside the others.

        Raises
        ------
        InputError
            With the option's field in ``where``.
        """
        self.selection()
        if self.date_format:
            check_format(self.date_format)
        if self.all_events and self.event_type:
            raise InputError(
                "Some types of events are left out, so that the load does not have every event",
                where="all_events",
                next_step="Leave out --all-events, or --event-type.",
            )
        return self

    @property
    def day(self) -> str:
        """The day of the export; empty if nobody said it."""
        return self.release or (self.published.isoformat() if self.published else "")

    def selection(self) -> "Selection":
        """Return which events are loaded.

        Raises
        ------
        InputError
            If the years or a country's code cannot be read.
        """
        countries = {" ".join(text.split()).casefold() for text in self.country}
        for code in countries:
            if len(code) == _CODE:
                try:
                    check_country(code.upper())
                except InputError as error:
                    raise InputError(error.what, where="country", next_step=error.next_step) from None
        types = frozenset(" ".join(text.split()).casefold() for text in self.event_type)
        return Selection(*years_in(self.years), frozenset(countries), types, self.date_format)

    def recipe(self) -> str:
        """Return the options that change what is emitted, in one order for all ways of giving them."""
        chosen = self.selection()
        parts = {
            "years": self.years.strip() and f"{chosen.first_year or ''}..{chosen.last_year or ''}",
            "countries": ",".join(sorted(chosen.countries)),
            "types": ",".join(sorted(chosen.types)),
            "deletions": "yes" * bool(self.deletions),
            "date-format": self.date_format,
            "all-events": "yes" * self.all_events,
        }
        return "".join(f" {name}={text}" for name, text in parts.items() if text)


_CODE = 2


@dataclass(frozen=True, slots=True)
class Selection:
    """Which events are loaded.

    Attributes
    ----------
    first_year, last_year
        The years; None for no bound.
    countries, types
        Countries, by their code in ISO 3166-1 or ACLED's name for them, and types of events, in lower case; empty for
        all.
    date_format
        How days are written, if it was told.
    """

    first_year: int | None = None
    last_year: int | None = None
    countries: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    date_format: str = ""

    def takes(self, cells: Mapping[str, str]) -> bool:
        """Say whether a row is loaded. One that cannot be told is, so that it is set aside and not passed over.

        Raises
        ------
        InputError
            If countries were selected by their codes, and the row's has none that is known.
        """
        if self.types and text_in(cells, "event_type").casefold() not in self.types:
            return False
        try:
            _, name, code = country_in(cells) if self.countries else ("", "", "")
        except InputError:
            return True
        if self.countries and not {name.casefold(), code.casefold()} & self.countries:
            if not code and any(len(one) == _CODE for one in self.countries):
                raise InputError(
                    f"Which code {name[:60]!r} has is not known, so that --country may mean it",
                    where="iso",
                    next_step=f"Fill in its number in ISO 3166-1, or select it by name: --country {name[:60]!r}.",
                )
            return False
        try:
            if self.first_year is None and self.last_year is None:
                return True
            year = in_format(text_in(cells, "event_date"), self.date_format).year
        except InputError:
            return True
        return (self.first_year or year) <= year <= (self.last_year or year)
