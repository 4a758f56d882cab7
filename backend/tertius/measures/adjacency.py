"""A network's arcs in 32-bit compressed rows, and the arcs that a world leaves."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tertius.errors import InputError
from tertius.measures.network import BoolArray, IntArray, Network
from tertius.wording import counted

Int32Array = npt.NDArray[np.int32]
IndexArray = npt.NDArray[np.uint32]


@dataclass(frozen=True)
class Adjacency:
    """Arcs out of node v are those from ``start[v]`` to ``start[v + 1]``.

    Attributes
    ----------
    start
        (n + 1,)
    heads
        (k,) The node each arc leads to, ascending within a node.
    edges
        (k,) The network's edge that each arc stands for.
    """

    start: Int32Array
    heads: Int32Array
    edges: Int32Array

    @property
    def n(self) -> int:
        """Number of nodes."""
        return len(self.start) - 1

    @classmethod
    def out_of(cls, network: Network) -> "Adjacency":
        """Along the direction of the edges; both ways when they have none."""
        return cls._once(network, "out_of" if network.directed else "around")

    @classmethod
    def into(cls, network: Network) -> "Adjacency":
        """Against the direction of the edges; both ways when they have none."""
        return cls._once(network, "into" if network.directed else "around")

    @classmethod
    def around(cls, network: Network) -> "Adjacency":
        """Both ways. Of a directed pair A → B → A, each node has two arcs to the other."""
        return cls._once(network, "around")

    @classmethod
    def _once(cls, network: Network, way: str) -> "Adjacency":
        """Compile the arcs of a network, which never changes, when first asked for, and keep them with it."""
        kept: dict[str, Adjacency] = vars(network).setdefault("arcs", {})
        if way not in kept:
            sources, targets = network.sources, network.targets
            both = (np.concatenate([sources, targets]), np.concatenate([targets, sources]))
            tails, heads = {"out_of": (sources, targets), "into": (targets, sources), "around": both}[way]
            edges = np.tile(np.arange(network.m), 2 if way == "around" else 1)
            kept[way] = cls._compile(network.n, tails, heads, edges)
        return kept[way]

    @classmethod
    def _compile(cls, n: int, tails: IntArray, heads: IntArray, edges: IntArray) -> "Adjacency":
        order = np.lexsort((edges, heads, tails))
        start = np.zeros(n + 1, dtype=np.int32)
        np.cumsum(np.bincount(tails, minlength=n), out=start[1:])
        return cls(start, heads[order].astype(np.int32), edges[order].astype(np.int32))

    def without_hidden(self, mask: BoolArray | None) -> "Adjacency":
        """Return the arcs whose edges are there; the same object when there is no mask."""
        if mask is None:
            return self
        from tertius.measures.kernels.masking import keep_arcs

        start = np.empty_like(self.start)
        heads = np.empty_like(self.heads)
        edges = np.empty_like(self.edges)
        kept = keep_arcs(self.start, self.heads, self.edges, mask, start, heads, edges)
        return Adjacency(start, heads[:kept], edges[:kept])

    def unsigned(self) -> tuple[IndexArray, IndexArray]:
        """Return ``start`` and ``heads`` as unsigned numbers, the same memory: what the innermost loops walk along."""
        return self.start.view(np.uint32), self.heads.view(np.uint32)


def checked_mask(network: Network, mask: BoolArray | None) -> BoolArray | None:
    """Return a mask over the edges in the form that kernels take, or None where there is none.

    Raises
    ------
    InputError
        If it is not one truth value for each edge.
    """
    if mask is None:
        return None
    given = np.asarray(mask)
    if given.shape != (network.m,) or given.dtype != np.bool_:
        raise InputError(
            f"A mask of shape {given.shape} and type {given.dtype} does not fit {counted(network.m, 'edge')}",
            next_step="Give one boolean for each edge: true where the edge is there.",
        )
    return np.require(given, requirements=["C", "W"])


def checked_masks(network: Network, masks: BoolArray) -> BoolArray:
    """Return the masks of several worlds in the form that kernels take.

    Raises
    ------
    InputError
        If they are not one row for each world and one truth value for each edge.
    """
    given = np.asarray(masks)
    if given.ndim != 2 or given.shape[1] != network.m or given.dtype != np.bool_:
        raise InputError(
            f"Masks of shape {given.shape} and type {given.dtype} do not fit {counted(network.m, 'edge')}",
            next_step="Give one row for each world with one boolean for each edge: true where the edge is there.",
        )
    return np.require(given, requirements=["C", "W"])
