"""One load of a source at a time, however the last one ended; and two sources at once on the same tie."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tertius.errors import ConflictError, TertiusError
from tertius.loading import lease
from tertius.loading.loader import BadRow, Document, RawRow
from tertius.loading.rebuilding import rebuild
from tertius.loading.runs import regrouped
from tertius.loading.undoing import undo

Graph = Any
MadeUp = Any
Until = Callable[[Callable[[], object]], None]


def items(say: MadeUp, n: int = 6) -> list[Any]:
    return [
        *say.entities("p1", "o1"),
        *(say.claim(f"c{i}", "LEADS", "p1", "o1", when=str(2000 + i)) for i in range(n)),
    ]


class Gate:
    """A document whose reading stops before a row until it is told to go on."""

    def __init__(self, document: Document, before: int) -> None:
        self.reached, self.go = threading.Event(), threading.Event()
        read = document.rows

        def rows() -> Iterator[RawRow | BadRow]:
            for index, row in enumerate(read()):
                if index == before:
                    self.reached.set()
                    self.go.wait()
                yield row

        self.document = Document(
            source=document.source, release=document.release, rows=rows, shape=document.shape, loader=document.loader
        )


def in_thread(work: Any) -> tuple[threading.Thread, list[Any]]:  # noqa: ANN401 - any callable
    outcome: list[Any] = []

    def run() -> None:
        try:
            outcome.append(work())
        except TertiusError as error:
            outcome.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread, outcome


def test_a_second_load_of_a_source_is_refused_while_the_first_goes_on(
    graph: Graph, alpha: MadeUp, until: Until
) -> None:
    gate = Gate(alpha.document(items(alpha)), before=5)
    first, outcome = in_thread(lambda: graph.load(gate.document, batch=1))
    until(gate.reached.is_set)

    with pytest.raises(ConflictError, match="Another load of alpha") as refused:
        graph.load(alpha.document(items(alpha, 2)))
    with pytest.raises(ConflictError, match="going on"):
        undo("alpha:1", graph.driver)

    assert refused.value.where == "alpha:1"
    gate.go.set()
    first.join()
    assert outcome[0].new == 6
    assert graph.load(alpha.document(items(alpha, 2))).unchanged == 2


def test_another_source_may_be_loaded_meanwhile(graph: Graph, alpha: MadeUp, beta: MadeUp, until: Until) -> None:
    gate = Gate(alpha.document(items(alpha)), before=5)
    first, outcome = in_thread(lambda: graph.load(gate.document, batch=1))
    until(gate.reached.is_set)

    assert graph.load(beta.document([beta.claim("b", "LEADS", "p1", "o1", hedge="reported")])).new == 1

    gate.go.set()
    first.join()
    assert outcome[0].new == 6
    assert graph.ties() == {("p1", "LEADS", "o1"): pytest.approx(0.99)}
    assert not rebuild(graph.driver)


def test_a_load_that_was_taken_over_stops(
    graph: Graph, alpha: MadeUp, monkeypatch: pytest.MonkeyPatch, until: Until
) -> None:
    gate = Gate(alpha.document(items(alpha)), before=5)
    first, outcome = in_thread(lambda: graph.load(gate.document, batch=1))
    until(gate.reached.is_set)
    # as after a night in which the machine slept: its process is there, but it gave no sign of life for too long
    monkeypatch.setattr(lease, "LEASE_S", -1)

    second = graph.load(alpha.document(items(alpha, 9)))

    gate.go.set()
    first.join()
    assert isinstance(outcome[0], ConflictError)
    assert "took over" in outcome[0].what
    assert graph.value("MATCH (r:LoadRun {id: 'alpha:1'}) RETURN r.status") == "failed"
    assert graph.value("MATCH (r:LoadRun {id: 'alpha:2'}) RETURN r.status") == "done"
    assert set(graph.current()) == {f"c{i}" for i in range(9)}
    assert second.new + second.unchanged == 9
    assert not rebuild(graph.driver)


def test_the_lease_is_renewed(graph: Graph, alpha: MadeUp, monkeypatch: pytest.MonkeyPatch, until: Until) -> None:
    monkeypatch.setattr(lease, "RENEW_S", 0.05)
    gate = Gate(alpha.document(items(alpha)), before=0)
    first, _ = in_thread(lambda: graph.load(gate.document))
    until(gate.reached.is_set)
    beat = "MATCH (r:LoadRun) RETURN r.heartbeat AS beat"
    one = graph.value(beat)
    until(lambda: graph.value(beat) != one)
    gate.go.set()
    first.join()


def test_a_decision_made_meanwhile_holds_for_the_load_on_its_way(
    graph: Graph, alpha: MadeUp, beta: MadeUp, until: Until
) -> None:
    say = [*alpha.entities("p1", "p2", "o1"), *(alpha.claim(f"c{i}", "LEADS", "p2", "o1") for i in range(5))]
    gate = Gate(alpha.document(say), before=5)
    first, outcome = in_thread(lambda: graph.load(gate.document, batch=1))
    until(gate.reached.is_set)

    assert graph.load(beta.document([beta.same("p1", "p2")])).decisions == 1

    gate.go.set()
    first.join()
    assert outcome[0].new == 5
    assert graph.ties() == {("p1", "LEADS", "o1"): 0.95}
    assert graph.value("MATCH (:Entity {id: 'x:p1'})-[t:LEADS]->() RETURN t.claims") == 5
    assert not rebuild(graph.driver)


def test_after_an_interrupt_the_source_is_free_at_once(graph: Graph, alpha: MadeUp) -> None:
    def interrupted(_: Any) -> None:  # noqa: ANN401
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        graph.load(alpha.document(items(alpha)), batch=2, progress=interrupted)
    assert graph.load(alpha.document(items(alpha))).run_id == "alpha:2"
    assert set(graph.current()) == {f"c{i}" for i in range(6)}
    assert not rebuild(graph.driver)


def test_many_sources_at_once_end_consistent(graph: Graph, alpha: MadeUp) -> None:
    sources = [type(alpha)(f"source-{n}") for n in range(4)]
    hedges = ["possible", "reported", "suspected", "rumoured"]  # .4, .8, .5, .25
    barrier = threading.Barrier(4)

    def work(say: MadeUp, hedge: str) -> Any:  # noqa: ANN401
        barrier.wait()
        return graph.load(
            say.document(
                [
                    *say.entities("p1", "o1", "e1", "l1"),
                    *(say.claim(f"c{i}", "LEADS", "p1", "o1", hedge=hedge) for i in range(6)),
                    say.event("r", "e1", "p1", "o1", "l1"),
                    say.claim("n", "NAME", "p1", f"Ali of {say.source}"),
                ]
            ),
            batch=2,
        )

    threads = [
        in_thread(lambda say=say, hedge=hedge: work(say, hedge)) for say, hedge in zip(sources, hedges, strict=True)
    ]
    for thread, _ in threads:
        thread.join()

    assert [outcome[0].new for _, outcome in threads] == [8] * 4
    # 1 - .6 * .2 * .5 * .75, and 1 - .05 ** 4
    assert graph.ties()["p1", "LEADS", "o1"] == pytest.approx(0.955)
    assert graph.ties()["e1", "OCCURRED_AT", "l1"] == pytest.approx(0.99999375)
    assert graph.value("MATCH (e:Person) RETURN size(e.aliases)") == 3
    assert graph.value("MATCH (e:Entity) RETURN count(e)") == 4
    assert not rebuild(graph.driver)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, {}, set()),
        ({"a": "a"}, {"a": "a", "b": "b"}, set()),
        ({}, {"a": "a", "b": "a"}, {"a", "b"}),
        ({"a": "a", "b": "a", "c": "a"}, {"a": "a", "b": "b", "c": "b"}, {"a", "b", "c"}),
        ({"a": "a", "b": "a"}, {"z": "a", "a": "a", "b": "a"}, {"a", "b", "z"}),
        ({"b": "b", "c": "b"}, {"a": "a", "b": "a", "c": "a"}, {"a", "b", "c"}),
        ({"a": "a", "b": "a", "c": "c"}, {"b": "a", "a": "a", "c": "c"}, set()),
    ],
)
def test_whose_voice_is_shared_anew(before: dict[str, str], after: dict[str, str], expected: set[str]) -> None:
    assert regrouped(before, after) == expected
