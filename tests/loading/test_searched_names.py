"""Searching is of the names that stand: after any loads, decisions and undoings it is what counting by hand gives.

The yardstick keeps who is called what in dictionaries, and compares texts letter by letter, in Python, over all of it:
neither the engine nor the index takes part.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogued import CATALOGUE
from tertius.graph.connect import Driver, Target
from tertius.graph.wipe import wipe
from tertius.loading.loading import load
from tertius.loading.rebuilding import rebuild
from tertius.loading.undoing import undo
from tertius.model.decisions import DecisionKind
from tertius.model.ids import fingerprint

SEARCH = CATALOGUE["entities/search"]
MadeUp = Any

PEOPLE = ("p1", "p2", "p3", "p4")
SOURCES = ("alpha", "beta")
RECORDS = ("r1", "r2", "r3", "r4", "r5")
# Forms of four names, as sources spell them, and what their letters make together.
WORDS = ("Omar", "Umarr", "Ould", "Wuld", "Hamaha", "Hamahah", "Dicko", "Diko", "Yahia", "Yahyia", "Hamma", "Omarould")
NAMES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
TEXTS = st.one_of(NAMES, st.text("amhoulderykci ", min_size=4, max_size=16).filter(str.strip))
GIVEN = st.tuples(st.sampled_from(("NAME", "ALIAS", "ALIAS")), st.sampled_from(PEOPLE), NAMES)


@dataclass(frozen=True)
class Step:
    """A load of a source, which gives names and decides, or the undoing of the last one."""

    source: str
    says: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    same: tuple[str, str] | None = None
    rejects: tuple[str, str] | None = None
    prefers: tuple[str, str] | None = None
    complete: bool = False
    undo: bool = False


STEPS = st.one_of(
    st.builds(
        Step,
        source=st.sampled_from(SOURCES),
        says=st.dictionaries(st.sampled_from(RECORDS), GIVEN, max_size=5),
        same=st.none() | st.sampled_from([(one, other) for one in PEOPLE for other in PEOPLE if one < other]),
        rejects=st.none() | st.tuples(st.sampled_from(SOURCES), st.sampled_from(RECORDS)),
        prefers=st.none() | st.tuples(st.sampled_from(SOURCES), st.sampled_from(RECORDS)),
        complete=st.booleans(),
    ),
    st.builds(Step, source=st.sampled_from(SOURCES), undo=st.just(True)),
)


@dataclass
class Standing:
    """Who is called what by now, and who is whom."""

    says: dict[str, dict[str, tuple[str, str, str]]] = field(default_factory=lambda: {one: {} for one in SOURCES})
    decides: dict[str, set[tuple[str, str, str]]] = field(default_factory=lambda: {one: set() for one in SOURCES})
    runs: dict[str, list[tuple[str, Any]]] = field(default_factory=lambda: {one: [] for one in SOURCES})

    def names(self) -> dict[str, set[str]]:
        """Return the names of everybody of whom a claim says something, under the first of their ids."""
        decided = [one for some in self.decides.values() for one in some]
        first = {person: person for person in PEOPLE}
        for _, one, other in (each for each in decided if each[0] == "same"):
            joined = sorted((first[one], first[other]))
            first = {person: joined[0] if known == joined[1] else known for person, known in first.items()}
        rejected = {(left, right) for kind, left, right in decided if kind == "reject"}
        found: dict[str, set[str]] = defaultdict(set)
        for source, some in self.says.items():
            for record, (_, person, name) in some.items():
                found[f"x:{first[person]}"] |= set() if (source, record) in rejected else {name}
        return found


def terms(name: str) -> list[str]:
    words = name.lower().split()
    return [*words, *(one + other for one, other in pairwise(words))]


def pairs(word: str) -> list[str]:
    return [one + other for one, other in pairwise(f" {word} ")]


def alike(asked: str, word: str) -> float:
    """Return the share of pairs of letters of the longer that both words have; none if that is little."""
    both = sum(pair in f" {word} " for pair in pairs(asked))  # "omaromar" has each of them more than once
    share = min(both, len(word) + 1) / (max(len(asked), len(word)) + 1)
    return share if share >= 0.4 else 0.0


def closeness(text: str, name: str) -> float:
    asked, whole, called = text.lower().split(), "".join(text.lower().split()), "".join(name.lower().split())
    if whole == called:
        return 1.0
    has = 0.0
    for place, word in enumerate(asked):
        neighbours = {"".join(asked[place : place + 2]), "".join(asked[max(0, place - 1) : place + 1])}
        if {word, *neighbours} & set(terms(name)):
            has += len(word)
        elif any(other.startswith(word) for other in terms(name)):
            has += 0.9 * len(word)
        else:
            has += len(word) * max(alike(word, other) for other in terms(name))
    shorter, longer = sorted((len(whole), len(called)))
    most = max(has / len(whole), alike(whole, called))
    return 0.9 * most + 0.09 * shorter / longer if most else 0.0


def slips(one: str, other: str) -> int:
    """Return how many letters are wrong, missing, too many or in each other's place."""
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, 1):
        rows.append([i])
        for j, b in enumerate(other, 1):
            best = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                best = min(best, rows[i - 2][j - 2] + 1)
            rows[i].append(best)
    return rows[-1][-1]


def found_at_all(text: str, names: Iterable[str]) -> bool:
    """Say whether a word of the text is one of a name, or its beginning, or it misspelt, or two of it are one."""
    asked, whole = text.lower().split(), "".join(text.lower().split())
    joined = [one + other for one, other in pairwise(asked)]
    for name in names:
        known = terms(name)
        if whole == "".join(name.lower().split()) or set(joined) & set(known):
            return True
        for word in asked:
            most = 2 if len(word) > 4 else 1 if len(word) > 2 else 0
            every = [*known, "=" + "".join(name.lower().split())]
            if any(term.startswith(word) for term in known) or any(slips(word, term) <= most for term in every):
                return True
    return False


@pytest.mark.usefixtures("empty_db")
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(
    steps=st.lists(STEPS, min_size=2, max_size=6), texts=st.lists(TEXTS, min_size=6, max_size=10, unique_by=str.lower)
)
def test_search_is_a_count_by_hand(
    steps: list[Step], texts: list[str], driver: Driver, target: Target, alpha: MadeUp
) -> None:
    wipe(driver, target.database)
    standing = Standing()
    for number, step in enumerate(steps):
        if not step.undo:
            _load(step, number, standing, driver, target, type(alpha)(step.source))
        elif standing.runs[step.source]:
            run, (standing.says[step.source], standing.decides[step.source]) = standing.runs[step.source].pop()
            undo(run, driver, target.database)
        _agree(standing.names(), texts[:2], driver, target)
    _agree(standing.names(), texts, driver, target)
    assert not rebuild(driver, target.database)


def _agree(names: dict[str, set[str]], texts: list[str], driver: Driver, target: Target) -> None:
    for text in texts:
        with driver.session(database=target.database, default_access_mode="READ") as session:
            rows = [row.data() for row in session.run(SEARCH.cypher, SEARCH.validate_params({"text": text}))]
        scores = {row["entity_id"]: row["score"] for row in rows}
        expected = {
            person: max(closeness(text, name) for name in called)
            for person, called in names.items()
            if found_at_all(text, called)
        }
        assert scores == pytest.approx(expected, abs=0.000_51), text
        assert list(scores) == sorted(scores, key=lambda person: (-scores[person], person)), text
        for row in rows:
            assert row["matched"] in names[row["entity_id"]], text
            assert closeness(text, row["matched"]) == pytest.approx(row["score"], abs=0.000_51), text
            assert {row["name"], *row["aliases"]} - {row["entity_id"]} == names[row["entity_id"]]


def _load(step: Step, number: int, standing: Standing, driver: Driver, target: Target, say: MadeUp) -> None:
    decided = {} if step.same is None else {("same", *step.same): say.same(*step.same)}
    for kind, one in (("reject", step.rejects), ("prefer_name", step.prefers)):
        if one is None or one[1] not in standing.says[one[0]]:
            continue
        _, person, name = standing.says[one[0]][one[1]]
        decided[kind, *one] = (
            say.decision(DecisionKind.REJECT, fingerprint(*one))
            if kind == "reject"
            else say.decision(DecisionKind.PREFER_NAME, f"x:{person}", value=name)
        )
    before = (dict(standing.says[step.source]), set(standing.decides[step.source]))
    report = load(
        say.document(
            [
                *say.entities(*PEOPLE),
                *(say.claim(record, *given) for record, given in step.says.items()),
                *decided.values(),
            ],
            version=str(number),
        ),
        driver,
        target.database,
        complete=step.complete,
        yes=True,
    )
    assert report.bad_rows == 0, report.bad
    if report.run_id is None:
        return
    if step.complete:
        standing.says[step.source], standing.decides[step.source] = {}, set()
    standing.says[step.source] = standing.says[step.source] | step.says
    standing.decides[step.source] = standing.decides[step.source] | set(decided)
    standing.runs[step.source].append((report.run_id, before))
