"""Before and after a day, as a question of the catalogue."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Annotated, Literal

from tertius.catalog.declaring import About, day, integer, number, text
from tertius.catalog.measure import measure
from tertius.measures.questions.centrality import ANY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tertius.measures.finding import Finding
    from tertius.measures.network import BoolArray, FloatArray, Network
    from tertius.measures.run import Context
    from tertius.measures.temporal.counting import Statistic
    from tertius.measures.temporal.slices import Slice
    from tertius.measures.threads import StopFlag
    from tertius.model.dates import Bounds

Counted = Literal["density", "degree", "across"]
Null = Literal["auto", "ties", "days"]

NULL = (
    "What chance does: ties shuffles the dates among the ties, days moves the day over the span; auto takes ties "
    "unless edges stand for having met, whose dates cannot be shuffled"
)

SIDE = "Ids or names of nodes; the id of a group stands for the people who belong to it"


def null_for(
    network: "Network",
    null: Null,
    changes: "Sequence[Bounds]",
    first: date | None,
    last: date | None,
    window: int | None,
) -> "tuple[Literal['ties', 'days'], int | None]":
    """Return what chance may do to a network, and the days in each window.

    Raises
    ------
    InputError
        Dates cannot be shuffled among its ties.
    """
    from tertius.errors import InputError
    from tertius.measures.temporal.before_after import meetings
    from tertius.measures.temporal.windows import observed_span

    met = meetings(network)
    if null == "ties" and met:
        raise InputError(
            "Edges of this network stand for having met, so dates cannot be shuffled among their ties",
            where="null",
            next_step="Take null=days, or a network of direct ties: people, people_organizations.",
        )
    if null == "ties" or (null == "auto" and not met):
        return "ties", window
    seen = observed_span(network)
    begins, ends = first or (seen and seen.first), last or (seen and seen.last)
    if window is None and begins and ends:
        rooms = [min((one.from_earliest - begins).days, (ends - one.from_latest).days + 1) for one in changes]
        window = max(1, min(rooms) // 2)
    return "days", window or 1


def _changes(
    network: "Network",
    masks: "BoolArray",
    *,
    statistic: "Statistic",
    before: "Slice",
    after: "Slice",
    readings: "tuple[str, ...]",
) -> "FloatArray":
    """Return the change of a number in each world under each reading: (w, readings)."""
    import numpy as np

    from tertius.measures.temporal.slices import slice_masks

    columns = []
    for reading in readings:
        if reading == "sampled":  # of spells drawn at random there is one change, not one in each world
            columns.append(np.full(len(masks), np.nan))
            continue
        held = slice_masks(network, (before, after), dates="certain" if reading == "certain" else "possible")
        columns.append(statistic(network, masks & held[1]) - statistic(network, masks & held[0]))
    return np.stack(columns, axis=1)


def _statistic(network: "Network", counted: Counted, one: list[int], other: list[int]) -> "Statistic":
    from tertius.errors import NotFoundError
    from tertius.measures.temporal.counting import density

    needed = {"density": 0, "degree": 1, "across": 2}[counted]
    if (needed > 0 and not one) or (needed > 1 and not other):
        raise NotFoundError(
            f"There is nobody to count the {counted} of",
            where="one" if not one else "other",
            next_step="Name a node in one, and for ties across the other side in other.",
        )
    if counted == "density":
        return density
    ids = network.ids
    return partial(_count, counted=counted, one=tuple(ids[i] for i in one), other=tuple(ids[i] for i in other))


def _count(
    network: "Network", masks: "BoolArray", *, counted: Counted, one: "tuple[str, ...]", other: "tuple[str, ...]"
) -> "FloatArray":
    """Count in a form that can be sent to another process."""
    from tertius.measures.temporal.counting import degree_of, number_across

    return (degree_of(one[0]) if counted == "degree" else number_across(one, other))(network, masks)


@measure(
    "time/before_after",
    title="Before and after",
    question="Did a number change at a day, beyond what chance does?",
    version=1,
    networks=ANY,
    columns={
        "reading": text(
            "certain or possible: ties that hold for certain, or possibly; sampled: spells drawn at random"
        ),
        "before": number("The number before"),
        "after": number("The number after"),
        "change": number("After less before"),
        "null_mean": number("Mean change by chance", nullable=True),
        "null_sd": number("Standard deviation of the change by chance", nullable=True),
        "null_low": number("2.5 % of the changes by chance are below", nullable=True),
        "null_high": number("2.5 % of the changes by chance are above", nullable=True),
        "p_less": number("Share of the arrangements with a change as low, the observed one counted in"),
        "p_greater": number("The same as high"),
        "p_two_sided": number("Twice the smaller of the two, 1 at most"),
        "least_p_less": number("How small p_less could have become with these ties and dates"),
        "least_p_greater": number("The same of p_greater"),
        "before_first": day("First day of the window before"),
        "before_last": day("Its last day"),
        "after_first": day("First day of the window after"),
        "after_last": day("Its last day"),
        "dated": integer("Ties with a date; only these are shuffled"),
        "undated": integer("Ties without any"),
        "arrangements": integer("Arrangements drawn"),
    },
    spread="values",
    conventions=(
        "ties: dates are shuffled among the dated ties; a change that all ties share is in every arrangement and no "
        "finding. days: the change comes on every day that leaves room for both windows; a trend is no finding. Where "
        "edges stand for having met, only days is right; the windows are then half of the shorter side if not given.",
        "p is (r + 1)/(n + 1). Where least_p is above the level asked for, nothing could have been found. Expected and "
        "interval are of the change over sampled worlds; they say nothing of the null.",
        "Phipson & Smyth (2010), Statistical Applications in Genetics and Molecular Biology 9(1), 39.",
    ),
    defined_by=("tertius.measures.temporal.before_after:before_after",),
    rests_on=(
        "tertius.measures.temporal.changes",
        "tertius.measures.temporal.counting",
    ),
)
def before_after(
    context: "Context",
    stop: "StopFlag",
    *,
    change: Annotated[
        str, About("When the change came, in EDTF: a day, a month, a span a/b", max_length=40, example="2019-03")
    ],
    counted: Annotated[
        Counted, About("The share of pairs with a tie, the ties of one node, or the ties across two sides")
    ] = "density",
    one: Annotated[list[str], About(f"One side, or the node: {SIDE}")] = [],  # noqa: B006 - read, never changed
    other: Annotated[list[str], About(f"The other side: {SIDE}")] = [],  # noqa: B006
    first_day: Annotated[date | None, About("The first day to look at; null for the first that a date names")] = None,
    last_day: Annotated[date | None, About("The last day; null for the last that a date names")] = None,
    window: Annotated[int | None, About("Days before and after to compare; null for all", min=1, max=100_000)] = None,
    null: Annotated[Null, About(NULL)] = "auto",
    arrangements: Annotated[int, About("Arrangements to draw", min=0, max=100_000)] = 1999,
    spells: Annotated[int, About("Sets of spells to draw for the reading sampled; 0 for none", min=0, max=1000)] = 0,
    null_seed: Annotated[int, About("The same seed draws the same arrangements", min=0, max=2**63 - 1)] = 1,
) -> "Finding":
    """Return a row a reading of the dates."""
    import numpy as np

    from tertius.measures.finding import Finding
    from tertius.measures.named import nodes_named
    from tertius.measures.temporal import before_after as own
    from tertius.model.dates import read_edtf

    network = context.network
    sides = [
        nodes_named(network, names, context.organizations, where=where)
        for where, names in (("one", one), ("other", other))
    ]
    statistic = _statistic(network, counted, *sides)
    came = read_edtf(change, lasting=False)
    shuffled, days = null_for(network, null, [came], first_day, last_day, window)
    found = own.before_after(
        network,
        statistic,
        came,
        first=first_day,
        last=last_day,
        window=days,
        null=shuffled,
        arrangements=arrangements,
        spells=spells,
        seed=null_seed,
        stop=stop,
    )
    readings = {"certain": found.certain, "possible": found.possible} | (
        {"sampled": found.sampled} if found.sampled else {}
    )
    rows = [
        {
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
            **{
                name: getattr(said, name)
                for name in (
                    "before",
                    "after",
                    "change",
                    "null_mean",
                    "null_sd",
                    "p_less",
                    "p_greater",
                    "p_two_sided",
                    "least_p_less",
                    "least_p_greater",
                )
            },
        }
        for reading, said in readings.items()
        if said is not None
    ]
    dated = np.array([edge for edge in range(network.m) if _is_dated(network, edge)], dtype=np.int64)
    return Finding(
        rows,
        np.array([row["change"] for row in rows], dtype=np.float64),
        [dated] * len(rows),
        partial(
            _changes,
            statistic=statistic,
            before=found.before,
            after=found.after,
            readings=tuple(str(row["reading"]) for row in rows),
        ),
    )


def _is_dated(network: "Network", edge: int) -> bool:
    from tertius.model.dates import UNDATED

    return any(network.ties[tie].bounds != UNDATED for clause in network.clauses[edge] for tie in clause)
