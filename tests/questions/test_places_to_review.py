"""Which places of several sources may be one: UCDP's of published rows, beside those of two gazetteers."""

from collections.abc import Callable
from pathlib import Path

import pytest

from catalogued import CATALOGUE
from tertius.answers import Answers
from tertius.graph.connect import Driver, Target
from tertius.graph.read import Reader
from tertius.loading.loading import load
from tertius_loaders.claims import load_folder
from tertius_loaders.places import LOADER as PLACES
from tertius_loaders.ucdp_ged import LOADER as GED

pytestmark = pytest.mark.anyio

EVENTS = Path(__file__).parents[1] / "loaders" / "ucdp_ged" / "files" / "ged_231_mexico.csv"
DIVISIONS = """\
adm0_name,adm0_pcode,adm1_name,adm1_pcode
México,MX,Chiapas,MX07
México,MX,Guerrero,MX12
México,MX,Yucatán,MX31
"""
# Monterrey where UCDP has it, one of the same name 1,200 km away, and a Reynosa that UCDP's Reynosa town lies near.
TOWNS = (
    "1\tMonterrey\tMonterrey\t\t25.6751\t-100.3185\tP\tPPLA\tMX\t\t19\t\t\t\t0\t\t0\tAmerica/Monterrey\t2020-01-01\n"
    "2\tMonterrey\tMonterrey\t\t16.05\t-93.3\tP\tPPL\tMX\t\t05\t\t\t\t0\t\t0\tAmerica/Mexico_City\t2020-01-01\n"
    "3\tCiudad Reynosa\tReynosa\t\t26.0806\t-98.2883\tP\tPPL\tMX\t\t28\t\t\t\t0\t\t0\tAmerica/Matamoros\t2020-01-01\n"
)
COUNTRY = ("Mexico", "México", "country code", "MX")
FOUND = {
    COUNTRY,
    ("Chiapas", "Chiapas state", "division", "chiapas"),
    ("Guerrero", "Guerrero state", "division", "guerrero"),
    ("Monterrey", "Monterrey town", "near", "monterrey"),
    ("Ciudad Reynosa", "Reynosa town", "near", "reynosa"),
}


@pytest.fixture
def world(empty_db: Target, driver: Driver, reader: Reader, tmp_path: Path) -> Answers:
    for name, text in (("mex_adm1.csv", DIVISIONS), ("MX.txt", TOWNS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    for document in (GED.open(EVENTS), PLACES.open(tmp_path / "mex_adm1.csv"), PLACES.open(tmp_path / "MX.txt")):
        assert not load(document, driver, empty_db.database).bad_rows
    return Answers(CATALOGUE, reader)


async def listed(answers: Answers, **params: object) -> set[tuple[str, str, str, str]]:
    answer = await answers.ask("quality/places_to_review", params)
    assert not answer.truncated
    return {(*sorted((row["one"], row["other"])), row["found_by"], row["in_common"]) for row in answer.rows}  # type: ignore[misc]


async def test_places_of_one_name_that_are_near_or_divisions_of_one_country(
    world: Answers, decided: Callable[..., None]
) -> None:
    answer = await world.ask("quality/places_to_review", {}, evidence=True)
    assert await listed(world) == FOUND
    assert [row["found_by"] for row in answer.rows] == ["country code", "division", "division", "near", "near"]
    assert answer.evidence is not None
    assert all(answer.evidence.rows)
    assert all(row["countries"] == ["MX"] and row["both_sources"] == [] for row in answer.rows)
    assert await listed(world, found_by=["division"], max_km=0) == {one for one in FOUND if one[2] == "division"}
    assert await listed(world, found_by=["near"], max_km=1000) == {one for one in FOUND if one[2] == "near"}
    pairs = {row["found_by"]: (row["one_id"], row["other_id"]) for row in answer.rows}
    decided(("same", *pairs["country code"]), ("not_same", *reversed(pairs["near"])))
    left = await listed(world)
    assert COUNTRY not in left
    assert len(left) == len(FOUND) - 2


@pytest.fixture
def decided(empty_db: Target, driver: Driver, tmp_path: Path) -> Callable[..., None]:
    """Give a function that writes down what somebody decides of pairs of places."""

    def decide(*said: tuple[str, str, str]) -> None:
        folder = tmp_path / "decisions"
        folder.mkdir()
        (folder / "source.yaml").write_text("id: mine\ntitle: Decisions\n", encoding="utf-8")
        (folder / "entities.csv").write_text("id,type,name\n", encoding="utf-8")
        (folder / "claims.csv").write_text("claim_id,subject,kind,object\n", encoding="utf-8")
        lines = "".join(f"{kind},{left},{right},A. Analyst,2024-01-01,looked at both\n" for kind, left, right in said)
        (folder / "decisions.csv").write_text(f"kind,left,right,who,when,why\n{lines}", encoding="utf-8")
        assert not load_folder(folder, driver, empty_db.database).bad_rows

    return decide
