"""What changed between two moments, and by what: three loads, an undo and decisions."""

from datetime import UTC, datetime
from itertools import chain, combinations
from pathlib import Path
from typing import Any

import pytest

from tertius.catalog.catalogue import Catalogue
from tertius.catalog.files import cypher_root
from tertius.graph.read import Reader
from tertius.loading.undoing import undo
from tertius.networks.changes import Changes
from tertius.networks.select import network_changes, network_in, select_network
from tertius.records.tables import CurrentTables
from tertius_loaders.claims import load_folder

pytestmark = pytest.mark.anyio

ENTITIES = "id,type,name,kind\nali,Person,Ali,\nbo,Person,Bo,\ncy,Person,Cy,\ncrew,Organization,The Crew,group\n"
HEAD = "claim_id,subject,kind,object,when,hedge\n"
CATALOGUE = Catalogue.load(cypher_root())


class Folders:
    """Two folders about the same people, loaded in editions."""

    def __init__(self, throwaway: Any, root: Path) -> None:  # noqa: ANN401 - of the top conftest
        self.throwaway, self.root = throwaway, root

    def load(self, source: str, claims: str, decisions: str = "") -> str:
        """Load an edition whole, and return its run."""
        folder = self.root / source
        folder.mkdir(exist_ok=True)
        (folder / "source.yaml").write_text(f"id: {source}\ntitle: A {source}\npublished: 2014-01-01\n")
        (folder / "entities.csv").write_text(ENTITIES)
        (folder / "claims.csv").write_text(HEAD + claims)
        if decisions:
            (folder / "decisions.csv").write_text("kind,left,right,field,value,who,when,why\n" + decisions)
        report = load_folder(folder, self.throwaway.driver, self.throwaway.target.database, complete=True, yes=True)
        assert not report.bad_rows
        return report.run_id or ""


@pytest.fixture
def folders(throwaway: Any, tmp_path: Path) -> Folders:  # noqa: ANN401 - of the top conftest
    throwaway.empty()
    return Folders(throwaway, tmp_path)


async def between(reader: Reader, before: datetime, network: str = "people_organizations") -> Changes:
    return await network_changes(reader, CATALOGUE, network, {}, before, datetime.now(UTC))


async def test_each_change_belongs_to_the_load_that_made_it(folders: Folders, reader: Reader) -> None:
    folders.load("log", "c1,ali,LEADS,crew,2010,\nc2,bo,MEMBER_OF,crew,2010,\nc3,cy,MEMBER_OF,crew,2010,\n")
    then = datetime.now(UTC)
    second = folders.load("log", "c1,ali,LEADS,crew,2011,\nc2,bo,MEMBER_OF,crew,2010,\nc4,cy,LEADS,crew,2012,\n")
    other = folders.load(
        "book", "b1,ali,KIN_OF,bo,,\nb2,bo,LEADS,crew,2013,\n", "reject,log#c2,,,,A,2020-01-01,misread\n"
    )
    found = await between(reader, then)
    told = {
        name: (
            sorted(found.before.claims[id_].claim.record for id_ in group.before),
            sorted(found.after.claims[id_].claim.record for id_ in group.after),
            len(group.decided),
        )
        for name, group in found.groups.items()
    }
    ties = {
        name: tuple([r for r in part if r[0] in "cb" and r[1:].isdigit()] for part in row[:2])
        for name, row in told.items()
    }
    assert ties == {
        second: (["c1", "c3"], ["c1", "c4"]),
        other: ([], ["b2"]),
        "decisions book": ([], []),
    }
    assert told["decisions book"][2] == 1


async def test_what_an_undoing_takes_away_and_brings_back_is_one_group(folders: Folders, reader: Reader) -> None:
    folders.load("log", "c1,ali,LEADS,crew,2010,\nc2,bo,LEADS,crew,2011,\n")
    run = folders.load("log", "c1,ali,LEADS,crew,2012,\nc2,bo,LEADS,crew,2011,\nc3,bo,MEMBER_OF,crew,2012,\n")
    then = datetime.now(UTC)
    undo(run, folders.throwaway.driver, folders.throwaway.target.database)
    found = await between(reader, then)
    told = {
        name: (
            sorted(found.before.claims[id_].claim.record for id_ in group.before),
            sorted(found.after.claims[id_].claim.record for id_ in group.after),
        )
        for name, group in found.groups.items()
    }
    assert told == {f"undone {run}": (["c1", "c3"], ["c1"])}


async def test_what_came_and_went_is_no_change(folders: Folders, reader: Reader) -> None:
    folders.load("log", "c1,ali,LEADS,crew,2010,\n")
    then = datetime.now(UTC)
    assert not (await between(reader, then)).groups
    run = folders.load("log", "c1,ali,LEADS,crew,2011,\n")
    driver, database = folders.throwaway.driver, folders.throwaway.target.database
    undo(run, driver, database)
    found = await between(reader, then)
    # c1 is a new revision, yet says what it said before: of the network nothing changed.
    assert set(found.groups) <= {f"undone {run}"}
    tables = await CurrentTables(reader).get()
    digests = {
        (await network_in(found.with_groups(names), CATALOGUE, "people_organizations", {}, tables)).digest
        for names in ([], found.groups)
    }
    assert len(digests) == 1


async def test_no_changes_give_the_state_before_and_all_of_them_the_one_after(folders: Folders, reader: Reader) -> None:
    folders.load("log", "c1,ali,LEADS,crew,2010,\nc2,bo,MEMBER_OF,crew,2010,\n")
    then = datetime.now(UTC)
    tables = await CurrentTables(reader).get()
    before = {
        network: (await select_network(reader, CATALOGUE, network, {}, tables)).digest
        for network in CATALOGUE.networks()
    }
    folders.load("log", "c1,ali,LEADS,crew,2011,\nc4,cy,LEADS,crew,2010/2012,\nc5,ali,KIN_OF,cy,,\n")
    folders.load(
        "book", "b1,bo,LEADS,crew,2010/2013,\nb2,bo,KIN_OF,ali,,\n", "same,log:bo,book:bo,,,A,2020-01-01,one man\n"
    )
    for network in CATALOGUE.networks():
        found = await between(reader, then, network)
        after = (await select_network(reader, CATALOGUE, network, {}, tables)).digest
        none = await network_in(found.with_groups([]), CATALOGUE, network, {}, tables)
        every = await network_in(found.with_groups(found.groups), CATALOGUE, network, {}, tables)
        assert (none.digest, every.digest) == (before[network], after)
        for some in chain.from_iterable(combinations(found.groups, size) for size in range(len(found.groups) + 1)):
            assert await network_in(found.with_groups(some), CATALOGUE, network, {}, tables)
