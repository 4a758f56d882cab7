"""Where a change lies among those that chance makes, counted by hand."""

import numpy as np
import pytest

from tertius.measures.temporal.changes import QUANTILES, Change


def test_shares_count_the_observed_arrangement_in() -> None:
    change = Change(before=5.0, after=2.0, null=np.array([-4.0, -3.0, -3.0, 0.0, 1.0, 1.0, 2.0, 3.0, 4.0]))
    assert change.change == -3
    assert change.p_less == 4 / 10  # −4, −3, −3 and itself
    assert change.p_greater == 9 / 10
    assert change.p_two_sided == 8 / 10
    assert change.least_p_less == 2 / 10
    assert change.least_p_greater == 2 / 10
    assert change.null_mean == pytest.approx(1 / 9)
    assert change.null_sd == pytest.approx(np.std([-4, -3, -3, 0, 1, 1, 2, 3, 4], ddof=1))
    assert change.quantiles[0.5] == 1.0
    assert tuple(change.quantiles) == QUANTILES


def test_a_change_beyond_all_others_is_the_least_there_is() -> None:
    change = Change(before=5.0, after=0.0, null=np.array([0.0, 1.0, 2.0]))
    assert change.p_less == change.least_p_less == 1 / 4
    assert change.p_greater == 1.0


def test_changes_that_differ_in_rounding_are_equal() -> None:
    change = Change(before=0.0, after=0.3, null=np.array([0.1 + 0.2, 0.3 - 1e-12]))
    assert change.p_less == change.p_greater == 1.0


def test_without_arrangements_nothing_is_rare() -> None:
    change = Change(before=3.0, after=0.0, null=np.array([]))
    assert change.p_less == change.p_greater == change.p_two_sided == 1.0
    assert change.least_p_less == change.least_p_greater == 1.0
    assert np.isnan(change.null_mean)
    assert np.isnan(change.null_sd)
    assert change.quantiles == {}
