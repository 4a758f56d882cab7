"""Compile every kernel ahead of time: ``python -m tertius.measures.warm`` when an image or a machine is set up."""

from typing import get_args

import numpy as np

from tertius.measures.approximate_betweenness import approximate_betweenness
from tertius.measures.betweenness import betweenness, betweenness_worlds
from tertius.measures.closeness import closeness
from tertius.measures.cores import coreness
from tertius.measures.cuts import bridges
from tertius.measures.eigenvector import eigenvector
from tertius.measures.fragmentation import fragmentation
from tertius.measures.gould_fernandez import gould_fernandez
from tertius.measures.key_player_goals import Goal
from tertius.measures.key_players import key_players
from tertius.measures.memberships import Memberships
from tertius.measures.network import Network
from tertius.measures.pagerank import pagerank
from tertius.measures.structural_holes import structural_holes
from tertius.measures.uncertainty.worlds import draw_worlds


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
    draw_worlds(network, 1, 0)


if __name__ == "__main__":
    compile_kernels()
