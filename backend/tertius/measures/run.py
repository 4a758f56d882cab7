"""Runs a measure of the catalogue: hands it what it takes, samples worlds, makes the rows."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np

from tertius.catalog.declaring import NODE, ORGANIZATIONS
from tertius.catalog.measure import Measure
from tertius.catalog.signature import MASK
from tertius.errors import InputError, NotFoundError, UndefinedError
from tertius.measures.finding import Finding, of_nodes
from tertius.measures.memberships import Memberships
from tertius.measures.network import FloatArray, IntArray, Network
from tertius.measures.threads import StopFlag, go_on, new_flag
from tertius.measures.uncertainty.ranks import ranks, sum_up_ranks, sum_up_values
from tertius.measures.uncertainty.worlds import Sampling, over_worlds
from tertius.model.dates import OPEN_END, OPEN_START
from tertius.wording import counted

DECIMALS = 12
"""Decimals that a number in an answer keeps: beyond them it is rounding."""

ROUNDING = 2e-12
"""Numbers of one column no further apart than this, relative to the larger (absolute below 1), are shown as one."""

MOST_TIES = 500
"""Ties that one row lists at most, those of its likeliest edges first."""

NOTHING_UNCERTAIN = (
    "Nothing is uncertain here: every tie is certain, so no simulation was run and each interval is the score itself."
)

ALL_WORLDS_THE_SAME = (
    "Nothing is uncertain here: every tie has the likelihood 1 or 0, so that all simulations are one and the same."
)

Values: TypeAlias = FloatArray | IntArray


@dataclass(frozen=True)
class Context:
    """What a measure works on and with, beside the user's parameters.

    Attributes
    ----------
    network
        The network.
    organizations
        The organizations of each node by its id; None where nothing is known of any.
    reliability
        Admiralty grade by independent root.
    least
        The likelihood that ties had to have to be in the network.
    reduced
        The same network without the claims that the user left out, where some were.
    stop
        A flag that another thread or process may raise.
    sampler
        As in `Sampling`.
    """

    network: Network
    organizations: Mapping[str, Sequence[str]] | None = None
    reliability: Mapping[str, str] | None = None
    least: float = 0.0
    reduced: Network | None = None
    stop: StopFlag | None = None
    sampler: Callable[..., Iterator[FloatArray]] | None = None


@dataclass(frozen=True)
class Result:
    """The rows of an answer.

    Attributes
    ----------
    rows
        Plain JSON by column, in order.
    total
        How many there are, those beyond what was asked for included.
    notes
        What a reader has to know besides.
    """

    rows: list[dict[str, Any]]
    total: int
    notes: tuple[str, ...] = ()

    @property
    def truncated(self) -> bool:
        """Whether there are more than were asked for."""
        return self.total > len(self.rows)


def run(measure: Measure, params: Mapping[str, Any], context: Context) -> Result:
    """Compute a measure.

    Parameters
    ----------
    measure
        Which.
    params
        Its own parameters, every one with its value (`Measure.own_params`).
    context
        The network and what belongs to it.

    Raises
    ------
    UndefinedError
        The measure is not defined on this network.
    NotFoundError
        There are no such groups.
    QueryTimeoutError
        The flag was raised.
    """
    sampling = sampling_of(measure, params, context)
    finding = find(measure, params, context)
    go_on(context.stop)  # what scores a network once may not have looked
    answer = _answer(measure, finding, sampling, context.network, params["limit"])
    if measure.samples and params["worlds"] and not sampling.worlds:
        return replace(answer, notes=(*answer.notes, NOTHING_UNCERTAIN))
    if measure.samples and sampling.worlds < params["worlds"]:
        return replace(answer, notes=(*answer.notes, ALL_WORLDS_THE_SAME))
    return answer


def find(measure: Measure, params: Mapping[str, Any], context: Context) -> Finding:
    """Compute what a measure finds, before worlds are sampled for it.

    Parameters
    ----------
    measure, params, context
        As in `run`.

    Raises
    ------
    UndefinedError, NotFoundError, QueryTimeoutError
        As in `run`.
    """
    own = {name: params[name] for name in measure.params}
    try:
        found = measure.function(**{name: _handed(name, measure, params, context) for name in measure.takes}, **own)
    except InputError as error:  # what was asked is acceptable by itself, so it is the network that it does not fit
        raise UndefinedError(error.what, where=error.where or measure.id, next_step=error.next_step) from error
    if isinstance(found, Finding):
        return found
    column = next(name for name in measure.columns if name not in NODE)
    worlds = partial(measure.batch, **own) if measure.batch else over_worlds(partial(measure.function, **own))
    return of_nodes(context.network, found, worlds, {column: found})


def _handed(name: str, measure: Measure, params: Mapping[str, Any], context: Context) -> object:
    """Return what a measure's function takes beside the user's parameters."""
    if name == "groups":
        return memberships_of(context.network, params["groups"], context.organizations)
    if name == "sampling":
        return sampling_of(measure, params, context)
    if name == "stop":
        return new_flag() if context.stop is None else context.stop
    return {"network": context.network, "context": context, MASK: None}[name]


def memberships_of(
    network: Network, groups: str, organizations: Mapping[str, Sequence[str]] | None = None
) -> Memberships:
    """Return the groups of the nodes: their organizations, in equal shares, or a property of theirs.

    Parameters
    ----------
    network
        The network.
    groups
        ``organizations``, or one of the network's columns.
    organizations
        The organizations of each node by its id; None where nothing is known of any.

    Raises
    ------
    NotFoundError
        There is no such property, or organizations are asked for where none are known.
    """
    if groups in network.columns and (groups != ORGANIZATIONS or organizations is None):
        return Memberships.from_column(network, groups)
    if groups != ORGANIZATIONS or organizations is None:
        raise NotFoundError(
            "The nodes' organizations are not known"
            if groups == ORGANIZATIONS
            else f"The network's nodes have no property {groups!r}",
            where="groups",
            next_step=f"Name a property that groups them: {', '.join(sorted(network.columns)) or '(there is none)'}.",
        )
    return Memberships.from_groups([organizations.get(node, ()) for node in network.ids])


def sampling_of(measure: Measure, params: Mapping[str, Any], context: Context) -> Sampling:
    """Return how worlds are sampled; none where neither parameters nor network leave anything to chance.

    Parameters
    ----------
    measure, params, context
        As in `run`.
    """
    flag = new_flag() if context.stop is None else context.stop
    if not measure.samples:
        return Sampling(least=context.least, stop=flag)
    worlds = params["worlds"]
    if params["errs"] == "voices":
        worlds = 0 if context.network.certain else min(worlds, 1) if context.network.settled else worlds
    return Sampling(
        worlds=worlds,
        seed=params["seed"],
        mode=params["errs"],
        reliability=context.reliability or {},
        interval=params["interval"],
        top=params["top"],
        least=context.least,
        stop=flag,
        sampler=context.sampler,
    )


def _answer(measure: Measure, finding: Finding, sampling: Sampling, network: Network, limit: int) -> Result:
    count = len(finding.rows)
    added: dict[str, Values] = {}
    order = np.arange(count)
    if measure.spread == "ranks" and count:
        places = ranks(finding.score, highest_first=finding.highest_first)
        order = np.argsort(places, kind="stable")
        added["rank"] = places[order].astype(np.int64)
    if measure.spread != "none" and count:
        added |= _spread(measure.spread, finding, finding.network or network, sampling, order[:limit])
    columns = [name for name in measure.all_columns() if name != "tie_ids"]
    rows = []
    for place, position in enumerate(order[:limit]):
        values = {name: values[place] for name, values in added.items()} | dict(finding.rows[position])
        rows.append({name: _plain(values[name]) for name in columns} | {"tie_ids": _ties(finding, network, position)})
    for name in columns:
        _make_one(rows, name)
    return Result(rows, count, (*finding.notes, *_on_ranks_outside(rows, bool(sampling.worlds))))


def _on_ranks_outside(rows: Sequence[Mapping[str, Any]], drawn: bool) -> Iterator[str]:
    """Say why some ranks are not in their own intervals, where there are such."""
    ranked = [row for row in rows if {"rank", "rank_low", "rank_high"} <= row.keys()]
    if outside := sum(not row["rank_low"] <= row["rank"] <= row["rank_high"] for row in ranked):
        yield (
            f"Of {counted(outside, 'row')} the rank lies outside its interval: equal scores share the best of their "
            "places as their rank, and the mean of their places in the interval"
            + ("; and the rank takes every tie as true, while in simulations doubtful ties fail." if drawn else ".")
        )


def _spread(spread: str, finding: Finding, network: Network, sampling: Sampling, shown: IntArray) -> dict[str, Values]:
    """Return by column what simulations say of the rows that are shown; of the plain score alone where none was run."""
    blocks: Iterable[FloatArray] = (finding.score[np.newaxis],)
    drawn = bool(sampling.worlds) and finding.worlds is not None
    if drawn and finding.worlds is not None:
        blocks = sampling.blocks(network, finding.worlds)
    found: dict[str, Values]
    if spread == "ranks":
        expected, error, sure = sum_up_ranks(
            blocks, shown, level=sampling.interval, top=sampling.top, highest_first=finding.highest_first
        )
        found = dict(vars(sure))
    else:
        expected, error, low, high = sum_up_values(blocks, shown, level=sampling.interval)
        found = {"low": low, "high": high}
    if not drawn or (sampling.mode == "voices" and network.settled):  # it is known without any error
        error = np.where(np.isnan(expected), np.nan, 0.0)
    return {"expected": expected, "standard_error": error, **found}


def _ties(finding: Finding, network: Network, position: int) -> list[str]:
    if len(finding.ties):
        return list(finding.ties[position])[:MOST_TIES]
    edges = finding.edges[position] if len(finding.edges) else np.empty(0, dtype=np.int64)
    found: dict[str, None] = {}
    for edge in edges[np.lexsort((edges, -network.likelihoods[edges]))].tolist():
        found.update(dict.fromkeys(network.tie_ids(edge)))
        if len(found) >= MOST_TIES:
            break
    return sorted(found)[:MOST_TIES]


def _make_one(rows: list[dict[str, Any]], column: str) -> None:
    """Give numbers of a column that differ by rounding alone one value: what is alike by symmetry is shown alike."""
    some = sorted((row for row in rows if isinstance(row[column], float)), key=lambda row: float(row[column]))
    for before, after in pairwise(some):
        if after[column] - before[column] <= ROUNDING * max(1.0, abs(after[column])):
            after[column] = before[column]


def _plain(value: object) -> object:
    """Return a value as plain JSON; what is not a number, infinite, or a day without bound as null."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, date):
        return None if value in (OPEN_START, OPEN_END) else value.isoformat()
    if isinstance(value, float):
        return round(value, DECIMALS) + 0.0 if math.isfinite(value) else None
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
