"""How claims add up to a tie: laws that must hold for any claims, likelihoods by enumerating worlds."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.model.claims import PARTICIPANTS, Claim, Polarity
from tertius.model.dates import UNDATED, Bounds, read_edtf
from tertius.model.derive import Tie, TieKey, derive_tie, tie_keys
from tertius.model.hedges import Assumptions, Hedge
from tertius.model.sources import Source, independent_roots
from tertius.model.weighing import weigh

PERSON, GROUP = "s:p", "s:g"
KEY = TieKey("LEADS", PERSON, GROUP)
TABLE = Assumptions()
SOURCES = "abcde"

# The design's tables, typed in once more: the code's own must not be what they are tested against.
HEDGES = {"stated": 95, "reported": 80, "believed": 70, "suspected": 50, "possible": 40, "rumoured": 25}
GRADES = {1: 90, 2: 70, 3: 50, 4: 30, 5: 10}


def claim(source: str = "a", record: str = "1", **parts: object) -> Claim:
    about = (("subject", PERSON), ("object", GROUP))
    return replace(Claim(source=source, record=record, kind="LEADS", about=about), **parts)  # type: ignore[arg-type]


def seen(text: str) -> Bounds:
    return read_edtf(text, lasting=True)


spans = st.sampled_from(
    [UNDATED, *(seen(text) for text in ("2010", "2012", "2012-04", "2011/2012", "2013/", "/2011", "2012-04/2012-06"))]
)
claims_by_anyone = st.builds(
    claim,
    source=st.sampled_from(SOURCES),
    record=st.text(alphabet="123456789", min_size=1, max_size=2),
    polarity=st.sampled_from([Polarity.ASSERTS, Polarity.ASSERTS, Polarity.ASSERTS, Polarity.DENIES]),
    hedge=st.sampled_from(Hedge),
    credibility=st.none() | st.integers(1, 6),
    role=st.sampled_from(["", "emir", "commander"]),
    bounds=spans,
)
several = st.lists(claims_by_anyone, max_size=5)
voices = st.fixed_dictionaries({}, optional={name: st.sampled_from("abxy") for name in SOURCES})
"""Which independent root speaks for a source; a source that is not in it is its own."""


def derive(claims: list[Claim], roots: dict[str, str]) -> Tie | None:
    return derive_tie(KEY, claims, roots, TABLE)


def likelihood(tie: Tie | None) -> float:
    return 0.0 if tie is None else tie.likelihood


# --- laws


@given(several, voices)
def test_the_order_of_claims_does_not_matter_to_the_last_bit(claims: list[Claim], roots: dict[str, str]) -> None:
    expected = derive(claims, roots)
    for order in permutations(claims):
        assert derive(list(order), roots) == expected


@given(several, voices, claims_by_anyone)
def test_a_denial_never_raises_a_likelihood_and_always_disputes(
    claims: list[Claim], roots: dict[str, str], more: Claim
) -> None:
    before, after = derive(claims, roots), derive([*claims, replace(more, polarity=Polarity.DENIES)], roots)
    assert (before is None) == (after is None)
    if before is None or after is None:
        return
    assert after == replace(before, disputed=True, claims=before.claims + 1)


@given(several, voices, claims_by_anyone)
def test_one_more_asserting_claim_never_lowers_a_likelihood(
    claims: list[Claim], roots: dict[str, str], more: Claim
) -> None:
    after = derive([*claims, replace(more, polarity=Polarity.ASSERTS)], roots)
    assert likelihood(after) >= likelihood(derive(claims, roots))
    assert after is not None


@given(several, voices, st.sampled_from(SOURCES))
def test_withdrawing_a_source_and_adding_it_again_is_the_identity(
    claims: list[Claim], roots: dict[str, str], withdrawn: str
) -> None:
    before = derive(claims, roots)
    others = [one for one in claims if one.source != withdrawn]
    without = derive(others, roots)
    again = derive(others + [one for one in claims if one.source == withdrawn], roots)
    assert again == before
    assert likelihood(without) <= likelihood(before)
    if without is not None:
        assert without.claims == len(others)


@given(several, voices)
def test_a_likelihood_is_the_share_of_worlds_in_which_some_root_is_right(
    claims: list[Claim], roots: dict[str, str]
) -> None:
    best: dict[str, Fraction] = {}
    for one in claims:
        if one.polarity is Polarity.ASSERTS:
            percent = HEDGES[one.hedge] if one.credibility in (None, 6) else GRADES[one.credibility or 0]
            root = roots.get(one.source, one.source)
            best[root] = max(best.get(root, Fraction(0)), Fraction(percent, 100))
    share = Fraction(0)
    for world in product([True, False], repeat=len(best)):  # one draw for each root
        weight = Fraction(1)
        for right, p in zip(world, best.values(), strict=True):
            weight *= p if right else 1 - p
        share += weight if any(world) else 0
    assert likelihood(derive(claims, roots)) == pytest.approx(float(share), abs=1e-12)


@given(several, voices)
def test_a_tie_counts_its_claims_its_sources_and_its_roles(claims: list[Claim], roots: dict[str, str]) -> None:
    tie = derive(claims, roots)
    asserting = [one for one in claims if one.polarity is Polarity.ASSERTS]
    assert (tie is None) == (not asserting)
    if tie is None:
        return
    assert tie.claims == len(claims)
    assert tie.sources == len({one.source for one in asserting})
    assert list(tie.roles) == sorted({one.role for one in asserting} - {""})
    assert 0 < tie.likelihood <= 1
    assert tie.key == KEY


@given(several, voices, claims_by_anyone)
def test_what_a_root_has_said_more_surely_is_not_changed_by_a_weaker_word_of_its_own(
    claims: list[Claim], roots: dict[str, str], sure: Claim
) -> None:
    sure = replace(sure, polarity=Polarity.ASSERTS, hedge=Hedge.STATED, credibility=None)
    weaker = replace(sure, record="weaker", hedge=Hedge.RUMOURED, bounds=seen("1990"))
    before, after = derive([*claims, sure], roots), derive([*claims, sure, weaker], roots)
    assert before is not None
    assert after is not None
    assert (after.likelihood, after.bounds, after.disputed) == (before.likelihood, before.bounds, before.disputed)


# --- one voice


@pytest.mark.parametrize("hedge", Hedge)
@pytest.mark.parametrize("grade", [None, 1, 2, 3, 4, 5, 6])
def test_one_claim_alone_has_its_own_probability_exactly(hedge: Hedge, grade: int | None) -> None:
    percent = HEDGES[hedge] if grade in (None, 6) else GRADES[grade or 0]
    assert likelihood(derive([claim(hedge=hedge, credibility=grade)], {})) == percent / 100


def test_two_releases_of_one_series_count_once() -> None:
    first = claim("ucdp-ged", "row-1", hedge=Hedge.REPORTED)
    second = claim("ucdp-ged", "row-2", hedge=Hedge.REPORTED)
    tie = derive([first, second], {})
    assert tie is not None
    assert (tie.likelihood, tie.sources, tie.claims) == (0.8, 1, 2)


def test_a_source_that_repeats_another_adds_no_voice() -> None:
    press, digest, other = claim("press", hedge=Hedge.REPORTED), claim("digest"), claim("other", hedge=Hedge.POSSIBLE)
    known = [Source(id="press", title="P"), Source(id="digest", title="D", derived_from=("press",))]
    roots = dict(independent_roots(known))
    assert likelihood(derive([press, digest], roots)) == 0.95
    assert likelihood(derive([press, digest], {})) == 0.99
    assert likelihood(derive([press, digest, other], roots)) == 0.97
    tie = derive([press, digest, other], roots)
    assert tie is not None
    assert tie.sources == 3


def test_nothing_asserted_is_no_tie() -> None:
    assert derive([], {}) is None
    assert derive([claim(polarity=Polarity.DENIES)], {}) is None
    assert weigh([], {}, TABLE).likelihood == 0


# --- dates


def test_the_best_claims_dates_are_taken_together() -> None:
    tie = derive([claim("a", bounds=seen("2010")), claim("b", bounds=seen("2012-04"))], {})
    assert tie is not None
    assert tie.bounds == Bounds(from_latest=date(2010, 12, 31), to_earliest=date(2012, 4, 1))
    assert not tie.disputed


def test_dates_that_cannot_all_be_true_dispute_the_tie_and_keep_every_reading() -> None:
    one, other = seen("2010/2011"), seen("2012/2013")
    tie = derive([claim("a", bounds=one), claim("b", bounds=other)], {})
    assert tie is not None
    assert tie.disputed
    assert tie.bounds == Bounds(date(2010, 1, 1), date(2012, 12, 31), date(2011, 1, 1), date(2013, 12, 31))


def test_a_less_sure_date_of_the_same_voice_is_no_dispute() -> None:
    stated, rumoured = claim(bounds=seen("2010/2011")), claim(record="2", bounds=seen("2012"), hedge=Hedge.RUMOURED)
    tie = derive([stated, rumoured], {})
    assert tie is not None
    assert not tie.disputed
    assert tie.bounds == stated.bounds


def test_a_denial_brings_no_dates() -> None:
    tie = derive([claim(bounds=seen("2010")), claim("b", polarity=Polarity.DENIES, bounds=seen("2012/2013"))], {})
    assert tie is not None
    assert tie.bounds == seen("2010")


# --- keys


def tie_claim(kind: str, subject: str, target: str, **parts: object) -> Claim:
    about = (("subject", subject), ("object", target))
    return replace(Claim(source="s", record="1", kind=kind, about=about), **parts)  # type: ignore[arg-type]


UNDIRECTED = ("ASSOCIATE_OF", "ALLIED_WITH", "OPPOSED", "LINKED_TO")
DIRECTED = (
    *("MEMBER_OF", "LEADS", "FOUNDED", "KIN_OF", "PART_OF", "SPLIT_FROM", "SUCCEEDED", "JOINED", "PARTICIPATED_IN"),
    *("OCCURRED_AT", "PRESENT_IN", "CONTROLS", "WITHIN"),
)


@pytest.mark.parametrize("kind", UNDIRECTED)
def test_a_tie_without_direction_is_one_from_either_end(kind: str) -> None:
    there, back = tie_keys(tie_claim(kind, "s:b", "s:a")), tie_keys(tie_claim(kind, "s:a", "s:b"))
    assert there == back == (TieKey(kind, "s:a", "s:b"),)


@pytest.mark.parametrize("kind", DIRECTED)
def test_a_tie_with_direction_runs_from_subject_to_object(kind: str) -> None:
    assert tie_keys(tie_claim(kind, "s:b", "s:a")) == (TieKey(kind, "s:b", "s:a"),)


@pytest.mark.parametrize("kind", UNDIRECTED)
def test_a_merge_can_turn_a_tie_without_direction_round_and_it_stays_one(kind: str) -> None:
    def canonical(entity: str) -> str:
        return {"s:a": "s:z"}.get(entity, entity)

    assert tie_keys(tie_claim(kind, "s:a", "s:b"), canonical) == (TieKey(kind, "s:b", "s:z"),)
    assert tie_keys(tie_claim(kind, "s:b", "s:a"), canonical) == (TieKey(kind, "s:b", "s:z"),)


@pytest.mark.parametrize("kind", UNDIRECTED + DIRECTED)
def test_a_tie_whose_ends_become_one_is_no_tie(kind: str) -> None:
    assert tie_keys(tie_claim(kind, "s:a", "s:b"), lambda _: "s:a") == ()
    assert tie_keys(tie_claim(kind, "s:a", "s:a")) == ()


def test_a_spell_is_a_tie_of_its_own() -> None:
    assert tie_keys(tie_claim("LEADS", "s:a", "s:b", stint=2)) == (TieKey("LEADS", "s:a", "s:b", 2),)


@pytest.mark.parametrize("kind", ["NAME", "BORN", "KIND", "NONSENSE"])
def test_what_is_no_tie_has_no_keys(kind: str) -> None:
    assert tie_keys(Claim(source="s", record="1", kind=kind, about=(("subject", "s:a"),), value="x")) == ()
    assert tie_keys(Claim(source="s", record="1", kind="LEADS", about=(("subject", "s:a"),))) == ()


RECORD = Claim(
    source="s",
    record="1",
    kind="EVENT_RECORD",
    about=(("event", "s:e"), ("side_a", "s:a"), ("side_b", "s:b"), ("place", "s:p")),
)


def test_a_record_speaks_of_its_sides_and_its_place() -> None:
    assert set(tie_keys(RECORD)) == {
        TieKey("PARTICIPATED_IN", "s:a", "s:e", 1, "side_a"),
        TieKey("PARTICIPATED_IN", "s:b", "s:e", 1, "side_b"),
        TieKey("OCCURRED_AT", "s:e", "s:p"),
    }
    assert set(tie_keys(replace(RECORD, about=RECORD.about[:2]))) == {
        TieKey("PARTICIPATED_IN", "s:a", "s:e", 1, "side_a")
    }
    assert tie_keys(replace(RECORD, about=RECORD.about[:1])) == ()
    assert tie_keys(replace(RECORD, about=RECORD.about[1:])) == ()


def test_all_who_took_part_did_so_on_their_side_and_those_that_were_merged_once() -> None:
    several = (("side_a", "s:c"), ("with_a", "s:d"), ("with_b", "s:f"), ("with_b", "s:g"))
    record = replace(RECORD, about=(*RECORD.about[:3], *several))

    def took_part(*sides: tuple[str, str]) -> set[TieKey]:
        return {TieKey("PARTICIPATED_IN", actor, "s:e", 1, side) for side, actor in sides}

    assert set(tie_keys(record)) == took_part(("side_a", "s:a"), ("side_b", "s:b"), *several)
    merged = tie_keys(record, lambda entity: {"s:c": "s:a", "s:g": "s:f"}.get(entity, entity))
    assert len(merged) == 4
    assert set(merged) == took_part(("side_a", "s:a"), ("side_b", "s:b"), ("with_a", "s:d"), ("with_b", "s:f"))


def test_a_record_follows_its_entities_where_they_were_merged() -> None:
    canonical = {"s:e": "s:0", "s:b": "s:a", "s:p": "s:c"}
    assert set(tie_keys(RECORD, lambda entity: canonical.get(entity, entity))) == {
        TieKey("PARTICIPATED_IN", "s:a", "s:0", 1, "side_a"),
        TieKey("PARTICIPATED_IN", "s:a", "s:0", 1, "side_b"),
        TieKey("OCCURRED_AT", "s:0", "s:c"),
    }


ids = st.text(alphabet="a:\x1f\\u1", max_size=4)
keys = st.builds(
    TieKey,
    kind=st.sampled_from([*UNDIRECTED, *DIRECTED]),
    subject=ids,
    object=ids,
    stint=st.integers(1, 12),
    side=st.sampled_from(["", *PARTICIPANTS]),
)


@given(keys, keys)
def test_two_ties_share_an_id_only_when_they_are_one(one: TieKey, other: TieKey) -> None:
    assert (one.id == other.id) == (one == other)


def test_ids_do_not_repeat_over_many_ties() -> None:
    many = [
        TieKey(kind, f"s:{i}", f"s:{j}", stint, side)
        for kind in ("LEADS", "PARTICIPATED_IN")
        for i in range(40)
        for j in range(40)
        for stint in (1, 2)
        for side in ("", *PARTICIPANTS)
    ]
    assert len({key.id for key in many}) == len(many)


# printf 'un:QDi.313\037ucdp:actor-539\0371\037\037' | b2sum --length=80
@pytest.mark.parametrize(
    ("key", "tie_id"),
    [
        (TieKey("LEADS", "un:QDi.313", "ucdp:actor-539"), "LEADS:b485f2ab442b993eb34c"),
        (
            TieKey("PARTICIPATED_IN", "mali-2013:aqim", "ucdp:event-7", 1, "side_a"),
            "PARTICIPATED_IN:8547faf06c0314c636e7",
        ),
        (TieKey("ASSOCIATE_OF", "a:x", "a:y", 2), "ASSOCIATE_OF:fb40711698d9eb779797"),
    ],
)
def test_a_ties_id_never_changes(key: TieKey, tie_id: str) -> None:
    assert key.id == tie_id
