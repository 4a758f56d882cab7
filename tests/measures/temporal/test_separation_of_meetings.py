"""Separation where edges stand for having met: nothing separates, and it is seldom said that something did."""

from datetime import date, timedelta
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from catalogued import CATALOGUE
from tertius.errors import UndefinedError
from tertius.measures.network import Edge, Network, NetworkTie
from tertius.measures.run import Context, run
from tertius.model.dates import Bounds

FIRST, DAYS = date(2008, 1, 1), 3000


def groups_that_share_people(rng: np.random.Generator) -> Network:
    """Give people two to four posts in one of six groups, at random times; two groups are tied where posts overlap."""
    ties: list[NetworkTie] = []
    edges: list[Edge] = []
    for _ in range(40):
        posts = []
        for group in rng.choice(6, int(rng.integers(2, 5)), replace=False).tolist():
            begins = FIRST + timedelta(days=int(rng.integers(0, DAYS)))
            ends = begins + timedelta(days=int(rng.integers(30, 1200)))
            posts.append((group, len(ties), begins, ends))
            ties.append(NetworkTie(f"MEMBER_OF:{len(ties)}", (("s", 1.0),), Bounds(begins, begins, ends, ends)))
        for one, other in combinations(posts, 2):
            if one[2] <= other[3] and other[2] <= one[3]:
                edges.append(Edge(f"g{one[0]}", f"g{other[0]}", (frozenset((one[1], other[1])),)))
    return Network.of((), edges, ties)


def separated(network: Network, **given: object) -> list[dict[str, Any]]:
    question, measure = CATALOGUE["compare/separation"], CATALOGUE.measure("compare/separation")
    accepted = question.validate_params(
        {"one": ["g0"], "other": ["g1", "g2"], "splits": ["2012-06-01"], "worlds": 0, "arrangements": 199, **given}
    )
    return run(measure, {name: accepted[name] for name in measure.own_params()}, Context(network)).rows


def test_thinning_out_is_seldom_found_where_nothing_separates() -> None:
    rng = np.random.default_rng(20130205)
    found = [separated(groups_that_share_people(rng))[0]["verdict"] for _ in range(120)]
    # At a level of .05 six in 120 are to be expected at most, and eleven or more come once in 25 such tests.
    assert found.count("thinned out") <= 10, found


def test_dates_of_meetings_are_not_shuffled() -> None:
    network = groups_that_share_people(np.random.default_rng(1))
    with pytest.raises(UndefinedError, match="stand for having met") as refused:
        separated(network, null="ties")
    assert "Take days as the null model" in refused.value.next_step
