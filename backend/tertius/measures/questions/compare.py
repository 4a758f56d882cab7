"""Comparisons that answer a hypothesis in words, as questions of the catalogue."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Annotated, Literal

from tertius.catalog.declaring import About, day, integer, number, text
from tertius.catalog.measure import measure
from tertius.measures.questions.before_after import NULL, SIDE, Null, null_for

if TYPE_CHECKING:
    from tertius.measures.finding import Finding
    from tertius.measures.network import BoolArray, FloatArray, Network
    from tertius.measures.run import Context
    from tertius.measures.temporal.slices import Slice
    from tertius.measures.threads import StopFlag

Reading = Literal["certain", "possible"]


def _changes_across(
    network: "Network",
    masks: "BoolArray",
    *,
    one: "tuple[str, ...]",
    other: "tuple[str, ...]",
    windows: "tuple[tuple[Slice, Slice] | None, ...]",
    reading: Reading,
) -> "FloatArray":
    """Return the change of the ties across at each split in each world: (w, splits)."""
    import numpy as np

    from tertius.measures.temporal.counting import edges_across
    from tertius.measures.temporal.slices import slice_masks

    across = edges_across(network, one, other)
    found = np.full((len(masks), len(windows)), np.nan)
    for split, pair in enumerate(windows):
        if pair is not None:
            before, after = slice_masks(network, pair, dates=reading) & across
            found[:, split] = (masks & after).sum(axis=1) - (masks & before).sum(axis=1)
    return found


@measure(
    "compare/separation",
    title="Did the ties between two sides thin out?",
    question="Do the ties between two sides thin out after they are said to have split?",
    version=1,
    networks=("organizations_by_people", "people_organizations", "people_by_organization", "people"),
    columns={
        "split_earliest": day("The split came on this day at the earliest"),
        "split_latest": day("The same at the latest"),
        "verdict": text("thinned out, did not thin out, or: the data cannot tell"),
        "reason": text("Why, in a sentence"),
        "p": number("Holm's adjusted p for fewer ties after; null without a test", nullable=True),
        "least_p": number("How small p could have become with these ties and dates", nullable=True),
        "certain_before": number("Ties across that certainly held before", nullable=True),
        "certain_after": number("The same after", nullable=True),
        "possible_before": number("Ties across that may have held before", nullable=True),
        "possible_after": number("The same after", nullable=True),
        "per_year_before": number("Ties a year of observation before, in the reading asked for", nullable=True),
        "per_year_after": number("The same after", nullable=True),
        "null_mean": number("Mean change by chance, in the reading asked for", nullable=True),
        "null_low": number("2.5 % of the changes by chance are below", nullable=True),
        "null_high": number("2.5 % of the changes by chance are above", nullable=True),
        "across": integer("Ties across, dated or not; each way to be tied is one"),
        "across_dated": integer("Of these the dated ones"),
        "in_both": text("Who is on both sides", several=True),
    },
    spread="values",
    conventions=(
        "Thinned out: fewer after, and so few that p over all splits is at most alpha. Did not thin out: no fewer, and "
        "chance alone has as few in at least half of the arrangements, with data that could have shown that all ended; "
        "a slight thinning out may escape. In all other cases the data cannot tell.",
        "Where edges stand for having met, the day is moved rather than dates shuffled, and the windows are half of "
        "the shortest side if not given. Who is on both sides is across to either: see in_both.",
        "Expected and interval are of the change, after less before, over sampled worlds, in the reading asked for.",
        "Holm (1979), Scandinavian Journal of Statistics 6(2), 65–70.",
    ),
    defined_by=("tertius.measures.temporal.separation:separation",),
    rests_on=("tertius.measures.temporal.before_after",),
)
def separation(
    context: "Context",
    stop: "StopFlag",
    *,
    one: Annotated[list[str], About(f"One side: {SIDE}", example=["harbour:tern"])],
    other: Annotated[list[str], About(f"The other side: {SIDE}", example=["harbour:gull"])],
    splits: Annotated[
        list[str],
        About("When they are said to have split, in EDTF: days, months, spans a/b", max_length=40, example=["2019-06"]),
    ],
    reading: Annotated[Reading, About("The reading of the dates that the verdict goes by")] = "certain",
    alpha: Annotated[float, About("Level of the test, for all splits together", min=0.0001, max=0.5)] = 0.05,
    first_day: Annotated[date | None, About("The first day to look at; null for the first that a date names")] = None,
    last_day: Annotated[date | None, About("The last day; null for the last that a date names")] = None,
    window: Annotated[int | None, About("Days before and after to compare; null for all", min=1, max=100_000)] = None,
    null: Annotated[Null, About(NULL)] = "auto",
    arrangements: Annotated[int, About("Arrangements to draw", min=0, max=100_000)] = 1999,
    null_seed: Annotated[int, About("The same seed draws the same arrangements", min=0, max=2**63 - 1)] = 1,
) -> "Finding":
    """Return a row a split."""
    import numpy as np

    from tertius.measures.finding import Finding
    from tertius.measures.named import nodes_named
    from tertius.measures.temporal import separation as own
    from tertius.model.dates import read_edtf

    network = context.network
    sides = tuple(
        tuple(network.ids[node] for node in nodes_named(network, names, context.organizations, where=where))
        for where, names in (("one", one), ("other", other))
    )
    came = [read_edtf(split, lasting=False) for split in splits]
    shuffled, days = null_for(network, null, came, first_day, last_day, window)
    found = own.separation(
        network,
        sides[0],
        sides[1],
        came,
        dates=reading,
        alpha=alpha,
        first=first_day,
        last=last_day,
        window=days,
        null=shuffled,
        arrangements=arrangements,
        seed=null_seed,
        stop=stop,
    )
    rows = []
    for split in found.splits:
        tested = split.test.under(reading) if split.test else None
        certain, possible = (split.test.certain, split.test.possible) if split.test else (None, None)
        rates = split.per_year(reading) or (None, None)
        rows.append(
            {
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
                "across": len(found.across),
                "across_dated": found.dated_across,
                "in_both": [network.names[network.position(node)] for node in found.in_both],
            }
        )
    score = [split.test.under(reading).change if split.test else np.nan for split in found.splits]
    return Finding(
        rows,
        np.array(score, dtype=np.float64),
        worlds=partial(
            _changes_across,
            one=sides[0],
            other=sides[1],
            windows=tuple((split.test.before, split.test.after) if split.test else None for split in found.splits),
            reading=reading,
        ),
        ties=[sorted({tie for ties in found.across for tie in ties})] * len(rows),
        network=own.each_alternative_an_edge(network),
    )
