"""Sampled worlds on a Dask cluster: world number i of a seed is the same wherever it is drawn, so portions only add up.

The workers need the same version of Tertius with its measures. What crosses the network is the compiled network, once,
and the scores.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from typing import Any

from tertius.errors import InputError, UnsupportedError
from tertius.measures.network import BoolArray, FloatArray, Network
from tertius.measures.threads import go_on
from tertius.measures.uncertainty.worlds import Sampling, WorldMeasure, sample_scores

PORTION = 50
"""Worlds in one task: with fewer the cluster would be busy with handing out work."""
TASKS_PER_WORKER = 4
"""Tasks for each worker that are not fetched yet: one that is slow does not hold up the rest, nor do scores pile up."""

_CONNECT_S = 10
_LOOK_S = 0.1


@contextmanager
def spread_over(address: str) -> Iterator[Callable[..., Iterator[FloatArray]]]:
    """Give a sampler that spreads worlds over the workers of a cluster.

    Parameters
    ----------
    address
        The scheduler's, such as ``tcp://host:8786``.

    Raises
    ------
    UnsupportedError
        Dask is not installed.
    InputError
        No scheduler answers there, or it has no worker.
    """
    try:
        from distributed import Client
    except ModuleNotFoundError as error:
        raise UnsupportedError(
            "Dask is not installed.", where="TERTIUS_DASK", next_step="Install it: pip install 'tertius[cluster]'"
        ) from error
    try:
        client: Any = Client(address, timeout=_CONNECT_S, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TimeoutError) as error:
        raise InputError(
            "No Dask scheduler answers.", where="TERTIUS_DASK", next_step="Start it, or unset TERTIUS_DASK."
        ) from error
    try:
        yield _Spread(client)
    finally:
        client.close()


class _Spread:
    """Does what `tertius.measures.uncertainty.worlds.score_blocks` does, in portions on a cluster."""

    def __init__(self, client: Any) -> None:  # noqa: ANN401 - distributed has no types
        self._client = client

    def __call__(
        self,
        network: Network,
        measure: WorldMeasure,
        sampling: Sampling,
        *,
        within: BoolArray | None = None,
    ) -> Iterator[FloatArray]:
        workers = len(self._client.scheduler_info()["workers"])
        if not workers:
            raise InputError("The Dask cluster has no worker.", where="TERTIUS_DASK", next_step="Start one.")
        portable = replace(sampling, stop=None, sampler=None)
        shared = self._client.scatter((network, measure, portable, within), broadcast=True, hash=False)
        waiting: deque[Any] = deque()
        firsts = iter(range(0, sampling.worlds, PORTION))
        try:
            while True:
                for first in islice(firsts, workers * TASKS_PER_WORKER - len(waiting)):
                    count = min(PORTION, sampling.worlds - first)
                    waiting.append(self._client.submit(_portion, shared, count, first, pure=False))
                if not waiting:
                    return
                while not waiting[0].done():
                    go_on(sampling.stop)
                    time.sleep(_LOOK_S)
                yield waiting.popleft().result()
        finally:
            self._client.cancel(list(waiting))


def _portion(shared: tuple[Network, WorldMeasure, Sampling, BoolArray | None], count: int, first: int) -> FloatArray:
    network, measure, sampling, within = shared
    return sample_scores(network, measure, replace(sampling, worlds=count), first=first, within=within)
