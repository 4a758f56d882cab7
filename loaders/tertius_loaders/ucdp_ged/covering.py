"""What files of GED cover and replace: all that their edition speaks of, or what their rows were seen to be of."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from tertius.loading.loader import Coverage, Extent
from tertius_loaders.ucdp_ged.editions import CANDIDATES, Edition, Kind
from tertius_loaders.ucdp_ged.selecting import Selection


class InCountries(Extent):
    """Events of some releases in the countries that files have events in.

    Parameters
    ----------
    releases
        A regular expression for the releases.
    selection
        Which events are loaded.
    countries
        The countries, by their numbers; they are known once the rows were read, which is when it is asked.
    last
        The last year; None for no further bound.
    """

    def __init__(self, releases: str, selection: Selection, countries: Mapping[str, str], last: int | None) -> None:
        object.__setattr__(self, "_of", (selection, countries, last))
        object.__setattr__(self, "_all", Extent(releases, selection.parts(last=last, of_events=True)))

    def __call__(self, version: str, part: str) -> bool:
        """Say whether a part is among them."""
        _, countries, _ = self._of
        _, _, rest = part.partition(" ")
        return rest.split(" ")[0] in countries and self._all(version, part)

    @property
    def parts(self) -> str:
        """The same as a regular expression."""
        selection, countries, last = self._of
        if not countries:
            return "(?!)"
        return replace(selection, countries=frozenset(countries)).parts(last=last, of_events=True)

    @property
    def releases(self) -> str:
        """The releases."""
        return self._all.releases

    _of: tuple[Selection, Mapping[str, str], int | None]
    _all: Extent


def scope_of(this: Edition, selection: Selection, only: Mapping[str, str] | None) -> Extent:
    """Return what a complete load of an edition covers: what it selects, and of Candidate files only events of its own.

    An annual release speaks of names and places for all of them; a Candidate file does not, nor does a part of either.

    Parameters
    ----------
    this
        The edition.
    selection
        Which of its events are loaded.
    only
        Numbers of the countries that the file has events in, known once it has been read, if it may be a part of the
        release: only events there are covered. None if it is the release itself, or the countries were selected.
    """
    candidate = this.kind is Kind.CANDIDATE
    releases = this.months() if candidate else f"(?!(?:{CANDIDATES})$).*"
    if only is not None:
        return InCountries(releases, selection, only, None)
    return Extent(releases=releases, parts=selection.parts(of_events=candidate))


def replaces(this: Edition, selection: Selection, only: Mapping[str, str] | None) -> Extent | None:
    """Return what gives way to an annual release: Candidate events of the years that it covers, complete or not.

    Parameters
    ----------
    this, selection, only
        As for `scope_of`.
    """
    if this.kind is not Kind.ANNUAL or this.last is None:
        return None
    if only is not None:
        return InCountries(CANDIDATES, selection, only, this.last.year)
    return Extent(releases=CANDIDATES, parts=selection.parts(last=this.last.year))


def covered(
    this: Edition, selection: Selection, countries: Iterable[str], years: Iterable[int], *, whole: bool
) -> Iterator[Coverage]:
    """Yield where and when the files would tell of events: in each country that they have one in.

    Parameters
    ----------
    this
        The edition: its name says which days it covers. A file that may be a part of it covers the years that it has.
    selection
        What was selected. Where some of a country's events are left out, no event says nothing.
    countries
        Ids of the countries with events.
    years
        Years with events.
    whole
        Whether the files are the release itself.
    """
    years = sorted(years)
    if selection.within_countries or not years:
        return
    first, last = date(years[0], 1, 1), date(years[-1], 12, 31)
    if this.kind is Kind.CANDIDATE or (whole and this.kind is Kind.ANNUAL):
        first, last = this.first or first, this.last or last
    if selection.first_year is not None:
        first = max(first, date(selection.first_year, 1, 1))
    if selection.last_year is not None:
        last = min(last, date(selection.last_year, 12, 31))
    if first <= last:
        for country in countries:
            yield Coverage(country, first, last)
