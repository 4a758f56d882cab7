"""What is said of days before the first load, between an undoing and the next load, and after a copy's own day."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from catalogued import CATALOGUE
from tertius.answers import Answers
from tertius.errors import DataError, InputError
from tertius.graph.connect import Driver, Target
from tertius.graph.read import Reader
from tertius.graph.write import Writer
from tertius.loading.loader import Document, RawRow
from tertius.loading.loading import load
from tertius.loading.rewinding import rewind
from tertius.loading.undoing import undo
from tertius.model.sources import Release, Source
from tertius.networks.past import end_of
from tertius_loaders.claims import load_folder

pytestmark = pytest.mark.anyio


def broken() -> Document:
    """Return a document whose file cannot be read."""

    def rows() -> Iterator[RawRow]:
        yield from ()
        raise OSError("the disk was pulled out")

    return Document(
        source=Source(id="broken", title="Broken"),
        release=Release(source="broken", version="1", sha256="0" * 64),
        rows=rows,
        shape=lambda row: pytest.fail(str(row)),
        loader="broken/1",
    )


@pytest.fixture
def ago(empty_db: Target, driver: Driver, writer: Writer, tmp_path: Path) -> Callable[[int], date]:
    """Fail to load nine days ago, load seven days ago, undo that five days ago, and load again three days ago.

    Gives the day so many days ago.
    """
    (tmp_path / "source.yaml").write_text("id: log\ntitle: A log\npublished: 2014-01-01\n")
    (tmp_path / "entities.csv").write_text("id,type\nann,Person\nbob,Person\nelks,Organization\n")
    (tmp_path / "claims.csv").write_text("claim_id,subject,kind,object\n1,ann,LEADS,elks\n2,bob,LEADS,elks\n")
    database = empty_db.database

    def days_pass(days: int) -> None:
        for label, name in [
            *(("LoadRun", name) for name in ("started", "finished", "undone_at")),
            *(("Claim", name) for name in ("recorded_from", "recorded_to")),
        ]:
            writer.run(f"MATCH (n:{label}) SET n.{name} = n.{name} - duration({{days: $days}})", days=days)

    with pytest.raises(DataError, match="pulled out"):
        load(broken(), driver, database, quarantine=tmp_path / "bad.csv")
    days_pass(2)
    run = load_folder(tmp_path, driver, database).run_id
    assert run
    days_pass(2)
    undo(run, driver, database)
    days_pass(2)
    assert load_folder(tmp_path, driver, database).new
    days_pass(3)
    today = datetime.now(UTC).date()
    return lambda days: today - timedelta(days=days)


async def test_what_is_said_of_a_day(
    ago: Callable[[int], date], reader: Reader, driver: Driver, empty_db: Target
) -> None:
    answers = Answers(CATALOGUE, reader)

    async def said(day: date) -> list[str]:
        answer = await answers.ask("centrality/degree", {"known_at": day, "worlds": 0})
        assert answer.network
        told = [note for note in answer.network.notes if note.startswith("Nothing was known")]
        assert bool(answer.rows) == (not told)
        return told

    for days in (9, 8):
        assert await said(ago(days)) == [
            f"Nothing was known at the end of {ago(days)}: the first load was on {ago(7)}."
        ]
    for days in (5, 4):
        assert await said(ago(days)) == [
            f"Nothing was known at the end of {ago(days)}: whatever had been loaded by then had been undone."
        ]
    for days in (7, 6, 3, 2, 0):
        assert await said(ago(days)) == []
    # Of the database as it was two days ago, and then six days ago, no later day is asked.
    for last in (2, 6):
        rewind(driver, empty_db.database, end_of(ago(last)))
        assert await said(ago(last)) == []
        assert await said(ago(8))
        for later in (last - 1, 0):
            with pytest.raises(InputError, match=f"a copy of what was known at the end of {ago(last)}") as refused:
                await said(ago(later))
            assert refused.value.where == "known_at"
            assert f"Name a day up to {ago(last)}" in refused.value.next_step
