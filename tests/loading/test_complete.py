"""A load of all that a source says, one that is only tried, and one whose reading breaks off, on the real database."""

from typing import Any

import pytest

from tertius.errors import ConflictError, DataError, InputError
from tertius.loading.digest import claims_digest, graph_digest
from tertius.loading.rebuilding import rebuild
from tertius.loading.undoing import undo

# Test modules find their helpers as fixtures: `graph`, `alpha`, `beta` are described in conftest.py.
Graph = Any
MadeUp = Any


class TestComplete:
    def v1(self, say: MadeUp) -> list[Any]:
        return [
            *say.entities("p1", "p2", "o1", "l1", "e1", "e2"),
            *(say.claim(f"m{i}", "ASSOCIATE_OF", "p1", "p2", when=str(2000 + i)) for i in range(8)),
            say.claim("c1", "LEADS", "p1", "o1", when="2012"),
            say.claim("n", "NAME", "p1", "Ali"),
            say.event("r1", "e1", "o1", "p2", "l1"),
            say.event("r2", "e2", "o1", "p2", "l1"),
        ]

    def v2(self, say: MadeUp) -> list[Any]:
        return [
            *say.entities("p1", "p2", "p3", "o1", "l1", "e1"),
            *(say.claim(f"m{i}", "ASSOCIATE_OF", "p1", "p2", when=str(2000 + i)) for i in range(7)),
            say.claim("c1", "LEADS", "p3", "o1", when="2013"),
            say.claim("n", "NAME", "p1", "Ali"),
            say.event("r1", "e1", "p3", "p2", "l1", deaths=9),
            say.claim("new", "KIN_OF", "p3", "p1", role="cousin"),
        ]

    def test_one_release_after_another_is_the_later_alone(self, graph: Graph, alpha: MadeUp) -> None:
        graph.load(alpha.document(self.v1(alpha), version="1"))
        report = graph.load(alpha.document(self.v2(alpha), version="2"), complete=True)
        assert (report.new, report.changed, report.unchanged, report.closed) == (1, 2, 8, 2)
        both = (graph_digest(graph.driver), claims_digest(graph.driver))
        assert not rebuild(graph.driver)
        undo(report.run_id, graph.driver)
        undo("alpha:1", graph.driver)
        assert graph.ties() == {}

        graph.load(alpha.document(self.v2(alpha), version="2"), complete=True)

        assert (graph_digest(graph.driver), claims_digest(graph.driver)) == both

    def test_the_later_alone_from_an_empty_graph(self, graph: Graph, alpha: MadeUp, empty_db: Any) -> None:  # noqa: ANN401
        graph.load(alpha.document(self.v2(alpha), version="2"), complete=True)
        alone = (graph_digest(graph.driver), claims_digest(graph.driver))
        graph.rows(
            "MATCH (n) WHERE NOT n:SchemaMigration AND NOT n:SchemaLock AND NOT n:ThrowawayTestDatabase DETACH DELETE n"
        )
        graph.load(alpha.document(self.v1(alpha), version="1"), batch=2)

        graph.load(alpha.document(self.v2(alpha), version="2"), complete=True, batch=3)

        assert (graph_digest(graph.driver), claims_digest(graph.driver)) == alone

    def test_adding_closes_nothing(self, graph: Graph, alpha: MadeUp) -> None:
        graph.load(alpha.document(self.v1(alpha), version="1"))
        report = graph.load(alpha.document(self.v2(alpha), version="2"))
        assert report.closed == 0
        assert {"m7", "r2"} <= set(graph.current())

    def test_more_than_a_fifth_is_refused_before_anything_is_written(self, graph: Graph, alpha: MadeUp) -> None:
        graph.load(alpha.document(self.v1(alpha)))  # 12 claims
        before = graph.last_transaction()
        ten = [item for item in self.v1(alpha) if getattr(item, "record", "") not in ("m0", "m1")]
        nine = [item for item in ten if getattr(item, "record", "") != "m2"]

        with pytest.raises(ConflictError, match="3 of the 12 claims"):
            graph.load(alpha.document(nine), complete=True)
        assert graph.last_transaction() == before

        assert graph.load(alpha.document(ten), complete=True).closed == 2  # 2 of 12 is less than a fifth
        undo("alpha:2", graph.driver)
        assert graph.load(alpha.document(nine), complete=True, yes=True).closed == 3

    def test_another_source_is_never_touched(self, graph: Graph, alpha: MadeUp, beta: MadeUp) -> None:
        graph.load(beta.document(self.v1(beta)))
        theirs = (graph_digest(graph.driver), claims_digest(graph.driver))
        graph.load(alpha.document(self.v1(alpha)))
        graph.load(alpha.document(alpha.entities("p1")), complete=True, yes=True)
        assert (graph_digest(graph.driver), claims_digest(graph.driver)) == theirs

    def test_a_claim_that_comes_back_is_a_new_revision(self, graph: Graph, alpha: MadeUp) -> None:
        graph.load(alpha.document(self.v1(alpha), version="1"))
        graph.load(alpha.document(self.v2(alpha), version="2"), complete=True)
        report = graph.load(alpha.document(self.v1(alpha), version="1"), complete=True, yes=True)

        assert (report.new, report.changed, report.closed) == (2, 2, 1)
        assert graph.current() == {
            **{f"m{i}": 1 for i in range(7)},
            "m7": 2,
            "c1": 3,
            "n": 1,
            "r1": 3,
            "r2": 2,
        }
        spans = graph.rows(
            "MATCH (c:Claim {record: 'c1'}) RETURN c.revision AS revision, c.recorded_from AS a, c.recorded_to AS b "
            "ORDER BY revision"
        )
        assert [row["b"] for row in spans[:-1]] == [row["a"] for row in spans[1:]]
        assert spans[-1]["b"] is None

    def test_a_bad_row_of_unknown_claims_closes_nothing(self, graph: Graph, alpha: MadeUp) -> None:
        graph.load(alpha.document(self.v1(alpha)))
        items = [item for item in self.v1(alpha) if getattr(item, "record", "") != "m0"]
        broken = [
            InputError("no such day", where="when") if getattr(item, "record", "") == "m1" else item for item in items
        ]

        report = graph.load(alpha.document(broken), complete=True)

        assert (report.bad_rows, report.closed, report.kept) == (1, 0, 2)
        assert {"m0", "m1"} <= set(graph.current())

    def test_a_bad_row_of_known_claims_spares_those(self, graph: Graph, alpha: MadeUp) -> None:
        graph.load(alpha.document(self.v1(alpha)))
        items = [item for item in self.v1(alpha) if getattr(item, "record", "") != "m0"]
        broken = [
            InputError("no such day", where="when") if getattr(item, "record", "") == "m1" else item for item in items
        ]

        report = graph.load(alpha.document(broken, records=lambda _: ("m1",)), complete=True)

        assert (report.bad_rows, report.closed, report.kept) == (1, 1, 0)
        assert "m1" in graph.current()
        assert "m0" not in graph.current()


class TestDryRun:
    def test_it_says_what_would_change_and_writes_nothing(self, graph: Graph, alpha: MadeUp) -> None:
        items = alpha.small()
        before = graph.last_transaction()
        ahead = graph.load(alpha.document(items), dry_run=True, batch=2)
        assert graph.last_transaction() == before
        done = graph.load(alpha.document(items))
        assert (ahead.new, ahead.entities, ahead.rows) == (done.new, done.entities, done.rows) == (4, 5, 9)
        assert ahead.run_id is None
        assert ahead.derived is None

    def test_of_a_second_release(self, graph: Graph, alpha: MadeUp) -> None:
        complete = TestComplete()
        graph.load(alpha.document(complete.v1(alpha)))
        before = graph.last_transaction()
        items = [*complete.v2(alpha), alpha.same("p1", "p3"), alpha.same("p1", "p9"), InputError("odd", where="note")]

        ahead = graph.load(alpha.document(items, records=lambda _: ()), complete=True, dry_run=True)

        assert graph.last_transaction() == before
        assert (ahead.new, ahead.changed, ahead.unchanged, ahead.closed, ahead.decisions) == (1, 2, 8, 2, 1)
        assert [bad.reason for bad in ahead.bad] == ["odd", "There is no entity x:p9"]
        assert ahead.quarantine is not None


class TestFailedReading:
    def test_what_was_read_is_there_and_derived_and_nothing_is_closed(self, graph: Graph, alpha: MadeUp) -> None:
        graph.load(alpha.document([*alpha.entities("p1", "p2", "o1"), alpha.claim("old", "LEADS", "p2", "o1")]))
        items = [alpha.claim("c1", "LEADS", "p1", "o1"), alpha.claim("c2", "LEADS", "p2", "o1", denies=True)]

        with pytest.raises(DataError, match="the disk was pulled out"):
            graph.load(alpha.document([*items, *items], break_after=2), complete=True, yes=True, batch=1)

        assert set(graph.current()) == {"old", "c1", "c2"}
        assert graph.ties() == {("p1", "LEADS", "o1"): 0.95, ("p2", "LEADS", "o1"): 0.95}
        assert graph.value("MATCH (:Person {id: 'x:p2'})-[t:LEADS]->() RETURN t.disputed") is True
        assert graph.value("MATCH (r:LoadRun {id: 'alpha:2'}) RETURN r.status") == "failed"
        assert not rebuild(graph.driver)

    def test_the_source_is_free_again_and_the_run_can_be_undone(self, graph: Graph, alpha: MadeUp) -> None:
        items = [*alpha.entities("p1"), alpha.claim("n", "NAME", "p1", "Ali"), alpha.entity("p2")]
        with pytest.raises(DataError):
            graph.load(alpha.document(items, break_after=2))
        undo("alpha:1", graph.driver)
        assert graph.current() == {}
        assert graph.load(alpha.document(items)).new == 1
