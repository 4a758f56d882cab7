"""Two sides after a split: whether the ties between them thin out, or the data cannot tell."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Annotated, Any, get_args

import numpy as np

from tertius.catalog.declaring import About, day, integer, number, text
from tertius.catalog.measure import measure
from tertius.errors import InputError
from tertius.measures.finding import Finding
from tertius.measures.named import nodes_named
from tertius.measures.network import BoolArray, Clause, FloatArray, Network
from tertius.measures.run import Context
from tertius.measures.temporal.arrangements import AskedNull, Chance, chance_for
from tertius.measures.temporal.before_after import NULL, SIDE, BeforeAfter, before_after
from tertius.measures.temporal.counting import edges_across
from tertius.measures.temporal.slices import Slice, slice_masks
from tertius.measures.temporal.spans import Dates, EdgeSpans
from tertius.measures.temporal.verdicts import Split, Verdicts
from tertius.measures.temporal.windows import observed_span, windows
from tertius.measures.threads import StopFlag
from tertius.model.dates import OPEN_END, OPEN_START, Bounds, read_edtf
from tertius.wording import counted


@dataclass(frozen=True)
class Separation:
    """Whether the ties between two sides thin out after splits.

    Attributes
    ----------
    in_both
        Ids of nodes that are on both sides.
    across
        The ties across, each as ids of the ties that it stands on: one, or several that must all hold.
    dated_across, undated_across
        How many of them have a date, and none.
    dates
        The reading that the verdicts go by.
    alpha
        The level of the test.
    splits
        What is found for each.
    """

    in_both: tuple[str, ...]
    across: tuple[tuple[str, ...], ...]
    dated_across: int
    undated_across: int
    dates: Dates
    alpha: float
    splits: tuple[Split, ...]


def separation(
    network: Network,
    one: Collection[str],
    other: Collection[str],
    splits: Sequence[date | Bounds],
    *,
    dates: Dates = "certain",
    alpha: float = 0.05,
    chance: Chance = Chance(),  # noqa: B008 - nothing changes it
) -> Separation:
    """Ask whether the ties between two sides thin out after they are said to have split.

    Parameters
    ----------
    network
        Any network; select those kinds of tie that tie, rivalry left out. It needs ties besides those across: under the
        null ``ties`` a thinning out is measured against theirs.
    one, other
        Ids of the nodes on each side: two groups, or one person and a group. Direction is not looked at; who is on both
        sides is across to either (`edges_across`). An edge counts once for each of its alternatives: two kinds of tie
        between one pair are two.
    splits
        For each a day, or the bounds of an event.
    dates
        The reading that verdicts go by: ``certain`` counts ties that sources prove in a window, ``possible`` those that
        they allow. The other one is reported beside it, and may not contradict.
    alpha
        The level of the test, for all splits together.
    chance
        What chance does, over which span and windows, and how often it is drawn. Where a span is not given, it is that
        which dates name (`observed_span`); without end on the side where they name no day beyond the split, and then
        without rates.

    Returns
    -------
    Separation
        **Thinned out**: fewer after, and so few that Holm's p over all splits is at most ``alpha``. **Did not thin
        out**: no fewer after, and chance alone has as few in at least half of the arrangements, with data that could
        have shown that all ended. **The data cannot tell**: in all other cases, which are that no tie across has a
        date, or none is known before; that even the most extreme arrangement of these dates would not have reached
        ``alpha``; that there are fewer after, but not beyond chance; that certain and possible dates contradict each
        other.

    Raises
    ------
    InputError
        As in `before_after` and `edges_across`; if there is no split, or ``alpha`` is not between 0 and 1. Windows that
        have no room are no error: the data cannot tell.
    QueryTimeoutError
        If the flag was raised.

    Notes
    -----
    Time as `before_after`, for each split. "Did not thin out" says that nothing was found where it would have been had
    all ties across ended; a slight thinning out may escape.

    References
    ----------
    Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics 6(2),
    65–70. Otherwise as `before_after`.
    """
    if not splits or not 0.0 < alpha < 1.0 or dates not in get_args(Dates):
        raise InputError(
            f"There is no test of {counted(len(splits), 'split')} at the level {alpha} by dates that are {dates!r}",
            where="splits, alpha, dates",
            next_step="Give a split, a level between 0 and 1 such as .05, and certain or possible.",
        )
    apart = each_alternative_an_edge(network)
    across = edges_across(apart, one, other)
    undated = int((EdgeSpans.of(apart).undated & across).sum())
    ends = [_ends(split) for split in splits]
    tests: list[BeforeAfter | str] = []
    for begins, until in ends:
        span = _span(network, begins, until, chance)
        split = Bounds(begins, until, begins, until)
        try:
            windows(split, span.first, span.last, chance.window)
        except InputError as error:
            tests.append(error.what)
            continue
        of_split = replace(chance, first=span.first, last=span.last)
        tests.append(before_after(apart, _Across(across), split, chance=of_split))
    dated = int(across.sum()) - undated
    found = Verdicts(tests, dates, alpha, dated, undated)
    return Separation(
        in_both=tuple(sorted(set(one) & set(other))),
        across=tuple(tuple(apart.tie_ids(edge)) for edge in np.flatnonzero(across).tolist()),
        dated_across=dated,
        undated_across=undated,
        dates=dates,
        alpha=alpha,
        splits=tuple(found.of(place, *of_split) for place, of_split in enumerate(ends)),
    )


@dataclass(frozen=True)
class _Across:
    """The statistic "how many of these edges are there"."""

    edges: BoolArray

    def __call__(self, _: Network, masks: BoolArray) -> FloatArray:
        return np.asarray(masks[:, self.edges].sum(axis=1), dtype=np.float64)


@measure(
    "compare/separation",
    title="Did the ties between two sides thin out?",
    question="Do the ties between two sides thin out after they are said to have split?",
    version=3,
    networks=("organizations_by_people", "people_organizations", "people_by_organization", "people", "allies"),
    shows=("split_earliest", "split_latest", "verdict", "reason", "p"),
    columns={
        "split_earliest": day("Earliest day of the split"),
        "split_latest": day("Latest day of the split"),
        "verdict": text("thinned out, did not thin out, or: the data cannot tell"),
        "reason": text("The reason, in a sentence"),
        "p": number("p for fewer ties after, adjusted by Holm; empty without a test", nullable=True),
        "least_p": number("Smallest p that these ties and dates allow", nullable=True),
        "certain_before": number("Number of ties across that certainly held before", nullable=True),
        "certain_after": number("Number of ties across that certainly held after", nullable=True),
        "possible_before": number("Number of ties across that may have held before", nullable=True),
        "possible_after": number("Number of ties across that may have held after", nullable=True),
        "per_year_before": number("Ties per year of observation before, in the chosen reading", nullable=True),
        "per_year_after": number("Ties per year of observation after, in the chosen reading", nullable=True),
        "null_mean": number("Mean change under the null model, in the chosen reading", nullable=True),
        "null_low": number("2.5% quantile of the change under the null model", nullable=True),
        "null_high": number("97.5% quantile of the change under the null model", nullable=True),
        "across": integer("Number of ties across, dated or not; each way to be tied counts once"),
        "across_dated": integer("Number of dated ties across"),
        "in_both": text("Names of those on both sides", several=True),
    },
    spread="values",
    conventions=(
        "Thinned out: fewer after, and so few that p over all splits is at most alpha. Did not thin out: no fewer, and "
        "at least half of the arrangements have as few by chance, with data that could have shown that all ended; a "
        "slight thinning out may escape. In all other cases the data cannot tell.",
        "Where edges stand for having met, the day is moved rather than dates shuffled; by default each window is then "
        "half of the shortest side. People on both sides are across to either: see in_both.",
        "Expected value and interval are of the change, after minus before, over the simulations, in the chosen "
        "reading.",
        "Holm (1979), Scandinavian Journal of Statistics 6(2), 65–70.",
    ),
    defined_by=(separation,),
)
def separation_of_two_sides(
    context: Context,
    stop: StopFlag,
    *,
    one: Annotated[Sequence[str], About(f"One side: {SIDE}", example=["mali-2013:aqim"], of_nodes=True)],
    other: Annotated[Sequence[str], About(f"The other side: {SIDE}", example=["mali-2013:mujao"], of_nodes=True)],
    splits: Annotated[
        Sequence[str],
        About("When they are said to have split, in EDTF: days, months, spans a/b", max_length=40, example=["2011-12"]),
    ],
    reading: Annotated[Dates, About("The reading of the dates that the verdict goes by")] = "certain",
    alpha: Annotated[float, About("Significance level, for all splits together", min=0.0001, max=0.5)] = 0.05,
    first_day: Annotated[date | None, About("First day of the span; empty for the first named by any date")] = None,
    last_day: Annotated[date | None, About("Last day of the span; empty for the last named by any date")] = None,
    window: Annotated[int | None, About("Days before and after to compare; empty for all", min=1, max=100_000)] = None,
    null: Annotated[AskedNull, NULL] = "auto",
    arrangements: Annotated[int, About("Number of arrangements to draw", min=0, max=100_000)] = 1999,
    null_seed: Annotated[int, About("Seed of the arrangements", min=0, max=2**63 - 1)] = 1,
) -> Finding:
    """Return a row a split."""
    network = context.network
    sides = (_side(context, one, "one"), _side(context, other, "other"))
    came = [read_edtf(split, lasting=False) for split in splits]
    asked = Chance(first=first_day, last=last_day, window=window, arrangements=arrangements, seed=null_seed, stop=stop)
    chance = chance_for(network, null, came, asked)
    found = separation(network, *sides, came, dates=reading, alpha=alpha, chance=chance)
    across = {
        "across": len(found.across),
        "across_dated": found.dated_across,
        "in_both": [network.names[network.position(node)] for node in found.in_both],
    }
    changes = [split.test.under(reading).change if split.test else np.nan for split in found.splits]
    return Finding(
        [_row(split, reading) | across for split in found.splits],
        np.array(changes, dtype=np.float64),
        worlds=partial(
            _changes_across,
            sides=sides,
            windows=tuple((split.test.before, split.test.after) if split.test else None for split in found.splits),
            reading=reading,
        ),
        ties=[sorted({tie for ties in found.across for tie in ties})] * len(found.splits),
        network=each_alternative_an_edge(network),
    )


def _side(context: Context, names: Sequence[str], where: str) -> tuple[str, ...]:
    network = context.network
    return tuple(network.ids[node] for node in nodes_named(network, names, context.organizations, where=where))


def _row(split: Split, reading: Dates) -> dict[str, Any]:
    tested, certain, possible = (
        (split.test.under(reading), split.test.certain, split.test.possible) if split.test else (None, None, None)
    )
    rates = split.per_year(reading) or (None, None)
    return {
        "split_earliest": split.earliest,
        "split_latest": split.latest,
        "verdict": split.verdict,
        "reason": split.reason,
        "p": split.p,
        "least_p": split.least_p,
        "certain_before": certain.before if certain else None,
        "certain_after": certain.after if certain else None,
        "possible_before": possible.before if possible else None,
        "possible_after": possible.after if possible else None,
        "per_year_before": rates[0],
        "per_year_after": rates[1],
        "null_mean": tested.null_mean if tested else None,
        "null_low": tested.quantiles.get(0.025) if tested else None,
        "null_high": tested.quantiles.get(0.975) if tested else None,
    }


def _changes_across(
    network: Network,
    masks: BoolArray,
    *,
    sides: tuple[tuple[str, ...], tuple[str, ...]],
    windows: tuple[tuple[Slice, Slice] | None, ...],
    reading: Dates,
) -> FloatArray:
    """Return the change of the ties across at each split in each world: (w, splits)."""
    across = edges_across(network, *sides)
    found = np.full((len(masks), len(windows)), np.nan)
    for split, pair in enumerate(windows):
        if pair is not None:
            before, after = slice_masks(network, pair, dates=reading) & across
            found[:, split] = (masks & after).sum(axis=1) - (masks & before).sum(axis=1)
    return found


def each_alternative_an_edge(network: Network) -> Network:
    """Return the network with an edge for each set of ties that links two nodes: parallel ones, just for counting."""
    apart = [_by_ties(clauses) for clauses in network.clauses]
    several = np.array([len(alternatives) for alternatives in apart], dtype=np.int64)
    return replace(
        network,
        sources=np.repeat(network.sources, several),
        targets=np.repeat(network.targets, several),
        clauses=tuple(clauses for alternatives in apart for clauses in alternatives),
    )


def _by_ties(clauses: Iterable[Clause]) -> list[tuple[Clause, ...]]:
    """Return alternatives put together where they are the same ties on other days."""
    found: dict[frozenset[int], list[Clause]] = {}
    for clause in clauses:
        found.setdefault(clause.ties, []).append(clause)
    return [tuple(some) for some in found.values()]


def _ends(split: date | Bounds) -> tuple[date, date]:
    begins, until = (split.from_earliest, split.from_latest) if isinstance(split, Bounds) else (split, split)
    if begins == OPEN_START or until == OPEN_END:
        raise InputError(
            "Nothing says when a split came", where="splits", next_step="Give a day, or an event that has a date."
        )
    return begins, until


def _span(network: Network, begins: date, until: date, chance: Chance) -> Slice:
    """Return the span to look at: without end where no date lies beyond the split, unless the day is to be moved."""
    named, moving = observed_span(network), chance.null == "days"
    first, last = chance.first, chance.last
    if first is None:
        first = named.first if named is not None and (moving or named.first < begins) else OPEN_START
    if last is None:
        last = named.last if named is not None and (moving or until <= named.last) else OPEN_END
    return Slice(first, last)
