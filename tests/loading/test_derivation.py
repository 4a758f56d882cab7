"""Incremental is complete: after any sequence of loads, decisions and undoings the graph is what its claims add up to.

Two yardsticks, neither of which is the engine. What the sources say at the end is kept here, in dictionaries. What
that adds up to is worked out here, in memory, from those dictionaries: group by key, call the model. The graph has to
agree with both, and a rebuild has to find nothing to do.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tertius.errors import ConflictError
from tertius.graph.connect import Driver, Target
from tertius.graph.wipe import wipe
from tertius.loading.digest import claims_digest, graph_digest
from tertius.loading.loading import load
from tertius.loading.rebuilding import rebuild
from tertius.loading.rewinding import rewind, rewound_to
from tertius.loading.undoing import undo
from tertius.model.claims import PARTICIPANTS, Claim
from tertius.model.decisions import Decision, DecisionKind, Identity, amend
from tertius.model.derive_graph import DerivedGraph, derive_graph
from tertius.model.hedges import Assumptions
from tertius.model.ids import fingerprint
from tertius.model.kinds import EntityType
from tertius.model.profile import derive_profile
from tertius.model.sources import Source, independent_roots

MadeUp = Any

PEOPLE, GROUPS, PLACES, EVENTS = ("p1", "p2", "p3"), ("o1", "o2", "o3"), ("l1", "l2"), ("e1", "e2")
ALL = (*PEOPLE, *GROUPS, *PLACES, *EVENTS)
TYPES = {"p": EntityType.PERSON, "o": EntityType.ORGANIZATION, "l": EntityType.PLACE, "e": EntityType.EVENT}
SOURCES = ("alpha", "beta", "gamma")
RECORDS = ("r1", "r2", "r3", "r4")
_HEDGES = st.sampled_from(["stated", "reported", "possible"])
_DATES = st.sampled_from(["", "2012", "2012-04/2012-06", "2013"])
_YEARS = st.sampled_from(["2012-05", "2013"])
_FOUNDING = st.sampled_from(["ESTABLISHED", "DISSOLVED"])
_KINDS = st.sampled_from(["group", "ministry", "category"])


@dataclass(frozen=True)
class Step:
    """One thing that is done to the graph."""

    what: str
    source: str
    says: dict[str, tuple[str, ...]] = field(default_factory=dict)
    decides: tuple[tuple[str, str, str], ...] = ()
    complete: bool = False
    derived_from: tuple[str, ...] = ()
    batch: int = 2


_STATEMENTS = st.one_of(
    st.tuples(st.just("LEADS"), st.sampled_from(PEOPLE), st.sampled_from(GROUPS), _HEDGES, _DATES, st.booleans()),
    st.tuples(st.just("KIN_OF"), st.just("p1"), st.just("p2"), _HEDGES, st.just(""), st.just(False)),
    st.tuples(st.just("ASSOCIATE_OF"), st.just("p3"), st.sampled_from(("p1", "p2")), _HEDGES, _DATES, st.booleans()),
    st.tuples(st.just("PRESENT_IN"), st.sampled_from(GROUPS), st.sampled_from(PLACES), _HEDGES, _DATES, st.booleans()),
    st.tuples(st.just("PARTICIPATED_IN"), st.sampled_from(PEOPLE), st.just("e1"), _HEDGES, _DATES, st.booleans()),
    st.tuples(st.just("OCCURRED_AT"), st.sampled_from(EVENTS), st.sampled_from(PLACES), _HEDGES, _DATES, st.booleans()),
    st.tuples(st.just("NAME"), st.sampled_from(ALL), st.sampled_from(("A", "B")), _HEDGES, st.just(""), st.booleans()),
    st.tuples(st.just("PART_OF"), st.just("o1"), st.sampled_from(("o2", "o3")), _HEDGES, _DATES, st.booleans()),
    st.tuples(st.just("PART_OF"), st.just("o2"), st.sampled_from(("o1", "o3")), _HEDGES, _DATES, st.booleans()),
    st.tuples(st.just("KIND"), st.sampled_from(GROUPS), _KINDS, _HEDGES, st.just(""), st.booleans()),
    st.tuples(st.sampled_from(("BORN", "DIED")), st.just("p1"), st.just(""), _HEDGES, _YEARS, st.booleans()),
    st.tuples(
        st.sampled_from(("ESTABLISHED", "DISSOLVED")),
        st.sampled_from(GROUPS),
        st.just(""),
        _HEDGES,
        _YEARS,
        st.booleans(),
    ),
    st.tuples(st.just("DEATHS_BEST"), st.sampled_from(EVENTS), st.just("7"), _HEDGES, st.just(""), st.booleans()),
    st.tuples(
        st.just("EVENT"),
        st.sampled_from(EVENTS),
        st.sampled_from(PEOPLE),
        st.sampled_from(GROUPS),
        st.sampled_from(PLACES),
        st.sampled_from(("2012-04-01", "2012-04-02")),
        st.lists(st.tuples(st.sampled_from(PARTICIPANTS), st.sampled_from(PEOPLE)), max_size=3, unique=True).map(tuple),
    ),
    st.tuples(st.just("LINKED_TO"), st.just("p2"), st.sampled_from(GROUPS), _HEDGES, _DATES, st.booleans()),
    st.tuples(st.just("JOINED"), st.sampled_from(("o1", "o2")), st.just("o3"), _HEDGES, _YEARS, st.booleans()),
    st.tuples(st.just("WITHIN"), st.just("l1"), st.just("l2"), _HEDGES, _DATES, st.booleans()),
    st.tuples(st.just("SPLIT_FROM"), st.sampled_from(("o1", "o2")), st.just("o3"), _HEDGES, _YEARS, st.booleans()),
)
_DECISIONS = st.one_of(
    st.tuples(st.sampled_from(("same", "not_same")), st.just("p1"), st.sampled_from(("p2", "p3"))),
    st.tuples(st.sampled_from(("same", "not_same")), st.just("p2"), st.just("p3")),
    st.tuples(st.just("same"), st.just("o1"), st.just("o2")),
    st.tuples(st.just("same"), st.just("e1"), st.just("e2")),
    st.tuples(st.just("same"), st.just("l1"), st.just("l2")),
    st.tuples(st.just("prefer_name"), st.sampled_from(("p1", "p2", "o1")), st.sampled_from(("A", "B"))),
    st.tuples(st.sampled_from(("reject", "confirm")), st.sampled_from(SOURCES), st.sampled_from(RECORDS)),
)
_LOADS = st.builds(
    Step,
    what=st.just("load"),
    source=st.sampled_from(SOURCES),
    says=st.dictionaries(st.sampled_from(RECORDS), _STATEMENTS, max_size=4),
    decides=st.lists(_DECISIONS, max_size=2, unique=True).map(tuple),
    complete=st.booleans(),
    derived_from=st.sampled_from([(), (), ("alpha",), ("beta",)]),
    batch=st.sampled_from([1, 2, 50]),
)
_UNDOS = st.builds(Step, what=st.just("undo"), source=st.sampled_from(SOURCES))


@dataclass
class Expected:
    """What the sources say by now, kept without the engine."""

    says: dict[str, dict[str, Claim]] = field(default_factory=lambda: {source: {} for source in SOURCES})
    decided: dict[str, dict[str, Decision]] = field(default_factory=lambda: {source: {} for source in SOURCES})
    derived_from: dict[str, tuple[str, ...]] = field(default_factory=lambda: dict.fromkeys(SOURCES, ()))
    runs: dict[str, list[tuple[str, Any]]] = field(default_factory=lambda: {source: [] for source in SOURCES})
    named: set[tuple[str, str]] = field(default_factory=set)  # (entity, name) that any claim ever gave

    def decisions(self) -> list[Decision]:
        return [decision for some in self.decided.values() for decision in some.values()]

    def derived(self) -> DerivedGraph:
        claims = [claim for some in self.says.values() for claim in some.values()]
        types = {f"x:{name}": TYPES[name[0]] for name in ALL}
        return derive_graph(claims, types, self.decisions(), self.roots(), Assumptions())

    def ties(self) -> dict[str, tuple[Any, ...]]:
        return {
            tie.key.id: (
                tie.key.subject,
                tie.key.object,
                tie.likelihood,
                tie.claims,
                tie.sources,
                tie.disputed,
                tie.bounds.from_earliest,
                tie.bounds.to_latest,
                None if tie.own is None else tie.own.from_earliest,
                None if tie.own is None else tie.own.to_latest,
                list(tie.clipped_by) or None,
                None if tie.key.kind == "OCCURRED_AT" else list(tie.asserted_by),
                None if tie.key.kind == "OCCURRED_AT" else list(tie.firmness),
            )
            for tie in self.derived().ties.values()
        }

    def counted(self) -> set[tuple[Any, ...]]:
        return {
            (
                row.unit,
                row.group,
                row.level.value,
                *(row.first, row.sure_first, row.sure_last, row.last),
                row.likelihood,
                tuple(part.id for part in row.parts),
            )
            for row in self.derived().counts_as
        }

    def names(self) -> dict[str, tuple[Any, ...]]:
        identity = Identity(self.decisions())
        roots = self.roots()
        shown = {}
        for name in ALL:
            entity = f"x:{name}"
            group = identity.group(entity) if identity.canonical(entity) == entity else {entity}
            about = [c for c in self.standing() if c.entity("subject") in group or c.entity("event") in group]
            # all decisions here are of one day: of two names the first counts
            prefers = [d for d in self.decisions() if d.kind is DecisionKind.PREFER_NAME and d.left in group]
            preferred = sorted(decision.value for decision in prefers)
            profile = derive_profile(TYPES[name[0]], entity, about, roots, Assumptions(), preferred)
            shown[entity] = (profile["name"], profile["aliases"], profile.get("deaths_best"), profile.get("edtf"))
        return shown

    def roots(self) -> Any:  # noqa: ANN401
        known = [Source(id=s, title="", derived_from=self.derived_from[s]) for s in SOURCES]
        return independent_roots(known)

    def standing(self) -> list[Claim]:
        result = []
        for some in self.says.values():
            for claim in some.values():
                amended = amend(claim, [d for d in self.decisions() if not d.right and d.left == claim.key])
                if amended is not None:
                    result.append(amended)
        return result


@pytest.mark.usefixtures("empty_db")
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(steps=st.lists(st.one_of(_LOADS, _LOADS, _LOADS, _UNDOS), min_size=2, max_size=8))
def test_any_sequence(steps: list[Step], driver: Driver, target: Target, alpha: MadeUp) -> None:
    wipe(driver, target.database)
    load(type(alpha)("base").document(alpha.entities(*ALL[::2])), driver, target.database)
    expected = Expected()
    for number, step in enumerate(steps):
        if step.what == "load":
            _load(step, number, expected, driver, target, type(alpha)(step.source))
        elif expected.runs[step.source]:
            _undo(step.source, expected, driver, target)

    assert _current(driver, target) == {
        (source, record): claim.digest for source, some in expected.says.items() for record, claim in some.items()
    }
    assert _ties(driver, target) == expected.ties()
    there = _names(driver, target)
    assert _counted(driver, target) == {row for row in expected.counted() if row[0] in there}
    assert there == {entity: shown for entity, shown in expected.names().items() if entity in there}
    assert not rebuild(driver, target.database)


@pytest.mark.usefixtures("empty_db")
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(steps=st.lists(st.one_of(_LOADS, _LOADS, _UNDOS), min_size=3, max_size=7), back=st.integers(1, 6))
def test_rewinding_brings_back_any_moment(
    steps: list[Step], back: int, driver: Driver, target: Target, alpha: MadeUp
) -> None:
    wipe(driver, target.database)
    load(type(alpha)("base").document(alpha.entities(*ALL[::2])), driver, target.database)
    expected = Expected()
    moments = []
    for number, step in enumerate(steps):
        moments.append(_moment(driver, target))
        runs = expected.runs[step.source]
        if step.what == "load":
            # Which source repeats which is that of now, whatever the moment.
            _load(replace(step, derived_from=()), number, expected, driver, target, type(alpha)(step.source))
        elif runs and expected.decided[step.source] == runs[-1][1][1]:
            # That an undo took back a decision is known by the day alone.
            _undo(step.source, expected, driver, target)
    moment, graph, claims = moments[-min(back, len(moments))]
    rewind(driver, target.database, datetime.fromisoformat(moment))
    assert (graph_digest(driver, target.database), claims_digest(driver, target.database)) == (graph, claims)
    assert rewound_to(driver, target.database) == datetime.fromisoformat(moment)
    assert not rebuild(driver, target.database)


def _moment(driver: Driver, target: Target) -> tuple[str, str, str]:
    """Return a moment after all that was recorded, and what the graph is then."""
    (row,) = _rows(driver, target, "RETURN toString(datetime()) AS now")
    return row["now"], graph_digest(driver, target.database), claims_digest(driver, target.database)


def _load(step: Step, number: int, expected: Expected, driver: Driver, target: Target, say: MadeUp) -> None:
    claims = {record: _claim(say, record, statement) for record, statement in step.says.items()}
    decisions: dict[str, Decision] = {}
    for kind, left, right in step.decides:
        if kind in ("reject", "confirm"):
            if right not in expected.says[left]:
                continue
            decision = say.decision(DecisionKind(kind), fingerprint(left, right))
        elif kind == "prefer_name":
            if (f"x:{left}", right) not in expected.named:
                continue
            decision = say.decision(DecisionKind(kind), f"x:{left}", value=right)
        else:
            decision = say.decision(DecisionKind(kind), f"x:{left}", f"x:{right}")
        if decision.id not in decisions:
            decisions[decision.id] = decision
    gone = set(expected.decided[step.source]) | set(decisions) if step.complete else set(decisions)
    sound = all(
        _fits(expected, step.source, list(decisions.values())[: index + 1], gone) for index in range(len(decisions))
    )
    if not sound:
        decisions = {}
    before = (dict(expected.says[step.source]), dict(expected.decided[step.source]), expected.derived_from[step.source])
    report = load(
        say.document(
            [*say.entities(*ALL), *claims.values(), *decisions.values()],
            version=str(number),
            derived_from=tuple(other for other in step.derived_from if other != step.source),
        ),
        driver,
        target.database,
        complete=step.complete,
        yes=True,
        batch=step.batch,
    )
    assert report.bad_rows == 0, report.bad
    if report.run_id is None:
        return
    if step.complete:
        expected.says[step.source], expected.decided[step.source] = {}, {}
    expected.says[step.source] |= claims
    expected.named |= {(claim.about[0][1], claim.value) for claim in claims.values() if claim.kind == "NAME"}
    expected.decided[step.source] |= decisions
    expected.derived_from[step.source] = tuple(other for other in step.derived_from if other != step.source)
    expected.runs[step.source].append((report.run_id, before))


def _fits(expected: Expected, source: str, decisions: list[Decision], gone: set[str]) -> bool:
    beside = [other for other in expected.decisions() if not (other.source == source and other.id in gone)]
    try:
        Identity([*beside, *decisions])
    except ConflictError:
        return False
    return True


def _claim(say: MadeUp, record: str, statement: tuple[Any, ...]) -> Claim:
    kind, *rest = statement
    if kind == "EVENT":
        event, side_a, side_b, place, when, others = rest
        claim = say.event(record, event, side_a, side_b, place, when, others=others)
    else:
        subject, target, hedge, when, denies = rest
        claim = say.claim(record, kind, subject, target, hedge=hedge, when=when, denies=denies)
    assert isinstance(claim, Claim)
    return claim


def _undo(source: str, expected: Expected, driver: Driver, target: Target) -> None:
    run, (says, decided, derived_from) = expected.runs[source][-1]
    beside = [other for other in expected.decisions() if other.source != source]
    try:
        Identity([*beside, *decided.values()])
    except ConflictError:
        with pytest.raises(ConflictError):
            undo(run, driver, target.database)
        return
    undo(run, driver, target.database)
    expected.runs[source].pop()
    expected.says[source], expected.decided[source] = says, decided
    expected.derived_from[source] = derived_from


def _rows(driver: Driver, target: Target, cypher: str) -> list[dict[str, Any]]:
    with driver.session(database=target.database) as session:
        return [record.data() for record in session.run(cypher)]


def _current(driver: Driver, target: Target) -> dict[tuple[str, str], str]:
    rows = _rows(
        driver,
        target,
        "MATCH (c:Claim) WHERE c.recorded_to IS NULL RETURN c.source_id AS s, c.record AS r, c.digest AS d",
    )
    assert len({(row["s"], row["r"]) for row in rows}) == len(rows), "two current revisions of one claim"
    return {(row["s"], row["r"]): row["d"] for row in rows}


def _ties(driver: Driver, target: Target) -> dict[str, tuple[Any, ...]]:
    rows = _rows(
        driver,
        target,
        "MATCH (s:Entity)-[t]->(o:Entity) WHERE t.id IS NOT NULL RETURN t.id AS id, s.id AS s, o.id AS o, "
        "t.likelihood AS p, t.claims AS c, t.sources AS n, t.disputed AS d, t.from_earliest AS f, t.to_latest AS u, "
        "t.own_from_earliest AS of, t.own_to_latest AS ou, t.clipped_by AS by, t.asserted_by AS a, t.firmness AS w",
    )
    return {
        row["id"]: (
            row["s"],
            row["o"],
            row["p"],
            row["c"],
            row["n"],
            row["d"],
            row["f"].to_native(),
            row["u"].to_native(),
            row["of"] and row["of"].to_native(),
            row["ou"] and row["ou"].to_native(),
            row["by"],
            row["a"],
            row["w"],
        )
        for row in rows
    }


def _counted(driver: Driver, target: Target) -> set[tuple[Any, ...]]:
    rows = _rows(
        driver,
        target,
        "MATCH (o:Entity)-[c:COUNTS_AS]->(g:Entity) RETURN o.id AS o, g.id AS g, c.level AS level, "
        "[c.from_earliest, c.from_latest, c.to_earliest, c.to_latest] AS days, c.likelihood AS p, c.part_ids AS parts",
    )
    found = [
        (row["o"], row["g"], row["level"], *(day.to_native() for day in row["days"]), row["p"], tuple(row["parts"]))
        for row in rows
    ]
    assert len(set(found)) == len(found), "a way is there twice"
    return set(found)


def _names(driver: Driver, target: Target) -> dict[str, tuple[Any, ...]]:
    rows = _rows(
        driver,
        target,
        "MATCH (e:Entity) RETURN e.id AS id, e.name AS n, e.aliases AS a, e.deaths_best AS d, e.edtf AS e",
    )
    return {row["id"]: (row["n"], row["a"], row["d"], row["e"]) for row in rows}
