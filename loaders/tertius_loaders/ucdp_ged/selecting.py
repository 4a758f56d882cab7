"""Which rows are loaded, and the part of the source that each belongs to: a load covers what it selects. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tertius_loaders.events.cells import number_in, plain
from tertius_loaders.events.years import EARLIEST, LATEST


def event_part(year: int, country: int, violence: int, active: bool) -> str:
    """Return the part of GED that an event belongs to: ``2009 482 1 1``, and what is said of its year's dyad by it.

    Names and places belong to no part, since other events may name them.
    """
    return f"{year} {country} {violence} {active:d}"


@dataclass(frozen=True, slots=True)
class Selection:
    """Which events are loaded.

    Attributes
    ----------
    first_year, last_year
        The years; None for no bound.
    countries
        Numbers of Gleditsch and Ward's, as the file writes them; empty for all.
    violence
        Codes of the types of violence; empty for all.
    active
        ``1`` for active years only, ``0`` for the others; empty for both.
    """

    first_year: int | None = None
    last_year: int | None = None
    countries: frozenset[str] = field(default_factory=frozenset)
    violence: frozenset[str] = field(default_factory=frozenset)
    active: str = ""

    @property
    def all_years(self) -> bool:
        """Whether no year is left out."""
        return self.first_year is None and self.last_year is None

    @property
    def within_countries(self) -> bool:
        """Whether some of the events of a country's year are left out."""
        return bool(self.violence or self.active)

    def has_year(self, year: int) -> bool:
        """Say whether the year is one of those."""
        return (self.first_year is None or self.first_year <= year) and (
            self.last_year is None or year <= self.last_year
        )

    def takes(self, row: Mapping[str, str]) -> bool:
        """Say whether a row is loaded. One that cannot be told is, so that it is set aside and not passed over."""
        country, violence = number_in(row["country_id"]), plain(row["type_of_violence"])
        if self.countries and country is not None and str(country) not in self.countries:
            return False
        if self.violence and violence in _VIOLENCE and violence not in self.violence:
            return False
        if self.active and (active := _ACTIVE.get(plain(row["active_year"]).lower())) and active != self.active:
            return False
        return self.all_years or (year := number_in(row["year"])) is None or self.has_year(year)

    def parts(self, *, last: int | None = None, of_events: bool = False) -> str:
        """Return a regular expression for the parts of which everything is loaded from a complete file.

        Parameters
        ----------
        last
            The last year of them; None for no further bound.
        of_events
            Only those of events.
        """
        first = EARLIEST if self.first_year is None else self.first_year
        ends = [year for year in (self.last_year, last) if year is not None]
        every_year = self.all_years and last is None
        years = range(first, min((*ends, LATEST)) + 1)
        year = "[0-9]{4}" if every_year else "(?:" + "|".join(f"{year:04}" for year in years) + ")" if years else "(?!)"
        country = _either(self.countries, "[0-9]+")
        event = f"{year} {country} {_either(self.violence, '[0-9]')} {self.active or '[01]'}"
        if of_events:
            return event
        if self.countries or self.within_countries:
            return event
        return f"|{event}|{year}" if every_year else f"{event}|{year}"


def _either(texts: frozenset[str], otherwise: str) -> str:
    return "(?:" + "|".join(sorted(texts)) + ")" if texts else otherwise


_VIOLENCE = frozenset({"1", "2", "3"})
_ACTIVE: Mapping[str, str] = {"1": "1", "0": "0", "true": "1", "false": "0"}
