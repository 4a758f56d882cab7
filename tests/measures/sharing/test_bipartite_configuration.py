"""The bipartite configuration model against R's backbone, its own definition, and all matrices with the same sums."""

import itertools

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.errors import InputError, QueryTimeoutError
from tertius.measures.sharing.bipartite_configuration import bipartite_configuration
from tertius.measures.threads import new_flag

Cells = npt.NDArray[np.int64]


@st.composite
def matrices(draw: st.DrawFn, largest: int = 7) -> Cells:
    rows, columns = draw(st.integers(1, largest)), draw(st.integers(1, largest))
    cells = draw(st.lists(st.integers(0, 1), min_size=rows * columns, max_size=rows * columns))
    return np.array(cells, dtype=np.int64).reshape(rows, columns)


def test_is_what_r_has() -> None:
    sums = np.array([1, 1, 2])  # of [[0, 0, 1], [0, 1, 0], [1, 0, 1]], in the tests of R's backbone
    expected = [[0.216, 0.216, 0.568], [0.216, 0.216, 0.568], [0.568, 0.568, 0.863]]
    assert bipartite_configuration(sums, sums).matrix.round(3).tolist() == expected


@given(matrices())
@settings(deadline=None)
def test_expected_sums_are_the_sums(cells: Cells) -> None:
    chances = bipartite_configuration(cells.sum(axis=1), cells.sum(axis=0)).matrix
    assert chances.sum(axis=1) == pytest.approx(cells.sum(axis=1), abs=1e-9)
    assert chances.sum(axis=0) == pytest.approx(cells.sum(axis=0), abs=1e-9)
    assert ((chances >= 0) & (chances <= 1)).all()


@given(matrices(4))
@settings(max_examples=60, deadline=None)
def test_a_cell_is_certain_just_where_all_matrices_of_these_sums_agree(cells: Cells) -> None:
    columns = cells.shape[1]
    every = np.array(list(itertools.product(*[_with_sum(columns, total) for total in cells.sum(axis=1)])))
    every = every[(every.sum(axis=1) == cells.sum(axis=0)).all(axis=1)]
    chances = bipartite_configuration(cells.sum(axis=1), cells.sum(axis=0)).matrix
    assert (every.min(axis=0) == (chances > 1 - 1e-9)).all()
    assert (every.max(axis=0) == (chances > 1e-9)).all()


def _with_sum(columns: int, total: int) -> list[list[int]]:
    return [[int(at in ones) for at in range(columns)] for ones in itertools.combinations(range(columns), total)]


@given(matrices())
@settings(deadline=None)
def test_the_odds_of_free_cells_are_of_one_factor_a_row_and_one_a_column(cells: Cells) -> None:
    """The form of the maximum of entropy: in any two rows and columns the cross ratio of the odds is 1."""
    chances = bipartite_configuration(cells.sum(axis=1), cells.sum(axis=0)).matrix
    free = (chances > 0) & (chances < 1)
    with np.errstate(divide="ignore"):
        height = np.log(chances) - np.log1p(-chances)
    for i, k in itertools.combinations(range(cells.shape[0]), 2):
        for j, m in itertools.combinations(range(cells.shape[1]), 2):
            if free[np.ix_([i, k], [j, m])].all():
                assert height[i, j] + height[k, m] == pytest.approx(height[i, m] + height[k, j], abs=1e-8)


def test_large_and_uneven_sums_are_met() -> None:
    rng = np.random.default_rng(3)
    busy, large = rng.pareto(1.5, 1500) * 0.05, 1 - rng.random(120) ** 0.5
    cells = rng.random((1500, 120)) < np.clip(np.outer(busy, large), 0, 1)
    chances = bipartite_configuration(cells.sum(axis=1), cells.sum(axis=0)).matrix
    assert np.abs(chances.sum(axis=1) - cells.sum(axis=1)).max() < 1e-9
    assert np.abs(chances.sum(axis=0) - cells.sum(axis=0)).max() < 1e-9


@pytest.mark.parametrize(
    ("rows", "columns"),
    [([2, 0], [1]), ([1], [2]), ([1, 1], [1]), ([4, 1, 1], [3, 3, 0, 0]), ([-1, 1], [0]), ([], [1])],
)
def test_refuses_sums_of_no_matrix(rows: list[int], columns: list[int]) -> None:
    with pytest.raises(InputError, match="No matrix"):
        bipartite_configuration(np.array(rows, dtype=np.int64), np.array(columns, dtype=np.int64))


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0)])
def test_nothing_has_no_chances(shape: tuple[int, int]) -> None:
    empty = np.zeros(shape, dtype=np.int64)
    assert bipartite_configuration(empty.sum(axis=1), empty.sum(axis=0)).matrix.shape == shape


def test_stops_when_asked() -> None:
    flag = new_flag()
    flag[0] = 1
    with pytest.raises(QueryTimeoutError):
        bipartite_configuration(np.array([1, 1, 2]), np.array([1, 1, 2]), stop=flag)
