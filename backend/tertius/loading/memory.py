"""How memory is looked after during a load."""

import gc
from contextlib import AbstractContextManager

from tertius.loading.interpreter import Setting

OBJECTS = 50_000
"""New objects after which Python looks for cycles during a load: about those of a batch."""

_Threshold = tuple[int, int, int]


def _rarer(before: _Threshold) -> _Threshold:
    return (OBJECTS, *before[1:]) if 0 < before[0] < OBJECTS else before


_COLLECTIONS = Setting[_Threshold](gc.get_threshold, lambda threshold: gc.set_threshold(*threshold), _rarer)


def rare_collections() -> AbstractContextManager[None]:
    """Let Python look for cycles of objects less often.

    By default it does so every 700 objects, and a row of a dataset is dozens of them that are all gone with their batch
    and in no cycle: measured on UCDP's events, a quarter of the time in which rows are read and shaped.
    """
    return _COLLECTIONS.held()
