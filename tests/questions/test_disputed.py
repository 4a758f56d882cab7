"""Ties that are disputed, and why: denials, dates, lives, and what people decided about each."""

from collections.abc import Callable

import pytest

from tertius.answers import Answers

pytestmark = pytest.mark.anyio

ONE = {
    "entities": """
id,type,name
ann,Person,Ann
ben,Person,Ben
cas,Person,Cas
dov,Person,Dov
eva,Person,Eva
red,Organization,The Reds
""",
    "claims": """
claim_id,subject,kind,object,when,polarity
ann,ann,MEMBER_OF,red,2010,
ben,ben,MEMBER_OF,red,2010/2011,
cas,cas,MEMBER_OF,red,2010/2011,
dov,dov,MEMBER_OF,red,2010,
eva,eva,MEMBER_OF,red,2012,
eva-died,eva,DIED,,2011,
""",
}
OTHER = {
    "entities": ONE["entities"]
    .replace("\nann,", "\none:ann,")
    .replace("\nben,", "\none:ben,")
    .replace("\ncas,", "\none:cas,")
    .replace("\ndov,", "\none:dov,")
    .replace("\neva,", "\none:eva,")
    .replace("\nred,", "\none:red,"),
    "claims": """
claim_id,subject,kind,object,when,polarity
ann,one:ann,MEMBER_OF,one:red,2010,denies
ben,one:ben,MEMBER_OF,one:red,2014/2015,
cas,one:cas,MEMBER_OF,one:red,2010/2011,
dov,one:dov,MEMBER_OF,one:red,2010,denies
""",
    "decisions": """
kind,left,right,field,value,who,when,why
reject,dov,,,,A. Analyst,2020-01-01,of another Dov
correct,cas,,when,2014/2015,A. Analyst,2020-01-01,a slip of the pen
""",
}


async def test_why_each_tie_is_disputed(of_claims: Callable[..., Answers]) -> None:
    answers = of_claims(one=ONE, other=OTHER)
    answer = await answers.ask("evidence/disputed", {}, evidence=True)
    rows = {row["subject"]: row for row in answer.rows}
    assert {name: row["why"] for name, row in rows.items()} == {
        "Ann": ["denied"],
        "Ben": ["dates"],
        "Cas": ["corrected"],
        "Eva": ["life"],
    }
    assert (rows["Ann"]["asserted_by"], rows["Ann"]["denied_by"]) == (["one"], ["other"])
    assert (rows["Ben"]["asserting"], rows["Ben"]["denying"]) == (2, 0)
    assert answer.evidence is not None
    assert all(answer.evidence.rows)


async def test_a_less_sure_claim_of_the_same_source_disputes_no_date(of_claims: Callable[..., Answers]) -> None:
    claims = "claim_id,subject,kind,object,when,hedge,polarity\n"
    for name, hedge in (("p", "rumoured"), ("q", "stated")):
        claims += f"{name}1,{name},MEMBER_OF,o,2010/2011,stated,\n{name}2,{name},MEMBER_OF,o,2014/2015,{hedge},\n"
        claims += f"{name}3,{name},MEMBER_OF,o,,stated,denies\n"
    entities = "id,type\np,Person\nq,Person\no,Organization\n"
    rows = (await of_claims(one={"entities": entities, "claims": claims}).ask("evidence/disputed", {})).rows
    # The rumour counts for nothing beside what is stated: p is a member in 2010 and 2011, whoever denies it.
    assert {row["subject_id"]: (row["why"], row["latest"]) for row in rows} == {
        "one:p": (["denied"], "2011-12-31"),
        "one:q": (["denied", "dates"], "2015-12-31"),
    }


async def test_only_of_one_entity_and_only_likely_enough(of_claims: Callable[..., Answers]) -> None:
    answers = of_claims(one=ONE, other=OTHER)
    (row,) = (await answers.ask("evidence/disputed", {"entity_id": "one:ben"})).rows
    assert row["subject"] == "Ben"
    # Two sources state it: 1 - .05 × .05.
    assert row["likelihood"] == 0.9975
    assert len((await answers.ask("evidence/disputed", {"min_likelihood": 0.96})).rows) == 2
    assert len((await answers.ask("evidence/disputed", {"limit": 1, "offset": 3})).rows) == 1


async def test_a_tie_of_the_brief_that_is_asserted_twice_and_denied(sample: Answers) -> None:
    rows = (await sample.ask("evidence/disputed", {"entity_id": "mali-2013:katibat-al-mulathimin"})).rows
    # The battalion is called Belmokhtar's; he is said to have been suspended; his men seem to have stayed (p9).
    assert [(row["subject_id"], row["asserting"], row["denying"], row["why"]) for row in rows] == [
        ("mali-2013:mokhtar-belmokhtar", 2, 1, ["denied"])
    ]
