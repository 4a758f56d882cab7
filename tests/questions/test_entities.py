"""What is known of one entity: its attributes beside each other, its ties and dates in order."""

from collections.abc import Callable
from typing import Any

import pytest

from enumeration.worlds import GRID, World, every_choice, span_of
from tertius.answers import Answers
from tertius.reports.pictures import figure_of

pytestmark = pytest.mark.anyio

ONE = {
    "entities": """
id,type,name,kind
ann,Person,Ann Lee,
ann-bis,Person,A. Lee,
red,Organization,The Reds,group
""",
    "claims": """
claim_id,subject,kind,object,value,when,hedge,polarity,inferred
1,ann,ALIAS,,Annie,,,,
2,ann,BORN,,,1980,reported,,
3,ann-bis,BORN,,,1981-05,,,
4,ann,NATIONALITY,,NO,,,,yes
5,ann,ALIAS,,Boss,,,,
6,ann,DIED,,,2012,,,
7,ann,MEMBER_OF,red,,2005/2007,,,
8,ann,LEADS,red,,2010,,,
9,red,ESTABLISHED,,,2004,,,
""",
    "decisions": """
kind,left,right,field,value,who,when,why
same,ann,ann-bis,,,A. Analyst,2020-01-01,one card in the register
correct,1,,value,Anny,A. Analyst,2020-01-01,misspelt
reject,5,,,,A. Analyst,2020-01-01,of somebody else
prefer_name,ann,,,Ann Lee,A. Analyst,2020-01-01,as she signs
""",
}
OTHER = {
    "entities": "id,type\none:ann,Person",
    "claims": "claim_id,subject,kind,value,polarity\n1,one:ann,ALIAS,Anny,\n2,one:ann,NATIONALITY,NO,denies",
}


async def test_values_stand_beside_each_other_with_who_says_so(of_claims: Callable[..., Answers]) -> None:
    answers = of_claims(one=ONE, other=OTHER)
    answer = await answers.ask("entities/profile", {"entity_id": "one:ann-bis"}, evidence=True)
    found = {(row["what"], row["value"]): row for row in answer.rows}
    assert {key: (row["shown"], row["surest"], row["asserting"], row["denying"]) for key, row in found.items()} == {
        ("NAME", "Ann Lee"): (True, "stated", 1, 0),
        ("NAME", "A. Lee"): (False, "stated", 1, 0),
        ("ALIAS", "Anny"): (True, "stated", 2, 0),  # one of them as it was corrected; Boss was rejected
        ("NATIONALITY", "NO"): (False, "stated", 1, 1),  # denied
        ("BORN", "1980"): (False, "reported", 1, 0),
        ("BORN", "1981-05"): (True, "stated", 1, 0),
        ("DIED", "2012"): (True, "stated", 1, 0),
    }
    assert found["ALIAS", "Anny"]["sources"] == ["one", "other"]
    assert found["NATIONALITY", "NO"]["denied_by"] == ["other"]
    assert found["NATIONALITY", "NO"]["inferred"]
    assert found["BORN", "1981-05"]["entity_id"] == "one:ann-bis"
    assert (found["BORN", "1981-05"]["earliest"], found["BORN", "1981-05"]["latest"]) == ("1981-05-01", "1981-05-31")
    assert answer.evidence is not None
    assert all(answer.evidence.rows)


async def test_what_is_only_denied_is_asserted_with_no_hedge(of_claims: Callable[..., Answers]) -> None:
    claims = "claim_id,subject,kind,value,hedge,polarity\n1,ann,NATIONALITY,NO,stated,denies\n"
    claims += "2,ann,NATIONALITY,SE,rumoured,\n3,ann,NATIONALITY,SE,stated,denies\n"
    answers = of_claims(one={"entities": "id,type\nann,Person\n", "claims": claims})
    rows = (await answers.ask("entities/profile", {"entity_id": "one:ann"})).rows
    assert {row["value"]: (row["surest"], row["asserting"], row["denying"], row["shown"]) for row in rows} == {
        "NO": (None, 0, 1, False),
        "SE": ("rumoured", 1, 1, False),
    }


async def test_a_timeline_has_ties_and_dates_of_its_own_in_order(of_claims: Callable[..., Answers]) -> None:
    answers = of_claims(one=ONE)
    answer = await answers.ask("entities/timeline", {"entity_id": "one:ann"}, evidence=True)
    assert [(row["what"], row["earliest"], row["begun_by"], row["latest"]) for row in answer.rows] == [
        ("BORN", "1981-05-01", "1981-05-31", "1981-05-31"),
        ("MEMBER_OF", "2005-01-01", "2005-12-31", "2007-12-31"),
        # Seen leading in 2010, in a group founded in 2004, until her death in 2012 at the latest.
        ("LEADS", "2004-01-01", "2010-12-31", "2012-12-31"),
        ("DIED", "2012-01-01", "2012-12-31", "2012-12-31"),
    ]
    assert answer.evidence is not None
    assert all(answer.evidence.rows)
    assert figure_of(answer) == "timeline"
    of_reds = (await answers.ask("entities/timeline", {"entity_id": "one:red", "kinds": ["LEADS", "ESTABLISHED"]})).rows
    assert [(row["what"], row["direction"], row["other_id"]) for row in of_reds] == [
        ("ESTABLISHED", "", None),
        ("LEADS", "to", "one:ann"),
    ]


async def test_a_tie_to_an_event_is_of_the_day_of_the_event(of_claims: Callable[..., Answers]) -> None:
    answers = of_claims(
        one={
            "entities": "id,type\nann,Person\nraid,Event\nmill,Place\n",
            "claims": "claim_id,subject,kind,object,when\n1,ann,PARTICIPATED_IN,raid,\n2,raid,OCCURRED,,2014-05-01\n"
            "3,raid,OCCURRED_AT,mill,2014\n",
        }
    )
    for entity in ("ann", "mill", "raid"):
        asked = {"entity_id": f"one:{entity}"}
        answer = await answers.ask("entities/timeline", asked, evidence=True)
        assert {(row["earliest"], row["latest"]) for row in answer.rows} == {("2014-05-01", "2014-05-01")}
        assert answer.evidence is not None
        assert all("OCCURRED" in {answer.evidence.claims[id_].kind for id_ in ids} for ids in answer.evidence.rows)
        for day, count in (("2014-05-01", len(answer.rows)), ("2014-05-02", 0)):
            for dates in ("certain", "possible"):
                assert (
                    len((await answers.ask("entities/timeline", {**asked, "as_of": day, "dates": dates})).rows) == count
                )


async def test_a_record_that_dates_an_event_is_evidence_of_ties_to_it(of_claims: Callable[..., Answers]) -> None:
    head = "claim_id,subject,kind,object,value,when\n"
    answers = of_claims(
        one={
            "entities": "id,type\nann,Person\nred,Organization\nraid,Event\n",
            "claims": head + "told,ann,PARTICIPATED_IN,raid,,\n"
            'dated,raid,EVENT_RECORD,,"{""side_a"": ""one:red""}",2014-05-01\n'
            'undated,raid,EVENT_RECORD,,"{""side_b"": ""one:red""}",\n',
        },
        # Another's record, of what was found to be the same event.
        other={
            "entities": "id,type\nattack,Event\none:raid,Event\none:red,Organization\n",
            "claims": head + 'other,attack,EVENT_RECORD,,"{""side_a"": ""one:red""}",2014-05\n',
            "decisions": "kind,left,right,who,when,why\nsame,attack,one:raid,A. Analyst,2020-01-01,one day\n",
        },
    )
    for entity, what, expected in (
        ("one:ann", "PARTICIPATED_IN", {"told", "dated", "other"}),
        ("one:raid", "OCCURRED", {"dated", "other"}),
    ):
        asked = {"entity_id": entity, "kinds": [what]}
        answer = await answers.ask("entities/timeline", asked, evidence=True)
        assert answer.evidence is not None
        records = [
            {answer.evidence.claims[id_].record for id_ in ids}
            for row, ids in zip(answer.rows, answer.evidence.rows, strict=True)
            if (row["earliest"], row["latest"]) == ("2014-05-01", "2014-05-01")
        ]
        assert expected in records, (entity, answer.rows)


async def test_random_timelines(answers: Answers, world: World) -> None:
    for asked in every_choice(13, 6):
        asked.pop("level")
        first, last = span_of(asked)
        for entity in (world.people[0], "g0", "u1"):
            expected = set()
            for tie in world.ties:
                allowed = any(tie.may_hold(day) for day in GRID if first <= day <= last)
                sure = all(begin <= last and first <= end for begin, end in tie.readings)
                if entity in (tie.start, tie.end) and tie.likelihood >= asked["min_likelihood"] and allowed:
                    expected |= {tie.id} if sure or asked["dates"] == "possible" else set()
            answer = await answers.ask(
                "entities/timeline", {**asked, "entity_id": f"random:{entity}", "limit": 1000}, evidence=True
            )
            assert answer.evidence is not None
            claims = answer.evidence.claims
            ties: list[Any] = [
                claims[of[0]].tie_id
                for row, of in zip(answer.rows, answer.evidence.rows, strict=True)
                if row["other_id"]
            ]
            assert len(ties) == len(set(ties))
            assert set(ties) == expected, (entity, asked)
            order = [(row["begun_by"] or "9999", row["latest"] or "9999") for row in answer.rows]
            assert order == sorted(order)


async def test_of_belmokhtar_the_brief_says_when_he_founded_his_group(sample: Answers) -> None:
    rows = (
        await sample.ask("entities/timeline", {"entity_id": "mali-2013:mokhtar-belmokhtar", "kinds": ["FOUNDED"]})
    ).rows
    assert [(row["other"], row["earliest"], row["latest"]) for row in rows] == [  # p2
        ("al-Muwaqun Bi-Dima", "2012-12-01", "2012-12-31")
    ]


async def test_of_droukdel_the_brief_gives_another_name(sample: Answers) -> None:
    rows = (await sample.ask("entities/profile", {"entity_id": "mali-2013:abdelmalek-droukdel"})).rows
    assert [row["value"] for row in rows if row["what"] == "ALIAS"] == ["Abu Musab Abdel Wadoud"]  # p9
