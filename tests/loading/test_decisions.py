"""Decisions of people: who is who, and what a claim should read."""

from datetime import date
from itertools import permutations
from typing import Any

import pytest

from tertius.loading.digest import graph_digest
from tertius.loading.rebuilding import rebuild
from tertius.loading.undoing import undo
from tertius.model.decisions import DecisionKind

Graph = Any
MadeUp = Any


def people(say: MadeUp) -> list[Any]:
    return [
        *say.entities("p1", "p2", "p3", "o1", "o2", "l1", "e1"),
        say.claim("c1", "LEADS", "p1", "o1", hedge="reported"),
        say.claim("c2", "LEADS", "p2", "o1", hedge="reported"),
        say.claim("c3", "MEMBER_OF", "p2", "o2"),
        say.claim("c4", "KIN_OF", "p2", "p1", role="brother"),
        say.claim("n1", "NAME", "p1", "Ali"),
        say.claim("n2", "NAME", "p2", "Alassane", hedge="reported"),
        say.event("r1", "e1", "p2", "o1", "l1"),
    ]


def state(graph: Graph) -> list[dict[str, Any]]:
    return list(
        graph.rows(
            "MATCH (e:Entity) OPTIONAL MATCH (e)-[:SAME_AS]->(c) "
            "RETURN e.id AS id, e:Merged AS merged, e.canonical_id AS canonical, c.id AS same ORDER BY id"
        )
    )


class TestSame:
    def test_two_become_one(self, graph: Graph, alpha: MadeUp) -> None:
        graph.load(alpha.document(people(alpha)))
        report = graph.load(alpha.document([*people(alpha), alpha.same("p2", "p1")]))

        assert report.decisions == 1
        assert graph.ties() == {
            ("p1", "LEADS", "o1"): 0.80,  # the same source twice is one voice
            ("p1", "MEMBER_OF", "o2"): 0.95,
            ("p1", "PARTICIPATED_IN", "e1"): 0.95,
            ("o1", "PARTICIPATED_IN", "e1"): 0.95,
            ("e1", "OCCURRED_AT", "l1"): 0.95,
        }  # and nobody is his own brother
        assert [row for row in state(graph) if row["merged"]] == [
            {"id": "x:p2", "merged": True, "canonical": "x:p1", "same": "x:p1"}
        ]
        name, aliases = graph.rows("MATCH (e {id: 'x:p1'}) RETURN e.name AS n, e.aliases AS a")[0].values()
        assert (name, aliases) == ("Ali", ["Alassane"])
        assert graph.value("MATCH (e {id: 'x:p2'}) RETURN e.name") == "Alassane"
        assert not rebuild(graph.driver)

    def test_a_tie_of_the_group_finds_the_claims_about_either(self, graph: Graph, alpha: MadeUp) -> None:
        graph.load(alpha.document([*people(alpha), alpha.same("p2", "p1")]))
        claims = graph.value(
            "MATCH (:Person)-[t:LEADS]->() MATCH (c:Claim {tie_id: t.id}) WHERE c.recorded_to IS NULL "
            "WITH c ORDER BY c.record RETURN collect(c.record)"
        )
        assert claims == ["c1", "c2"]
        assert graph.value("MATCH (c:Claim {record: 'c4'}) RETURN c.tie_id") is None

    def test_it_holds_for_claims_that_come_later(self, graph: Graph, alpha: MadeUp, beta: MadeUp) -> None:
        graph.load(alpha.document([*people(alpha), alpha.same("p2", "p1")]))
        graph.load(beta.document([beta.entity("o9"), beta.claim("b1", "LEADS", "p2", "o9")]))
        assert graph.ties()["p1", "LEADS", "o9"] == 0.95
        assert graph.value("MATCH (:Merged)-[t]-(:Entity) WHERE type(t) <> 'SAME_AS' RETURN count(t)") == 0

    def test_undoing_separates(self, graph: Graph, alpha: MadeUp) -> None:
        graph.load(alpha.document(people(alpha)))
        apart = graph_digest(graph.driver)
        run = graph.load(alpha.document([*people(alpha), alpha.same("p2", "p1")])).run_id
        assert graph_digest(graph.driver) != apart
        undo(run, graph.driver)
        assert graph_digest(graph.driver) == apart
        assert not any(row["merged"] or row["same"] for row in state(graph))

    def test_a_decision_taken_back_in_its_folder_separates(self, graph: Graph, alpha: MadeUp) -> None:
        graph.load(alpha.document(people(alpha)))
        apart = graph_digest(graph.driver)
        graph.load(alpha.document([*people(alpha), alpha.same("p2", "p1")]))
        graph.load(alpha.document([*people(alpha), alpha.same("p2", "p1", undone=date(2026, 2, 3))]))
        assert graph_digest(graph.driver) == apart
        assert graph.value("MATCH (d:Decision) RETURN toString(d.undone)") == "2026-02-03"

    def test_the_whole_folder_without_the_row_takes_it_back(self, graph: Graph, alpha: MadeUp) -> None:
        graph.load(alpha.document(people(alpha)))
        apart = graph_digest(graph.driver)
        graph.load(alpha.document([*people(alpha), alpha.same("p2", "p1")]))
        graph.load(alpha.document(people(alpha)))
        assert graph_digest(graph.driver) != apart  # a load that adds takes nothing back
        graph.load(alpha.document(people(alpha)), complete=True)
        assert graph_digest(graph.driver) == apart
        assert graph.value("MATCH (d:Decision) RETURN count(d)") == 1  # kept, undone

    def test_what_a_person_takes_back_in_the_graph_stays_taken_back(self, graph: Graph, alpha: MadeUp) -> None:
        graph.load(alpha.document(people(alpha)))
        apart = graph_digest(graph.driver)
        graph.load(alpha.document([*people(alpha), alpha.same("p2", "p1")], sha256="1" * 64))
        graph.rows("MATCH (d:Decision) SET d.undone = date('2026-02-03')")
        assert rebuild(graph.driver).marked == 1
        assert graph_digest(graph.driver) == apart

        graph.load(alpha.document([*people(alpha), alpha.same("p2", "p1")], sha256="2" * 64))

        assert graph_digest(graph.driver) == apart

    def test_a_chain_of_three_has_the_smallest_id(self, graph: Graph, alpha: MadeUp) -> None:
        graph.load(alpha.document([*people(alpha), alpha.same("p3", "p2"), alpha.same("p1", "p3")]))
        assert [row["canonical"] for row in state(graph) if row["id"].startswith("x:p")] == ["x:p1"] * 3

    def test_breaking_a_chain_leaves_the_other_half_one(self, graph: Graph, alpha: MadeUp) -> None:
        both = [alpha.same("p3", "p2"), alpha.same("p1", "p2")]
        graph.load(alpha.document([*people(alpha), *both]))
        graph.load(alpha.document([*people(alpha), both[0]]), complete=True)
        canonical = {row["id"]: row["canonical"] for row in state(graph)}
        assert (canonical["x:p1"], canonical["x:p2"], canonical["x:p3"]) == ("x:p1", "x:p2", "x:p2")
        assert not rebuild(graph.driver)

    def test_it_derives_its_own_group_again_and_nothing_else(self, graph: Graph, alpha: MadeUp, beta: MadeUp) -> None:
        graph.load(alpha.document(people(alpha)))
        # derive_tie writes a tie only if it differs, so ties spoilt by hand show what was derived again
        graph.load(beta.document([*beta.entities("p7", "o7"), beta.claim("b", "LEADS", "p7", "o7")]))
        graph.rows("MATCH ()-[t]->() WHERE t.id IS NOT NULL SET t.claims = 99")

        report = graph.load(beta.document([beta.same("p1", "p2")]))

        left = graph.rows(
            "MATCH (s)-[t]->(o) WHERE t.claims = 99 RETURN s.id AS s, type(t) AS kind, o.id AS o ORDER BY s, kind"
        )
        # p7 is in no group; what remains of the event that p2 took part in was looked at again
        assert left == [{"s": "x:p7", "kind": "LEADS", "o": "x:o7"}]
        assert (report.derived.made, report.derived.removed) == (2, 4)

    @pytest.mark.parametrize(
        ("other", "column", "reason"),
        [("p9", "right", "There is no entity x:p9"), ("o1", "right", "x:p1 is a Person, x:o1 a")],
    )
    def test_what_cannot_be_the_same_is_set_aside(
        self, graph: Graph, alpha: MadeUp, other: str, column: str, reason: str
    ) -> None:
        report = graph.load(alpha.document([*people(alpha), alpha.same("p1", other)]))
        assert (report.bad_rows, report.decisions, report.new) == (1, 0, 7)
        assert (report.bad[0].column, report.bad[0].line) == (column, 16)
        assert report.bad[0].reason.startswith(reason)


class TestNotSame:
    def test_a_contradiction_is_refused_with_its_chain(self, graph: Graph, alpha: MadeUp, beta: MadeUp) -> None:
        graph.load(alpha.document([*people(alpha), alpha.same("p1", "p2"), alpha.same("p2", "p3")]))
        merged = graph_digest(graph.driver)

        report = graph.load(beta.document([beta.not_same("p1", "p3", who="Ben")]))

        assert report.bad_rows == 1
        assert "x:p1 = x:p2 = x:p3" in report.bad[0].reason
        assert "Ben" in report.bad[0].reason
        assert graph.value("MATCH (d:Decision {kind: 'not_same'}) RETURN count(d)") == 0
        assert graph_digest(graph.driver) == merged

    def test_the_other_way_round_too(self, graph: Graph, alpha: MadeUp, beta: MadeUp) -> None:
        graph.load(alpha.document([*people(alpha), alpha.not_same("p1", "p3")]))
        report = graph.load(beta.document([beta.same("p1", "p2"), beta.same("p2", "p3")]))
        assert (report.decisions, report.bad_rows) == (1, 1)
        assert "x:p1 = x:p2 = x:p3" in report.bad[0].reason

    def test_a_changed_mind_in_one_file_is_no_contradiction(self, graph: Graph, alpha: MadeUp) -> None:
        graph.load(alpha.document([*people(alpha), alpha.same("p1", "p2"), alpha.same("p2", "p3")]))
        later = [*people(alpha), alpha.same("p1", "p2"), alpha.not_same("p1", "p3")]
        report = graph.load(alpha.document(later), complete=True)
        assert (report.bad_rows, report.decisions) == (0, 2)  # one new, one taken back
        assert not rebuild(graph.driver)

    def test_same_becomes_not_same(self, graph: Graph, alpha: MadeUp) -> None:
        graph.load(alpha.document([*people(alpha), alpha.same("p1", "p2")]))
        report = graph.load(alpha.document([*people(alpha), alpha.not_same("p2", "p1")]))
        assert report.decisions == 1
        assert graph.value("MATCH (d:Decision) RETURN collect(d.kind)") == ["not_same"]
        assert ("p2", "LEADS", "o1") in graph.ties()

    def test_undoing_what_was_built_upon_is_refused(self, graph: Graph, alpha: MadeUp, beta: MadeUp) -> None:
        from tertius.errors import ConflictError

        graph.load(alpha.document([*people(alpha), alpha.same("p1", "p2")]))
        back = graph.load(alpha.document(people(alpha)), complete=True)
        graph.load(beta.document([beta.not_same("p1", "p2")]))
        before = graph.last_transaction()
        with pytest.raises(ConflictError, match="x:p1 = x:p2"):
            undo(back.run_id, graph.driver)
        assert graph.last_transaction() == before


class TestAboutClaims:
    def key(self, graph: Graph, record: str) -> str:
        return str(graph.value("MATCH (c:Claim {record: $record}) RETURN DISTINCT c.key", record=record))

    def decide(self, graph: Graph, say: MadeUp, kind: DecisionKind, record: str, **others: Any) -> Any:  # noqa: ANN401
        return graph.load(say.document([say.decision(kind, self.key(graph, record), **others)]))

    def test_a_rejected_claim_gives_no_tie_and_stays_what_it_is(
        self, graph: Graph, alpha: MadeUp, beta: MadeUp
    ) -> None:
        graph.load(alpha.document(people(alpha)))
        self.decide(graph, beta, DecisionKind.REJECT, "c1")
        assert ("p1", "LEADS", "o1") not in graph.ties()
        assert graph.current()["c1"] == 1
        assert not rebuild(graph.driver)

    def test_a_confirmed_claim_counts_as_stated(self, graph: Graph, alpha: MadeUp, beta: MadeUp) -> None:
        graph.load(alpha.document(people(alpha)))
        self.decide(graph, beta, DecisionKind.CONFIRM, "c1")
        assert graph.ties()["p1", "LEADS", "o1"] == 0.95
        assert graph.value("MATCH (c:Claim {record: 'c1'}) RETURN c.hedge") == "reported"

    def test_a_corrected_name_and_date(self, graph: Graph, alpha: MadeUp, beta: MadeUp) -> None:
        graph.load(alpha.document(people(alpha)))
        self.decide(graph, beta, DecisionKind.CORRECT, "n1", field="value", value="Aly")
        assert graph.value("MATCH (e {id: 'x:p1'}) RETURN e.name") == "Aly"
        self.decide(graph, beta, DecisionKind.CORRECT, "r1", field="when", value="2012-05")
        assert graph.value("MATCH (e:Event) RETURN e.edtf + toString(e.to_latest)") == "2012-052012-05-31"
        assert graph.value("MATCH (:Event)-[t:OCCURRED_AT]->() RETURN toString(t.from_earliest)") == "2012-05-01"
        assert not rebuild(graph.driver)

    def test_they_survive_the_next_release(self, graph: Graph, alpha: MadeUp, beta: MadeUp) -> None:
        graph.load(alpha.document(people(alpha)))
        self.decide(graph, beta, DecisionKind.REJECT, "c1")
        changed = [
            item if getattr(item, "record", "") != "c1" else alpha.claim("c1", "LEADS", "p1", "o1", hedge="stated")
            for item in people(alpha)
        ]
        assert graph.load(alpha.document(changed), complete=True).changed == 1
        assert ("p1", "LEADS", "o1") not in graph.ties()

    def test_they_wait_for_a_claim_that_is_gone(self, graph: Graph, alpha: MadeUp, beta: MadeUp) -> None:
        graph.load(alpha.document(people(alpha)))
        self.decide(graph, beta, DecisionKind.REJECT, "c1")
        without = [item for item in people(alpha) if getattr(item, "record", "") != "c1"]
        graph.load(alpha.document(without), complete=True)
        graph.load(alpha.document(people(alpha)), complete=True)
        assert graph.current()["c1"] == 2
        assert ("p1", "LEADS", "o1") not in graph.ties()

    @pytest.mark.parametrize(
        ("kind", "record", "others", "column"),
        [
            (DecisionKind.CORRECT, "c1", {"field": "value", "value": "x"}, "value"),
            (DecisionKind.CORRECT, "n1", {"field": "value", "value": " "}, "value"),
        ],
    )
    def test_a_correction_that_does_not_fit_is_set_aside(
        self,
        graph: Graph,
        alpha: MadeUp,
        beta: MadeUp,
        kind: DecisionKind,
        record: str,
        others: dict[str, str],
        column: str,
    ) -> None:
        graph.load(alpha.document(people(alpha)))
        report = self.decide(graph, beta, kind, record, **others)
        assert (report.bad_rows, report.bad[0].column) == (1, column)

    def test_one_that_no_longer_fits_is_passed_over(self, graph: Graph, alpha: MadeUp, beta: MadeUp) -> None:
        graph.load(alpha.document(people(alpha)))
        self.decide(graph, beta, DecisionKind.CORRECT, "n1", field="value", value="Aly")
        changed = [
            item if getattr(item, "record", "") != "n1" else alpha.claim("n1", "MEMBER_OF", "p1", "o2")
            for item in people(alpha)
        ]
        graph.load(alpha.document(changed))
        assert graph.ties()["p1", "MEMBER_OF", "o2"] == 0.95

    def test_about_no_claim_is_set_aside(self, graph: Graph, alpha: MadeUp) -> None:
        report = graph.load(alpha.document([alpha.decision(DecisionKind.REJECT, "0" * 24)]))
        assert report.bad[0].reason == f"There is no claim {'0' * 24}"

    def test_two_rows_about_one_thing(self, graph: Graph, alpha: MadeUp) -> None:
        report = graph.load(alpha.document([*people(alpha), alpha.same("p1", "p2"), alpha.not_same("p2", "p1")]))
        assert (report.decisions, report.bad_rows) == (1, 1)
        assert graph.value("MATCH (d:Decision) RETURN d.kind") == "same"


class TestWhichNameShows:
    def shown(self, graph: Graph, entity: str = "p1") -> tuple[str, list[str]]:
        row = graph.rows("MATCH (e:Entity {id: 'x:' + $entity}) RETURN e.name AS n, e.aliases AS a", entity=entity)[0]
        return row["n"], row["a"]

    def prefer(self, say: MadeUp, name: str, entity: str = "p1", **others: Any) -> Any:  # noqa: ANN401
        return say.decision(DecisionKind.PREFER_NAME, f"x:{entity}", value=name, **others)

    @pytest.mark.parametrize("order", list(permutations(range(3))))
    def test_the_order_of_loading_never_matters(self, graph: Graph, alpha: MadeUp, order: tuple[int, ...]) -> None:
        """Three sources name three people who are found to be one: equally sure names, so the first in Unicode."""
        says = [type(alpha)(source) for source in ("alpha", "beta", "gamma")]
        names = ["Zeid", "Émile", "abou"]
        for index in order:
            say, person = says[index], f"p{index + 1}"
            claims = [say.claim("n", "NAME", person, names[index]), say.claim("a", "ALIAS", person, f"alias {index}")]
            graph.load(say.document([*say.entities("p1", "p2", "p3"), *claims]))
            others = [f"p{other + 1}" for other in order[: order.index(index)]]
            graph.load(say.document([say.same(person, other) for other in others]))
        assert self.shown(graph) == ("Zeid", ["abou", "alias 0", "alias 1", "alias 2", "Émile"])

    def test_a_preferred_name_survives_every_load_and_can_be_undone(
        self, graph: Graph, alpha: MadeUp, beta: MadeUp
    ) -> None:
        graph.load(alpha.document([*people(alpha), alpha.same("p1", "p2")]))
        assert self.shown(graph) == ("Ali", ["Alassane"])
        before = graph_digest(graph.driver)

        run = graph.load(beta.document([self.prefer(beta, "Alassane", "p2")])).run_id
        assert self.shown(graph) == ("Alassane", ["Ali"])
        assert not rebuild(graph.driver)

        graph.load(alpha.document([*people(alpha), alpha.same("p1", "p2"), alpha.claim("n3", "NAME", "p1", "Aa")]))
        assert self.shown(graph) == ("Alassane", ["Aa", "Ali"])
        undo(graph.value("MATCH (r:LoadRun {source_id: 'alpha'}) RETURN max(r.id)"), graph.driver)
        undo(run, graph.driver)
        assert graph_digest(graph.driver) == before

    def test_it_goes_with_the_group_and_stays_when_the_group_parts(
        self, graph: Graph, alpha: MadeUp, beta: MadeUp
    ) -> None:
        graph.load(alpha.document(people(alpha)))
        joined = graph.load(beta.document([beta.same("p1", "p2"), self.prefer(beta, "Alassane", "p1")]))
        assert joined.bad_rows == 0  # p2's name, and p2 is p1 now
        assert self.shown(graph) == ("Alassane", ["Ali"])
        graph.load(beta.document([self.prefer(beta, "Alassane", "p1")]), complete=True)
        assert self.shown(graph) == ("Ali", [])  # it waits: no claim gives p1 the name
        graph.load(alpha.document([*people(alpha), alpha.same("p1", "p2")]))
        assert self.shown(graph) == ("Alassane", ["Ali"])
        assert not rebuild(graph.driver)

    def test_it_waits_for_a_claim_that_is_gone(self, graph: Graph, alpha: MadeUp, beta: MadeUp) -> None:
        named = [*people(alpha), alpha.claim("n3", "ALIAS", "p1", "the Tall")]
        graph.load(alpha.document(named))
        graph.load(beta.document([self.prefer(beta, "the Tall")]))
        graph.load(alpha.document(people(alpha)), complete=True)
        assert self.shown(graph) == ("Ali", [])
        again = graph.load(beta.document([self.prefer(beta, "the Tall", why="still")]))
        assert (again.bad_rows, again.decisions) == (0, 1)
        graph.load(alpha.document(named))
        assert self.shown(graph) == ("the Tall", ["Ali"])

    def test_a_corrected_name_can_be_preferred(self, graph: Graph, alpha: MadeUp, beta: MadeUp) -> None:
        graph.load(alpha.document([*people(alpha), alpha.claim("n3", "ALIAS", "p1", "the Tal")]))
        key = str(graph.value("MATCH (c:Claim {record: 'n3'}) RETURN c.key"))
        mended = beta.decision(DecisionKind.CORRECT, key, field="value", value="the Tall")
        assert graph.load(beta.document([mended, self.prefer(beta, "the Tall")])).bad_rows == 0
        assert self.shown(graph) == ("the Tall", ["Ali"])

    @pytest.mark.parametrize(
        ("name", "entity", "column", "reason", "step"),
        [
            ("Aly", "p1", "value", "No claim gives x:p1 the name 'Aly'", "Its names are Ali."),
            ("Aly", "p3", "value", "No claim gives x:p3 the name 'Aly'", "No claim gives it any name"),
            ("Ali", "p9", "left", "There is no entity x:p9", "Add it to the entities"),
        ],
    )
    def test_a_name_that_nobody_gives_is_set_aside(
        self, graph: Graph, alpha: MadeUp, name: str, entity: str, column: str, reason: str, step: str
    ) -> None:
        graph.load(alpha.document(people(alpha)))
        for dry_run in (True, False):
            wanted = alpha.document([*people(alpha), self.prefer(alpha, name, entity)])
            report = graph.load(wanted, dry_run=dry_run)
            assert (report.bad_rows, report.bad[0].column, report.bad[0].reason) == (1, column, reason)
            assert report.bad[0].next_step.startswith(step)

    def test_looking_ahead_knows_the_names_that_the_document_brings(self, graph: Graph, alpha: MadeUp) -> None:
        wanted = [*people(alpha), alpha.same("p1", "p2"), self.prefer(alpha, "Alassane", "p1")]
        ahead, done = graph.load(alpha.document(wanted), dry_run=True), graph.load(alpha.document(wanted))
        assert (ahead.decisions, ahead.bad_rows) == (done.decisions, done.bad_rows) == (2, 0)
