"""Gould–Fernandez brokerage: between whose groups a node stands."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated, Literal, get_args

import numpy as np

from tertius.catalog.declaring import NODE, ONE_MODE, About, number
from tertius.catalog.measure import measure
from tertius.errors import InputError
from tertius.measures.adjacency import Adjacency, checked_mask
from tertius.measures.brokerage.moments import exact_node_variances, node_expectations, published_node_moments
from tertius.measures.finding import Finding, of_nodes
from tertius.measures.memberships import Memberships
from tertius.measures.network import BoolArray, FloatArray, Network
from tertius.measures.threads import StopFlag, blocks_of, new_flag, run_blocks
from tertius.measures.uncertainty.worlds import over_worlds

Role = Literal["coordinator", "itinerant", "representative", "gatekeeper", "liaison", "total"]
"""Roles of b in i → b → k, by groups: AAA, ABA, AAB, ABB, ABC, any."""

ROLES: tuple[Role, ...] = get_args(Role)

Null = Literal["published", "arcs", "ties"]
"""What the counts are compared with; in each every tie is there with the same probability, the density.

``published``, ``arcs``
    Arcs are independent. Of a node the published formulas are exact, so the two are one.
``ties``
    Only for undirected networks: ties are independent, an arc is there when its reverse is. The other two overstate z
    in an undirected network, where every brokered pair counts twice.
"""


@dataclass(frozen=True)
class Brokerage:
    """Brokered pairs by role. Columns are `ROLES`: coordinator, itinerant, representative, gatekeeper, liaison, total.

    Attributes
    ----------
    raw
        (n, 6) Ordered pairs (i, k) of others that each node brokers: i → b → k without i → k.
    expected, sd, z
        (n, 6) By chance, and how many standard deviations ``raw`` is from it. Not a number where there is no deviation
        or it is not available.
    density
        Arcs that are there, of those that could be.
    null
        What chance is.
    """

    raw: FloatArray
    expected: FloatArray
    sd: FloatArray
    z: FloatArray
    density: float
    null: Null


def gould_fernandez(
    network: Network,
    memberships: Memberships,
    *,
    null: Null = "published",
    mask: BoolArray | None = None,
    stop: StopFlag | None = None,
) -> Brokerage:
    """Return the five Gould–Fernandez roles of every node: counts, expectations, deviations and z-scores.

    A node b brokers the ordered pair (i, k) when i → b → k and not i → k. The role is by the three's groups:

    ==============  =======================================================================
    coordinator     i, b and k in one group (w_I)
    itinerant       i and k in one group, b in another (w_O)
    representative  i and b in one group, k in another: b speaks to the outside (b_IO)
    gatekeeper      b and k in one group, i in another: b lets in from the outside (b_OI)
    liaison         three groups (b_O)
    ==============  =======================================================================

    Parameters
    ----------
    network
        Any network.
    memberships
        The groups of its nodes; nodes without a group form a class of their own.
    null
        What the counts are compared with: see `Null`.
    mask
        (m,) True where an edge is there; all are when not given. Density is that of the edges that are there.
    stop
        A flag that another thread or process may raise; looked at before every node.

    Returns
    -------
    Brokerage

    Raises
    ------
    InputError
        If the memberships or the mask do not fit, or ``null`` is unknown or ``ties`` in a directed network.
    QueryTimeoutError
        If the flag was raised.

    Notes
    -----
    Convention: as R's sna, pairs are ordered, so an undirected network counts each pair twice.

    In several groups: each of the three acts in one of its groups, drawn by its shares independently of the others, and
    a brokered pair adds to each role the probability of that role. With s_xy = Σ_g x_g y_g for the probability that two
    are in the same group and t = Σ_g i_g b_g k_g that all three are, a pair adds t to coordinator, s_ik − t to
    itinerant, s_ib − t to representative, s_bk − t to gatekeeper and 1 − s_ib − s_bk − s_ik + 2t to liaison: 1 in all.
    One group each gives the classic counts. Expectations and a node's deviations follow exactly by the same nulls: the
    deviations for up to 256 different ways to belong, beyond which they and z are not a number.

    z compares with a network without any structure but its density; real networks are clustered, and their counts are
    far from normal when small, so it ranks better than it tests. Fewer than 3 nodes, no edge or a complete network: all
    counts 0, z not a number where nothing could vary.

    Time O(Σ in-degree · out-degree) for the counts, O(g) to O(u³) for the moments; memory O(32·5·n).

    References
    ----------
    Gould, R. V. & Fernandez, R. M. (1989). Structures of mediation: a formal approach to brokerage in transaction
    networks. Sociological Methodology 19, 89–126.
    Butts, C. T. (2008). Social network analysis with sna. J. Statistical Software 24(6).
    """
    if null not in get_args(Null):
        raise InputError(f"There is no null model {null!r}", next_step=f"Take one of {', '.join(get_args(Null))}.")
    if null == "ties" and network.directed:
        raise InputError(
            "The null model 'ties' is for undirected networks",
            next_step="Take 'arcs' or 'published' for a directed one.",
        )
    raw = _brokered(network, memberships, mask, stop)
    arcs = (network.m if mask is None else int(mask.sum())) * (1 if network.directed else 2)
    possible = network.n * (network.n - 1)
    density = arcs / possible if possible else 0.0
    expected, variances = _moments(memberships, density, reciprocal=null == "ties")
    with np.errstate(invalid="ignore", divide="ignore"):
        sd = np.sqrt(variances)
        z = np.where(sd > 0, (raw - expected) / sd, np.nan)
    return Brokerage(raw, expected, sd, z, density, null)


@measure(
    "brokerage/roles",
    title="Gould–Fernandez roles",
    question="Who brokers inside a group, into it, out of it or between groups?",
    version=1,
    networks=ONE_MODE,
    shows=("node", "total", "coordinator", "gatekeeper", "liaison"),
    columns={
        **NODE,
        **{
            column: number(about, nullable=column.endswith("_z"))
            for role, who in (
                ("coordinator", "all three in one group (w_I)"),
                ("itinerant", "the two in one group, the broker in another (w_O)"),
                ("representative", "from the broker's own group to another (b_IO)"),
                ("gatekeeper", "from another group into the broker's own (b_OI)"),
                ("liaison", "three groups (b_O)"),
                ("total", "all roles"),
            )
            for column, about in (
                (role, f"Number of pairs brokered: {who}"),
                (f"{role}_expected", f"Expected number in a random network of the same density: {role}"),
                (f"{role}_z", f"Deviation from the expected number in standard deviations: {role}"),
            )
        },
    },
    conventions=(
        "As in R's sna: pairs are ordered, so an undirected network counts each pair twice. Nodes without a group form "
        "a class of their own.",
        "A node in several groups acts in each with an equal share; with one group each the counts are the classic "
        "ones.",
        "By chance every arc, or every tie where ties are to be independent, is there with the same probability, the "
        "density of the network, by itself (Bernoulli): the number of ties varies, too. Real networks are clustered: z "
        "is better for ranking than for testing.",
        "Gould & Fernandez (1989), Sociological Methodology 19, 89–126.",
    ),
    defined_by=(gould_fernandez,),
    scores_nodes=True,
)
def roles(
    network: Network,
    groups: Memberships,
    stop: StopFlag,
    *,
    by: Annotated[Role, About("The role to rank by")] = "total",
    null: Annotated[
        Null,
        About("Null model: independent arcs (published, as in Gould and Fernandez, or arcs), or independent ties"),
    ] = "published",
) -> Finding:
    """Return a row a node, by one of its roles."""
    found = gould_fernandez(network, groups, null=null, stop=stop)
    columns: dict[str, FloatArray] = {}
    for position, role in enumerate(ROLES):
        columns[role] = found.raw[:, position]
        columns[f"{role}_expected"] = found.expected[:, position]
        columns[f"{role}_z"] = found.z[:, position]
    return of_nodes(network, columns[by], over_worlds(partial(_of_role, groups=groups, role=by)), columns)


def _of_role(
    network: Network, *, groups: Memberships, role: Role, mask: BoolArray, stop: StopFlag | None = None
) -> FloatArray:
    return _brokered(network, groups, mask, stop)[:, ROLES.index(role)]


def _brokered(network: Network, memberships: Memberships, mask: BoolArray | None, stop: StopFlag | None) -> FloatArray:
    """Return the ordered pairs that each node brokers, by role and in total: (n, 6)."""
    from tertius.measures.kernels.open_triads import brokered_pairs

    if memberships.n != network.n:
        raise InputError(
            f"Memberships of {memberships.n} nodes do not fit a network of {network.n}",
            next_step="Give the groups of every node, in the order of the network's ids.",
        )
    flag = new_flag() if stop is None else stop
    arcs = Adjacency.out_of(network).without_hidden(checked_mask(network, mask))
    shares = memberships.profiles[memberships.profile]
    nodes, groups = np.nonzero(shares)
    start = np.zeros(memberships.n + 1, dtype=np.int32)
    np.cumsum(np.bincount(nodes, minlength=memberships.n), out=start[1:])
    belongs = (start, groups.astype(np.int32), np.ascontiguousarray(shares[nodes, groups]), len(memberships.groups))
    parts = np.zeros((blocks_of(network.n), network.n, 5))

    def work(block: int, first: int, last: int) -> None:
        brokered_pairs(arcs.start, arcs.heads, *belongs, first, last, parts[block], flag)

    run_blocks(work, network.n, flag)
    counts = parts.sum(axis=0).round(12)  # shares of a pair that add up to nothing leave a rounding error
    return np.column_stack([counts, counts.sum(axis=1)])


def _moments(memberships: Memberships, density: float, *, reciprocal: bool) -> tuple[FloatArray, FloatArray]:
    """Return expectations (n, 6) and variances (n, 6)."""
    if memberships.whole and not reciprocal:
        expected, variances = published_node_moments(memberships.counts.astype(np.float64), density)
        return expected[memberships.profile], variances[memberships.profile]
    expected = node_expectations(memberships, density)
    return expected, exact_node_variances(memberships, density, reciprocal=reciprocal)
