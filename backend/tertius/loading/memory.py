"""How memory is looked after during a load."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

OBJECTS = 50_000
"""New objects after which Python looks for cycles during a load: about those of a batch."""


@contextmanager
def rare_collections() -> Iterator[None]:
    """Let Python look for cycles of objects less often.

    By default it does so every 700 objects, and a row of a dataset is dozens of them that are all gone with their batch
    and in no cycle: measured on UCDP's events, a quarter of the time in which rows are read and shaped.
    """
    before = gc.get_threshold()
    if 0 < before[0] < OBJECTS:
        gc.set_threshold(OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
