"""Choosing edges from ties in memory, by hand. That it is choosing in the graph: tests/answers/test_networks.py."""

from collections.abc import Iterable
from datetime import date

import pytest

from tertius.errors import InputError
from tertius.measures.selection import Ground, Link, Selection, select
from tertius.model.dates import Bounds
from tertius.model.derive import Tie, TieKey
from tertius.model.kinds import EntityType

KINDS = ("LEADS", "MEMBER_OF")


def tie(kind: str, start: str, end: str, likelihood: float = 0.9, bounds: Bounds | None = None) -> Tie:
    return Tie(
        key=TieKey(kind, start, end),
        roles=(),
        bounds=bounds or Bounds(),
        likelihood=likelihood,
        claims=1,
        sources=1,
        disputed=False,
    )


def ground(
    ties: Iterable[Tie], *, kinds: dict[str, str] | None = None, by: dict[str, set[str]] | None = None
) -> Ground:
    """Make a ground of ids that begin with p(erson) or o(rganization)."""
    listed = list(ties)
    ends = {end for one in listed for end in (one.key.subject, one.key.object)}
    types = {end: EntityType.PERSON if end[0] == "p" else EntityType.ORGANIZATION for end in ends}
    return Ground(listed, types, kinds or {}, by or {})


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


def test_units_in_a_circle_end_the_climb() -> None:
    ties = [
        tie("LEADS", "p1", "o1"),
        tie("LEADS", "p2", "o2"),
        tie("PART_OF", "o1", "o2"),
        tie("PART_OF", "o2", "o1"),
    ]
    meeting = select("people_by_organization", ground(ties), Selection(kinds=KINDS))
    assert pairs(meeting) == [("p1", "p2")]
    leads = [one.key.id for one in ties]
    # In o2, up from o1; or in o1, up from o2. Around the circle says nothing more.
    assert {frozenset(way) for way in meeting[0].ways} == {
        frozenset((leads[0], leads[1], leads[2])),
        frozenset((leads[0], leads[1], leads[3])),
    }


def test_four_steps_up_at_most() -> None:
    chain = [tie("PART_OF", f"o{step}", f"o{step + 1}") for step in range(6)]
    ties = [tie("LEADS", "p1", "o0"), *chain]
    assert pairs(select("people_organizations", ground(ties), Selection(kinds=KINDS))) == [("p1", "o4")]
    assert pairs(select("people_organizations", ground(ties), Selection(kinds=KINDS, level="unit"))) == [("p1", "o0")]


def test_a_category_is_no_actor_and_no_group_of_a_unit() -> None:
    ties = [tie("LEADS", "p1", "o1"), tie("LEADS", "p2", "o2"), tie("PART_OF", "o1", "o2")]
    chosen = select("people_organizations", ground(ties, kinds={"o2": "category"}), Selection(kinds=KINDS))
    assert pairs(chosen) == [("p1", "o1")]


def test_an_unlikely_part_of_rolls_nothing_up_unless_such_ties_are_asked_for() -> None:
    ties = [tie("LEADS", "p1", "o1"), tie("PART_OF", "o1", "o2", 0.4)]
    for least, top in ((0.5, "o1"), (0.8, "o1"), (0.4, "o2")):
        selection = Selection(kinds=KINDS, min_likelihood=least)
        assert pairs(select("people_organizations", ground(ties), selection)) == [("p1", top)]


def test_sources_in_and_out() -> None:
    ties = [tie("LEADS", "p1", "o1"), tie("LEADS", "p1", "o2"), tie("LEADS", "p1", "o3")]
    by = {one.key.id: said for one, said in zip(ties, ({"a"}, {"a", "b"}, {"b"}), strict=True)}
    for selection, left in (
        (Selection(kinds=KINDS), ["o1", "o2", "o3"]),
        (Selection(kinds=KINDS, sources_in=["a"]), ["o1", "o2"]),
        (Selection(kinds=KINDS, sources_out=["a"]), ["o2", "o3"]),
        (Selection(kinds=KINDS, sources_in=["a"], sources_out=["a"]), []),
        (Selection(kinds=KINDS, sources_in=[]), []),
        (Selection(kinds=KINDS, sources_out=[]), ["o1", "o2", "o3"]),
    ):
        found = select("people_organizations", ground(ties, by=by), selection)
        assert [link.target for link in found] == left


def test_one_tie_links_no_two_organizations() -> None:
    # o1 is a unit of two: holding it is one post, and no link between these two.
    ties = [tie("LEADS", "p1", "o1"), tie("PART_OF", "o1", "o2"), tie("PART_OF", "o1", "o3")]
    assert select("organizations_by_people", ground(ties), Selection(kinds=KINDS)) == []
    assert pairs(select("people_organizations", ground(ties), Selection(kinds=KINDS))) == [("p1", "o2"), ("p1", "o3")]


def test_the_likeliest_way_comes_first() -> None:
    ties = [tie("ALLIED_WITH", "p1", "p2", 0.5), tie("KIN_OF", "p2", "p1", 0.8), tie("OPPOSED", "p1", "o1")]
    chosen = select("people", ground(ties), Selection(kinds=("KIN_OF", "ALLIED_WITH", "OPPOSED")))
    assert chosen == [Link("p1", "p2", ((ties[1].key.id,), (ties[0].key.id,)))]


def test_there_is_no_other_network() -> None:
    with pytest.raises(InputError, match="no network"):
        select("friends", ground([]), Selection(kinds=KINDS))
    for network in ("people", "people_by_organization", "people_organizations", "organizations_by_people"):
        assert select(network, ground([]), Selection(kinds=KINDS)) == []
