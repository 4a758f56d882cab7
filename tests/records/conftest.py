"""What the tests of the records room share: a few event records."""

from collections.abc import Iterator
from datetime import date

import pytest

from tertius.graph.connect import Driver, Target
from tertius.loading.loader import Document, RawRow, Shaped
from tertius.loading.loading import load
from tertius.model.claims import Claim
from tertius.model.dates import read_edtf
from tertius.model.decisions import Decision, DecisionKind
from tertius.model.entities import Entity
from tertius.model.hedges import Hedge
from tertius.model.kinds import EVENT_RECORD, EntityType
from tertius.model.sources import Release, Source

RECORDS = 30


def record(number: int) -> Shaped:
    """Return a row of a made-up event dataset; all of them are about one battle, under two ids."""
    event = "battle" if number % 2 else "battle-bis"
    edtf = "2019-05-04"
    claim = Claim(
        source="events",
        record=str(number),
        kind=EVENT_RECORD,
        about=(
            ("event", f"events:{event}"),
            ("side_a", "events:reds"),
            ("side_b", "events:blues"),
            ("place", "events:ford"),
        ),
        hedge=Hedge.STATED if number == 1 else Hedge.REPORTED,
        edtf=edtf,
        bounds=read_edtf(edtf, lasting=False),
        locator=f"row {number}",
        values=(("name", "The battle"), ("deaths_best", number)),
    )
    return Shaped(
        entities=(
            Entity(f"events:{event}", EntityType.EVENT),
            Entity("events:reds", EntityType.ORGANIZATION),
            Entity("events:blues", EntityType.ORGANIZATION),
            Entity("events:ford", EntityType.PLACE),
        ),
        claims=(claim,),
    )


def same_battle() -> Shaped:
    """Return the decision that the two ids are one battle."""
    decision = Decision(
        kind=DecisionKind.SAME,
        left="events:battle",
        right="events:battle-bis",
        who="A. Analyst",
        when=date(2020, 1, 1),
        why="one day, one ford",
        source="events",
    )
    return Shaped(decisions=(decision,))


@pytest.fixture
def events(empty_db: Target, driver: Driver) -> Target:
    """Give a database with thirty records of one battle under two ids, decided to be the same."""

    def rows() -> Iterator[RawRow]:
        for number in range(1, RECORDS + 2):
            yield RawRow("events.csv", number, {"n": str(number)})

    def shape(raw: RawRow) -> Shaped:
        return record(raw.line) if raw.line <= RECORDS else same_battle()

    document = Document(
        source=Source(id="events", title="Made-up events"),
        release=Release(source="events", version="1"),
        rows=rows,
        shape=shape,
        loader="test",
    )
    report = load(document, driver, empty_db.database)
    assert report.bad_rows == 0
    return empty_db
