"""Sampled worlds against the enumeration of all worlds and the exact likelihoods."""

import itertools
import math

import numpy as np
import pytest

from tertius.errors import InputError, QueryTimeoutError
from tertius.measures.centrality.betweenness import betweenness, betweenness_worlds
from tertius.measures.centrality.degree import degree
from tertius.measures.network import Edge, FloatArray, Network, NetworkTie
from tertius.measures.uncertainty import worlds as module
from tertius.measures.uncertainty.worlds import SOURCE_FALL, Sampling, draw_worlds, over_worlds, sample_scores

BY_DEGREE = over_worlds(degree)
_RING = [("a", "b"), ("b", "c"), ("c", "d"), ("d", "a"), ("a", "c"), ("c", "e")]
_CHANCES = [0.9, 0.5, 0.3, 0.8, 0.25, 0.7]


def _shared_groups() -> Network:
    """Three people in two groups, known of by two roots: edges of two alternatives that share ties."""
    ties = [
        NetworkTie("a-x", (("un", 0.8), ("press", 0.5))),
        NetworkTie("b-x", (("un", 0.7),)),
        NetworkTie("c-x", (("press", 0.4),)),
        NetworkTie("a-y", (("press", 0.6),)),
        NetworkTie("b-y", (("un", 0.5), ("press", 0.3))),
    ]
    edges = [
        Edge("a", "b", (frozenset({0, 1}), frozenset({3, 4}))),
        Edge("a", "c", (frozenset({0, 2}),)),
        Edge("b", "c", (frozenset({1, 2}),)),
    ]
    return Network.of("abc", edges, ties)


def _all_worlds(network: Network) -> list[tuple[float, list[bool]]]:
    """Every combination of true and false voices: its probability and the edges that are there."""
    voices = [(t, p) for t, tie in enumerate(network.ties) for _, p in tie.voices]
    found = []
    for truth in itertools.product([False, True], repeat=len(voices)):
        weight = math.prod(p if true else 1 - p for (_, p), true in zip(voices, truth, strict=True))
        holds = {t for (t, _), true in zip(voices, truth, strict=True) if true}
        found.append((weight, [any(clause.ties <= holds for clause in edge) for edge in network.clauses]))
    return found


def _exact(network: Network) -> tuple[FloatArray, FloatArray]:
    """Mean and deviation of betweenness over all worlds."""
    worlds = _all_worlds(network)
    weights = np.array([weight for weight, _ in worlds])
    scores = np.array([betweenness(network, mask=np.array(there)) for _, there in worlds])
    mean = weights @ scores
    return mean, np.sqrt(weights @ (scores - mean) ** 2)


@pytest.mark.parametrize("network", [_shared_groups(), Network.from_pairs(_RING, likelihoods=_CHANCES)])
def test_expected_presence_is_the_likelihood(network: Network) -> None:
    exact = np.array([sum(w for w, there in _all_worlds(network) if there[e]) for e in range(network.m)])
    assert network.likelihoods == pytest.approx(exact)
    drawn = draw_worlds(network, Sampling(40000, seed=3)).mean(axis=0)
    assert (np.abs(drawn - exact) < 4 * np.sqrt(exact * (1 - exact) / 40_000)).all()


@pytest.mark.parametrize("network", [_shared_groups(), Network.from_pairs(_RING, likelihoods=_CHANCES)])
def test_every_world_comes_as_often_as_it_is_likely(network: Network) -> None:
    expected: dict[tuple[bool, ...], float] = {}
    for weight, there in _all_worlds(network):
        expected[tuple(there)] = expected.get(tuple(there), 0.0) + weight
    masks = draw_worlds(network, Sampling(40000, seed=5))
    distinct, counts = np.unique(masks, axis=0, return_counts=True)
    seen = {tuple(row.tolist()): count / 40_000 for row, count in zip(distinct, counts, strict=True)}
    for there, p in expected.items():
        assert abs(seen.pop(there, 0.0) - p) < 4.5 * math.sqrt(p * (1 - p) / 40_000)
    assert not seen


def test_expected_scores_are_those_over_all_worlds() -> None:
    network = Network.from_pairs(_RING, likelihoods=_CHANCES)
    mean, deviation = _exact(network)
    scores = sample_scores(network, betweenness_worlds, Sampling(20000, seed=1))
    assert (np.abs(scores.mean(axis=0) - mean) <= 4 * deviation / math.sqrt(20_000) + 1e-12).all()


def test_the_error_falls_with_the_root_of_the_worlds() -> None:
    network = Network.from_pairs(_RING, likelihoods=_CHANCES)
    mean, deviation = _exact(network)
    for worlds in (50, 800):
        means = [
            sample_scores(network, betweenness_worlds, Sampling(worlds, seed=9), first=i * worlds).mean(axis=0)
            for i in range(200)
        ]
        error = np.sqrt(((np.array(means) - mean) ** 2).mean(axis=0))
        assert error[deviation > 0] == pytest.approx(deviation[deviation > 0] / math.sqrt(worlds), rel=0.25)


def test_certain_ties_give_the_plain_network_and_impossible_ones_none() -> None:
    chances = [1.0, 0.0, 1.0, 1.0, 0.0, 1.0]
    network = Network.from_pairs(_RING, likelihoods=chances)
    masks = draw_worlds(network, Sampling(500, seed=0))
    assert (masks == (network.likelihoods == 1.0)).all()
    plain = betweenness(network, mask=network.likelihoods == 1.0)
    assert (sample_scores(network, betweenness_worlds, Sampling(500, seed=0)) == plain).all()
    nothing = Network.from_pairs(_RING, likelihoods=[0.0] * 6)
    assert not draw_worlds(nothing, Sampling(200, seed=0)).any()
    assert not sample_scores(nothing, BY_DEGREE, Sampling(200, seed=0)).any()


def test_a_seed_gives_the_same_worlds_in_any_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    network = _shared_groups()
    whole = draw_worlds(network, Sampling(100, seed=7))
    parts = [draw_worlds(network, Sampling(33, seed=7)), draw_worlds(network, Sampling(67, seed=7), first=33)]
    assert (whole == np.concatenate(parts)).all()
    assert not (whole == draw_worlds(network, Sampling(100, seed=8))).all()
    scores = sample_scores(network, BY_DEGREE, Sampling(100, seed=7))
    monkeypatch.setattr(module, "WORLDS_AT_ONCE", 7)
    assert (sample_scores(network, BY_DEGREE, Sampling(100, seed=7)) == scores).all()


def test_a_tie_is_true_in_the_same_worlds_of_every_network() -> None:
    ties = [NetworkTie("t1", (("un", 0.5),)), NetworkTie("t2", (("un", 0.5),))]
    one = Network.of("ab", [Edge("a", "b", (frozenset({0}),))], ties[:1])
    both = Network.of("abc", [Edge("b", "c", (frozenset({0}),)), Edge("a", "b", (frozenset({1}),))], ties[::-1])
    alone, together = draw_worlds(one, Sampling(1000, seed=2)), draw_worlds(both, Sampling(1000, seed=2))
    assert (alone[:, 0] == together[:, 0]).all()
    assert 0.15 < (together[:, 0] & together[:, 1]).mean() < 0.35  # two ties of one root are drawn apart


def test_sources_fall_as_a_whole() -> None:
    ties = [NetworkTie(f"t{i}", (("un", 1.0),)) for i in range(4)] + [NetworkTie("p", (("press", 0.5),))]
    pairs = [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e"), ("e", "f")]
    network = Network.of((), [Edge(a, b, (frozenset({i}),)) for i, (a, b) in enumerate(pairs)], ties)
    masks = draw_worlds(network, Sampling(20000, seed=4, mode="sources", reliability={"un": "D", "press": "A"}))
    assert (masks[:, :4].all(axis=1) | ~masks[:, :4].any(axis=1)).all()
    expected = np.array([1 - SOURCE_FALL["D"]] * 4 + [0.5 * (1 - SOURCE_FALL["A"])])
    assert (np.abs(masks.mean(axis=0) - expected) < 4 * np.sqrt(expected * (1 - expected) / 20_000)).all()
    never = dict.fromkeys(SOURCE_FALL, 0.0)
    same = draw_worlds(network, Sampling(300, seed=4, mode="sources", source_fall=never))
    assert (same == draw_worlds(network, Sampling(300, seed=4))).all()
    always = dict.fromkeys(SOURCE_FALL, 1.0)
    assert not draw_worlds(network, Sampling(300, seed=4, mode="sources", source_fall=always)).any()


def test_the_table_of_falling_sources_follows_the_grades() -> None:
    assert set(SOURCE_FALL) == {"A", "B", "C", "D", "E", "F", ""}
    assert [SOURCE_FALL[grade] for grade in "ABCDE"] == sorted(SOURCE_FALL[grade] for grade in "ABCDE")
    assert SOURCE_FALL[""] == SOURCE_FALL["F"]


def test_a_slice_hides_edges_in_every_world() -> None:
    network = Network.from_pairs(_RING)
    within = np.array([True, False, True, False, True, False])
    scores = sample_scores(network, BY_DEGREE, Sampling(20, seed=0), within=within)
    assert (scores == degree(network, mask=within)).all()


@pytest.mark.parametrize("directed", [False, True])
def test_degenerate_networks(directed: bool) -> None:
    empty = Network.of((), (), (), directed=directed)
    one = Network.of(["a"], [Edge("a", "a", ())], (), directed=directed)
    assert draw_worlds(empty, Sampling(5, seed=0)).shape == (5, 0)
    assert sample_scores(empty, BY_DEGREE, Sampling(5, seed=0)).shape == (5, 0)
    assert sample_scores(one, BY_DEGREE, Sampling(5, seed=0)).tolist() == [[0.0]] * 5
    assert draw_worlds(Network.from_pairs(_RING), Sampling(0, seed=0)).shape == (0, 6)
    silent = Network.of("ab", [Edge("a", "b", (frozenset({0}),))], [NetworkTie("t", ())], directed=directed)
    assert not draw_worlds(silent, Sampling(50, seed=0)).any()
    parallel = Network.from_pairs([("a", "b"), ("a", "b")], likelihoods=[0.5, 0.5], directed=directed)
    assert draw_worlds(parallel, Sampling(20000, seed=0)).mean() == pytest.approx(0.75, abs=0.015)


def test_refuses_what_cannot_be_drawn() -> None:
    network = Network.from_pairs(_RING)
    edge = [Edge("a", "b", (frozenset({0}),))]
    for wrong in ({"worlds": -1, "seed": 0}, {"worlds": 1, "seed": -1}, {"worlds": 1, "seed": 1 << 63}):
        with pytest.raises(InputError):
            draw_worlds(network, Sampling(**wrong))
    with pytest.raises(InputError, match="mode"):
        draw_worlds(network, Sampling(1, 0, mode="claims"))  # type: ignore[arg-type]
    with pytest.raises(InputError, match="grade"):
        draw_worlds(network, Sampling(1, 0, mode="sources", reliability={"0": "Z"}))
    with pytest.raises(InputError, match="0 to 1"):
        draw_worlds(network, Sampling(1, 0, mode="sources", source_fall={"": 2.0}))
    with pytest.raises(InputError, match="one id"):
        draw_worlds(Network.of((), edge, [NetworkTie("t", ()), NetworkTie("t", ())]), Sampling(1, 0))
    with pytest.raises(InputError, match="one root"):
        draw_worlds(Network.of((), edge, [NetworkTie("t", (("r", 0.5), ("r", 0.5)))]), Sampling(1, 0))
    with pytest.raises(InputError, match="0 to 1"):
        draw_worlds(Network.of((), edge, [NetworkTie("t", (("r", 1.5),))]), Sampling(1, 0))
    with pytest.raises(InputError, match="does not fit"):
        sample_scores(network, BY_DEGREE, Sampling(1, 0), within=np.ones(2, dtype=np.bool_))
    with pytest.raises(QueryTimeoutError):
        draw_worlds(network, Sampling(10, 0, stop=np.ones(1, dtype=np.uint8)))
