"""Betweenness by sampled shortest paths, with a bound on the error: for networks too large to count them all."""

import math
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from tertius.catalog.declaring import ANY, NODE, About, number
from tertius.catalog.measure import measure
from tertius.errors import InputError
from tertius.measures.adjacency import Adjacency, checked_mask
from tertius.measures.finding import Finding, of_nodes
from tertius.measures.network import BoolArray, FloatArray, Network
from tertius.measures.threads import BLOCKS, StopFlag, new_flag, run_jobs
from tertius.measures.tie_order import in_tie_order
from tertius.wording import counted

MOST_SAMPLES = 1_000_000_000
"""Paths beyond which a run is refused: it would take hours."""


@dataclass(frozen=True)
class ApproximateBetweenness:
    """Betweenness as estimated from sampled paths.

    Attributes
    ----------
    estimate
        (n,) Normalized betweenness: the unit of ``betweenness(normalized=True)``. Unbiased.
    low, high
        (n,) Bounds. With probability 1 − ``delta``, all n nodes at once are between theirs, and no estimate is off by
        more than ``epsilon``.
    epsilon, delta
        As asked for.
    samples
        Paths that were drawn.
    vertex_diameter
        Upper bound on the nodes of a shortest path, which the number of samples follows from.
    """

    estimate: FloatArray
    low: FloatArray
    high: FloatArray
    epsilon: float
    delta: float
    samples: int
    vertex_diameter: int


def approximate_betweenness(
    network: Network,
    *,
    seed: int,
    epsilon: float = 0.01,
    delta: float = 0.1,
    mask: BoolArray | None = None,
    stop: StopFlag | None = None,
) -> ApproximateBetweenness:
    """Return the normalized betweenness of every node, approximately, with bounds on the error.

    Draws ordered pairs of nodes and for each one of its shortest paths, and takes the share of the draws in which a
    node was inside the path.

    Parameters
    ----------
    network
        Any network.
    seed
        From 0; the same seed gives the same result, however many threads there are.
    epsilon
        How far off an estimate may be, in normalized betweenness: above 0, below 1.
    delta
        How probable it may be that any of the bounds is broken: above 0, below 1.
    mask
        (m,) True where an edge is there; all are when not given.
    stop
        A flag that another thread or process may raise; looked at before every draw.

    Returns
    -------
    ApproximateBetweenness

    Raises
    ------
    InputError
        If the mask does not fit, epsilon or delta are not between 0 and 1, the seed is negative, or more than
        `MOST_SAMPLES` samples would be needed.
    QueryTimeoutError
        If the flag was raised.

    Notes
    -----
    Convention: as `tertius.measures.betweenness.betweenness` with ``normalized`` and steps as distance: ends do not
    count, pairs that no path links add nothing, direction is kept.

    The number of samples, 0.5 / ε² · (⌊log₂(VD − 2)⌋ + 1 + ln(2 / δ)), holds all errors below ε with probability
    1 − δ / 2 (Riondato & Kornaropoulos, Theorem 1 with the VC dimension of shortest paths; VD is the number of nodes of
    the longest shortest path). Undirected, VD is bounded by twice the distance from each component's node of highest
    degree to the farthest other, plus 1; directed, by the size of the largest weak component. The other δ / 2 goes into
    exact (Clopper–Pearson) binomial bounds of each node, shared among the n nodes, which are far narrower than ε for
    the many nodes with little betweenness.

    Each draw grows a ball from both ends until they meet, which looks at a small part of a network with short paths.
    Time O(samples · what the balls hold), O(samples · m) at worst; memory O(n + m) a thread.

    References
    ----------
    Riondato, M. & Kornaropoulos, E. M. (2016). Fast approximation of betweenness centrality through sampling. Data
    Mining and Knowledge Discovery 30, 438–475.
    Borassi, M. & Natale, E. (2019). KADABRA is an adaptive algorithm for betweenness via random approximation. J.
    Experimental Algorithmics 24.
    Clopper, C. J. & Pearson, E. S. (1934). The use of confidence or fiducial limits. Biometrika 26(4), 404–413.
    """
    from tertius.measures.kernels.drawing import hit_by_paths

    for name, value in (("epsilon", epsilon), ("delta", delta)):
        if not 0.0 < value < 1.0:
            raise InputError(f"The {name} is {value}", where=name, next_step="Give a number above 0 and below 1.")
    if seed < 0:
        raise InputError(f"The seed is {seed}", where="seed", next_step="Give a whole number from 0.")
    flag = new_flag() if stop is None else stop
    present = checked_mask(network, mask)
    outward = Adjacency.out_of(network).without_hidden(present)
    inward = Adjacency.into(network).without_hidden(present) if network.directed else outward
    longest = _vertex_diameter(network, Adjacency.around(network).without_hidden(present))
    n = network.n
    if longest < 3:  # no path has an inner node
        nothing = np.zeros(n)
        return ApproximateBetweenness(nothing, nothing, nothing, epsilon, delta, 0, longest)
    unit = n / (n - 2)  # of n(n - 1) ordered pairs, those that leave the node out
    within = epsilon / unit
    samples = math.ceil(0.5 / within**2 * (math.floor(math.log2(longest - 2)) + 1 + math.log(2 / delta)))
    if samples > MOST_SAMPLES:
        raise InputError(
            f"An epsilon of {epsilon} needs {counted(samples, 'sampled path')}",
            where="epsilon",
            next_step="Allow a larger epsilon, or count exactly.",
        )
    seeds = np.random.SeedSequence(seed).generate_state(BLOCKS, np.uint64)
    hits = np.zeros((BLOCKS, n), dtype=np.int64)

    def work(block: int) -> None:
        draws = samples * (block + 1) // BLOCKS - samples * block // BLOCKS
        hit_by_paths(outward.start, outward.heads, inward.start, inward.heads, draws, seeds[block], hits[block], flag)

    run_jobs(work, BLOCKS, flag)
    hit = hits.sum(axis=0)
    share = hit / samples
    low, high = _binomial_bounds(hit, samples, delta / 2 / n)
    return ApproximateBetweenness(
        estimate=share * unit,
        low=np.maximum(low, share - within).clip(0.0) * unit,
        high=np.minimum(np.minimum(high, share + within) * unit, 1.0),
        epsilon=epsilon,
        delta=delta,
        samples=samples,
        vertex_diameter=longest,
    )


@measure(
    "centrality/betweenness_approximate",
    title="Betweenness, approximately",
    question="Who stands on the shortest paths between others, in a network too large to count all of them?",
    version=2,
    networks=ANY,
    columns={
        **NODE,
        "betweenness": number("Share of ordered pairs of other nodes whose sampled path passes through the node"),
        "low": number("Lower bound of the exact value"),
        "high": number("Upper bound of the exact value"),
    },
    spread="none",
    conventions=(
        "From shortest paths between pairs of nodes drawn at random; with probability 1 − delta all bounds hold at "
        "once, and none is further than epsilon from the value shown. Every tie is taken as certain. Nodes that are "
        "alike have estimates that differ by the drawing.",
        "Riondato & Kornaropoulos (2016), Data Mining and Knowledge Discovery 30, 438–475.",
    ),
    defined_by=(approximate_betweenness,),
)
def approximate_betweennesses(
    network: Network,
    stop: StopFlag,
    *,
    epsilon: Annotated[float, About("Largest error of a value", min=0.0005, max=0.5)] = 0.01,
    delta: Annotated[float, About("Probability that any bound is wrong", min=1e-6, max=0.5)] = 0.1,
    path_seed: Annotated[int, About("Seed of the sampled paths", min=0, max=2**63 - 1)] = 1,
) -> Finding:
    """Return a row a node, the highest first."""
    ordered, nodes = in_tie_order(network)
    found = approximate_betweenness(ordered, seed=path_seed, epsilon=epsilon, delta=delta, stop=stop)
    place = np.argsort(nodes)
    estimate = found.estimate[place]
    columns = {"betweenness": estimate, "low": found.low[place], "high": found.high[place]}
    whole = of_nodes(network, estimate, None, columns)
    order = np.lexsort((np.arange(network.n), -estimate))
    return Finding(
        [whole.rows[i] for i in order],
        estimate[order],
        [whole.edges[i] for i in order],
        notes=(f"Sampled: {counted(found.samples, 'path')}.",),
    )


def _vertex_diameter(network: Network, around: Adjacency) -> int:
    """Return an upper bound on how many nodes a shortest path has; 0 without nodes."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    from tertius.measures.kernels.drawing import farthest_of_components

    if network.n == 0:
        return 0
    matrix = csr_array((np.ones(len(around.heads)), around.heads, around.start), shape=(network.n, network.n))
    count, labels = connected_components(matrix, directed=False)
    if network.directed:
        return int(np.bincount(labels).max())
    by_degree = np.lexsort((np.arange(network.n), -np.diff(around.start), labels))
    _, firsts = np.unique(labels[by_degree], return_index=True)
    centres = by_degree[firsts].astype(np.int32)
    farthest = np.empty(count, dtype=np.int32)
    farthest_of_components(around.start, around.heads, centres, farthest)
    sizes = np.bincount(labels, minlength=count)
    return int(np.minimum(2 * farthest + 1, sizes).max())


def _binomial_bounds(hit: np.typing.NDArray[np.int64], samples: int, risk: float) -> tuple[FloatArray, FloatArray]:
    """Return Clopper–Pearson bounds on each node's probability, broken with probability ``risk`` at most."""
    from scipy.special import betainccinv, betaincinv

    distinct, inverse = np.unique(hit, return_inverse=True)
    distinct = distinct.astype(np.float64)
    low = np.where(distinct > 0, betaincinv(distinct, samples - distinct + 1, risk / 2), 0.0)
    high = np.where(distinct < samples, betainccinv(distinct + 1, samples - distinct, risk / 2), 1.0)
    return low[inverse], high[inverse]
