"""The bipartite configuration model: chances of the cells of a matrix that keep all its sums on average."""

from dataclasses import dataclass

import numpy as np

from tertius.errors import InputError
from tertius.measures.network import FloatArray, IntArray
from tertius.measures.threads import StopFlag, new_flag, run_jobs

TOLERANCE = 1e-9
"""How far an expected sum may be from the one that was given, relative to it where that is above 1."""

_STEPS = 200
_HALVINGS = 60


@dataclass(frozen=True)
class Configuration:
    """The chances of all cells; rows of one sum are alike, and so are columns.

    Attributes
    ----------
    row_class, column_class
        (n,), (k,) The class of each row and column; classes are in order of falling sums.
    row_sums, column_sums
        (u,), (v,) The sum of each class.
    row_counts, column_counts
        (u,), (v,) How many rows and columns each class has.
    chances
        (u, v) The probability that a cell is 1.
    """

    row_class: IntArray
    column_class: IntArray
    row_sums: IntArray
    column_sums: IntArray
    row_counts: IntArray
    column_counts: IntArray
    chances: FloatArray

    @property
    def matrix(self) -> FloatArray:
        """(n, k) The probability of each cell."""
        return self.chances[np.ix_(self.row_class, self.column_class)]


def bipartite_configuration(
    row_sums: IntArray, column_sums: IntArray, *, stop: StopFlag | None = None
) -> Configuration:
    """Return the most random independent cells whose expected sums are the given ones.

    The model is the distribution of largest entropy over 0/1 matrices with these sums of rows and columns on average.
    Cells are independent, p = x y / (1 + x y) with one x for each row and one y for each column.

    Parameters
    ----------
    row_sums, column_sums
        (n,), (k,) Whole numbers; those of some 0/1 matrix.
    stop
        A flag that another thread or process may raise; looked at before every block and step.

    Returns
    -------
    Configuration

    Raises
    ------
    InputError
        If no matrix has these sums, or they cannot be met within `TOLERANCE`.
    QueryTimeoutError
        If the flag was raised.

    Notes
    -----
    Some cells are the same in every matrix with these sums: in full and empty rows, and wherever the inequality of Gale
    and Ryser is an equality. There x or y would be infinite; the cells are 0 or 1, and what is left falls into blocks
    that are solved one by one (Newton's method on the convex dual, one unknown for each distinct sum).

    Time O(s³) a step for s distinct sums, tens of steps; memory O(s²).

    References
    ----------
    Saracco, F., Di Clemente, R., Gabrielli, A. & Squartini, T. (2015). Randomizing bipartite networks: the case of the
    World Trade Web. Scientific Reports 5, 10595.
    Vallarano, N. et al. (2021). Fast and scalable likelihood maximization for Exponential Random Graph Models with
    local constraints. Scientific Reports 11, 15227.
    """
    rows, columns = np.asarray(row_sums, dtype=np.int64), np.asarray(column_sums, dtype=np.int64)
    row_values, row_class, row_counts = _classes(rows)
    column_values, column_class, column_counts = _classes(columns)
    ends = np.concatenate([[0], np.cumsum(row_counts)])
    most = np.array([(np.minimum(column_values, end) * column_counts).sum() for end in ends])
    slack = most - np.concatenate([[0], np.cumsum(row_values * row_counts)])
    outside = (rows < 0).any() or (columns < 0).any() or (columns > len(rows)).any()
    if outside or slack[-1] != 0 or (slack < 0).any():
        raise InputError(
            "No matrix of zeros and ones has these sums of rows and columns",
            next_step="Take the sums of a matrix.",
        )
    chances = np.zeros((len(row_values), len(column_values)))
    tight = np.flatnonzero(slack == 0)
    flag = new_flag() if stop is None else stop

    def work(block: int) -> None:
        own = slice(tight[block], tight[block + 1])
        low, high = ends[tight[block]], ends[tight[block + 1]]
        chances[own] = (column_values >= high).astype(np.float64)
        free = np.flatnonzero((low < column_values) & (column_values < high))
        if len(free):
            full = column_counts[column_values >= high].sum()
            sums = row_values[own] - full, column_values[free] - low
            chances[own, free] = _solve(*sums, row_counts[own], column_counts[free], flag)

    run_jobs(work, max(0, len(tight) - 1), flag)
    return Configuration(row_class, column_class, row_values, column_values, row_counts, column_counts, chances)


def _classes(sums: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """Return the distinct sums, falling; the class of each; and how many are in each class."""
    values, place, counts = np.unique(-sums, return_inverse=True, return_counts=True)
    return -values, place.reshape(-1).astype(np.int64), counts.astype(np.int64)


def _solve(rows: IntArray, columns: IntArray, n: IntArray, k: IntArray, flag: StopFlag) -> FloatArray:
    """Return (u, v) chances of a block in which no cell is forced, for classes of n rows and k columns."""
    from scipy.special import expit

    total = float((rows * n).sum())
    at = np.concatenate([np.log(rows / np.sqrt(total)), np.log(columns / np.sqrt(total))])
    given = np.concatenate([rows, columns]).astype(np.float64)
    weights = np.concatenate([n, k]).astype(np.float64)
    split = len(rows)

    def look(place: FloatArray) -> tuple[float, FloatArray, FloatArray]:
        """Return the convex function, the error of each sum, and the chances."""
        both = place[:split, None] + place[None, split:]
        chances = expit(both)
        height = n @ np.logaddexp(0.0, both) @ k - (weights * given) @ place
        error = np.concatenate([chances @ k, n @ chances]) - given
        return float(height), error, chances

    height, error, chances = look(at)
    for _ in range(_STEPS):
        off = _off(error, given)
        if off <= 1e-13 or flag[0]:
            break
        spread = n[:, None] * k[None, :] * chances * (1.0 - chances)
        bend = np.block([[np.diag(spread.sum(axis=1)), spread], [spread.T, np.diag(spread.sum(axis=0))]])
        slope = weights * error
        # x times a and y through a is the same model: the last y stays where it is
        try:
            step = np.append(np.linalg.solve(bend[:-1, :-1], -slope[:-1]), 0.0)
        except np.linalg.LinAlgError:  # singular to the last digit
            break
        for halving in range(_HALVINGS):
            tried = at + step * 0.5**halving
            found = look(tried)
            gain = -(0.5**halving) * float(slope @ step)
            lower = found[0] <= height - 1e-4 * gain and gain > 1e-12 * (1.0 + abs(height))  # past that it is rounding
            if lower or _off(found[1], given) < off:
                break
        else:
            break
        at, (height, error, chances) = tried, found
    if not flag[0] and _off(error, given) > TOLERANCE:
        raise InputError(
            "The chances of a random matrix with these sums could not be found",
            next_step="Take a smaller network, or fewer groups.",
        )
    return chances


def _off(error: FloatArray, given: FloatArray) -> float:
    return float((np.abs(error) / np.maximum(given, 1.0)).max())
