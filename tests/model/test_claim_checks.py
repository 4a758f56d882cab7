"""Every combination of parts of a claim that fits, and every other one refused with the part's name."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tertius.errors import InputError
from tertius.model.claim_checks import check_claim
from tertius.model.claim_values import MAX_DEATHS
from tertius.model.claims import MAX_NOTE, MAX_STINT, MAX_TEXT, Claim, Polarity, Scalar
from tertius.model.kinds import ATTRIBUTE_KINDS, EVENT_RECORD, TIE_KINDS, EntityType

TYPES = {f"s:{entity_type.value.lower()}-{n}": entity_type for entity_type in EntityType for n in (1, 2)}
OF_TYPE = {entity_type: [i for i, found in TYPES.items() if found is entity_type] for entity_type in EntityType}
PERSON, OTHER_PERSON = OF_TYPE[EntityType.PERSON]
GROUP, OTHER_GROUP = OF_TYPE[EntityType.ORGANIZATION]
PLACE, OTHER_PLACE = OF_TYPE[EntityType.PLACE]
EVENT, OTHER_EVENT = OF_TYPE[EntityType.EVENT]

LEADS = Claim(source="s", record="1", kind="LEADS", about=(("subject", PERSON), ("object", GROUP)))
NAME = Claim(source="s", record="2", kind="NAME", about=(("subject", PERSON),), value="Iyad Ag Ghali")
BORN = Claim(source="s", record="3", kind="BORN", about=(("subject", PERSON),), edtf="1972")
RECORD = Claim(
    source="s",
    record="4",
    kind=EVENT_RECORD,
    about=(("event", EVENT), ("side_a", GROUP), ("side_b", OTHER_GROUP), ("place", PLACE)),
    edtf="2012-04-01",
    values=(("name", "Gao"), ("deaths_best", 3), ("latitude", 16.27), ("longitude", -0.04)),
)


# --- what is accepted: typed in from the design's tables

ACTORS = ("person", "organization")
LEGAL_TIES = {
    **dict.fromkeys(("MEMBER_OF", "LEADS", "FOUNDED"), (("person",), ("organization",))),
    **dict.fromkeys(("KIN_OF", "ASSOCIATE_OF"), (("person",), ("person",))),
    **dict.fromkeys(("PART_OF", "SPLIT_FROM", "SUCCEEDED", "JOINED"), (("organization",), ("organization",))),
    **dict.fromkeys(("ALLIED_WITH", "OPPOSED", "LINKED_TO"), (ACTORS, ACTORS)),
    **dict.fromkeys(("PRESENT_IN", "CONTROLS"), (ACTORS, ("place",))),
    "PARTICIPATED_IN": (ACTORS, ("event",)),
    "OCCURRED_AT": (("event",), ("place",)),
    "WITHIN": (("place",), ("place",)),
}


def test_every_kind_of_tie_is_in_the_table() -> None:
    assert set(LEGAL_TIES) == set(TIE_KINDS)


@pytest.mark.parametrize("kind", LEGAL_TIES)
@pytest.mark.parametrize(("start", "end"), list(product(EntityType, EntityType)))
def test_a_tie_joins_the_types_of_the_design_and_no_others(kind: str, start: EntityType, end: EntityType) -> None:
    starts, ends = LEGAL_TIES[kind]
    claim = Claim(
        source="s", record="1", kind=kind, about=(("subject", OF_TYPE[start][0]), ("object", OF_TYPE[end][1]))
    )
    if start.lower() in starts and end.lower() in ends:
        check_claim(claim, TYPES)
        return
    with pytest.raises(InputError) as caught:
        check_claim(claim, TYPES)
    assert caught.value.where == ("object" if start.lower() in starts else "subject")
    assert caught.value.next_step


LEGAL_ATTRIBUTES = {
    **dict.fromkeys(("NAME", "ALIAS", "KIND", "COUNTRY"), ("person", "organization", "place", "event")),
    "EXTERNAL_ID": ("person", "organization", "place", "event"),
    **dict.fromkeys(("NATIONALITY", "BORN", "DIED"), ("person",)),
    **dict.fromkeys(("ESTABLISHED", "ANNOUNCED", "DISSOLVED"), ("organization",)),
    "LOCATION": ("place", "event"),
    **dict.fromkeys(("OCCURRED", "DEATHS_BEST", "DEATHS_LOW", "DEATHS_HIGH"), ("event",)),
}
DATED = ("BORN", "DIED", "ESTABLISHED", "ANNOUNCED", "DISSOLVED", "OCCURRED")
GOOD_VALUES = {
    **dict.fromkeys(("NAME", "ALIAS", "KIND", "EXTERNAL_ID"), "Ansar al-Din"),
    **dict.fromkeys(("COUNTRY", "NATIONALITY"), "ML"),
    "LOCATION": "16.27,-0.04",
    **dict.fromkeys(("DEATHS_BEST", "DEATHS_LOW", "DEATHS_HIGH"), "12"),
}


@pytest.mark.parametrize("kind", LEGAL_ATTRIBUTES)
@pytest.mark.parametrize("subject", EntityType)
def test_an_attribute_is_said_of_the_types_of_the_design_and_no_others(kind: str, subject: EntityType) -> None:
    claim = Claim(source="s", record="1", kind=kind, about=(("subject", OF_TYPE[subject][0]),))
    claim = replace(claim, edtf="2012") if kind in DATED else replace(claim, value=GOOD_VALUES[kind])
    if subject.lower() in LEGAL_ATTRIBUTES[kind]:
        check_claim(claim, TYPES)
        check_claim(replace(claim, polarity=Polarity.DENIES), TYPES)
        return
    with pytest.raises(InputError) as caught:
        check_claim(claim, TYPES)
    assert caught.value.where == "kind"


def test_every_kind_of_attribute_is_in_the_table() -> None:
    assert set(LEGAL_ATTRIBUTES) == set(ATTRIBUTE_KINDS)


RECORD_TYPES = {
    "event": ("event",),
    **dict.fromkeys(("side_a", "side_b", "with_a", "with_b"), ACTORS),
    "place": ("place",),
}


@pytest.mark.parametrize("role", RECORD_TYPES)
@pytest.mark.parametrize("entity_type", EntityType)
def test_a_part_of_a_record_is_of_its_type(role: str, entity_type: EntityType) -> None:
    about = {**dict(RECORD.about), role: OF_TYPE[entity_type][0]}
    claim = replace(RECORD, about=tuple(about.items()))
    if entity_type.lower() in RECORD_TYPES[role]:
        check_claim(claim, TYPES)
        return
    with pytest.raises(InputError) as caught:
        check_claim(claim, TYPES)
    assert caught.value.where == role


@pytest.mark.parametrize("roles", [(), ("side_a",), ("side_b",), ("place",), ("side_a", "place"), ("side_a", "side_b")])
def test_a_record_needs_its_event_alone(roles: tuple[str, ...]) -> None:
    check_claim(replace(RECORD, about=tuple(p for p in RECORD.about if p[0] in ("event", *roles)), values=()), TYPES)


@pytest.mark.parametrize("role", ["side_a", "side_b", "with_a", "with_b"])
def test_several_can_be_on_a_side_and_associated_with_it_each_once(role: str) -> None:
    others = tuple(part for part in RECORD.about if part[0] != role)
    check_claim(replace(RECORD, about=(*others, (role, GROUP), (role, OTHER_GROUP), (role, PERSON))), TYPES)
    with pytest.raises(InputError) as caught:
        check_claim(replace(RECORD, about=(*others, (role, GROUP), (role, OTHER_GROUP), (role, GROUP))), TYPES)
    assert caught.value.where == role
    with pytest.raises(InputError, match="There is no entity s:nobody") as caught:
        check_claim(replace(RECORD, about=(*others, (role, GROUP), (role, "s:nobody"))), TYPES)
    assert caught.value.where == role


@pytest.mark.parametrize("name", ["citation", "remark"])
def test_whom_a_record_cites_can_be_long(name: str) -> None:
    check_claim(replace(RECORD, values=((name, "x" * 20_000),)), TYPES)
    for wrong in ("x" * 20_001, " ", 7):
        with pytest.raises(InputError) as caught:
            check_claim(replace(RECORD, values=((name, wrong),)), TYPES)
        assert caught.value.where == name


def test_a_record_can_be_of_a_part_of_its_source() -> None:
    check_claim(replace(RECORD, part="ML 2012"), TYPES)


# --- what is refused, and which part is named

WRONG: list[tuple[Claim, dict[str, Any], str]] = [
    (LEADS, {"kind": "LIKES"}, "kind"),
    (LEADS, {"kind": "leads"}, "kind"),
    (LEADS, {"kind": ""}, "kind"),
    (LEADS, {"stint": 0}, "stint"),
    (LEADS, {"stint": -1}, "stint"),
    (LEADS, {"stint": MAX_STINT + 1}, "stint"),
    (LEADS, {"credibility": 0}, "credibility"),
    (LEADS, {"credibility": 7}, "credibility"),
    (LEADS, {"record": " "}, "record"),
    (LEADS, {"about": (("object", GROUP),)}, "subject"),
    (LEADS, {"about": (("subject", PERSON),)}, "object"),
    (LEADS, {"about": (("subject", "s:nobody"), ("object", GROUP))}, "subject"),
    (LEADS, {"about": (("subject", PERSON), ("object", "s:nobody"))}, "object"),
    (LEADS, {"about": (("subject", PERSON), ("object", GROUP), ("place", PLACE))}, "place"),
    (LEADS, {"about": (("subject", PERSON), ("object", GROUP), ("friend", PERSON))}, "friend"),
    (LEADS, {"about": (("subject", PERSON), ("subject", OTHER_PERSON), ("object", GROUP))}, "subject"),
    (LEADS, {"about": (("subject", PERSON), ("object", GROUP), ("object", OTHER_GROUP))}, "object"),
    (LEADS, {"kind": "KIN_OF", "about": (("subject", PERSON), ("object", PERSON))}, "object"),
    (LEADS, {"kind": "ALLIED_WITH", "about": (("subject", GROUP), ("object", GROUP))}, "object"),
    (LEADS, {"value": "emir"}, "value"),
    (LEADS, {"values": (("deaths_best", 1),)}, "deaths_best"),
    (NAME, {"about": ()}, "subject"),
    (NAME, {"about": (("subject", "s:nobody"),)}, "subject"),
    (NAME, {"about": (("subject", PERSON), ("object", GROUP))}, "object"),
    (NAME, {"about": (("subject", PERSON), ("subject", OTHER_PERSON))}, "subject"),
    (NAME, {"value": ""}, "value"),
    (NAME, {"value": " \t"}, "value"),
    (NAME, {"values": (("name", "x"),)}, "name"),
    (BORN, {"edtf": ""}, "when"),
    (BORN, {"value": "1972"}, "value"),
    (RECORD, {"about": RECORD.about[1:]}, "event"),
    (RECORD, {"about": (*RECORD.about, ("event", OTHER_EVENT))}, "event"),
    (RECORD, {"about": (*RECORD.about, ("side_a", GROUP))}, "side_a"),
    (RECORD, {"about": (*RECORD.about, ("place", PLACE))}, "place"),
    (RECORD, {"about": (*RECORD.about, ("subject", PERSON))}, "subject"),
    (RECORD, {"about": (("event", "s:nothing"),)}, "event"),
    (RECORD, {"about": (("event", EVENT), ("place", "s:nowhere"))}, "place"),
    (RECORD, {"value": "x"}, "value"),
    (RECORD, {"part": "ML\x00"}, "part"),
]
BAD_VALUES: list[tuple[tuple[tuple[str, Scalar], ...], str]] = [
    ((("deaths", 1),), "deaths"),
    ((("deaths_best", "1"),), "deaths_best"),
    ((("deaths_best", 1.0),), "deaths_best"),
    ((("deaths_best", True),), "deaths_best"),
    ((("deaths_best", -1),), "deaths_best"),
    ((("deaths_high", MAX_DEATHS + 1),), "deaths_high"),
    ((("deaths_low", 1), ("deaths_low", 2)), "deaths_low"),
    ((("name", ""),), "name"),
    ((("event_kind", " "),), "event_kind"),
    ((("name", 7),), "name"),
    *(((((name, -1),), name)) for name in ("deaths_civilians", "sources", "date_precision", "place_precision")),
    ((("latitude", 16.27),), "longitude"),
    ((("longitude", 16.27),), "latitude"),
    ((("latitude", 90.1), ("longitude", 0.0)), "latitude"),
    ((("latitude", 0.0), ("longitude", -180.1)), "longitude"),
    ((("latitude", float("nan")), ("longitude", 0.0)), "latitude"),
    ((("latitude", 0.0), ("longitude", float("inf"))), "longitude"),
    ((("latitude", 16), ("longitude", 0.0)), "latitude"),
    ((("latitude", "16"), ("longitude", 0.0)), "latitude"),
]
WRONG += [(RECORD, {"values": values}, where) for values, where in BAD_VALUES]
LONG = [("record", "record", 0), ("hedge_word", "hedge_word", 0), ("edtf", "when", 0), ("role", "role", 0)]
LONG += [("locator", "locator", 0), ("note", "note", MAX_NOTE - MAX_TEXT), ("value", "value", 0)]
WRONG += [(NAME, {name: "x" * (MAX_TEXT + more + 1)}, where) for name, where, more in LONG]
WRONG += [(NAME, {name: "a\ud800"}, where) for name, where, _ in LONG]
WRONG += [(RECORD, {"values": (("name", "\udfff"),)}, "name")]


@pytest.mark.parametrize(("claim", "change", "where"), WRONG)
def test_a_wrong_part_is_named(claim: Claim, change: dict[str, Any], where: str) -> None:
    check_claim(claim, TYPES)
    with pytest.raises(InputError) as caught:
        check_claim(replace(claim, **change), TYPES)
    assert caught.value.where == where
    assert caught.value.next_step


@pytest.mark.parametrize("grade", [None, 1, 2, 3, 4, 5, 6])
def test_every_grade_fits(grade: int | None) -> None:
    check_claim(replace(LEADS, credibility=grade), TYPES)


def test_the_limits_themselves_fit() -> None:
    check_claim(replace(LEADS, stint=MAX_STINT, credibility=6, locator="x" * MAX_TEXT, note="x" * MAX_NOTE), TYPES)
    check_claim(replace(RECORD, values=(("deaths_best", MAX_DEATHS), ("deaths_low", 0))), TYPES)
    for latitude, longitude in ((90.0, 180.0), (-90.0, -180.0)):
        check_claim(replace(RECORD, values=(("latitude", latitude), ("longitude", longitude))), TYPES)


anything = st.text(max_size=5) | st.sampled_from(["NAME", "LEADS", EVENT_RECORD, "subject", "object", "event", *TYPES])


@example("", (), "", 1, None, (("", "\x1f"),))
@given(
    anything,
    st.lists(st.tuples(anything, anything), max_size=3).map(tuple),
    anything,
    st.integers(),
    st.none() | st.integers(),
    st.lists(st.tuples(anything, anything | st.integers() | st.floats()), max_size=3).map(tuple),
)
def test_any_claim_is_accepted_or_refused_with_an_input_error(
    kind: str,
    about: tuple[tuple[str, str], ...],
    text: str,
    stint: int,
    credibility: int | None,
    values: tuple[tuple[str, Scalar], ...],
) -> None:
    claim = Claim(
        source="s",
        record=text,
        kind=kind,
        about=about,
        value=text,
        edtf=text,
        stint=stint,
        credibility=credibility,
        values=values,
    )
    assert len(claim.digest) == 24
    try:
        check_claim(claim, TYPES)
    except InputError as error:
        refused = error
    else:
        return
    assert refused.where
    assert refused.next_step
