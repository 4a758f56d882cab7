"""Claims: identity over revisions, and what of their content makes another one."""

from dataclasses import fields, replace
from datetime import date
from itertools import product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tertius.model.claims import Claim, Polarity
from tertius.model.dates import UNDATED, Bounds, read_edtf
from tertius.model.hedges import Hedge
from tertius.model.kinds import EVENT_RECORD

PERSON, GROUP, OTHER_GROUP = "s:person-1", "s:organization-1", "s:organization-2"
LEADS = Claim(source="s", record="1", kind="LEADS", about=(("subject", PERSON), ("object", GROUP)))
RECORD = Claim(
    source="s",
    record="4",
    kind=EVENT_RECORD,
    about=(("event", "s:event-1"), ("side_a", GROUP), ("side_b", OTHER_GROUP), ("place", "s:place-1")),
    edtf="2012-04-01",
    values=(("name", "Gao"), ("deaths_best", 3), ("latitude", 16.27), ("longitude", -0.04)),
)


@given(st.text(), st.text(), st.text(), st.text())
def test_the_key_is_source_and_record_and_nothing_joined(a: str, b: str, c: str, d: str) -> None:
    one = replace(LEADS, source=a, record=b)
    other = replace(LEADS, source=c, record=d)
    assert (one.key == other.key) == ((a, b) == (c, d))
    assert len(one.key) == 24
    assert set(one.key) <= set("0123456789abcdef")


OTHERWISE: dict[str, list[Any]] = {
    "kind": ["MEMBER_OF", ""],
    "about": [
        (("subject", PERSON), ("object", OTHER_GROUP)),
        (("subject", PERSON),),
        (("subject", GROUP), ("object", PERSON)),
        (("side_a", PERSON), ("object", GROUP)),
        (),
    ],
    "polarity": [Polarity.DENIES],
    "hedge": [Hedge.REPORTED, Hedge.RUMOURED],
    "hedge_word": ["reportedly", "none"],
    "credibility": [1, 6],
    "inferred": [True],
    "value": ["x", "LEADS"],
    "edtf": ["2012", "2012~"],
    "bounds": [
        Bounds(from_latest=date(2012, 12, 31)),
        Bounds(to_earliest=date(2012, 12, 31)),
        Bounds(from_earliest=date(2012, 12, 31)),
        Bounds(to_latest=date(2012, 12, 31)),
    ],
    "stint": [2, 12],
    "role": ["emir", "x"],
    "locator": ["p1", "x"],
    "note": ["a", "x"],
    "values": [(("deaths_best", 1),), (("deaths_best", 11),), (("deaths_low", 1),), (("name", "1"),)],
    "part": ["x", "inferred"],
}
"""Every part of a claim's content, with values that it does not have in `LEADS`."""


def test_every_part_of_the_content_is_tried() -> None:
    assert set(OTHERWISE) == {field.name for field in fields(Claim)} - {"source", "record"}


VARIANTS = [LEADS, *(replace(LEADS, **{name: value}) for name, values in OTHERWISE.items() for value in values)]


def test_the_digest_tells_every_two_different_contents_apart_and_the_key_none() -> None:
    for one, other in product(VARIANTS, repeat=2):
        assert (one.digest == other.digest) == (one == other)
        assert one.key == other.key


short = st.text(alphabet="ab\x1f\\u", max_size=3)
contents = st.builds(
    Claim,
    source=st.just("s"),
    record=st.just("1"),
    kind=short,
    about=st.lists(st.tuples(short, short), max_size=2).map(tuple),
    polarity=st.sampled_from(Polarity),
    hedge=st.sampled_from(Hedge),
    hedge_word=short,
    credibility=st.none() | st.integers(1, 6),
    inferred=st.booleans(),
    value=short,
    edtf=short,
    bounds=st.sampled_from([UNDATED, *OTHERWISE["bounds"]]),
    stint=st.integers(1, 12),
    role=short,
    locator=short,
    note=short,
    values=st.lists(st.tuples(short, short | st.integers(0, 2)), max_size=2).map(tuple),
)


def said(claim: Claim) -> list[object]:
    """Everything but source and record; the order of entities and values says nothing."""
    parts = {field.name: getattr(claim, field.name) for field in fields(Claim)}
    parts["about"], parts["values"] = sorted(claim.about), sorted(claim.values, key=repr)
    return [repr(part) for name, part in parts.items() if name not in ("source", "record")]


@given(contents, contents)
def test_two_claims_share_a_digest_exactly_when_they_say_the_same(one: Claim, other: Claim) -> None:
    assert (one.digest == other.digest) == (said(one) == said(other))


@given(contents, short, short)
def test_the_digest_does_not_depend_on_where_a_claim_comes_from(claim: Claim, source: str, record: str) -> None:
    assert replace(claim, source=source, record=record).digest == claim.digest


def test_the_order_of_entities_and_values_makes_no_revision() -> None:
    assert replace(RECORD, about=RECORD.about[::-1], values=RECORD.values[::-1]).digest == RECORD.digest


def test_an_entity_is_found_by_what_it_is_in_the_claim() -> None:
    assert LEADS.entity("subject") == PERSON
    assert LEADS.entity("object") == GROUP
    assert LEADS.entity("place") is None


def test_the_part_of_its_source_makes_another_revision_and_no_other_claim() -> None:
    of_part = replace(RECORD, part="ML 2012")
    assert of_part.key == RECORD.key
    assert len({RECORD.digest, of_part.digest, replace(RECORD, part="ML 2013").digest}) == 3


def test_a_claim_of_ends_alone_asserts_without_a_hedge_one_undated_spell() -> None:
    assert (LEADS.polarity, LEADS.hedge, LEADS.stint, LEADS.bounds) == ("asserts", "stated", 1, UNDATED)


def test_the_text_of_a_date_is_kept_beside_its_bounds() -> None:
    claim = replace(LEADS, edtf="2012-04~/..", bounds=read_edtf("2012-04~/..", lasting=True))
    assert claim.edtf == "2012-04~/.."
