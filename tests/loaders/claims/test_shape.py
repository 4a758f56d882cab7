"""What the rows of a good folder say."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tertius.model.cells import csv_lines
from tertius.model.claim_rows import EXPORT_COLUMNS, claim_row
from tertius.model.claims import Polarity
from tertius.model.decisions import DecisionKind
from tertius.model.entities import Entity
from tertius.model.hedges import Hedge
from tertius.model.ids import fingerprint
from tertius.model.kinds import EntityType

Write = Callable[..., Path]
Read = Callable[[Path], Any]


def test_the_good_folder(folder: Write, read: Read) -> None:
    found = read(folder())

    assert found.bad == []
    assert found.entities == [
        Entity("report:ana", EntityType.PERSON),
        Entity("report:ben", EntityType.PERSON),
        Entity("report:crew", EntityType.ORGANIZATION),
        Entity("report:dock", EntityType.PLACE),
        Entity("report:raid", EntityType.EVENT),
    ]
    first = found.claim("c1")
    assert first.about == (("subject", "report:ana"), ("object", "report:crew"))
    assert (first.kind, first.role, first.hedge, first.edtf) == ("LEADS", "emir", Hedge.REPORTED, "2012-04/..")
    assert first.bounds.to_earliest == date(2013, 2, 5), "still so when the report was published"
    assert found.claim("c2").polarity is Polarity.DENIES
    assert found.claim("c2").credibility == 2
    assert found.claim("c3").value == "Ana of the Dock"


def test_the_cells_of_an_entity_are_claims_by_the_source(folder: Write, read: Read) -> None:
    made = {c.record: (c.kind, c.value) for c in read(folder()).claims if c.entity("subject") == "report:ana"}

    assert made == {
        "entity:report:ana:NAME": ("NAME", "Ana"),
        "entity:report:ana:COUNTRY:ML": ("COUNTRY", "ML"),
        "entity:report:ana:COUNTRY:DZ": ("COUNTRY", "DZ"),
        "entity:report:ana:EXTERNAL_ID:un": ("EXTERNAL_ID", "un:QDi.313"),
        "c1": ("LEADS", ""),
        "c3": ("ALIAS", "Ana of the Dock"),
    }
    assert all(claim.source == "report" for claim in read(folder()).claims)
    places = {c.record: c.value for c in read(folder()).claims if c.entity("subject") == "report:dock"}
    assert places["entity:report:dock:LOCATION"] == "16.27,-0.04"


def test_a_mended_cell_is_a_revision_and_a_moved_row_is_nothing(
    folder: Write, read: Read, good: dict[str, str]
) -> None:
    before = {claim.key: claim.digest for claim in read(folder()).claims}
    head, *rows = good["entities.csv"].splitlines()
    turned = "\n".join([head, *reversed(rows)])
    renamed = good["entities.csv"].replace("ana,Person,Ana,,ML;DZ", "ana,Person,Anna,,DZ;ML")

    assert {claim.key: claim.digest for claim in read(folder(entities_csv=turned)).claims} == before
    after = {claim.key: claim.digest for claim in read(folder(entities_csv=renamed)).claims}
    assert after.keys() == before.keys()
    changed = {key for key in after if after[key] != before[key]}
    assert changed == {fingerprint("report", "entity:report:ana:NAME")}


@pytest.mark.parametrize("countries", ["ML;DZ", "ML; DZ", "ML,DZ", "ML DZ", ";ML;DZ;", "ML;DZ;ML"])
def test_countries_in_any_way_people_list_them(folder: Write, read: Read, countries: str) -> None:
    found = read(
        folder(
            entities_csv=f'id,type,countries\nana,Person,"{countries}"\nben,Person,\ncrew,Organization,\nraid,Event,\n'
        )
    )

    assert found.bad == []
    assert [c.value for c in found.claims if c.kind == "COUNTRY"] == ["ML", "DZ"]


@pytest.mark.parametrize("cell", ["QDi.313", "un:QDi.313"])
def test_an_external_id_with_or_without_its_authority(
    folder: Write, read: Read, good: dict[str, str], cell: str
) -> None:
    found = read(folder(entities_csv=good["entities.csv"].replace("QDi.313", cell)))

    assert found.claim("entity:report:ana:EXTERNAL_ID:un").value == "un:QDi.313"


@pytest.mark.parametrize("kind", ["person", "PERSON", "Person"])
def test_types_in_any_case(folder: Write, read: Read, good: dict[str, str], kind: str) -> None:
    assert read(folder(entities_csv=good["entities.csv"].replace("Person", kind))).bad == []


def test_an_entity_of_another_authority_can_be_listed_and_spoken_of(
    folder: Write, read: Read, good: dict[str, str]
) -> None:
    entities = good["entities.csv"] + "un:QDe.014,Organization,AQIM,group,,,,\n"
    claims = good["claims.csv"] + "c5,ana,LEADS,un:QDe.014,,,,,,,,,,\n"

    found = read(folder(entities_csv=entities, claims_csv=claims))

    assert found.bad == []
    assert Entity("un:QDe.014", EntityType.ORGANIZATION) in found.entities
    assert found.claim("entity:un:QDe.014:NAME").source == "report"


def test_an_entity_that_another_source_declared_is_left_to_the_engine(
    folder: Write, read: Read, good: dict[str, str]
) -> None:
    found = read(folder(claims_csv=good["claims.csv"] + "c5,ana,LEADS,un:QDe.014,,,,,,,,,,\n"))

    assert found.bad == []
    assert found.claim("c5").entity("object") == "un:QDe.014"


def test_ids_in_full_are_the_same_as_bare_ones(folder: Write, read: Read, good: dict[str, str]) -> None:
    plain = read(folder()).claims
    full = good["claims.csv"].replace("c1,ana,LEADS,crew", "c1,report:ana,LEADS,report:crew")

    assert read(folder(claims_csv=full)).claims == plain


def test_an_id_typed_with_another_spelling_of_an_accent_is_found(
    folder: Write, read: Read, good: dict[str, str]
) -> None:
    entities = good["entities.csv"] + "m\u00e9naka,Place,M\u00e9naka,town,,,,\n"
    claims = good["claims.csv"] + "c5,crew,CONTROLS,me\u0301naka,,,,,,,,,,\n"

    assert read(folder(entities_csv=entities, claims_csv=claims)).bad == []


def test_an_export_of_claims_goes_in_again_beside_its_entities(folder: Write, read: Read) -> None:
    plain = read(folder())
    exported = "".join(csv_lines(map(claim_row, plain.claims), EXPORT_COLUMNS))

    found = read(folder(claims_csv=exported))

    assert found.bad == []
    assert sorted(found.claims, key=repr) == sorted(plain.claims, key=repr)


def test_an_export_of_claims_needs_no_more_of_an_entity_than_its_type(folder: Write, read: Read) -> None:
    plain = read(folder())
    exported = "".join(csv_lines(map(claim_row, plain.claims), EXPORT_COLUMNS))
    bare = "".join(csv_lines([{"id": e.id, "type": e.type.value} for e in plain.entities], ("id", "type")))

    found = read(folder(entities_csv=bare, claims_csv=exported))

    assert found.bad == []
    assert sorted(found.claims, key=repr) == sorted(plain.claims, key=repr)


def test_decisions(folder: Write, read: Read) -> None:
    found = read(
        folder(
            decisions_csv="kind,left,right,field,value,who,when,why,undone\n"
            "same,ana,ben,,,B. Reader,2013-03-01,One woman.,2013-04-01\n"
            "Not same,un:QDi.313,ana,,,B. Reader,2013-03-01,Two of them.,\n"
            "confirm,c1,,,,B. Reader,2013-03-01,Seen.,\n"
            "reject,wire-2012#c1,,,,B. Reader,2013-03-01,A misprint.,\n"
            f"correct,{fingerprint('wire-2012', 'c2')},,Hedge,Reported,B. Reader,2013-03-01,It hedges.,\n"
        )
    )

    assert found.bad == []
    assert [(d.kind, d.left, d.right, d.undone) for d in found.decisions] == [
        (DecisionKind.SAME, "report:ana", "report:ben", date(2013, 4, 1)),
        (DecisionKind.NOT_SAME, "un:QDi.313", "report:ana", None),
        (DecisionKind.CONFIRM, fingerprint("report", "c1"), "", None),
        (DecisionKind.REJECT, fingerprint("wire-2012", "c1"), "", None),
        (DecisionKind.CORRECT, fingerprint("wire-2012", "c2"), "", None),
    ]
    assert (found.decisions[4].field, found.decisions[4].value) == ("hedge", "reported")
    assert {(d.who, d.when, d.source) for d in found.decisions} == {("B. Reader", date(2013, 3, 1), "report")}


def test_a_decision_about_a_claim_that_was_set_aside_stands(folder: Write, read: Read, good: dict[str, str]) -> None:
    found = read(folder(claims_csv=good["claims.csv"].replace("c2,ben,MEMBER_OF", "c2,ben,MEMBER")))

    assert [row.line for row in found.bad] == [3]
    assert [d.left for d in found.decisions] == [fingerprint("report", "c2")]


def test_two_corrections_of_one_claim_can_stand_side_by_side(folder: Write, read: Read) -> None:
    found = read(
        folder(
            decisions_csv="kind,left,field,value,who,when,why\n"
            "correct,c1,when,2012-05,B,2013-03-01,why\n"
            "correct,c1,role,commander,B,2013-03-01,why\n"
        )
    )

    assert found.bad == []
    assert len(found.decisions) == 2


def test_a_preferred_name_is_about_one_entity(folder: Write, read: Read) -> None:
    found = read(
        folder(
            decisions_csv="kind,left,right,value,who,when,why\n"
            "Prefer-name,ana,,Anna,B,2013-03-01,as the press has it\n"
            "prefer_name,un:QDi.313,,QDi,B,2013-03-01,short\n"
            "prefer_name,ana,ben,Anna,B,2013-03-01,two\n"
            "prefer_name,nobody,,Anna,B,2013-03-01,who\n"
            "prefer_name,ben,,,B,2013-03-01,what\n"
        )
    )

    assert [(d.kind, d.left, d.right, d.value) for d in found.decisions] == [
        (DecisionKind.PREFER_NAME, "report:ana", "", "Anna"),
        (DecisionKind.PREFER_NAME, "un:QDi.313", "", "QDi"),
    ]
    assert [(row.line, row.column) for row in found.bad] == [(4, "right"), (5, "left"), (6, "value")]


def test_what_was_taken_back_may_be_decided_again(folder: Write, read: Read) -> None:
    found = read(
        folder(
            decisions_csv="kind,left,right,who,when,why,undone\n"
            "same,ana,ben,B,2013-03-01,one,2013-03-02\n"
            "not_same,ben,ana,B,2013-03-02,two,2013-03-03\n"
            "same,ana,ben,B,2013-03-03,one after all,\n"
            "not_same,ana,ben,C,2013-03-04,two,\n"
            "confirm,c1,,B,2013-03-01,seen,2013-03-02\n"
            "reject,c1,,B,2013-03-01,misread,2013-03-05\n"
        )
    )

    # Of the pair the one that stands; of the claim, where nothing stands, what was taken back last.
    assert [(d.kind, d.why) for d in found.decisions] == [
        (DecisionKind.SAME, "one after all"),
        (DecisionKind.REJECT, "misread"),
    ]
    assert [(row.line, row.reason) for row in found.bad] == [(5, "Line 4 decides the same question")]
