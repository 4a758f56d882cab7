"""Decisions: what a person decided over the sources; networkx says what is linked."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise, permutations
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.errors import ConflictError, InputError
from tertius.model.claims import Claim, Polarity
from tertius.model.dates import UNDATED, Bounds
from tertius.model.decisions import CORRECTABLE, Decision, DecisionKind, Identity, amend, check_decision
from tertius.model.hedges import Hedge
from tertius.model.kinds import EntityType

WHEN = date(2013, 3, 1)


def decision(kind: str, left: str = "s:a", right: str = "", **parts: object) -> Decision:
    return Decision(kind=DecisionKind(kind), left=left, right=right, who="an analyst", when=WHEN, why="read", **parts)  # type: ignore[arg-type]


def same(left: str, right: str, **parts: object) -> Decision:
    return decision("same", left, right, **parts)


def apart(left: str, right: str, **parts: object) -> Decision:
    return decision("not_same", left, right, **parts)


def correct(field: str, value: str, *, source: str = "", undone: date | None = None) -> Decision:
    return decision("correct", "key", field=field, value=value, source=source, undone=undone)


# --- one decision

WRONG: list[tuple[dict[str, Any], str]] = [
    ({"left": " "}, "left"),
    ({"who": ""}, "who"),
    ({"why": "\t"}, "why"),
    ({"right": ""}, "right"),
    ({"right": "  "}, "right"),
    ({"right": "s:a"}, "right"),
    ({"field": "role"}, "field"),
    ({"value": "x"}, "field"),
    ({"kind": DecisionKind.CONFIRM}, "right"),
    ({"kind": DecisionKind.REJECT}, "right"),
    ({"kind": DecisionKind.CORRECT, "field": "role", "value": "x"}, "right"),
    ({"kind": DecisionKind.CONFIRM, "right": "", "value": "x"}, "field"),
    ({"kind": DecisionKind.REJECT, "right": "", "field": "role"}, "field"),
    ({"kind": DecisionKind.CORRECT, "right": ""}, "field"),
    ({"kind": DecisionKind.PREFER_NAME, "value": "Ali"}, "right"),
    ({"kind": DecisionKind.PREFER_NAME, "right": ""}, "value"),
    ({"kind": DecisionKind.PREFER_NAME, "right": "", "value": " "}, "value"),
    ({"kind": DecisionKind.PREFER_NAME, "right": "", "value": "Ali", "field": "value"}, "field"),
    *(
        ({"kind": DecisionKind.CORRECT, "right": "", "field": field, "value": "x"}, "field")
        for field in ("kind", "subject", "object", "stint", "Role", "record")
    ),
    *(
        ({"kind": DecisionKind.CORRECT, "right": "", "field": field, "value": value}, "value")
        for field, value in (
            ("when", "2012-13"),
            ("when", "in spring"),
            ("when", "2013/2012"),
            ("when", "{2012,2013}"),
            ("hedge", ""),
            ("hedge", "reportedly"),
            ("polarity", ""),
            ("polarity", "yes"),
        )
    ),
]


@pytest.mark.parametrize("kind", [DecisionKind.SAME, DecisionKind.NOT_SAME])
@pytest.mark.parametrize(("change", "where"), WRONG)
def test_a_decision_that_cannot_be_meant_is_refused_when_it_is_made(
    kind: DecisionKind, change: dict[str, Any], where: str
) -> None:
    good: dict[str, Any] = {"kind": kind, "left": "s:a", "right": "s:b", "who": "me", "when": WHEN, "why": "read"}
    Decision(**good)
    with pytest.raises(InputError) as caught:
        Decision(**{**good, **change})
    assert caught.value.where == where
    assert caught.value.next_step


def test_a_decision_is_known_by_what_it_is_about() -> None:
    about_the_pair = [same("s:a", "s:b"), same("s:b", "s:a"), apart("s:a", "s:b"), apart("s:b", "s:a")]
    assert len({one.id for one in about_the_pair}) == 1
    about_the_claim = [decision("confirm", "key"), decision("reject", "key")]
    assert len({one.id for one in about_the_claim}) == 1
    about_a_part = [correct("role", "emir"), correct("role", "commander")]
    assert len({one.id for one in about_a_part}) == 1
    about_the_name = [decision("prefer_name", "s:a", value=value) for value in ("Ali", "Aly")]
    assert len({one.id for one in about_the_name}) == 1
    readable = {"hedge": "stated", "polarity": "denies", "when": "2012"}
    different = [
        about_the_name[0],
        decision("confirm", "s:a"),  # no key of a claim is an entity's id
        same("s:a", "s:b"),
        same("s:a", "s:c"),
        same("s:a", "s:b", source="folder"),
        decision("confirm", "key"),
        decision("confirm", "other"),
        *(correct(field, readable.get(field, "x")) for field in CORRECTABLE),
    ]
    assert len({one.id for one in different}) == len(different)


TYPES = {"s:a": EntityType.PERSON, "s:b": EntityType.PERSON, "s:g": EntityType.ORGANIZATION}


@pytest.mark.parametrize("make", [same, apart])
def test_two_entities_that_are_decided_on_are_known_and_of_one_type(make: Callable[[str, str], Decision]) -> None:
    check_decision(make("s:a", "s:b"), TYPES)
    for left, right, where in (("s:x", "s:a", "left"), ("s:a", "s:x", "right"), ("s:a", "s:g", "right")):
        with pytest.raises(InputError) as caught:
            check_decision(make(left, right), TYPES)
        assert caught.value.where == where
        assert caught.value.next_step


def test_a_decision_about_a_claim_needs_no_entity() -> None:
    check_decision(decision("confirm", "key"), {})


# --- identity

ENTITIES = [f"s:{letter}" for letter in "abcdefg"]
pairs = st.lists(st.sampled_from(ENTITIES), min_size=2, max_size=2, unique=True)
standing = st.lists(pairs.map(lambda ends: same(*ends)), max_size=8)


def linked(decisions: list[Decision]) -> "nx.Graph[str]":
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(ENTITIES)
    graph.add_edges_from((one.left, one.right) for one in decisions)
    return graph


@given(standing)
def test_entities_linked_by_decisions_are_one_and_the_smallest_id_stands_for_them(decisions: list[Decision]) -> None:
    identity = Identity(decisions)
    groups = [frozenset(group) for group in nx.connected_components(linked(decisions))]
    for group in groups:
        for entity in group:
            assert identity.canonical(entity) == min(group)
            assert identity.group(entity) == group
    assert identity.merged == {entity: min(group) for group in groups for entity in group if entity != min(group)}


@given(standing.flatmap(lambda decisions: st.tuples(st.just(decisions), st.permutations(decisions))))
def test_the_order_of_decisions_does_not_matter(orders: tuple[list[Decision], list[Decision]]) -> None:
    one, other = (Identity(order) for order in orders)
    assert [one.canonical(entity) for entity in ENTITIES] == [other.canonical(entity) for entity in ENTITIES]


@given(standing, standing)
def test_what_was_undone_counts_for_nothing(decisions: list[Decision], undone: list[Decision]) -> None:
    taken_back = [replace(one, undone=WHEN) for one in undone]
    assert Identity([*decisions, *taken_back]).merged == Identity(decisions).merged


def test_an_entity_that_nobody_decided_on_is_its_own() -> None:
    identity = Identity()
    assert identity.canonical("s:x") == "s:x"
    assert identity.group("s:x") == {"s:x"}
    assert identity.merged == {}


def test_decisions_about_claims_are_passed_over() -> None:
    identity = Identity([decision("confirm", "s:a"), decision("reject", "s:b"), correct("role", "x")])
    assert identity.merged == {}


@given(standing, pairs)
def test_two_decided_apart_are_refused_exactly_when_a_chain_links_them_and_the_chain_is_named(
    decisions: list[Decision], ends: list[str]
) -> None:
    graph = linked(decisions)
    left, right = ends
    if not nx.has_path(graph, left, right):
        assert Identity([*decisions, apart(left, right)]).merged == Identity(decisions).merged
        return
    with pytest.raises(ConflictError) as caught:
        Identity([*decisions, apart(left, right)])
    chain = caught.value.what.rpartition(": ")[2].split(" = ")
    assert (chain[0], chain[-1]) == (left, right)
    assert all(graph.has_edge(one, other) for one, other in pairwise(chain))
    assert len(chain) == nx.shortest_path_length(graph, left, right) + 1
    assert "an analyst" in caught.value.what
    assert caught.value.next_step


def test_the_refusal_reads_the_same_in_every_order() -> None:
    decisions = [same("s:a", "s:b"), same("s:b", "s:d"), same("s:a", "s:c"), same("s:c", "s:d"), apart("s:a", "s:d")]
    messages = set()
    for order in permutations(decisions):
        with pytest.raises(ConflictError) as caught:
            Identity(order)
        messages.add(str(caught.value))
    assert len(messages) == 1
    assert "s:a = s:b = s:d" in messages.pop()


def test_undoing_either_side_of_a_contradiction_settles_it() -> None:
    link, bar = same("s:a", "s:b"), apart("s:b", "s:a")
    assert Identity([link, replace(bar, undone=WHEN)]).merged == {"s:b": "s:a"}
    assert Identity([replace(link, undone=WHEN), bar]).merged == {}


def test_a_chain_of_thousands_is_followed() -> None:
    names = [f"s:{i:05}" for i in range(20_000)]
    identity = Identity(same(one, other) for one, other in pairwise(names))
    assert identity.canonical(names[-1]) == names[0]
    assert len(identity.merged) == len(names) - 1


# --- amending a claim

LEADS = Claim(
    source="s",
    record="1",
    kind="LEADS",
    about=(("subject", "s:a"), ("object", "s:g")),
    hedge=Hedge.RUMOURED,
    hedge_word="rumored",
    credibility=5,
    edtf="2012",
    bounds=Bounds(from_latest=date(2012, 12, 31), to_earliest=date(2012, 1, 1)),
    role="emir",
    note="a note",
)
BORN = Claim(source="s", record="2", kind="BORN", about=(("subject", "s:a"),), edtf="1972")
NAME = Claim(source="s", record="3", kind="NAME", about=(("subject", "s:a"),), value="Iyad")
PLACE = Claim(source="s", record="4", kind="LOCATION", about=(("subject", "s:p"),), value="16.27,-0.04")
DIED = Claim(source="s", record="5", kind="DEATHS_BEST", about=(("subject", "s:e"),), value="3")


def test_without_decisions_a_claim_is_itself() -> None:
    assert amend(LEADS, []) == LEADS


def test_a_rejected_claim_is_gone_whatever_else_was_decided() -> None:
    decisions = [decision("reject", "key"), decision("confirm", "key", source="other"), correct("role", "x")]
    for order in permutations(decisions):
        assert amend(LEADS, order) is None


def test_a_confirmed_claim_counts_as_stated_and_keeps_its_words() -> None:
    confirmed = amend(LEADS, [decision("confirm", "key")])
    assert confirmed == replace(LEADS, hedge=Hedge.STATED, credibility=None)
    assert confirmed is not None
    assert confirmed.hedge_word == "rumored"


@pytest.mark.parametrize(
    ("claim", "field", "value", "expected"),
    [
        (LEADS, "role", "commander", {"role": "commander"}),
        (LEADS, "role", "", {"role": ""}),
        (LEADS, "note", "another", {"note": "another"}),
        (LEADS, "hedge", "possible", {"hedge": Hedge.POSSIBLE, "credibility": None}),
        (LEADS, "polarity", "denies", {"polarity": Polarity.DENIES}),
        (
            LEADS,
            "when",
            " 2012-04~ ",
            {"edtf": "2012-04~", "bounds": Bounds(from_latest=date(2012, 5, 31), to_earliest=date(2012, 3, 1))},
        ),
        (
            LEADS,
            "when",
            "[2012-01..2012-06]",
            {
                "edtf": "[2012-01..2012-06]",
                "bounds": Bounds(from_latest=date(2012, 6, 30), to_earliest=date(2012, 1, 1)),
            },
        ),
        (LEADS, "when", "", {"edtf": "", "bounds": UNDATED}),
        (
            BORN,
            "when",
            "1973",
            {
                "edtf": "1973",
                "bounds": Bounds(date(1973, 1, 1), date(1973, 12, 31), date(1973, 1, 1), date(1973, 12, 31)),
            },
        ),
        (NAME, "value", "Iyad Ag Ghali", {"value": "Iyad Ag Ghali"}),
        (PLACE, "value", "17,1", {"value": "17,1"}),
        (DIED, "value", "4", {"value": "4"}),
    ],
)
def test_a_correction_replaces_its_part_and_no_other(
    claim: Claim, field: str, value: str, expected: dict[str, Any]
) -> None:
    corrected = amend(claim, [correct(field, value)])
    assert corrected == replace(claim, **expected)
    assert corrected is not None
    assert corrected.key == claim.key


def test_what_a_person_decides_goes_before_the_mark_of_an_inference() -> None:
    inferred = replace(LEADS, inferred=True)
    for decided, left in [
        (correct("hedge", "possible"), False),
        (decision("confirm", "key"), False),
        (correct("role", "emir"), True),
    ]:
        amended = amend(inferred, [decided])
        assert amended is not None
        assert amended.inferred is left


def test_every_part_that_can_be_corrected_is_tried() -> None:
    assert set(CORRECTABLE) == {"when", "role", "hedge", "polarity", "value", "note"}


def test_a_corrected_date_knows_when_its_source_was_published() -> None:
    corrected = amend(LEADS, [correct("when", "2012-04/..")], published=date(2013, 2, 5))
    assert corrected is not None
    assert corrected.bounds == Bounds(date(2012, 4, 1), date(2012, 4, 30), date(2013, 2, 5))
    with pytest.raises(InputError):
        amend(LEADS, [correct("when", "2014/..")], published=date(2013, 2, 5))


@pytest.mark.parametrize(
    ("claim", "field", "value"),
    [
        (LEADS, "value", "x"),
        (BORN, "value", "1972"),
        (BORN, "when", " "),
        (NAME, "value", ""),
        (PLACE, "value", "north of Gao"),
        (PLACE, "value", "91,0"),
        (DIED, "value", "several"),
        (replace(LEADS, kind="EVENT_RECORD"), "value", "x"),
    ],
)
def test_a_correction_that_does_not_fit_the_claim_is_refused(claim: Claim, field: str, value: str) -> None:
    with pytest.raises(InputError) as caught:
        amend(claim, [correct(field, value)])
    assert caught.value.where == "value"


def test_corrections_of_several_parts_hold_together_in_every_order() -> None:
    decisions = [correct("role", "x"), correct("hedge", "stated"), correct("when", "2011"), decision("confirm", "key")]
    outcomes = {amend(LEADS, order) for order in permutations(decisions)}
    assert len(outcomes) == 1


def test_the_later_of_two_corrections_of_one_part_stands() -> None:
    early = correct("role", "emir of all", source="one")
    late = replace(correct("role", "commander", source="two"), when=date(2013, 3, 2))
    for order in ([early, late], [late, early]):
        amended = amend(LEADS, order)
        assert amended is not None
        assert amended.role == "commander"


@pytest.mark.parametrize("kind", ["reject", "confirm"])
def test_a_decision_that_was_undone_leaves_the_claim_alone(kind: str) -> None:
    assert amend(LEADS, [decision(kind, "key", undone=WHEN)]) == LEADS
    assert amend(LEADS, [correct("role", "x", undone=WHEN)]) == LEADS


def test_amending_changes_nothing_of_what_the_source_said() -> None:
    before = LEADS.digest
    amend(LEADS, [correct("role", "x"), decision("confirm", "key")])
    assert LEADS.digest == before
    assert LEADS.role == "emir"
