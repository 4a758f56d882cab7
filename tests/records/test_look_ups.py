import pytest

from tertius.errors import InputError, NotFoundError
from tertius.graph.connect import Driver, Target
from tertius.graph.read import Reader
from tertius.loading.undoing import undo
from tertius.model.derive import TieKey
from tertius.model.ids import fingerprint
from tertius.records.look_ups import Records
from tertius.records.paging import DEEPEST, MOST

pytestmark = pytest.mark.anyio


@pytest.fixture
def records(harbour: Reader) -> Records:
    return Records(harbour)


async def test_entities_come_page_by_page_in_order_of_id(records: Records) -> None:
    whole = await records.entities(limit=500)
    assert whole.total == len(whole.items) == 17
    assert [item.id for item in whole.items] == sorted(item.id for item in whole.items)
    pages = [await records.entities(limit=5, offset=offset) for offset in range(0, 20, 5)]
    assert [item for page in pages for item in page.items] == whole.items
    assert {page.total for page in pages} == {17}


async def test_entities_of_one_type(records: Records) -> None:
    people = await records.entities(type="Person")
    assert people.total == 9
    assert {item.type for item in people.items} == {"Person"}


async def test_entities_by_name(records: Records) -> None:
    found = await records.entities(search="night watch", limit=1)
    assert (found.items[0].id, found.items[0].kind, found.items[0].matched) == (
        "harbour:tern-night",
        "unit",
        "The Terns' Night Watch",
    )
    assert found.total >= 1
    assert found.total_is_exact
    with pytest.raises(InputError, match="letter or a digit") as caught:
        await records.entities(search="***")
    assert caught.value.where == "q"
    assert (await records.entities(search="ada", type="Place")).total == 0


@pytest.mark.parametrize(
    ("limit", "offset", "where"),
    [(0, 0, "limit"), (MOST + 1, 0, "limit"), (5, -1, "offset"), (5, DEEPEST + 1, "offset")],
)
async def test_a_page_that_cannot_be_had_is_refused(records: Records, limit: int, offset: int, where: str) -> None:
    with pytest.raises(InputError) as refused:
        await records.entities(limit=limit, offset=offset)
    assert refused.value.where == where


async def test_an_entity_with_what_its_claims_say(records: Records) -> None:
    quay = await records.entity("harbour:quay")
    assert (quay.type, quay.name, quay.kind) == ("Place", "East Quay", "quay")
    assert quay.location is not None
    assert (quay.location.latitude, quay.location.longitude) == (54.1, -0.2)
    # name, kind and location of its row; and the Gulls' presence.
    assert (quay.claims, quay.ties) == (4, 1)


async def test_an_events_dates_and_deaths(events: Target, reader: Reader) -> None:
    battle = await Records(reader).entity("events:battle")
    assert battle.type == "Event"
    assert battle.dates["edtf"] == "2019-05-04"
    assert battle.dates["from_earliest"] == battle.dates["to_latest"] == "2019-05-04"
    assert battle.deaths == {"best": 1}  # the record that states it outweighs those that report
    assert battle.also == ["events:battle-bis"]
    assert (battle.claims, battle.ties) == (30, 3)


async def test_a_merged_entity_names_the_one_that_stands_for_it(two_sources: Reader) -> None:
    records = Records(two_sources)
    merged = await records.entity("two-sources:ali-bis")
    assert (merged.id, merged.canonical_id, merged.ties) == ("two-sources:ali-bis", "two-sources:ali", 0)
    assert merged.also == ["two-sources:ali"]
    canonical = await records.entity("two-sources:ali")
    assert canonical.aliases == ["Ali the Younger"]
    # Lists follow to the canonical one, so that either id leads to the same ties and claims.
    assert await records.entity_ties(merged.id) == await records.entity_ties(canonical.id)
    assert await records.entity_claims(merged.id) == await records.entity_claims(canonical.id)
    assert [item.id for item in (await records.entities(type="Person")).items] == ["two-sources:ali"]


async def test_the_ties_of_an_entity(records: Records) -> None:
    ties = await records.entity_ties("harbour:bo")
    assert [tie.kind for tie in ties.items] == ["ASSOCIATE_OF", "KIN_OF", "LEADS", "LEADS"]
    assert [tie.directed for tie in ties.items] == [False, True, True, True]
    assert {tie.end.id for tie in ties.items if tie.kind == "LEADS"} == {"harbour:tern", "harbour:tern-night"}
    leads = await records.entity_ties("harbour:bo", kind="LEADS", limit=1)
    assert (leads.total, len(leads.items)) == (2, 1)
    assert leads.items[0].start.name == "Bo Lindqvist"
    assert (leads.items[0].from_earliest, leads.items[0].to_latest) == ("2018-01-01", None)


async def test_an_entity_without_ties_has_an_empty_list_and_an_unknown_one_none(records: Records) -> None:
    assert (await records.entity_ties("harbour:quay", kind="LEADS")).items == []
    for look in (records.entity, records.entity_ties, records.entity_claims):
        with pytest.raises(NotFoundError):
            await look("harbour:nobody")
    with pytest.raises(InputError):
        await records.entity_ties("harbour:bo", kind="LIKES")


async def test_the_claims_about_an_entity(records: Records) -> None:
    claims = await records.entity_claims("harbour:hana", limit=2, offset=1)
    assert claims.total == 4  # name, kinship, command, denial
    assert [claim.kind for claim in claims.items] == ["LEADS", "LEADS"]
    assert (await records.entity_claims("harbour:hana", kind="KIN_OF")).items[0].hedge_word == "possibly"


async def test_a_tie_with_its_claims(records: Records) -> None:
    tie = await records.tie(TieKey("LEADS", "harbour:hana", "harbour:gull").id)
    assert (tie.kind, tie.start.id, tie.end.id, tie.roles) == ("LEADS", "harbour:hana", "harbour:gull", ["mate"])
    assert (tie.likelihood, tie.claims, tie.sources, tie.disputed) == (0.95, 2, 1, True)
    assert [(claim.record, claim.polarity) for claim in tie.evidence] == [("h18", "asserts"), ("h19", "denies")]
    assert tie.rest is None


@pytest.mark.parametrize("tie_id", ["LEADS:0", "LIKES:0", "", "LEADS {id: ''}]->() DETACH DELETE n //"])
async def test_a_tie_that_does_not_exist(records: Records, tie_id: str) -> None:
    with pytest.raises(NotFoundError):
        await records.tie(tie_id)


async def test_a_claim_by_its_id_or_its_key(records: Records) -> None:
    key = fingerprint("harbour", "h03")
    by_id, by_key = await records.claim(f"{key}.1"), await records.claim(key)
    assert by_id == by_key
    assert by_id.revisions == [f"{key}.1"]
    assert (by_id.hedge_word, by_id.edtf) == ("reportedly", "2019-03/..")
    for unknown in (f"{key}.2", "0" * 24, "x", ""):
        with pytest.raises(NotFoundError):
            await records.claim(unknown)


async def test_sources(records: Records) -> None:
    page = await records.sources()
    assert [(source.id, source.publisher) for source in page.items] == [("harbour", "Tertius")]
    # 26 rows of claims; a name for each of 17 entities, a kind for 8 of them, one location.
    assert (page.total, page.items[0].claims) == (1, 26 + 17 + 8 + 1)
    assert (await records.source("harbour")).licence == "Apache-2.0"
    with pytest.raises(NotFoundError):
        await records.source("nowhere")


async def test_what_nobody_speaks_of_any_more_is_in_no_list(events: Target, driver: Driver, reader: Reader) -> None:
    records = Records(reader)
    assert [item.id for item in (await records.entities(type="Event")).items] == ["events:battle"]
    undo("events:1", driver, events.database)
    found = await records.entities()
    assert (found.items, found.total) == ([], 0)
    assert (await records.entity("events:battle")).claims == 0
