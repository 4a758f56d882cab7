"""Choosing edges, by hand, and against days and readings enumerated. The same in Cypher: tests/networks."""

from collections.abc import Iterable
from datetime import date

import pytest

from tertius.errors import InputError
from tertius.measures.selection import NETWORKS, Ground, Link, Selection, select
from tertius.model.counts_as import counts_as
from tertius.model.dates import Bounds
from tertius.model.derive import Tie, TieKey
from tertius.model.derive_graph import parts_of
from tertius.model.kinds import EntityType

KINDS = ("LEADS", "MEMBER_OF")


def tie(
    kind: str,
    start: str,
    end: str,
    likelihood: float = 0.9,
    bounds: Bounds | None = None,
    by: tuple[str, ...] = ("s",),
) -> Tie:
    return Tie(
        key=TieKey(kind, start, end),
        roles=(),
        bounds=bounds or Bounds(),
        likelihood=likelihood,
        claims=1,
        sources=1,
        disputed=False,
        asserted_by=by,
        firmness=(likelihood,) * len(by),
    )


def ground(ties: Iterable[Tie], kinds: dict[str, str] | None = None) -> Ground:
    """Make a ground of ids that begin with p(erson) or o(rganization)."""
    listed = list(ties)
    ends = {end for one in listed for end in (one.key.subject, one.key.object)}
    types = {end: EntityType.PERSON if end[0] == "p" else EntityType.ORGANIZATION for end in ends}
    organizations = {end: (kinds or {}).get(end) for end in ends if end[0] == "o"}
    return Ground(listed, types, counts_as(organizations, parts_of(listed)))


def pairs(links: list[Link]) -> list[tuple[str, str]]:
    return [(link.source, link.target) for link in links]


def year(first: int, last: int) -> Bounds:
    """Return the bounds of a spell that certainly lasts from the one year's first day to the other's last."""
    begin, end = date(first, 1, 1), date(last, 12, 31)
    return Bounds(begin, begin, end, end)


def test_people_who_were_there_one_after_the_other_share_nothing() -> None:
    ties = [
        tie("LEADS", "p1", "o", bounds=year(2001, 2003)),
        tie("MEMBER_OF", "p2", "o", bounds=year(2003, 2005)),
        tie("MEMBER_OF", "p3", "o", bounds=year(2004, 2005)),
    ]
    selection = Selection(kinds=KINDS)
    assert pairs(select("people_by_organization", ground(ties), selection)) == [("p1", "p2"), ("p2", "p3")]


def test_possible_and_certain() -> None:
    seen = Bounds(from_latest=date(2002, 12, 31), to_earliest=date(2002, 1, 1))  # on some day of 2002
    ties = [tie("LEADS", "p1", "o", bounds=seen), tie("LEADS", "p2", "o", bounds=year(2005, 2006))]
    assert pairs(select("people_by_organization", ground(ties), Selection(kinds=KINDS))) == [("p1", "p2")]
    assert select("people_by_organization", ground(ties), Selection(kinds=KINDS, dates="certain")) == []
    for days, certain in (((2002, 2002), True), ((2002, 2003), True), ((2003, 2003), False)):
        span = Selection(kinds=KINDS, dates="certain", from_day=date(days[0], 1, 1), to_day=date(days[1], 12, 31))
        assert bool(select("people_organizations", ground(ties[:1]), span)) is certain


def test_units_in_a_circle_are_one() -> None:
    ties = [
        tie("LEADS", "p1", "o1"),
        tie("MEMBER_OF", "p1", "o2"),
        tie("LEADS", "p2", "o2"),
        tie("PART_OF", "o1", "o2"),
        tie("PART_OF", "o2", "o1"),
    ]
    meeting = select("people_by_organization", ground(ties), Selection(kinds=KINDS))
    assert pairs(meeting) == [("p1", "p2")]
    first, second, third, up, down = (one.key.id for one in ties)
    # In o2, by ties of their own; in o2, up from o1; in o1, up from o2. Around the circle says nothing more.
    assert {way.ties for way in meeting[0].ways} == {(second, third), (first, third, up), (first, third, down)}
    assert pairs(select("people_organizations", ground(ties), Selection(kinds=KINDS))) == [("p1", "o1"), ("p2", "o1")]
    assert select("organizations_by_people", ground(ties), Selection(kinds=KINDS)) == []


def test_a_unit_is_rolled_up_to_the_top() -> None:
    chain = [tie("PART_OF", f"o{step}", f"o{step + 1}") for step in range(6)]
    ties = [tie("LEADS", "p1", "o0"), *chain]
    assert pairs(select("people_organizations", ground(ties), Selection(kinds=KINDS))) == [("p1", "o6")]
    assert pairs(select("people_organizations", ground(ties), Selection(kinds=KINDS, level="unit"))) == [("p1", "o0")]


def test_a_unit_counts_as_what_it_was_part_of_then() -> None:
    spring, summer = date(2017, 3, 1), date(2017, 6, 1)
    ties = [
        tie("LEADS", "p1", "o1", bounds=Bounds(to_earliest=summer)),
        tie("MEMBER_OF", "p2", "o2"),
        tie("PART_OF", "o1", "o2", bounds=Bounds(spring, date(2017, 3, 31), summer)),
    ]
    before, after = select("people_organizations", ground(ties), Selection(kinds=KINDS))[:2]
    assert [(link.target, way.from_earliest, way.to_latest) for link in (before, after) for way in link.ways] == [
        ("o1", date.min, date(2017, 2, 28)),
        ("o2", spring, date.max),
    ]
    # Not before the merger, though both may have been at their posts all along.
    for day, met in ((date(2012, 6, 1), []), (spring, [("p1", "p2")])):
        assert pairs(select("people_by_organization", ground(ties), Selection(kinds=KINDS, as_of=day))) == met


def test_a_category_is_no_actor_and_no_group_of_a_unit() -> None:
    ties = [tie("LEADS", "p1", "o1"), tie("LEADS", "p2", "o2"), tie("PART_OF", "o1", "o2")]
    chosen = select("people_organizations", ground(ties, {"o2": "category"}), Selection(kinds=KINDS))
    assert pairs(chosen) == [("p1", "o1")]


def test_an_unlikely_part_of_rolls_nothing_up_whatever_is_asked_for() -> None:
    for likelihood, top in ((0.4, "o1"), (0.5, "o2")):
        ties = [tie("LEADS", "p1", "o1"), tie("PART_OF", "o1", "o2", likelihood)]
        for least in (0.0, 0.5, 0.8):
            selection = Selection(kinds=KINDS, min_likelihood=least)
            assert pairs(select("people_organizations", ground(ties), selection)) == [("p1", top)]


def test_sources_in_and_out() -> None:
    ties = [tie("LEADS", "p1", f"o{n}", by=by) for n, by in ((1, ("a",)), (2, ("a", "b")), (3, ("b",)))]
    for selection, left in (
        (Selection(kinds=KINDS), ["o1", "o2", "o3"]),
        (Selection(kinds=KINDS, sources_in=["a"]), ["o1", "o2"]),
        (Selection(kinds=KINDS, sources_out=["a"]), ["o2", "o3"]),
        (Selection(kinds=KINDS, sources_in=["a"], sources_out=["a"]), []),
        (Selection(kinds=KINDS, sources_in=[]), []),
        (Selection(kinds=KINDS, sources_out=[]), ["o1", "o2", "o3"]),
    ):
        found = select("people_organizations", ground(ties), selection)
        assert [link.target for link in found] == left


def test_sources_never_change_what_stands_over_what() -> None:
    # Nobody left in says that o1 is part of o2: so nobody left in says in which group p1 is, only in which unit.
    ties = [tie("LEADS", "p1", "o1", by=("a",)), tie("PART_OF", "o1", "o2", by=("b",)), tie("LEADS", "p2", "o1")]
    left = Selection(kinds=KINDS, sources_out=["b"])
    assert select("people_organizations", ground(ties), left) == []
    assert pairs(select("people_organizations", ground(ties), Selection(KINDS, sources_out=["b"], level="unit"))) == [
        ("p1", "o1"),
        ("p2", "o1"),
    ]
    assert pairs(select("people_by_organization", ground(ties), left)) == [("p1", "p2")]


def test_one_tie_links_no_two_organizations() -> None:
    # o1 is a unit of two: holding it is one post, and no link between these two.
    ties = [tie("LEADS", "p1", "o1"), tie("PART_OF", "o1", "o2"), tie("PART_OF", "o1", "o3")]
    assert select("organizations_by_people", ground(ties), Selection(kinds=KINDS)) == []
    assert pairs(select("people_organizations", ground(ties), Selection(kinds=KINDS))) == [("p1", "o2"), ("p1", "o3")]


def test_the_likeliest_way_comes_first() -> None:
    ties = [tie("ALLIED_WITH", "p1", "p2", 0.5), tie("KIN_OF", "p2", "p1", 0.8), tie("OPPOSED", "p1", "o1")]
    chosen = select("people", ground(ties), Selection(kinds=("KIN_OF", "ALLIED_WITH", "OPPOSED")))
    assert [(link.source, link.target, [way.ties for way in link.ways]) for link in chosen] == [
        ("p1", "p2", [(ties[1].key.id,), (ties[0].key.id,)])
    ]


def test_an_alliance_of_a_unit_is_its_groups_while_it_is_part_of_it() -> None:
    ties = [
        tie("ALLIED_WITH", "o-unit", "o-other", 0.8, year(2010, 2019)),
        tie("PART_OF", "o-unit", "o-group", 0.9, year(2012, 2015)),
        tie("ALLIED_WITH", "o-group", "o-unit", 0.9),
        tie("ALLIED_WITH", "o-civilians", "o-group", 0.9),
        tie("OPPOSED", "o-group", "o-other", 0.9),
        tie("ALLIED_WITH", "p1", "p2", 0.9),
    ]
    kinds = {"o-unit": "unit", "o-group": "group", "o-other": "group", "o-civilians": "category"}
    allied = Selection(kinds=("ALLIED_WITH",), as_of=date(2013, 1, 1))
    (link,) = select("organizations", ground(ties, kinds), allied)
    assert (link.source, link.target) == ("o-group", "o-other")
    (way,) = link.ways
    assert set(way.ties) == {ties[0].key.id, ties[1].key.id}
    assert way.likelihood == pytest.approx(0.8 * 0.9)
    assert (way.from_latest, way.to_earliest) == (date(2012, 1, 1), date(2015, 12, 31))
    later = Selection(kinds=("ALLIED_WITH",), as_of=date(2018, 1, 1))
    assert pairs(select("organizations", ground(ties, kinds), later)) == [("o-group", "o-unit"), ("o-other", "o-unit")]
    as_units = Selection(kinds=("ALLIED_WITH",), level="unit")
    assert pairs(select("organizations", ground(ties, kinds), as_units)) == [
        ("o-group", "o-unit"),
        ("o-other", "o-unit"),
    ]
    opposed = Selection(kinds=("OPPOSED",))
    assert pairs(select("organizations", ground(ties, kinds), opposed)) == [("o-group", "o-other")]


def test_there_is_no_other_network() -> None:
    with pytest.raises(InputError, match="no network"):
        select("friends", ground([]), Selection(kinds=KINDS))
    for network in NETWORKS:
        assert select(network, ground([]), Selection(kinds=KINDS)) == []
