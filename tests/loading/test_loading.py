"""What a load promises, on the real database."""

import json
from datetime import date
from typing import Any

import pytest

from tertius.errors import ConflictError, InputError
from tertius.graph.connect import Driver
from tertius.loading.digest import claims_digest, graph_digest
from tertius.loading.loader import Shaped
from tertius.loading.loading import load
from tertius.loading.rebuilding import rebuild
from tertius.loading.report import Derived, Progress
from tertius.loading.undoing import undo
from tertius.model.hedges import Assumptions, Hedge

# Test modules find their helpers as fixtures: `graph`, `alpha`, `beta` are described in conftest.py.
Graph = Any
MadeUp = Any


def test_a_first_load_writes_claims_ties_and_names(graph: Graph, alpha: MadeUp) -> None:
    report = graph.load(alpha.document(alpha.small()))

    assert (report.new, report.changed, report.unchanged, report.closed, report.bad_rows) == (4, 0, 0, 0, 0)
    assert report.entities == 5
    assert report.derived == Derived(made=5, rollups=3)  # a group counts as itself, at each of three levels
    assert graph.ties() == {
        ("p1", "LEADS", "o1"): 0.95,
        ("p1", "ASSOCIATE_OF", "p2"): 0.80,  # undirected: from the smaller id
        ("o1", "PARTICIPATED_IN", "e1"): 0.95,
        ("p2", "PARTICIPATED_IN", "e1"): 0.95,
        ("e1", "OCCURRED_AT", "l1"): 0.95,
    }
    assert graph.value("MATCH (e:Person {id: 'x:p1'}) RETURN e.name") == "Amadou"
    event = graph.rows("MATCH (e:Event) RETURN e.deaths_best AS deaths, e.edtf AS edtf, e.location.latitude AS lat")
    assert event == [{"deaths": 3, "edtf": "2012-04-01", "lat": 16.25}]


def test_a_tie_finds_its_claims_and_a_claim_its_release(graph: Graph, alpha: MadeUp) -> None:
    graph.load(alpha.document(alpha.small(), version="2013"))

    found = graph.rows(
        "MATCH (p {id: 'x:p1'})-[t:LEADS]->(o), (c:Claim {tie_id: t.id})-[:CITES]->(r)-[:EDITION_OF]->(s:Source) "
        "MATCH (c)-[a:ABOUT]->(e) WITH * ORDER BY a.as "
        "RETURN t.roles AS roles, t.claims AS n, c.id = c.key + '.1' AS first, r.id AS release, s.title AS title, "
        "t.from_latest AS seen_by, collect(a.as + ' ' + e.id) AS about"
    )
    assert found == [
        {
            "roles": ["emir"],
            "n": 1,
            "first": True,
            "release": "alpha@2013",
            "title": "The alpha",
            "seen_by": found[0]["seen_by"],
            "about": ["object x:o1", "subject x:p1"],
        }
    ]
    assert found[0]["seen_by"].to_native() == date(2012, 4, 30)


def test_the_same_file_again_writes_nothing(graph: Graph, alpha: MadeUp) -> None:
    first = graph.load(alpha.document(alpha.small()))
    before = graph.last_transaction()

    again = graph.load(alpha.document(alpha.small()))

    assert graph.last_transaction() == before
    assert again.skipped
    assert again.run_id is None
    assert (again.unchanged, again.new, again.rows) == (4, 0, first.rows)


def test_the_same_claims_in_other_bytes_write_the_run_alone(graph: Graph, alpha: MadeUp) -> None:
    graph.load(alpha.document(alpha.small(), sha256="1" * 64))
    count = "MATCH (n) WHERE NOT n:LoadRun RETURN count(n) AS n"
    state = (graph.value(count), graph_digest(graph.driver), claims_digest(graph.driver))
    stamps = "MATCH (c:Claim) WITH c ORDER BY c.id RETURN collect(c.run_id + toString(c.recorded_from)) AS stamps"
    written = graph.value(stamps)

    again = graph.load(alpha.document(alpha.small(), sha256="2" * 64))

    assert not again.skipped
    assert (again.new, again.changed, again.unchanged, again.entities) == (0, 0, 4, 0)
    assert again.derived == Derived()
    assert (graph.value(count), graph_digest(graph.driver), claims_digest(graph.driver)) == state
    assert graph.value(stamps) == written


def test_every_statement_of_such_a_load_writes_bookkeeping_only(
    graph: Graph, alpha: MadeUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tertius.graph.transaction import Transaction

    graph.load(alpha.document(alpha.small(), sha256="1" * 64))
    written: dict[str, Any] = {}
    for name in ("run", "rows"):
        original = getattr(Transaction, name)

        def counting(self: Transaction, cypher: str, /, original: Any = original, **params: object) -> Any:  # noqa: ANN401
            before = self.counters
            result = original(self, cypher, **params)
            if self.counters != before:
                written[cypher] = None
            return result

        monkeypatch.setattr(Transaction, name, counting)

    graph.load(alpha.document(alpha.small(), sha256="2" * 64))

    assert written
    bookkeeping = (":LoadRun", ":Release", ":Assumptions", "MERGE (s:Source {id: $source}) SET s.id")
    assert [cypher for cypher in written if not any(label in cypher for label in bookkeeping)] == []


@pytest.mark.parametrize("batch", [1, 2, 1000])
def test_how_claims_fall_into_batches_changes_nothing(graph: Graph, alpha: MadeUp, batch: int) -> None:
    items = [
        *alpha.small(),
        alpha.claim("c4", "LEADS", "p1", "o1", when="2013", hedge="possible"),
        alpha.claim("c5", "NAME", "p1", "Ahmadou", hedge="reported"),
        alpha.claim("c6", "PARTICIPATED_IN", "p1", "e1"),
        alpha.claim("c7", "OCCURRED_AT", "e1", "l1", hedge="reported"),
        alpha.claim("c8", "DEATHS_BEST", "e1", "5", denies=True),
    ]
    report = graph.load(alpha.document(items), batch=batch)

    assert report.new == 9
    assert graph.ties() == {
        ("p1", "LEADS", "o1"): 0.95,  # the best claim of one source
        ("p1", "ASSOCIATE_OF", "p2"): 0.80,
        ("o1", "PARTICIPATED_IN", "e1"): 0.95,
        ("p2", "PARTICIPATED_IN", "e1"): 0.95,
        ("p1", "PARTICIPATED_IN", "e1"): 0.95,
        ("e1", "OCCURRED_AT", "l1"): 0.95,
    }
    assert graph.value("MATCH ()-[t:LEADS]->() RETURN t.claims") == 2
    assert graph.value("MATCH ()-[t:OCCURRED_AT]->() RETURN t.claims") == 2
    assert graph.value("MATCH (e {id: 'x:p1'}) RETURN e.aliases") == ["Ahmadou"]
    assert not rebuild(graph.driver)
    assert graph.value("MATCH (d:Debt) RETURN count(d)") == 0


@pytest.mark.parametrize("batch", [1, 2, 100])
def test_a_loader_may_say_the_same_on_every_row(graph: Graph, alpha: MadeUp, batch: int) -> None:
    # As one does that names a row's people on the row: p1 and o1 four times, and their tie twice.
    named = (alpha.claim("n1", "NAME", "p1", "Pia"), alpha.claim("n2", "NAME", "o1", "The Owls"))
    leads = alpha.claim("c1", "LEADS", "p1", "o1")
    unfit = alpha.claim("c9", "LEADS", "o1", "p1")  # an organization leads nobody: this row is set aside
    rows = [
        Shaped(entities=tuple(alpha.entities("p1", "o1")), claims=(*named, claim))
        for claim in (unfit, leads, alpha.claim("c2", "MEMBER_OF", "p1", "o1"), leads)
    ]
    report = graph.load(alpha.document(rows), batch=batch)
    assert (report.new, report.changed, report.bad_rows) == (4, 0, 1)
    assert graph.current() == dict.fromkeys(("n1", "n2", "c1", "c2"), 1)
    assert graph.ties()["p1", "LEADS", "o1"] == pytest.approx(0.95)  # one voice, once
    assert graph.value("MATCH (:Entity {id: 'x:p1'})-[t:LEADS]->() RETURN t.claims") == 1


def test_one_id_for_two_things_is_set_aside(graph: Graph, alpha: MadeUp) -> None:
    said, other = alpha.claim("c1", "LEADS", "p1", "o1"), alpha.claim("c1", "MEMBER_OF", "p1", "o1")
    report = graph.load(alpha.document([*alpha.entities("p1", "o1"), said, other, said]))
    assert (report.new, report.bad_rows) == (1, 1)
    assert "says something else" in report.bad[0].reason
    assert list(graph.ties()) == [("p1", "LEADS", "o1")]


def test_sources_add_up_and_a_withdrawn_one_leaves_the_other(graph: Graph, alpha: MadeUp, beta: MadeUp) -> None:
    ours = [*alpha.entities("p1", "o1"), alpha.claim("c1", "LEADS", "p1", "o1"), alpha.claim("n", "NAME", "p1", "Ali")]
    graph.load(alpha.document(ours))
    alone = graph_digest(graph.driver)
    theirs = [
        *beta.entities("p1", "o1"),
        beta.claim("c1", "LEADS", "p1", "o1", hedge="reported"),
        beta.claim("n", "NAME", "p1", "Alassane", hedge="reported"),
    ]
    run = graph.load(beta.document(theirs)).run_id

    # 1 - (1 - 0.95)(1 - 0.80)
    assert graph.ties() == {("p1", "LEADS", "o1"): pytest.approx(0.99)}
    assert graph.value("MATCH ()-[t:LEADS]->() RETURN t.sources") == 2

    undo(run, graph.driver)

    assert graph_digest(graph.driver) == alone
    assert graph.ties() == {("p1", "LEADS", "o1"): 0.95}


def test_a_source_that_repeats_another_is_no_second_voice(graph: Graph, alpha: MadeUp, beta: MadeUp) -> None:
    graph.load(alpha.document([*alpha.entities("p1", "o1"), alpha.claim("c1", "LEADS", "p1", "o1")]))
    echo = [beta.claim("c1", "LEADS", "p1", "o1", hedge="reported")]
    graph.load(beta.document(echo))
    assert graph.ties() == {("p1", "LEADS", "o1"): pytest.approx(0.99)}

    changed = graph.load(beta.document(echo, derived_from=("alpha",)))
    assert changed.unchanged == 1
    assert graph.ties() == {("p1", "LEADS", "o1"): 0.95}

    undo(changed.run_id, graph.driver)
    assert graph.ties() == {("p1", "LEADS", "o1"): pytest.approx(0.99)}
    assert not rebuild(graph.driver)


def test_two_sources_joined_by_a_third_are_one_voice_until_it_lets_go(
    graph: Graph, alpha: MadeUp, beta: MadeUp
) -> None:
    gamma = type(alpha)("gamma")
    graph.load(alpha.document([*alpha.entities("p1", "o1"), alpha.claim("c1", "LEADS", "p1", "o1")]))
    graph.load(beta.document([beta.claim("c1", "LEADS", "p1", "o1")]))
    graph.load(gamma.document([gamma.claim("c9", "NAME", "p1", "Ali")], derived_from=("alpha", "beta")))
    assert graph.ties() == {("p1", "LEADS", "o1"): 0.95}

    graph.load(gamma.document([gamma.claim("c9", "NAME", "p1", "Ali")]))
    assert graph.ties() == {("p1", "LEADS", "o1"): pytest.approx(0.9975)}

    undo("gamma:2", graph.driver)
    assert graph.ties() == {("p1", "LEADS", "o1"): 0.95}
    undo("gamma:1", graph.driver)
    assert graph.ties() == {("p1", "LEADS", "o1"): pytest.approx(0.9975)}


class TestSkipping:
    """Only the very same load, straight after itself, is skipped."""

    def test_an_older_file_after_a_newer_one_is_loaded(self, graph: Graph, alpha: MadeUp) -> None:
        one = [*alpha.entities("p1"), alpha.claim("n", "NAME", "p1", "Ali")]
        two = [*alpha.entities("p1"), alpha.claim("n", "NAME", "p1", "Alassane")]
        graph.load(alpha.document(one))
        graph.load(alpha.document(two))
        assert not graph.load(alpha.document(one)).skipped
        assert graph.value("MATCH (e:Person) RETURN e.name") == "Ali"

    def test_after_an_undo_it_is_loaded(self, graph: Graph, alpha: MadeUp) -> None:
        one = [*alpha.entities("p1"), alpha.claim("n", "NAME", "p1", "Ali")]
        undo(graph.load(alpha.document(one)).run_id, graph.driver)
        assert graph.load(alpha.document(one)).new == 1

    @pytest.mark.parametrize(
        "other",
        [
            {"version": "2"},
            {"loader": "made-up/2"},
            {"title": "Another title"},
            {"derived_from": ("beta",)},
            {"sha256": ""},
        ],
    )
    def test_another_release_loader_or_source_is_loaded(
        self, graph: Graph, alpha: MadeUp, other: dict[str, Any]
    ) -> None:
        one = [*alpha.entities("p1"), alpha.claim("n", "NAME", "p1", "Ali")]
        graph.load(alpha.document(one, sha256="1" * 64))
        assert not graph.load(alpha.document(one, **{"sha256": "1" * 64, **other})).skipped

    def test_another_mode_is_loaded(self, graph: Graph, alpha: MadeUp) -> None:
        one = [*alpha.entities("p1"), alpha.claim("n", "NAME", "p1", "Ali")]
        graph.load(alpha.document(one))
        assert not graph.load(alpha.document(one), complete=True).skipped

    def test_bad_rows_are_tried_again(self, graph: Graph, alpha: MadeUp, beta: MadeUp) -> None:
        items = [*alpha.entities("p1"), alpha.claim("c1", "LEADS", "p1", "o1")]
        assert graph.load(alpha.document(items)).bad_rows == 1  # nobody has declared o1
        assert graph.load(alpha.document(items)).bad_rows == 1
        graph.load(beta.document(beta.entities("o1")))

        again = graph.load(alpha.document(items))

        assert (again.bad_rows, again.new) == (0, 1)

    def test_other_assumptions_are_refused_not_skipped(self, graph: Graph, alpha: MadeUp) -> None:
        one = [*alpha.entities("p1", "o1"), alpha.claim("c1", "LEADS", "p1", "o1")]
        graph.load(alpha.document(one))
        with pytest.raises(ConflictError, match="other assumptions"):
            graph.load(alpha.document(one), assumptions=Assumptions(hedges=dict.fromkeys(Hedge, 0.6)))

    def test_a_decision_of_another_source_stands_after_it(self, graph: Graph, alpha: MadeUp, beta: MadeUp) -> None:
        one = [*alpha.entities("p1", "p2", "o1"), alpha.claim("c1", "LEADS", "p2", "o1")]
        graph.load(alpha.document(one))
        graph.load(beta.document([beta.same("p1", "p2")]))
        assert graph.load(alpha.document(one)).skipped
        assert graph.ties() == {("p1", "LEADS", "o1"): 0.95}


class TestAssumptions:
    def test_the_graph_says_what_it_was_derived_with(self, graph: Graph, alpha: MadeUp) -> None:
        graph.load(alpha.document(alpha.small()))
        (row,) = graph.rows(
            "MATCH (a:Assumptions {id: 'current'}) RETURN a.hedges AS h, a.credibility AS c, a.inferred AS i"
        )
        assert json.loads(row["i"]) == 0.50
        assert json.loads(row["h"])["reported"] == 0.80
        assert json.loads(row["c"])["5"] == 0.10

    def test_an_inference_takes_its_own_probability(self, graph: Graph, alpha: MadeUp) -> None:
        said = alpha.claim("c1", "LEADS", "p1", "o1", inferred=True)
        graph.load(alpha.document([*alpha.entities("p1", "o1"), said]))
        assert graph.ties()["p1", "LEADS", "o1"] == pytest.approx(0.5)
        with pytest.raises(ConflictError, match=r"other assumptions.*\(inferred\)"):
            graph.load(alpha.document([said]), assumptions=Assumptions(inferred=0.3))
        rebuild(graph.driver, assumptions=Assumptions(inferred=0.3))
        assert graph.ties()["p1", "LEADS", "o1"] == pytest.approx(0.3)

    def test_a_graph_that_knows_no_inferences_yet_is_refused(self, graph: Graph, alpha: MadeUp) -> None:
        graph.load(alpha.document(alpha.small()))
        graph.rows("MATCH (a:Assumptions {id: 'current'}) REMOVE a.inferred RETURN a")
        with pytest.raises(ConflictError, match=r"other assumptions.*\(inferred\)"):
            graph.load(alpha.document(alpha.small()))

    def test_a_load_with_others_is_refused_with_the_next_step(self, graph: Graph, alpha: MadeUp, beta: MadeUp) -> None:
        graph.load(alpha.document(alpha.small()))
        before = graph.last_transaction()
        others = Assumptions(hedges={**Assumptions().hedges, Hedge.STATED: 0.5})
        with pytest.raises(ConflictError) as refused:
            graph.load(beta.document(beta.small()), assumptions=others)
        assert "rebuild" in refused.value.next_step
        assert graph.last_transaction() == before

        rebuild(graph.driver, assumptions=others)

        assert graph.load(beta.document(beta.small()), assumptions=others).new == 4
        assert graph.ties()["p1", "LEADS", "o1"] == pytest.approx(0.75)


def test_progress_is_told(graph: Graph, alpha: MadeUp) -> None:
    told: list[Progress] = []
    graph.load(alpha.document(alpha.small()), progress=told.append, batch=2)
    assert told[0].phase == "reading"
    assert told[-1].rows == 9
    assert [step.claims for step in told] == sorted(step.claims for step in told)


def test_a_batch_of_nothing_is_refused(driver: Driver, alpha: MadeUp) -> None:
    with pytest.raises(InputError, match="batch"):
        load(alpha.document([]), driver, batch=0)


def test_an_empty_document_is_a_load_of_nothing(graph: Graph, alpha: MadeUp) -> None:
    report = graph.load(alpha.document([]))
    assert (report.rows, report.new) == (0, 0)
    assert graph.value("MATCH (r:LoadRun) RETURN r.status") == "done"


def test_the_server_tells_a_write_from_a_read(graph: Graph) -> None:
    """The yardstick of the tests above: it moves when something is written, and only then."""
    before = graph.last_transaction()
    assert graph.last_transaction() == before
    graph.rows("MATCH (m:ThrowawayTestDatabase) SET m.touched = 1")
    assert graph.last_transaction() != before
