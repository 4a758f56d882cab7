"""What an export covers: what its rows were seen to be of, and which of its events were deleted. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from tertius.errors import InputError
from tertius.loading.loader import Coverage, Extent, Shaped
from tertius_loaders.acled.dates import days_between, in_format
from tertius_loaders.acled.shape import country_place, of_part, record_of, text_in
from tertius_loaders.events.cells import whole_or_none
from tertius_loaders.events.names import FirstSaid


@dataclass
class Seen:
    """What was seen while rows were read.

    Attributes
    ----------
    deleted
        When each deleted event was deleted, by its id.
    memory
        What is known of rows that stand.
    date_format
        How days are written, if it was told.
    back
        Deleted events that the export has, written later than they were deleted.
    left
        Events that the export has and that were not selected.
    days
        The first and the last day with an event, by country.
    types
        The types of events.
    places
        The ids of the countries, by their names.
    """

    deleted: Mapping[str, int]
    memory: FirstSaid = field(default_factory=FirstSaid)
    date_format: str = ""
    back: set[str] = field(default_factory=set)
    left: list[str] = field(default_factory=list)
    days: dict[str, tuple[str, str]] = field(default_factory=dict)
    types: dict[str, None] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)

    def has_deleted(self, values: Mapping[str, str]) -> bool:
        """Say whether the event of a row was deleted after the row was written.

        Raises
        ------
        InputError
            If it is on the list, and when the row was written cannot be read: then it is not withdrawn, either.
        """
        key = text_in(values, "event_id_cnty")
        gone = self.deleted.get(key)
        if gone is None:
            return False
        try:
            written = whole_or_none(text_in(values, "timestamp"), "timestamp") or 0
        except InputError:
            self.back.add(key)
            raise
        if written <= gone:
            return True
        self.back.add(key)
        return False

    def shaped(self, values: Mapping[str, str], said: Shaped) -> Shaped:
        """Take note of what a row is of that could be shaped, and return what it says: no other covers a day."""
        country = text_in(values, "country")
        day = in_format(text_in(values, "event_date"), self.date_format).isoformat()
        first, last = self.days.get(country, (day, day))
        self.memory.put(self.days, country, (min(first, day), max(last, day)))
        self.memory.put(self.types, text_in(values, "event_type"), None)
        if country not in self.places:
            self.memory.put(self.places, country, country_place(values))
        return said

    def withdrawn(self) -> Iterator[str]:
        """Yield the records of deleted events that are not in the export again."""
        return (record_of(key) for key in self.deleted if key not in self.back)

    def left_out(self) -> Iterator[str]:
        """Yield the records of events that were not selected."""
        return map(record_of, self.left)

    def coverage(self) -> Iterator[Coverage]:
        """Yield the days of which the export has every event, by country."""
        for country, (first, last) in self.days.items():
            yield Coverage(self.places[country], date.fromisoformat(first), date.fromisoformat(last))


class Covered(Extent):
    """What a complete export covers: events of its types, in its countries, from the first day of each to its last.

    Parameters
    ----------
    seen
        What its rows are of; it is known once they were read, which is when it is asked.
    """

    def __init__(self, seen: Seen) -> None:
        object.__setattr__(self, "_seen", seen)

    def __call__(self, version: str, part: str) -> bool:
        """Say whether a part is among them, of whichever release."""
        seen = self._of()
        day, event_type, country = of_part(part)
        first, last = seen.days.get(country, ("", ""))
        return event_type in seen.types and first <= day <= last

    @property
    def parts(self) -> str:
        """The same as a regular expression."""
        seen = self._of()
        types = "|".join(re.escape(one) for one in sorted(seen.types))
        spans = {country: days_between(*map(date.fromisoformat, days)) for country, days in seen.days.items()}
        return "|".join(f"(?:{days}) / (?:{types}) / {re.escape(country)}" for country, days in spans.items()) or "(?!)"

    @property
    def releases(self) -> str:
        """Of whichever release."""
        return ".*"

    def _of(self) -> Seen:
        seen: Seen = object.__getattribute__(self, "_seen")
        return seen
