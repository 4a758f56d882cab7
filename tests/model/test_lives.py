"""Lives: which dates count, and that clipping leaves just the spells that lie within a life."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.model.claims import Claim, Polarity
from tertius.model.dates import OPEN_END, OPEN_START, Bounds, read_edtf
from tertius.model.derive import TieKey, derive_tie
from tertius.model.hedges import Assumptions, Hedge
from tertius.model.kinds import TIE_KINDS, EntityType
from tertius.model.lives import Life, clip, life_of

DAYS = [date(2012, 1, 1) + timedelta(days=number) for number in range(6)]
PERSON = EntityType.PERSON


def readings(bounds: Bounds) -> set[tuple[date, date]]:
    """Return every spell that bounds admit."""
    return {
        (start, end)
        for start, end in itertools.product(DAYS, DAYS)
        if start <= end
        and bounds.from_earliest <= start <= bounds.from_latest
        and bounds.to_earliest <= end <= bounds.to_latest
    }


pairs = st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)).map(sorted)


@given(pairs, pairs, pairs, pairs)
def test_clipping_is_exact(start: list[date], end: list[date], born: list[date], died: list[date]) -> None:
    if start[0] > end[1]:
        return
    bounds = Bounds(start[0], min(start[1], end[1]), max(end[0], start[0]), end[1])
    within = {
        (s, e)
        for s, e in readings(bounds)
        if any(b <= s for b in DAYS if born[0] <= b <= born[1]) and any(e <= d for d in DAYS if died[0] <= d <= died[1])
    }
    left, reasons = clip(bounds, {"x": Life(PERSON, born[0], died[1])})
    assert (readings(left) if left else set()) == within
    assert ("BORN x" in reasons) == (born[0] > bounds.from_earliest)
    assert ("DIED x" in reasons) == (died[1] < bounds.to_latest)


def said(kind: str, when: str, source: str = "s", *, denied: bool = False, hedge: Hedge = Hedge.STATED) -> Claim:
    return Claim(
        source=source,
        record=f"{kind} {when} {source} {denied}",
        kind=kind,
        about=(("subject", "x"),),
        polarity=Polarity.DENIES if denied else Polarity.ASSERTS,
        hedge=hedge,
        edtf=when,
        bounds=read_edtf(when, lasting=False),
    )


@pytest.mark.parametrize(
    ("claims", "last"),
    [
        ([said("DIED", "2016-11")], date(2016, 11, 30)),
        ([said("DIED", "2016-11", hedge=Hedge.RUMOURED)], None),
        ([said("DIED", "2016-11", hedge=Hedge.SUSPECTED)], date(2016, 11, 30)),  # .5 is half
        ([said("DIED", "2016-11", hedge=Hedge.POSSIBLE)], None),
        # two independent sources, each at .4: 1 - .6 * .6 = .64
        (
            [said("DIED", "2016-11", "s", hedge=Hedge.POSSIBLE), said("DIED", "2016-11", "t", hedge=Hedge.POSSIBLE)],
            date(2016, 11, 30),
        ),
        ([said("DIED", "2016-11"), said("DIED", "2016-11", "t", denied=True)], None),
        ([said("DIED", "2016-11-15"), said("DIED", "2016-11", "t", denied=True)], None),  # the same death
        ([said("DIED", "2018"), said("DIED", "2016-11", "t", denied=True)], date(2018, 12, 31)),
        ([said("DIED", "2016"), said("DIED", "2018", "t")], date(2018, 12, 31)),  # one of the two
        # a rumour of another year neither lengthens a life nor shortens it
        ([said("DIED", "2016"), said("DIED", "2018", "t", hedge=Hedge.RUMOURED)], date(2016, 12, 31)),
        ([said("DIED", "2016"), said("DIED", "2014", "t", hedge=Hedge.RUMOURED)], date(2016, 12, 31)),
        # a rumour of a day makes a firm year no shorter; two firm sources do, and so do two that are likely together
        ([said("DIED", "2016"), said("DIED", "2016-03", "t", hedge=Hedge.RUMOURED)], date(2016, 12, 31)),
        ([said("DIED", "2016"), said("DIED", "2016-03", "t")], date(2016, 3, 31)),
        ([said("DIED", "2016"), said("DIED", "2014", hedge=Hedge.REPORTED)], date(2016, 12, 31)),  # a source's firmest
        (
            [
                said("DIED", "2016"),
                said("DIED", "2016-03-10", "t", hedge=Hedge.POSSIBLE),
                said("DIED", "2016-03", "u", hedge=Hedge.POSSIBLE),
            ],
            date(2016, 3, 31),
        ),
        ([said("DIED", "2016-11/..")], None),
        ([said("DISSOLVED", "2016")], None),  # a person is not dissolved
        ([], None),
    ],
)
def test_which_deaths_count(claims: list[Claim], last: date | None) -> None:
    assert life_of(PERSON, claims, {}, Assumptions()) == Life(PERSON, None, last)


def test_a_founding_clips_and_an_announcement_does_not() -> None:
    claims = [said("ANNOUNCED", "2011-12"), said("ESTABLISHED", "2011-10"), said("DISSOLVED", "2013")]
    found = life_of(EntityType.ORGANIZATION, claims, {}, Assumptions())
    assert found == Life(EntityType.ORGANIZATION, date(2011, 10, 1), date(2013, 12, 31))
    assert not life_of(EntityType.ORGANIZATION, claims[:1], {}, Assumptions())


def test_two_sources_that_are_one_voice_do_not_add_up() -> None:
    claims = [said("DIED", "2016", source, hedge=Hedge.POSSIBLE) for source in ("s", "t")]
    assert not life_of(PERSON, claims, {"s": "root", "t": "root"}, Assumptions())


ENDS = {"subject": "one", "object": "other"}


@pytest.mark.parametrize("kind", TIE_KINDS)
def test_whose_life_a_tie_cannot_outlive(kind: str) -> None:
    both = {"LEADS", "MEMBER_OF", "PART_OF", "ASSOCIATE_OF", "ALLIED_WITH", "OPPOSED", "LINKED_TO"}
    expected = {"one", "other"} if kind in both else {"one"} if kind in {"PRESENT_IN", "CONTROLS"} else set()
    key = TieKey(kind, "one", "other")
    claim = Claim(source="s", record="r", kind=kind, about=(("subject", "one"), ("object", "other")))
    for name in ("one", "other"):
        lives = {name: Life(PERSON, DAYS[1], DAYS[4])}
        tie = derive_tie(key, [claim], {}, Assumptions(), lives)
        assert tie is not None
        if name in expected:
            assert (tie.bounds.from_earliest, tie.bounds.to_latest) == (DAYS[1], DAYS[4])
            assert tie.own == Bounds(OPEN_START, OPEN_END, OPEN_START, OPEN_END)
            assert tie.clipped_by == (f"BORN {name}", f"DIED {name}")
        else:
            assert tie == derive_tie(key, [claim], {}, Assumptions())
        assert not tie.disputed


def test_a_tie_that_a_life_contradicts_is_disputed_and_not_clipped() -> None:
    claim = Claim(
        source="s",
        record="r",
        kind="LEADS",
        about=(("subject", "x"), ("object", "g")),
        edtf="2014/2015",
        bounds=read_edtf("2014/2015", lasting=True),
    )
    key = TieKey("LEADS", "x", "g")
    tie = derive_tie(key, [claim], {}, Assumptions(), {"x": Life(PERSON, None, date(2013, 6, 1))})
    assert tie is not None
    assert tie.disputed
    assert tie.bounds == claim.bounds
    assert tie.own is None
    assert tie.clipped_by == ("DIED x",)


def test_who_asserts_a_tie_and_how_firmly() -> None:
    def leads(source: str, record: str, hedge: Hedge, polarity: Polarity = Polarity.ASSERTS) -> Claim:
        about = (("subject", "x"), ("object", "g"))
        return Claim(source=source, record=record, kind="LEADS", about=about, hedge=hedge, polarity=polarity)

    claims = [
        leads("t", "1", Hedge.RUMOURED),
        leads("t", "2", Hedge.REPORTED),
        leads("s", "1", Hedge.POSSIBLE),
        leads("u", "1", Hedge.STATED, Polarity.DENIES),
    ]
    tie = derive_tie(TieKey("LEADS", "x", "g"), claims, {"s": "root", "t": "root"}, Assumptions())
    assert tie is not None
    assert (tie.asserted_by, tie.firmness) == (("s", "t"), (0.4, 0.8))
    assert tie.likelihood == 0.8  # one voice: the best of the root
