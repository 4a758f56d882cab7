"""The exact probability that at least one of several sets of independent ties holds together."""

from collections import Counter
from collections.abc import Iterable, Sequence

from tertius.errors import InputError

MAX_SHARED = 24
"""Ties that may be shared by the alternatives of one edge before the exact probability is refused as too costly."""


def probability_of_any(clauses: Iterable[frozenset[int]], likelihoods: Sequence[float]) -> float:
    """Return the probability that at least one clause holds, a clause being ties that must all hold.

    Parameters
    ----------
    clauses
        Sets of positions in ``likelihoods``.
    likelihoods
        The probability of each tie; ties are independent.

    Returns
    -------
    float
        Exact: a tie that several clauses share is conditioned on, present and absent (Shannon's expansion), until what
        is left shares nothing. 0 for no clause. Time grows as 2 to the number of shared ties.

    Raises
    ------
    InputError
        If more than `MAX_SHARED` ties are shared.
    """
    return _any(_minimal(clauses), likelihoods, MAX_SHARED)


def _minimal(clauses: Iterable[frozenset[int]]) -> list[frozenset[int]]:
    """Drop every clause that holds only if a smaller one does."""
    kept: list[frozenset[int]] = []
    smaller: list[frozenset[int]] = []  # of those kept: among thousands of one size, none holds another
    for clause in sorted(set(clauses), key=lambda c: (len(c), sorted(c))):
        if kept and len(kept[-1]) < len(clause):
            smaller = kept.copy()
        if not any(one <= clause for one in smaller):
            kept.append(clause)
    return kept


def _any(clauses: list[frozenset[int]], likelihoods: Sequence[float], budget: int) -> float:
    if frozenset() in clauses:
        return 1.0
    uses = Counter(tie for clause in clauses for tie in clause)
    tie, most = min(uses.items(), key=lambda item: (-item[1], item[0]), default=(-1, 0))
    if most <= 1:  # nothing is shared: independent alternatives
        none = 1.0
        for clause in clauses:
            together = 1.0
            for position in sorted(clause):
                together *= likelihoods[position]
            none *= 1.0 - together
        return 1.0 - none
    if budget == 0:
        raise InputError(
            f"An edge's alternatives share more than {MAX_SHARED} ties",
            next_step="Select fewer kinds of tie, or leave units as they are instead of rolling them up.",
        )
    p = likelihoods[tie]
    present = _any(_minimal(clause - {tie} for clause in clauses), likelihoods, budget - 1) if p > 0 else 0.0
    absent = _any([clause for clause in clauses if tie not in clause], likelihoods, budget - 1) if p < 1 else 0.0
    return p * present + (1.0 - p) * absent
