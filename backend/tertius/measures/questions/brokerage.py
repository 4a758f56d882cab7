"""Brokerage as questions of the catalogue: Burt's structural holes, the roles of Gould and Fernandez."""

from functools import partial
from typing import TYPE_CHECKING, Annotated, Literal

from tertius.catalog.declaring import About, number
from tertius.catalog.measure import measure
from tertius.measures.questions.centrality import ANY, NODE, ONE_MODE

if TYPE_CHECKING:
    from tertius.measures.finding import Finding
    from tertius.measures.memberships import Memberships
    from tertius.measures.network import FloatArray, Network
    from tertius.measures.threads import StopFlag

Hole = Literal["constraint", "effective_size", "efficiency", "hierarchy"]
Role = Literal["total", "coordinator", "itinerant", "representative", "gatekeeper", "liaison"]
Null = Literal["published", "arcs", "ties"]


@measure(
    "brokerage/structural_holes",
    title="Structural holes",
    question="Whose contacts do not know each other?",
    version=1,
    networks=ANY,
    columns={
        **NODE,
        "contacts": number("Others that the node is tied to, in either direction"),
        "constraint": number(
            "Burt's constraint: how far the contacts close off room to broker; low is free", nullable=True
        ),
        "effective_size": number("Contacts, less those that lead to the same others", nullable=True),
        "efficiency": number("Effective size as a share of the contacts", nullable=True),
        "hierarchy": number("0 when all contacts constrain alike, 1 when a single one does", nullable=True),
    },
    conventions=(
        "An isolate has no scores, and comes last. Ranks go by the column that by names: low constraint and low "
        "hierarchy first, high effective size and efficiency first.",
        "Burt (1992), Structural Holes, chapter 2. Harvard University Press.",
    ),
    defined_by=("tertius.measures.brokerage.structural_holes:structural_holes",),
)
def structural_holes(
    network: "Network",
    stop: "StopFlag",
    *,
    by: Annotated[Hole, About("The column to rank by, and to sample")] = "constraint",
    weighted: Annotated[bool, About("Weigh each tie by its likelihood")] = False,
) -> "Finding":
    """Return a row a node, by one of Burt's scores."""
    from tertius.measures.brokerage import structural_holes as own
    from tertius.measures.finding import of_nodes

    found = own.structural_holes(network, weighted=weighted, stop=stop)
    columns = {
        "contacts": found.contacts,
        "constraint": found.constraint,
        "effective_size": found.effective_size,
        "efficiency": found.efficiency,
        "hierarchy": found.hierarchy,
    }
    worlds = partial(own.structural_holes_worlds, score=by, weighted=weighted)
    return of_nodes(network, columns[by], worlds, columns, highest_first=by in ("effective_size", "efficiency"))


@measure(
    "brokerage/roles",
    title="Gould–Fernandez roles",
    question="Who brokers inside a group, into it, out of it or between groups?",
    version=1,
    networks=ONE_MODE,
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
                (role, f"Pairs brokered: {who}"),
                (f"{role}_expected", f"The same in a random network of that density: {role}"),
                (f"{role}_z", f"Deviations from that: {role}"),
            )
        },
    },
    conventions=(
        "As R's sna: pairs are ordered, so a network without directions counts each pair twice. Nodes without a group "
        "form a class of their own.",
        "Who is in several groups acts in each by an equal share, so that one group each gives the classic counts.",
        "Real networks are clustered: z ranks better than it tests.",
        "Gould & Fernandez (1989), Sociological Methodology 19, 89–126.",
    ),
    defined_by=("tertius.measures.brokerage.gould_fernandez:gould_fernandez",),
    rests_on=(
        "tertius.measures.brokerage.moments",
        "tertius.measures.memberships",
    ),
)
def roles(
    network: "Network",
    groups: "Memberships",
    stop: "StopFlag",
    *,
    by: Annotated[Role, About("The role to rank by, and to sample")] = "total",
    null: Annotated[
        Null,
        About("Compare with: published, as Gould and Fernandez have it; arcs or ties, exact for so many at random"),
    ] = "published",
) -> "Finding":
    """Return a row a node, by one of its roles. O(Σ in-degree · out-degree)."""
    from tertius.measures.brokerage import gould_fernandez as own
    from tertius.measures.finding import of_nodes

    found = own.gould_fernandez(network, groups, null=null, stop=stop)
    columns: dict[str, FloatArray] = {}
    for position, role in enumerate(own.ROLES):
        columns[role] = found.raw[:, position]
        columns[f"{role}_expected"] = found.expected[:, position]
        columns[f"{role}_z"] = found.z[:, position]
    worlds = partial(own.gould_fernandez_worlds, memberships=groups, role=by)
    return of_nodes(network, columns[by], worlds, columns)
