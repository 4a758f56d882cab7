"""What a changed life, kind or PART_OF owes, and that a graph derived by other rules is refused until it is rebuilt."""

import importlib
import pkgutil
import re
from typing import Any

import pytest

from tertius import loading
from tertius.errors import ConflictError
from tertius.graph.transaction import Transaction, transact
from tertius.graph.write import Writer
from tertius.loading import debts, decisions, groups, premises, runs
from tertius.loading.derivation import Derivation
from tertius.loading.loader import RawRow
from tertius.loading.rebuilding import rebuild
from tertius.model.hedges import Assumptions

Graph = Any
MadeUp = Any

HUB = debts.AT_MOST * 2 + 7
"""Ties at one man: more than one debt lists."""

_RULES = "MATCH (a:Assumptions {id: 'current'}) SET a.derivation = $rules"


def ends(graph: Graph, kind: str = "LEADS") -> list[tuple[str, str | None, list[str] | None]]:
    """Return the last possible day of each tie of a kind, its own one where clipped, and by what it is clipped."""
    rows = graph.rows(
        f"MATCH ()-[t:{kind}]->() RETURN toString(t.to_latest) AS last, toString(t.own_to_latest) AS own, "
        "t.clipped_by AS by ORDER BY t.id"
    )
    return [(row["last"], row["own"], row["by"]) for row in rows]


def counted(graph: Graph) -> list[tuple[str, str, str]]:
    """Return which group each organization counts as, and from when."""
    rows = graph.rows(
        "MATCH (o)-[c:COUNTS_AS {level: 'group'}]->(g) RETURN o.id AS o, g.id AS g, toString(c.from_earliest) AS f "
        "ORDER BY o, f"
    )
    return [(row["o"], row["g"], row["f"]) for row in rows]


def test_a_death_that_another_source_reports_later_ends_every_tie(graph: Graph, alpha: MadeUp) -> None:
    beta = type(alpha)("beta")
    graph.load(alpha.document([*alpha.entities("p1", "o1"), alpha.claim("c", "LEADS", "p1", "o1", when="2012-04")]))
    assert ends(graph) == [("9999-12-31", None, None)]

    graph.load(beta.document([beta.claim("d", "DIED", "p1", when="2013-02")]))
    assert ends(graph) == [("2013-02-28", "9999-12-31", ["DIED x:p1"])]

    graph.load(beta.document([beta.claim("d", "DIED", "p1", when="2013-02", hedge="rumoured")], version="2"))
    assert ends(graph) == [("9999-12-31", None, None)]


def test_a_life_follows_its_person_into_a_group(graph: Graph, alpha: MadeUp) -> None:
    people = alpha.entities("p1", "p2", "o1")
    led, died = alpha.claim("c", "LEADS", "p1", "o1"), alpha.claim("d", "DIED", "p2", when="2013-02")
    graph.load(alpha.document([*people, led, died]))
    graph.load(alpha.document([*people, led, died, alpha.same("p1", "p2")], version="2"))
    assert ends(graph) == [("2013-02-28", "9999-12-31", ["DIED x:p1"])]


def test_a_hub_is_derived_again_in_parts(graph: Graph, alpha: MadeUp) -> None:
    groups = [f"o{number}" for number in range(1, HUB + 1)]
    items = [*alpha.entities("p1", *groups), *(alpha.claim(f"c{name}", "LEADS", "p1", name) for name in groups)]
    graph.load(alpha.document(items))
    report = graph.load(alpha.document([alpha.claim("d", "DIED", "p1", when="2013-02")], version="2"))

    assert report.derived.changed == HUB
    assert {last for last, _, _ in ends(graph)} == {"2013-02-28"}
    assert graph.value("MATCH (d:Debt) RETURN count(d)") == 0


def test_a_tie_is_derived_once_with_the_life_that_the_same_load_tells(graph: Graph, alpha: MadeUp) -> None:
    men = [f"p{number}" for number in range(1, 9)]
    led = [alpha.claim(f"c{man}", "LEADS", man, "o1") for man in men]
    died = [alpha.claim(f"d{man}", "DIED", man, when="2013-02") for man in men]
    report = graph.load(alpha.document([*alpha.entities("o1", *men), *led, *died]), batch=1)
    assert (report.derived.made, report.derived.changed) == (len(men), 0)
    assert {last for last, _, _ in ends(graph)} == {"2013-02-28"}


def test_ties_to_events_outlive_nobody_and_owe_nothing(graph: Graph, alpha: MadeUp) -> None:
    graph.load(alpha.document([*alpha.entities("o1", "p2", "l1", "e1"), alpha.event("r", "e1", "o1", "p2", "l1")]))
    report = graph.load(alpha.document([alpha.claim("d", "DISSOLVED", "o1", when="2001")], version="2"))
    assert (report.derived.profiles, report.derived.changed) == (1, 0)


def test_a_changed_part_of_moves_the_units_below(graph: Graph, alpha: MadeUp) -> None:
    items = [
        *alpha.entities("o1", "o2", "o3"),
        alpha.claim("a", "PART_OF", "o1", "o2"),
        alpha.claim("b", "PART_OF", "o2", "o3", when="2012-04-01/"),
    ]
    graph.load(alpha.document(items))
    assert counted(graph) == [
        ("x:o1", "x:o2", "0001-01-01"),
        ("x:o1", "x:o3", "2012-04-01"),
        ("x:o2", "x:o2", "0001-01-01"),
        ("x:o2", "x:o3", "2012-04-01"),
        ("x:o3", "x:o3", "0001-01-01"),
    ]
    graph.load(alpha.document([*items, alpha.claim("k", "KIND", "o3", "ministry")], version="2"))
    assert [(o, g) for o, g, _ in counted(graph)] == [("x:o1", "x:o2"), ("x:o2", "x:o2"), ("x:o3", "x:o3")]

    graph.load(alpha.document(items[:3], version="3"), complete=True, yes=True)
    assert [(o, g) for o, g, _ in counted(graph)] == [("x:o1", "x:o1"), ("x:o2", "x:o2"), ("x:o3", "x:o3")]


def test_a_category_counts_as_nothing(graph: Graph, alpha: MadeUp) -> None:
    graph.load(alpha.document([*alpha.entities("o1", "o2"), alpha.claim("a", "PART_OF", "o1", "o2")]))
    graph.load(alpha.document([alpha.claim("k", "KIND", "o2", "category")], version="2"))
    assert [(o, g) for o, g, _ in counted(graph)] == [("x:o1", "x:o1")]


def test_a_merged_organization_counts_as_nothing_and_its_units_move(graph: Graph, alpha: MadeUp) -> None:
    items = [*alpha.entities("o1", "o2", "o3"), alpha.claim("a", "PART_OF", "o3", "o2")]
    graph.load(alpha.document(items))
    graph.load(alpha.document([*items, alpha.same("o1", "o2")], version="2"))
    assert [(o, g) for o, g, _ in counted(graph)] == [("x:o1", "x:o1"), ("x:o3", "x:o1")]


@pytest.mark.parametrize("rules", [None, "0"])
def test_a_graph_derived_by_other_rules_is_refused_until_it_is_rebuilt(
    graph: Graph, alpha: MadeUp, rules: str | None
) -> None:
    items = [*alpha.entities("p1", "o1"), alpha.claim("c", "LEADS", "p1", "o1")]
    graph.load(alpha.document(items))
    graph.rows(_RULES, rules=rules)
    graph.rows("MATCH ()-[c:COUNTS_AS]->() DELETE c")

    with pytest.raises(ConflictError) as refused:
        graph.load(alpha.document(items, version="2"))
    assert "tertius db rebuild" in refused.value.next_step

    assert rebuild(graph.driver, graph.database).derived.rollups == 3
    graph.load(alpha.document(items, version="2"))


def test_a_load_meets_a_merge_that_another_one_has_not_finished(graph: Graph, alpha: MadeUp) -> None:
    beta, gamma = type(alpha)("beta"), type(alpha)("gamma")
    graph.load(alpha.document([*alpha.entities("o1", "o2", "o3", "o4"), alpha.claim("a", "PART_OF", "o3", "o2")]))
    writer, assumptions = Writer(graph.driver, graph.database), Assumptions()
    merge = gamma.same("o1", "o2")
    run, start = runs.begin(writer, gamma.document([merge]), assumptions, complete=False)

    def decide(tx: Transaction) -> None:
        known = premises.take(tx, assumptions)
        row = RawRow("decisions.csv", 2, {})
        change = decisions.plan(tx, known, "gamma", [(row, merge)], run=run.id, now=start.now, complete=False)
        decisions.write(tx, known, change, run.id)

    with run:
        transact(writer, decide)
        for note in transact(writer, debts.owed):
            groups.break_up(writer, assumptions, run.id, note)
        # o2 gave way to o1, and the tie from o3 is still at o2
        graph.load(beta.document([beta.claim("b", "PART_OF", "o4", "o3")]))
        Derivation(writer, assumptions, run.id).settle()
        transact(writer, lambda tx: run.end(tx, "done", {}))
    assert [(o, g) for o, g, _ in counted(graph)] == [("x:o1", "x:o1"), ("x:o3", "x:o1"), ("x:o4", "x:o1")]
    assert not rebuild(graph.driver, graph.database)


def test_no_statement_of_a_load_looks_through_all_entities(graph: Graph, alpha: MadeUp) -> None:
    graph.load(alpha.document([*alpha.entities(*(f"o{number}" for number in range(200)))]))
    found: list[object] = []
    for module in pkgutil.iter_modules(loading.__path__):
        for value in vars(importlib.import_module(f"{loading.__name__}.{module.name}")).values():
            found += value.values() if isinstance(value, dict) else [value]
    by_id = sorted({text for text in found if isinstance(text, str) and re.match(r"UNWIND \$\w+ AS \w+ ", text)})
    assert len(by_id) > 40
    for text in by_id:
        with graph.driver.session(database=graph.database) as session:
            plan = session.run("EXPLAIN " + text).consume().plan
        assert not {name for name in operators(plan) if name.startswith(("NodeByLabelScan", "AllNodesScan"))}, text


def operators(plan: dict[str, Any]) -> list[str]:
    """Return the names of all operators of a plan."""
    return [plan["operatorType"], *(name for child in plan.get("children", ()) for name in operators(child))]
