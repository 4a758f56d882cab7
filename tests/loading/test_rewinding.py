"""A copy that was rewound has the record of that moment: what closed a claim, which releases repeat it, types."""

import random
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from tertius.errors import ConflictError
from tertius.loading.loader import Extent
from tertius.loading.rewinding import rewind, rewound_to
from tertius.loading.undoing import undo
from tertius.model.entities import Entity
from tertius.model.kinds import EntityType

Graph = Any
MadeUp = Any

RECORDS = ("r1", "r2", "r3", "r4")
VERSIONS = ("1", "2", "3")


def _record(graph: Graph) -> dict[str, Any]:
    """Return all that is recorded, but what is derived from it."""
    claims = graph.rows("MATCH (c:Claim) RETURN properties(c) AS claim ORDER BY c.id")
    for row in claims:
        row["claim"].pop("tie_id", None)
    return {
        "claims": claims,
        "runs": graph.rows("MATCH (r:LoadRun) RETURN r.id AS id, r.status AS status, r.stood AS stood ORDER BY id"),
        "types": {
            row["id"]: row["type"]
            for row in graph.rows("MATCH (e:Entity) RETURN e.id AS id, [x IN labels(e) WHERE x <> 'Entity'] AS type")
        },
    }


def _moment(graph: Graph) -> tuple[datetime, dict[str, Any]]:
    return datetime.fromisoformat(graph.value("RETURN toString(datetime())")), _record(graph)


def _hold(graph: Graph, then: dict[str, Any]) -> None:
    now = _record(graph)
    assert now["claims"] == then["claims"]
    assert now["runs"] == then["runs"]
    assert now["types"] == {entity: type_ for entity, type_ in then["types"].items() if entity in now["types"]}


@pytest.mark.parametrize("seed", range(10))
def test_the_record_is_that_of_the_moment(graph: Graph, alpha: MadeUp, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets
    graph.load(type(alpha)("base").document(alpha.entities("p1", "p2", "o1")))
    runs: list[str] = []
    moments = []
    for number in range(8):
        moments.append(_moment(graph))
        if runs and chance.random() < 0.4:
            undo(runs.pop(), graph.driver)
            continue
        version = chance.choice(VERSIONS)
        says = [
            alpha.claim(record, "NAME", chance.choice(("p1", "p2")), chance.choice(("A", "B")))
            for record in RECORDS
            if chance.random() < 0.6
        ]
        document = replace(
            alpha.document(says, version=version, loader=f"turn {number}", title=f"Alpha {number}"),
            newer=lambda other, own=version: other > own,
            scope=Extent(),
        )
        report = graph.load(document, complete=chance.random() < 0.6, yes=True)
        runs.append(report.run_id)
    moment, then = chance.choice(moments)
    rewind(graph.driver, graph.database, moment)
    _hold(graph, then)
    standing = [run["id"] for run in then["runs"] if run["id"].startswith("alpha") and run["status"] == "done"]
    for run in reversed(standing):
        undo(run, graph.driver)
    assert graph.value("MATCH (c:Claim {source_id: 'alpha'}) WHERE c.recorded_to IS NULL RETURN count(c)") == 0


def test_a_type_is_that_of_the_moment_and_goes_with_the_load_that_gave_it(graph: Graph, alpha: MadeUp) -> None:
    def load(kind: EntityType, number: int) -> str:
        items = [Entity("x:q", kind), alpha.claim("n", "NAME", "q", f"Q{number}")]
        return str(graph.load(alpha.document(items, version=str(number))).run_id)

    def type_() -> str:
        return str(graph.value("MATCH (e:Entity {id: 'x:q'}) RETURN [x IN labels(e) WHERE x <> 'Entity'][0]"))

    moments = []
    kinds = [EntityType.PERSON, EntityType.ORGANIZATION, EntityType.PLACE]
    for number, kind in enumerate(kinds):
        run = load(kind, number)
        assert type_() == kind
        moments.append(_moment(graph))
        undo(run, graph.driver)
        moments.append(_moment(graph))
        assert type_() == EntityType.PERSON, "undone, it is what it was before"
    for moment, then in reversed(moments):
        rewind(graph.driver, graph.database, moment)
        _hold(graph, then)


def test_a_type_of_which_somebody_speaks_by_now_stays(graph: Graph, alpha: MadeUp, beta: MadeUp) -> None:
    person, group = Entity("x:q", EntityType.PERSON), Entity("x:q", EntityType.ORGANIZATION)
    undo(graph.load(alpha.document([person, alpha.claim("n", "NAME", "q", "Q")])).run_id, graph.driver)
    run = graph.load(alpha.document([group, alpha.claim("n", "NAME", "q", "Q")], version="2")).run_id
    graph.load(beta.document([group, beta.claim("n", "NAME", "q", "The Qs")]))
    undo(run, graph.driver)
    assert graph.value("MATCH (e:Organization {id: 'x:q'}) RETURN e.name") == "The Qs"


def test_what_was_rewound_knows_nothing_of_a_later_moment(graph: Graph, alpha: MadeUp) -> None:
    graph.load(alpha.document([*alpha.entities("p1"), alpha.claim("c1", "NAME", "p1", "Pia")]))
    one, _ = _moment(graph)
    graph.load(alpha.document([alpha.claim("c2", "ALIAS", "p1", "Paola")], version="2"))
    other, _ = _moment(graph)
    rewind(graph.driver, graph.database, one)
    with pytest.raises(ConflictError, match="knows nothing of later"):
        rewind(graph.driver, graph.database, other)
    assert rewound_to(graph.driver, graph.database) == one
    rewind(graph.driver, graph.database, one)  # as one does that was cut off
