"""What groups share, as questions of the catalogue: overlap against chance, and who links what nobody else does."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Annotated, Literal

from tertius.catalog.declaring import About, integer, number, text, truth
from tertius.catalog.measure import measure
from tertius.measures.questions.centrality import NODE

if TYPE_CHECKING:
    from tertius.measures.finding import Finding
    from tertius.measures.network import BoolArray, FloatArray, IntArray, Network
    from tertius.measures.sharing.overlap import Overlap
    from tertius.measures.threads import StopFlag

TWO_MODE = ("people_organizations",)
"""The network of people and their organizations."""

By = Literal["shared", "p_hypergeometric", "p_sdsm"]
Correction = Literal["bh", "by"]
Link = Literal["sole_pairs", "pairs", "credit", "groups"]
Reading = Literal["possible", "certain"]


def _overlap_worlds(network: "Network", masks: "BoolArray", *, by: By, stop: "StopFlag | None" = None) -> "FloatArray":
    from tertius.measures.brokerage.two_mode import TwoMode
    from tertius.measures.sharing.overlap import overlap_worlds

    return overlap_worlds(TwoMode.of(network), masks, score=by, stop=stop)


@measure(
    "commanders/shared",
    title="Shared leaders and members, tested",
    question="Which groups share more people than chance would have them share?",
    version=1,
    networks=TWO_MODE,
    columns={
        "one_id": text("A group"),
        "one": text("The same by name"),
        "other_id": text("Another group"),
        "other": text("The same by name"),
        "members_one": integer("People in the one"),
        "members_other": integer("People in the other"),
        "shared": integer("People in both, at whatever time"),
        "people": text("Who they are, by name", several=True),
        "shared_leaders": integer("Of these the ones who lead both"),
        "together_possible": integer("Of the shared those who could have been in both on one day"),
        "together_certain": integer("Of the shared those who were, in every reading of the dates"),
        "least_days": number("Days in both, summed over the shared: so many at least", nullable=True),
        "most_days": number("The same at most; null where nothing bounds them", nullable=True),
        "expected_hypergeometric": number("Shared people to expect, given how large the two groups are"),
        "p_hypergeometric": number("Probability of as many or more by that chance"),
        "q_hypergeometric": number("The same, corrected for all pairs of groups"),
        "expected_sdsm": number("Shared people to expect, given also in how many groups each person is"),
        "p_sdsm": number("Probability of as many or more by that chance"),
        "q_sdsm": number("The same, corrected for all pairs of groups"),
        "smallest_p": number("The smallest p_hypergeometric that groups of these sizes can have"),
        "more_than_chance": truth("Whether both corrected values are at most alpha"),
    },
    conventions=(
        "Who could have been shared are the people whom the sources name in any of these groups, and nobody else. That "
        "is an assumption: where sources name people because they are linked, overlaps look rarer by chance than they "
        "are.",
        "One-sided: more than chance. Pairs that share nobody are among those corrected for. Where smallest_p is above "
        "alpha no finding was possible. For a test of leaders alone select kinds=LEADS.",
        "Days count the first and the last. Expected values, errors and intervals are of the column that by names; a p "
        "ranks low first.",
        "Neal (2014), Social Networks 39, 84–97 (SDSM). Benjamini & Hochberg (1995), J. Royal Statistical Society B.",
    ),
    defined_by=("tertius.measures.sharing.overlap:overlap",),
    rests_on=(
        "tertius.measures.sharing.backbone",
        "tertius.measures.sharing.bipartite_configuration",
        "tertius.measures.sharing.poisson_binomial",
        "tertius.measures.sharing.together",
        "tertius.measures.brokerage.two_mode",
    ),
)
def shared(
    network: "Network",
    stop: "StopFlag",
    *,
    by: Annotated[By, About("What to rank by, and to sample")] = "shared",
    alpha: Annotated[float, About("Level of the test, for all pairs together", min=0.0001, max=0.5)] = 0.05,
    correction: Annotated[
        Correction, About("bh: Benjamini and Hochberg; by: Benjamini and Yekutieli, under any dependence")
    ] = "bh",
    first_day: Annotated[date | None, About("Days in both are counted from this one on")] = None,
    last_day: Annotated[date | None, About("Days in both are counted up to this one")] = None,
) -> "Finding":
    """Return a row for each pair of groups."""
    import numpy as np

    from tertius.measures.brokerage.two_mode import TwoMode
    from tertius.measures.finding import Finding
    from tertius.measures.sharing.overlap import overlap

    two_mode = TwoMode.of(network)
    found = overlap(two_mode, window=(first_day, last_day), correction=correction, stop=stop)
    beyond = found.more_than_chance(alpha)
    columns = {
        "members_one": found.members_one,
        "members_other": found.members_other,
        "shared": found.shared,
        "shared_leaders": found.shared_leaders,
        "together_possible": found.together_possible,
        "together_certain": found.together_certain,
        "least_days": found.least_days,
        "most_days": found.most_days,
        "expected_hypergeometric": found.expected_hypergeometric,
        "p_hypergeometric": found.p_hypergeometric,
        "q_hypergeometric": found.q_hypergeometric,
        "expected_sdsm": found.expected_sdsm,
        "p_sdsm": found.p_sdsm,
        "q_sdsm": found.q_sdsm,
        "smallest_p": found.smallest_p,
        "more_than_chance": beyond,
    }
    rows = []
    for pair, (one, other) in enumerate(zip(two_mode.groups[found.one], two_mode.groups[found.other], strict=True)):
        people = two_mode.people[found.shared_people.person[found.shared_people.pair == pair]]
        rows.append(
            {
                "one_id": network.ids[one],
                "one": network.names[one],
                "other_id": network.ids[other],
                "other": network.names[other],
                "people": [network.names[person] for person in people],
                **{name: values[pair] for name, values in columns.items()},
            }
        )
    return Finding(
        rows,
        np.asarray(columns[by], dtype=np.float64),
        [_behind(found, pair) for pair in range(len(rows))],
        partial(_overlap_worlds, by=by),
        highest_first=by == "shared",
        notes=(f"{found.people} people could have been shared, {len(rows)} pairs of groups were tested.",),
    )


def _behind(found: "Overlap", pair: int) -> "IntArray":
    """Return the edges of those whom two groups share; where they share nobody, of all who are in either."""
    import numpy as np

    shared_by = found.edges(pair)
    column = found.two_mode.column
    return shared_by if len(shared_by) else np.flatnonzero((column == found.one[pair]) | (column == found.other[pair]))


@measure(
    "brokerage/sole_links",
    title="Sole links between groups",
    question="Who links groups that nobody else links?",
    version=1,
    networks=TWO_MODE,
    columns={
        **NODE,
        "held": integer("Groups that the person is in"),
        "groups": integer("Of these the ones that the person links to another"),
        "pairs": integer("Pairs of groups that the person links"),
        "sole_pairs": integer("Of these the pairs that nobody else links"),
        "credit": number("One for each pair, shared alike by all who link it"),
        "certain_pairs": integer("Of the pairs those whose two ties certainly held together"),
        "expected_pairs": number("Pairs to expect with each tie by its likelihood, worked out exactly"),
    },
    conventions=(
        "A person links two groups by being in both at a time, by two ties of their own. Pairs are unordered; nobody "
        "else means nobody whom the selected claims name.",
        "A group and the one that took its place are a pair like any other, which brokerage/brokers leaves out.",
        "Breiger (1974), Social Forces 53(2), 181–190; credit as in Newman (2001), Physical Review E 64, 016132.",
    ),
    defined_by=("tertius.measures.brokerage.two_mode_brokerage:two_mode_brokerage",),
    rests_on=(
        "tertius.measures.brokerage.two_mode",
        "tertius.measures.sharing.together",
    ),
)
def sole_links(
    network: "Network",
    stop: "StopFlag",
    *,
    by: Annotated[Link, About("The column to rank by, and to sample")] = "sole_pairs",
    together: Annotated[Reading, About("Whether dates need only allow that two ties held together, or prove it")] = (
        "possible"
    ),
) -> "Finding":
    """Return a row for each person."""
    import numpy as np

    from tertius.measures.brokerage.two_mode import TwoMode
    from tertius.measures.brokerage.two_mode_brokerage import PairLinks, two_mode_brokerage, two_mode_brokerage_worlds
    from tertius.measures.finding import Finding

    two_mode = TwoMode.of(network)
    links = PairLinks.of(two_mode, dates=together, stop=stop)
    found = two_mode_brokerage(links)
    columns = {
        name: getattr(found, name)
        for name in ("held", "groups", "pairs", "sole_pairs", "credit", "certain_pairs", "expected_pairs")
    }
    rows = [
        {
            "node_id": network.ids[node],
            "node": network.names[node],
            **{name: values[row] for name, values in columns.items()},
        }
        for row, node in enumerate(two_mode.people)
    ]
    edges = [np.flatnonzero(two_mode.row == row) for row in range(len(rows))]
    return Finding(
        rows,
        np.asarray(columns[by], dtype=np.float64),
        edges,
        partial(two_mode_brokerage_worlds, links=links, score=by),
        network=links.network,
    )
