"""Where the nodes of a network stand, and which belong together or between others; one network is always alike.

Places are force-directed, each component for itself; the forces are those of Fruchterman and Reingold (1991) as
rustworkx computes them.
"""

from collections.abc import Sequence
from functools import lru_cache
from math import ceil, sqrt

SEED = 20130205
_KEPT = 32  # networks whose drawing is kept, the latest

Edges = tuple[tuple[int, int], ...]
Place = tuple[float, float]


@lru_cache(maxsize=_KEPT)
def communities(n: int, edges: Edges) -> tuple[int, ...]:
    """Return the community of each node: 0 for that of most nodes.

    Louvain's method (Blondel and others, 2008) as networkx computes it, with one seed. It finds groups of nodes with
    many edges among them; it is no finding about organizations.

    Parameters
    ----------
    n, edges
        The nodes are the numbers below n; the edges, pairs of them.
    """
    import networkx

    graph: networkx.Graph[int] = networkx.Graph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from(edges)
    parts = networkx.community.louvain_communities(graph, seed=SEED)
    found = [0] * n
    for number, part in enumerate(sorted(parts, key=lambda part: (-len(part), min(part)))):
        for node in part:
            found[node] = number
    return tuple(found)


@lru_cache(maxsize=_KEPT)
def brokers(n: int, edges: Edges, most: int = 3) -> tuple[int, ...]:
    """Return the nodes that most shortest paths between others pass through (Freeman 1977), the first of them first.

    Nodes of one score are all among them or none. It tells where to look in a drawing: each edge counts alike, however
    likely it is.

    Parameters
    ----------
    n, edges
        As `communities`.
    most
        Nodes at most.
    """
    import rustworkx

    graph = rustworkx.PyGraph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from_no_data(list(edges))
    found = rustworkx.betweenness_centrality(graph, normalized=False)
    scores = {node: round(score, 9) for node, score in found.items() if score > 1e-9}
    ordered = sorted(scores, key=lambda node: (-scores[node], node))
    beyond = scores[ordered[most]] if len(ordered) > most else 0.0
    return tuple(node for node in ordered[:most] if scores[node] > beyond)


@lru_cache(maxsize=_KEPT)
def layout(n: int, edges: Edges) -> tuple[Place, ...]:
    """Return a place for each node, x and y from 0 to 1.

    Parameters
    ----------
    n, edges
        As `communities`.
    """
    import rustworkx

    graph = rustworkx.PyGraph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from_no_data(list(edges))
    parts = sorted(map(sorted, rustworkx.connected_components(graph)), key=lambda part: (-len(part), part))
    places: dict[int, Place] = {}
    boxes = [sqrt(len(part)) + 0.6 for part in parts]
    for part, box, (left, top) in zip(parts, boxes, _shelves(boxes), strict=True):
        within = _of_component(graph, part)
        for node, (x, y) in within.items():
            places[node] = (left + 0.3 + x * (box - 0.6), top + 0.3 + y * (box - 0.6))
    return tuple(_fitted([places[node] for node in range(n)]))


def _of_component(graph: "rustworkx.PyGraph[int, None]", part: Sequence[int]) -> dict[int, Place]:  # type: ignore[name-defined]  # noqa: F821
    import rustworkx

    if len(part) == 1:
        return {part[0]: (0.5, 0.5)}
    rounds = 300 if len(part) < 500 else 100
    found = rustworkx.spring_layout(graph.subgraph(list(part)), k=1.8 / sqrt(len(part)), num_iter=rounds, seed=SEED)
    fitted = _fitted([(float(found[number][0]), float(found[number][1])) for number in range(len(part))])
    return dict(zip(part, fitted, strict=True))


def _fitted(places: Sequence[Place]) -> list[Place]:
    """Stretch places over the square from 0 to 1, each direction for itself."""
    ends = [(min(axis), max(axis)) for axis in zip(*places, strict=True)]
    return [
        tuple(
            0.5 if high == low else (value - low) / (high - low) for value, (low, high) in zip(place, ends, strict=True)
        )  # type: ignore[misc]
        for place in places
    ]


def _shelves(sizes: Sequence[float]) -> list[Place]:
    """Return the corner of each of these squares, the largest first, put side by side on shelves of about one width."""
    width = max(sizes[0], ceil(sqrt(sum(size * size for size in sizes)) * 1.25)) if sizes else 0.0
    corners: list[Place] = []
    left = top = shelf = 0.0
    for size in sizes:
        if left and left + size > width:
            left, top, shelf = 0.0, top + shelf, 0.0
        corners.append((left, top))
        left, shelf = left + size, max(shelf, size)
    return corners
