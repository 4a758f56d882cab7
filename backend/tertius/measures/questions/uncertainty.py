"""How far ranks can be trusted, beside sampled worlds: without one source after another, and with ties missing."""

from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

from tertius.catalog.declaring import ORGANIZATIONS, About, integer, number, text, truth
from tertius.catalog.measure import measure
from tertius.measures.questions.centrality import ANY
from tertius.measures.questions.scores import ABOUT, Ranked, Score, finding, label

if TYPE_CHECKING:
    from tertius.measures.finding import Finding
    from tertius.measures.network import FloatArray
    from tertius.measures.run import Context
    from tertius.measures.threads import StopFlag

Change = Literal["remove_ties", "add_ties", "remove_nodes", "add_nodes"]

_GROUPS = f"What makes a group, for brokerage/roles alone: {ORGANIZATIONS}, or a property of the nodes"


@measure(
    "uncertainty/without_each_source",
    title="Without one source after another",
    question="Whose rank hangs on a single source?",
    version=1,
    networks=ANY,
    columns={
        "source": text("The independent source that says nothing any more; copies of it fall silent with it"),
        "ties_lost": integer("Ties that no longer stand"),
        "edges_lost": integer("Edges of the network that no longer stand"),
        "first": text("Who is first with every source, by name", several=True),
        "first_without": text("Who is first without it", several=True),
        "first_stays": truth("Whether somebody who was first is so still"),
        "moved": integer("Rows whose rank is another"),
        "moved_most": text("Whose rank changes most, by name; none where none does", nullable=True),
        "rank": integer("The rank of that one with every source", nullable=True),
        "rank_without": integer("The same without it", nullable=True),
    },
    spread="none",
    conventions=(
        "A tie stands without a source if what the others say makes it likely enough to have been selected.",
        "Sources without which most ties are lost come first. A single source behind everything leaves nothing to "
        "rank: then all are equal.",
    ),
    defined_by=("tertius.measures.uncertainty.leave_out:leave_one_source_out",),
)
def without_each_source(
    context: "Context",
    *,
    measure: Annotated[Ranked, About(ABOUT)] = "centrality/betweenness",
    groups: Annotated[str, About(_GROUPS)] = ORGANIZATIONS,
) -> "Finding":
    """Return a row a source. One world of the measure for each."""
    import numpy as np

    from tertius.measures.finding import Finding, stoppable
    from tertius.measures.uncertainty.leave_out import leave_one_source_out, masks_without

    found = finding(measure, context, groups)
    assert found.worlds is not None  # noqa: S101 - every one of them has its batch form
    network = found.network or context.network
    by = stoppable(found.worlds, context.stop)
    without = leave_one_source_out(network, by, least=context.least, highest_first=found.highest_first)
    masks = masks_without(network, least=context.least)
    names = [label(row) for row in found.rows]
    rows: list[dict[str, Any]] = []
    for position, root in enumerate(without.roots):
        shift = without.ranks[position] - without.plain_ranks
        most = int(np.abs(shift).argmax()) if names else 0
        moved = bool(names) and shift[most] != 0
        rows.append(
            {
                "source": root,
                "ties_lost": without.ties_lost[position],
                "edges_lost": without.edges_lost[position],
                "first": _first(names, without.plain_ranks),
                "first_without": _first(names, without.ranks[position]),
                "first_stays": bool(((without.plain_ranks == 1) & (without.ranks[position] == 1)).any()),
                "moved": int((shift != 0).sum()),
                "moved_most": names[most] if moved else None,
                "rank": int(without.plain_ranks[most]) if moved else None,
                "rank_without": int(without.ranks[position][most]) if moved else None,
            }
        )
    order = np.argsort(-without.ties_lost, kind="stable")
    lost = [
        sorted({tie for edge in np.flatnonzero(~masks[root]).tolist() for tie in network.tie_ids(edge)})
        for root in without.roots
    ]
    return Finding([rows[i] for i in order], np.zeros(len(rows)), ties=[lost[i] for i in order])


@measure(
    "uncertainty/missing",
    title="Robustness to what is missing",
    question="How often would the first stay first if ties or people were missing, or too many?",
    version=1,
    networks=ANY,
    columns={
        "change": text("What was done: ties or nodes removed or added, uniformly at random"),
        "share": number("To which share of them"),
        "changed": integer("How many that is"),
        "trials": integer("How many times it was done"),
        "first_stays_first": number("Share of the trials in which somebody who was first is so still"),
        "first_stays_in_top": number("Share of the trials in which somebody who was first is in the top still"),
        "top_overlap": number("Mean share of the two tops that is in both"),
        "correlation": number("Mean squared correlation of the scores", nullable=True),
    },
    spread="none",
    conventions=(
        "The network is taken as the truth, every tie in it there. A new node gets as many ties as one drawn from the "
        "network has. What press reports leave out is not left out at random: read it as the best case.",
        "Borgatti, Carley & Krackhardt (2006), Social Networks 28(2), 124–136.",
    ),
    defined_by=("tertius.measures.uncertainty.robustness:robustness",),
)
def missing(
    context: "Context",
    stop: "StopFlag",
    *,
    measure: Annotated[Ranked, About(ABOUT)] = "centrality/betweenness",
    groups: Annotated[str, About(_GROUPS)] = ORGANIZATIONS,
    changes: Annotated[list[Change], About("What to do to the network")] = [  # noqa: B006 - read, never changed
        "remove_ties",
        "add_ties",
        "remove_nodes",
        "add_nodes",
    ],
    shares: Annotated[list[float], About("To which shares of ties or nodes", min=0.0, max=0.5, max_items=10)] = [  # noqa: B006
        0.01,
        0.05,
        0.10,
        0.25,
    ],
    trials: Annotated[int, About("How many times each", min=1, max=10_000)] = 100,
    trial_seed: Annotated[int, About("The same seed makes the same changes", min=0, max=2**63 - 1)] = 1,
    top: Annotated[int, About("How many places the top has", min=1, max=1000)] = 3,
) -> "Finding":
    """Return a row a change and share. So many worlds of the measure as trials, each."""
    import numpy as np

    from tertius.measures.finding import Finding, stoppable
    from tertius.measures.uncertainty.ranks import ranks
    from tertius.measures.uncertainty.robustness import robustness

    found = finding(measure, context, groups)
    assert found.worlds is not None  # noqa: S101 - every one of them has its batch form
    network = found.network or context.network
    notes = []
    if measure not in get_args(Score) or measure == "brokerage/roles":
        # What has rows other than nodes, or goes by what is known of nodes, has none for a node or tie that is made up.
        notes.append(f"Of {measure} only the removal of ties can be tried.")
        changes = ["remove_ties"]
    held = robustness(
        network,
        stoppable(found.worlds, stop),
        seed=trial_seed,
        trials=trials,
        changes=changes,
        shares=shares,
        top=top,
        highest_first=found.highest_first,
        stop=stop,
    )
    first = np.flatnonzero(ranks(found.score, highest_first=found.highest_first) == 1)
    edges = (
        np.unique(np.concatenate([found.edges[node] for node in first.tolist()]))
        if len(first)
        else np.empty(0, np.int64)
    )
    rows = [{name: getattr(one, name) for name in missing.columns} for one in held]
    ties = sorted({tie for edge in edges.tolist() for tie in network.tie_ids(edge)})
    return Finding(rows, np.zeros(len(rows)), ties=[ties] * len(rows), notes=notes)


def _first(names: list[str], ranked: "FloatArray") -> list[str]:
    """Return the names of what is first, the first few where many are."""
    return [name for name, place in zip(names, ranked, strict=True) if place == 1][:10]
