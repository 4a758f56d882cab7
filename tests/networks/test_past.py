"""Networks as they could be known on a past day: two editions of a small folder, and decisions between them."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import pytest

from choosing import chosen
from tertius.graph.read import Reader
from tertius.graph.write import Writer
from tertius.loading.undoing import undo
from tertius.model.dates import Bounds
from tertius.networks.past import end_of
from tertius.networks.select import SelectedNetwork
from tertius_loaders.claims import load_folder

pytestmark = pytest.mark.anyio


class Edition(Protocol):
    """Loads an edition of the folder, and returns its run."""

    def __call__(self, claims: str, decisions: str = "", kind: str = "group") -> str: ...


ENTITIES = (
    "id,type,name,kind\nali,Person,Ali,\nbo,Person,Bo,\nbo-bis,Person,Bo the Younger,\n"
    "crew,Organization,The Crew,{kind}\n"
)
FIRST = (
    "claim_id,subject,kind,object,when,hedge\n"
    "c1,ali,LEADS,crew,2010/2011,stated\n"
    "c2,bo,MEMBER_OF,crew,2010/2012,reported\n"
    "c3,ali,KIN_OF,bo,,possible\n"
)
SECOND = (  # c1 is re-dated, c2 less sure, c3 gone, c4 new
    "claim_id,subject,kind,object,when,hedge\n"
    "c1,ali,LEADS,crew,2011-06/2013,stated\n"
    "c2,bo,MEMBER_OF,crew,2010/2012,suspected\n"
    "c4,bo-bis,LEADS,crew,2012,believed\n"
)
DECISIONS = (
    "kind,left,right,field,value,who,when,why\nsame,bo,bo-bis,,,A. Analyst,2020-01-01,one man\n"
    "reject,c1,,,,A. Analyst,2020-01-01,misread\n"
)
TODAY = datetime.now(UTC).date()


@pytest.fixture
def edition(throwaway: Any, writer: Writer, tmp_path: Path) -> Edition:  # noqa: ANN401 - of the top conftest
    """Give a function that loads an edition whole, after moving all that was recorded ten days into the past."""
    throwaway.empty()

    def load(claims: str, decisions: str = "", kind: str = "group") -> str:
        for label, name in (("Claim", "recorded_from"), ("Claim", "recorded_to"), ("Decision", "recorded_from")):
            writer.rows(f"MATCH (n:{label}) SET n.{name} = n.{name} - duration('P10D')")
        (tmp_path / "source.yaml").write_text("id: log\ntitle: A log\npublished: 2014-01-01\n")
        (tmp_path / "entities.csv").write_text(ENTITIES.format(kind=kind))
        (tmp_path / "claims.csv").write_text(claims)
        if decisions:
            (tmp_path / "decisions.csv").write_text(decisions)
        report = load_folder(tmp_path, throwaway.driver, throwaway.target.database, complete=True, yes=True)
        assert not report.bad_rows
        return report.run_id or ""

    return load


def told(found: SelectedNetwork) -> dict[tuple[str, str], list[tuple[float, Bounds]]]:
    """Return each edge with the likelihood and bounds of its ties, ids without the folder's own prefix."""
    network = found.network
    bare = [node.removeprefix("log:") for node in network.ids]
    return {
        (bare[network.sources[edge]], bare[network.targets[edge]]): sorted(
            (round(network.ties[tie].likelihood, 12), network.ties[tie].bounds)
            for clause in network.clauses[edge]
            for tie in clause
        )
        for edge in range(network.m)
    }


def span(first: int, last: int) -> Bounds:
    return Bounds(date(first, 1, 1), date(first, 12, 31), date(last, 1, 1), date(last, 12, 31))


AS_FIRST = {("ali", "crew"): [(0.95, span(2010, 2011))], ("bo", "crew"): [(0.8, span(2010, 2012))]}
AS_SECOND = {
    ("ali", "crew"): [(0.95, Bounds(date(2011, 6, 1), date(2011, 6, 30), date(2013, 1, 1), date(2013, 12, 31)))],
    ("bo", "crew"): [(0.5, span(2010, 2012))],
    ("bo-bis", "crew"): [(0.7, Bounds(from_latest=date(2012, 12, 31), to_earliest=date(2012, 1, 1)))],
}


async def test_the_first_edition_answers_on_its_day(edition: Edition, reader: Reader) -> None:
    edition(FIRST)
    edition(SECOND)
    first_day = TODAY - timedelta(days=10)
    assert told(await chosen(reader, "people_organizations", first_day)) == AS_FIRST
    assert told(await chosen(reader, "people_organizations", TODAY - timedelta(days=1))) == AS_FIRST
    assert told(await chosen(reader, "people_organizations", TODAY + timedelta(days=1))) == AS_SECOND
    assert told(await chosen(reader, "people_organizations", None)) == AS_SECOND
    assert told(await chosen(reader, "people_organizations", first_day - timedelta(days=2))) == {}


async def test_what_an_edition_dropped_was_known_before(edition: Edition, reader: Reader) -> None:
    edition(FIRST)
    edition(SECOND)
    then = await chosen(reader, "people", TODAY - timedelta(days=10), min_likelihood=0.4)
    assert told(then) == {("ali", "bo"): [(0.4, Bounds())]}
    assert then.memberships == {"log:ali": ("log:crew",), "log:bo": ("log:crew",)}
    assert told(await chosen(reader, "people", None, min_likelihood=0.4)) == {}


async def test_decisions_count_from_the_day_that_they_were_recorded(edition: Edition, reader: Reader) -> None:
    # Dated 2020 by the analyst, recorded today: on the day before nobody could have followed them.
    edition(SECOND)
    edition(SECOND, DECISIONS)
    assert told(await chosen(reader, "people_organizations", TODAY - timedelta(days=1))) == AS_SECOND
    merged = {("bo", "crew"): [AS_SECOND["bo", "crew"][0], AS_SECOND["bo-bis", "crew"][0]]}
    for day in (TODAY + timedelta(days=1), None):
        assert told(await chosen(reader, "people_organizations", day)) == merged


async def test_decisions_taken_back_counted_until_then(edition: Edition, reader: Reader) -> None:
    none = DECISIONS.splitlines()[0] + "\n"
    edition(SECOND, DECISIONS)
    edition(SECOND, none)
    assert ("ali", "crew") not in told(await chosen(reader, "people_organizations", TODAY - timedelta(days=1)))
    for day in (TODAY + timedelta(days=1), None):
        assert told(await chosen(reader, "people_organizations", day)) == AS_SECOND


async def test_a_run_that_was_undone_was_known_until_then(
    edition: Edition,
    reader: Reader,
    writer: Writer,
    throwaway: Any,  # noqa: ANN401 - of the top conftest
) -> None:
    edition(FIRST)
    run = edition(SECOND, DECISIONS)
    for label, name in (("Claim", "recorded_from"), ("Claim", "recorded_to"), ("Decision", "recorded_from")):
        writer.rows(f"MATCH (n:{label}) SET n.{name} = n.{name} - duration('P10D')")
    undo(run, throwaway.driver, throwaway.target.database)
    assert told(await chosen(reader, "people_organizations", TODAY - timedelta(days=20))) == AS_FIRST
    assert set(told(await chosen(reader, "people_organizations", TODAY - timedelta(days=10)))) == {("bo", "crew")}
    for day in (TODAY + timedelta(days=1), None):
        assert told(await chosen(reader, "people_organizations", day)) == AS_FIRST


async def test_what_was_an_actor_then_counts_then(edition: Edition, reader: Reader) -> None:
    edition(FIRST)
    edition(FIRST, kind="category")
    assert told(await chosen(reader, "people_organizations", TODAY - timedelta(days=10))) == AS_FIRST
    for day in (TODAY + timedelta(days=1), None):
        assert told(await chosen(reader, "people_organizations", day)) == {}


def test_a_day_ends_where_the_next_begins() -> None:
    assert end_of(date(2026, 2, 28)) == datetime(2026, 3, 1, tzinfo=UTC)
    assert end_of(date.max) > datetime(9999, 12, 31, tzinfo=UTC)
