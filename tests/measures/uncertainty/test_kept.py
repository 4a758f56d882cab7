"""What is kept block by block, against all of it at once."""

import numpy as np
import pytest

from tertius.measures.uncertainty import kept as module
from tertius.measures.uncertainty.kept import Kept
from tertius.measures.uncertainty.ranks import mean_and_error, rank_uncertainty, sum_up_ranks


@pytest.mark.parametrize("in_memory", [1, 1 << 24])
@pytest.mark.parametrize("portion", [1, 150, 1 << 19])
@pytest.mark.parametrize("rows", [1, 2, 7])
def test_blocks_give_bit_by_bit_what_all_worlds_at_once_give(
    monkeypatch: pytest.MonkeyPatch, in_memory: int, portion: int, rows: int
) -> None:
    monkeypatch.setattr(module, "IN_MEMORY", in_memory)
    monkeypatch.setattr(module, "_PORTION", portion)
    rng = np.random.default_rng(rows)
    scores = rng.random((100, rows)) ** 3
    scores[rng.random(scores.shape) < 0.1] = np.nan
    blocks = [scores[:33], scores[33:90], scores[90:]]
    whole = rank_uncertainty(scores, top=2)
    for some in (np.arange(rows), np.arange(rows)[::-1][:1]):
        kept = Kept(some)
        for block in blocks:
            kept.add(block)
        for got, wanted in zip(kept.over_worlds(mean_and_error), mean_and_error(scores), strict=True):
            assert got.tobytes() == wanted[some].tobytes()
        mean, error, sure = sum_up_ranks(blocks, some, level=0.9, top=2, highest_first=True)
        assert (mean.tobytes(), error.tobytes()) == tuple(each[some].tobytes() for each in mean_and_error(scores))
        for name, value in vars(sure).items():
            assert value.tobytes() == getattr(whole, name)[some].tobytes(), name
