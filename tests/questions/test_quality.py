"""What claims are worth: contradictions, one voice alone, no date, no tie, what changed, and who may be one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from catalogued import CATALOGUE
from tertius.answers import Answers
from tertius.graph.connect import Driver, Target
from tertius.graph.read import Reader
from tertius.loading.undoing import undo
from tertius_loaders.claims import load_folder

pytestmark = pytest.mark.anyio

ONE = {
    "entities": """
id,type,name,kind,register
ann,Person,Ann Lée,,R-1
ben,Person,Ben,,
cas,Person,Cas,,
red,Organization,The Reds,group,
blue,Organization,The Blues,group,
""",
    "claims": """
claim_id,subject,kind,object,value,when,hedge,polarity
1,ann,MEMBER_OF,red,,2010/2011,,
2,ben,MEMBER_OF,red,,2010,,
3,cas,MEMBER_OF,blue,,,suspected,
4,red,ESTABLISHED,,,2008,,
5,ann,BORN,,,1980,,
6,ben,LEADS,blue,,,possible,
""",
}
OTHER = {
    "entities": """
id,type,name,kind,register
one:ann,Person,,,
one:ben,Person,,,
one:red,Organization,,unit,
lee,Person,ann lee,,
r1,Person,A. L.,,R-1
ben-bis,Person,Ben,,
cas-bis,Person,Cas,,
""",
    "claims": """
claim_id,subject,kind,object,value,when,hedge,polarity
1,one:ann,MEMBER_OF,one:red,,2014/2015,,
2,one:ben,MEMBER_OF,one:red,,,,denies
3,one:ann,BORN,,,1980-05,,
4,one:red,DISSOLVED,,,2009,,
5,lee,MEMBER_OF,one:red,,2008,,
""",
    "decisions": """
kind,left,right,field,value,who,when,why
not_same,one:cas,cas-bis,,,A. Analyst,2020-01-01,two birth dates
same,one:ben,ben-bis,,,A. Analyst,2020-01-01,one card
""",
}


@pytest.fixture
def both(of_claims: Callable[..., Answers]) -> Answers:
    return of_claims(one=ONE, other=OTHER)


# --- contradictions ---------------------------------------------------------------------------------------------------


async def test_claims_that_cannot_both_be_true(both: Answers) -> None:
    answer = await both.ask("evidence/contradictions", {}, evidence=True)
    assert answer.evidence is not None
    claims = answer.evidence.claims
    found = {
        (
            row["reason"],
            row["holds"],
            *sorted(f"{claims[id_].source_id} {claims[id_].record}" for id_ in row["claim_ids"]),
        )
        for row in answer.rows
    }
    kinds = {one for one in found if one[0] == "value"}
    assert found - kinds == {
        ("dates", "certain", "one 1", "other 1"),
        ("denial", "certain", "one 2", "other 2"),  # without a date it denies every day
        # The Reds ceased to exist in 2009; what is said of later members cannot be true beside it.
        ("life", "certain", "one 1", "other 4"),
        ("life", "certain", "one 2", "other 4"),
        ("life", "certain", "other 1", "other 4"),
    }
    assert len(kinds) == 1  # group and unit; that she was born in 1980 and in May 1980 is no contradiction
    of_ben = (await both.ask("evidence/contradictions", {"entity_id": "one:ben", "reasons": ["denial", "life"]})).rows
    assert [row["reason"] for row in of_ben] == ["denial", "life"]


async def test_what_was_decided_is_dealt_with(of_claims: Callable[..., Answers]) -> None:
    decided = OTHER["decisions"].strip() + "\nreject,2,,,,A. Analyst,2020-01-01,misread\n"
    answers = of_claims(one=ONE, other={**OTHER, "decisions": decided})
    assert (await answers.ask("evidence/contradictions", {"reasons": ["denial"]})).rows == []


async def test_what_is_denied_for_a_time(of_claims: Callable[..., Answers]) -> None:
    claims = "claim_id,subject,kind,object,when,polarity\n"
    claims += (
        "a,p,MEMBER_OF,o,2010/2014,\nb,p,MEMBER_OF,o,2011/2012,denies\nc,p,LEADS,o,2010,\nd,p,LEADS,o,2012,denies\n"
    )
    answers = of_claims(one={"entities": "id,type\np,Person\no,Organization", "claims": claims})
    rows = (await answers.ask("evidence/contradictions", {})).rows
    # A member from 2010 to 2014 for certain in 2011 and 2012; whoever led in 2010 need not have led in 2012.
    assert [(row["one_kind"], row["holds"]) for row in rows] == [("MEMBER_OF", "certain"), ("LEADS", "possible")]
    assert len((await answers.ask("evidence/contradictions", {"dates": "certain"})).rows) == 1


async def test_the_brief_on_whether_mujao_was_a_splinter(sample: Answers) -> None:
    rows = (await sample.ask("evidence/contradictions", {"entity_id": "mali-2013:mujao", "reasons": ["denial"]})).rows
    # A heading says that it never was one (p13); it described itself as one (p6), and the author offers that too (p13).
    assert {row["other_source"] for row in rows} == {"mali-2013 p6", "mali-2013 p13"}
    assert {row["one_kind"] for row in rows} == {"SPLIT_FROM"}


# --- by source --------------------------------------------------------------------------------------------------------


async def test_how_much_each_source_says(both: Answers) -> None:
    rows = {row["source_id"]: row for row in (await both.ask("evidence/by_source", {"entity_id": "one:ben"})).rows}
    # One: his name, that he is a Red and that he may lead the Blues. Other: another name of his, and a denial.
    assert {
        name: (row["claims"], row["denying"], row["hedged"], row["ties"], row["sole_ties"])
        for name, row in rows.items()
    } == {
        "one": (3, 0, 1, 2, 1),
        "other": (2, 1, 0, 1, 0),
    }
    assert {name: row["undated"] for name, row in rows.items()} == {"one": 1, "other": 1}


async def test_the_brief_denies_three_things(sample: Answers) -> None:
    (row,) = (await sample.ask("evidence/by_source", {})).rows
    # The suspension of Belmokhtar (p9), the MIA's distance (p5), that MUJAO was a splinter (p13).
    assert (row["denying"], row["sole_ties"] == row["ties"], row["first_published"]) == (3, True, "2013-02-05")


# --- one voice, no date, no tie ---------------------------------------------------------------------------------------


async def test_ties_on_one_voice(both: Answers) -> None:
    rows = (await both.ask("quality/single_source", {"min_likelihood": 0})).rows
    # Ann in the Reds stands on two sources, and is not here.
    assert {(row["subject"], row["kind"], *row["sources"]) for row in rows} == {
        ("ann lee", "MEMBER_OF", "other"),
        ("Ben", "MEMBER_OF", "one"),
        ("Cas", "MEMBER_OF", "one"),
        ("Ben", "LEADS", "one"),
    }
    assert [row["likelihood"] for row in rows] == [0.95, 0.95, 0.5, 0.4]
    assert len((await both.ask("quality/single_source", {"source_id": "other"})).rows) == 1
    assert len((await both.ask("quality/single_source", {"entity_id": "one:blue"})).rows) == 1


async def test_a_source_that_repeats_another_is_no_second_voice(
    holding: Callable[..., Target], reader: Reader, tmp_path: Path
) -> None:
    for name, more in (("first", ""), ("second", "derived_from: [first]\n"), ("third", "")):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "source.yaml").write_text(f"id: {name}\ntitle: {name}\npublished: 2013-01-01\n{more}")
        own = "" if name == "first" else "first:"
        (folder / "entities.csv").write_text(f"id,type\n{own}p,Person\n{own}q,Person\n{own}o,Organization\n")
        who = "q" if name == "third" else "p"
        also = f"2,{own}q,MEMBER_OF,{own}o\n" if name == "first" else ""
        (folder / "claims.csv").write_text(f"claim_id,subject,kind,object\n1,{own}{who},MEMBER_OF,{own}o\n{also}")
    holding(*(tmp_path / name for name in ("first", "second", "third")))
    rows = (await Answers(CATALOGUE, reader).ask("quality/single_source", {})).rows
    assert [(row["subject_id"], row["sources"]) for row in rows] == [("first:p", ["first", "second"])]


async def test_what_nobody_dates(both: Answers) -> None:
    rows = (await both.ask("quality/undated", {"min_likelihood": 0})).rows
    assert [(row["kind"], row["subject"]) for row in rows] == [("LEADS", "Ben"), ("MEMBER_OF", "Cas")]
    assert len((await both.ask("quality/undated", {})).rows) == 1


async def test_a_date_of_a_less_sure_claim_is_a_date(of_claims: Callable[..., Answers]) -> None:
    head = "claim_id,subject,kind,object,when,hedge\n"
    claims = head + "1,p,LEADS,o,,stated\n2,p,LEADS,o,2010,rumoured\n3,p,MEMBER_OF,o,,stated\n"
    claims += "4,p,MEMBER_OF,o,2010,rumoured\n5,p,FOUNDED,o,,\n"
    decided = "kind,left,right,who,when,why\nreject,4,,A. Analyst,2020-01-01,of another\n"
    files = {"entities": "id,type\np,Person\no,Organization\n", "claims": claims, "decisions": decided}
    answers = of_claims(one=files)
    rows = (await answers.ask("quality/undated", {"kinds": ["LEADS", "MEMBER_OF", "FOUNDED"]})).rows
    assert [row["kind"] for row in rows] == ["FOUNDED", "MEMBER_OF"]


async def test_of_an_event_without_a_date_a_record_counts_for_the_ties_that_it_speaks_of(
    of_claims: Callable[..., Answers],
) -> None:
    head = "claim_id,subject,kind,object,value\n"
    answers = of_claims(
        one={
            "entities": "id,type\nfight,Event\na,Organization\nb,Organization\n",
            "claims": head + '1,fight,EVENT_RECORD,,"{""side_a"": ""one:a""}"\n',
        },
        other={
            "entities": "id,type\nclash,Event\none:fight,Event\none:b,Organization\n",
            "claims": head + '1,clash,EVENT_RECORD,,"{""side_b"": ""one:b""}"\n',
            "decisions": "kind,left,right,who,when,why\nsame,one:fight,clash,A. Analyst,2020-01-01,one day\n",
        },
    )
    rows = (await answers.ask("quality/undated", {"kinds": ["PARTICIPATED_IN", "OCCURRED"]})).rows
    counts = {(row["kind"], row["subject_id"]): row["claims"] for row in rows}
    assert counts["PARTICIPATED_IN", "one:a"] == counts["PARTICIPATED_IN", "one:b"] == 1


async def test_an_undated_tie_within_a_life_is_undated_still(holding: Callable[..., Target], reader: Reader) -> None:
    holding("coast")
    rows = (await Answers(CATALOGUE, reader).ask("quality/undated", {})).rows
    assert [(row["subject"], row["object"], row["earliest"]) for row in rows] == [
        ("Vera Holt", "Fishers", "1980-01-01"),  # she was born in 1980
        ("Ana Sund", "The Otters", "2015-01-01"),  # which were founded in 2015
    ]


async def test_of_when_belmokhtar_helped_mujao_the_brief_says_nothing(sample: Answers) -> None:
    rows = (await sample.ask("quality/undated", {"kinds": ["ALLIED_WITH"]})).rows
    assert ("mali-2013:mokhtar-belmokhtar", "mali-2013:mujao") in {
        (row["subject_id"], row["object_id"]) for row in rows
    }  # p8


async def test_what_nothing_is_tied_to(both: Answers) -> None:
    rows = (await both.ask("quality/unlinked", {})).rows
    assert {row["entity_id"] for row in rows} == {"other:r1", "other:cas-bis"}
    rows = (await both.ask("quality/unlinked", {"min_likelihood": 0.6})).rows
    assert [(row["entity_id"], row["weaker_ties"]) for row in rows[:2]] == [("one:blue", 2), ("one:cas", 1)]
    assert (await both.ask("quality/unlinked", {"types": ["Place"]})).rows == []


async def test_of_the_notables_there_is_a_rumour_alone(sample: Answers) -> None:
    rows = (await sample.ask("quality/unlinked", {})).rows
    assert [(row["entity_id"], row["weaker_ties"]) for row in rows] == [  # p7
        ("mali-2013:local-businessmen-and-notables", 1)
    ]


# --- one or two -------------------------------------------------------------------------------------------------------


async def test_candidates_that_nobody_decided_on(both: Answers) -> None:
    answer = await both.ask("quality/duplicates_to_review", {}, evidence=True)
    assert [(row["one_id"], row["other_id"], row["found_by"], row["in_common"]) for row in answer.rows] == [
        ("one:ann", "other:r1", ["external id"], ["register:R-1"]),
        ("one:ann", "other:lee", ["name"], ["annlee"]),
    ]
    assert answer.evidence is not None
    assert all(answer.evidence.rows)
    by_id = (await both.ask("quality/duplicates_to_review", {"found_by": ["external id"]})).rows
    assert [row["other_id"] for row in by_id] == ["other:r1"]


async def test_what_nobody_speaks_of_any_more_is_no_candidate(
    of_claims: Callable[..., Answers], driver: Driver, target: Target
) -> None:
    one_own_id = {"entities": "id,type,name\nberg,Person,Lou Berg", "claims": "claim_id,subject,kind,object"}
    answers = of_claims(one=one_own_id, other=one_own_id)

    async def listed() -> list[tuple[str, str]]:
        rows = (await answers.ask("quality/duplicates_to_review", {})).rows
        return [(row["one_id"], row["other_id"]) for row in rows]

    assert await listed() == [("one:berg", "other:berg")]
    undo("other:1", driver, target.database)
    assert await listed() == []


async def test_a_place_and_a_state_of_one_name(sample: Answers) -> None:
    rows = (await sample.ask("quality/duplicates_to_review", {})).rows
    assert [(row["one_type"], row["other_type"], row["in_common"]) for row in rows] == [
        ("Place", "Organization", ["algeria"])
    ]
    assert (await sample.ask("quality/duplicates_to_review", {"same_type": True})).rows == []


# --- changes ----------------------------------------------------------------------------------------------------------


async def test_what_is_new_revised_and_gone(empty_db: Target, driver: Driver, reader: Reader, tmp_path: Path) -> None:
    folder = tmp_path / "diary"
    folder.mkdir()
    (folder / "entities.csv").write_text("id,type\np,Person\no,Organization\n")
    head = "claim_id,subject,kind,object,when,hedge\n"
    answers = Answers(CATALOGUE, reader)

    def load(*claims: str) -> None:
        (folder / "source.yaml").write_text("id: diary\ntitle: Diary\npublished: 2013-01-01\n")
        (folder / "claims.csv").write_text(head + "".join(f"{claim}\n" for claim in claims))
        load_folder(folder, driver, empty_db.database, complete=True, yes=True)

    load("a,p,MEMBER_OF,o,2010,", "b,p,LEADS,o,2010,", "c,p,FOUNDED,o,,")
    with driver.session(database=empty_db.database) as session:  # it was two days ago
        session.run("MATCH (c:Claim) SET c.recorded_from = c.recorded_from - duration('P2D')").consume()
        today = session.run("RETURN toString(date()) AS today").single(strict=True)["today"]
    load("a,p,MEMBER_OF,o,2010,", "b,p,LEADS,o,2011,believed", "d,p,LEADS,o,,")
    rows = (await answers.ask("quality/changed_since", {"since": today})).rows
    assert {(row["change"], row["kind"], row["edtf"]): row["was"] for row in rows} == {
        ("revised", "LEADS", "2011"): ["edtf: 2010", "hedge: stated"],
        ("gone", "FOUNDED", ""): [],
        ("new", "LEADS", ""): [],
    }
    assert {
        row["change"]
        for row in (await answers.ask("quality/changed_since", {"since": today, "changes": ["gone"]})).rows
    } == {"gone"}
    before = (await answers.ask("quality/changed_since", {"since": "2013-01-01", "until": "2014-01-01"})).rows
    assert before == []
    everything = (await answers.ask("quality/changed_since", {"since": "2013-01-01"})).rows
    assert sorted(row["change"] for row in everything if row["kind"] != "NAME") == ["gone", "new", "new", "new"]


async def test_what_a_record_said_before_and_that_an_undo_changes_nothing(
    of_claims: Callable[..., Answers], driver: Driver, target: Target, tmp_path: Path
) -> None:
    head = "claim_id,subject,kind,value,when\n"
    record = '1,raid,EVENT_RECORD,"{{""side_a"": ""one:{}"", ""deaths_best"": {}, ""event_kind"": ""raid""{}}}",2014\n'
    files = {"entities": "id,type\nraid,Event\na,Organization\nb,Organization\n"}
    answers = of_claims(one={**files, "claims": head + record.format("a", 3, "")})
    with driver.session(database=target.database) as session:  # it was two days ago
        session.run("MATCH (c:Claim) SET c.recorded_from = c.recorded_from - duration('P2D')").consume()
        today = session.run("RETURN toString(date()) AS today").single(strict=True)["today"]
    (tmp_path / "one" / "claims.csv").write_text(head + record.format("b", 5, ', ""side_b"": ""one:a""'))
    load_folder(tmp_path / "one", driver, target.database)
    (row,) = (await answers.ask("quality/changed_since", {"since": today})).rows
    assert (row["change"], row["was"]) == ("revised", ["deaths_best: 3", "side_a: one:a (one:a)", "side_b: nothing"])
    undo("one:2", driver, target.database)
    assert (await answers.ask("quality/changed_since", {"since": today})).rows == []
