"""What gazetteers say: names, codes, what a place lies in; in both ways of writing COD-AB, and in GeoNames' columns."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from tertius.errors import DataError, InputError
from tertius.loading.loader import BadRow, RawRow
from tertius.model.claims import Claim
from tertius_loaders.places import LOADER, geonames, ocha
from tertius_loaders.places.options import PlacesOptions

from .editions import FIRST


@dataclass
class Found:
    said: dict[str, list[str]] = field(default_factory=dict)
    bad: list[tuple[int, str]] = field(default_factory=list)
    claims: dict[str, Claim] = field(default_factory=dict)


def opened(path: Path, **options: object) -> Found:
    """Return what a file says of each place: kinds and values, in order."""
    document = LOADER.open(path, options=PlacesOptions(**options))
    found = Found()
    for row in document.rows():
        if isinstance(row, BadRow):
            found.bad.append((row.line, row.column))
            continue
        assert document.records is not None
        try:
            shaped = document.shape(row)
        except InputError as error:
            found.bad.append((row.line, error.where))
            continue
        assert {claim.record for claim in shaped.claims} <= set(document.records(row))
        found.claims.update({claim.record: claim for claim in shaped.claims})
    for claim in found.claims.values():
        said = claim.value or claim.entity("object") or ""
        found.said.setdefault(claim.about[0][1], []).append(f"{claim.kind} {said}")
    return found


def table(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


WANTED = {
    "ocha:ML": ["NAME Mali", "KIND country", "COUNTRY ML", "EXTERNAL_ID iso-3166-1:MLI"],
    "ocha:ML07": ["NAME Gao", "KIND admin1", "COUNTRY ML", "ALIAS Gawgaw", "WITHIN ocha:ML"],
    "ocha:ML0701": ["NAME Ansongo", "KIND admin2", "COUNTRY ML", "WITHIN ocha:ML07"],
    "ocha:ML0702": ["NAME Bourem", "KIND admin2", "COUNTRY ML", "WITHIN ocha:ML07"],
}
PRESENT = """\
adm0_name,adm0_pcode,adm1_name,adm1_name1,adm1_pcode,adm2_name,adm2_name1,adm2_pcode,lang,lang1,iso2
Mali,ML,Gao,Gawgaw,ML07,Ansongo,Ansongo,ML0701,fr,bm,ML
Mali,ML,Gao,Gawgaw,ML07,Bourem,,ML0702,fr,bm,ML
"""
OLDER = """\
ADM2_FR,ADM2_PCODE,ADM2_REF,ADM1_FR,ADM1_PCODE,ADM1ALT1BM,ADM0_FR,ADM0_PCODE,date,validOn
Ansongo,ML0701,,Gao,ML07,Gawgaw,Mali,ML,2015-01-01,2020-01-01
Bourem,ML0702,Bourem,Gao,ML07,Gawgaw,Mali,ML,2015-01-01,2020-01-01
"""
OLDEST = """\
admin2Name_fr,admin2Pcode,admin1Name_fr,admin1Pcode,admin1AltName1_bm,admin0Name_fr,admin0Pcode
Ansongo,ML0701,Gao,ML07,Gawgaw,Mali,ML
Bourem,ML0702,Gao,ML07,Gawgaw,Mali,ML
"""


@pytest.mark.parametrize("text", [PRESENT, OLDER, OLDEST, PRESENT.replace(",", ";")])
def test_boundaries_are_the_same_places_however_their_columns_are_called(text: str, tmp_path: Path) -> None:
    found = opened(table(tmp_path / "mli_adm2.csv", text))
    assert found.said == WANTED
    assert not found.bad


def test_a_workbook_has_a_sheet_for_each_level(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "Read me"
    book.active.append(["about", "about"])
    book.active.append(["this"])
    book.active.merge_cells("A2:C3")
    lines = [line.split(",") for line in PRESENT.splitlines()]
    for level, upto in ((1, 5), (2, 8)):
        sheet = book.create_sheet(f"adm{level}")
        for line in lines:
            sheet.append(line[:upto])
    book.create_sheet("later")
    book.save(tmp_path / "mli.xlsx")
    assert opened(tmp_path / "mli.xlsx").said == WANTED
    assert [note for note in LOADER.open(tmp_path / "mli.xlsx").notes if "sheet" in note] == [
        "Left out, since their first row does not name codes of divisions: the sheets Read me, later."
    ]
    book["adm2"].merge_cells("A2:A3")
    book.save(tmp_path / "mli.xlsx")
    with pytest.raises(DataError, match="merged"):
        LOADER.open(tmp_path / "mli.xlsx")


def test_a_damaged_sheet_is_no_page_of_remarks(tmp_path: Path) -> None:
    book = Workbook()
    for level, upto in ((1, 5), (2, 8)):
        sheet = book.active if level == 1 else book.create_sheet("adm2")
        for line in PRESENT.splitlines():
            sheet.append(line.split(",")[:upto])
    book.save(tmp_path / "whole.xlsx")
    with ZipFile(tmp_path / "whole.xlsx") as whole, ZipFile(tmp_path / "mli.xlsx", "w") as damaged:
        for part in whole.namelist():
            content = whole.read(part)
            damaged.writestr(part, content[: len(content) // 9] if part.endswith("sheet2.xml") else content)
    with pytest.raises(DataError, match="cannot be read"):
        LOADER.open(tmp_path / "mli.xlsx")


def test_the_middle_of_a_division_is_its_own_alone(tmp_path: Path) -> None:
    lines = PRESENT.replace("iso2", "iso2,center_lat,center_lon").splitlines()
    found = opened(table(tmp_path / "a.csv", "\n".join([lines[0], f"{lines[1]},15.66,0.5", f"{lines[2]},99,0.5"])))
    assert "LOCATION 15.66,0.5" in found.said["ocha:ML0701"]
    assert not any(one.startswith("LOCATION") for one in found.said["ocha:ML07"])
    assert found.bad == [(3, "center_lat")]


@pytest.mark.parametrize(
    ("change", "bad"),
    [(("ML0701", ""), "adm2_pcode"), (("Ansongo,Ansongo", ","), "adm2_name"), (("ML0701", "ML 07|01"), "adm2_pcode")],
)
def test_a_division_without_a_code_or_a_name_is_set_aside(change: tuple[str, str], bad: str, tmp_path: Path) -> None:
    found = opened(table(tmp_path / "a.csv", PRESENT.replace(*change)))
    assert found.bad == [(2, bad)]
    assert "ocha:ML0702" in found.said


@pytest.mark.parametrize(("code", "country"), [("COD", "CD"), ("BGD", "BD"), ("CHN", "CN"), ("MEX", "MX"), ("IQG", "")])
def test_three_letters_are_a_code_of_three_and_none_of_two(code: str, country: str, tmp_path: Path) -> None:
    of_country = [f"COUNTRY {country}"] if country else []
    text = f"adm1_name,adm1_pcode\nA Province,{code}01\n"
    found = opened(table(tmp_path / "a.csv", text)).said
    assert found == {f"ocha:{code}01": ["NAME A Province", "KIND admin1", *of_country]}
    with pytest.raises(InputError, match="leave out every row"):
        opened(tmp_path / "a.csv", country=["CO" if code == "COD" else "ME"])
    text = f"adm0_name,adm0_pcode,adm1_name,adm1_pcode\nA Country,{code},A Province,{code[:2]}01\n"
    found = opened(table(tmp_path / "a.csv", text)).said
    own = [*of_country, f"EXTERNAL_ID iso-3166-1:{code}"] if country else []
    assert found[f"ocha:{code}"] == ["NAME A Country", "KIND country", *own]
    text = f"adm0_name,adm0_pcode,iso3\nA Country,1X,{code}\n"
    assert opened(table(tmp_path / "a.csv", text)).said["ocha:1X"] == ["NAME A Country", "KIND country", *own]


def test_only_a_state_has_its_countrys_code_for_its_own(tmp_path: Path) -> None:
    state = FIRST[1]
    rows = [state, state.replace("1\t", "9\t", 1).replace("PCLI", "TERR")]
    found = opened(table(tmp_path / "ML.txt", "".join(rows))).said
    assert "EXTERNAL_ID iso-3166-1:MLI" in found["geonames:1"]
    assert not any(one.startswith("EXTERNAL_ID") for one in found["geonames:9"])


@pytest.mark.parametrize("option", ["feature"])
@pytest.mark.parametrize("name", ["a.csv", "a.geojson"])
def test_an_option_of_another_gazetteer_is_refused(name: str, option: str, tmp_path: Path) -> None:
    table(tmp_path / name, PRESENT if name == "a.csv" else boundaries())
    with pytest.raises(InputError, match="no classes of features") as refused:
        opened(tmp_path / name, **{option: ["A"]})
    assert refused.value.where == f"--{option}"
    assert refused.value.next_step


def boundaries(*, level: int = 2, own: bool = False) -> str:
    """Return the divisions as GeoJSON, each with a square; the second one's own point is beside it."""
    lines = [line.split(",") for line in PRESENT.splitlines()]
    features = []
    for number, line in enumerate(lines[1:]):
        told = dict(zip(lines[0][: 2 + 3 * level], line, strict=False))
        if own:
            told |= {"center_lat": 16.5, "center_lon": None if number else 0.25}
        ring = [[number, 15], [number + 1, 15], [number + 1, 17], [number, 17], [number, 15]]
        geometry = {"type": "MultiPolygon", "coordinates": [[ring]]}
        features.append(
            {"type": "Feature", "properties": told | {"area": 1.5, "more": {"a": [1]}}, "geometry": geometry}
        )
    collection = {"type": "FeatureCollection", "crs": {"type": "name"}, "features": features}
    return json.dumps(collection, indent=1, ensure_ascii=False)


def test_boundaries_as_geojson_say_what_the_table_says_with_the_middle_of_each(tmp_path: Path) -> None:
    path = table(tmp_path / "mli_adm2.geojson", boundaries())
    found = opened(path)
    middles = {"ocha:ML0701": "LOCATION 16.0,0.5", "ocha:ML0702": "LOCATION 16.0,1.5"}
    for place, said in WANTED.items():
        at = 2 if place in middles else 9
        assert found.said[place] == [*said[:at], *([middles[place]] if place in middles else []), *said[at:]]
    drawn = found.claims["ocha:ML0701 LOCATION"]
    assert drawn.inferred
    assert "outline" in drawn.note
    assert any("Outlines are not kept" in note for note in LOADER.open(path).notes)
    assert path.read_text(encoding="utf-8").splitlines()[found_line(path) - 1].strip() == "{"
    packed = tmp_path / "mli.zip"
    with ZipFile(packed, "w") as archive:
        archive.write(path, "mli_adm2.geojson")
    assert opened(packed).said == found.said


def found_line(path: Path) -> int:
    first = next(LOADER.open(path).rows())
    return first.line


def test_a_point_of_its_own_goes_before_the_middle_of_the_outline(tmp_path: Path) -> None:
    found = opened(table(tmp_path / "a.geojson", boundaries(own=True)))
    assert "LOCATION 16.5,0.25" in found.said["ocha:ML0701"]
    assert not found.claims["ocha:ML0701 LOCATION"].inferred
    assert found.bad, "half a point is none"


def test_a_folder_of_boundaries_has_a_file_for_each_level(tmp_path: Path) -> None:
    for level in (1, 2):
        table(tmp_path / f"adm{level}.geojson", boundaries(level=level))
    found = opened(tmp_path).said
    assert found.keys() == WANTED.keys()
    assert "LOCATION 16.0,0.5" in found["ocha:ML0701"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        '{"features": {}}',
        '{"features": [1]}',
        '{"features": [{"properties": {"adm1_pcode": "ML01"}}',
        '{"features": [{"properties": {"adm1_pcode": "ML01" "a": 1}}]}',
        '{"features": [{"properties": {"a": ' + "9" * 5_000 + "}}]}",
        '{"features": [{"properties": ' + '{"a": ' * 5_000,
        '{"features": ' + "[" * 5_000,
        '{"features": [{"geometry": {"coordinates": [1e, 2]}}]}',
        '{"features": [{"properties": {"a": "' + "x" * 2_000_000 + '"}}]}',
        '{"features": []} more',
    ],
    ids=lambda text: text[:40],
)
def test_what_is_no_geojson_is_refused_in_plain_words(text: str, tmp_path: Path) -> None:
    with pytest.raises(DataError) as refused:
        opened(table(tmp_path / "a.geojson", text))
    assert refused.value.next_step


def test_what_programs_write_where_there_is_nothing_is_no_name_and_no_code(tmp_path: Path) -> None:
    header = "ADM2_EN,ADM2_PCODE,ADM2_REF,ADM2ALT1EN,ADM2_ID,ADM2_SRC,ADM1_EN,ADM1_PCODE,ADM0_EN,ADM0_PCODE\n"
    rows = [
        "Windhoek,NA0601,<Null>,NULL,12,gov,Khomas,NA06,Namibia,NA",  # NA is Namibia's code
        "Na,NA0602,NA,-,7,gov,<Null>,<Null>,Namibia,NA",  # Na is a village
        "7,NA0603,n/a,?,,gov,Khomas,NA06,Namibia,NA",  # a ward with a number
        "<Null>,NA0604,,,,,Khomas,NA06,Namibia,NA",
        "Ondangwa,NULL,,,,,Khomas,NA06,Namibia,NA",
    ]
    found = opened(table(tmp_path / "a.csv", header + "".join(f"{row}\n" for row in rows)))
    country = "COUNTRY NA"
    assert found.said == {
        "ocha:NA": ["NAME Namibia", "KIND country", country, "EXTERNAL_ID iso-3166-1:NAM"],
        "ocha:NA06": ["NAME Khomas", "KIND admin1", country, "WITHIN ocha:NA"],
        "ocha:NA0601": ["NAME Windhoek", "KIND admin2", country, "WITHIN ocha:NA06"],
        "ocha:NA0602": ["NAME Na", "KIND admin2", country, "WITHIN ocha:NA"],
        "ocha:NA0603": ["NAME 7", "KIND admin2", country, "WITHIN ocha:NA06"],
    }
    assert found.bad == [(5, "ADM2_EN"), (6, "ADM2_PCODE")]


def test_a_code_without_letters_is_no_id(tmp_path: Path) -> None:
    found = opened(table(tmp_path / "a.csv", "adm1_name,adm1_pcode\nGao,07\nKidal,ML08\n"))
    assert found.bad == [(2, "adm1_pcode")]
    assert set(found.said) == {"ocha:ML08"}


def test_a_table_of_something_else_is_told_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no columns of codes") as refused:
        opened(table(tmp_path / "a.csv", "name,code\nGao,7\n"))
    assert "adm1_pcode" in refused.value.next_step
    with pytest.raises(DataError, match="2 columns, and") as refused:
        opened(table(tmp_path / "a.csv", "name\tcode\nGao\t7\n"), gazetteer="geonames")
    with pytest.raises(InputError, match="country"):
        opened(table(tmp_path / "a.csv", PRESENT), country=["Mali"])


GEONAMES = {
    "geonames:1": ["NAME Coastland", "KIND country", "LOCATION 16.2,-0.05", "COUNTRY ML", "EXTERNAL_ID iso-3166-1:MLI"],
    "geonames:2": ["NAME North", "KIND admin1", "LOCATION 16.2,-0.05", "COUNTRY ML", "ALIAS Nord", "WITHIN geonames:1"],
    "geonames:3": ["NAME North West", "KIND admin2", "LOCATION 16.2,-0.05", "COUNTRY ML", "WITHIN geonames:2"],
    "geonames:4": ["NAME New Harbour", "KIND capital", "LOCATION 16.2,-0.05", "COUNTRY ML", "WITHIN geonames:2"],
    "geonames:5": [
        "NAME Old Harbour",
        "KIND populated place",
        "LOCATION 16.2,-0.05",
        "COUNTRY ML",
        "ALIAS Port Ancien",
        "ALIAS Puerto Viejo",
        "WITHIN geonames:3",
    ],
    # its first division is not in the file: it lies in the country, and in nothing that would be guessed
    "geonames:6": ["NAME Far Village", "KIND populated place", "LOCATION 17,-0.05", "COUNTRY ML", "WITHIN geonames:1"],
}


@pytest.mark.parametrize("packed", [False, True])
def test_geonames_places_lie_in_the_smallest_division_that_the_file_has(tmp_path: Path, packed: bool) -> None:
    path = table(tmp_path / "ML.txt", "".join(FIRST))
    if packed:
        with ZipFile(tmp_path / "ML.zip", "w") as archive:
            archive.write(path, "ML.txt")
            archive.writestr("readme.txt", "what the columns are")
        path = tmp_path / "ML.zip"
    assert opened(path).said == GEONAMES


@pytest.mark.parametrize("columns", [10, 18, 20])
def test_a_file_that_is_nearly_geonames_is_told_how_many_columns_it_lacks(columns: int, tmp_path: Path) -> None:
    path = tmp_path / "alternateNamesV2.txt"
    cells = [*FIRST[0].rstrip("\n").split("\t"), "more"]
    path.write_text("\t".join(cells[:columns]) + "\n", encoding="utf-8")
    with pytest.raises(DataError, match=f"has {columns} columns, and GeoNames' have 19") as refused:
        LOADER.open(path)
    assert refused.value.where.endswith("alternateNamesV2.txt, line 1")


def test_features_countries_and_aliases_are_a_choice(tmp_path: Path) -> None:
    path = table(tmp_path / "ML.txt", "".join(FIRST) + FIRST[0].replace("\tML\t", "\tNE\t").replace("5\t", "8\t", 1))
    assert set(opened(path, feature=["P"]).said) == {"geonames:4", "geonames:5", "geonames:6", "geonames:8"}
    assert not any("WITHIN" in one for said in opened(path, feature=["P"]).said.values() for one in said)
    assert set(opened(path, country=["ne"]).said) == {"geonames:8"}
    assert "ALIAS" not in json.dumps(opened(path, aliases=False).said)


def test_what_options_leave_out_is_told(tmp_path: Path) -> None:
    path = table(tmp_path / "ML.txt", "".join(FIRST) + FIRST[0].replace("\tML\t", "\tNE\t").replace("5\t", "8\t", 1))
    plain = LOADER.open(path)
    assert (plain.notes, plain.part) == ((), False)
    some = LOADER.open(path, options=PlacesOptions(country=["ML"], feature=["p"]))
    assert some.notes == (
        "1 row of other countries or of none was passed over (--country).",
        "3 rows of other classes of features were passed over (--feature).",
    )
    assert some.part, "divisions that were left out are not gone"
    for options, said in (({"country": ["BF"]}, "--country alone 7"), ({"feature": ["H"]}, "--feature alone 7")):
        with pytest.raises(InputError, match=f"leave out every row.*{said}"):
            opened(path, **options)
    with pytest.raises(InputError, match="no class of features 'Q'") as refused:
        opened(path, feature=["P", "Q"])
    assert "A, H, L, P" in refused.value.next_step


def test_a_folder_of_tables_that_were_set_aside_is_loaded_as_one(tmp_path: Path) -> None:
    header, *rows = PRESENT.splitlines()
    digests = set()
    for name, row in zip(("sheet adm1.csv", "sheet adm2.csv"), rows, strict=True):
        table(tmp_path / name, f"{header}\n{row}\n")
        digests.add(LOADER.open(tmp_path).release.sha256)
    assert opened(tmp_path).said == WANTED
    assert len(digests) == 2


def test_two_divisions_of_one_code_hold_nothing(tmp_path: Path) -> None:
    again = FIRST[3].replace("3\tNorth West\tNorth West", "9\tNorth East\tNorth East", 1)
    assert again != FIRST[3]
    found = opened(table(tmp_path / "ML.txt", "".join([*FIRST, again])))
    assert found.said["geonames:5"][-1] == "WITHIN geonames:2"
    assert found.said["geonames:9"][-1] == "WITHIN geonames:2"


COLUMNS = [*geonames.COLUMNS, *PRESENT.partition("\n")[0].split(","), "center_lat", "center_lon"]
TEXTS = st.one_of(st.text(max_size=8), st.sampled_from(["ML", "ML07", "1", "16.2", "ADM1", "PCLI", "ADM9", "00"]))


@given(st.dictionaries(st.sampled_from(COLUMNS), TEXTS))
def test_shaping_a_row_is_refused_or_gives_claims(values: dict[str, str]) -> None:
    levels = ocha.Levels.of(COLUMNS)
    row = RawRow("a.csv", 2, {**dict.fromkeys(COLUMNS, ""), **values})
    (placed,) = geonames.Divisions.of([row]).placed([row])
    assert isinstance(placed, RawRow)
    for shaping in (ocha.Ocha({"a.csv": levels}), geonames.GeoNames()):
        shaping.records(placed)  # type: ignore[attr-defined]
        refused: InputError | None = None
        try:
            assert shaping.shape(placed).claims  # type: ignore[attr-defined]
        except InputError as error:
            refused = error
        assert refused is None or (refused.what and refused.next_step)
