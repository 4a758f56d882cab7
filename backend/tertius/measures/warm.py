"""Compile every kernel ahead of time: ``python -m tertius.measures.warm`` when an image or a machine is set up."""

from typing import get_args

import numpy as np

from tertius.measures.brokerage.gould_fernandez import gould_fernandez
from tertius.measures.brokerage.structural_holes import structural_holes
from tertius.measures.centrality.approximate_betweenness import approximate_betweenness
from tertius.measures.centrality.betweenness import betweenness, betweenness_worlds
from tertius.measures.centrality.closeness import closeness
from tertius.measures.centrality.cores import coreness
from tertius.measures.centrality.cuts import bridges
from tertius.measures.centrality.eigenvector import eigenvector
from tertius.measures.centrality.pagerank import pagerank
from tertius.measures.key_players.fragmentation import fragmentation
from tertius.measures.key_players.goals import Goal
from tertius.measures.key_players.sets import key_players
from tertius.measures.memberships import Memberships
from tertius.measures.network import Network
from tertius.measures.uncertainty.worlds import Sampling, draw_worlds


def compile_kernels() -> None:
    """Run each measure of one network once, so that its machine code is kept on disk (see `kernels.compiling`)."""
    network = Network.from_pairs([("a", "b"), ("b", "c"), ("c", "d")], likelihoods=[0.5, 0.5, 1.0])
    everything = np.ones(network.m, dtype=np.bool_)
    betweenness(network, mask=everything)
    betweenness(network, distance="inverse")
    betweenness_worlds(network, everything[np.newaxis])
    closeness(network)
    closeness(network, distance="inverse")
    eigenvector(network)
    pagerank(network)
    coreness(network)
    bridges(network)
    fragmentation(network)
    fragmentation(network, by="distance")
    for goal in get_args(Goal):
        key_players(network, 2, goal=goal, search="exact")
        key_players(network, 1, goal=goal, search="greedy")
    structural_holes(network)
    gould_fernandez(network, Memberships.from_labels(["x", "x", "y", None]))
    approximate_betweenness(network, seed=0, epsilon=0.5)
    draw_worlds(network, Sampling(worlds=1))


if __name__ == "__main__":
    compile_kernels()
