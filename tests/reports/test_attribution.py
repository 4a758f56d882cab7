"""Shares of a change, against the average over all orders of the groups, and by hand."""

from collections.abc import Callable
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.reports.attribution import FloatArray, Share, attribute, summed_up

pytestmark = pytest.mark.anyio


def game(numbers: list[int], names: list[str]) -> dict[frozenset[str], FloatArray]:
    """Give every set of groups made-up scores of two entities in one world."""
    sets = [frozenset(name for bit, name in enumerate(names) if number >> bit & 1) for number in range(1 << len(names))]
    return {some: np.array([[numbers[at], numbers[-1 - at]]], dtype=np.float64) for at, some in enumerate(sets)}


def asking(values: dict[frozenset[str], FloatArray], asked: list[frozenset[str]]) -> Callable[..., object]:
    async def value(some: frozenset[str]) -> FloatArray:
        asked.append(some)
        return values[some]

    return value


@settings(max_examples=60)
@given(st.integers(min_value=0, max_value=3), st.lists(st.integers(-20, 20), min_size=8, max_size=8))
async def test_up_to_three_groups_the_average_over_all_orders(count: int, numbers: list[int]) -> None:
    names = ["a", "b", "c"][:count]
    values, asked = game(numbers, names), list[frozenset[str]]()
    found = await attribute(names, asking(values, asked))  # type: ignore[arg-type]
    orders = list(permutations(names))
    for name in names:
        by_order = [
            values[frozenset(order[: order.index(name) + 1])] - values[frozenset(order[: order.index(name)])]
            for order in orders
        ]
        np.testing.assert_allclose(found.of[name], np.mean(by_order, axis=0), atol=1e-9)
    assert found.together is None
    np.testing.assert_allclose(sum(found.of.values(), np.zeros((1, 2))), found.total, atol=1e-9)
    assert len(asked) == len(set(asked)) == 2**count


async def test_of_more_groups_alone_and_last_and_what_they_do_together() -> None:
    # Two of four groups score 6 together and nothing alone; a third scores 1 by itself; the fourth nothing.
    async def value(some: frozenset[str]) -> FloatArray:
        return np.array([[6.0 * ({"a", "b"} <= some) + ("c" in some)]])

    found = await attribute(["a", "b", "c", "d"], value)
    assert {name: share.item() for name, share in found.of.items()} == {"a": 3, "b": 3, "c": 1, "d": 0}
    assert found.together is not None
    assert found.together.item() == 0
    assert found.total.item() == 7


async def test_what_only_all_of_them_do_is_done_together() -> None:
    async def value(some: frozenset[str]) -> FloatArray:
        return np.array([[float(len(some & {"a", "b", "c"}) >= 2)]])

    found = await attribute(["a", "b", "c", "d"], value)
    assert all(share.item() == 0 for share in found.of.values())
    assert found.together is not None
    assert found.together.item() == found.total.item() == 1


def test_a_share_tells_from_two_standard_errors() -> None:
    steady, noisy, nothing = summed_up(np.array([[1.0, 3.0, 0.0], [1.0, -2.0, 0.0], [1.0, 1.0, 0.0], [1.0, -1.0, 0.0]]))
    assert (steady, steady.tells) == (Share(1.0, 0.0), True)
    assert noisy.mean == 0.25
    assert noisy.error == pytest.approx(np.std([3, -2, 1, -1], ddof=1) / 2)
    assert not noisy.tells
    assert not nothing.tells
    assert Share(2.0, 1.0).tells
    assert not Share(1.99, 1.0).tells


def test_one_world_has_no_error() -> None:
    assert summed_up(np.array([[0.5]])) == [Share(0.5, 0.0)]
