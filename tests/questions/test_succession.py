"""Who held a post, one after the other: a worked case, the sample, and random worlds day by day."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from enumeration.worlds import GRID, Tie, World, every_choice, span_of
from tertius.answers import Answers

pytestmark = pytest.mark.anyio

QUESTION = "commanders/succession"
ENTITIES = """id,type,name
base,Organization,The Base
ann,Person,Ann
ben,Person,Ben
cas,Person,Cas
dov,Person,Dov
"""
CLAIMS = """claim_id,subject,kind,object,role,stint,when
1,ann,LEADS,base,Emir,1,2010-01-01/2010-06-30
2,ben,LEADS,base,emir,1,2010-07-11/2011-06
3,cas,LEADS,base,emir,1,2011-06-20/2012-01-01
4,ann,LEADS,base,emir,2,2012-03/2012-12-31
5,dov,LEADS,base,,1,2010/2012
"""


@pytest.fixture
def base(of_claims: Callable[..., Answers]) -> Answers:
    return of_claims(base={"entities": ENTITIES, "claims": CLAIMS})


async def test_order_gaps_and_overlaps_of_a_post(base: Answers) -> None:
    rows = (await base.ask(QUESTION, {"organization_id": "base:base", "role": "emir"})).rows
    assert [
        (row["place"], row["person"], row["overlaps"], row["gap"], row["gap_from"], row["gap_to"]) for row in rows
    ] == [
        (1, "Ann", [], None, None, None),
        # Nobody from 1 to 10 July.
        (2, "Ben", ["Cas"], "certain", "2010-07-01", "2010-07-10"),
        # Ben stayed until some day in June: until the 19th there may have been nobody for some days, after it both.
        (3, "Cas", ["Ben"], "possible", None, None),
        # Ann's second spell began at some time in March, so January and February have nobody for sure.
        (4, "Ann", [], "certain", "2012-01-02", "2012-02-29"),
    ]
    assert all(row["certain_overlap_ids"] == [] for row in rows)
    assert len({row["role"] for row in rows}) == 1
    (dov,) = [row for row in (await base.ask(QUESTION, {})).rows if row["person"] == "Dov"]
    assert (dov["role"], dov["place"], dov["overlaps"]) == (None, 1, [])  # the claim names no role


async def test_a_gap_is_that_of_the_one_who_came_after_it(of_claims: Callable[..., Answers]) -> None:
    claims = """claim_id,subject,kind,object,role,when
1,ann,LEADS,base,emir,2000-01-01/2000-12-31
2,ben,LEADS,base,emir,2005-01-01/2006-05-31
3,cas,LEADS,base,emir,2006-06-01/2007-03
4,dov,LEADS,base,emir,2007-03-20/2008
"""
    rows = (await of_claims(base={"entities": ENTITIES, "claims": claims}).ask(QUESTION, {})).rows
    assert [(row["person"], row["gap"], row["gap_from"], row["gap_to"]) for row in rows] == [
        ("Ann", None, None, None),
        ("Ben", "certain", "2001-01-01", "2004-12-31"),
        ("Cas", None, None, None),  # began on the day after Ben had gone
        ("Dov", "possible", None, None),  # Cas left on some day in March
    ]


async def test_a_day_shows_who_held_it_then_with_places_and_gaps_of_all_days(base: Answers) -> None:
    rows = (await base.ask(QUESTION, {"role": "EMIR", "as_of": "2012-03-10"})).rows
    assert [(row["person"], row["place"], row["holds"], row["gap"]) for row in rows] == [
        ("Ann", 4, "possible", "certain")
    ]
    assert (await base.ask(QUESTION, {"role": "emir", "as_of": "2012-03-10", "dates": "certain"})).rows == []


async def test_of_the_sahara_the_brief_leaves_open_whether_there_was_a_gap(sample: Answers) -> None:
    answer = await sample.ask(QUESTION, {"role": "saharan emir"}, evidence=True)
    # Abu Alqama held the post until he died in August 2012; el-Hammam holds it in February 2013, no start is given.
    assert [(row["person"], row["latest"], row["begun_by"], row["gap"]) for row in answer.rows] == [
        ("Nabil Abu Alqama", "2012-08-31", "2012-08-31", None),
        ("Yahya Abou el-Hammam", None, "2013-02-05", "possible"),
    ]
    assert [row["certain_overlap_ids"] for row in answer.rows] == [[], []]
    assert answer.evidence is not None
    assert {answer.evidence.claims[claim].locator for claim in answer.evidence.rows[0]} == {"p4"}


# --- random worlds ----------------------------------------------------------------------------------------------------


AFTER = date(2020, 1, 1)
"""A day between the last of the grid that a source speaks of and the end of time."""


def perhaps_nobody(tie: Tie, others: list[Tie]) -> bool:
    """Whether dates can be read so that nobody held it on the day before this one began, after one of the others."""
    return any(
        tie.bounds[0] <= day + timedelta(1) <= tie.bounds[1]
        and any(end < day for other in others for _, end in other.readings)
        and all(any(end < day or begin > day for begin, end in other.readings) for other in others)
        for day in (*GRID[:-1], AFTER)
    )


async def test_random_posts(answers: Answers, world: World) -> None:
    seen = set()
    for asked in every_choice(7, 16):
        asked.pop("level")
        first, last = span_of(asked)
        posts = defaultdict(list)
        for tie in world.ties:
            if tie.kind == "LEADS" and world.kinds[tie.end] != "category" and tie.likelihood >= asked["min_likelihood"]:
                posts[tie.end, tie.role].append(tie)
        expected = {}
        for holders in posts.values():
            for tie in holders:
                sure = any(first <= end and begin <= last for begin, end in tie.readings) and all(
                    first <= end and begin <= last for begin, end in tie.readings
                )
                if (sure or asked["dates"] == "possible") and any(tie.may_hold(d) for d in GRID if first <= d <= last):
                    expected[tie.id] = (tie, [other for other in holders if other != tie], sure)
        rows = (await answers.ask(QUESTION, {**asked, "limit": 1000})).rows
        assert {row["tie_ids"][0] for row in rows} == expected.keys(), asked
        for row in rows:
            tie, others, sure = expected[row["tie_ids"][0]]
            assert row["holds"] == ("certain" if sure else "possible")
            beside = {o.start for o in others if any(o.may_hold(day) and tie.may_hold(day) for day in GRID)}
            both = {
                o.start
                for o in others
                if all(max(a[0], b[0]) <= min(a[1], b[1]) for a in tie.readings for b in o.readings)
            }
            assert [id_.removeprefix("random:") for id_ in row["overlap_ids"]] == sorted(beside)
            assert [id_.removeprefix("random:") for id_ in row["certain_overlap_ids"]] == sorted(both)
            before = [day for day in GRID if day < tie.bounds[0] and not any(o.may_hold(day) for o in others)]
            certainly = [day for day in before if any(other.bounds[3] < day for other in others)]
            if row["gap_from"] is not None:
                assert row["gap"] == "certain"
                days = [day for day in GRID if row["gap_from"] <= day.isoformat() <= row["gap_to"]]
                assert set(days) <= set(certainly)
            else:
                # Days without anybody before it are those before somebody else, who began sooner.
                assert all(any(day < o.bounds[0] < tie.bounds[0] for o in others) for day in certainly)
                assert (row["gap"] == "possible") == perhaps_nobody(tie, others), (row, asked)
            seen.add((row["gap"], bool(beside), bool(both)))
        for (organization, role), holders in posts.items():
            post = (f"random:{organization}", role or None)
            whole = [row for row in rows if (row["organization_id"], row["role"]) == post]
            assert [row["place"] for row in whole] == sorted(row["place"] for row in whole)
            for i, one in enumerate(whole):
                for other in whole[i + 1 :]:
                    assert not expected[other["tie_ids"][0]][0].bounds[3] < expected[one["tie_ids"][0]][0].bounds[0]
            assert len(whole) <= len(holders)
    assert len(seen) > 2, "This world shows nothing."
