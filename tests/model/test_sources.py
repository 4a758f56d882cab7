"""Sources, releases, and which sources are one voice; networkx says what is linked."""

from datetime import date
from itertools import pairwise, permutations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.errors import InputError
from tertius.model.sources import RELIABILITY, Release, Source, independent_roots


def source(name: str, *derived_from: str) -> Source:
    return Source(id=name, title=name, derived_from=derived_from)


NAMES = "abcdefg"
linked_sources = st.dictionaries(
    st.sampled_from(NAMES), st.sets(st.sampled_from(NAMES + "xyz"), max_size=3), max_size=7
).map(lambda links: [source(name, *sorted(parents)) for name, parents in links.items()])


@given(linked_sources)
def test_sources_linked_by_derivation_share_the_smallest_id_among_them(sources: list[Source]) -> None:
    graph: nx.Graph[str] = nx.Graph()
    for one in sources:
        graph.add_node(one.id)
        graph.add_edges_from((one.id, parent) for parent in one.derived_from)
    expected = {name: min(voice) for voice in nx.connected_components(graph) for name in voice}
    assert independent_roots(sources) == expected


@given(linked_sources.flatmap(lambda sources: st.tuples(st.just(sources), st.permutations(sources))))
def test_the_order_of_the_sources_does_not_matter(orders: tuple[list[Source], list[Source]]) -> None:
    assert independent_roots(orders[0]) == independent_roots(orders[1])


def test_a_chain_of_repetition_is_one_voice_in_every_order() -> None:
    chain = [source("d", "c"), source("c", "b"), source("b", "a"), source("a"), source("other")]
    for order in permutations(chain):
        assert independent_roots(order) == {**dict.fromkeys("abcd", "a"), "other": "other"}


@pytest.mark.parametrize("name", ["title", "author", "publisher", "url", "licence"])
def test_no_text_of_a_source_steers_a_terminal(name: str) -> None:
    with pytest.raises(InputError) as caught:
        Source(**{"id": "a", "title": "A", name: "Red: \x1b[31m"})
    assert caught.value.where == name


def test_two_that_repeat_an_unknown_one_are_one_voice() -> None:
    assert independent_roots([source("b", "wire"), source("c", "wire")]) == dict.fromkeys(("b", "c", "wire"), "b")


def test_two_that_a_third_repeats_are_counted_as_one() -> None:
    assert independent_roots([source("a"), source("b"), source("digest", "a", "b")]) == dict.fromkeys(
        ("a", "b", "digest"), "a"
    )


def test_a_long_chain_is_followed_to_its_end() -> None:
    names = [f"s{i:05}" for i in range(5000)]
    roots = independent_roots(source(name, before) for before, name in pairwise(names))
    assert set(roots.values()) == {"s00000"}


def test_no_sources_no_roots() -> None:
    assert independent_roots([]) == {}
    assert independent_roots([source("a", "a")]) == {"a": "a"}


@pytest.mark.parametrize("grade", [*RELIABILITY, ""])
def test_a_reliability_is_a_grade_from_a_to_f_or_none(grade: str) -> None:
    assert Source(id="a", title="A", reliability=grade).reliability == grade


@pytest.mark.parametrize("grade", ["G", "a", "1", "AB", " A", "x" * 1000])
def test_another_reliability_is_refused(grade: str) -> None:
    with pytest.raises(InputError) as caught:
        Source(id="a", title="A", reliability=grade)
    assert caught.value.where == "reliability"


@pytest.mark.parametrize("name", ["", "A", "a b", "a@b"])
def test_a_source_and_its_parents_have_source_ids(name: str) -> None:
    with pytest.raises(InputError):
        Source(id=name, title="A")
    with pytest.raises(InputError):
        Source(id="a", title="A", derived_from=(name,))
    with pytest.raises(InputError):
        Release(source=name, version="1")


def test_an_id_is_kept_as_it_was_checked() -> None:
    spaced = Source(id=" a ", title="A", derived_from=("b\n",))
    assert (spaced.id, spaced.derived_from) == ("a", ("b",))
    assert Release(source=" a", version=" 23.1 ").id == "a@23.1"


def test_a_release_is_named_after_its_source_and_version() -> None:
    release = Release(source="ucdp-ged", version="23.1", published=date(2023, 6, 5))
    assert release.id == "ucdp-ged@23.1"


@given(st.sampled_from(["a", "b", "a-1"]), st.sampled_from(["a", "b", "a-1"]), st.text(), st.text())
def test_two_releases_share_an_id_only_when_both_parts_agree(a: str, b: str, one: str, other: str) -> None:
    try:
        first, second = Release(source=a, version=one), Release(source=b, version=other)
    except InputError:
        return
    assert (first.id == second.id) == ((a, one.strip()) == (b, other.strip()))


@pytest.mark.parametrize("version", ["", "  ", "x" * 101, "1\n2", "1\x00", "1\u202e"])
def test_a_release_without_a_plain_name_is_refused(version: str) -> None:
    with pytest.raises(InputError) as caught:
        Release(source="a", version=version)
    assert caught.value.where == "version"
