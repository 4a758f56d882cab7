"""Ranks slice by slice: who comes first in each period, and how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

import numpy as np

from tertius.catalog.declaring import NODE, ONE_MODE, ORGANIZATIONS, About, day, integer, number
from tertius.catalog.measure import measure
from tertius.errors import InputError
from tertius.measures.finding import Finding
from tertius.measures.network import BoolArray, FloatArray, Network
from tertius.measures.other_measures import MEASURE, OF_ROLES, worlds_of
from tertius.measures.run import Context
from tertius.measures.temporal.slices import Slice, calendar_slices, rolling_slices, slice_masks
from tertius.measures.temporal.spans import Dates, EdgeSpans
from tertius.measures.temporal.windows import span_to_look_at
from tertius.measures.threads import go_on
from tertius.measures.uncertainty.ranks import RankUncertainty, ranks, sum_up_ranks
from tertius.measures.uncertainty.worlds import Sampling, WorldMeasure, stoppable
from tertius.wording import counted

Cut = Literal["year", "quarter", "month", "window"]


@dataclass(frozen=True)
class SliceScores:
    """Scores of n nodes in one slice.

    Attributes
    ----------
    edges
        (m,) Which edges hold in it.
    scores, expected
        (n,) With every edge that holds in the slice; and the mean over the sampled worlds.
    uncertainty
        What sampled worlds say of the ranks; the plain ones with zero width when none were drawn.
    """

    edges: BoolArray
    scores: FloatArray
    expected: FloatArray
    uncertainty: RankUncertainty


def score_slices(
    network: Network,
    measure: WorldMeasure,
    slices: Sequence[Slice],
    sampling: Sampling,
    *,
    dates: Dates = "possible",
    highest_first: bool = True,
) -> tuple[SliceScores, ...]:
    """Score and rank the nodes in each slice, with what sampled worlds say of each rank.

    Parameters
    ----------
    network
        Any network; every slice has all of its nodes, isolates included.
    measure
        A score in several worlds, such as `tertius.measures.uncertainty.worlds.over_worlds` makes it.
    slices, dates
        As in `tertius.measures.temporal.slices.slice_masks`.
    sampling
        How worlds are sampled. Every slice has the same worlds: a voice that is wrong in one is wrong in the same world
        of all, so slices differ by their dates and not by the drawing.
    highest_first
        As in `tertius.measures.uncertainty.ranks.ranks`.

    Returns
    -------
    tuple of SliceScores
        In the order of the slices.

    Raises
    ------
    InputError
        As in `slice_masks`, of the measure and of the sampling; or if there is no slice.
    QueryTimeoutError
        If the flag was raised.

    Notes
    -----
    Time: s · (worlds + 1) worlds of the measure; memory as of one slice, since the worlds' scores are not kept.

    References
    ----------
    Holme, P. & Saramäki, J. (2012). Temporal networks. Physics Reports 519(3), 97–125: networks aggregated by window.
    """
    if not slices:
        raise InputError("There is no slice", where="slices", next_step="Give at least one span of days.")
    scored = stoppable(measure, sampling.stop)
    found = []
    for mask in slice_masks(network, slices, dates=dates):
        go_on(sampling.stop, "fewer slices or fewer simulations")
        plain = scored(network, mask[np.newaxis])
        blocks = sampling.blocks(network, measure, within=mask) if sampling.worlds else [plain]
        expected, _, sure = sum_up_ranks(
            blocks, np.arange(plain.shape[1]), level=sampling.interval, top=sampling.top, highest_first=highest_first
        )
        found.append(SliceScores(mask, plain[0], expected, sure))
    return tuple(found)


@measure(
    "time/slices",
    title="Ranks by period",
    question="Who was first in each period?",
    version=2,
    networks=ONE_MODE,
    shows=("first_day", "last_day", "rank", "node", "score", "rank_low", "rank_high", "p_first"),
    columns={
        "first_day": day("First day of the period"),
        "last_day": day("Last day of the period"),
        "edges": integer("Number of edges that hold within it"),
        "rank": integer("Rank within the period by the plain score"),
        **NODE,
        "score": number("Plain score within the period", nullable=True),
        "expected": number("Mean score over the simulations", nullable=True),
        "rank_low": number("Best rank of the interval; ties of equal score share the mean rank"),
        "rank_high": number("Worst rank of the interval"),
        "p_first": number("Share of the simulations in which it is first; ties of equal score share the first rank"),
    },
    spread="none",
    conventions=(
        "The top ranks of each period are shown, ties of equal score included as far as there is room. Every period "
        "has all nodes of the network.",
        "A tie is in a period if it held on some day of it. An undated tie may have held in any period, and certainly "
        "held in none.",
    ),
    defined_by=(score_slices,),
)
def slices(
    context: Context,
    sampling: Sampling,
    *,
    measure: Annotated[str, MEASURE] = "centrality/betweenness",
    groups: Annotated[str, OF_ROLES] = ORGANIZATIONS,
    cut: Annotated[Cut, About("Calendar periods, or a rolling window")] = "year",
    first_day: Annotated[date | None, About("First day; empty for the first day named by any date")] = None,
    last_day: Annotated[date | None, About("Last day; empty for the last day named by any date")] = None,
    window: Annotated[int, About("Length of the rolling window in days", min=1, max=100_000)] = 365,
    step: Annotated[int, About("Days between the starts of two windows", min=1, max=100_000)] = 91,
    reading: Annotated[Dates, About("Possible: the dates allow a tie then; certain: the dates guarantee it")] = (
        "possible"
    ),
) -> Finding:
    """Return the first rows of each slice."""
    network = context.network
    found, worlds = worlds_of(measure, context, groups)
    span = span_to_look_at(network, first_day, last_day)
    cuts = (
        rolling_slices(span.first, span.last, length=window, step=step)
        if cut == "window"
        else calendar_slices(span.first, span.last, cut)
    )
    scored = score_slices(network, worlds, cuts, sampling, dates=reading, highest_first=found.highest_first)
    rows: list[dict[str, Any]] = []
    edges = []
    shared_places = 0
    for period, of_period in zip(cuts, scored, strict=True):
        sure = of_period.uncertainty
        places = ranks(of_period.scores, highest_first=found.highest_first)
        order = np.argsort(places, kind="stable")
        last_two = places[order[sampling.top - 1 : sampling.top + 1]]
        shared_places += len(last_two) == 2 and last_two[0] == last_two[1]
        for node in order[: sampling.top].tolist():
            rows.append(
                {
                    "first_day": period.first,
                    "last_day": period.last,
                    "edges": int(of_period.edges.sum()),
                    "rank": int(places[node]),
                    "node_id": network.ids[node],
                    "node": network.names[node],
                    "score": of_period.scores[node],
                    "expected": of_period.expected[node],
                    "rank_low": sure.rank_low[node],
                    "rank_high": sure.rank_high[node],
                    "p_first": sure.p_first[node],
                }
            )
            edges.append(found.edges[node][of_period.edges[found.edges[node]]])
    notes = [f"Without any date: {counted(int(EdgeSpans.of(network).undated.sum()), 'edge')}."]
    if shared_places:
        notes.append(
            f"In {counted(shared_places, 'period')} the last rank shown is shared with others who are not shown."
        )
    return Finding(rows, np.zeros(len(rows)), edges, notes=notes)
