"""What goes into the graph comes out of it: claims, ties and properties of entities."""

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tertius.loading.creation import Spans, new_claim, new_tie
from tertius.loading.properties import (
    BOUNDS,
    CLAIM_COLUMNS,
    EVENT_TIES,
    PAIR_TIES,
    PROFILE_COLUMNS,
    claim_from,
    profile_properties,
    tie_properties,
)
from tertius.model.claims import Claim, Polarity
from tertius.model.dates import Bounds
from tertius.model.derive import derive_tie, tie_keys
from tertius.model.hedges import Assumptions, Hedge
from tertius.model.kinds import EVENT_RECORD, TIE_KINDS, EntityType
from tertius.model.profile import derive_profile

Graph = Any
MadeUp = Any

_days = st.dates()
_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    first, second = sorted((draw(_days), draw(_days)))
    record = draw(st.booleans())
    return Claim(
        source="alpha",
        record=draw(_texts),
        kind=EVENT_RECORD if record else draw(st.sampled_from(sorted(TIE_KINDS))),
        about=(("event", "x:e"), ("side_a", "x:a"), ("side_a", "x:b"), ("with_b", "x:c"))
        if record
        else (("object", "x:o"), ("subject", "x:s")),
        polarity=draw(st.sampled_from(Polarity)),
        hedge=draw(st.sampled_from(Hedge)),
        hedge_word=draw(_texts),
        credibility=draw(st.none() | st.integers(1, 6)),
        inferred=draw(st.booleans()),
        edtf=draw(_texts),
        bounds=Bounds(first, second, first, second),
        stint=draw(st.integers(1, 999)),
        role=draw(_texts),
        values=(("deaths_best", draw(st.integers(0, 9))), ("latitude", 1.5), ("longitude", -2.5)) if record else (),
    )


@given(claims())
def test_a_claim_is_read_as_it_was_written(claim: Claim) -> None:
    spans = Spans()
    row = new_claim(claim, 1, None, spans)
    node = {**row, **dict(zip(BOUNDS, spans.rows[row["span"]], strict=True)), "source_id": "alpha"}
    read = claim_from({name: node.get(name) for name in CLAIM_COLUMNS}, row["about"])
    assert read == claim


def test_every_property_of_a_profile_has_a_column() -> None:
    for kind in EntityType:
        profile = derive_profile(kind, "x:1", (), {}, Assumptions())
        assert set(profile) - {"latitude", "longitude"} <= set(PROFILE_COLUMNS)
        assert set(profile_properties(profile)) == set(PROFILE_COLUMNS)


def test_every_kind_of_tie_is_derived_one_way() -> None:
    assert {*EVENT_TIES, *PAIR_TIES} == set(TIE_KINDS)
    with_event = {kind.name for kind in TIE_KINDS.values() if EntityType.EVENT in kind.starts | kind.ends}
    assert set(EVENT_TIES) == with_event


def test_all_of_it_on_a_real_server(graph: Graph, alpha: MadeUp) -> None:
    claim = alpha.claim(
        "c1",
        "LEADS",
        "p1",
        "o1",
        when="2012-04/..",
        hedge="possible",
        hedge_word="possibly",
        role="emir",
        credibility=3,
        locator="p4",
        note="a paraphrase — with é",
        stint=2,
        inferred=True,
    )
    event = alpha.event("r1", "e1", "p1", "o1", "l1")
    graph.load(alpha.document([*alpha.entities("p1", "o1", "e1", "l1"), claim, event]))
    for original in (claim, event):
        (row,) = graph.rows(
            "MATCH (c:Claim {key: $key}) RETURN properties(c) AS c, [(c)-[a:ABOUT]->(e) | [a.as, e.id]] AS about",
            key=original.key,
        )
        stored = row["c"]
        for name in ("from_earliest", "from_latest", "to_earliest", "to_latest"):
            stored[name] = stored[name].to_native()
        read = claim_from({name: stored.get(name) for name in CLAIM_COLUMNS}, row["about"])
        for name in (
            "source",
            "record",
            "kind",
            "polarity",
            "hedge",
            "hedge_word",
            "credibility",
            "inferred",
            "edtf",
            "bounds",
            "stint",
            "role",
            "values",
        ):
            assert getattr(read, name) == getattr(original, name), name
        assert set(read.about) == set(original.about)
        assert (stored["note"], stored["locator"]) == (original.note, original.locator)
        assert stored["digest"] == original.digest


def test_the_side_is_a_property_of_sides_alone() -> None:
    claim = Claim(
        source="a", record="r", kind=EVENT_RECORD, about=(("event", "x:e"), ("side_b", "x:b"), ("place", "x:l"))
    )
    sides = {}
    for key in tie_keys(claim):
        tie = derive_tie(key, [claim], {}, Assumptions())
        assert tie is not None
        sides[key.kind] = tie_properties(tie).get("side")
        assert tie_properties(tie)["from_earliest"] == date.min
    assert sides == {"PARTICIPATED_IN": "side_b", "OCCURRED_AT": None}


def test_four_dates_and_who_said_it_go_over_the_wire_once() -> None:
    spans, said = Spans(), Spans()
    claim = Claim(
        source="a", record="r", kind=EVENT_RECORD, about=(("event", "x:e"), ("side_b", "x:b"), ("place", "x:l"))
    )
    rows = [new_claim(claim, 1, None, spans)]
    for key in tie_keys(claim):
        tie = derive_tie(key, [claim], {}, Assumptions())
        assert tie is not None
        rows.append(new_tie(tie, spans, said))
    assert [row["span"] for row in rows] == [0, 0, 0]
    assert spans.rows == [[date.min, date.max, date.min, date.max]]
    # Where an event was is part of no network: nobody asks who says so.
    assert [row.get("said") for row in rows] == [None, 0, None]
    assert said.rows == [[("a",), (0.95,)]]
