"""Why a score is another than in an earlier report: how much each load and each decisions file accounts for.

The definition is in `tertius.reports.attribution`. Who is not in the network counts 0. What the claims do not explain,
since today's question, tables or parameters give another score for the claims of then, is the method's share.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from tertius.answers import Answer
from tertius.answers.measure_jobs import network_params
from tertius.catalog.catalogue import Catalogue
from tertius.catalog.measure import Measure
from tertius.graph.read import Reader
from tertius.measures.compared import RowKey, key_columns, world_scores
from tertius.measures.run import Context
from tertius.measures.threads import StopFlag
from tertius.networks.changes import Changes
from tertius.networks.select import SelectedNetwork, network_changes, network_in
from tertius.records.tables import Tables
from tertius.reports.attribution import MOST_EXACT, FloatArray, attribute, summed_up
from tertius.reports.difference import ChangeGroup, ClaimCounts, MeasureDifference, RowChange, ShareOfChange

WORLDS = 100
"""Worlds over which a share is the mean; they have one seed, so that the same ties are true in each of them."""

MOST_ROWS = 20
"""People, groups or edges that are explained: those whose rank changed most."""

MOST_NAMED = 8
"""Groups of changes that are named: those that touch most edges. All others are one group."""

MOST_CLAIMS = 12
"""Claims of a group that are named, of those that came and of those that went."""

MOST_TRIED = 32
"""Groups of changes whose edges are counted: those with most claims. All others are among the rest."""

OTHERS = "all other changes"
"""The name of the rest."""


@dataclass(frozen=True)
class Explaining:
    """What explanations are computed with.

    Attributes
    ----------
    reader, catalogue, tables
        The database, the questions, and the tables that the database was derived with.
    stop
        A flag that another thread may raise.
    """

    reader: Reader
    catalogue: Catalogue
    tables: Tables
    stop: StopFlag | None = None


async def explain(
    explaining: Explaining, before: Answer, after: Answer, then: datetime, now: datetime
) -> MeasureDifference | None:
    """Explain why the answers of a measure differ.

    Parameters
    ----------
    explaining
        What to compute with.
    before, after
        The answers of then and of now, by a measure whose rows are about nodes or edges.
    then, now
        The moments of the graph on which they stand.

    Returns
    -------
    MeasureDifference
        None for a measure whose rows are about something else.

    Raises
    ------
    TertiusError
        As asking the measure does; what stood then may be a network on which it is not defined.
    """
    measure = explaining.catalogue.measure(after.question)
    columns = key_columns(measure)
    if columns is None:
        return None
    params: dict[str, Any] = explaining.catalogue[measure.id].validate_params(after.params)
    chosen, _ = network_params(explaining.catalogue, measure, params)
    changes = await network_changes(explaining.reader, explaining.catalogue, params["network"], chosen, then, now)
    states = _States(explaining, measure, params, chosen, changes)
    groups = await states.groups(_rested_on(before) | _rested_on(after))
    versions = [f"version {before.version} then, version {after.version} now"] * (before.version != after.version)
    rows = _changed_rows(before, after, columns)
    if not rows:
        return MeasureDifference(
            groups=groups, idle=len(changes.groups) - states.touching, rows=[], exact=True, versions=versions
        )
    keys = [key for key, _, _ in rows]
    names = [group.name for group in groups]
    shares = await attribute(names, lambda some: states.scores(some, keys))
    totals = summed_up(shares.total)
    parts = {name: summed_up(values) for name, values in shares.of.items()}
    if shares.together is not None:
        parts["together"] = summed_up(shares.together)
    recomputed = (await states.scores(frozenset(), keys, worlds=params.get("worlds"))).mean(axis=0)
    told = [
        _row(was, is_now, key, totals[at].mean, {name: part[at] for name, part in parts.items()}, float(recomputed[at]))
        for at, (key, was, is_now) in enumerate(rows)
    ]
    return MeasureDifference(
        groups=groups,
        idle=len(changes.groups) - states.touching,
        rows=told,
        exact=len(names) <= MOST_EXACT,
        versions=versions,
    )


class _States:
    """Networks with some of the changes, and the scores on them; each network is put together once."""

    def __init__(
        self,
        explaining: Explaining,
        measure: Measure,
        params: Mapping[str, Any],
        chosen: Mapping[str, Any],
        changes: Changes,
    ) -> None:
        self._explaining, self._measure, self._params = explaining, measure, params
        self._chosen, self._changes = chosen, changes
        self._of: dict[str, frozenset[str]] = {}  # what stands behind each name that is told
        self._kept: dict[frozenset[str], SelectedNetwork] = {}
        self.touching = 0

    async def groups(self, first: Collection[str]) -> list[ChangeGroup]:
        """Return the groups that touch the network, those with most edges first; the rest as one.

        Of their claims those are named first that rows rest on: ``first``.
        """
        every = frozenset(self._changes.groups)
        by_size = sorted(every, key=lambda name: (-self._size([name]), name))
        touched = {}
        for name in by_size[:MOST_TRIED]:
            pairs: list[tuple[frozenset[str], frozenset[str]]] = [
                (frozenset(), frozenset([name])),
                (every, every - {name}),
            ]
            found = [(await self._network(one), await self._network(other)) for one, other in pairs]
            if any(one.digest != other.digest for one, other in found):
                touched[name] = len(set().union(*(_edges_apart(*pair) for pair in found)))
        named = sorted(touched, key=lambda name: (-touched[name], name))[:MOST_NAMED]
        self._of = {name: frozenset([name]) for name in named}
        rest = frozenset({*touched, *by_size[MOST_TRIED:]} - set(named))
        self.touching = len(named) + len(rest)
        if rest:
            edges = _edges_apart(await self._network(frozenset()), await self._network(rest))
            self._of[OTHERS], touched[OTHERS] = rest, len(edges)
        return [self._group(name, touched[name], first) for name in self._of]

    async def scores(self, names: Collection[str], rows: Sequence[RowKey], *, worlds: int | None = None) -> FloatArray:
        """Return the scores of rows (w, e) on the network with these changes."""
        found = await self._network(frozenset().union(*(self._of[name] for name in names)))
        params = {name: self._params[name] for name in self._measure.own_params()}
        if params.get("worlds"):
            params["worlds"] = worlds or WORLDS
        least = float(self._params["min_likelihood"])
        context = Context(found.network, found.memberships, dict(found.reliability), least, stop=self._explaining.stop)
        if not found.network.n:
            return np.zeros((1, len(rows)))
        return await asyncio.to_thread(world_scores, self._measure, params, context, rows)

    async def _network(self, names: frozenset[str]) -> SelectedNetwork:
        if names not in self._kept:
            standing = self._changes.with_groups(names)
            explaining = self._explaining
            self._kept[names] = await network_in(
                standing, explaining.catalogue, self._params["network"], self._chosen, explaining.tables
            )
        return self._kept[names]

    def _size(self, names: Collection[str]) -> int:
        groups = [self._changes.groups[name] for name in names]
        return sum(len(part) for g in groups for part in (g.before, g.after, g.decided, g.taken_back))

    def _group(self, name: str, edges: int, first: Collection[str]) -> ChangeGroup:
        groups = [self._changes.groups[each] for each in sorted(self._of[name])]
        before = {id_ for group in groups for id_ in group.before}
        after = {id_ for group in groups for id_ in group.after}
        was, is_now = ({_key(id_) for id_ in ids} for ids in (before, after))
        return ChangeGroup(
            name=name,
            counts=ClaimCounts(new=len(is_now - was), changed=len(is_now & was), closed=len(was - is_now)),
            claims_before=sorted(before, key=lambda id_: (id_ not in first, id_))[:MOST_CLAIMS],
            claims_after=sorted(after, key=lambda id_: (id_ not in first, id_))[:MOST_CLAIMS],
            decisions=sum(len(group.decided) + len(group.taken_back) for group in groups),
            edges=edges,
        )


def _key(claim_id: str) -> str:
    """Return what a claim's id has in common over its revisions: ``<key>`` of ``<key>.<revision>``."""
    return claim_id.rpartition(".")[0]


def _rested_on(answer: Answer) -> set[str]:
    return set(answer.evidence.claims) if answer.evidence else set()


def _edges_apart(one: SelectedNetwork, other: SelectedNetwork) -> set[tuple[str, str]]:
    """Return the edges that are not the same in two networks: their ways, and the voices and days behind them."""
    if one.digest == other.digest:
        return set()
    told = [_edges(found) for found in (one, other)]
    return {ends for ends in told[0].keys() | told[1].keys() if told[0].get(ends) != told[1].get(ends)}


def _edges(found: SelectedNetwork) -> dict[tuple[str, str], frozenset[object]]:
    network = found.network
    ends = zip(network.sources.tolist(), network.targets.tolist(), network.clauses, strict=True)
    return {
        (network.ids[source], network.ids[target]): frozenset(
            (clause.first, clause.last, frozenset(network.ties[tie] for tie in clause)) for clause in clauses
        )
        for source, target, clauses in ends
    }


_Row = Mapping[str, Any]


def _changed_rows(
    before: Answer, after: Answer, columns: Sequence[str]
) -> list[tuple[RowKey, _Row | None, _Row | None]]:
    """Return the rows whose rank or score differs, the largest change of rank first; one without a rank is last."""
    was, is_now = (
        {tuple(str(row[name]) for name in columns): row for row in answer.rows} for answer in (before, after)
    )
    beyond = 1.0 + max([*(_rank(row) for row in (*was.values(), *is_now.values())), 0.0])

    def moved(key: RowKey) -> tuple[float, float, RowKey]:
        old, new = (_rank(row) if row else beyond for row in (was.get(key), is_now.get(key)))
        return (-abs(old - new), min(old, new), key)

    differ = [key for key in was.keys() | is_now.keys() if _told(was.get(key)) != _told(is_now.get(key))]
    return [(key, was.get(key), is_now.get(key)) for key in sorted(differ, key=moved)[:MOST_ROWS]]


def _rank(row: _Row) -> float:
    return float(row.get("rank") or 0.0)


def _score(row: _Row | None) -> float | None:
    value = None if row is None else row.get("expected")
    return None if value is None else float(value)


def _told(row: _Row | None) -> object:
    return None if row is None else (row.get("rank"), row.get("expected"))


def _row(
    was: _Row | None, is_now: _Row | None, key: RowKey, change: float, parts: Mapping[str, Any], recomputed: float
) -> RowChange:
    shares = [
        ShareOfChange(name=name, mean=each.mean, error=each.error, tells=each.tells) for name, each in parts.items()
    ]
    row = is_now or was or {}
    names = [str(row[name]) for name in ("node", "source", "target") if row.get(name)]
    before = _score(was)
    return RowChange(
        ids=list(key),
        name=" – ".join(names) or " – ".join(key),
        rank_before=None if was is None else _rank(was),
        rank_after=None if is_now is None else _rank(is_now),
        score_before=before,
        score_after=_score(is_now),
        change=change,
        shares=sorted(shares, key=lambda share: (-abs(share.mean), share.name)),
        method=None if before is None else before - recomputed,
    )
