"""Burt's scores against R, networkx's own examples and their definition."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.measures.brokerage.structural_holes import structural_holes
from tertius.measures.network import Network

# The example of networkx's test_structuralholes.py, after Burt and Borgatti (1997): G has six contacts.
_G = ["AB", "AF", "AG", "AE", "EG", "FG", "BG", "BD", "DG", "GC"]


@pytest.mark.parametrize(
    ("folder", "file"),
    [
        ("mali_walther_christopoulos_2015", "igraph.csv"),
        ("krebs_911_associates", "igraph.csv"),
        ("november17_rhodes", "igraph_and_sna.csv"),
    ],
)
def test_constraint_agrees_with_igraph_in_r(reference: Callable[[str, str], Any], folder: str, file: str) -> None:
    known = reference(folder, file)
    assert structural_holes(known.network).constraint == pytest.approx(known.values["constraint"], abs=1e-9)


def test_agrees_with_the_example_of_networkx() -> None:
    network = Network.from_pairs([(pair[0], pair[1]) for pair in _G])
    found = structural_holes(network)
    constraint = dict(zip(network.ids, found.constraint.round(3), strict=True))
    effective = dict(zip(network.ids, found.effective_size.round(2), strict=True))
    assert (constraint["A"], constraint["C"], constraint["G"]) == (0.595, 1.0, 0.400)
    assert (effective["A"], effective["C"], effective["G"]) == (2.50, 1.0, 4.67)
    assert found.efficiency == pytest.approx(found.effective_size / found.contacts)


@pytest.mark.parametrize(
    ("pairs", "constraint"),
    [
        (["ab", "bc", "cd"], [1, 0.5, 0.5, 1]),
        (["ab", "ac", "ad", "bc", "bd", "cd"], [0.925926] * 4),
    ],
)
def test_constraint_agrees_with_the_examples_of_igraph(pairs: list[str], constraint: list[float]) -> None:
    network = Network.from_pairs([(pair[0], pair[1]) for pair in pairs])
    assert structural_holes(network).constraint == pytest.approx(constraint, abs=1e-6)


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("weighted", [False, True])
@settings(deadline=None)
@given(data=st.data())
def test_agrees_with_networkx(
    small_graphs: Callable[[bool], st.SearchStrategy[nx.Graph]],
    as_network: Callable[[nx.Graph], Network],
    directed: bool,
    weighted: bool,
    data: st.DataObject,
) -> None:
    graph = data.draw(small_graphs(directed).filter(lambda g: g.number_of_edges() > 0))
    weight = "p" if weighted else None
    found = structural_holes(as_network(graph), weighted=weighted)
    # node by node: with all at once networkx 3.6 divides weighted effective sizes by the wrong node's strongest tie
    some = list(graph)
    constraint = nx.constraint(graph, nodes=some, weight=weight)
    effective = nx.effective_size(graph, nodes=some, weight=weight)
    for v in some:
        assert math.isnan(found.constraint[v]) == (graph.degree(v) == 0)
        # networkx takes a node that ties only arrive at for an isolate
        if not math.isnan(constraint[v]):
            assert found.constraint[v] == pytest.approx(constraint[v], abs=1e-12)
        if not math.isnan(effective[v]):
            assert found.effective_size[v] == pytest.approx(effective[v], abs=1e-12)


@pytest.mark.parametrize("weighted", [False, True])
@settings(deadline=None)
@given(data=st.data())
def test_hierarchy_is_the_inequality_of_the_contacts_parts(
    small_graphs: Callable[[bool], st.SearchStrategy[nx.Graph]],
    as_network: Callable[[nx.Graph], Network],
    weighted: bool,
    data: st.DataObject,
) -> None:
    graph = data.draw(small_graphs(True).filter(lambda g: g.number_of_edges() > 0))
    weight = "p" if weighted else None
    found = structural_holes(as_network(graph), weighted=weighted)
    for v in graph:
        contacts = set(nx.all_neighbors(graph, v))
        if not contacts:
            assert math.isnan(found.hierarchy[v])
            continue
        if len(contacts) == 1:
            assert found.hierarchy[v] == 1
            continue
        parts = [nx.local_constraint(graph, v, u, weight=weight) for u in contacts]
        relative = [part * len(parts) / sum(parts) for part in parts]
        inequality = sum(r * math.log(r) for r in relative) / (len(parts) * math.log(len(parts)))
        assert found.hierarchy[v] == pytest.approx(inequality, abs=1e-9)


@pytest.mark.parametrize(
    ("name", "constraint", "effective"),
    [
        ("empty", [], []),
        ("one node", [math.nan], [math.nan]),
        ("no edge", [math.nan] * 3, [math.nan] * 3),
        ("self-loop", [1, 0.5, 1], [1, 2, 1]),
        ("parallel", [1, 0.5, 1], [1, 2, 1]),
        ("disconnected", [1, 0.5, 1, 1, 1], [1, 2, 1, 1, 1]),
        ("impossible", [1, 0.5, 1], [1, 2, 1]),
        ("one way", [1, 0.5, 1], [1, 2, 1]),
    ],
)
def test_odd_networks(odd: Mapping[str, Network], name: str, constraint: list[float], effective: list[float]) -> None:
    found = structural_holes(odd[name])
    assert found.constraint == pytest.approx(constraint, nan_ok=True)
    assert found.effective_size == pytest.approx(effective, nan_ok=True)


def test_impossible_ties_are_no_contacts(odd: Mapping[str, Network]) -> None:
    found = structural_holes(odd["impossible"], weighted=True)
    assert found.contacts.tolist() == [0, 0, 0]
    assert all(np.isnan(of).all() for of in (found.constraint, found.effective_size, found.efficiency, found.hierarchy))
