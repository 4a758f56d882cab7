"""What rows of ACLED say, read as its codebook has its columns."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.errors import InputError
from tertius.loading.loader import RawRow, Shaped
from tertius.model.claim_checks import check_claim
from tertius.model.claims import Claim
from tertius.model.kinds import EVENT_RECORD, EntityType
from tertius_loaders.acled.shape import COLUMNS, NEEDED, Shaper

Row = Callable[..., RawRow]


def shaped(row: RawRow) -> Shaped:
    return Shaper().shape(row)


def record(row: RawRow) -> Claim:
    (claim,) = [claim for claim in shaped(row).claims if claim.kind == EVENT_RECORD]
    return claim


def names(row: RawRow) -> dict[str, str]:
    """Return names by id."""
    return {str(c.entity("subject")): c.value for c in shaped(row).claims if c.kind == "NAME"}


def roles(row: RawRow) -> list[tuple[str, str]]:
    """Return the roles of the record with the names of who has them."""
    called = names(row)
    return [(role, called.get(entity, entity)) for role, entity in record(row).about]


def test_a_row_is_one_record_of_its_event(row: Row) -> None:
    claim = record(row())
    assert claim.source == "acled"
    assert claim.record == claim.locator == "event XXA101"
    assert claim.entity("event") == "acled:event-XXA101"
    assert claim.edtf == "2024-05-16"
    assert claim.part == "2024-05-16 / Battles / Mali"
    assert dict(claim.values) == {
        "event_kind": "Battles: Armed clash",
        "deaths_best": 3,
        "date_precision": 1,
        "place_precision": 1,
        "citation": "Harbour Gazette; The Quay",
        "latitude": 16.2717,
        "longitude": -0.0447,
    }


def test_sides_and_who_is_associated_with_each(row: Row) -> None:
    assert roles(row()) == [
        ("event", "acled:event-XXA101"),
        ("side_a", "Harbour Brigade"),
        ("with_a", "Dockers"),
        ("with_a", "Crane Operators"),
        ("side_b", "Military Forces of Ruritania (2019-)"),
        ("with_b", "Coast Guard of Ruritania"),
        ("place", "Gao"),
    ]


def test_an_associate_named_twice_or_as_the_side_itself_counts_once(row: Row) -> None:
    listed = row(assoc_actor_1="Dockers;Harbour Brigade ; Dockers;; ", actor2="", assoc_actor_2="", inter2="0")
    assert roles(listed)[1:-1] == [("side_a", "Harbour Brigade"), ("with_a", "Dockers")]


def test_in_strategic_developments_nobody_is_on_a_side(row: Row) -> None:
    agreed = row(event_type="Strategic developments", sub_event_type="Agreement")
    assert {role for role, _ in roles(agreed)} == {"event", "with_a", "with_b", "place"}
    assert ("with_b", "Military Forces of Ruritania (2019-)") in roles(agreed)


@pytest.mark.parametrize(
    ("event_type", "fought"),
    [
        # the types of the exports until 2019, by ACLED's codebook of 2017
        ("Battle-No change of territory", True),
        ("Battle-Government regains territory", True),
        ("Remote violence", True),
        ("Violence against civilians", True),
        ("Riots/Protests", True),
        ("Headquarters or base established", False),
        ("Non-violent transfer of territory", False),
        ("Strategic development", False),
    ],
)
def test_older_types_of_events_in_which_nobody_fights(row: Row, event_type: str, fought: bool) -> None:
    sides = {role for role, _ in roles(row(event_type=event_type)) if role.startswith("side_")}
    assert sides == ({"side_a", "side_b"} if fought else set())


@pytest.mark.parametrize(
    ("precision", "edtf", "first", "last"),
    [
        ("1", "2024-05-16", "2024-05-16", "2024-05-16"),
        ("2", "[2024-05-10..2024-05-22]", "2024-05-10", "2024-05-22"),
        ("3", "2024-05", "2024-05-01", "2024-05-31"),
    ],
)
def test_a_date_is_as_wide_as_its_precision(row: Row, precision: str, edtf: str, first: str, last: str) -> None:
    claim = record(row(time_precision=precision))
    assert claim.edtf == edtf
    assert (str(claim.bounds.from_earliest), str(claim.bounds.to_latest)) == (first, last)
    assert dict(claim.values)["date_precision"] == int(precision)


@pytest.mark.parametrize("text", ["2024-05-16", "16 May 2024", "16-May-2024", "16 may 2024", "2024-05-16T00:00:00"])
def test_days_as_exports_write_them(row: Row, text: str) -> None:
    assert record(row(event_date=text)).edtf == "2024-05-16"


@pytest.mark.parametrize(
    ("precision", "place", "within"),
    [
        ("1", "Gao", ["Gao Commune", "Gao Cercle", "Gao", "Mali"]),
        ("2", "Gao Cercle", ["Gao", "Mali"]),
        ("3", "Gao", ["Mali"]),
    ],
)
def test_a_place_is_as_wide_as_its_precision(row: Row, precision: str, place: str, within: list[str]) -> None:
    given_row = row(geo_precision=precision)
    called = names(given_row)
    at = str(record(given_row).entity("place"))
    lies_in = {
        str(c.entity("subject")): str(c.entity("object")) for c in shaped(given_row).claims if c.kind == "WITHIN"
    }
    assert called[at] == place
    path = []
    while at in lies_in:
        at = lies_in[at]
        path.append(called[at])
    assert path == within
    remark = dict(record(given_row).values).get("remark", "")
    assert remark == {"1": "", "2": "Gao stands for the area about it.", "3": "Gao stands for its region."}[precision]


def test_the_same_place_and_the_same_name_are_the_same_in_every_row(row: Row) -> None:
    shaper = Shaper()
    one, other = shaper.shape(row()), shaper.shape(row(event_id_cnty="XXA102", actor2="Harbour Brigade", inter2="2"))
    again = {claim.record: claim for claim in one.claims}
    for claim in other.claims:
        assert again.get(claim.record, claim).digest == claim.digest


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("Civilians (Mali)", True),
        ("Civilians (International)", True),
        ("Protesters (Mali)", True),
        ("Rioters (Mali)", True),
        ("Unidentified Armed Group (Mali)", True),
        ("Unidentified Military Forces", True),
        ("Harbour Brigade", False),
        ("Civilians' Defence League", False),
        ("Military Forces of Ruritania (2019-)", False),
    ],
)
def test_classes_of_people_are_no_actors(row: Row, name: str, category: bool) -> None:
    kinds = {(str(c.entity("subject")), c.value) for c in shaped(row(actor1=name)).claims if c.kind == "KIND"}
    (actor,) = [entity for entity, called in names(row(actor1=name)).items() if called == name]
    assert ((actor, "category") in kinds) is category


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1", "state forces"),
        ("2.0", "rebel group"),
        ("Rebel group", "rebel group"),
        ("Political Militias", "political militia"),
        ("identity militia", "identity militia"),
        ("8", None),
        ("External/Other forces", None),
        ("7", None),
        ("0", None),
        ("", None),
    ],
)
def test_types_of_actors_as_numbers_or_labels(row: Row, text: str, kind: str | None) -> None:
    (actor,) = [entity for entity, called in names(row()).items() if called == "Harbour Brigade"]
    kinds = [c.value for c in shaped(row(inter1=text)).claims if c.kind == "KIND" and c.entity("subject") == actor]
    assert kinds == ([kind] if kind else [])


def test_an_actor_of_two_types_has_both_and_no_claim_contradicts_another(row: Row) -> None:
    shaper = Shaper()
    rows = [row(inter1="2"), row(event_id_cnty="XXA102", inter1="3")]
    kinds = {c.record: c.value for one in rows for c in shaper.shape(one).claims if "kind" in c.record}
    assert {"rebel group", "political militia"} <= {*kinds.values()}


def test_sentences_of_acled_are_not_copied_and_codes_are(row: Row) -> None:
    coded = row(civilian_targeting="Civilian targeting", tags="crowd size=no report")
    claim = record(coded)
    assert claim.note == "Civilian targeting; crowd size=no report"
    assert not [c for c in shaped(coded).claims if "nothing of this happened" in repr(c)]


def test_an_export_with_the_needed_columns_alone_is_enough(row: Row) -> None:
    bare = RawRow("made-up.csv", 2, {column: row().values[column] for column in NEEDED})
    claim = record(bare)
    assert dict(claim.values) == {"event_kind": "Battles", "date_precision": 1}
    assert names(bare)[str(claim.entity("place"))] == "Mali"


def test_null_is_nothing_and_nan_is_a_province(row: Row) -> None:
    thai = row(admin1="Nan", admin2="NULL", admin3="NA", geo_precision="3", fatalities="NULL")
    assert names(thai)[str(record(thai).entity("place"))] == "Nan"
    assert "deaths_best" not in dict(record(thai).values)


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("event_id_cnty", ""),
        ("event_id_cnty", "MLI 1"),
        ("event_date", ""),
        ("event_date", "05/06/2024"),
        ("event_date", "31 June 2024"),
        ("time_precision", ""),
        ("time_precision", "4"),
        ("event_type", ""),
        ("inter1", "9"),
        ("inter2", "Pirates"),
        ("country", ""),
        ("iso", "ML"),
        ("latitude", "91"),
        ("longitude", ""),
        ("geo_precision", "7"),
        ("fatalities", "several"),
        ("fatalities", "-1"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(row: Row, column: str, text: str) -> None:
    with pytest.raises(InputError) as error:
        shaped(row(**{column: text}))
    assert error.value.where == column
    assert error.value.next_step


CELLS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["", "0", "1", "2", "3", "466", "2024-05-16", "Battles", "Strategic developments", "A; B;A", "Civilians (Mali)"]
    ),
)


@given(st.fixed_dictionaries(dict.fromkeys(COLUMNS, CELLS)), st.booleans())
def test_any_row_is_shaped_or_refused_with_its_column(row_of: dict[str, str], dated: bool) -> None:
    cells = row_of | ({"event_date": "2024-05-16", "time_precision": "2", "event_id_cnty": "X1"} if dated else {})
    result: Shaped | InputError
    try:
        result = Shaper().shape(RawRow("any.csv", 2, cells))
    except InputError as error:
        result = error
    if isinstance(result, InputError):
        assert result.where in COLUMNS
        return
    types = {entity.id: entity.type for entity in result.entities}
    assert EntityType.EVENT in types.values()
    for claim in result.claims:
        assert {entity for _, entity in claim.about} <= types.keys()
    if all(text.isprintable() for text in cells.values()):
        for claim in result.claims:
            check_claim(claim, types)


def test_a_row_that_is_refused_names_no_country(row: Row) -> None:
    shaper = Shaper()
    slip = row(country="MALI", time_precision="9")
    with pytest.raises(InputError):
        shaper.shape(slip)
    shaper.records(slip)
    names = [
        (claim.kind, claim.value)
        for values in (row(), row(event_id_cnty="XXA102", country="MALI"))
        for claim in shaper.shape(values).claims
        if claim.value in ("Mali", "MALI")
    ]
    assert set(names) == {("NAME", "Mali"), ("ALIAS", "MALI")}


@pytest.mark.parametrize(("country", "iso", "code"), [("Mali", "466", "ML"), ("Ruritania", "466", "")])
def test_a_country_and_its_places_are_the_same_with_and_without_its_number(
    row: Row, country: str, iso: str, code: str
) -> None:
    shapes = [Shaper().shape(row(country=country, iso=number)) for number in (iso, f"{iso}.0", "", "0")]
    places = [{entity.id for entity in shape.entities if entity.type is EntityType.PLACE} for shape in shapes]
    assert len(places[0]) == 5, "country, three areas, location"
    assert all(found == places[0] for found in places)
    codes = [{claim.value for claim in shape.claims if claim.kind == "COUNTRY"} for shape in shapes]
    assert codes == [{"ML"}, {"ML"}, {code} - {""}, {code} - {""}]


def test_a_number_of_another_country_is_refused(row: Row) -> None:
    with pytest.raises(InputError, match="that of NE") as error:
        shaped(row(iso="562"))
    assert error.value.where == "iso"
