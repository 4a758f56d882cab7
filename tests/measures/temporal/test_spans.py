"""When edges hold, against enumerating every reading of the dates."""

import itertools
from collections.abc import Callable
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.measures.network import Clause, Edge, Network, NetworkTie
from tertius.measures.temporal.slices import Slice, slice_masks
from tertius.measures.temporal.spans import EdgeSpans
from tertius.model.dates import UNDATED, Bounds, read_edtf

DAYS = 6
Days = Callable[[int], date]
Draws = Callable[[int], st.SearchStrategy[Bounds]]
Readings = Callable[[Bounds, int], list[frozenset[int]]]


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_a_clause_holds_as_enumeration_of_all_readings_says(
    day: Days, small_bounds: Draws, readings: Readings, data: st.DataObject
) -> None:
    ties = data.draw(st.lists(small_bounds(DAYS), min_size=1, max_size=3))
    span = st.tuples(st.integers(0, DAYS - 1), st.integers(0, DAYS - 1))
    (first, last), (begin, end) = sorted(data.draw(span)), sorted(data.draw(span))
    asked = set(range(first, last + 1)) & set(range(begin, end + 1))
    shared = [
        bool(set.intersection(asked, *spells)) for spells in itertools.product(*(readings(b, DAYS) for b in ties))
    ]
    clause = Clause(frozenset(range(len(ties))), day(begin), day(end))
    network = Network.of((), [Edge("a", "b", (clause,))], [NetworkTie(str(i), (), b) for i, b in enumerate(ties)])
    assert slice_masks(network, [Slice(day(first), day(last))], dates="possible").tolist() == [[any(shared)]]
    assert slice_masks(network, [Slice(day(first), day(last))], dates="certain").tolist() == [[all(shared)]]


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_alternatives_that_share_no_tie_hold_as_enumeration_says(
    day: Days, small_bounds: Draws, readings: Readings, data: st.DataObject
) -> None:
    ties = data.draw(st.lists(small_bounds(DAYS), min_size=2, max_size=3))
    first, last = sorted(data.draw(st.tuples(st.integers(0, DAYS - 1), st.integers(0, DAYS - 1))))
    asked = set(range(first, last + 1))
    met = [any(asked & spell for spell in spells) for spells in itertools.product(*(readings(b, DAYS) for b in ties))]
    network = Network.of(
        (),
        [Edge("a", "b", tuple(frozenset({i}) for i in range(len(ties))))],
        [NetworkTie(str(i), (), b) for i, b in enumerate(ties)],
    )
    assert slice_masks(network, [Slice(day(first), day(last))], dates="possible").tolist() == [[any(met)]]
    assert slice_masks(network, [Slice(day(first), day(last))], dates="certain").tolist() == [[all(met)]]


def test_an_edge_without_clauses_never_holds() -> None:
    network = Network.of("ab", [Edge("a", "b", ())], [])
    assert not slice_masks(network, [Slice(date.min, date.max)]).any()
    assert not EdgeSpans.of(network).undated.any()


def test_undated_means_that_nothing_is_known_of_the_time() -> None:
    def undated(*bounds: Bounds) -> bool:
        ties = [NetworkTie(str(i), (), b) for i, b in enumerate(bounds)]
        return EdgeSpans.of(Network.of((), [Edge("a", "b", (frozenset(range(len(ties))),))], ties)).undated.item()

    assert undated(UNDATED)
    assert not undated(read_edtf("2013-02-05", lasting=True))
    # seen once, together with a tie of which nothing is known: both may have held on any day, or on no certain one
    assert undated(read_edtf("2013-02-05", lasting=True), UNDATED)
    assert not undated(read_edtf("2012/2013", lasting=True), UNDATED)
