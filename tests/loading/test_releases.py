"""Releases of one source: what a load covers, replaces and withdraws, and that the order of loading is no matter."""

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from tertius.errors import ConflictError, DataError
from tertius.graph.wipe import wipe
from tertius.loading.digest import claims_digest, graph_digest
from tertius.loading.loader import BadRow, Coverage, Document, Extent, Shaped
from tertius.loading.rebuilding import rebuild
from tertius.loading.report import LoadReport
from tertius.loading.undoing import undo

Graph = Any
MadeUp = Any

COUNTRIES = ("ML", "NE")


def order(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


@dataclass(frozen=True)
class Edition:
    """One file: events by record, each with its country and its count of deaths."""

    version: str
    rows: dict[str, tuple[str, int]]
    complete: bool = False
    scope: Extent | None = None
    replaces: Extent | None = None
    withdrawn: tuple[str, ...] = ()

    def document(self, say: MadeUp) -> Document:
        items = []
        for record, (country, deaths) in self.rows.items():
            event = replace(say.event(record, f"e{record[-1]}", "o1", "o2", "l1", deaths=deaths), part=country)
            items.append(Shaped(tuple(say.entities("o1", "o2", "l1", f"e{record[-1]}")), (event,)))
        return replace(
            say.document(items, version=self.version),
            scope=self.scope,
            replaces=self.replaces,
            newer=lambda other: order(other) > order(self.version),
            withdrawn=(lambda: iter(self.withdrawn)) if self.withdrawn else None,
        )


def as_if_in_order(editions: list[Edition]) -> dict[str, tuple[str, int]]:
    """Return what stands once these are read from the oldest to the newest, by their definition."""
    standing: dict[str, tuple[str, int]] = {}
    version: dict[str, str] = {}
    for edition in sorted(editions, key=lambda one: order(one.version)):
        standing |= edition.rows
        version |= dict.fromkeys(edition.rows, edition.version)
        for record in standing.keys() - edition.rows.keys():
            country = standing[record][0]
            covers = edition.complete and (edition.scope is None or edition.scope(version[record], country))
            replaced = edition.replaces is not None and edition.replaces(version[record], country)
            if covers or replaced or record in edition.withdrawn:
                del standing[record]
    return standing


def random_editions(chance: random.Random) -> list[Edition]:
    """Return two annual editions and two preliminary files, or a list of deletions, as datasets publish them."""

    def rows(records: list[str]) -> dict[str, tuple[str, int]]:
        kept = chance.sample(records, chance.randint(1, len(records)))
        return {record: (chance.choice(COUNTRIES), chance.randint(1, 2)) for record in kept}

    found = []
    for version, records in (("24.1", ["r1", "r2", "r3", "r4"]), ("25.1", ["r1", "r2", "r3", "r4", "r5"])):
        of_one = chance.random() < 0.3
        said = rows(records)
        if of_one:
            said = {record: said[record] for record in said if said[record][0] == "ML"}
        found.append(
            Edition(
                version,
                said,
                complete=chance.random() < 0.6,
                scope=Extent(parts="ML") if of_one else Extent(releases=r"\d+\.1|24\.0\..*"),
                replaces=Extent(releases=rf"{int(version[:2]) - 1}\.0\..*", parts="ML" if of_one else ".*"),
            )
        )
    found += [Edition("24.0.3", rows(["r4", "r5", "r6"])), Edition("24.0.4", rows(["r5", "r6"]))]
    if chance.random() < 0.4:
        found[-1] = Edition("24.2", {}, withdrawn=tuple(chance.sample(["r1", "r4", "r6"], 2)))
    return found


def standing(graph: Graph) -> dict[str, tuple[str, int]]:
    return {
        row["record"]: (row["part"], row["deaths"])
        for row in graph.rows(
            "MATCH (c:Claim) WHERE c.recorded_to IS NULL "
            "RETURN c.record AS record, c.part AS part, c.deaths_best AS deaths"
        )
    }


def state(graph: Graph) -> tuple[str, str, list[Any]]:
    said_by = "MATCH (c:Claim) WHERE c.recorded_to IS NULL WITH c ORDER BY c.key RETURN c.repeated_by AS runs"
    return graph_digest(graph.driver), claims_digest(graph.driver), graph.rows(said_by)


def counts(report: LoadReport) -> tuple[Any, ...]:
    told = report.new, report.changed, report.unchanged, report.closed, report.older, report.kept
    return *told, report.entities, sorted(report.closed_kinds.items())


def written_by(graph: Graph, run: str, before: set[str]) -> tuple[int, int, dict[str, int], int]:
    """Return what the graph shows of a run: claims new and changed, those closed by kind, and entities spoken of."""
    revised = "EXISTS { MATCH (d:Claim {key: c.key, run_id: $run}) }"
    made = "MATCH (c:Claim {run_id: $run}) WITH EXISTS { MATCH (d:Claim {key: c.key, closed_by: $run}) } AS again "
    changed = graph.rows(made + "RETURN again, count(*) AS count", run=run)
    closed = graph.rows(
        f"MATCH (c:Claim {{closed_by: $run}}) WHERE NOT {revised} RETURN c.kind AS kind, count(*) AS count", run=run
    )
    spoken = graph.rows("MATCH (e:Entity)<-[:ABOUT]-(:Claim) RETURN DISTINCT e.id AS id")
    told = {row["again"]: row["count"] for row in changed}
    return (
        told.get(False, 0),
        told.get(True, 0),
        {row["kind"]: row["count"] for row in closed},
        len({row["id"] for row in spoken} - before),
    )


@pytest.mark.parametrize("seed", range(12))
def test_releases_can_be_loaded_in_any_order(graph: Graph, alpha: MadeUp, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - worlds, not secrets
    editions = random_editions(chance)
    expected = as_if_in_order(editions)
    digests = set()
    for turn, some in enumerate(chance.sample(list(itertools.permutations(editions)), 3)):
        wipe(graph.driver, graph.database)
        runs, states = [], [state(graph)]
        for edition in some:
            document = edition.document(alpha)
            there = {row["id"] for row in graph.rows("MATCH (e:Entity) RETURN e.id AS id")}
            batch = chance.choice((1, 2, 2_000))
            foretold = graph.load(document, complete=edition.complete, dry_run=True, batch=batch)
            done = graph.load(document, complete=edition.complete, yes=True, batch=batch)
            assert counts(foretold) == counts(done), (edition, some)
            assert written_by(graph, done.run_id, there) == (done.new, done.changed, done.closed_kinds, done.entities)
            assert done.closed == sum(done.closed_kinds.values())
            runs.append(done.run_id)
            states.append(state(graph))
        assert standing(graph) == expected, some
        assert not rebuild(graph.driver)
        digests.add(states[-1][:2])
        again = graph.load(replace(some[0].document(alpha), loader="made-up/2"), complete=some[0].complete, yes=True)
        assert (again.new, again.changed, again.closed) == (0, 0, 0)
        undo(again.run_id, graph.driver)
        assert state(graph) == states[-1]
        if turn == 0:
            for run, before in zip(reversed(runs), reversed(states[:-1]), strict=True):
                undo(run, graph.driver)
                assert state(graph) == before
    assert len(digests) == 1


def test_what_is_complete_in_its_scope_touches_nothing_outside(graph: Graph, alpha: MadeUp) -> None:
    both = Edition("24.1", {"r1": ("ML", 1), "r2": ("ML", 1), "r3": ("NE", 1), "r4": ("NE", 1)})
    graph.load(both.document(alpha))
    outside = "MATCH (c:Claim {part: 'NE'}) WITH c ORDER BY c.id RETURN collect(properties(c)) AS all"
    before = graph.value(outside)
    one = Edition("24.1", {"r2": ("ML", 1)}, scope=Extent(parts="ML"))

    with pytest.raises(ConflictError, match="1 of the 2 claims that alpha has in what this file covers"):
        graph.load(one.document(alpha), complete=True)
    report = graph.load(one.document(alpha), complete=True, yes=True)

    assert (report.closed, report.unchanged) == (1, 1)
    assert set(graph.current()) == {"r2", "r3", "r4"}
    assert graph.value(outside) == before


def test_what_it_replaces_gives_way_without_being_complete(graph: Graph, alpha: MadeUp) -> None:
    graph.load(Edition("24.0.3", {"r5": ("ML", 1), "r6": ("ML", 1)}).document(alpha))
    graph.load(Edition("24.1", {"r1": ("ML", 1)}).document(alpha))
    annual = Edition("25.1", {"r5": ("ML", 1)}, replaces=Extent(releases=r"24\.0\..*"))
    report = graph.load(annual.document(alpha))
    assert (report.unchanged, report.closed) == (1, 1)
    assert set(graph.current()) == {"r1", "r5"}

    # by now r5 is one of the annual release's, word for word: what replaces preliminary files leaves it alone
    later = Edition("26.1", {"r1": ("ML", 1)}, replaces=Extent(releases=r"\d+\.0\..*"))
    assert graph.load(later.document(alpha)).closed == 0
    undo("alpha:4", graph.driver)
    undo("alpha:3", graph.driver)
    assert graph.load(later.document(alpha)).closed == 2  # and is the preliminary file's again


@pytest.mark.parametrize("known", [True, False])
def test_bad_rows_whose_claims_nobody_knows_let_nothing_be_replaced(graph: Graph, alpha: MadeUp, known: bool) -> None:
    graph.load(Edition("24.0.3", {"r5": ("ML", 1), "r6": ("ML", 1)}).document(alpha))
    bad = BadRow("made-up.csv", 2, "", "", "cannot be read", "Mend it.")
    document = replace(alpha.document([bad] if not known else [], version="25.1"), replaces=Extent(releases="24.*"))
    report = graph.load(document)
    assert (report.closed, report.kept) == ((2, 0) if known else (0, 2))


def test_a_bad_row_of_a_newer_release_spares_what_an_older_one_gives_later(graph: Graph, alpha: MadeUp) -> None:
    from tertius.errors import InputError

    annual = Edition("25.1", {"r1": ("ML", 1)})
    document = replace(
        alpha.document([InputError("no day", where="when")], version="25.1", records=lambda row: ("r2",), sha256=""),
        newer=annual.document(alpha).newer,
    )
    graph.load(document, complete=True)
    older = graph.load(Edition("24.1", {"r2": ("ML", 1), "r3": ("ML", 1)}).document(alpha))
    assert (older.new, older.older) == (1, 1)
    assert set(graph.current()) == {"r2"}


def test_a_reading_that_breaks_off_closes_nothing(graph: Graph, alpha: MadeUp) -> None:
    graph.load(Edition("24.0.3", {"r5": ("ML", 1), "r6": ("ML", 1)}).document(alpha))
    annual = Edition("25.1", {"r5": ("ML", 1)}, replaces=Extent(releases="24.*"), withdrawn=("r6",)).document(alpha)

    def broken() -> Iterator[str]:
        yield "r5"
        raise OSError("the disk was pulled out")

    def no_days() -> Iterator[Coverage]:
        yield Coverage("x:l1", date(2025, 1, 1), date(2024, 1, 1))

    def nowhere() -> Iterator[Coverage]:
        yield Coverage("x:l9", date(2024, 1, 1), date(2024, 1, 1))

    for part, wrong, message in (
        ("withdrawn", broken, "withdrawn cannot be read: OSError"),
        ("coverage", no_days, "covers cannot be read: ValueError"),
        ("coverage", nowhere, "x:l9"),
    ):
        with pytest.raises(DataError, match=message):
            graph.load(replace(annual, **{part: wrong}), complete=True, yes=True)
        assert set(graph.current()) == {"r5", "r6"}


def test_what_is_withdrawn_is_closed_and_stays_so_in_older_files(graph: Graph, alpha: MadeUp) -> None:
    graph.load(Edition("24.1", {"r1": ("ML", 1), "r2": ("ML", 1)}).document(alpha))
    deletions = Edition("24.2", {"r3": ("ML", 1)}, withdrawn=("r1", "r3", "r4", "never heard of")).document(alpha)
    assert graph.load(deletions, dry_run=True).closed == 1
    report = graph.load(deletions)
    assert (report.closed, report.new) == (1, 1)  # what the document says itself is not withdrawn
    again = graph.load(Edition("24.1", {"r1": ("ML", 1), "r2": ("ML", 1), "r4": ("ML", 1)}).document(alpha))
    assert (again.older, again.unchanged, again.new) == (2, 1, 0)
    assert set(graph.current()) == {"r2", "r3"}
    newer = graph.load(Edition("25.1", {"r1": ("ML", 1)}).document(alpha))
    assert newer.new == 1


class TestCoverage:
    def covering(self, say: MadeUp, version: str, *spans: tuple[str, int, int], loader: str = "made-up/1") -> Document:
        covered = [Coverage(f"x:{place}", date(first, 1, 1), date(last, 12, 31)) for place, first, last in spans]
        return replace(say.document(say.entities("l1", "l2"), version=version, loader=loader), coverage=lambda: covered)

    def kept(self, graph: Graph) -> list[tuple[str, str, int, int]]:
        return [
            (row["release"], row["place"], row["first"].year, row["last"].year)
            for row in graph.rows(
                "MATCH (r:Release)-[c:COVERS]->(p:Place) "
                "RETURN r.version AS release, p.id AS place, c.from AS first, c.to AS last "
                "ORDER BY release, place, first"
            )
        ]

    def test_days_of_one_release_are_merged(self, graph: Graph, alpha: MadeUp) -> None:
        graph.load(self.covering(alpha, "1", ("l1", 2010, 2012), ("l1", 2013, 2013), ("l2", 2010, 2010)))
        one = self.kept(graph)
        assert one == [("1", "x:l1", 2010, 2013), ("1", "x:l2", 2010, 2010)]
        second = graph.load(self.covering(alpha, "1", ("l1", 2012, 2015), ("l1", 2017, 2017), loader="made-up/2"))
        assert self.kept(graph) == [
            ("1", "x:l1", 2010, 2015),
            ("1", "x:l1", 2017, 2017),
            ("1", "x:l2", 2010, 2010),
        ]
        third = graph.load(self.covering(alpha, "2", ("l1", 2010, 2020)))
        assert self.kept(graph)[-1] == ("2", "x:l1", 2010, 2020)
        undo(third.run_id, graph.driver)
        undo(second.run_id, graph.driver)
        assert self.kept(graph) == one

    def test_a_place_that_only_bad_rows_name_is_left_out(self, graph: Graph, alpha: MadeUp) -> None:
        bad = BadRow("made-up.csv", 9, "name", "", "no name", "Write one.", {"row": "l9"})
        document = self.covering(alpha, "1", ("l1", 2010, 2010), ("l9", 2010, 2010))
        items = [*alpha.entities("l1"), bad]
        rows = alpha.document(items, version="1")
        report = graph.load(replace(rows, coverage=document.coverage))
        assert report.bad_rows == 1
        assert self.kept(graph) == [("1", "x:l1", 2010, 2010)]

    def test_the_same_again_writes_none(self, graph: Graph, alpha: MadeUp) -> None:
        written = "MATCH ()-[c:COVERS]->() RETURN collect(elementId(c)) AS all"
        graph.load(self.covering(alpha, "1", ("l1", 2010, 2012)))
        before = graph.value(written)
        graph.load(self.covering(alpha, "1", ("l1", 2011, 2012), loader="made-up/2"))
        assert graph.value(written) == before


def test_a_source_without_an_order_notes_no_repeats(graph: Graph, alpha: MadeUp) -> None:
    items = [*alpha.entities("p1"), alpha.claim("n", "NAME", "p1", "Ali")]
    graph.load(alpha.document(items, version="1"))
    graph.load(alpha.document(items, version="2"))
    assert graph.value("MATCH (c:Claim) RETURN c.repeated_by") is None
