"""Sets of nodes by their positions in a network."""

from collections.abc import Collection

import numpy as np

from tertius.errors import InputError
from tertius.measures.adjacency import Int32Array
from tertius.measures.network import BoolArray


def checked_positions(n: int, positions: Collection[int]) -> Int32Array:
    """Return positions in a network of n nodes, each once, ascending.

    Raises
    ------
    InputError
        If one is none.
    """
    for position in positions:
        if not 0 <= position < n:
            raise InputError(
                f"There is no node at position {position}",
                next_step=f"Give positions from 0 to {n - 1}." if n else "Choose a network that has nodes.",
            )
    return np.array(sorted({int(position) for position in positions}), dtype=np.int32)


def as_mask(n: int, positions: Collection[int]) -> BoolArray:
    """Return (n,) True at the positions.

    Raises
    ------
    InputError
        As in `checked_positions`.
    """
    there = np.zeros(n, dtype=np.bool_)
    there[checked_positions(n, positions)] = True
    return there
