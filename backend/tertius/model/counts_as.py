"""Which organization counts as which, from when to when: units rolled up along the PART_OF of each day.

On each day, organizations that are part of one another are one, under the first id; a unit counts as whatever stands at
the end of its chain. What stands over what is decided by *possible* PART_OF ties, so that a doubt about a unit makes no
broker; that it certainly counts needs those ties to be certain too.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import prod

from tertius.model.dates import OPEN_END, OPEN_START, Bounds
from tertius.model.kinds import CATEGORY
from tertius.model.weighing import DECIMALS

FLOOR = 0.5
"""Likelihood from which a PART_OF rolls a unit up, whatever a question asks of its own ties."""

MOST_CHAINS = 16
"""Chains of one length from one organization to another that are kept, the first by the ids of their ties."""

GROUP_KINDS = ("group", "unit", None)
"""Kinds that a unit is rolled up to, None where no claim says: a militia under a ministry counts as itself."""

_DAY = timedelta(days=1)


class Level(StrEnum):
    """As what an organization counts.

    ``unit``: itself, always. ``group``: what stands at the top of its chain, itself while nothing is above it.
    ``within``: itself, and every organization above it.
    """

    UNIT = "unit"
    GROUP = "group"
    WITHIN = "within"


@dataclass(frozen=True, slots=True)
class Part:
    """A PART_OF tie.

    Attributes
    ----------
    id
        The tie's id.
    unit, whole
        The organization that is part, and the one that it is part of.
    bounds, likelihood
        The tie's own.
    """

    id: str
    unit: str
    whole: str
    bounds: Bounds
    likelihood: float


@dataclass(frozen=True, slots=True)
class CountsAs:
    """One way in which an organization counts as another, for one run of days.

    Attributes
    ----------
    unit, group
        Which counts as which; ids.
    level
        As in `Level`.
    first, last
        The run of days; possible on each of them.
    sure_first, sure_last
        Certain on each day from the one to the other: those of the run on which every part tie is certain. On none, if
        the first is after the last.
    parts
        The PART_OF ties that it rests on, from the unit up.
    """

    unit: str
    group: str
    level: Level
    first: date = OPEN_START
    last: date = OPEN_END
    parts: tuple[Part, ...] = ()

    @property
    def sure_first(self) -> date:
        """The first day on which it certainly counts."""
        return max((self.first, *(part.bounds.from_latest for part in self.parts)))

    @property
    def sure_last(self) -> date:
        """The last day on which it certainly counts."""
        return min((self.last, *(part.bounds.to_earliest for part in self.parts)))

    @property
    def likelihood(self) -> float:
        """The product of its ties' likelihoods, which are taken as independent; to as many decimals as theirs."""
        return round(prod((part.likelihood for part in self.parts), start=1.0), DECIMALS)


def counts_as(
    kinds: Mapping[str, str | None], parts: Iterable[Part], units: Collection[str] | None = None
) -> list[CountsAs]:
    """Return every way in which organizations count as one another.

    Parameters
    ----------
    kinds
        The kind of each organization by its id, None where no claim says. Categories count as nothing.
    parts
        PART_OF ties. Those below `FLOOR` are passed over, and those of an organization that is not among them: one that
        gave way to another while its ties are still to be moved.
    units
        The organizations to answer for, all by default. For each of them every PART_OF tie upward of it is needed.

    Returns
    -------
    In order of unit, level and group. Time grows for each organization with what stands above it and with the days on
    which one of these ties can begin or end.
    """
    above: dict[Level, dict[str, list[Part]]] = {level: defaultdict(list) for level in (Level.GROUP, Level.WITHIN)}
    for part in parts:
        if not (part.unit in kinds and part.whole in kinds):
            continue
        if part.likelihood < FLOOR or CATEGORY in (kinds[part.unit], kinds[part.whole]):
            continue
        above[Level.WITHIN][part.unit].append(part)
        if kinds[part.whole] in GROUP_KINDS:
            above[Level.GROUP][part.unit].append(part)
    found = []
    for unit in sorted(kinds if units is None else units):
        if kinds[unit] == CATEGORY:
            continue
        found += [CountsAs(unit, unit, Level.UNIT), CountsAs(unit, unit, Level.WITHIN)]
        for level, ties in above.items():
            found += _over_time(unit, level, ties)
    return sorted(found, key=lambda one: (one.unit, one.level, one.group, one.first, [part.id for part in one.parts]))


def _over_time(unit: str, level: Level, above: Mapping[str, Sequence[Part]]) -> Iterator[CountsAs]:
    """Yield what an organization counts as, runs of days on which nothing changes put together."""
    days: dict[tuple[str, tuple[Part, ...]], list[tuple[date, date]]] = defaultdict(list)
    own = {member: above.get(member, ()) for member in _upward(unit, above)}
    for first, last in _runs(part for some in own.values() for part in some):
        held = {
            member: [part for part in some if part.bounds.from_earliest <= first <= part.bounds.to_latest]
            for member, some in own.items()
        }
        for way in _ways(unit, level, held):
            runs = days[way]
            if runs and runs[-1][1] + _DAY == first:
                runs[-1] = (runs[-1][0], last)
            else:
                runs.append((first, last))
    for (group, chain), several in days.items():
        for first, last in several:
            yield CountsAs(unit, group, level, first, last, chain)


def _upward(start: str, above: Mapping[str, Sequence[Part]]) -> set[str]:
    """Return an organization and all that stand above it."""
    seen, todo = {start}, [start]
    while todo:
        for part in above.get(todo.pop(), ()):
            if part.whole not in seen:
                seen.add(part.whole)
                todo.append(part.whole)
    return seen


def _runs(parts: Iterable[Part]) -> Iterator[tuple[date, date]]:
    """Yield the runs of days on which the same ties are possible, together all of time."""
    starts = {OPEN_START}
    for part in parts:
        starts.add(part.bounds.from_earliest)
        if part.bounds.to_latest < OPEN_END:
            starts.add(part.bounds.to_latest + _DAY)
    cuts = sorted(starts)
    for index, first in enumerate(cuts):
        yield first, cuts[index + 1] - _DAY if index + 1 < len(cuts) else OPEN_END


def _ways(unit: str, level: Level, held: Mapping[str, Sequence[Part]]) -> Iterator[tuple[str, tuple[Part, ...]]]:
    """Yield (what the unit counts as, the chain of ties up to it) on a day on which just these ties are possible."""
    chains = _shortest(unit, held)
    over = {member: _upward(member, held) for member in chains} if level is Level.GROUP else {}
    for group in sorted(chains):
        if level is Level.WITHIN and group == unit:
            continue  # it is within itself on every day, tied or not
        if level is Level.WITHIN or all(group in over[other] and group <= other for other in over[group]):
            yield from ((group, chain) for chain in chains[group])


def _shortest(unit: str, held: Mapping[str, Sequence[Part]]) -> dict[str, list[tuple[Part, ...]]]:
    """Return the shortest chains of ties from an organization up to each that it reaches, the empty one to itself."""
    found: dict[str, list[tuple[Part, ...]]] = {unit: [()]}
    ends = found
    while ends:
        longer: dict[str, list[tuple[Part, ...]]] = defaultdict(list)
        for end, some in ends.items():
            for part in held[end]:
                if part.whole not in found:
                    longer[part.whole] += [(*chain, part) for chain in some]
        # The first of an end are all that the first of any longer chain can begin with.
        ends = {
            end: sorted(some, key=lambda chain: [part.id for part in chain])[:MOST_CHAINS]
            for end, some in longer.items()
        }
        found = {**found, **ends}
    return found
