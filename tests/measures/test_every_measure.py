"""What every measure owes its reader and its runner; a new one is tested by being there."""

import pickle
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from catalogued import CATALOGUE
from tertius.catalog.conventions import shared_conventions
from tertius.catalog.files import cypher_root
from tertius.catalog.measure import Measure
from tertius.errors import QueryTimeoutError
from tertius.measures.finding import Finding
from tertius.measures.network import BoolArray, Network
from tertius.measures.run import Context, find, run

MEASURES = CATALOGUE.measures()
SCORES = [measure_id for measure_id, measure in MEASURES.items() if measure.scores_nodes]

TWO_MODE = [("a", "g"), ("a", "h"), ("b", "g"), ("c", "h"), ("d", "h")]
REQUIRED: dict[str, dict[str, Any]] = {
    "time/paths": {"from_node": "a"},
    "compare/separation": {"one": ["a"], "other": ["g"], "splits": ["2012"]},
    "time/before_after": {"change": "2012", "first_day": "2010-01-01", "last_day": "2014-01-01"},
    "time/slices": {"first_day": "2010-01-01", "last_day": "2011-01-01"},
}
"""What has to be given beside the defaults on networks without dates."""


def asked(measure_id: str, **given: object) -> tuple[Measure, dict[str, Any]]:
    """Return a measure, and its own parameters as a user gives them."""
    measure, question = MEASURES[measure_id], CATALOGUE[measure_id]
    wanted = {name: param.value for name, param in measure.params.items() if param.required}
    accepted = question.validate_params({**wanted, **REQUIRED.get(measure_id, {}), **given})
    return measure, {name: accepted[name] for name in measure.own_params()}


def context(network: Network, **given: Any) -> Context:  # noqa: ANN401 - the fields of Context
    return Context(network, {node: ["g"] if node < "c" else ["g", "h"] for node in network.ids}, **given)


def found(measure_id: str, network: Network, **given: object) -> Finding:
    sampled = {"worlds": 0} if MEASURES[measure_id].samples else {}
    measure, params = asked(measure_id, **sampled, **given)
    return find(measure, params, context(network))


@pytest.mark.parametrize("measure_id", MEASURES)
def test_the_definition_says_what_it_takes_gives_costs_and_where_it_is_from(measure_id: str) -> None:
    definition = CATALOGUE[measure_id].definition
    for section in ("Parameters", "Returns", "Raises", "Notes", "References"):
        assert f"\n{section}\n---" in definition, f"{measure_id} has no {section}"
    assert "O(" in definition or "Cost" in definition or "Time" in definition


@pytest.mark.parametrize("measure_id", MEASURES)
def test_what_scores_worlds_can_be_sent_to_another_process_and_scores_the_same(measure_id: str) -> None:
    network = Network.from_pairs(TWO_MODE, directed=True)
    finding = found(measure_id, network)
    if finding.worlds is None:
        assert MEASURES[measure_id].spread == "none"
        return
    drawn_of = finding.network or network
    masks = np.ones((2, drawn_of.m), dtype=np.bool_)
    again, there = pickle.loads(pickle.dumps((finding.worlds, drawn_of)))  # noqa: S301 - what was just made
    scores = again(there, masks)
    assert scores.shape == (2, len(finding.rows))
    assert np.array_equal(scores, finding.worlds(drawn_of, masks), equal_nan=True)
    assert finding.worlds(drawn_of, masks[:0]).shape == (0, len(finding.rows))
    # With every edge there the worlds are the network itself, so their score is the plain one, where both have one.
    both = ~np.isnan(scores[0]) & ~np.isnan(finding.score)
    assert scores[0][both] == pytest.approx(finding.score[both])


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("measure_id", SCORES)
def test_a_world_is_the_network_without_the_hidden_edges(
    measure_id: str,
    directed: bool,
    worlds: Callable[[Network, int], BoolArray],
    kept: Callable[[Network, BoolArray], Network],
) -> None:
    rng = np.random.default_rng(11)
    pairs = [(f"{a:02}", f"{b:02}") for a in range(12) for b in range(12) if a < b or (directed and a != b)]
    chosen = [pair for pair in pairs if rng.random() < 0.3]
    likelihoods = rng.choice([0.25, 0.5, 1.0], len(chosen)).tolist()
    weights = rng.choice([0.5, 1.0, 3.0], len(chosen)).tolist()
    network = Network.from_pairs(chosen, nodes=["12"], likelihoods=likelihoods, weights=weights, directed=directed)
    masks = worlds(network, 5)
    choices = [
        {name: choice}
        for name, param in MEASURES[measure_id].params.items()
        for choice in param.enum or ([True] if param.type == "boolean" else [])
    ]
    for chosen_params in [{}, *choices]:
        if directed and chosen_params.get("null") == "ties":
            continue
        finding = found(measure_id, network, **chosen_params)
        assert finding.worlds is not None
        scores = finding.worlds(network, masks)
        for mask, scored in zip(masks, scores, strict=True):
            left = found(measure_id, kept(network, mask), **chosen_params).score
            assert scored == pytest.approx(left, rel=1e-9, abs=1e-9, nan_ok=True), chosen_params


@pytest.mark.parametrize("measure_id", MEASURES)
def test_a_raised_flag_stops_it(measure_id: str) -> None:
    measure, params = asked(measure_id, **({"worlds": 3} if MEASURES[measure_id].samples else {}))
    network = Network.from_pairs(TWO_MODE, directed=True)
    with pytest.raises(QueryTimeoutError):
        run(measure, params, context(network, stop=np.ones(1, dtype=np.uint8)))


@pytest.mark.parametrize("measure_id", MEASURES)
def test_columns_and_parameters_are_described_and_do_not_clash(measure_id: str) -> None:
    measure, question = MEASURES[measure_id], CATALOGUE[measure_id]
    networks = set().union(*(CATALOGUE.networks()[name].params for name in measure.networks)) - {"limit"}
    assert not networks & set(measure.own_params()), "a parameter of the measure hides one of the network"
    assert not {"edges", "nodes", "node_key", "directed", "format", "evidence"} & set(question.params)
    assert question.evidence is not None
    assert all(column.about for column in question.columns.values())
    assert question.conventions
    # An answer says how dates are read and units rolled up where its network is chosen.
    shared = set(shared_conventions(cypher_root()).values())
    for name in measure.networks:
        assert set(question.conventions) >= shared & set(CATALOGUE.networks()[name].conventions)


def test_the_catalogue_is_there_without_the_compiler_and_scipy() -> None:
    script = (
        "import sys; from tertius.catalog.catalogue import Catalogue; found = Catalogue.load().measures(); "
        "print(len(found), *sorted({'numba', 'scipy', 'llvmlite'} & {name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)  # noqa: S603
    assert done.stdout.split() == [str(len(MEASURES))]
