"""A table and its mapping: what rows say, and all that is wrong with a mapping at once."""

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from pyarrow import parquet

from loaders.table.editions import example
from tertius.errors import DataError, InputError
from tertius.loading.loader import Document, RawRow, Shaped
from tertius.model.claims import Claim
from tertius.model.hedges import Hedge
from tertius_loaders.table import LOADER
from tertius_loaders.table.day_formats import day_format
from tertius_loaders.table.read import TableOptions

EVENTS = """\
source: {id: clashes, title: Clashes, published: 2021-01-15}
key: [no, year]
entities:
  clash: {type: event, id: no, name: what}
  first: {type: organization, id: one, authority: ucdp}
  second: {type: organization, id_from: name, name: two}
  town: {type: place, id_from: name, name: where, country: "= ML"}
events:
  - {event: clash, side_a: first, side_b: [second], place: town, when: day, deaths_best: dead, citation: cited,
     hedge_word: "= reportedly"}
"""
CLASHES = "no,year,what,one,two,where,day,dead,cited\n7,2012,Clash at Gao,actor-1,The Terns,Gao,2012-06~,3,AFP\n"


def opened(folder: Path, table: str | bytes, mapping: str, name: str = "t.csv") -> Document:
    path, file = folder / name, folder / "m.yaml"
    path.write_bytes(table.encode() if isinstance(table, str) else table)
    file.write_text(mapping, encoding="utf-8")
    return LOADER.open(path, options=TableOptions(mapping=file))


def shaped(document: Document) -> list[Shaped]:
    return [document.shape(row) for row in document.rows() if isinstance(row, RawRow)]


def refused(folder: Path, mapping: str, table: str = CLASHES) -> str:
    with pytest.raises(DataError) as caught:
        opened(folder, table, mapping)
    assert str(folder) in caught.value.where
    return f"{caught.value.where.rpartition(', ')[2]}: {caught.value.what}. {caught.value.next_step}"


def claim(document: Document, row: int, kind: str) -> Claim:
    (found,) = [one for one in shaped(document)[row].claims if one.kind == kind]
    return found


def test_the_worked_example_says_what_the_page_says(tmp_path: Path) -> None:
    document = opened(tmp_path, *example())
    assert (document.source.id, document.source.publisher, document.release.version) == (
        "harbour-survey",
        "Harbour Institute",
        "2021-01-15",
    )
    leads = claim(document, 0, "LEADS")
    assert (leads.edtf, leads.role, leads.hedge, leads.locator) == (
        "2019-03-01/2020-06-30",
        "skipper",
        Hedge.REPORTED,
        "p. 3",
    )
    assert claim(document, 0, "BORN").edtf == "1971"
    assert claim(document, 1, "LEADS").edtf == "2018-06-05/"
    assert not [one for one in shaped(document)[1].claims if one.kind == "BORN"], "an empty cell is no claim"
    assert leads.entity("object") == claim(document, 1, "LEADS").entity("object"), "one name, one group"
    assert {one.value for one in shaped(document)[0].claims if one.kind == "COUNTRY"} == {"ML"}


def test_records_are_those_of_the_claims_of_whole_rows(tmp_path: Path) -> None:
    for table, mapping in (example(), (CLASHES, EVENTS)):
        document = opened(tmp_path, table, mapping)
        assert document.records is not None
        for row in document.rows():
            assert isinstance(row, RawRow)
            assert {one.record for one in document.shape(row).claims} <= set(document.records(row))


def test_an_event_has_sides_place_deaths_and_the_sources_own_citation(tmp_path: Path) -> None:
    record = claim(opened(tmp_path, CLASHES, EVENTS), 0, "EVENT_RECORD")
    roles = dict(record.about)
    assert (roles["event"], roles["side_a"]) == ("clashes:7", "ucdp:actor-1")
    assert roles["side_b"].startswith("clashes:organization-")
    assert roles["place"].startswith("clashes:place-")
    assert dict(record.values) == {"deaths_best": 3, "citation": "AFP", "name": "Clash at Gao"}
    assert (record.edtf, record.hedge, record.record) == ("2012-06~", Hedge.REPORTED, "7 2012 clash record")


def test_deaths_that_a_spreadsheet_wrote_with_decimals_are_whole_numbers(tmp_path: Path) -> None:
    for text in ("3.0", "3."):
        table = CLASHES.replace(",3,AFP", f",{text},AFP")
        assert dict(claim(opened(tmp_path, table, EVENTS), 0, "EVENT_RECORD").values)["deaths_best"] == 3


def test_a_workbook_says_the_same_as_plain_text(tmp_path: Path) -> None:
    table, mapping = example()
    book = Workbook()
    for line in table.splitlines():
        book.active.append(line.split(","))  # type: ignore[union-attr]
    book.save(tmp_path / "b.xlsx")
    plain = shaped(opened(tmp_path, table, mapping))
    assert shaped(opened(tmp_path, (tmp_path / "b.xlsx").read_bytes(), mapping, "b.xlsx")) == plain
    tabs = opened(tmp_path, table.replace(",", "\t"), mapping, "t.tsv")
    assert shaped(tabs) == plain


def sketched(folder: Path, table: str, name: str = "t.csv", **changes: str) -> Document:
    """Load a table with its sketch, in which a person has changed some lines."""
    (folder / name).write_text(table, encoding="utf-8")
    text = LOADER.sketch(folder / name)
    for old, new in changes.items():
        text = text.replace(old.replace("__", " "), new)
    (folder / "m.yaml").write_text(text, encoding="utf-8")
    return LOADER.open(folder / name, options=TableOptions(mapping=folder / "m.yaml"))


def test_a_sketch_loads_once_it_is_said_where_ids_come_from(tmp_path: Path) -> None:
    table = 'nr,"name: all",group,"when ""x""",Role\n1,Ada,Terns,2019,skipper\n'
    with pytest.raises(DataError, match="a name alone makes none"):
        sketched(tmp_path, table, "People, 2020.csv")
    document = sketched(tmp_path, table, "People, 2020.csv", **{"#__id_from": "id_from"})
    (row,) = shaped(document)
    assert [one.role for one in row.claims if one.kind == "MEMBER_OF"] == ["skipper"]
    assert document.source.id == "people-2020"


@pytest.mark.parametrize(
    "columns",
    [
        "person_id,person,group_id,group,from",
        "Leader ID,Leader,Group ID,Group,from",
        "leaderId,leaderName,id_org,org,from",
        "person,group,person_id,group_id,from",
    ],
)
def test_a_sketch_takes_columns_of_ids_as_ids_and_never_as_names(columns: str, tmp_path: Path) -> None:
    names = columns.lower().split(",")
    cells = ["2019" if one == "from" else "7" if "id" in one else "A Name" for one in names]
    (row,) = shaped(sketched(tmp_path, f"{columns}\n{','.join(cells)}\n"))
    assert {one.id for one in row.entities} == {"t:7"}
    assert {one.value for one in row.claims if one.kind == "NAME"} == {"A Name"}
    assert [one.edtf for one in row.claims if one.kind == "MEMBER_OF"] == ["2019"]


@pytest.mark.parametrize("name", ["n/a", "N/A", "na", "-", "–", "?", "???", "unknown", "none", "nil", "NULL", "."])
def test_a_cell_that_names_nobody_is_nobody(name: str, tmp_path: Path) -> None:
    table, mapping = example()
    document = opened(tmp_path, table.replace("Ada Ferris", name), mapping)
    nobody, somebody = shaped(document)
    assert [one.type.name for one in nobody.entities] == ["ORGANIZATION"]
    assert {one.kind for one in nobody.claims} == {"NAME", "COUNTRY"}
    assert len(somebody.entities) == 2


@pytest.mark.parametrize("name", ["None Such", "Una", "42", "Ñ", "ن"])
def test_a_name_that_has_such_a_word_in_it_is_one(name: str, tmp_path: Path) -> None:
    table, mapping = example()
    assert len(shaped(opened(tmp_path, table.replace("Ada Ferris", name), mapping))[0].entities) == 2


def test_all_that_is_wrong_with_a_mapping_is_told_at_once(tmp_path: Path) -> None:
    wrong = """\
source: {id: Clashes!, title: Clashes}
key: yeer
entities:
  clash: {type: event, name: what}
  town: {type: plaice, id_from: name, name: where}
  both: {type: person, id: no, id_from: name, name: whatt}
claims:
  - {kind: MEMBEROF, subject: both, object: clash}
  - {kind: LEADS, subject: both, object: clash}
  - {kind: BORN, subject: bothh}
events:
  - {event: clash, when: day, start: day, hedge_word: "= zzz", date_format: DD/MM}
extra: 1
"""
    told = refused(tmp_path, wrong)
    for part in (
        "'Clashes!' is no source id",
        "no column 'yeer'. Did you mean year?",
        "clash has no id: a name alone makes none",
        "line 5: 'plaice' is no choice for type. Did you mean place?",
        "both has both id and id_from",
        "no column 'whatt'. Did you mean what?",
        "no kind 'MEMBEROF'. Did you mean MEMBER_OF?",
        "clash is an Event. Name an Organization",
        "line 10: There is no entity 'bothh'. Did you mean both?",
        "BORN has no date",
        "There is a date and a span",
        "no format of dates",
        "There is no 'extra' here",
    ):
        assert part in told, told


@pytest.mark.parametrize("mapped", [example(), (CLASHES, EVENTS)])
def test_an_unknown_hedge_word_is_answered_with_what_a_mapping_can_say(mapped: tuple[str, str], tmp_path: Path) -> None:
    table, mapping = mapped
    document = opened(
        tmp_path,
        table.replace("reportedly", "selon nous").replace("cited", "cited,odd").replace("AFP", "AFP,selon nous"),
        mapping.replace('hedge_word: "= reportedly"', "hedge_word: odd"),
    )
    with pytest.raises(InputError, match="'selon nous' is not in the table") as refused:
        shaped(document)
    assert "hedge: COLUMN" in refused.value.next_step
    assert "source.yaml" not in refused.value.next_step


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ("key: {no: 1}", "key is not a list. The column, or columns"),
        ("key: [[no]]", "key is not one text."),
        ("claims: none", "claims is not a list. What each row says."),
        ("claims: [none]", "claims.0 is not a table of keys and values."),
        ("entities: [a]", "entities is not a table of keys and values. Who and what"),
        ("entities: {clash: event}", "entities.clash is not a table of keys and values."),
        ("source: clashes", "source is not a table of keys and values."),
    ],
)
def test_a_part_of_another_shape_is_told_in_plain_words(part: str, told: str, tmp_path: Path) -> None:
    said = refused(tmp_path, "\n".join([part, *(() if part.startswith("source") else ["source: {id: s, title: S}"])]))
    assert told in said
    assert "Input should" not in said


@pytest.mark.parametrize("text", ["x: " + "[" * 4_000, "x: " + "[" * 900 + "]" * 900, "x: " + "{a: " * 21])
def test_parts_in_parts_are_not_read_to_their_end(text: str, tmp_path: Path) -> None:
    assert "more than 20 deep" in refused(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a: &a [x]\nb: *a\n", "refers to another one"),
        ("source: [\n", "no YAML that can be read"),
        ("- a\n", "holds no keys"),
        ("x: " + "[" * 5_000, "no YAML"),
        ("x: " + "y" * 300_000, "more than 200,000 bytes"),
    ],
)
def test_a_hostile_mapping_is_told_as_one(text: str, what: str, tmp_path: Path) -> None:
    assert what in refused(tmp_path, text)


def test_a_table_without_a_mapping_says_how_to_start(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="needs a mapping") as caught:
        LOADER.open(tmp_path / "t.csv")
    assert "--sketch" in caught.value.next_step


@pytest.mark.parametrize(
    ("form", "text", "edtf"),
    [
        ("DD/MM/YYYY", "5/6/2018", "2018-06-05"),
        ("MM/DD/YYYY", "05/06/2018", "2018-05-06"),
        ("YYYYMMDD", "20180605", "2018-06-05"),
        ("MM.YYYY", "06.2018", "2018-06"),
        ("YYYY-MM-DD", "2018-06-05T00:00:00", "2018-06-05"),
    ],
)
def test_dates_are_read_as_their_format_says(form: str, text: str, edtf: str) -> None:
    assert day_format(form)(text) == edtf
    with pytest.raises(InputError, match="is no date of the form"):
        day_format(form)("in June")


@pytest.mark.parametrize("time", ["9:05", "09:05:30", "09:05:30.25", "9:05 PM", "9:05pm", "09:05Z", "09:05:00+02:00"])
def test_a_time_of_day_after_a_date_is_passed_over(time: str) -> None:
    assert day_format("DD/MM/YYYY")(f"01/03/2019 {time}") == "2019-03-01"
    assert day_format("YYYY-MM-DD")(f"2019-03-01T{time}") == "2019-03-01"


@pytest.mark.parametrize(
    ("form", "text"),
    [
        *(("YYYY", f"2019{more}") for more in (" or 2020", " (circa)", " ?", " - 2021", "Three", " 9")),
        *(("DD/MM/YYYY", f"01/03/2019{more}") for more in (" to 30/06/2020", " approx.", " 9:05 or so")),
    ],
)
def test_a_doubt_or_a_second_date_after_a_date_is_no_time_of_day(form: str, text: str) -> None:
    with pytest.raises(InputError, match="is no date of the form"):
        day_format(form)(text)


def test_keys_of_several_columns_are_alike_only_where_their_cells_are(tmp_path: Path) -> None:
    cells = ["a b", "c", "a", "b c", "a~b", "a~-b", "a- b", "a ~b", "a~ b", "-b", "~", "a-", "~~"]
    pairs = [(one, other) for one in cells for other in cells]
    mapping = """\
source: {id: s, title: S}
key: [x, y]
entities:
  person: {type: person, id: = 1}
claims:
  - {kind: ALIAS, subject: person, value: = Ada}
"""
    table = "\n".join(["x,y", *(",".join(pair) for pair in pairs), ""])
    found = {one.record for row in shaped(opened(tmp_path, table, mapping)) for one in row.claims}
    assert len(found) == len(pairs)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_mark_says_more_than_the_encoding_that_is_named(encoding: str, tmp_path: Path) -> None:
    table, mapping = example()
    mapping += "table:\n  encoding: windows-1252\n"
    document = opened(tmp_path, table.replace("Ada Ferris", "Zoë Ferris").encode(encoding), mapping)
    assert "Zoë Ferris" in {one.value for one in shaped(document)[0].claims}


def test_values_of_a_mapping_are_texts_as_they_stand(tmp_path: Path) -> None:
    mapping = """\
source: {id: s, title: 1.50, version: 1.10}
key: 010
entities:
  person: {type: person, id: 010, name: 1e3}
claims:
  - {kind: ALIAS, subject: person, value: 0x1F, note: 012, locator: true, credibility: = 2}
"""
    document = opened(tmp_path, "010,1e3,0x1F,012,8,10,true\na,Ada,Bo,right,wrong,wrong,p. 3\n", mapping)
    assert (document.source.title, document.release.version) == ("1.50", "1.10")
    alias = claim(document, 0, "ALIAS")
    assert (alias.value, alias.note, alias.locator, alias.credibility) == ("Bo", "right", "p. 3", 2)


@pytest.mark.parametrize("form", ["", "DD/MM", "YY-MM", "YYYY-DD", "MM MM YYYY", "date"])
def test_what_is_no_format_of_dates(form: str) -> None:
    with pytest.raises(InputError, match="no format of dates"):
        day_format(form)


@given(st.lists(st.text(max_size=20), min_size=9, max_size=9), st.booleans())
def test_any_cells_are_claims_or_a_clear_refusal(
    tmp_path_factory: pytest.TempPathFactory, cells: list[str], events: bool
) -> None:
    folder = tmp_path_factory.mktemp("any")
    document = opened(folder, *((CLASHES, EVENTS) if events else example()))
    columns = document.written["t.csv"].columns
    row = RawRow("t.csv", 2, dict(zip(columns, cells, strict=True)))
    assert document.records is not None
    named = document.records(row)
    try:
        found = document.shape(row)
    except InputError as error:
        assert error.where in columns  # noqa: PT017 - either is right
    else:
        assert {one.record for one in found.claims} <= set(named)


def test_a_parquet_file_says_what_the_same_table_as_csv_says(tmp_path: Path) -> None:
    columns, *rows = (line.split(",") for line in CLASHES.splitlines())
    (tmp_path / "packed").mkdir()
    path = tmp_path / "packed" / "t.parquet"
    values = {name: [row[at] for row in rows] for at, name in enumerate(columns)}
    parquet.write_table(pa.table({**values, "dead": [int(dead) for dead in values["dead"]]}), path)
    (tmp_path / "m.yaml").write_text(EVENTS, encoding="utf-8")
    packed = LOADER.open(path, options=TableOptions(mapping=tmp_path / "m.yaml"))
    deep = tmp_path / "deep.parquet"
    parquet.write_table(parquet.read_table(path).append_column("shape", pa.array([[{"x": 1.5}]])), deep)
    assert shaped(LOADER.open(deep, options=TableOptions(mapping=tmp_path / "m.yaml"))) == shaped(packed)
    assert "shape" not in LOADER.sketch(deep)
    assert shaped(packed) == shaped(opened(tmp_path, CLASHES, EVENTS))
    # What is set aside of it is a CSV, which a person can mend and load.
    assert [(one.file, one.separator) for one in packed.written.values()] == [("t.csv", ",")]
