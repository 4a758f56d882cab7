"""Networks of events: who was on opposite sides of one, or on the same side, chosen from who took part in what.

The questions ``networks/opponents`` and ``networks/allies`` say the same in Cypher; the tests compare the two, and both
with an enumeration.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from math import log
from typing import Any, NamedTuple

from tertius.measures.selection import Selection
from tertius.model.claims import ASSOCIATES, SIDES
from tertius.model.dates import UNDATED, Bounds
from tertius.model.derive import Tie

EVENT_NETWORKS = ("opponents", "allies")
"""Names of the networks that are chosen from events."""

PLACED = 0.5
"""How likely a tie has to be that says where an event was, or in what a place lies, whatever else is asked for."""

DEEP = 8
"""How many places may lie in one another between an event and the region that is asked for."""


@dataclass(frozen=True, slots=True)
class EventSelection(Selection):
    """The parameters of the questions; those that they have in common with others are as there.

    Attributes
    ----------
    region
        Only events at this place or within it; None for anywhere.
    min_events, min_deaths
        Only pairs with at least so many events, and as many lives that these cost by best estimates.
    weigh_by
        ``events``, ``deaths`` or ``log``, the natural logarithm of one more than the events.
    civilians
        Whether categories, which are no actors, count as a side.
    """

    kinds: Collection[str] = ("PARTICIPATED_IN",)
    region: str | None = None
    min_events: int = 1
    min_deaths: int = 0
    weigh_by: str = "events"
    civilians: bool = False


def event_selection(values: Mapping[str, Any]) -> EventSelection:
    """Return a selection from the parameters of its question."""
    return EventSelection(**{name: value for name, value in values.items() if name != "limit"})


@dataclass(frozen=True)
class EventGround:
    """What is chosen from.

    Attributes
    ----------
    ties
        Ties of the kinds PARTICIPATED_IN, OCCURRED_AT and WITHIN between canonical entities; others are passed over.
    dates
        Of events with dates of their own these, by id.
    deaths
        The best estimate of the lives that an event cost, by id, where there is one.
    categories
        Ids of those that are no actors.
    """

    ties: Collection[Tie]
    dates: Mapping[str, Bounds] = field(default_factory=dict)
    deaths: Mapping[str, int] = field(default_factory=dict)
    categories: Collection[str] = ()


class Meeting(NamedTuple):
    """An event that two were in.

    Attributes
    ----------
    event
        Its id.
    ties
        Ids of the two ties: that the one took part, and the other.
    voices
        (source, probability) of each source that says both: of its two statements the less sure one.
    first, last
        On some day of these it happened.
    deaths
        Lives that it cost; 0 where nobody says.
    """

    event: str
    ties: tuple[str, str]
    voices: tuple[tuple[str, float], ...]
    first: date
    last: date
    deaths: int

    @property
    def likelihood(self) -> float:
        """How sure the surest of these sources is."""
        return max(p for _, p in self.voices)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two actors that met, the smaller id first, and the events, the likeliest first."""

    source: str
    target: str
    meetings: tuple[Meeting, ...]

    @property
    def deaths(self) -> int:
        """The lives that these events cost."""
        return sum(meeting.deaths for meeting in self.meetings)

    def weight(self, weigh_by: str) -> float:
        """Return what the pair weighs."""
        if weigh_by == "log":
            return log(1 + len(self.meetings))
        return float(self.deaths if weigh_by == "deaths" else len(self.meetings))


def pairs(network: str, ground: EventGround, selection: EventSelection) -> list[Pair]:
    """Choose the pairs of a network.

    Parameters
    ----------
    network
        One of `EVENT_NETWORKS`.
    ground
        What to choose from.
    selection
        By what.

    Returns
    -------
    list of Pair
        By source, then target. Time grows with the pairs that took part in one event, added up over all events.
    """
    took_part: dict[str, list[Tie]] = defaultdict(list)
    for tie in ground.ties:
        if tie.key.kind == "PARTICIPATED_IN" and (selection.civilians or tie.key.subject not in ground.categories):
            took_part[tie.key.object].append(tie)
    region = None if selection.region is None else _Region(ground.ties, selection)
    met: dict[tuple[str, str], list[Meeting]] = defaultdict(list)
    for event, parts in took_part.items():
        of_event: dict[tuple[str, str], Meeting] = {}
        for s, t in combinations(sorted(parts, key=lambda tie: (tie.key.subject, tie.key.id)), 2):
            ends = s.key.subject, t.key.subject
            if ends[0] == ends[1] or not _sides_fit(network, s.key.side, t.key.side):
                continue
            meeting = _meeting(event, s, t, ground)
            if _counts(meeting, selection) and (region is None or region.has(meeting)):
                before = of_event.get(ends)
                of_event[ends] = meeting if before is None else min(before, meeting, key=_order)
        for ends, meeting in of_event.items():
            met[ends].append(meeting)
    found = (Pair(*ends, tuple(sorted(met[ends], key=_order))) for ends in sorted(met))
    return [pair for pair in found if _enough(pair, selection)]


def _order(meeting: Meeting) -> tuple[float, tuple[str, str]]:
    return -meeting.likelihood, meeting.ties


def _sides_fit(network: str, one: str, other: str) -> bool:
    if network == "opponents":
        return one != other and one in SIDES and other in SIDES
    return bool(one and other) and ASSOCIATES.get(one, one) == ASSOCIATES.get(other, other)


def _meeting(event: str, s: Tie, t: Tie, ground: EventGround) -> Meeting:
    said = [bounds for bounds in (s.bounds, t.bounds, ground.dates.get(event)) if bounds is not None]
    sure = dict(zip(t.asserted_by, t.firmness, strict=True))
    voices = tuple(
        (source, min(p, sure[source])) for source, p in zip(s.asserted_by, s.firmness, strict=True) if source in sure
    )
    return Meeting(
        event,
        (s.key.id, t.key.id),
        voices,
        max(bounds.from_earliest for bounds in said),
        min(bounds.to_latest for bounds in said),
        ground.deaths.get(event, 0),
    )


def _counts(meeting: Meeting, selection: EventSelection) -> bool:
    first, last = meeting.first, meeting.last
    if first > last or not any(selection.lets_in(source) for source, _ in meeting.voices):
        return False
    if meeting.likelihood < selection.min_likelihood:
        return False
    if selection.dates == "possible":
        return first <= selection.last_day and selection.first_day <= last
    return selection.first_day <= first and last <= selection.last_day


def _enough(pair: Pair, selection: EventSelection) -> bool:
    return (
        len(pair.meetings) >= selection.min_events
        and pair.deaths >= selection.min_deaths
        and (selection.weigh_by != "deaths" or pair.deaths > 0)
    )


class _Region:
    """Says of events whether they were in the region that is asked for."""

    def __init__(self, ties: Iterable[Tie], selection: EventSelection) -> None:
        self._selection = selection
        self._spots: dict[str, list[Tie]] = defaultdict(list)
        below: dict[str, list[Tie]] = defaultdict(list)
        for tie in ties:
            if tie.likelihood >= PLACED and tie.key.kind == "OCCURRED_AT":
                self._spots[tie.key.subject].append(tie)
            elif tie.likelihood >= PLACED and tie.key.kind == "WITHIN":
                below[tie.key.object].append(tie)
        # For each place in the region, by which ties it lies there; one without dates is geography and always holds.
        self._ways: dict[str, list[tuple[Bounds, ...]]] = defaultdict(list)
        for place, way in _downwards(selection.region or "", below):
            self._ways[place].append(tuple(bounds for bounds in way if bounds != UNDATED))

    def has(self, meeting: Meeting) -> bool:
        """Say whether an event was in the region, on a day that all else allows."""
        first = max(meeting.first, self._selection.first_day)
        last = min(meeting.last, self._selection.last_day)
        return any(
            max(first, at.bounds.from_earliest, *(one.from_earliest for one in way))
            <= min(last, at.bounds.to_latest, *(one.to_latest for one in way))
            and (
                self._selection.dates == "possible"
                or all(one.from_latest <= meeting.first and meeting.last <= one.to_earliest for one in way)
            )
            for at in self._spots.get(meeting.event, ())
            for way in self._ways.get(at.key.object, ())
        )


def _downwards(
    region: str, below: Mapping[str, list[Tie]], met: tuple[str, ...] = (), way: tuple[Bounds, ...] = ()
) -> Iterator[tuple[str, tuple[Bounds, ...]]]:
    """Yield every place that lies in a region, itself too, with the dates of the ties that say so."""
    yield region, way
    if len(way) < DEEP:
        for tie in below.get(region, ()):
            if tie.key.subject not in (*met, region):
                yield from _downwards(tie.key.subject, below, (*met, region), (*way, tie.bounds))
