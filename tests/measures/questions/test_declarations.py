"""What every measure of the catalogue owes its reader and its runner."""

import pickle
from typing import Any

import numpy as np
import pytest

from tertius.catalog.catalogue import Catalogue
from tertius.measures.network import Network
from tertius.measures.run import Context, find

CATALOGUE = Catalogue.load()
MEASURES = CATALOGUE.measures()
NETWORK = Network.from_pairs([("a", "g"), ("a", "h"), ("b", "g"), ("c", "h"), ("d", "h")], directed=True)


@pytest.mark.parametrize("measure_id", MEASURES)
def test_the_definition_says_what_it_takes_gives_costs_and_where_it_is_from(measure_id: str) -> None:
    definition = CATALOGUE[measure_id].definition
    for section in ("Parameters", "Returns", "Raises", "Notes", "References"):
        assert f"\n{section}\n---" in definition, f"{measure_id} has no {section}"
    assert "O(" in definition or "Cost" in definition or "Time" in definition


@pytest.mark.parametrize("measure_id", MEASURES)
def test_what_scores_worlds_can_be_sent_to_another_process_and_scores_the_same(measure_id: str) -> None:
    measure, question = MEASURES[measure_id], CATALOGUE[measure_id]
    required: dict[str, Any] = {name: param.value for name, param in measure.params.items() if param.required}
    if measure_id == "time/paths":
        required = {"from_node": "a"}
    if measure_id == "compare/separation":
        required = {"one": ["a"], "other": ["g"], "splits": ["2012"]}
    if measure_id == "time/before_after":
        required = {"change": "2012", "first_day": "2010-01-01", "last_day": "2014-01-01"}
    if measure_id == "time/slices":
        required = {"first_day": "2010-01-01", "last_day": "2011-01-01"}
    accepted = question.validate_params(required)
    params = {name: accepted[name] for name in measure.own_params()}
    if measure.samples:
        params["worlds"] = 0
    network = NETWORK
    found = find(measure, params, Context(network, {node: ["g"] for node in network.ids}))
    if found.worlds is None:
        assert measure.spread == "none"
        return
    drawn_of = found.network or network
    masks = np.ones((2, drawn_of.m), dtype=np.bool_)
    again, there = pickle.loads(pickle.dumps((found.worlds, drawn_of)))  # noqa: S301 - what was just made
    scores = again(there, masks)
    assert scores.shape == (2, len(found.rows))
    assert np.array_equal(scores, found.worlds(drawn_of, masks), equal_nan=True)
    # With every edge there the worlds are the network itself, so their score is the plain one, where both have one.
    both = ~np.isnan(scores[0]) & ~np.isnan(found.score)
    assert scores[0][both] == pytest.approx(found.score[both])


@pytest.mark.parametrize("measure_id", MEASURES)
def test_columns_and_parameters_are_described_and_do_not_clash(measure_id: str) -> None:
    measure, question = MEASURES[measure_id], CATALOGUE[measure_id]
    networks = set().union(*(CATALOGUE.networks()[name].params for name in measure.networks)) - {"limit"}
    assert not networks & set(measure.own_params()), "a parameter of the measure hides one of the network"
    assert not {"edges", "nodes", "node_key", "directed", "format", "evidence"} & set(question.params)
    assert question.evidence is not None
    assert all(column.about for column in question.columns.values())
    assert question.conventions
