"""A later document beside the sample: groups that merged in 2017 are that new group from then on, and not before."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from choosing import chosen
from tertius.graph.read import Reader
from tertius.measures.brokerage.two_mode import TwoMode
from tertius.measures.brokerage.two_mode_brokerage import PairLinks
from tertius.measures.network import Network
from tertius.measures.temporal.spans import EdgeSpans
from tertius_loaders.claims import load_folder
from tertius_loaders.samples import sample_path

pytestmark = pytest.mark.anyio

JNIM, ANSAR, AQIM = "later:jnim", "later:ansar-dine", "later:aqmi"
HAMAHA = "mali-2013:omar-ould-hamaha"
TOMORROW = datetime.now(UTC).date() + timedelta(days=1)

ENTITIES = """\
id,type,name,kind
jnim,Organization,JNIM,group
ansar-dine,Organization,Ansar Dine,group
aqmi,Organization,AQMI,group
sahara,Organization,The Saharan branch,unit
okacha,Person,Djamel Okacha,
"""
CLAIMS = """\
claim_id,subject,kind,object,when
c1,jnim,ESTABLISHED,,2017-03
c2,ansar-dine,PART_OF,jnim,2017-03/..
c3,sahara,PART_OF,jnim,2017-03/..
c4,sahara,PART_OF,aqmi,/2017-03
c5,okacha,LEADS,sahara,2013/2018
"""
DECISIONS = """\
kind,left,right,who,when,why
same,ansar-dine,mali-2013:ansar-al-din,an analyst,2017-08-01,one group
same,aqmi,mali-2013:aqim,an analyst,2017-08-01,one group
"""


@pytest.fixture
def both(throwaway: Any, reader: Reader, tmp_path: Path) -> Reader:  # noqa: ANN401 - of the top conftest
    """Give a reader on the sample, and a made-up document of 2017 beside it."""
    if throwaway.holds != "a later merger":
        throwaway.empty()
        (tmp_path / "source.yaml").write_text("id: later\ntitle: A later document\npublished: 2017-07-15\n")
        for name, text in (("entities", ENTITIES), ("claims", CLAIMS), ("decisions", DECISIONS)):
            (tmp_path / f"{name}.csv").write_text(text)
        for folder in (sample_path("mali_2013"), tmp_path):
            assert not load_folder(folder, throwaway.driver, throwaway.target.database).bad_rows
        throwaway.holds = "a later merger"
    return reader


def groups_of(network: Network, person: str) -> set[str]:
    return {
        network.ids[target]
        for source, target in zip(network.sources, network.targets, strict=True)
        if network.ids[source] == person
    }


@pytest.mark.parametrize("known_at", [None, TOMORROW])
@pytest.mark.parametrize("dates", ["possible", "certain"])
async def test_nobody_is_in_the_new_group_before_it_was_made(both: Reader, dates: str, known_at: date | None) -> None:
    for day in ("2012-06-01", "2017-02-28"):
        for name in ("people_organizations", "organizations_by_people"):
            found = await chosen(both, name, as_of=day, dates=dates, known_at=known_at)
            assert JNIM not in found.network.ids, (name, day)
    then = (await chosen(both, "people_organizations", as_of="2012-06-01", known_at=known_at)).network
    assert {ANSAR, AQIM, "mali-2013:mujao"} <= groups_of(then, HAMAHA)


async def test_without_a_day_every_alternative_says_when(both: Reader) -> None:
    # Named a leader from April 2012 on, and still so in February 2013: possibly for ever after, which from March 2017
    # on would be in JNIM; never for certain.
    found = await chosen(both, "people_organizations", dates="certain")
    assert JNIM not in groups_of(found.network, HAMAHA)
    possible = (await chosen(both, "people_organizations")).network
    spans = EdgeSpans.of(possible)
    there = {
        possible.ids[target]: edge
        for edge, target in enumerate(possible.targets)
        if possible.ids[possible.sources[edge]] == HAMAHA
    }

    def held(group: str, day: date) -> bool:
        return bool(spans.hold(day.toordinal(), day.toordinal())[there[group]])

    assert [held(JNIM, day) for day in (date(2012, 6, 1), date(2017, 2, 28), date(2017, 3, 1))] == [False, False, True]
    assert [held(ANSAR, day) for day in (date(2012, 6, 1), date(2017, 2, 28), date(2017, 4, 1))] == [True, True, False]


async def test_who_met_nobody_links_nothing(both: Reader) -> None:
    # Ansar Dine became part of JNIM: one post is a post in the one, then in the other, and links the two on no day.
    network = (await chosen(both, "people_organizations")).network
    links = PairLinks.of(TwoMode.of(network))
    pairs = {tuple(links.two_mode.group_ids[column] for column in links.pairs[pair]) for pair in links.pair}
    assert (ANSAR, JNIM) not in pairs
    assert all(JNIM not in pair or AQIM in pair or "mali-2013:" in "".join(pair) for pair in pairs)


async def test_a_branch_changes_hands_with_the_month(both: Reader) -> None:
    # In March 2017 the Saharan branch may be part of either. Its leader leads one of them: by one tie, so no pair.
    for day, groups in (("2017-02-28", {AQIM}), ("2017-03-15", {AQIM, JNIM}), ("2017-04-01", {JNIM})):
        found = await chosen(both, "people_organizations", as_of=day)
        assert groups_of(found.network, "later:okacha") == groups, day
    links = await chosen(both, "organizations_by_people", kinds=["LEADS"], sources_in=["later"])
    assert links.network.m == 0
