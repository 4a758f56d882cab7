"""What rows of GED say. Expected values are read off the rows, and out of UCDP's codebook."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.errors import InputError
from tertius.loading.loader import RawRow, Shaped
from tertius.model.claim_checks import check_claim
from tertius.model.claims import Claim
from tertius.model.hedges import Hedge
from tertius.model.kinds import EVENT_RECORD, EntityType
from tertius_loaders.ucdp_ged.columns import GED_COLUMNS
from tertius_loaders.ucdp_ged.shape import Shaper

FILES = ("ucdp_ged_231_sample.csv", "ged_231_mexico.csv", "ged_231_car.csv", "conflict_data_BGD.csv")


def said_of(shaped: Shaped, entity: str) -> set[tuple[str, str]]:
    return {
        (claim.kind, claim.value or claim.about[-1][1]) for claim in shaped.claims if claim.entity("subject") == entity
    }


@pytest.mark.parametrize("name", FILES)
def test_every_published_row_is_sound(rows_of: Callable[[str], list[dict[str, str]]], name: str) -> None:
    shaper = Shaper()
    types: dict[str, EntityType] = {}
    digests: dict[str, str] = {}
    for number, row in enumerate(rows_of(name)):
        raw = RawRow(name, number, row)
        shaped = shaper.shape(raw)
        types |= {entity.id: entity.type for entity in shaped.entities}
        for claim in shaped.claims:
            check_claim(claim, types)
            assert digests.setdefault(claim.record, claim.digest) == claim.digest
        assert set(shaper.records(raw)) == {claim.record for claim in shaped.claims}
        (record,) = (claim for claim in shaped.claims if claim.kind == EVENT_RECORD)
        values = dict(record.values)
        for column, value in (("best", "deaths_best"), ("low", "deaths_low"), ("high", "deaths_high")):
            assert values[value] == int(row[column])
        article = row["source_article"]
        assert values.get("citation", "").split() == article.split()
        assert values.get("citation", "").count("\n") == len(re.findall("\r\n?|\n", article.strip()))
        assert ("remark" in values) is not (int(row["low"]) <= int(row["best"]) <= int(row["high"]))
        assert record.entity("side_a") == f"ucdp:actor-{row['side_a_new_id']}"
        assert record.entity("side_b") == f"ucdp:actor-{row['side_b_new_id']}"
        assert record.bounds.from_earliest.isoformat() == row["date_start"][:10]
        assert record.bounds.to_latest.isoformat() == row["date_end"][:10]
        assert (record.record, record.locator) == (f"event {row['id']}", f"event {row['id']}")


def test_an_event_says_what_its_row_has(shaped: Callable[..., Shaped]) -> None:
    shape = shaped()
    record = shape.claims[0]
    assert record.about == (
        ("event", "ucdp:event-182027"),
        ("side_a", "ucdp:actor-775"),
        ("side_b", "ucdp:actor-799"),
        ("place", record.entity("place")),
    )
    assert dict(record.values) == {
        "event_kind": "non-state conflict",
        "deaths_best": 6,
        "deaths_low": 6,
        "deaths_high": 6,
        "deaths_civilians": 0,
        "latitude": 20.617,
        "longitude": -105.23018,
        "date_precision": 4,
        "place_precision": 1,
        "citation": "San Diego Union Tribune, 29 May 1993",
    }
    assert record.part == "1992 70 2 0"
    assert said_of(shape, "ucdp:actor-775") == {("NAME", "Sinaloa Cartel"), ("OPPOSED", "ucdp:actor-799")}


# UCDP GED codebook, date_prec: 1 exact day; 2 within 2 to 6 days; 3 the week; 4 8 to 30 days or the month; 5 more.
@pytest.mark.parametrize(
    ("precision", "first", "last", "clarity", "edtf"),
    [
        ("1", "1992-11-05", "1992-11-05", "1", "1992-11-05"),
        ("1", "1992-11-05", "1992-11-08", "1", "1992-11-05/1992-11-08"),
        ("2", "1992-11-05", "1992-11-08", "1", "[1992-11-05..1992-11-08]"),
        ("3", "1992-11-02", "1992-11-08", "1", "[1992-11-02..1992-11-08]"),
        ("4", "1992-11-01", "1992-11-30", "1", "[1992-11-01..1992-11-30]"),
        ("5", "1992-01-01", "1992-12-31", "1", "[1992-01-01..1992-12-31]"),
        ("4", "1992-11-01", "1992-11-30", "2", "1992-11-01/1992-11-30"),
        ("2", "1992-11-05", "1992-11-05", "1", "1992-11-05"),
    ],
)
def test_dates_are_no_more_precise_than_the_row(
    event_of: Callable[..., Claim], precision: str, first: str, last: str, clarity: str, edtf: str
) -> None:
    record = event_of(date_prec=precision, date_start=first, date_end=last, event_clarity=clarity)
    assert record.edtf == edtf
    assert record.bounds.from_earliest == record.bounds.to_earliest == date.fromisoformat(first)
    assert record.bounds.from_latest == record.bounds.to_latest == date.fromisoformat(last)


def test_a_summary_says_that_it_is_one(event_of: Callable[..., Claim]) -> None:
    assert event_of(event_clarity="1").note == ""
    assert "several incidents" in event_of(event_clarity="2").note


@pytest.mark.parametrize(
    ("cells", "name", "within"),
    [
        ({}, "Puerto Vallarta town", ["Puerto Vallarta municipality", "Jalisco state", "Mexico"]),
        ({"adm_2": ""}, "Puerto Vallarta town", ["Jalisco state", "Mexico"]),
        ({"adm_1": "", "adm_2": ""}, "Puerto Vallarta town", ["Mexico"]),
        (
            {"where_prec": "3", "where_coordinates": "Puerto Vallarta municipality"},
            "Puerto Vallarta municipality",
            ["Jalisco state", "Mexico"],
        ),
        ({"where_prec": "4", "where_coordinates": "Jalisco state", "adm_2": ""}, "Jalisco state", ["Mexico"]),
        ({"where_prec": "6", "where_coordinates": "Mexico", "adm_1": "", "adm_2": ""}, "Mexico", []),
        ({"where_prec": "5", "where_coordinates": "Between A and B", "adm_2": ""}, "Between A and B",
         ["Jalisco state", "Mexico"]),
        ({"where_prec": "4", "where_coordinates": ""}, "Jalisco state", ["Mexico"]),
        ({"where_prec": "6", "where_coordinates": ""}, "Mexico", []),
        ({"where_prec": "7", "where_coordinates": "Off the coast", "adm_2": ""}, "Off the coast", []),
    ],
)  # fmt: skip
def test_a_place_lies_in_each_larger_one(
    shaped: Callable[..., Shaped], cells: dict[str, str], name: str, within: list[str]
) -> None:
    shape = shaped(**cells)
    names = {claim.about[0][1]: claim.value for claim in shape.claims if claim.kind == "NAME"}
    lies_in = {claim.about[0][1]: claim.about[1][1] for claim in shape.claims if claim.kind == "WITHIN"}
    place = shape.claims[0].entity("place")
    assert place is not None
    assert names[place] == name
    chain = []
    while place in lies_in:
        place = lies_in[place]
        chain.append(names[place])
    assert chain == within


def test_one_place_is_one_whatever_its_events_know_of_it(event_of: Callable[..., Claim]) -> None:
    exact, near = event_of(where_prec="1"), event_of(where_prec="2")
    assert exact.entity("place") == near.entity("place")
    assert event_of(latitude="20.618").entity("place") != exact.entity("place")
    assert event_of(country_id="90", country="Guatemala").entity("place") != exact.entity("place")


def test_a_file_without_coordinates_has_places_all_the_same(shaped: Callable[..., Shaped]) -> None:
    shape = shaped(latitude="", longitude="")
    assert not [claim for claim in shape.claims if claim.kind == "LOCATION"]
    assert "latitude" not in dict(shape.claims[0].values)


def test_a_country_has_its_code_where_it_is_known(shaped: Callable[..., Shaped]) -> None:
    def codes(**cells: str) -> set[str]:
        return {claim.value for claim in shaped(**cells).claims if claim.kind == "COUNTRY"}

    assert codes() == {"MX"}
    assert codes(country="Kosovo", country_id="347") == set()


def test_civilians_are_a_category_and_so_is_whom_a_candidate_file_has_not_identified(
    shaped: Callable[..., Shaped],
) -> None:
    civilians = shaped(side_b_new_id="1", side_b="Civilians")
    assert ("KIND", "category") in said_of(civilians, "ucdp:actor-1")
    unknown = shaped(side_b_new_id="9999", side_b="XXX9999 - unidentified")
    assert ("KIND", "category") in said_of(unknown, "ucdp:actor-9999")
    assert not [claim for claim in shaped().claims if claim.value == "category"]
    kinds = [
        next(claim for claim in shape.claims if claim.value == "category")
        for shape in (civilians, unknown, shaped(year="1993", side_b_new_id="9999", side_b="XXX9999 - unidentified"))
    ]
    assert [claim.part for claim in kinds] == ["", "1992 70 2 0", "1993 70 2 0"], "its annual release takes it back"
    assert len({claim.key for claim in kinds}) == 3


def test_governments_have_their_countries_and_several_of_them_all(shaped: Callable[..., Shaped]) -> None:
    shape = shaped(side_a_new_id="9001", side_a="Governments of Australia, UK and US", gwnoa="2;200;900")
    assert {value for kind, value in said_of(shape, "ucdp:actor-9001") if kind == "COUNTRY"} == {"US", "GB", "AU"}


def test_a_dyad_is_one_claim_a_year_and_part(shaped: Callable[..., Shaped]) -> None:
    shapes = shaped(), shaped(id="2"), shaped(id="3", year="1993"), shaped(id="4", country="Guatemala", country_id="90")
    opposed = [next(claim for claim in shape.claims if claim.kind == "OPPOSED") for shape in shapes]
    assert opposed[0] is opposed[1]
    parts = ["1992 70 2 0", "1992 70 2 0", "1993 70 2 0", "1992 90 2 0"]
    assert [claim.record for claim in opposed] == [f"dyad 14353 {part}" for part in parts]
    assert [claim.stint for claim in opposed] == [92, 92, 93, 92]
    assert [claim.part for claim in opposed] == parts, "a load of one country takes back what it said of it"


def test_sides_in_the_other_order_say_the_same(shaped: Callable[..., Shaped]) -> None:
    one = shaped()
    other = shaped(side_a_new_id="799", side_a="Tijuana Cartel", side_b_new_id="775", side_b="Sinaloa Cartel")
    (first,), (second,) = ([c for c in shape.claims if c.kind == "OPPOSED"] for shape in (one, other))
    assert (first.key, first.digest) == (second.key, second.digest)


def test_two_pairs_under_one_dyad_do_not_contradict_each_other(shaped: Callable[..., Shaped]) -> None:
    one, other = shaped(), shaped(id="2", side_b_new_id="800", side_b="Gulf Cartel")
    (first,), (second,) = ([c for c in shape.claims if c.kind == "OPPOSED"] for shape in (one, other))
    assert first.key != second.key


def test_whoever_is_on_both_sides_is_not_against_itself(shaped: Callable[..., Shaped]) -> None:
    shape = shaped(side_b_new_id="775", side_b="Sinaloa Cartel")
    assert not [claim for claim in shape.claims if claim.kind == "OPPOSED"]
    types = {entity.id: entity.type for entity in shape.entities}
    for claim in shape.claims:
        check_claim(claim, types)


def test_estimates_out_of_order_are_kept_and_marked(event_of: Callable[..., Claim]) -> None:
    values = dict(event_of(best="3", low="5", high="9").values)
    assert (values["deaths_best"], values["deaths_low"], values["deaths_high"]) == (3, 5, 9)
    assert values["remark"] == "The low estimate (5) is above the best (3), as published."


WRITTEN_AS_FLOATS = (
    *("id", "year", "active_year", "type_of_violence", "dyad_new_id", "side_a_new_id", "side_b_new_id"),
    *("number_of_sources", "where_prec", "country_id", "event_clarity", "date_prec", "deaths_civilians"),
    *("best", "high", "low"),
)


def test_whole_numbers_that_a_spreadsheet_wrote_with_decimals_are_the_same_numbers(event: dict[str, str]) -> None:
    written = event | {column: f"{event[column]}.0" for column in WRITTEN_AS_FLOATS}
    summary = {"event_clarity": "2", "side_b_new_id": "1", "side_b": "Civilians"}
    for more, same in (({}, {}), (summary, summary | {"event_clarity": "2.0", "side_b_new_id": "1.0"})):
        plain, floats = (Shaper().shape(RawRow("ged.csv", 2, cells)) for cells in (event | more, written | same))
        assert floats == plain
    bad = {"best": "some"}
    told = [Shaper().records(RawRow("ged.csv", 2, cells | bad)) for cells in (event, written)]
    assert told[0] == told[1]
    with pytest.raises(InputError):
        Shaper().shape(RawRow("ged.csv", 2, event | {"country_id": "70.5"}))


@pytest.mark.parametrize(("count", "sources"), [("-1", None), ("", None), ("0", 0), ("4", 4)])
def test_how_many_sources_there_are_where_it_is_known(
    event_of: Callable[..., Claim], count: str, sources: int | None
) -> None:
    assert dict(event_of(number_of_sources=count).values).get("sources") == sources


def test_a_citation_keeps_its_line_breaks(event_of: Callable[..., Claim]) -> None:
    values = dict(event_of(source_article='"AFP,2013-01-03,One"\r\n"VDC,2013-01-03,\x93Two"').values)
    assert values["citation"] == '"AFP,2013-01-03,One"\n"VDC,2013-01-03, Two"'


def test_a_candidate_that_has_yet_to_be_checked_is_no_more_than_reported(event_of: Callable[..., Claim]) -> None:
    clear, unsure = event_of(code_status="Clear"), event_of(code_status="Check dyad")
    assert (clear.hedge, clear.hedge_word) == (Hedge.STATED, "")
    assert (unsure.hedge, unsure.hedge_word) == (Hedge.REPORTED, "Check dyad")


def test_a_dyad_is_no_firmer_than_the_rows_that_say_it(shaped: Callable[..., Shaped]) -> None:
    def opposed(**cells: str) -> Claim:
        return next(claim for claim in shaped(**cells).claims if claim.kind == "OPPOSED")

    unsure, clear = opposed(code_status="Check dyad"), opposed(id="2")
    other, again = opposed(id="3", code_status="Check deaths"), opposed(id="4", code_status="Check dyad")
    assert (unsure.hedge, unsure.hedge_word, unsure.part) == (Hedge.REPORTED, "Check dyad", "1992 70 2 0")
    assert (clear.hedge, clear.record) == (Hedge.STATED, "dyad 14353 1992 70 2 0")
    assert (other.hedge, other.hedge_word) == (Hedge.REPORTED, "Check deaths")
    assert again is unsure
    assert len({claim.record for claim in (unsure, clear, other)}) == 3, "whichever comes first, none is refused"


def test_the_claims_of_a_bad_row_that_has_yet_to_be_checked_are_told(event: dict[str, str]) -> None:
    shaper, sound = Shaper(), {**event, "code_status": "Check dyad"}
    said = {claim.record for claim in shaper.shape(RawRow("ged.csv", 2, sound)).claims}
    assert said <= set(shaper.records(RawRow("ged.csv", 2, sound | {"best": "some"})))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"latitude": "20.617"}, {"latitude": "20.6170"}),
        ({"latitude": "20.617"}, {"latitude": "+20.617"}),
        ({"longitude": "-105"}, {"longitude": "-105.000000"}),
        ({"latitude": "0", "longitude": "0"}, {"latitude": "-0.0", "longitude": "0.00"}),
        ({"latitude": "0.00001"}, {"latitude": "1e-05"}),
    ],
)
def test_a_place_is_one_however_its_numbers_are_written(
    shaped: Callable[..., Shaped], one: dict[str, str], other: dict[str, str]
) -> None:
    first, second = shaped(**one), shaped(**other)
    assert [claim.digest for claim in first.claims] == [claim.digest for claim in second.claims]
    types = {entity.id: entity.type for entity in first.entities}
    for claim in first.claims:
        check_claim(claim, types)


@pytest.mark.parametrize("active", ["1", "true", "TRUE"])
def test_active_years_are_written_in_two_ways(event_of: Callable[..., Claim], active: str) -> None:
    assert event_of(active_year=active).part == "1992 70 2 1"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("id", "abc"),
        ("year", "19920"),
        ("year", ""),
        ("active_year", "yes"),
        ("type_of_violence", "5"),
        ("type_of_violence", "4"),
        ("side_a_new_id", ""),
        ("side_b_new_id", "0"),
        ("side_a", " "),
        ("where_prec", "8"),
        ("latitude", "120"),
        ("latitude", ""),
        ("longitude", "west"),
        ("country", ""),
        ("country_id", "MEX"),
        ("date_prec", "0"),
        ("date_start", "01/11/1992"),
        ("date_end", "1992-10-01"),
        ("best", "six"),
        ("high", ""),
        ("low", "-2"),
        ("deaths_civilians", "1.5"),
        ("number_of_sources", "-2"),
        ("gwnoa", "2;US"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(shaped: Callable[..., Shaped], column: str, value: str) -> None:
    with pytest.raises(InputError) as refused:
        shaped(**{column: value})
    assert refused.value.where == column
    assert refused.value.next_step


def test_who_makes_up_a_coalition_stands_for_it_where_that_is_asked_for(event: dict[str, str]) -> None:
    shaper = Shaper({"775": {"301": "First", "302": "Second"}})
    shape = shaper.shape(RawRow("ged.csv", 2, event))
    assert [entity for role, entity in shape.claims[0].about if role == "side_a"] == [
        "ucdp:actor-301",
        "ucdp:actor-302",
    ]
    opposed = {(claim.record, claim.about) for claim in shape.claims if claim.kind == "OPPOSED"}
    assert opposed == {
        (f"dyad 14353 1992 70 2 0 ucdp:actor-{one} ucdp:actor-799",
         (("subject", f"ucdp:actor-{one}"), ("object", "ucdp:actor-799")))
        for one in (301, 302)
    }  # fmt: skip
    assert {claim.value for claim in shape.claims if claim.kind == "NAME"} >= {"First", "Second", "Tijuana Cartel"}


TEXT = st.one_of(
    st.text(max_size=30), st.sampled_from(["", "1", "0", "-1", "2;200", "2012-02-30", "9" * 30, "nan", "²"])
)


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(GED_COLUMNS), TEXT))
def test_no_row_does_anything_but_be_shaped_or_refused(event: dict[str, str], cells: dict[str, str]) -> None:
    row = RawRow("ged.csv", 2, {**event, **cells, "id": "7"})
    shaper = Shaper()
    shaper.records(row)
    try:
        shape = shaper.shape(row)
    except InputError as error:
        assert error.where in GED_COLUMNS  # noqa: PT017 - either is right
        return
    types = {entity.id: entity.type for entity in shape.entities}
    for claim in shape.claims:
        try:
            check_claim(claim, types)
        except InputError as error:
            assert "control character" in error.what or "surrogate" in error.what  # noqa: PT017 - the engine's to say


def test_a_row_that_is_refused_gives_nobody_a_name_and_no_dyad_its_sides(event: dict[str, str]) -> None:
    shaper = Shaper()
    bad = RawRow("made-up.csv", 2, event | {"side_a": "A slip", "side_a_new_id": "776", "best": "many"})
    for slip in (bad, RawRow("made-up.csv", 3, bad.values | {"side_a_new_id": "775"})):
        with pytest.raises(InputError):
            shaper.shape(slip)
        shaper.records(slip)
    right = shaper.shape(RawRow("made-up.csv", 4, event)).claims
    later = shaper.shape(RawRow("made-up.csv", 5, event | {"id": "2", "side_a": "A slip"})).claims
    called = [(claim.kind, claim.value) for claim in (*right, *later) if claim.about[0][1] == "ucdp:actor-775"]
    assert ("NAME", "Sinaloa Cartel") in called
    assert ("ALIAS", "A slip") in called
    assert ("NAME", "A slip") not in called
    assert [claim.record for claim in right if claim.kind == "OPPOSED"] == ["dyad 14353 1992 70 2 0"]
