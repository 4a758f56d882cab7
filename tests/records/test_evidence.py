from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.graph.connect import Target
from tertius.graph.read import Reader
from tertius.model.derive import TieKey
from tertius.records.evidence import DENIALS, STRONGEST, Weighed, behind_claims, behind_ties, of_tie, strongest
from tertius.records.look_ups import Records
from tertius.records.tables import defaults

pytestmark = pytest.mark.anyio


def claims(asserting: int, denying: int, p: float = 0.9, q: float = 0.1) -> list[Weighed]:
    said = [Weighed(f"a{i:03}", p, False) for i in range(asserting)]
    return said + [Weighed(f"d{i:03}", q, True) for i in range(denying)]


def test_the_strongest_come_first() -> None:
    weak, strong, middle = Weighed("a", 0.2, False), Weighed("b", 0.9, False), Weighed("c", 0.5, True)
    assert strongest([weak, strong, middle]) == [strong, middle, weak]


def test_a_weak_denial_is_not_crowded_out_by_many_assertions() -> None:
    kept = strongest(claims(asserting=30, denying=1))
    assert len(kept) == STRONGEST
    assert [claim.id for claim in kept if claim.denies] == ["d000"]


def test_denials_do_not_crowd_out_assertions_either() -> None:
    kept = strongest(claims(asserting=30, denying=30))
    assert sum(claim.denies for claim in kept) == DENIALS
    assert len(kept) == STRONGEST


def test_places_that_assertions_leave_free_go_to_denials() -> None:
    assert sum(claim.denies for claim in strongest(claims(asserting=3, denying=30))) == STRONGEST - 3


WEIGHED = st.builds(Weighed, st.text("abcdef", min_size=1, max_size=2), st.floats(0, 1), st.booleans())


@given(st.lists(WEIGHED, unique_by=lambda claim: claim.id), st.randoms())
def test_neither_order_nor_repetition_matters(some: list[Weighed], rng: object) -> None:
    shuffled = [*some, *some]
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    assert strongest(shuffled) == strongest(some)


def test_the_rest_is_an_address_of_the_api() -> None:
    assert of_tie("LEADS:0a") == "/v1/answers/evidence/of_tie?tie_id=LEADS%3A0a"


def tie(kind: str, start: str, end: str, side: str = "") -> str:
    return TieKey(kind, start, end, side=side).id


async def test_claims_of_merged_people_stand_behind_the_one_tie(two_sources: Reader) -> None:
    leads = tie("LEADS", "two-sources:ali", "two-sources:crew")
    found = await behind_ties(two_sources, [[leads]], defaults())
    shown = [found.claims[claim] for claim in found.rows[0]]
    # c4 was confirmed: stated .95. c3 is reported .80 and denies, c2 rumoured .25, and c1 was rejected.
    assert [(claim.record, claim.likelihood) for claim in shown] == [("c4", 0.95), ("c3", 0.8), ("c2", 0.25), ("c1", 0)]
    assert found.counts == [4]
    assert found.rest == [[]]
    assert [part.id for part in shown[2].about] == ["two-sources:ali-bis", "two-sources:crew"]
    assert [(ruling.kind, ruling.who, ruling.why) for ruling in shown[3].rulings] == [
        ("reject", "A. Analyst", "misread")
    ]
    assert found.sources["two-sources"].reliability == "B"
    assert [release.published for release in found.sources["two-sources"].releases] == ["2020-01-01"]


async def test_a_claim_behind_two_rows_is_there_once(two_sources: Reader) -> None:
    leads = tie("LEADS", "two-sources:ali", "two-sources:crew")
    member = tie("MEMBER_OF", "two-sources:ali", "two-sources:crew")
    found = await behind_ties(two_sources, [[leads, member], [member], []], defaults())
    assert found.counts == [5, 1, 0]
    assert len(found.claims) == 5
    assert found.rows[1] == [claim.id for claim in found.claims.values() if claim.record == "c5"]
    # Admiralty grade 4 is .30 in the table, whatever the hedge.
    assert found.claims[found.rows[1][0]].likelihood == 0.3


async def test_a_tie_that_does_not_exist_rests_on_nothing(two_sources: Reader) -> None:
    found = await behind_ties(two_sources, [["LEADS:0"], ["no tie at all"]], defaults())
    assert (found.rows, found.counts, found.claims) == ([[], []], [0, 0], {})


@pytest.mark.parametrize(
    ("kind", "start", "end", "side"),
    [
        ("PARTICIPATED_IN", "events:reds", "events:battle", "side_a"),
        ("PARTICIPATED_IN", "events:blues", "events:battle", "side_b"),
        ("OCCURRED_AT", "events:battle", "events:ford", ""),
    ],
)
async def test_a_tie_of_event_records_finds_them_through_the_event(
    events: Target, reader: Reader, kind: str, start: str, end: str, side: str
) -> None:
    found = await behind_ties(reader, [[tie(kind, start, end, side)]], defaults())
    assert found.counts == [30]  # of both ids of the battle
    assert len(found.rows[0]) == STRONGEST
    first = found.claims[found.rows[0][0]]
    assert (first.record, first.likelihood) == ("1", 0.95)
    assert first.values == {"name": "The battle", "deaths_best": 1}
    assert [part.as_ for part in first.about] == ["event", "side_a", "side_b", "place"]
    assert found.rest == [[of_tie(tie(kind, start, end, side))]]


async def test_the_wrong_side_has_no_records(events: Target, reader: Reader) -> None:
    found = await behind_ties(reader, [[tie("PARTICIPATED_IN", "events:reds", "events:battle", "side_b")]], defaults())
    assert found.counts == [0]


async def test_rows_that_name_claims_keep_their_own_order(two_sources: Reader) -> None:
    leads = tie("LEADS", "two-sources:ali", "two-sources:crew")
    some: Sequence[str] = (await behind_ties(two_sources, [[leads]], defaults())).rows[0][::-1]
    found = await behind_claims(two_sources, [some, some[:1]], defaults())
    assert found.rows == [list(some), list(some[:1])]
    assert found.counts == [4, 1]


async def test_the_claims_of_a_life_are_among_those_of_the_ties_that_it_clips(
    holding: Callable[[str | Path], Target], reader: Reader, tmp_path: Path
) -> None:
    for name, text in {
        "source.yaml": "id: lives\ntitle: Two lives\npublished: 2020-01-01\n",
        "entities.csv": "id,type,name,kind\nann,Person,Ann,\nanna,Person,Anna,\ng,Organization,G,group\n",
        "claims.csv": "claim_id,subject,kind,object,when,hedge_word\n"
        "led,ann,LEADS,g,2012,\ndied,anna,DIED,,2013,\nheard,ann,DIED,,2015,rumoured\n",
        "decisions.csv": "kind,left,right,field,value,who,when,why\nsame,ann,anna,,,A,2020-01-02,one woman\n",
    }.items():
        (tmp_path / name).write_text(text)
    holding(tmp_path)
    tie = TieKey("LEADS", "lives:ann", "lives:g").id
    evidence = await behind_ties(reader, [[tie]], defaults())
    records = [evidence.claims[claim].record for claim in evidence.rows[0]]
    assert sorted(records[:2]) == ["died", "led"]  # both stated
    assert records[2:] == ["heard"]

    shown = await Records(reader).tie(tie)
    assert (shown.to_latest, shown.own_to_latest, shown.clipped_by) == ("2013-12-31", None, ["DIED lives:ann"])
    assert (shown.asserted_by, shown.firmness) == (["lives"], [0.95])
    assert (await Records(reader).entity("lives:anna")).dates["life_to"] == "2013-12-31"
