"""No answer depends on how ids are spelt, and what is alike by symmetry is alike in every column; for every measure."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

import networkx as nx
import numpy as np
import pytest

from catalogued import CATALOGUE
from tertius.errors import TertiusError
from tertius.measures.network import Edge, Network, NetworkTie
from tertius.measures.run import Context, Result, run
from tertius.model.dates import UNDATED, read_edtf

MEASURES = CATALOGUE.measures()

NODE = re.compile(r"\bn\d{3}\b")
WHEN = [*(read_edtf(when, lasting=True) for when in ("2010/2012", "2011", "2011-03/2013")), UNDATED]
GIVEN: dict[str, dict[str, Any]] = {
    "time/paths": {"from_node": "n000"},
    "compare/separation": {"one": ["n000"], "other": ["n003"], "splits": ["2012"]},
    "time/before_after": {"change": "2012", "first_day": "2010-01-01", "last_day": "2014-01-01"},
    "time/slices": {"first_day": "2010-01-01", "last_day": "2012-12-31"},
}
"""What has to be given beside the defaults."""

# Two halves alike, each with nodes that can be swapped, and at the end a node without any tie.
ONE_MODE = [(0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (3, 5), (4, 6), (5, 6), (6, 7)]
TWO_MODE = [(0, 3), (1, 3), (1, 4), (2, 4)]
SHAPES = {
    "undirected": (ONE_MODE, 8, False),
    "directed": (ONE_MODE, 8, True),
    "two-mode": (TWO_MODE, 5, True),
}


def twice(pairs: list[tuple[int, int]], n: int) -> list[tuple[int, int]]:
    return [*pairs, *((a + n, b + n) for a, b in pairs)]


def called(numbers: list[int]) -> list[str]:
    return [f"n{number:03}" for number in numbers]


def network_of(pairs: list[tuple[int, int]], names: list[str], likelihoods: list[float], directed: bool) -> Network:
    """Make a network whose ties have ids, dates and roots of their own, whatever the names of the nodes."""
    ties = [NetworkTie(f"t{at}", ((f"r{at % 3}", p),), WHEN[at % 4]) for at, p in enumerate(likelihoods)]
    edges = [Edge(names[a], names[b], (frozenset({at}),)) for at, (a, b) in enumerate(pairs)]
    return Network.of(names, edges, ties, directed=directed)


def answer(measure_id: str, network: Network, names: list[str], groups: int, given: Mapping[str, Any]) -> Result | str:
    measure, question = MEASURES[measure_id], CATALOGUE[measure_id]
    wanted = {name: param.value for name, param in measure.params.items() if param.required}
    accepted = question.validate_params({**wanted, "limit": 10_000, **given})
    organizations = {name: [f"g{at % groups % 3}"] for at, name in enumerate(names)}
    try:
        return run(measure, {name: accepted[name] for name in measure.own_params()}, Context(network, organizations))
    except TertiusError as error:
        return type(error).__name__


def renamed(value: Any, names: Mapping[str, str]) -> Any:  # noqa: ANN401 - whatever a row or a parameter holds
    """Return a value in which every node has its other name."""
    if isinstance(value, str):
        return NODE.sub(lambda found: names[found[0]], value)
    if isinstance(value, list | tuple):
        return [renamed(one, names) for one in value]
    return {name: renamed(one, names) for name, one in value.items()} if isinstance(value, dict) else value


def told(rows: list[dict[str, Any]], directed: bool) -> Counter[str]:
    """Return the rows without their order, nor that of lists and of two ends where it means nothing."""
    found = []
    for row in rows:
        plain = {
            name: round(value, 9) + 0.0
            if isinstance(value, float)
            else sorted(value, key=str)
            if isinstance(value, list) and "path" not in name
            else value
            for name, value in row.items()
        }
        for one, other in [("one", "other"), *([] if directed else [("source", "target")])]:
            if f"{one}_id" in plain and plain[f"{one}_id"] > plain[f"{other}_id"]:
                swap = {one: other, other: one}
                plain = {"_".join(swap.get(part, part) for part in name.split("_")): v for name, v in plain.items()}
        found.append(json.dumps(plain, sort_keys=True))
    return Counter(found)


@pytest.mark.parametrize("sampled", [False, True], ids=["plain", "sampled"])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("measure_id", MEASURES)
def test_names_change_nothing_but_names(measure_id: str, shape: str, sampled: bool) -> None:
    half, n, directed = SHAPES[shape]
    pairs, count = twice(half, n), 2 * n + (shape != "two-mode")
    likelihoods = [(0.5, 0.8, 1.0)[at % 3] if sampled else 1.0 for at in range(len(pairs))]
    names, others = called(list(range(count))), called(np.random.default_rng(5).permutation(count).tolist())
    there, back = dict(zip(names, others, strict=True)), dict(zip(others, names, strict=True))
    given = dict(GIVEN.get(measure_id, {}))
    if MEASURES[measure_id].samples:
        given |= {"worlds": 40 if sampled else 0, "top": 1000}  # a period shows as many rows as there are places on top
    one = answer(measure_id, network_of(pairs, names, likelihoods, directed), names, n, given)
    other = answer(measure_id, network_of(pairs, others, likelihoods, directed), others, n, renamed(given, there))
    if isinstance(one, str) or isinstance(other, str):
        assert one == other
        return
    assert told(renamed(other.rows, back), directed) == told(one.rows, directed)
    assert renamed(list(other.notes), back) == list(one.notes)


@pytest.mark.parametrize("worlds", [0, 50])
@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("measure_id", [one for one, measure in MEASURES.items() if measure.scores_nodes])
def test_two_halves_alike_are_alike_to_the_last_digit(measure_id: str, directed: bool, worlds: int) -> None:
    n = 90  # many enough for sums whose rounding shows
    half = list(nx.gnm_random_graph(n, 250, seed=4, directed=directed).edges)
    names = called(np.random.default_rng(6).permutation(2 * n).tolist())
    # Every world is the same, but it is drawn: some ties are certain, and the others have no chance.
    likelihoods = np.random.default_rng(7).choice([0.0, 1.0] if worlds else [0.25, 0.5, 1.0], len(half)).tolist()
    network = network_of(twice(half, n), names, likelihoods * 2, directed)
    choices = [
        {name: choice}
        for name, param in MEASURES[measure_id].params.items()
        for choice in param.enum or ([True] if param.type == "boolean" else [])
    ]
    for chosen in [{}, *choices]:
        found = answer(measure_id, network, names, n, {"worlds": worlds, **chosen})
        if isinstance(found, str):
            by_weight = "weights" in chosen or chosen.get("distance") in ("strength", "cost")
            assert chosen.get("null") == "ties" or by_weight, chosen  # this network has no weights
            continue
        rows = {row["node_id"]: row for row in found.rows}
        for at in range(n):
            one, other = rows[names[at]], rows[names[at + n]]
            same = [name for name in one if name not in ("node_id", "node", "tie_ids")]
            assert [one[name] for name in same] == [other[name] for name in same], chosen
