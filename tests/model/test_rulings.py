"""Which of several decisions about one claim count: those without which the claim would count as something else."""

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.model.claims import Claim
from tertius.model.decisions import Decision, DecisionKind
from tertius.model.hedges import Hedge
from tertius.model.rulings import Rulings

LEADS = Claim(
    source="s",
    record="1",
    kind="LEADS",
    about=(("subject", "s:a"), ("object", "s:g")),
    hedge=Hedge.RUMOURED,
    role="emir",
)

_DECIDED = st.one_of(
    st.tuples(st.sampled_from(("confirm", "reject")), st.just(""), st.just("")),
    st.tuples(st.just("correct"), st.just("hedge"), st.sampled_from(("believed", "suspected"))),
    st.tuples(st.just("correct"), st.just("role"), st.sampled_from(("commander", "deputy"))),
    st.tuples(st.just("correct"), st.just("when"), st.sampled_from(("2012", "2013"))),
    st.tuples(st.just("correct"), st.just("value"), st.just("fits no tie")),
)


def decision(kind: str, field: str, value: str, day: int, source: str) -> Decision:
    return Decision(
        kind=DecisionKind(kind),
        left=LEADS.key,
        field=field,
        value=value,
        who="an analyst",
        when=date(2026, 1, day),
        why="read again",
        source=source,
    )


@given(
    st.lists(
        st.builds(
            lambda what, day, source: decision(*what, day, source), _DECIDED, st.integers(1, 3), st.sampled_from("xyz")
        ),
        max_size=5,
        unique_by=lambda one: one.id,
    )
)
def test_the_claim_counts_as_those_that_count_leave_it_and_as_none_fewer_do(decisions: list[Decision]) -> None:
    rulings = Rulings.of(decisions)
    counting = rulings.in_force(LEADS)
    outcome = rulings.amended(LEADS)
    assert Rulings.of(counting).amended(LEADS) == outcome
    # The least that has the same outcome, by trying: no more kinds of decision count than are needed for it.
    least = next(
        len(some)
        for size in range(len(decisions) + 1)
        for some in combinations(decisions, size)
        if Rulings.of(some).amended(LEADS) == outcome
    )
    assert least <= len(counting)
    assert len({(one.kind, one.field) for one in counting}) == least


@pytest.mark.parametrize("first", [0, 1])
def test_two_rejections_both_count_and_nothing_else(first: int) -> None:
    rejections = [decision("reject", "", "", day, source) for day, source in ((1, "x"), (2, "y"))]
    others = [decision("confirm", "", "", 3, "z"), decision("correct", "role", "deputy", 3, "z")]
    given_ = [*rejections[first:], *others, *rejections[:first]]
    assert Rulings.of(given_).in_force(LEADS) == tuple(rejections)
