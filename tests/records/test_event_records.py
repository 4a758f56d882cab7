"""Rows of event datasets with several on a side: stored whole, shown, and written out so that they go in again."""

from collections.abc import Iterator

import pytest

from tertius.graph.connect import Driver, Target
from tertius.graph.read import Reader
from tertius.graph.write import Writer
from tertius.loading.loader import Document, RawRow, Shaped
from tertius.loading.loading import load
from tertius.model.claim_rows import read_claim
from tertius.model.claims import Claim
from tertius.model.dates import read_edtf
from tertius.model.derive import TieKey
from tertius.model.entities import Entity
from tertius.model.kinds import EVENT_RECORD, EntityType
from tertius.model.sources import Release, Source
from tertius.records.claim_text import cited, said
from tertius.records.evidence import behind_ties
from tertius.records.export import claim_rows
from tertius.records.look_ups import Records
from tertius.records.tables import defaults

pytestmark = pytest.mark.anyio

ACTORS = {"side_a": ("army", "police"), "side_b": ("rebels",), "with_a": ("militia",), "with_b": ("clan", "sect")}
RECORD = Claim(
    source="wars",
    record="7",
    kind=EVENT_RECORD,
    about=(
        ("event", "wars:event-7"),
        *((role, f"wars:{actor}") for role, actors in ACTORS.items() for actor in actors),
        ("place", "wars:ford"),
    ),
    edtf="2012-04-01/2012-04-30",
    bounds=read_edtf("2012-04-01/2012-04-30", lasting=False),
    locator="7",
    values=(
        *(("name", "At the ford"), ("deaths_best", 4), ("deaths_low", 5), ("deaths_high", 9)),
        *(("latitude", 16.25), ("longitude", -0.05), ("deaths_civilians", 2), ("sources", 2)),
        *(("date_precision", 4), ("place_precision", 2)),
        *(("citation", '"Radio, 2012-05-02, Dead at the ford"'), ("remark", "the low estimate is above the best")),
    ),
    part="ML 2012",
)


def rows() -> Iterator[RawRow]:
    yield RawRow("wars.csv", 2, {"id": "7"})


def shape(_: RawRow) -> Shaped:
    actors = (Entity(f"wars:{actor}", EntityType.ORGANIZATION) for some in ACTORS.values() for actor in some)
    others = (Entity("wars:event-7", EntityType.EVENT), Entity("wars:ford", EntityType.PLACE))
    return Shaped(entities=(*actors, *others), claims=(RECORD,))


@pytest.fixture
def wars(empty_db: Target, driver: Driver) -> Target:
    document = Document(Source(id="wars", title="Wars"), Release(source="wars", version="1"), rows, shape)
    load(document, driver, empty_db.database)
    return empty_db


async def test_all_that_a_record_says_is_kept_and_shown(wars: Target, reader: Reader) -> None:
    claim = await Records(reader).claim("wars#7")
    assert [(part.as_, part.id) for part in claim.about] == [
        ("event", "wars:event-7"),
        *((role, f"wars:{actor}") for role, actors in ACTORS.items() for actor in actors),
        ("place", "wars:ford"),
    ]
    assert claim.values == dict(RECORD.values)
    assert claim.part == "ML 2012"
    # Entities show their ids here, since no claim names them.
    assert said(claim) == (
        "At the ford: side a wars:army and wars:police, side b wars:rebels, with a wars:militia, with b wars:clan and "
        "wars:sect, place wars:ford, 2012-04-01/2012-04-30, 4 deaths (5 to 9), the low estimate is above the best, "
        "stated"
    )
    assert cited(claim) == '[wars] 7: It cites "Radio, 2012-05-02, Dead at the ford"'


@pytest.mark.parametrize(("side", "actor"), [(side, actor) for side, some in ACTORS.items() for actor in some])
async def test_each_who_took_part_has_a_tie_on_its_side_and_the_record_behind_it(
    wars: Target, reader: Reader, side: str, actor: str
) -> None:
    tie = TieKey("PARTICIPATED_IN", f"wars:{actor}", "wars:event-7", 1, side).id
    shown = await Records(reader).tie(tie)
    assert (shown.side, shown.start.id, shown.likelihood) == (side, f"wars:{actor}", 0.95)
    found = await behind_ties(reader, [[tie]], defaults())
    assert [claim.record for claim in found.claims.values()] == ["7"]


async def test_what_is_written_out_is_the_same_claim_again(wars: Target, driver: Driver) -> None:
    (row,) = claim_rows(Writer(driver, wars.database))
    again = read_claim(row, source="wars")
    assert (again, again.digest) == (RECORD, RECORD.digest)
