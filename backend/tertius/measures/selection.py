"""Which edges a measure works on, chosen from ties in memory as the questions of the group ``networks`` choose them.

The questions choose from the graph, whose ties are today's. For a past day the ties are derived from the claims as they
stood then, and chosen here. Both must choose alike: the tests compare them.
"""

import itertools
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from tertius.errors import InputError
from tertius.model.dates import OPEN_END, OPEN_START, Bounds
from tertius.model.derive import Tie
from tertius.model.kinds import EntityType

NETWORKS = ("organizations_by_people", "people", "people_by_organization", "people_organizations")
"""Names of the networks that can be chosen."""

HIGHEST = 4
"""PART_OF ties that a unit is rolled up along at most."""

FLOOR = 0.5
"""A PART_OF need only be this likely to roll a unit up, or as likely as the selection's own ties, if that is less."""

CATEGORY = "category"
"""The kind of organizations that are no actors."""

DECIMALS = 9
"""Decimals that the likelihood of a way keeps."""


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
        ``possible``: dates need only allow it; ``certain``: they have to prove it.
    min_likelihood
        Only ties at least this likely, by all sources.
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
        """Say whether the claims of a source count."""
        return (self.sources_in is None or source in self.sources_in) and source not in (self.sources_out or ())

    @property
    def takes_all(self) -> bool:
        """Whether the claims of every source count."""
        return self.sources_in is None and self.sources_out is None

    def any_asserts(self, sources: Iterable[str]) -> bool:
        """Say whether one of the sources that count is among those that assert a tie."""
        return self.takes_all or any(map(self.lets_in, sources))


@dataclass(frozen=True, slots=True)
class Link:
    """One edge that was chosen.

    Attributes
    ----------
    source, target
        Ids of its ends.
    ways
        Alternatives, the likeliest first: each the ids of the ties that must all hold.
    """

    source: str
    target: str
    ways: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Ground:
    """What is chosen from.

    Attributes
    ----------
    ties
        Ties between canonical entities.
    types
        Type of every entity that a tie ends at, by id.
    kinds
        Kind of organizations, by id, where it is known.
    asserted_by
        Sources with a claim that asserts the tie, as the decisions leave it, by the tie's id.
    """

    ties: Collection[Tie]
    types: Mapping[str, EntityType]
    kinds: Mapping[str, str]
    asserted_by: Mapping[str, Collection[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Post:
    """A person's tie to an organization, or to one that it was part of."""

    person: str
    organization: str
    ids: tuple[str, ...]
    likelihood: float
    starts: date
    ends: date

    def meets(self, other: "_Post") -> bool:
        return self.starts <= other.ends and other.starts <= self.ends


@dataclass(frozen=True, slots=True)
class _Way:
    ids: tuple[str, ...]
    likelihood: float
    order: tuple[str, ...]


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
    chosen = _Choice(ground, selection)
    if network == "people_by_organization":
        return _links(_sharing(chosen))
    if network == "people_organizations":
        return _links(_belonging(chosen))
    if network == "organizations_by_people":
        return _links(_shared(chosen))
    raise InputError(
        f"There is no network {network[:40]!r}", where="network", next_step=f"Use one of {', '.join(NETWORKS)}."
    )


_Ways = Iterator[tuple[tuple[str, str], _Way]]


def _tied(ground: Ground, selection: Selection) -> _Ways:
    for tie in ground.ties:
        one, other = sorted((tie.key.subject, tie.key.object))
        people = all(ground.types.get(end) is EntityType.PERSON for end in (one, other))
        if people and one != other and _counts(tie, ground, selection):
            yield (one, other), _Way((tie.key.id,), tie.likelihood, (tie.key.id,))


def _sharing(chosen: "_Choice") -> _Ways:
    met: dict[str, list[_Post]] = defaultdict(list)
    for post in chosen.posts(everywhere=True):
        met[post.organization].append(post)
    for posts in met.values():
        for a, b in itertools.permutations(posts, 2):
            if a.person < b.person and a.meets(b):
                yield (a.person, b.person), _both(a, b)


def _belonging(chosen: "_Choice") -> _Ways:
    for post in chosen.posts(everywhere=False):
        yield (
            (post.person, post.organization),
            _Way(post.ids, round(post.likelihood, DECIMALS), (post.ids[0],)),
        )


def _shared(chosen: "_Choice") -> _Ways:
    held: dict[str, list[_Post]] = defaultdict(list)
    for post in chosen.posts(everywhere=False):
        held[post.person].append(post)
    for posts in held.values():
        for a, b in itertools.permutations(posts, 2):
            if a.organization < b.organization and a.ids[0] != b.ids[0] and a.meets(b):
                yield (a.organization, b.organization), _both(a, b)


def _both(a: _Post, b: _Post) -> _Way:
    return _Way(a.ids + b.ids, round(a.likelihood * b.likelihood, DECIMALS), (a.ids[0], b.ids[0]))


def _links(found: _Ways) -> list[Link]:
    ways: dict[tuple[str, str], list[_Way]] = defaultdict(list)
    for ends, way in found:
        ways[ends].append(way)
    return [Link(*ends, _strongest(ways[ends])) for ends in sorted(ways)]


def _strongest(every: list[_Way]) -> tuple[tuple[str, ...], ...]:
    """Return the ways in order, without those that hold only if a shorter one does."""
    held = [(len(way.ids), frozenset(way.ids)) for way in every]
    kept = [
        way
        for way, (size, ids) in zip(every, held, strict=True)
        if not any(less < size and fewer <= ids for less, fewer in held)
    ]
    return tuple(way.ids for way in sorted(kept, key=lambda way: (-way.likelihood, way.order)))


def _counts(tie: Tie, ground: Ground, selection: Selection) -> bool:
    """Say whether a tie is one of the selection's own."""
    first, last, bounds = selection.first_day, selection.last_day, tie.bounds
    if tie.key.kind not in selection.kinds or tie.likelihood < selection.min_likelihood:
        return False
    if selection.dates == "certain":
        holds = bounds.from_latest <= last and first <= bounds.to_earliest
    else:
        holds = bounds.from_earliest <= last and first <= bounds.to_latest
    return holds and selection.any_asserts(ground.asserted_by.get(tie.key.id, ()))


class _Choice:
    """People's posts in organizations, units rolled up."""

    def __init__(self, ground: Ground, selection: Selection) -> None:
        self._ground = ground
        self._selection = selection
        floor = min(FLOOR, selection.min_likelihood)
        self._above: dict[str, list[Tie]] = defaultdict(list)
        for tie in ground.ties:
            if (
                tie.key.kind == "PART_OF"
                and tie.likelihood >= floor
                and self._possible(tie.bounds)
                and self._is_actor(tie.key.object)
                and selection.any_asserts(ground.asserted_by.get(tie.key.id, ()))
            ):
                self._above[tie.key.subject].append(tie)

    def posts(self, *, everywhere: bool) -> Iterator[_Post]:
        """Yield each person's posts: in every organization on the way up, or in what stands at the top alone."""
        certain = self._selection.dates == "certain"
        for tie in self._ground.ties:
            person, held = tie.key.subject, tie.key.object
            if (
                self._ground.types.get(person) is not EntityType.PERSON
                or self._ground.types.get(held) is not EntityType.ORGANIZATION
                or not self._is_actor(held)
                or not _counts(tie, self._ground, self._selection)
            ):
                continue
            bounds = tie.bounds
            starts, ends = bounds.from_earliest, bounds.to_latest
            if certain:
                starts, ends = bounds.from_latest, bounds.to_earliest
            for chain, is_top in self._chains(held, bounds):
                if everywhere or is_top:
                    along = 1.0
                    for part in chain:
                        along *= part.likelihood
                    yield _Post(
                        person,
                        chain[-1].key.object if chain else held,
                        (tie.key.id, *(part.key.id for part in chain)),
                        tie.likelihood * along,
                        starts,
                        ends,
                    )

    def _chains(self, held: str, bounds: Bounds) -> Iterator[tuple[tuple[Tie, ...], bool]]:
        """Yield each way up from an organization at the time of a tie, and whether nothing stands above its end."""
        if self._selection.level == "unit":
            yield (), True
            return
        todo: list[tuple[tuple[Tie, ...], tuple[str, ...]]] = [((), (held,))]
        while todo:
            chain, met = todo.pop()
            above = [
                part
                for part in self._above.get(met[-1], ())
                if part.bounds.from_earliest <= bounds.to_latest and bounds.from_earliest <= part.bounds.to_latest
            ]
            yield chain, len(chain) == HIGHEST or all(part.key.object in met for part in above)
            if len(chain) < HIGHEST:
                todo += [((*chain, part), (*met, part.key.object)) for part in above if part not in chain]

    def _is_actor(self, organization: str) -> bool:
        return self._ground.kinds.get(organization) != CATEGORY

    def _possible(self, bounds: Bounds) -> bool:
        return bounds.from_earliest <= self._selection.last_day and self._selection.first_day <= bounds.to_latest
