"""The dated questions against plain enumeration of days and of readings of the dates, on small random graphs."""

import itertools
import math
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

import networkx as nx
import pytest

from enumeration.worlds import (
    GRID,
    Span,
    Tie,
    Way,
    World,
    certain,
    every_choice,
    likelihood,
    possible,
    span_of,
    ties_of,
)
from tertius.answers import Answers

pytestmark = pytest.mark.anyio


def own(ids: Sequence[str]) -> list[str]:
    return [id_.removeprefix("random:") for id_ in ids]


def shown(day: date) -> str | None:
    return None if day in (date.min, date.max) else day.isoformat()


def days_of(span: Span) -> list[date]:
    return [day for day in GRID if span[0] <= day <= span[1]]


def window(ways: Sequence[Way]) -> tuple[date, date]:
    """Return the first and last of the days on which all of it may hold."""
    held = [day for day in GRID if all(way.may_hold(day) for way in ways)]
    return held[0], held[-1]


def sure_days(ways: Sequence[Way]) -> tuple[str | None, str | None]:
    held = [day for day in GRID if all(way.must_hold(day) for way in ways)]
    return (shown(held[0]), shown(held[-1])) if held else (None, None)


def holds(ways: Sequence[Way], asked: dict[str, Any]) -> str | None:
    """Say how surely all of it holds at one moment that is asked about; None if not surely enough."""
    span = span_of(asked)
    if not possible(ways, span):
        return None
    if certain(frozenset(ways), span):
        return "certain"
    return "possible" if asked["dates"] == "possible" else None


def disputed(ties: frozenset[Tie]) -> bool:
    return any(tie.disputed for tie in ties)


# --- brokers ----------------------------------------------------------------------------------------------------------


def links(world: World, asked: dict[str, Any], kinds: Sequence[str] | None) -> dict[str, dict[date, dict[Any, Any]]]:
    """Return by person and day the pairs of groups that are linked, each with the ways that link it."""
    least = asked["min_likelihood"]
    followed = [{t.start, t.end} for t in world.ties if t.kind == "SUCCEEDED" and t.likelihood >= 0.5]
    found: dict[str, dict[date, dict[Any, Any]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    mine = defaultdict(list)
    for way in world.ways(asked["level"], ("LEADS", "MEMBER_OF"), least):
        if kinds is None or world.kinds[way.group] in ("", *kinds):
            mine[way.person].append(way)
    for person, ways in mine.items():
        for day in days_of(span_of(asked)):
            for a, b in itertools.permutations([way for way in ways if way.may_hold(day)], 2):
                if a.group < b.group and a.tie != b.tie and {a.group, b.group} not in followed:
                    found[person][day][a.group, b.group].append((a, b))
    return found


def sure(ways: Sequence[tuple[Way, Way]], day: date) -> list[tuple[Way, Way]]:
    return [(a, b) for a, b in ways if a.must_hold(day) and b.must_hold(day)]


def brokers(world: World, asked: dict[str, Any], kinds: Sequence[str] | None) -> dict[str, dict[str, Any]]:
    """Return each broker with what the row must hold."""
    every = links(world, asked, kinds)
    found = {}
    for person, days in every.items():
        best: tuple[int, int, date, dict[Any, Any]] | None = None
        for day, pairs in sorted(days.items()):
            if asked["dates"] == "certain":
                pairs = {pair: kept for pair, ways in pairs.items() if (kept := sure(ways, day))}
            score = (len(pairs), sum(bool(sure(ways, day)) for ways in pairs.values()))
            if pairs and (best is None or score > best[:2]):
                best = (*score, day, pairs)
        if best is None:
            continue
        count, for_sure, day, pairs = best
        ways = list(dict.fromkeys(way for some in pairs.values() for both in some for way in both))
        first, last = window(ways)
        others = {
            pair
            for other, of in every.items()
            for one in of
            if other != person and first <= one <= last
            for pair in of[one]
        }
        strongest = [max(some, key=likelihood) for some in pairs.values()]
        found[person] = {
            "day": shown(day),
            "from_day": shown(first),
            "to_day": shown(last),
            "pairs": count,
            "certain_pairs": for_sure,
            "sole_pairs": len(pairs.keys() - others),
            "expected_pairs": pytest.approx(sum(map(likelihood, strongest)), abs=1e-4),
            "weakest_likelihood": min(
                max(min(tie.likelihood for tie in ties_of(way)) for way in some) for some in pairs.values()
            ),
            "disputed": disputed(ties_of(ways)),
            "groups": sorted({way.group for way in ways}),
            "units": sorted({way.unit for way in ways}),
            "tie_ids": sorted(tie.id for tie in ties_of(ways)),
        }
    return found


@pytest.mark.parametrize("kinds", [("group", "unit"), None])
async def test_brokers(answers: Answers, world: World, kinds: tuple[str, ...] | None) -> None:
    seen = 0
    for asked in every_choice(1, 24):
        answer = await answers.ask("brokerage/brokers", {**asked, "kinds": kinds and list(kinds), "limit": 500})
        expected = brokers(world, asked, kinds)
        assert {own([row["person_id"]])[0] for row in answer.rows} == set(expected), asked
        scores = []
        for row in answer.rows:
            right = expected[own([row["person_id"]])[0]]
            assert {name: row[name] for name in right} == right, asked
            assert own(row["group_ids"]) == row["groups"]
            assert own(row["unit_ids"]) == row["units"]
            scores.append(tuple(row[name] for name in ("pairs", "certain_pairs", "sole_pairs", "expected_pairs")))
        assert [row["rank"] for row in answer.rows] == [1 + sum(s > score for s in scores) for score in scores]
        seen += len(answer.rows)
    assert seen > 15, "This graph shows nothing."


# --- the strongest way ------------------------------------------------------------------------------------------------


def check_strongest(row: dict[str, Any], found: Sequence[tuple[Way, Way]], asked: dict[str, Any]) -> None:
    """Check what a row says of the strongest of several ways; equals may stand for one another."""
    assert row["ways"] == len(found)
    order = [(holds(pair, asked) == "certain", round(likelihood(pair), 9), window(pair)) for pair in found]
    best = max((sure, p) for sure, p, _ in order)
    first = min(days[0] for sure, p, days in order if (sure, p) == best)
    shortlist = [
        pair
        for pair, (sure, p, days) in zip(found, order, strict=True)
        if (sure, p) == best and days[0] == first and sorted(tie.id for tie in ties_of(pair)) == row["tie_ids"]
    ]
    assert shortlist, (asked, row)
    assert row["overlap"] == ("certain" if best[0] else "possible")
    assert row["likelihood"] == pytest.approx(best[1], abs=1e-4)
    assert row["disputed"] == disputed(ties_of(shortlist[0]))
    assert (row["earliest"], row["latest"]) in {tuple(map(shown, window(pair))) for pair in shortlist}
    units = [tuple(way.unit for way in pair) for pair in shortlist]
    assert tuple(own([row["one_unit_id"], row["other_unit_id"]])) in units
    if "certain_from" in row:
        assert (row["certain_from"], row["certain_to"]) in [sure_days(pair) for pair in shortlist]


async def test_overlapping_commands(answers: Answers, world: World) -> None:
    seen = 0
    for asked in every_choice(2, 24):
        for organization in (None, "g0", "u0", "x"):
            level = "within" if organization and asked["level"] == "group" else asked["level"]
            expected = defaultdict(list)
            for a, b in itertools.product(world.ways(level, ("LEADS",), asked["min_likelihood"]), repeat=2):
                if (
                    a.group == b.group
                    and a.person < b.person
                    and organization in (None, a.group)
                    and holds((a, b), asked)
                ):
                    expected[a.group, a.person, b.person].append((a, b))
            asking = {**asked, "organization_id": organization and f"random:{organization}", "limit": 1000}
            answer = await answers.ask("commanders/overlapping", asking)
            rows = {tuple(own([row["organization_id"], row["one_id"], row["other_id"]])): row for row in answer.rows}
            assert set(rows) == set(expected), asking
            for key, row in rows.items():
                check_strongest(row, expected[key], asked)
            seen += len(rows)
    assert seen > 40, "This graph shows nothing."


PAIRS = [("g0", "g1"), ("g0", "u0"), ("u0", "g1"), ("g0", "x"), ("g0", "g2"), ("p1", "p2"), ("p3", "g0"), ("c", "s")]


async def test_between(answers: Answers, world: World) -> None:
    seen = 0
    for asked in every_choice(3, 20):
        level = "within" if asked["level"] == "group" else "unit"
        for one, other in PAIRS:
            sides = [sorted(_tied(world, end, level, asked), key=lambda way: way.tie.id) for end in (one, other)]
            expected = defaultdict(list)
            for a, b in itertools.product(*sides):
                person = a.person
                if person == b.person and person not in (one, other) and a.tie != b.tie and holds((a, b), asked):
                    expected[person].append((a, b))
            asking = {**asked, "one_id": f"random:{one}", "other_id": f"random:{other}", "limit": 500}
            rows = {own([row["person_id"]])[0]: row for row in (await answers.ask("brokerage/between", asking)).rows}
            assert set(rows) == set(expected), asking
            for key, row in rows.items():
                check_strongest(row, expected[key], asked)
            seen += len(rows)
    assert seen > 20, "This graph shows nothing."


def _tied(world: World, end: str, level: str, asked: dict[str, Any]) -> list[Way]:
    """Return the ways in which people are tied to one end; a tie of two people is one of each."""
    least = asked["min_likelihood"]
    if end not in world.people:
        return [way for way in world.ways(level, ("LEADS", "MEMBER_OF"), least) if way.group == end]
    return [
        Way(t, end, (), of=person)
        for t in world.ties
        if t.kind in ("KIN_OF", "ASSOCIATE_OF") and t.likelihood >= least
        for person, there in ((t.start, t.end), (t.end, t.start))
        if there == end
    ]


# --- several at once --------------------------------------------------------------------------------------------------


def most_at_once(ways: Sequence[Way], asked: dict[str, Any]) -> list[frozenset[Way]]:
    """Return the largest sets of commands of different groups by different ties; of these the first, then likeliest."""
    sets: set[frozenset[Way]] = {frozenset((way,)) for way in ways if holds((way,), asked)}
    singles = sorted(set().union(*sets), key=lambda way: (way.tie.id, way.group)) if sets else []
    while True:
        larger = {
            some | {way}
            for some in sets
            for way in singles
            if all(way.tie != one.tie and way.group != one.group for one in some) and holds((*some, way), asked)
        }
        if not larger:
            break
        sets = larger
    sets = {some for some in sets if len(some) > 1}
    since = span_of(asked)[0]

    def begun(some: frozenset[Way]) -> date:
        if asked["dates"] == "possible":
            return max(since, window(list(some))[0])
        return max(since, *(tie.bounds[1] for tie in ties_of(some)), *(way.run[0] for way in some))

    def rank(some: frozenset[Way]) -> tuple[date, float]:
        return begun(some), -round(math.prod(way.tie.likelihood for way in some), 9)

    best = min(map(rank, sets), default=None)
    return [some for some in sets if rank(some) == best]


async def test_leaders_of_several_groups_at_once(answers: Answers, world: World) -> None:
    seen = 0
    for asked in every_choice(4, 24):
        mine = defaultdict(list)
        for way in world.ways(asked["level"], ("LEADS",), asked["min_likelihood"]):
            mine[way.person].append(way)
        expected = {person: found for person, ways in mine.items() if (found := most_at_once(ways, asked))}
        rows = {
            own([r["person_id"]])[0]: r for r in (await answers.ask("commanders/several", {**asked, "limit": 500})).rows
        }
        assert set(rows) == set(expected), asked
        for person, row in rows.items():
            groups, units = own(row["group_ids"]), own(row["unit_ids"])
            mates = [
                some
                for some in expected[person]
                if sorted((way.group, way.unit) for way in some) == sorted(zip(groups, units, strict=True))
                and sorted(tie.id for tie in ties_of(some)) == row["tie_ids"]
            ]
            assert mates, (asked, row)
            (chosen, *_) = mates
            assert row["group_count"] == len(chosen)
            assert (row["earliest"], row["latest"]) in {tuple(map(shown, window(list(some)))) for some in mates}
            assert (row["certain_from"], row["certain_to"]) in {sure_days(list(some)) for some in mates}
            assert row["likelihood"] == pytest.approx(likelihood(chosen), abs=1e-4)
            assert row["weakest_likelihood"] == min(tie.likelihood for tie in ties_of(chosen))
            assert row["overlap"] in {holds(list(some), asked) for some in mates}, asked
        seen += len(rows)
    assert seen > 8, "This graph shows nothing."


# --- a day and a span of one day --------------------------------------------------------------------------------------

DATED = ("brokerage/brokers", "brokerage/between", "commanders/overlapping", "commanders/several", "paths/shortest")


@pytest.mark.parametrize("question", DATED)
async def test_a_day_is_a_span_of_one_day(answers: Answers, question: str) -> None:
    ends = {"brokerage/between": ("one_id", "other_id"), "paths/shortest": ("from_id", "to_id")}.get(question, ())
    asked: dict[str, Any] = dict(zip(ends, ("random:g0", "random:g1"), strict=False))
    for day, dates in itertools.product(GRID[4:24:3], ("possible", "certain")):
        on_it = await answers.ask(question, {**asked, "dates": dates, "as_of": day})
        within = await answers.ask(question, {**asked, "dates": dates, "from_day": day, "to_day": day})
        assert on_it.rows == within.rows


# --- paths ------------------------------------------------------------------------------------------------------------

PATH_KINDS = ("LEADS", "MEMBER_OF", "FOUNDED", "KIN_OF", "ASSOCIATE_OF", "PART_OF", "SUCCEEDED", "ALLIED_WITH")


@pytest.mark.parametrize(("start", "finish"), [("p0", "p7"), ("g0", "g3"), ("p2", "u1"), ("p5", "s")])
@pytest.mark.parametrize("kinds", [PATH_KINDS, ("LEADS", "MEMBER_OF")])
async def test_shortest_paths(answers: Answers, world: World, start: str, finish: str, kinds: tuple[str, ...]) -> None:
    for asked in every_choice(6, 6):
        first, last = span_of(asked)
        graph: nx.Graph[str] = nx.Graph()
        graph.add_nodes_from([*world.people, *world.kinds])
        for t in world.ties:
            begin, begun, over, end = t.bounds
            there = begin <= last and first <= end
            if asked["dates"] == "certain":  # every reading of this one tie has a day of the span
                there = all(s <= last and first <= e for s, e in t.readings)
                assert there == (begun <= last and first <= over)
            if (
                there
                and t.kind in kinds
                and t.likelihood >= asked["min_likelihood"]
                and "category" not in (world.kinds.get(t.start), world.kinds.get(t.end))
            ):
                best = max(t.likelihood, graph.get_edge_data(t.start, t.end, {"p": 0.0})["p"])
                ids = graph.get_edge_data(t.start, t.end, {"ids": set()})["ids"] | {t.id}
                graph.add_edge(t.start, t.end, p=best, ids=ids)
        paths = list(nx.all_shortest_paths(graph, start, finish)) if nx.has_path(graph, start, finish) else []
        expected = {
            tuple(path): math.prod(graph.edges[edge]["p"] for edge in itertools.pairwise(path))
            for path in paths
            if len(path) - 1 <= 5
        }
        asking = {name: value for name, value in asked.items() if name != "level"} | {"kinds": list(kinds)}
        asking |= {"from_id": f"random:{start}", "to_id": f"random:{finish}", "max_hops": 5, "limit": 200}
        answer = await answers.ask("paths/shortest", asking)
        found = {tuple(own(row["entity_ids"])): row["likelihood"] for row in answer.rows}
        assert found == pytest.approx(expected, abs=1e-4), asked
        for row in answer.rows:
            walked = itertools.pairwise(own(row["entity_ids"]))
            assert set(row["tie_ids"]) == set().union(*(graph.edges[edge]["ids"] for edge in walked))
            assert row["hops"] == len(row["steps"]) == len(row["entity_ids"]) - 1
