"""Answers that mix no moments: cases worked out by hand, the sample beside a second document, and lives."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from catalogued import CATALOGUE
from enumeration.worlds import Tie, World, write_folder
from tertius.answers import Answers
from tertius.graph.connect import Target
from tertius.graph.read import Reader
from tertius_loaders.samples import sample_path

pytestmark = pytest.mark.anyio

SAHEL = Path(__file__).parents[1] / "sahel_2017"
HAMAHA = "mali-2013:omar-ould-hamaha"
JNIM = "sahel-2017:jnim"
ANSAR_DINE, MUJAO, AQIM = "mali-2013:ansar-al-din", "mali-2013:mujao", "mali-2013:aqim"
NOT_OF_A_TIME = {"evidence/contradictions"}
"""Its dates are those that contradict each other, whenever that is."""
DATED = [
    one for one in CATALOGUE.values() if one.kind == "query" and "dates" in one.params and one.id not in NOT_OF_A_TIME
]


# --- the merger of March 2017 -----------------------------------------------------------------------------------------


@pytest.fixture
def sahel(holding: Callable[..., Target], reader: Reader) -> Answers:
    """Answer from the sample and, beside it, a document of 2017 by which Ansar Dine is part of JNIM since March."""
    holding(sample_path("mali_2013"), SAHEL)
    return Answers(CATALOGUE, reader)


async def test_hamaha_is_a_broker_of_2012_between_the_groups_of_2012(sahel: Answers) -> None:
    first = (await sahel.ask("brokerage/brokers", {})).rows[0]
    assert (first["rank"], first["person_id"]) == (1, HAMAHA)
    # He led Ansar Dine and MUJAO since April 2012, and had long been in AQIM; Ansar Dine counts as itself until the end
    # of February 2017. All three are certain from the last day of April.
    assert (first["day"], first["from_day"], first["to_day"]) == ("2012-04-30", "2012-04-01", "2017-02-28")
    assert set(first["group_ids"]) == {ANSAR_DINE, MUJAO, AQIM}
    assert (first["pairs"], first["certain_pairs"], first["sole_pairs"]) == (3, 3, 2)


async def test_hamaha_never_certainly_led_what_began_in_2017(sahel: Answers) -> None:
    (row,) = (await sahel.ask("commanders/several", {"dates": "certain"})).rows
    assert row["person_id"] == HAMAHA
    assert set(row["group_ids"]) == {ANSAR_DINE, MUJAO, AQIM}
    assert set(row["unit_ids"]) == {ANSAR_DINE, MUJAO, AQIM}
    assert (row["earliest"], row["certain_from"], row["certain_to"]) == ("2012-04-01", "2012-04-30", "2013-02-05")


@pytest.mark.parametrize("dates", ["possible", "certain"])
@pytest.mark.parametrize("days", [{}, {"to_day": "2017-02-28"}, {"as_of": "2012-06-01"}, {"from_day": "2017-04-01"}])
async def test_no_row_about_jnim_is_older_than_jnim(sahel: Answers, days: dict[str, str], dates: str) -> None:
    asked = {**days, "dates": dates, "limit": 500}
    overlaps = (await sahel.ask("commanders/overlapping", asked)).rows
    of_jnim = [row for row in overlaps if row["organization_id"] == JNIM]
    assert all(row["earliest"] >= "2017-03-01" for row in of_jnim)
    assert bool(of_jnim) == (days == {} or "from_day" in days)
    for row in (await sahel.ask("commanders/several", asked)).rows:
        assert JNIM not in row["group_ids"] or row["earliest"] >= "2017-03-01"
    for row in (await sahel.ask("brokerage/brokers", asked)).rows:
        assert JNIM not in row["group_ids"] or row["from_day"] >= "2017-03-01"
    for row in (await sahel.ask("brokerage/between", {**asked, "one_id": JNIM, "other_id": AQIM})).rows:
        assert row["earliest"] >= "2017-03-01"


async def test_koufa_and_ag_ghali_certainly_led_in_jnim_at_once_from_the_end_of_march_2017(sahel: Answers) -> None:
    rows = (await sahel.ask("commanders/overlapping", {"organization_id": JNIM, "dates": "certain"})).rows
    pair = next(row for row in rows if row["other_id"] == "sahel-2017:amadou-koufa")
    # Its emir, and the head of the Katiba Macina since 2015, a component; both still so at publication.
    assert (pair["one"], pair["one_unit_id"]) == ("Iyad Ag Ghali", JNIM)
    assert pair["other_unit_id"] == "sahel-2017:katiba-macina"
    assert (pair["earliest"], pair["certain_from"], pair["certain_to"]) == ("2017-03-01", "2017-03-31", "2017-07-15")


async def test_who_led_ansar_dine_in_2012_led_no_part_of_jnim_then(sahel: Answers) -> None:
    asked = {"as_of": "2012-06-01", "organization_id": ANSAR_DINE}
    by_group = (await sahel.ask("commanders/overlapping", {"as_of": "2012-06-01"})).rows
    assert JNIM not in {row["organization_id"] for row in by_group}
    assert {row["organization_id"] for row in (await sahel.ask("commanders/overlapping", asked)).rows} == {ANSAR_DINE}


# --- small worlds, worked out by hand ---------------------------------------------------------------------------------


@pytest.fixture
def told(holding: Callable[..., Target], reader: Reader, tmp_path: Path) -> Callable[..., Answers]:
    """Give a function that answers from a few claims: (kind, from, to, when) or (kind, whose life, when)."""

    def tell(kinds: str, *claims: tuple[str, ...]) -> Answers:
        folder = tmp_path / f"told-{len(list(tmp_path.iterdir()))}"
        organizations = dict(one.split("=") for one in kinds.split())
        people = sorted({c[1] for c in claims if c[1] not in organizations} | {c[2] for c in claims if c[2] in "pqr"})
        world = World(folder, people, organizations)
        for kind, start, *rest in claims:
            if kind in ("BORN", "DIED", "ESTABLISHED", "DISSOLVED"):
                world.lives.setdefault(start, []).append((kind, rest[0], *(rest[1:] or ["stated"]), "asserts"))
            else:
                world.ties.append(Tie(kind, start, rest[0], rest[2] if len(rest) > 2 else "stated", rest[1]))
        write_folder(world)
        holding(folder)
        return Answers(CATALOGUE, reader)

    return tell


CIRCLE = (("PART_OF", "a", "b", ""), ("PART_OF", "b", "a", ""), ("LEADS", "p", "a", ""), ("MEMBER_OF", "p", "b", ""))


async def test_two_that_are_part_of_each_other_are_one(told: Callable[..., Answers]) -> None:
    answers = told("a=group b=group", *CIRCLE, ("LEADS", "q", "b", ""))
    assert (await answers.ask("brokerage/brokers", {})).rows == []
    assert (await answers.ask("commanders/several", {})).rows == []
    (overlap,) = (await answers.ask("commanders/overlapping", {})).rows
    assert (overlap["organization_id"], overlap["one_unit"], overlap["other_unit"]) == ("random:a", "a", "b")
    assert len((await answers.ask("brokerage/brokers", {"level": "unit"})).rows) == 1
    # Asked for by name the two are still two, and each has the other's ties.
    both = {"one_id": "random:a", "other_id": "random:b"}
    assert [row["person"] for row in (await answers.ask("brokerage/between", both)).rows] == ["p"]


async def test_a_circle_of_one_year_is_one_in_that_year_alone(told: Callable[..., Answers]) -> None:
    answers = told(
        "a=group b=group",
        ("PART_OF", "a", "b", "2005/2005"),
        ("PART_OF", "b", "a", "2005/2005"),
        ("LEADS", "p", "a", "2004/2007"),
        ("LEADS", "p", "b", "2004/2007"),
    )
    for day, pairs in (("2004-06-01", 1), ("2005-06-01", 0), ("2006-06-01", 1)):
        assert len((await answers.ask("brokerage/brokers", {"as_of": day})).rows) == pairs
        assert len((await answers.ask("commanders/several", {"as_of": day})).rows) == pairs
    (row,) = (await answers.ask("brokerage/brokers", {})).rows
    # First on New Year's Eve of 2004, when both ties have certainly begun.
    assert (row["day"], row["from_day"], row["to_day"]) == ("2004-12-31", "2004-01-01", "2004-12-31")


async def test_a_unit_that_changes_hands_makes_no_pair_of_its_two_groups(told: Callable[..., Answers]) -> None:
    answers = told(
        "u=unit a=group b=group",
        ("PART_OF", "u", "a", "2004/2006-06"),
        ("PART_OF", "u", "b", "2006-06/2008"),
        ("LEADS", "p", "u", "2005/2007"),
    )
    for asked in ({}, {"as_of": "2006-06-15"}, {"from_day": "2006-06-01", "to_day": "2006-06-30"}):
        assert (await answers.ask("brokerage/brokers", asked)).rows == []
        assert (await answers.ask("commanders/several", asked)).rows == []


async def test_a_doubt_about_a_unit_makes_neither_a_broker_nor_certainty(told: Callable[..., Answers]) -> None:
    # u may have been part of a in 2006: it began in 2005 or 2006 and ended in 2006 or 2007.
    answers = told(
        "u=unit a=group b=group",
        ("PART_OF", "u", "a", "[2005..2006]/[2006..2007]"),
        ("LEADS", "p", "u", "2004/2009"),
        ("LEADS", "p", "a", "2004/2009"),
        ("LEADS", "q", "a", "2004/2009"),
    )
    for dates in ("possible", "certain"):
        assert (await answers.ask("brokerage/brokers", {"as_of": "2006-06-01", "dates": dates})).rows == []
    before = (await answers.ask("brokerage/brokers", {"as_of": "2004-12-31", "dates": "certain"})).rows
    assert [row["groups"] for row in before] == [["a", "u"]]
    # As a's, by way of u, p is certain on no day of 2006; by p's own command of a, on every one.
    pair = {"organization_id": "random:a", "as_of": "2006-06-01", "dates": "certain"}
    (row,) = (await answers.ask("commanders/overlapping", pair)).rows
    assert (row["one_unit"], row["ways"]) == ("a", 1)
    (row,) = (await answers.ask("commanders/overlapping", {**pair, "dates": "possible"})).rows
    assert (row["one_unit"], row["ways"], row["overlap"]) == ("a", 2, "certain")


async def test_a_militia_under_a_ministry_counts_as_itself(told: Callable[..., Answers]) -> None:
    answers = told(
        "m=group s=state g=group",
        ("PART_OF", "m", "s", "2004/.."),
        ("LEADS", "p", "m", "2005/.."),
        ("LEADS", "p", "g", "2005/.."),
        ("LEADS", "q", "s", "2005/.."),
    )
    (row,) = (await answers.ask("brokerage/brokers", {})).rows
    assert row["groups"] == ["g", "m"]
    # Asked about the state, the militia is within it.
    (row,) = (await answers.ask("commanders/overlapping", {"organization_id": "random:s"})).rows
    assert (row["one_unit"], row["other_unit"]) == ("m", "s")


@pytest.mark.parametrize(("hedge", "rolls_up"), [("possible", False), ("suspected", True)])
async def test_only_part_of_of_one_half_and_more_rolls_up_whatever_is_asked(
    told: Callable[..., Answers], hedge: str, rolls_up: bool
) -> None:
    answers = told(
        "u=unit a=group",
        ("PART_OF", "u", "a", "", hedge),
        ("LEADS", "p", "u", ""),
        ("LEADS", "p", "a", ""),
    )
    for least in (0.0, 0.3, 0.5, 0.9):
        rows = (await answers.ask("brokerage/brokers", {"min_likelihood": least})).rows
        assert [row["groups"] for row in rows] == ([] if rolls_up else [["a", "u"]])


# --- lives ------------------------------------------------------------------------------------------------------------


async def test_an_undated_tie_holds_neither_before_a_founding_nor_after_a_death(told: Callable[..., Answers]) -> None:
    answers = told(
        "a=group b=group",
        ("LEADS", "p", "a", ""),
        ("LEADS", "p", "b", ""),
        ("LEADS", "q", "a", ""),
        ("ESTABLISHED", "a", "2005"),
        ("DIED", "p", "2008"),
    )
    both = {"one_id": "random:a", "other_id": "random:b"}
    chain = {"from_id": "random:p", "to_id": "random:a"}
    questions: dict[str, dict[str, Any]] = {
        "brokerage/brokers": {},
        "brokerage/between": both,
        "commanders/several": {},
        "commanders/overlapping": {},
        "paths/shortest": chain,
    }
    for question, asked in questions.items():
        for day, rows in (("2004-12-31", 0), ("2005-01-01", 1), ("2008-12-31", 1), ("2009-01-01", 0)):
            answer = await answers.ask(question, {**asked, "as_of": day, "limit": 1})
            assert len([row for row in answer.rows if row.get("hops", 1) == 1]) == rows, (question, day)
    (row,) = (await answers.ask("brokerage/brokers", {})).rows
    assert (row["day"], row["from_day"], row["to_day"]) == ("2005-01-01", "2005-01-01", "2008-12-31")
    (row,) = (await answers.ask("commanders/overlapping", {})).rows
    assert (row["earliest"], row["latest"], row["overlap"]) == ("2005-01-01", "2008-12-31", "possible")


async def test_a_rumoured_death_ends_nothing(told: Callable[..., Answers]) -> None:
    answers = told("a=group", ("LEADS", "p", "a", ""), ("LEADS", "q", "a", ""), ("DIED", "p", "2008", "rumoured"))
    assert len((await answers.ask("commanders/overlapping", {"as_of": "2010-01-01"})).rows) == 1


async def test_the_evidence_of_a_clipped_tie_shows_the_life_that_clips_it(told: Callable[..., Answers]) -> None:
    # The founding lies before all that the tie's own dates allow, so it cuts nothing.
    answers = told("a=group", ("LEADS", "p", "a", "2004/"), ("DIED", "p", "2008"), ("ESTABLISHED", "a", "2003"))
    rows = (await answers.ask("evidence/of_tie", {"tie_id": Tie("LEADS", "p", "a", "stated", "2004/").id})).rows
    assert [(row["kind"], row["bears_on"], row["edtf"]) for row in rows] == [
        ("LEADS", "tie", "2004/"),
        ("DIED", "life", "2008"),
    ]
    for row in rows:
        assert row["clipped_by"] == ["DIED random:p"]
        # Its end is not known, but it did not end before it can have begun.
        own = [row[f"own_{end}"] for end in ("from_earliest", "from_latest", "to_earliest", "to_latest")]
        assert own == ["2004-01-01", "2004-12-31", "2004-01-01", None]
    of_person = (await answers.ask("evidence/of_entity", {"entity_id": "random:p", "kinds": ["LEADS", "DIED"]})).rows
    assert [(row["kind"], row["clipped_by"], row["own_from_earliest"]) for row in of_person] == [
        ("DIED", [], None),
        ("LEADS", ["DIED random:p"], "2004-01-01"),
    ]


async def test_the_evidence_of_a_tie_that_outlives_its_end_shows_why_it_is_disputed(
    told: Callable[..., Answers],
) -> None:
    # He led until 2010 and died in 2008: both cannot be true, so the tie keeps its dates and is disputed.
    answers = told("a=group", ("LEADS", "p", "a", "2004/2010"), ("LEADS", "q", "a", "2004/2010"), ("DIED", "p", "2008"))
    rows = (await answers.ask("evidence/of_tie", {"tie_id": Tie("LEADS", "p", "a", "stated", "2004/2010").id})).rows
    assert [(row["kind"], row["bears_on"]) for row in rows] == [("LEADS", "tie"), ("DIED", "life")]
    (row,) = (await answers.ask("commanders/overlapping", {"as_of": "2009-06-01"})).rows
    assert row["disputed"]


# --- what every dated question says -----------------------------------------------------------------------------------


@pytest.mark.parametrize("question", DATED, ids=lambda one: one.id)
def test_every_dated_question_takes_a_span(question: Any) -> None:  # noqa: ANN401 - a Question
    names = list(question.params)
    assert names[names.index("as_of") :][:3] == ["as_of", "from_day", "to_day"]
    assert all(
        question.params[name].type == "date" and question.params[name].nullable for name in names if "_day" in name
    )


def test_the_example_of_a_window_is_a_day() -> None:
    for row in CATALOGUE["brokerage/brokers"].example.rows:
        assert row["day"] is None or date.fromisoformat(row["day"])
