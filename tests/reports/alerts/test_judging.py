"""What came and what left, held against a count over small sets; and sentences that claim no more than is known."""

import itertools
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.answers import Answer, AnswerColumn
from tertius.reports.alerts.judging import judge, sentences
from tertius.reports.alerts.rule import AlertRule

Rows = Sequence[dict[str, Any]]


def rule(when: dict[str, object]) -> AlertRule:
    return AlertRule.model_validate({"name": "a", "title": "A", "question": "centrality/betweenness", "when": when})


def answer(rows: Rows, *, truncated: bool = False, worlds: int = 1_000) -> Answer:
    kinds = {"rank": "integer", "node_id": "string", "node": "string", "rank_low": "number", "rank_high": "number"}
    columns = [AnswerColumn(name=name, type=kind, about="") for name, kind in {**kinds, "p_first": "number"}.items()]
    return Answer.model_construct(
        question="centrality/betweenness",
        params={"worlds": worlds, "interval": 0.9},
        columns=columns,
        rows=list(rows),
        truncated=truncated,
        evidence=None,
    )


def row(node: str, rank: int, low: float | None = None, high: float | None = None, first: float = 0) -> dict[str, Any]:
    known = {"rank": rank, "node_id": f"x:{node}", "node": node, "p_first": first}
    return {**known, "rank_low": low, "rank_high": high}


ranks = st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 8))


@given(before=ranks, after=ranks, bound=st.integers(1, 8))
def test_who_came_and_who_left_are_the_differences_of_sets(
    before: dict[str, int], after: dict[str, int], bound: int
) -> None:
    was, is_now = (answer([row(node, rank) for node, rank in one.items()]) for one in (before, after))

    def among(one: dict[str, int]) -> set[str]:
        return {node for node, rank in one.items() if rank <= bound}

    def found(when: dict[str, object]) -> tuple[set[str], int]:
        changes = judge(rule(when), was, is_now, None)
        names = {
            (is_now.rows[one.after] if one.after is not None else was.rows[one.before or 0])["node"] for one in changes
        }
        return names, len(changes)

    came, left = among(after) - among(before), among(before) - among(after)
    where = f"rank <= {bound}"
    assert found({"enters": "rows", "where": where}) == (came, len(came))
    assert found({"leaves": "rows", "where": where}) == (left, len(left))
    assert found({"enters": "rows"}) == (set(after) - set(before), len(set(after) - set(before)))
    assert found({"leaves": "rows"}) == (set(before) - set(after), len(set(before) - set(after)))
    assert found({"below": "rank", "value": bound + 0.5}) == (came, len(came))


def said(when: dict[str, object], before: Rows, after: Rows, **other: Any) -> list[str]:  # noqa: ANN401
    was, is_now = answer(before), answer(after, **other)
    return sentences(rule(when), was, is_now, judge(rule(when), was, is_now, None))


def test_a_rank_comes_with_what_simulations_say_of_it() -> None:
    [sentence] = said({"enters": "rows", "where": "rank <= 5"}, [row("Ada", 7, 6, 9)], [row("Ada", 3, 2, 4)])
    assert sentence == (
        "According to the loaded sources new: Ada, with rank at most 5; rank: 7 then, 3 now. "
        "Then 90% of 1,000 simulations of which claims hold give a rank from 6 to 9. "
        "Now 90% of 1,000 simulations of which claims hold give a rank from 2 to 4."
    )


@pytest.mark.parametrize(("low", "high", "chance"), [(1, 5, False), (1, 6, True), (6, 9, False)])
def test_what_simulations_do_not_settle_may_be_chance(low: int, high: int, chance: bool) -> None:
    [sentence] = said({"enters": "rows", "where": "rank <= 5"}, [], [row("Ada", 5, low, high)])
    assert ("may be chance" in sentence) is chance


def test_no_word_says_that_something_rose_or_fell() -> None:
    whens: list[dict[str, object]] = [
        {"enters": "rows", "where": "rank <= 5"},
        {"leaves": "rows", "where": "rank <= 5"},
        {"above": "p_first", "value": 0.8},
        {"below": "p_first", "value": 0.8},
        {"enters": "rows"},
        {"leaves": "rows"},
    ]
    rows = [[], [row("Ada", 3, 1, 9, 0.9)], [row("Ada", 7, 1, 9, 0.1)]]
    told = [
        one for when in whens for before, after in itertools.permutations(rows, 2) for one in said(when, before, after)
    ]
    assert told
    for sentence in told:
        assert sentence.startswith(("According to the loaded sources new", "According to the loaded sources no longer"))
        assert not {"rose", "fell", "climbed", "dropped", "gained", "lost"} & set(sentence.split())
        assert "simulations of which claims hold" in sentence


def test_without_simulations_none_is_spoken_of() -> None:
    [sentence] = said({"enters": "rows"}, [], [row("Ada", 3, 3, 3)], worlds=0)
    assert sentence == "According to the loaded sources new in the answer: Ada."


def test_a_bound_of_rows_is_told() -> None:
    told = said({"enters": "rows"}, [], [row("Ada", 3)], truncated=True)
    assert told[-1] == ("The question has more rows than those looked at (1 row): one can come or go at that bound.")
