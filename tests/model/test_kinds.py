"""The vocabulary, against the table of ties that the design gives."""

import pytest

from tertius.model.kinds import ATTRIBUTE_KINDS, CATEGORY, EVENT_RECORD, TIE_KINDS, EntityType, is_lasting

P, G, L, E = EntityType.PERSON, EntityType.ORGANIZATION, EntityType.PLACE, EntityType.EVENT

# kind: who, what, whether it has a direction, whether it lasts
TIES = {
    "MEMBER_OF": ({P}, {G}, True, True),
    "LEADS": ({P}, {G}, True, True),
    "FOUNDED": ({P}, {G}, True, False),
    "KIN_OF": ({P}, {P}, True, True),
    "ASSOCIATE_OF": ({P}, {P}, False, True),
    "PART_OF": ({G}, {G}, True, True),
    "SPLIT_FROM": ({G}, {G}, True, False),
    "SUCCEEDED": ({G}, {G}, True, False),
    "JOINED": ({G}, {G}, True, False),
    "ALLIED_WITH": ({P, G}, {P, G}, False, True),
    "OPPOSED": ({P, G}, {P, G}, False, True),
    "LINKED_TO": ({P, G}, {P, G}, False, True),
    "PARTICIPATED_IN": ({P, G}, {E}, True, False),
    "OCCURRED_AT": ({E}, {L}, True, False),
    "PRESENT_IN": ({P, G}, {L}, True, True),
    "CONTROLS": ({P, G}, {L}, True, True),
    "WITHIN": ({L}, {L}, True, True),
}


def test_the_ties_are_those_of_the_design() -> None:
    assert {
        kind.name: (set(kind.starts), set(kind.ends), kind.directed, kind.lasting) for kind in TIE_KINDS.values()
    } == TIES


def test_a_tie_without_direction_joins_the_same_types_at_both_ends() -> None:
    for kind in TIE_KINDS.values():
        if not kind.directed:
            assert kind.starts == kind.ends


def test_the_attributes_are_those_of_the_design() -> None:
    every = {P, G, L, E}
    assert {kind.name: set(kind.subjects) for kind in ATTRIBUTE_KINDS.values()} == {
        **dict.fromkeys(("NAME", "ALIAS", "KIND", "COUNTRY", "EXTERNAL_ID"), every),
        **{kind: {P} for kind in ("NATIONALITY", "BORN", "DIED")},
        **{kind: {G} for kind in ("ESTABLISHED", "ANNOUNCED", "DISSOLVED")},
        **{kind: {E} for kind in ("OCCURRED", "DEATHS_BEST", "DEATHS_LOW", "DEATHS_HIGH")},
        "LOCATION": {L, E},
    }
    assert {kind.name for kind in ATTRIBUTE_KINDS.values() if kind.dated} == {
        *("BORN", "DIED", "ESTABLISHED", "ANNOUNCED", "DISSOLVED", "OCCURRED"),
    }
    assert {kind.name for kind in ATTRIBUTE_KINDS.values() if kind.many} == {
        *("ALIAS", "COUNTRY", "NATIONALITY", "EXTERNAL_ID"),
    }


def test_no_name_means_two_things() -> None:
    names = [*TIE_KINDS, *ATTRIBUTE_KINDS, EVENT_RECORD]
    assert len(names) == len(set(names))
    assert list(TIE_KINDS) == [kind.name for kind in TIE_KINDS.values()]
    assert list(ATTRIBUTE_KINDS) == [kind.name for kind in ATTRIBUTE_KINDS.values()]


def test_a_kind_can_stand_in_cypher_as_it_is() -> None:
    for name in (*TIE_KINDS, *ATTRIBUTE_KINDS, EVENT_RECORD):
        assert name.replace("_", "").isalpha()
        assert name.isupper()
    assert [entity_type.value for entity_type in EntityType] == ["Person", "Organization", "Place", "Event"]
    assert CATEGORY == "category"


@pytest.mark.parametrize(("kind", "lasts"), [*((name, row[3]) for name, row in TIES.items()), ("BORN", False)])
def test_a_single_date_is_seen_then_or_happened_then(kind: str, lasts: bool) -> None:
    assert is_lasting(kind) is lasts


def test_a_record_happened() -> None:
    assert not is_lasting(EVENT_RECORD)


def test_the_vocabulary_cannot_be_changed() -> None:
    for table in (TIE_KINDS, ATTRIBUTE_KINDS):
        with pytest.raises(TypeError):
            table["X"] = None  # type: ignore[index]
    with pytest.raises(AttributeError):
        TIE_KINDS["LEADS"].directed = False  # type: ignore[misc]


def test_every_kind_says_what_it_says() -> None:
    for line in (*(kind.about for kind in TIE_KINDS.values()), *(kind.about for kind in ATTRIBUTE_KINDS.values())):
        assert line
        assert "\n" not in line
