"""Which edges a measure works on, chosen from ties and from what counts as what.

The one way in which a measure's network is chosen, whether its ties are those of the graph or were derived from the
claims of a past day. The questions of the group ``networks`` say the same in Cypher, for whoever asks them for rows;
the tests compare the two, and both with an enumeration of days and readings.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, product
from math import prod
from typing import NamedTuple

from tertius.errors import InputError
from tertius.model.counts_as import CountsAs, Level
from tertius.model.dates import OPEN_END, OPEN_START, Overlap
from tertius.model.derive import Tie
from tertius.model.kinds import EntityType
from tertius.model.together import Interval, together

NETWORKS = ("organizations", "organizations_by_people", "people", "people_by_organization", "people_organizations")
"""Names of the networks that can be chosen."""

DECIMALS = 9
"""Decimals of a likelihood by which ways are put in order, and that the questions show."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The parameters of the questions.

    Attributes
    ----------
    kinds
        Kinds of tie that count.
    as_of
        Only ties that hold on this day; goes before from_day and to_day. None for any time.
    from_day, to_day
        Only ties that hold on some day from the one to the other; None for no bound.
    dates
        ``possible``: the dates allow it; ``certain``: they guarantee it.
    min_likelihood
        Only ties at least this likely, by all sources. A PART_OF that rolls a unit up needs .5 whatever this is.
    sources_in, sources_out
        Only ties that one of these sources asserts, and that a source besides these asserts; None for all.
    level
        ``group``: a unit counts as the group that it was part of; ``unit``: as itself.
    """

    kinds: Collection[str]
    as_of: date | None = None
    from_day: date | None = None
    to_day: date | None = None
    dates: str = "possible"
    min_likelihood: float = 0.5
    sources_in: Collection[str] | None = None
    sources_out: Collection[str] | None = None
    level: str = "group"

    @property
    def first_day(self) -> date:
        """The first day of the span that is asked for."""
        return self.as_of or self.from_day or OPEN_START

    @property
    def last_day(self) -> date:
        """The last day of the span that is asked for."""
        return self.as_of or self.to_day or OPEN_END

    def lets_in(self, source: str) -> bool:
        """Say whether a source counts."""
        return (self.sources_in is None or source in self.sources_in) and source not in (self.sources_out or ())

    def counts(self, tie: Tie) -> bool:
        """Say whether a tie is one of the selection's own, its dates apart."""
        return tie.key.kind in self.kinds and tie.likelihood >= self.min_likelihood and self.is_asserted(tie)

    def is_asserted(self, tie: Tie) -> bool:
        """Say whether a source that counts asserts a tie."""
        return any(map(self.lets_in, tie.asserted_by))

    def hold(self, intervals: Iterable[Interval]) -> bool:
        """Say whether all hold at one moment of the span that is asked for, by the reading that is asked for."""
        found = together([*intervals, Interval.days(self.first_day, self.last_day)])
        return found is Overlap.CERTAIN or (found is Overlap.POSSIBLE and self.dates == "possible")


class Way(NamedTuple):
    """One alternative behind an edge.

    Attributes
    ----------
    ties
        Ids of the ties that must all hold.
    likelihood
        The product of theirs, which are taken as independent.
    from_earliest, from_latest, to_earliest, to_latest
        When all can have begun and ended, the days for which units counted as the groups included: possible on each day
        from the first to the last of these, certain on each from the second to the third.
    first, last
        The days for which the units among them counted as the groups, whatever the ties allow.
    """

    ties: tuple[str, ...]
    likelihood: float
    from_earliest: date
    from_latest: date
    to_earliest: date
    to_latest: date
    first: date = OPEN_START
    last: date = OPEN_END

    def says_more_than(self, other: "Way") -> bool:
        """Say whether the other holds only if this one does, for which it needs fewer ties."""
        return (
            len(self.ties) < len(other.ties)
            and self.from_earliest <= other.from_earliest
            and other.to_latest <= self.to_latest
            and set(self.ties) <= set(other.ties)
        )


@dataclass(frozen=True, slots=True)
class Link:
    """One edge that was chosen.

    Attributes
    ----------
    source, target
        Ids of its ends.
    ways
        Alternatives, the likeliest first.
    """

    source: str
    target: str
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class Ground:
    """What is chosen from.

    Attributes
    ----------
    ties
        Ties between canonical entities, the PART_OF ties that units are rolled up along among them.
    types
        Type of every entity that a tie ends at, by id.
    counts_as
        Which organization counts as which.
    """

    ties: Collection[Tie]
    types: Mapping[str, EntityType]
    counts_as: Collection[CountsAs] = ()


@dataclass(frozen=True, slots=True)
class _Post:
    """A person's tie to an organization, in one way in which this counts as a group.

    Attributes
    ----------
    tie
        Its id.
    parts
        Ids of the PART_OF ties from the unit up.
    likelihoods
        Of all these ties, by id.
    holds
        What must hold at one moment.
    way
        The same as an alternative.
    """

    person: str
    group: str
    tie: str
    parts: tuple[str, ...]
    likelihoods: dict[str, float]
    holds: tuple[Interval, ...]
    way: Way


_Found = Iterable[tuple[str, str, Way]]


def select(network: str, ground: Ground, selection: Selection) -> list[Link]:
    """Choose the edges of a network.

    Parameters
    ----------
    network
        One of `NETWORKS`.
    ground
        What to choose from.
    selection
        By what.

    Returns
    -------
    list of Link
        By source, then target. Undirected ones have the smaller id as source; of ``people_organizations`` the source is
        the person. Time grows with the pairs of posts that meet in one organization, or at one person.

    Raises
    ------
    InputError
        There is no such network.
    """
    if network == "people":
        return _links(_tied(ground, selection))
    if network == "people_by_organization":
        return _links(_sharing(ground, selection))
    if network == "people_organizations":
        return _links((post.person, post.group, post.way) for post in _posts(ground, selection, Level.GROUP))
    if network == "organizations_by_people":
        return _links(_shared(ground, selection))
    if network == "organizations":
        return _links(_standing(ground, selection))
    raise InputError(
        f"There is no network {network[:40]!r}", where="network", next_step=f"Use one of {', '.join(NETWORKS)}."
    )


def _tied(ground: Ground, selection: Selection) -> _Found:
    for tie in ground.ties:
        ends = sorted((tie.key.subject, tie.key.object))
        if (
            all(ground.types.get(end) is EntityType.PERSON for end in ends)
            and selection.counts(tie)
            and selection.hold([Interval.of(tie.key.id, tie.bounds)])
        ):
            bounds = tie.bounds
            days = bounds.from_earliest, bounds.from_latest, bounds.to_earliest, bounds.to_latest
            yield ends[0], ends[1], Way((tie.key.id,), tie.likelihood, *days)


def _standing(ground: Ground, selection: Selection) -> _Found:
    """Yield the ties of organizations to each other, each in every way in which its ends count as groups."""
    ups = _ups(ground, selection, Level.GROUP)
    for tie in ground.ties:
        if ground.types.get(tie.key.subject) is EntityType.ORGANIZATION and selection.counts(tie):
            for one, other in product(ups.get(tie.key.subject, ()), ups.get(tie.key.object, ())):
                if one.group == other.group:
                    continue
                first, second = sorted((one, other), key=lambda up: up.group)
                parts = {part.id: part for part in (*first.parts, *second.parts)}
                holds = (
                    Interval.of(tie.key.id, tie.bounds),
                    *(Interval.days(up.first, up.last) for up in (first, second)),
                    *(Interval.of(part.id, part.bounds) for part in parts.values()),
                )
                if selection.hold(holds):
                    way = Way(
                        (tie.key.id, *parts),
                        prod((part.likelihood for part in parts.values()), start=tie.likelihood),
                        max(tie.bounds.from_earliest, first.first, second.first),
                        max(tie.bounds.from_latest, first.sure_first, second.sure_first),
                        min(tie.bounds.to_earliest, first.sure_last, second.sure_last),
                        min(tie.bounds.to_latest, first.last, second.last),
                        max(first.first, second.first),
                        min(first.last, second.last),
                    )
                    yield first.group, second.group, way


def _sharing(ground: Ground, selection: Selection) -> _Found:
    met: dict[str, list[_Post]] = defaultdict(list)
    for post in _posts(ground, selection, Level.WITHIN):
        met[post.group].append(post)
    for posts in met.values():
        posts.sort(key=lambda post: post.person)
        for a, b in combinations(posts, 2):
            # Who came up by one and the same PART_OF met below it already, by fewer ties and on no fewer days.
            if a.person != b.person and not _came_together(a, b) and _meet(a, b, selection):
                yield a.person, b.person, _both(a, b)


def _shared(ground: Ground, selection: Selection) -> _Found:
    held: dict[str, list[_Post]] = defaultdict(list)
    for post in _posts(ground, selection, Level.GROUP):
        held[post.person].append(post)
    for posts in held.values():
        posts.sort(key=lambda post: post.group)
        for a, b in combinations(posts, 2):
            if a.group != b.group and a.tie != b.tie and _meet(a, b, selection):
                yield a.group, b.group, _both(a, b)


def _posts(ground: Ground, selection: Selection, level: Level) -> Iterator[_Post]:
    """Yield each person's posts, at a level above that of units unless it is units that are asked for."""
    ups = _ups(ground, selection, level)
    for tie in ground.ties:
        if ground.types.get(tie.key.subject) is EntityType.PERSON and selection.counts(tie):
            for up in ups.get(tie.key.object, ()):
                holds = (
                    Interval.of(tie.key.id, tie.bounds),
                    Interval.days(up.first, up.last),
                    *(Interval.of(part.id, part.bounds) for part in up.parts),
                )
                if selection.hold(holds):
                    id_, above = tie.key.id, {part.id: part.likelihood for part in up.parts}
                    likelihoods = {id_: tie.likelihood} | above
                    way = Way(
                        tuple(likelihoods),
                        tie.likelihood * up.likelihood,
                        max(tie.bounds.from_earliest, up.first),
                        max(tie.bounds.from_latest, up.sure_first),
                        min(tie.bounds.to_earliest, up.sure_last),
                        min(tie.bounds.to_latest, up.last),
                        up.first,
                        up.last,
                    )
                    yield _Post(tie.key.subject, up.group, id_, tuple(above), likelihoods, holds, way)


def _ups(ground: Ground, selection: Selection, level: Level) -> Mapping[str, Sequence[CountsAs]]:
    """Return what each organization counts as, at a level above that of units unless it is units that are asked for."""
    if selection.level == "unit":
        level = Level.UNIT
    parts = {tie.key.id for tie in ground.ties if tie.key.kind == "PART_OF" and selection.is_asserted(tie)}
    ups: dict[str, list[CountsAs]] = defaultdict(list)
    for up in ground.counts_as:
        if up.level is level and all(part.id in parts for part in up.parts):
            ups[up.unit].append(up)
    return ups


def _came_together(a: _Post, b: _Post) -> bool:
    """Say whether two came up by one and the same PART_OF last: they met below it already."""
    return bool(a.parts and b.parts) and a.parts[-1] == b.parts[-1]


def _meet(a: _Post, b: _Post, selection: Selection) -> bool:
    """Say whether two posts hold at one moment; that each does so within the span is known already."""
    one, other = a.way, b.way
    if selection.dates == "possible":
        return one.from_earliest <= other.to_latest and other.from_earliest <= one.to_latest
    if one.from_latest <= other.to_earliest and other.from_latest <= one.to_earliest:
        return True
    # Not so by their outer days; yet a PART_OF that is in both is not to be compared with itself.
    return not set(one.ties).isdisjoint(other.ties) and selection.hold(a.holds + b.holds)


def _both(a: _Post, b: _Post) -> Way:
    """Return two posts as one alternative: the two ties, then the PART_OF ties of either, each once."""
    x, y = a.way, b.way
    ties: tuple[str, ...] = (a.tie, b.tie)
    likelihood = x.likelihood * y.likelihood
    if a.parts or b.parts:
        each = {a.tie: a.likelihoods[a.tie], b.tie: b.likelihoods[b.tie]} | a.likelihoods | b.likelihoods
        ties, likelihood = tuple(each), prod(each.values())
    # Spelt out, since there may be a million of them.
    return Way(
        ties,
        likelihood,
        x.from_earliest if x.from_earliest > y.from_earliest else y.from_earliest,
        x.from_latest if x.from_latest > y.from_latest else y.from_latest,
        x.to_earliest if x.to_earliest < y.to_earliest else y.to_earliest,
        x.to_latest if x.to_latest < y.to_latest else y.to_latest,
        x.first if x.first > y.first else y.first,
        x.last if x.last < y.last else y.last,
    )


def _links(found: _Found) -> list[Link]:
    ways: dict[tuple[str, str], list[Way]] = defaultdict(list)
    for source, target, way in found:
        ways[source, target].append(way)
    return [Link(*ends, _strongest(ways[ends])) for ends in sorted(ways)]


def _strongest(every: list[Way]) -> tuple[Way, ...]:
    """Return the ways in order, without those that hold only if one of fewer ties does."""
    if len(every) == 1:
        return tuple(every)
    kept = [way for way in every if not any(less.says_more_than(way) for less in every)]
    return tuple(sorted(kept, key=lambda way: (-round(way.likelihood, DECIMALS), way.ties, way.from_earliest)))
