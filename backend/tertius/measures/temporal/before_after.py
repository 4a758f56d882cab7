"""Before and after a day: how a number changed, and whether chance alone changes it as much."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Annotated, Any, Literal

import numpy as np

from tertius.catalog.declaring import ANY, About, day, integer, number, text
from tertius.catalog.measure import measure
from tertius.errors import InputError, NotFoundError
from tertius.measures.finding import Finding
from tertius.measures.named import nodes_named
from tertius.measures.network import BoolArray, FloatArray, Network
from tertius.measures.run import Context
from tertius.measures.temporal.arrangements import AskedNull, Chance, Compared, Null, chance_for, dated_ties
from tertius.measures.temporal.changes import Change
from tertius.measures.temporal.counting import Statistic, degree_of, density, number_across
from tertius.measures.temporal.slices import Slice, slice_masks
from tertius.measures.temporal.spans import Dates, tie_days
from tertius.measures.temporal.spells import draw_spells
from tertius.measures.temporal.windows import span_to_look_at, windows
from tertius.measures.threads import StopFlag
from tertius.model.dates import UNDATED, Bounds, read_edtf
from tertius.wording import counted

Counted = Literal["density", "degree", "across"]
"""The number that is compared."""

NULL = About(
    "Null model: ties shuffles the dates among the ties; days moves the day over the span; auto takes ties unless "
    "edges stand for having met, whose dates cannot be shuffled"
)
SIDE = "ids or names of nodes; the id of a group stands for the people who belong to it"


@dataclass(frozen=True)
class BeforeAfter:
    """A number before and after a change.

    Attributes
    ----------
    before, after
        The two windows.
    null
        What was shuffled.
    arrangements
        How many arrangements were drawn, the observed one not counted. Of ``days`` no more than there are.
    dated, undated
        Ties with and without a date; a PART_OF that only rolls a unit up and may always have held has none. Only dated
        ones are shuffled.
    certain, possible
        The number over the edges that hold for certain, and over those that possibly do, within each window.
    sampled
        The mean number over sets of spells, each tie's drawn uniformly from those that its bounds admit; that is an
        assumption, not what sources say. None if none were asked for.
    """

    before: Slice
    after: Slice
    null: Null
    arrangements: int
    dated: int
    undated: int
    certain: Change
    possible: Change
    sampled: Change | None

    def under(self, dates: Dates) -> Change:
        """Return the change under one reading."""
        return self.certain if dates == "certain" else self.possible


def before_after(
    network: Network,
    statistic: Statistic,
    change: date | Bounds,
    *,
    chance: Chance = Chance(),  # noqa: B008 - nothing changes it
    spells: int = 0,
) -> BeforeAfter:
    """Compare a number before and after a change with what chance does to it.

    Parameters
    ----------
    network
        Any network.
    statistic
        What is compared, of the edges that hold within each window: such as ``number_across(…)``, ``density`` or
        ``degree_of(…)`` of `tertius.measures.temporal.counting`.
    change
        As in `tertius.measures.temporal.windows.windows`.
    chance
        What chance does, over which span and windows, and how often it is drawn.
    spells
        How many sets of spells to draw for ``sampled``; 0 for none. A set stays with the bounds it was drawn from when
        these are shuffled. Ties without a date hold throughout in it.

    Returns
    -------
    BeforeAfter

    Raises
    ------
    InputError
        As there and of the statistic; if the span is not given and no tie has a date, the statistic is not a
        number, or a number is out of range.
    QueryTimeoutError
        If the flag was raised.

    Notes
    -----
    Windows of different length see different numbers of lasting ties; both nulls keep the windows' lengths, so that the
    test is right all the same. Where the null holds, p ≤ α with a probability of at most α for every α, and exactly so
    where no two arrangements are alike.

    Time O(arrangements · (spells + 2) · (clauses + the statistic)); memory O(arrangements) and masks of some 64 MiB.

    References
    ----------
    Phipson, B. & Smyth, G. K. (2010). Permutation p-values should never be zero. Statistical Applications in Genetics
    and Molecular Biology 9(1), 39: (r + 1)/(n + 1). Good, P. (2005). Permutation, Parametric, and Bootstrap Tests of
    Hypotheses. Springer: exchangeability. Holme, P. & Saramäki, J. (2012). Temporal networks. Physics Reports 519(3),
    97–125: reference models that shuffle times and keep structure.
    """
    if spells < 0:
        raise InputError(
            f"Nobody can draw {counted(spells, 'set')} of spells", where="spells", next_step="Take 0 or more."
        )
    chance.checked()
    span = span_to_look_at(network, chance.first, chance.last)
    before, after = windows(change, span.first, span.last, chance.window)
    rng = np.random.default_rng(chance.seed)
    bounds = tie_days(network)
    dated = dated_ties(bounds)
    drawn = draw_spells(bounds, span.first.toordinal(), span.last.toordinal(), spells, rng)
    looked = Compared(network, statistic, bounds, drawn, (before, after))
    if chance.null == "ties":
        found = looked.shuffling_ties(dated, chance.arrangements, rng, chance.stop)
    else:
        found = looked.moving_days(span, chance.arrangements, rng, chance.stop)
    changes = [Change(float(row[0, 0]), float(row[0, 1]), row[1:, 1] - row[1:, 0]) for row in found]
    return BeforeAfter(
        before=before,
        after=after,
        null=chance.null,
        arrangements=found.shape[1] - 1,
        dated=int(dated.sum()),
        undated=int((~dated).sum()),
        certain=changes[0],
        possible=changes[1],
        sampled=changes[2] if spells else None,
    )


@measure(
    "time/before_after",
    title="Before and after",
    question="Did a number change on a day, more than by chance?",
    version=2,
    networks=ANY,
    shows=("reading", "before", "after", "change", "p_two_sided"),
    columns={
        "reading": text("certain: ties that certainly hold; possible: ties that may; sampled: spells drawn at random"),
        "before": number("The number before"),
        "after": number("The number after"),
        "change": number("After minus before"),
        "null_mean": number("Mean change under the null model", nullable=True),
        "null_sd": number("Standard deviation of the change under the null model", nullable=True),
        "null_low": number("2.5% quantile of the change under the null model", nullable=True),
        "null_high": number("97.5% quantile of the change under the null model", nullable=True),
        "p_less": number("Share of arrangements with a change as low, the observed one included"),
        "p_greater": number("Share of arrangements with a change as high, the observed one included"),
        "p_two_sided": number("Twice the smaller of the two, at most 1"),
        "least_p_less": number("Smallest p_less that these ties and dates allow"),
        "least_p_greater": number("Smallest p_greater that these ties and dates allow"),
        "before_first": day("First day of the window before"),
        "before_last": day("Last day of the window before"),
        "after_first": day("First day of the window after"),
        "after_last": day("Last day of the window after"),
        "dated": integer("Number of dated ties; only these are shuffled"),
        "undated": integer("Number of undated ties"),
        "arrangements": integer("Number of arrangements drawn"),
    },
    spread="values",
    conventions=(
        "ties: dates are shuffled among the dated ties; a change that all ties share is in every arrangement and no "
        "finding. days: the change is moved to every day that leaves room for both windows; a trend is no finding. "
        "Where edges stand for having met, only days is valid; by default each window is then half of the shorter "
        "side.",
        "p is (r + 1)/(n + 1). Where least_p is above the significance level, no finding was possible. Expected value "
        "and interval are of the change over the simulations; they say nothing about the null model.",
        "Phipson & Smyth (2010), Statistical Applications in Genetics and Molecular Biology 9(1), 39.",
    ),
    defined_by=(before_after,),
)
def change_at_a_day(
    context: Context,
    stop: StopFlag,
    *,
    change: Annotated[
        str, About("When the change came, in EDTF: a day, a month, a span a/b", max_length=40, example="2012-06")
    ],
    counted: Annotated[
        Counted, About("The share of pairs that are tied, the number of ties of one node, or of ties across two sides")
    ] = "density",
    one: Annotated[Sequence[str], About(f"One side, or the node: {SIDE}", of_nodes=True)] = (),
    other: Annotated[Sequence[str], About(f"The other side: {SIDE}", of_nodes=True)] = (),
    first_day: Annotated[date | None, About("First day of the span; empty for the first named by any date")] = None,
    last_day: Annotated[date | None, About("Last day of the span; empty for the last named by any date")] = None,
    window: Annotated[int | None, About("Days before and after to compare; empty for all", min=1, max=100_000)] = None,
    null: Annotated[AskedNull, NULL] = "auto",
    arrangements: Annotated[int, About("Number of arrangements to draw", min=0, max=100_000)] = 1999,
    spells: Annotated[
        int, About("Number of sets of spells to draw for the reading sampled; 0 for none", min=0, max=1000)
    ] = 0,
    null_seed: Annotated[int, About("Seed of the arrangements", min=0, max=2**63 - 1)] = 1,
) -> Finding:
    """Return a row a reading of the dates."""
    network = context.network
    sides = [
        nodes_named(network, names, context.organizations, where=where)
        for where, names in (("one", one), ("other", other))
    ]
    statistic = _statistic(network, counted, *sides)
    came = read_edtf(change, lasting=False)
    asked = Chance(first=first_day, last=last_day, window=window, arrangements=arrangements, seed=null_seed, stop=stop)
    found = before_after(network, statistic, came, chance=chance_for(network, null, [came], asked), spells=spells)
    readings = {"certain": found.certain, "possible": found.possible}
    if found.sampled is not None:
        readings["sampled"] = found.sampled
    rows = [_row(reading, said, found) for reading, said in readings.items()]
    dated = [
        edge
        for edge, clauses in enumerate(network.clauses)
        if any(network.ties[tie].bounds != UNDATED for clause in clauses for tie in clause)
    ]
    windows_ = (found.before, found.after)
    return Finding(
        rows,
        np.array([row["change"] for row in rows], dtype=np.float64),
        [np.array(dated, dtype=np.int64)] * len(rows),
        partial(_changes, statistic=statistic, windows=windows_, readings=tuple(readings)),
    )


def _row(reading: str, said: Change, found: BeforeAfter) -> dict[str, Any]:
    told = ("before", "after", "change", "null_mean", "null_sd", "p_less", "p_greater", "p_two_sided")
    return {
        "reading": reading,
        "before_first": found.before.first,
        "before_last": found.before.last,
        "after_first": found.after.first,
        "after_last": found.after.last,
        "dated": found.dated,
        "undated": found.undated,
        "arrangements": found.arrangements,
        "null_low": said.quantiles.get(0.025),
        "null_high": said.quantiles.get(0.975),
        **{name: getattr(said, name) for name in (*told, "least_p_less", "least_p_greater")},
    }


def _statistic(network: Network, counted: Counted, one: list[int], other: list[int]) -> Statistic:
    needed = {"density": 0, "degree": 1, "across": 2}[counted]
    if (needed > 0 and not one) or (needed > 1 and not other):
        raise NotFoundError(
            f"No node is given to count the {counted} for",
            where="one" if not one else "other",
            next_step="Name a node in one, and for ties across the other side in other.",
        )
    if counted == "density":
        return density
    ids = network.ids
    return partial(_count, counted=counted, one=tuple(ids[i] for i in one), other=tuple(ids[i] for i in other))


def _count(
    network: Network, masks: BoolArray, *, counted: Counted, one: tuple[str, ...], other: tuple[str, ...]
) -> FloatArray:
    """Count in a form that can be sent to another process."""
    return (degree_of(one[0]) if counted == "degree" else number_across(one, other))(network, masks)


def _changes(
    network: Network,
    masks: BoolArray,
    *,
    statistic: Statistic,
    windows: tuple[Slice, Slice],
    readings: tuple[str, ...],
) -> FloatArray:
    """Return the change of a number in each world under each reading: (w, readings)."""
    columns = []
    for reading in readings:
        if reading == "sampled":  # of spells drawn at random there is one change, not one in each world
            columns.append(np.full(len(masks), np.nan))
            continue
        before, after = slice_masks(network, windows, dates="certain" if reading == "certain" else "possible")
        columns.append(statistic(network, masks & after) - statistic(network, masks & before))
    return np.stack(columns, axis=1)
