"""Centralities as questions of the catalogue. The definitions stand with the functions that do the work."""

from functools import partial
from typing import TYPE_CHECKING, Annotated, Literal

from tertius.catalog.declaring import About, number, text
from tertius.catalog.measure import measure

if TYPE_CHECKING:
    from tertius.measures.finding import Finding
    from tertius.measures.network import BoolArray, FloatArray, Network
    from tertius.measures.threads import StopFlag

ONE_MODE = ("people_by_organization", "people", "organizations_by_people")
"""Networks of one kind of node."""

ANY = (*ONE_MODE, "people_organizations")

NODE = {"node_id": text("Id of the person or group"), "node": text("The same by name")}

Direction = Literal["total", "out", "in"]
Distance = Literal["steps", "inverse", "log"]
Metric = Literal["steps", "inverse"]
Way = Literal["out", "in"]


@measure(
    "centrality/degree",
    title="Degree",
    question="Who is tied to how many others?",
    version=1,
    networks=ANY,
    columns={
        **NODE,
        "degree": number("Ties of the node; A → B and B → A are two where ties have a direction"),
        "expected_degree": number("The same with each tie by its likelihood, worked out exactly"),
    },
    conventions=(
        "Parallel ties between two nodes count once, self-loops not at all; an isolate has 0.",
        "Freeman (1978), Social Networks 1(3), 215–239.",
    ),
    defined_by=(
        "tertius.measures.centrality.degree:degree",
        "tertius.measures.centrality.degree:expected_degree",
    ),
)
def degree(
    network: "Network",
    *,
    direction: Annotated[Direction, About("Which ends of a directed tie count; all where ties have none")] = "total",
) -> "Finding":
    """Return a row a node, by its number of neighbours. O(n + m)."""
    from tertius.measures.centrality import degree as own
    from tertius.measures.finding import of_nodes

    plain = own.degree(network, direction=direction)
    columns = {"degree": plain, "expected_degree": own.expected_degree(network, direction=direction)}
    return of_nodes(network, plain, partial(own.degree_worlds, direction=direction), columns)


@measure(
    "centrality/betweenness",
    title="Betweenness",
    question="Who stands on the shortest paths between others?",
    version=1,
    networks=ANY,
    columns={
        **NODE,
        "betweenness": number("Pairs of others, each by the share of its shortest paths through the node"),
    },
    conventions=(
        "An undirected pair counts once, as in igraph and networkx; the ends of a path do not count; pairs that no "
        "path links add nothing.",
        "Exact; time grows as nodes times edges times worlds. Brandes (2001), J. Mathematical Sociology 25, 163–177.",
    ),
    defined_by=("tertius.measures.centrality.betweenness:betweenness",),
)
def betweenness(
    network: "Network",
    stop: "StopFlag",
    *,
    distance: Annotated[
        Distance,
        About(
            "What makes a path short: steps; inverse, where a doubtful tie is a detour of 1/likelihood; log, the path "
            "most likely to hold as a whole"
        ),
    ] = "steps",
    normalized: Annotated[bool, About("As a share of all pairs of others")] = False,
) -> "Finding":
    """Return a row a node, by exact betweenness."""
    from tertius.measures.centrality import betweenness as own
    from tertius.measures.finding import of_nodes

    plain = own.betweenness(network, distance=distance, normalized=normalized, stop=stop)
    worlds = partial(own.betweenness_worlds, distance=distance, normalized=normalized)
    return of_nodes(network, plain, worlds, {"betweenness": plain})


@measure(
    "centrality/betweenness_approximate",
    title="Betweenness, approximately",
    question="Who stands on the shortest paths between others, in a network too large to count all of them?",
    version=1,
    networks=ANY,
    columns={
        **NODE,
        "betweenness": number(
            "Share of the ordered pairs of others whose path, drawn at random, passes through the node"
        ),
        "low": number("Lower bound of the exact value"),
        "high": number("Upper bound of the exact value"),
    },
    spread="none",
    conventions=(
        "From shortest paths between pairs drawn at random; with probability 1 − delta all bounds hold at once, and "
        "none is further than epsilon from the value shown. As if every tie held.",
        "Riondato & Kornaropoulos (2016), Data Mining and Knowledge Discovery 30, 438–475.",
    ),
    defined_by=("tertius.measures.centrality.approximate_betweenness:approximate_betweenness",),
)
def betweenness_approximate(
    network: "Network",
    stop: "StopFlag",
    *,
    epsilon: Annotated[float, About("How far off a value may be", min=0.0005, max=0.5)] = 0.01,
    delta: Annotated[float, About("Probability that some bound does not hold", min=1e-6, max=0.5)] = 0.1,
    path_seed: Annotated[int, About("The same seed draws the same paths", min=0, max=2**63 - 1)] = 1,
) -> "Finding":
    """Return a row a node, the highest first."""
    import numpy as np

    from tertius.measures.centrality.approximate_betweenness import approximate_betweenness
    from tertius.measures.finding import Finding, of_nodes

    found = approximate_betweenness(network, seed=path_seed, epsilon=epsilon, delta=delta, stop=stop)
    columns = {"betweenness": found.estimate, "low": found.low, "high": found.high}
    whole = of_nodes(network, found.estimate, None, columns)
    order = np.lexsort((np.arange(network.n), -found.estimate))
    return Finding(
        [whole.rows[i] for i in order],
        found.estimate[order],
        [whole.edges[i] for i in order],
        notes=(f"{found.samples:,} paths were drawn.",),
    )


@measure(
    "centrality/closeness",
    title="Closeness",
    question="Who is near to those within reach?",
    version=1,
    networks=ANY,
    columns={**NODE, "closeness": number("From 0 to 1; in a connected network the inverse of the mean distance")},
    conventions=(
        "Wasserman & Faust's formula for networks that may be disconnected: r / Σd · r / (n − 1), r the others within "
        "reach. Who reaches nobody has 0.",
        "Wasserman & Faust (1994), Social Network Analysis, p. 201.",
    ),
    defined_by=("tertius.measures.centrality.closeness:closeness",),
)
def closeness(
    network: "Network",
    stop: "StopFlag",
    *,
    distance: Annotated[Metric, About("steps, or inverse: a tie is 1/likelihood long")] = "steps",
    way: Annotated[Way, About("Distances from the node or to it; the same where ties have no direction")] = "out",
) -> "Finding":
    """Return a row a node, by its closeness. O(n·m)."""
    from tertius.measures.centrality import closeness as own
    from tertius.measures.finding import of_nodes

    plain = own.closeness(network, distance=distance, way=way, stop=stop)
    return of_nodes(network, plain, partial(own.closeness_worlds, distance=distance, way=way), {"closeness": plain})


@measure(
    "centrality/harmonic",
    title="Harmonic centrality",
    question="Who is near to the others, those out of reach counted as infinitely far?",
    version=1,
    networks=ANY,
    columns={**NODE, "harmonic": number("Sum over the others of 1 / distance; 0 for those out of reach")},
    conventions=("Marchiori & Latora (2000), Physica A 285, 539–546. An isolate has 0.",),
    defined_by=("tertius.measures.centrality.closeness:harmonic",),
)
def harmonic(
    network: "Network",
    stop: "StopFlag",
    *,
    distance: Annotated[Metric, About("steps, or inverse: a tie is 1/likelihood long")] = "steps",
    way: Annotated[Way, About("Distances from the node or to it; the same where ties have no direction")] = "out",
    mean: Annotated[bool, About("Divide by the number of others")] = False,
) -> "Finding":
    """Return a row a node, by its harmonic centrality. O(n·m)."""
    from tertius.measures.centrality import closeness as own
    from tertius.measures.finding import of_nodes

    plain = own.harmonic(network, distance=distance, way=way, mean=mean, stop=stop)
    worlds = partial(own.harmonic_worlds, distance=distance, way=way, mean=mean)
    return of_nodes(network, plain, worlds, {"harmonic": plain})


@measure(
    "centrality/eigenvector",
    title="Eigenvector centrality",
    question="Who is tied to those who are central themselves?",
    version=1,
    networks=ANY,
    columns={**NODE, "eigenvector": number("From 0 to 1, the highest being 1")},
    conventions=(
        "Taken in the largest component, every other node has 0; of components equally large in the one with the "
        "largest eigenvalue. Where ties have a direction: in the largest strongly connected component, by the ties "
        "that arrive.",
        "Bonacich (1972), J. Mathematical Sociology 2(1), 113–120.",
    ),
    defined_by=("tertius.measures.centrality.eigenvector:eigenvector",),
)
def eigenvector(
    network: "Network",
    *,
    weighted: Annotated[bool, About("Weigh each tie by its likelihood")] = False,
) -> "Finding":
    """Return a row a node, by eigenvector centrality."""
    from tertius.measures.centrality import eigenvector as own
    from tertius.measures.finding import of_nodes

    plain = own.eigenvector(network, weighted=weighted)
    return of_nodes(network, plain, partial(own.eigenvector_worlds, weighted=weighted), {"eigenvector": plain})


@measure(
    "centrality/pagerank",
    title="PageRank",
    question="Where would somebody end up who follows ties at random?",
    version=1,
    networks=ANY,
    columns={**NODE, "pagerank": number("Share of the time spent at the node; 1 in all")},
    conventions=(
        "Who has no tie to follow goes on to anybody, as in networkx and igraph.",
        "Page, Brin, Motwani & Winograd (1999), The PageRank Citation Ranking. Stanford InfoLab.",
    ),
    defined_by=("tertius.measures.centrality.pagerank:pagerank",),
)
def pagerank(
    network: "Network",
    *,
    damping: Annotated[float, About("Probability to follow a tie rather than to jump", min=0.0, max=0.999)] = 0.85,
    weighted: Annotated[bool, About("Weigh each tie by its likelihood")] = False,
) -> "Finding":
    """Return a row a node, by PageRank."""
    from tertius.measures.centrality import pagerank as own
    from tertius.measures.finding import of_nodes

    plain = own.pagerank(network, damping=damping, weighted=weighted)
    worlds = partial(own.pagerank_worlds, damping=damping, weighted=weighted)
    return of_nodes(network, plain, worlds, {"pagerank": plain})


@measure(
    "centrality/cores",
    title="Cores",
    question="Who is in the tightest part of the network?",
    version=1,
    networks=ANY,
    columns={**NODE, "core": number("The largest k such that the node is in the k-core")},
    conventions=(
        "The k-core is what is left when everybody with fewer than k ties is taken away, again and again. Ties in and "
        "out count alike, A → B and B → A as two. An isolate has 0.",
        "Seidman (1983), Social Networks 5(3), 269–287.",
    ),
    defined_by=("tertius.measures.centrality.cores:coreness",),
)
def cores(network: "Network") -> "Finding":
    """Return a row a node, by its core number. O(n + m)."""
    from tertius.measures.centrality import cores as own
    from tertius.measures.finding import of_nodes

    plain = own.coreness(network)
    return of_nodes(network, plain, own.coreness_worlds, {"core": plain})


@measure(
    "centrality/articulation",
    title="Articulation points",
    question="Without whom would the network fall apart?",
    version=1,
    networks=ANY,
    columns={**NODE, "pieces": number("How many components more there would be without the node, itself not counted")},
    conventions=(
        "A node is an articulation point if pieces is above 0; an isolate has 0. Direction plays no part.",
        "Hopcroft & Tarjan (1973), Communications of the ACM 16(6), 372–378.",
    ),
    defined_by=("tertius.measures.centrality.cuts:articulation",),
)
def articulation(network: "Network") -> "Finding":
    """Return a row a node, by how many pieces its going would make. O(n + m)."""
    from tertius.measures.centrality import cuts
    from tertius.measures.finding import of_nodes

    plain = cuts.articulation(network)
    return of_nodes(network, plain, cuts.articulation_worlds, {"pieces": plain})


def _bridges_as_numbers(network: "Network", masks: "BoolArray") -> "FloatArray":
    import numpy as np

    from tertius.measures.centrality.cuts import bridges_worlds

    return np.asarray(bridges_worlds(network, masks), dtype=np.float64)


@measure(
    "centrality/bridges",
    title="Bridges",
    question="Which single ties hold parts of the network together?",
    version=1,
    networks=ANY,
    columns={
        "source_id": text("One end"),
        "source": text("The same by name"),
        "target_id": text("The other end"),
        "target": text("The same by name"),
        "bridge": number("1 if the network falls apart without the tie, else 0; expected: the share of worlds"),
        "likelihood": number("That there is a tie between the two at all"),
    },
    conventions=("In a world without the tie it is no bridge. Direction plays no part.",),
    defined_by=("tertius.measures.centrality.cuts:bridges",),
)
def bridges(network: "Network") -> "Finding":
    """Return a row an edge, bridges first. O(n + m)."""
    import numpy as np

    from tertius.measures.centrality import cuts
    from tertius.measures.finding import of_edges

    plain = np.asarray(cuts.bridges(network), dtype=np.float64)
    return of_edges(network, plain, _bridges_as_numbers, {"bridge": plain, "likelihood": network.likelihoods})
