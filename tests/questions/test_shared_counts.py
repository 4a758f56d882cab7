"""How many people two organizations share, against enumeration of days and readings on random worlds."""

import itertools
from collections import defaultdict
from typing import Any

import pytest

from enumeration.worlds import Way, World, certain, every_choice, likelihood, possible, span_of, ties_of
from tertius.answers import Answers

pytestmark = pytest.mark.anyio

QUESTION = "commanders/shared_counts"


async def test_random_worlds(answers: Answers, world: World) -> None:
    seen = 0
    for asked in every_choice(11, 12):
        span = span_of(asked)
        found: dict[Any, list[tuple[Way, Way]]] = defaultdict(list)
        for a, b in itertools.permutations(
            world.ways(asked["level"], ("LEADS", "MEMBER_OF"), asked["min_likelihood"]), 2
        ):
            if a.person == b.person and a.tie != b.tie and a.group < b.group and possible((a, b), span):
                found[a.group, b.group, a.person].append((a, b))
        expected: dict[Any, dict[str, Any]] = defaultdict(lambda: defaultdict(float))
        ties = defaultdict(set)
        for (one, other, _), every in found.items():
            sure = [ways for ways in every if certain(frozenset(ways), span)]
            ways = sure if asked["dates"] == "certain" else every
            if not ways:
                continue
            row = expected[one, other]
            row["people"] += 1
            row["certain_people"] += bool(sure)
            row["leaders"] += any(a.tie.kind == b.tie.kind == "LEADS" for a, b in ways)
            row["expected_people"] += max(likelihood(both) for both in ways)
            ties[one, other] |= {tie.id for both in ways for tie in ties_of(both)}
        rows = (await answers.ask(QUESTION, {**asked, "limit": 1000})).rows
        got = {(row["one"], row["other"]): row for row in rows}
        assert got.keys() == expected.keys(), asked
        for pair, row in got.items():
            right = {name: pytest.approx(value, abs=1e-4) for name, value in expected[pair].items()}
            assert {name: row[name] for name in right} == right, (pair, asked)
            assert row["tie_ids"] == sorted(ties[pair])
        assert [row["people"] for row in rows] == sorted((row["people"] for row in rows), reverse=True)
        seen += len(rows)
    assert seen > 10, "This world shows nothing."


async def test_only_hamaha_is_shared_by_aqim_and_mujao(sample: Answers) -> None:
    rows = (await sample.ask(QUESTION, {"organization_id": "mali-2013:mujao"}, evidence=True)).rows
    pairs = {frozenset((row["one_id"], row["other_id"])): row for row in rows}
    row = pairs[frozenset(("mali-2013:aqim", "mali-2013:mujao"))]
    # He is stated to be of AQIM (.95), and others call him a leader of both (.80 each) since April 2012 (p10).
    assert (row["people"], row["certain_people"], row["leaders"]) == (1, 1, 1)
    assert row["expected_people"] == 0.95 * 0.8
    assert all("mali-2013:mujao" in pair for pair in pairs)
