"""Undoing a run, and a second one before it."""

from typing import Any

import pytest

from tertius.errors import ConflictError, NotFoundError
from tertius.loading import undoing
from tertius.loading.digest import claims_digest, graph_digest
from tertius.loading.rebuilding import rebuild
from tertius.loading.undoing import undo

Graph = Any
MadeUp = Any


def state(graph: Graph) -> tuple[str, str]:
    return graph_digest(graph.driver), claims_digest(graph.driver)


def releases(say: MadeUp) -> list[list[Any]]:
    first = [
        *say.entities("p1", "p2", "o1", "o2", "l1", "e1"),
        say.claim("c1", "LEADS", "p1", "o1", when="2012"),
        say.claim("c2", "MEMBER_OF", "p2", "o1"),
        say.claim("n", "NAME", "p1", "Ali"),
        say.event("r1", "e1", "o1", "p2", "l1"),
    ]
    second = [
        *say.entities("p1", "p2", "p3", "o1", "o2", "l1", "l2", "e1", "e2"),
        say.claim("c1", "LEADS", "p1", "o2", when="2013"),
        say.claim("n", "NAME", "p1", "Alassane"),
        say.event("r1", "e1", "o1", "p3", "l2"),
        say.event("r2", "e2", "o1", "p3", "l2"),
    ]
    third = [*say.entities("p1"), say.claim("n", "NAME", "p1", "Aly")]
    return [first, second, third]


def test_each_undo_restores_the_state_before(graph: Graph, alpha: MadeUp) -> None:
    states = [state(graph)]
    runs = []
    for number, items in enumerate(releases(alpha)):
        report = graph.load(alpha.document(items, version=str(number)), complete=True, yes=True, batch=2)
        runs.append(report.run_id)
        states.append(state(graph))

    for run, before in zip(reversed(runs), reversed(states[:-1]), strict=True):
        undo(run, graph.driver)
        assert state(graph) == before
        assert not rebuild(graph.driver)


def test_what_was_recorded_stays_recorded(graph: Graph, alpha: MadeUp) -> None:
    first, second, _ = releases(alpha)
    graph.load(alpha.document(first))
    run = graph.load(alpha.document(second)).run_id
    report = undo(run, graph.driver)

    assert (report.withdrawn, report.restored) == (4, 3)
    revisions = graph.rows(
        "MATCH (c:Claim {record: 'c1'}) OPTIONAL MATCH (c)-[a:ABOUT {as: 'object'}]->(o) "
        "RETURN c.revision AS n, o.id AS o, c.recorded_from AS a, c.recorded_to AS b, "
        "EXISTS { (c)-[:CITES]->(:Release) } AS cites ORDER BY n"
    )
    assert [(row["n"], row["o"], row["cites"]) for row in revisions] == [
        (1, "x:o1", True),
        (2, "x:o2", True),
        (3, "x:o1", True),
    ]
    # at every moment exactly one of them was what the source said
    assert [row["b"] for row in revisions] == [revisions[1]["a"], revisions[2]["a"], None]


def test_only_the_latest_can_be_undone(graph: Graph, alpha: MadeUp) -> None:
    first, second, _ = releases(alpha)
    one = graph.load(alpha.document(first)).run_id
    two = graph.load(alpha.document(second)).run_id
    with pytest.raises(ConflictError, match="loaded again since") as refused:
        undo(one, graph.driver)
    assert two in refused.value.next_step
    undo(two, graph.driver)
    with pytest.raises(ConflictError, match="undone already"):
        undo(two, graph.driver)
    undo(one, graph.driver)
    assert graph.current() == {}


def test_an_unknown_run(graph: Graph) -> None:
    with pytest.raises(NotFoundError):
        undo("alpha:7", graph.driver)


def test_loading_again_after_it_is_loading_again(graph: Graph, alpha: MadeUp) -> None:
    first, second, _ = releases(alpha)
    graph.load(alpha.document(first))
    run = graph.load(alpha.document(second), complete=True, yes=True).run_id
    after = state(graph)
    undo(run, graph.driver)
    graph.load(alpha.document(second), complete=True, yes=True)
    assert state(graph) == after


def test_the_source_is_described_as_before(graph: Graph, alpha: MadeUp) -> None:
    graph.load(alpha.document(releases(alpha)[0], title="One", author="Ana"))
    run = graph.load(alpha.document(releases(alpha)[0], title="Two", derived_from=("beta",))).run_id
    undo(run, graph.driver)
    assert graph.rows("MATCH (s:Source) RETURN s.title AS t, s.author AS a, s.derived_from AS d") == [
        {"t": "One", "a": "Ana", "d": []}
    ]


def test_decisions_come_back_as_they_were(graph: Graph, alpha: MadeUp) -> None:
    first = releases(alpha)[0]
    graph.load(alpha.document([*first, alpha.same("p1", "p2", why="one")]))
    one = state(graph)
    two = graph.load(alpha.document([*first, alpha.not_same("p1", "p2", why="two")])).run_id
    three = graph.load(alpha.document(first), complete=True).run_id
    undo(three, graph.driver)
    assert graph.value("MATCH (d:Decision) WHERE d.undone IS NULL RETURN d.why") == "two"
    undo(two, graph.driver)
    assert graph.value("MATCH (d:Decision) WHERE d.undone IS NULL RETURN d.why") == "one"
    assert state(graph) == one
    undo("alpha:1", graph.driver)
    assert graph.value("MATCH (d:Decision) WHERE d.undone IS NULL RETURN count(d)") == 0


def test_a_restored_claim_follows_who_is_who_by_now(graph: Graph, alpha: MadeUp, beta: MadeUp) -> None:
    first = releases(alpha)[0]
    graph.load(alpha.document(first))
    run = graph.load(alpha.document(alpha.entities("p1")), complete=True, yes=True).run_id
    graph.load(beta.document([beta.same("p1", "p2")]))
    undo(run, graph.driver)
    assert graph.ties()["p1", "MEMBER_OF", "o1"] == 0.95  # said of p2
    assert not rebuild(graph.driver)


def test_an_entity_of_the_wrong_type_can_be_loaded_again_once_undone(graph: Graph, alpha: MadeUp) -> None:
    from tertius.model.entities import Entity
    from tertius.model.kinds import EntityType

    wrong = [Entity("x:p1", EntityType.PLACE), alpha.claim("n", "NAME", "p1", "Ali")]
    right = [alpha.entity("p1"), alpha.claim("n", "NAME", "p1", "Ali"), alpha.claim("b", "BORN", "p1", when="1970")]
    run = graph.load(alpha.document(wrong)).run_id
    stuck = graph.load(alpha.document(right))
    assert stuck.bad_rows == 2  # the row that declares it, and the one that says when a place was born
    assert "undo" in stuck.bad[0].next_step
    undo(stuck.run_id, graph.driver)
    undo(run, graph.driver)

    assert graph.load(alpha.document(right)).bad_rows == 0
    assert graph.rows("MATCH (e:Entity) RETURN labels(e) AS l, e.name AS n, e.born AS b") == [
        {"l": ["Entity", "Person"], "n": "Ali", "b": "1970"}
    ]


def test_an_undo_that_is_cut_off_can_be_finished(graph: Graph, alpha: MadeUp, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, _ = releases(alpha)
    graph.load(alpha.document(first))
    before = state(graph)
    run = graph.load(alpha.document(second), complete=True, yes=True).run_id
    with monkeypatch.context() as patch:
        patch.setattr(undoing, "PAGE", 1)
        restore, calls = undoing._Undo._restore, []

        def cut_off(self: Any, *args: Any, **more: Any) -> int:  # noqa: ANN401
            calls.append(1)
            if len(calls) == 3:
                raise KeyboardInterrupt
            return restore(self, *args, **more)

        patch.setattr(undoing._Undo, "_restore", cut_off)
        with pytest.raises(KeyboardInterrupt):
            undo(run, graph.driver)

    with pytest.raises(ConflictError, match="cut off") as refused:
        graph.load(alpha.document(second))
    assert run in refused.value.next_step

    undo(run, graph.driver)
    assert state(graph) == before
    assert not rebuild(graph.driver)
    assert graph.load(alpha.document(second)).new == 1
