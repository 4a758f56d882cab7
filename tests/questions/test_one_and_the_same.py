"""Two ids of one entity, where a question takes two: the answer says that they are one, and not merely nothing."""

from collections.abc import Callable

import pytest

from catalogued import CATALOGUE
from tertius.answers import Answers

pytestmark = pytest.mark.anyio

ENTITIES = "id,type,kind\nann,Person,\nanna,Person,\nbob,Person,\nelks,Organization,group\nmoose,Organization,group"
CLAIMS = "claim_id,subject,kind,object\n1,ann,LEADS,elks\n2,bob,MEMBER_OF,elks\n3,anna,MEMBER_OF,moose"
DECISIONS = "kind,left,right,who,when,why\nsame,s:ann,s:anna,A. Analyst,2020-01-01,One woman"


def takes_two() -> list[tuple[str, list[str]]]:
    """Return every question that takes entities in two parameters, and these."""
    found = [
        (one.id, [name for name, param in one.params.items() if param.id_of == "entity"]) for one in CATALOGUE.values()
    ]
    return [(name, params) for name, params in found if len(params) == 2]


@pytest.fixture
def answers(of_claims: Callable[..., Answers]) -> Answers:
    return of_claims(s={"entities": ENTITIES, "claims": CLAIMS, "decisions": DECISIONS})


async def test_it_is_said_of_every_question_that_takes_two(answers: Answers) -> None:
    catalogue, asked = CATALOGUE, []
    for name, (one, other) in takes_two():
        params = catalogue[name].params

        def given(parameter: str, id_: str, taken: bool) -> object:
            return [id_] if taken else id_

        for left, right, named in (
            ("s:ann", "s:anna", "s:ann = s:anna"),
            ("s:anna", "s:ann", "s:anna = s:ann"),
            ("s:anna", "s:anna", "s:anna = s:ann"),
        ):
            both = {one: given(one, left, params[one].list), other: given(other, right, params[other].list)}
            said = (await answers.ask(name, both)).named
            assert f"{one} and {other} are one and the same entity: {named}." in said, name
        two = {one: given(one, "s:ann", params[one].list), other: given(other, "s:bob", params[other].list)}
        assert not any("one and the same" in line for line in (await answers.ask(name, two)).named), name
        asked.append(name)
    assert {"paths/most_certain", "paths/shortest", "paths/timely", "brokerage/between"} <= set(asked)
