"""What the interpreter has one of is as before once nobody needs it otherwise, in whatever order they begin and end."""

import gc
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from itertools import permutations

import pytest

from tertius.loading.memory import rare_collections
from tertius.loading.turns import short_turns
from tertius.networks.parts import uncollected

#: Every order in which three can begin and end: each one's second place is its end.
ORDERS = sorted(set(permutations([0, 0, 1, 1, 2, 2])))


@pytest.mark.parametrize(
    ("held", "look"),
    [
        (short_turns, lambda: round(sys.getswitchinterval(), 5)),  # Python rounds it down
        (rare_collections, gc.get_threshold),
        (uncollected, gc.isenabled),
    ],
)
def test_overlapping_users_of_a_setting_leave_it_as_it_was(
    held: Callable[[], AbstractContextManager[None]], look: Callable[[], object]
) -> None:
    before = look()
    with held():
        meanwhile = look()
    assert meanwhile != before
    for order in ORDERS:
        going: dict[int, AbstractContextManager[None]] = {}
        for one in order:
            if one in going:
                going.pop(one).__exit__(None, None, None)
            else:
                going[one] = held()
                going[one].__enter__()
            assert look() == (meanwhile if going else before), order
    with pytest.raises(ValueError, match="cut off"), held():
        raise ValueError("cut off")
    assert look() == before
