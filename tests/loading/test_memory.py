import gc

import pytest

from tertius.loading.memory import OBJECTS, rare_collections


@pytest.mark.parametrize("before", [(700, 10, 10), (OBJECTS * 2, 5, 5), (0, 10, 10)])
def test_collections_are_rare_during_a_load_and_as_before_after_it(before: tuple[int, int, int]) -> None:
    kept = gc.get_threshold()
    try:
        gc.set_threshold(*before)
        with rare_collections():
            assert gc.get_threshold()[0] == (OBJECTS if before[0] == 700 else before[0])
        assert gc.get_threshold() == before
    finally:
        gc.set_threshold(*kept)
