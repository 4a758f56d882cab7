"""How the list is opened: as UCDP publishes it, in its encodings, and what is no such list."""

import shutil
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from tertius.errors import DataError, InputError
from tertius.loading.loader import BadRow, Document
from tertius.model.claims import Claim
from tertius_loaders.ucdp.actor_list import Coalitions
from tertius_loaders.ucdp_actors import LOADER
from tertius_loaders.ucdp_actors.options import ActorsOptions

CUT = Path(__file__).parent / "data" / "ucdp-actor-221-cut.csv"


def claims(document: Document) -> dict[str, Claim]:
    rows = list(document.rows())
    assert not [row for row in rows if isinstance(row, BadRow)]
    return {c.record: c for row in rows if not isinstance(row, BadRow) for c in document.shape(row).claims}


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str, bytes], Path]:
    """Give a function that writes a file."""

    def write(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


def test_release_22_1_is_told_by_its_rows() -> None:
    document = LOADER.open(CUT)
    assert document.release.id == "ucdp-actor@22.1"
    assert document.source.derived_from == ("ucdp",), "one voice with UCDP's events"
    assert len(list(document.rows())) == 50
    assert "name of 539" in claims(document)


def test_what_the_report_tells_of_rows_that_say_more_than_claims_can_hold() -> None:
    notes = "\n".join(LOADER.open(CUT).notes)
    for actor in ("283", "1165", "5575", "6513", "6833"):
        assert f"Actor {actor}: " in notes
    assert "2658 (PBCP-ML)" in notes
    assert notes.count("Actor ") == 5


def test_the_zip_says_what_the_file_says(tmp_path: Path) -> None:
    packed = tmp_path / "ucdp-actor-221-csv.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(CUT, "ucdp-actor-221.csv")
    plain, zipped = claims(LOADER.open(CUT)), claims(LOADER.open(packed))
    assert {record: claim.digest for record, claim in zipped.items()} == {r: c.digest for r, c in plain.items()}


def test_a_list_in_latin_1_keeps_its_accents_and_says_so(written: Callable[[str, bytes], Path]) -> None:
    lines = CUT.read_text("utf-8-sig").splitlines(keepends=True)
    western = "".join(line for line in lines if line.encode("latin-1", "ignore").decode("latin-1") == line)
    document = LOADER.open(written("ucdp-actor-261.csv", western.replace(",22.1\n", ",26.1\n").encode("latin-1")))
    assert document.release.version == "26.1"
    assert "alias of 539: Groupe salafiste pour la prédication et le combat" in claims(document)
    assert any("1252" in note or "Latin" in note for note in document.notes)


def test_release_and_day_as_the_user_says() -> None:
    document = LOADER.open(CUT, options=ActorsOptions(release="UCDP Actor v22_1", published=date(2022, 6, 7)))
    assert document.release.id == "ucdp-actor@22.1"
    assert document.release.published == date(2022, 6, 7)
    here, there = claims(document), claims(LOADER.open(CUT))
    assert {record: claim.digest for record, claim in here.items()} == {r: claim.digest for r, claim in there.items()}


@pytest.mark.parametrize("called", ["22.1 corrected", "2022", "26.0.3", "latest"])
def test_a_release_that_cannot_be_put_in_order_is_refused(called: str, written: Callable[[str, bytes], Path]) -> None:
    with pytest.raises(InputError, match="no release of UCDP's") as refused:
        ActorsOptions(release=called)
    assert refused.value.where == "release"
    assert "23.1" in refused.value.next_step
    told = CUT.read_bytes().replace(b",22.1\n", f",{called}\n".encode())
    with pytest.raises(DataError, match="no release of UCDP's"):
        LOADER.open(written("ucdp-actor.csv", told))


@pytest.mark.parametrize(("name", "version"), [("ucdp-actor-221.csv", "22.1"), ("UcdpActor_v26_1.csv", "26.1")])
def test_a_list_without_its_version_has_that_of_its_name(
    name: str, version: str, written: Callable[[str, bytes], Path]
) -> None:
    silent = CUT.read_bytes().replace(b",22.1\n", b",\n")
    assert LOADER.open(written(name, silent)).release.version == version
    with pytest.raises(DataError, match="which release") as asked:
        LOADER.open(written("list.csv", silent))
    assert "--release" in asked.value.next_step


def test_options_that_change_what_is_said_are_part_of_the_recipe() -> None:
    as_coded = LOADER.open(CUT)
    members = LOADER.open(CUT, options=ActorsOptions(coalitions=Coalitions.MEMBERS))
    assert as_coded.loader != members.loader
    assert as_coded.release.sha256 == members.release.sha256
    with pytest.raises(ValidationError):
        ActorsOptions.model_validate({"coalitions": "some"})


def test_a_newer_release_is_known_by_its_number() -> None:
    newer = LOADER.open(CUT).newer
    assert newer is not None
    assert [version for version in ("2.2-2014", "21.1", "22.1", "23.1", "26.1", "mine") if newer(version)] == [
        "23.1",
        "26.1",
    ]


def test_a_list_without_a_column_is_refused(written: Callable[[str, bytes], Path]) -> None:
    header, _, rest = CUT.read_bytes().partition(b"\n")
    path = written("list.csv", header.replace(b"ActorIdPrev", b"PrevId") + b"\n" + rest)
    with pytest.raises(DataError, match="no column ActorIdPrev"):
        LOADER.open(path)


@pytest.mark.parametrize(
    ("header", "told"),
    [
        (b"id,relid,side_a_new_id,where_prec", "file of events"),
        (b"claim_id,subject,kind,object", "not UCDP's list of actors"),
    ],
)
def test_another_file_is_told_apart(written: Callable[[str, bytes], Path], header: bytes, told: str) -> None:
    with pytest.raises(DataError, match=told):
        LOADER.open(written("other.csv", header + b"\n1,2,3,4\n"))


def test_rows_that_were_set_aside_still_know_the_whole_list(tmp_path: Path) -> None:
    document = LOADER.open(CUT)
    whole = claims(document)
    (aside,) = [row for row in CUT.read_text("utf-8-sig").splitlines() if row.startswith("98,")]
    header = CUT.read_text("utf-8-sig").partition("\n")[0]
    for name, text in document.beside.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    mended = tmp_path / CUT.name
    mended.write_text(f"{header},reason,next_step\n{aside},It was bad,Mend it\n", encoding="utf-8")
    again = LOADER.open(mended)
    assert again.part
    said = claims(again)
    assert "98 in coalition 7963" in said
    assert {record: claim.digest for record, claim in said.items()} == {r: whole[r].digest for r in said}


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(DataError):
        LOADER.open(tmp_path / "none.csv")


def test_opened_twice_it_says_the_same(tmp_path: Path) -> None:
    copy = tmp_path / "again.csv"
    shutil.copy(CUT, copy)
    document = LOADER.open(copy)
    first, second = claims(document), claims(document)
    assert [claim.digest for claim in first.values()] == [claim.digest for claim in second.values()]
