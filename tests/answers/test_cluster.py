"""Sampled worlds on a Dask cluster: a local one, with processes of its own."""

from collections.abc import Iterator
from functools import partial

import numpy as np
import pytest

from catalogued import CATALOGUE
from tertius.answers.cluster import spread_over
from tertius.answers.jobs import Job, do
from tertius.errors import InputError, QueryTimeoutError
from tertius.measures.centrality.betweenness import betweenness_worlds
from tertius.measures.network import Network
from tertius.measures.uncertainty.worlds import Sampling, sample_scores

NETWORK = Network.from_pairs(
    [(str(i), str((i * 7 + k) % 40)) for i in range(40) for k in (1, 3)],
    likelihoods=[0.3 + 0.1 * (i % 6) for i in range(80)],
)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        yield str(cluster.scheduler_address)


def test_the_same_worlds_come_from_a_cluster_and_from_one_machine(address: str) -> None:
    measure = partial(betweenness_worlds, distance="steps")
    here = sample_scores(NETWORK, measure, Sampling(230, 5))
    with spread_over(address) as sampler:
        there = np.concatenate(list(sampler(NETWORK, measure, Sampling(230, 5))))
    assert np.array_equal(here, there)


def test_a_job_with_a_cluster_finds_what_it_finds_without(address: str) -> None:
    params = CATALOGUE.find("centrality/harmonic").validate_params({"worlds": 300, "errs": "sources"})
    own = {name: params[name] for name in CATALOGUE.measure("centrality/harmonic").own_params()}
    here = do(Job("centrality/harmonic", own, NETWORK))
    there = do(Job("centrality/harmonic", own, NETWORK, cluster=address))
    assert there == here


def test_a_raised_flag_ends_the_work(address: str) -> None:
    with spread_over(address) as sampler, pytest.raises(QueryTimeoutError):
        next(sampler(NETWORK, betweenness_worlds, Sampling(5000, 1, stop=np.ones(1, dtype=np.uint8))))


def test_no_scheduler_is_a_clear_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tertius.answers.cluster._CONNECT_S", 1)
    with pytest.raises(InputError, match="No Dask scheduler answers"), spread_over("tcp://127.0.0.1:9"):
        pass
