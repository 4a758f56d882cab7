"""Whether two rows of a 0/1 matrix share more columns than chance would have it: the backbone of a projection."""

from dataclasses import dataclass

import numpy as np

from tertius.errors import InputError
from tertius.measures.network import BoolArray, FloatArray, IntArray
from tertius.measures.sharing.bipartite_configuration import bipartite_configuration
from tertius.measures.sharing.poisson_binomial import upper_tail
from tertius.measures.threads import StopFlag


@dataclass(frozen=True)
class Chance:
    """What two rows share, and would share by chance.

    The diagonal is no test: it is what two different rows would have that both were like this one.

    Attributes
    ----------
    shared
        (n, n) Columns in which both rows are 1; on the diagonal a row's sum.
    expected
        (n, n) The same by chance.
    p
        (n, n) The probability of as many or more by chance: one-sided.
    """

    shared: IntArray
    expected: FloatArray
    p: FloatArray


def cooccurrence(matrix: BoolArray) -> IntArray:
    """Return how many columns each two rows share: (n, n), on the diagonal a row's sum.

    Raises
    ------
    InputError
        If the matrix is not of truth values or zeros and ones in two dimensions.
    """
    from scipy.sparse import csr_array

    cells = csr_array(_checked(matrix), dtype=np.int64)  # few are 1
    shared: IntArray = (cells @ cells.T).toarray()
    return shared


def fixed_row(matrix: BoolArray) -> Chance:
    """Compare with rows that keep their sums and lie anywhere: the hypergeometric test.

    Parameters
    ----------
    matrix
        (n, k) Rows to compare by the columns they share.

    Returns
    -------
    Chance
        Expected a b / k and P(X >= shared) of the hypergeometric distribution for rows of sums a and b.

    Raises
    ------
    InputError
        As `cooccurrence`.

    Notes
    -----
    All columns are equally likely. Where some columns hold far more than others (people in many groups), rows share
    more than this null has it without anything between just these two: p is then too small. See `sdsm`.

    Only row sums matter. Time O(n² k + different triples of two sums and shared). A row without any 1: p is 1.

    References
    ----------
    Neal, Z. P., Domagalski, R. & Sagan, B. (2021). Comparing alternatives to the fixed degree sequence model for
    extracting the backbone of bipartite projections. Scientific Reports 11, 23929. R's backbone calls it fixedrow.
    Tumminello, M. et al. (2011). Statistically validated networks in bipartite complex systems. PLoS ONE 6(3), e17994.
    """
    from scipy.stats import hypergeom

    shared = cooccurrence(matrix)
    sums = np.diagonal(shared)
    columns = np.shape(matrix)[1]
    kinds, place = _kinds(shared, sums)
    one, other, both = kinds
    p = np.ones(len(both))
    some = both > 0
    p[some] = np.minimum(hypergeom.sf(both[some] - 1, columns, one[some], other[some]), 1.0)
    return Chance(shared, np.outer(sums, sums) / max(1, columns), p[place])


def sdsm(matrix: BoolArray, *, stop: StopFlag | None = None) -> Chance:
    """Compare with matrices that keep the sums of rows *and* columns on average: the stochastic degree sequence model.

    Parameters
    ----------
    matrix
        (n, k) Rows to compare by the columns they share.
    stop
        A flag that another thread or process may raise; looked at between steps.

    Returns
    -------
    Chance
        Expected and P(X >= shared) of the Poisson-binomial distribution whose chances are, column by column, those of
        both cells in the `bipartite_configuration` model.

    Raises
    ------
    InputError
        As `cooccurrence`.
    QueryTimeoutError
        If the flag was raised.

    Notes
    -----
    Sums hold on average only, so that shared columns vary more than with fixed sums: the test errs on the side of no
    finding. A cell that no matrix of these sums has otherwise is 0 or 1 for certain. Rows that share nothing: p is 1.
    R's backbone approximates the tail by a refined normal distribution; here it is exact.

    Time O(n² k + u · v · s²) for u different column sums, v different triples of two row sums and shared, and s shared
    at most.

    References
    ----------
    Neal, Z. P. (2014). The backbone of bipartite projections. Social Networks 39, 84–97.
    Neal, Z. P., Domagalski, R. & Sagan, B. (2021), as in `fixed_row`.
    """
    shared = cooccurrence(matrix)
    sums = np.diagonal(shared).copy()
    model = bipartite_configuration(sums, _checked(matrix).sum(axis=0, dtype=np.int64), stop=stop)
    of_kinds = (model.chances * model.column_counts) @ model.chances.T
    expected = of_kinds[np.ix_(model.row_class, model.row_class)]
    kinds, place = _kinds(shared, model.row_class)
    one, other, both = kinds
    p = np.ones(len(both))
    some = both > 0
    chances = (model.chances[one[some]] * model.chances[other[some]]).T
    p[some] = upper_tail(chances, model.column_counts, both[some], stop=stop)
    return Chance(shared, expected, p[place])


def _checked(matrix: BoolArray) -> BoolArray:
    given = np.asarray(matrix)
    if given.ndim != 2 or not ((given == 0) | (given == 1)).all():
        raise InputError(
            f"A matrix of shape {given.shape} and type {given.dtype} is not one of zeros and ones",
            next_step="Give a row for each group to compare and a column for each person they may share.",
        )
    return given.astype(np.bool_)


def _kinds(shared: IntArray, of_row: IntArray) -> tuple[tuple[IntArray, IntArray, IntArray], IntArray]:
    """Return the different (row's value, other's value, shared), and which of them each two rows are: (n, n)."""
    n = len(of_row)
    if n == 0:
        nothing = np.zeros(0, dtype=np.int64)
        return (nothing, nothing, nothing), np.zeros((0, 0), dtype=np.int64)
    low, high = np.minimum.outer(of_row, of_row), np.maximum.outer(of_row, of_row)
    values, most = int(of_row.max()) + 1, int(shared.max()) + 1
    keys, place = np.unique((low * values + high) * most + shared, return_inverse=True)
    return (keys // most // values, keys // most % values, keys % most), place.reshape(n, n)
