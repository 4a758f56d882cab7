"""Roll-up against an obvious one: for each day by itself, networkx on the ties that are possible that day."""

from collections import defaultdict
from datetime import date, timedelta

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from tertius.model.counts_as import MOST_CHAINS, CountsAs, Level, Part, counts_as
from tertius.model.dates import OPEN_END, OPEN_START, Bounds

START = date(2012, 1, 1)
ORGANIZATIONS = ("a", "b", "c", "d", "e")
KINDS = ("group", "unit", None, "ministry", "category")


def day(number: int) -> date:
    return START + timedelta(days=number)


DAYS = (OPEN_START, *(day(number) for number in range(-1, 9)), OPEN_END)


@st.composite
def bounds(draw: st.DrawFn) -> Bounds:
    first, begun, ended, last = sorted(draw(st.lists(st.integers(0, 7), min_size=4, max_size=4)))
    if draw(st.booleans()):  # begins and ends at once, somewhere between: seen then
        begun, ended = ended, begun
    return Bounds(
        draw(st.sampled_from((day(first), OPEN_START))),
        day(begun),
        day(ended),
        draw(st.sampled_from((day(last), OPEN_END))),
    )


@st.composite
def worlds(draw: st.DrawFn) -> tuple[dict[str, str | None], list[Part]]:
    kinds = {one: draw(st.sampled_from(KINDS)) for one in ORGANIZATIONS}
    parts = []
    for number in range(draw(st.integers(0, 7))):
        unit, whole = draw(st.permutations(ORGANIZATIONS))[:2]
        parts.append(Part(f"P{number}", unit, whole, draw(bounds()), draw(st.sampled_from((0.4, 0.5, 0.95)))))
    return kinds, parts


def brute(
    kinds: dict[str, str | None], parts: list[Part], on: date, level: Level
) -> dict[tuple[str, str], set[tuple[str, ...]]]:
    """Return, for one day, what counts as what, and by which shortest chains of ties."""
    held = nx.MultiDiGraph()
    held.add_nodes_from(one for one, kind in kinds.items() if kind != "category")
    for part in parts:
        rolls = part.unit in held and part.whole in held and part.likelihood >= 0.5
        if level is Level.GROUP and kinds[part.whole] not in ("group", "unit", None):
            rolls = False
        if rolls and part.bounds.from_earliest <= on <= part.bounds.to_latest:
            held.add_edge(part.unit, part.whole, key=part.id)
    plain = nx.DiGraph(held)
    condensed = nx.condensation(plain)
    tops = {min(condensed.nodes[c]["members"]) for c in condensed if condensed.out_degree(c) == 0}
    found: dict[tuple[str, str], set[tuple[str, ...]]] = defaultdict(set)
    for unit in plain:
        if level is Level.UNIT:
            found[unit, unit].add(())
            continue
        for group in {unit} | nx.descendants(plain, unit):
            if level is Level.GROUP and group not in tops:
                continue
            if unit == group:
                found[unit, group].add(())
                continue
            chains = [tuple(key for *_, key in path) for path in nx.all_simple_edge_paths(held, unit, group)]
            shortest = min(map(len, chains))
            found[unit, group] |= {chain for chain in chains if len(chain) == shortest}
    return found


@given(worlds())
def test_on_every_day_as_counted_by_hand(world: tuple[dict[str, str | None], list[Part]]) -> None:
    kinds, parts = world
    rows = counts_as(kinds, parts)
    for on in DAYS:
        for level in Level:
            found: dict[tuple[str, str], set[tuple[str, ...]]] = defaultdict(set)
            for row in rows:
                if row.level is level and row.first <= on <= row.last:
                    chain = tuple(part.id for part in row.parts)
                    assert chain not in found[row.unit, row.group], "once a day"
                    found[row.unit, row.group].add(chain)
            assert found == brute(kinds, parts, on, level)


@given(worlds())
def test_certain_on_a_day_is_every_tie_certain_on_it(world: tuple[dict[str, str | None], list[Part]]) -> None:
    kinds, parts = world
    for row in counts_as(kinds, parts):
        for on in DAYS:
            held = row.first <= on <= row.last
            sure = all(part.bounds.from_latest <= on <= part.bounds.to_earliest for part in row.parts)
            assert (row.sure_first <= on <= row.sure_last) == (held and sure)


@given(worlds(), st.sets(st.sampled_from(ORGANIZATIONS)))
def test_for_some_units_as_for_all(world: tuple[dict[str, str | None], list[Part]], units: set[str]) -> None:
    kinds, parts = world
    assert counts_as(kinds, parts, units) == [row for row in counts_as(kinds, parts) if row.unit in units]


def test_a_group_that_joined_later_counts_as_itself_before() -> None:
    joined = Bounds(day(10), day(10), day(20), OPEN_END)
    rows = counts_as({"ansar": "group", "jnim": "group"}, [Part("P", "ansar", "jnim", joined, 0.95)])
    groups = [(row.group, row.first, row.last) for row in rows if (row.unit, row.level) == ("ansar", Level.GROUP)]
    assert groups == [("ansar", OPEN_START, day(9)), ("jnim", day(10), OPEN_END)]


def test_a_part_of_what_gave_way_is_passed_over() -> None:
    parts = [Part("P", "a", "gone", Bounds(), 0.95), Part("Q", "gone", "a", Bounds(), 0.95)]
    assert counts_as({"a": None}, parts) == counts_as({"a": None}, [])


def test_a_unit_of_very_many_groups_is_part_of_each_in_its_days() -> None:
    joined = {f"{number:03}": Bounds(day(number), day(number), day(number + 300), OPEN_END) for number in range(300)}
    parts = [Part(f"P{group}", "u", group, bounds, 0.9) for group, bounds in joined.items()]
    rows = counts_as({"u": "unit", **dict.fromkeys(joined, "group")}, parts, ["u"])
    tops = {row.group: (row.first, row.last) for row in rows if row.level is Level.GROUP}
    assert tops == {"u": (OPEN_START, day(-1)), **{group: (b.from_earliest, OPEN_END) for group, b in joined.items()}}


def test_a_wide_lattice_keeps_the_first_chains() -> None:
    layers = 12
    names = [f"{layer:02}{node}" for layer in range(layers) for node in "xyz"]
    parts = [
        Part(f"{layer:02}{a}{b}", f"{layer:02}{a}", f"{layer + 1:02}{b}", Bounds(), 0.9)
        for layer in range(layers - 1)
        for a in "xyz"
        for b in "xyz"
    ]
    rows: list[CountsAs] = [
        row
        for row in counts_as(dict.fromkeys(names, "unit"), parts, ["00x"])
        if row.level is Level.GROUP and row.group == "11z"
    ]
    assert len(rows) == MOST_CHAINS
    assert [part.id for part in rows[0].parts] == [f"{layer:02}xx" for layer in range(layers - 2)] + ["10xz"]


def test_a_chain_is_as_likely_as_its_ties_together_say() -> None:
    """0.95 × 0.7 is 0.665, which lets a threshold of 0.665 pass; the nearest numbers of two would not."""
    always = Bounds(OPEN_START, OPEN_START, OPEN_END, OPEN_END)
    parts = [Part("P1", "a", "b", always, 0.95), Part("P2", "b", "c", always, 0.7)]
    kinds = dict.fromkeys("abc", "group")
    chains = [row for row in counts_as(kinds, parts, ["a"]) if len(row.parts) == 2]
    assert {row.level for row in chains} == {Level.GROUP, Level.WITHIN}
    assert [row.likelihood for row in chains] == [0.665, 0.665]
