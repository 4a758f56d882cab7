"""A network without some of the voices behind its ties: what falls when a source or a claim does."""

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from tertius.errors import InputError
from tertius.measures.network import BoolArray, Network
from tertius.measures.uncertainty.leave_out import stands


def edges_left(
    network: Network,
    *,
    roots: Collection[str] = (),
    voices: Collection[tuple[str, str]] = (),
    least: float = 0.0,
) -> BoolArray:
    """Return which edges still hold when some voices say nothing.

    Parameters
    ----------
    network
        Any network.
    roots
        Independent roots all of whose voices fall: a source with all that repeats it.
    voices
        (tie id, root) of single voices that fall.
    least
        The likelihood that the network's ties were chosen by: a tie that lost a voice stands if its likelihood without
        it is above 0 and not below this. Ties that lost none stand.

    Returns
    -------
    BoolArray
        (m,) True where all ties of at least one clause stand.

    Raises
    ------
    InputError
        If no tie has such a root or voice, or ``least`` is not from 0 to 1.

    Notes
    -----
    Time O(voices + clauses).
    """
    if not 0.0 <= least <= 1.0:
        raise InputError(f"{least} is not a likelihood", where="least", next_step="Take one from 0 to 1.")
    fallen, silent = set(roots), set(voices)
    known = {(tie.id, root) for tie in network.ties for root, _ in tie.voices}
    unknown = [*sorted(fallen - {root for _, root in known}), *map(" by ".join, sorted(silent - known))]
    if unknown:
        raise InputError(
            f"No tie of this network has the voice {unknown[0]}",
            where="roots, voices",
            next_step="Give roots, or ids of ties with a root of theirs, that the network has.",
        )
    left = set()
    for position, tie in enumerate(network.ties):
        heard = [(root, p) for root, p in tie.voices if root not in fallen and (tie.id, root) not in silent]
        if len(heard) == len(tie.voices) or stands(replace(tie, voices=tuple(heard)).likelihood, least):
            left.add(position)
    return np.array([any(clause.ties <= left for clause in edge) for edge in network.clauses], dtype=np.bool_)
