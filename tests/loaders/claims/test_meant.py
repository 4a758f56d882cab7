"""An id that nothing has, in a graph that has what was meant: the next step names that, and makes no second one."""

import csv
from pathlib import Path

import pytest

from tertius.cli.load import _set_aside
from tertius.graph.connect import Driver, Target
from tertius.loading.report import LoadReport
from tertius_loaders.claims import load_folder

_MANY = "kind,left,right,field,value,who,when,why,undone\n"


def _folder(path: Path, **texts: str) -> Path:
    path.mkdir(exist_ok=True)
    (path / "source.yaml").write_text(f"id: {path.name}\ntitle: A report\npublished: 2013-02-05\n", encoding="utf-8")
    for name, text in texts.items():
        (path / f"{name}.csv").write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def loaded(driver: Driver, empty_db: Target, tmp_path: Path) -> Path:
    """Load a source; the folder of the next one is beside it."""
    other = _folder(
        tmp_path / "gazette",
        entities="id,type,name,kind\nada-renn,Person,Ada Renn,\ncrew,Organization,North Quay Crew,group\n"
        'twin-a,Person,"Bo, Cy",\ntwin-b,Person,"Bo, Cy",\n',
        claims="claim_id,subject,kind,object\np1-1,ada-renn,LEADS,crew\n",
    )
    load_folder(other, driver, empty_db.database)
    return tmp_path


def _steps(folder: Path, driver: Driver, target: Target) -> tuple[LoadReport, list[str]]:
    report = load_folder(folder, driver, target.database, quarantine=folder.parent / "aside")
    steps = []
    for name in ("claims.csv", "decisions.csv"):
        if (path := folder.parent / "aside" / name).exists():
            with path.open(encoding="utf-8-sig", newline="") as file:
                steps += [row["next_step"] for row in csv.DictReader(file)]
    return report, steps


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ada-renn", "Did you mean gazette:ada-renn (Ada Renn)?"),  # its authority forgotten
        ("Ada-Renn", "Did you mean gazette:ada-renn (Ada Renn)?"),
        ("Ada Renn", "Did you mean gazette:ada-renn (Ada Renn)?"),  # a name
        ("renn", "Did you mean gazette:ada-renn (Ada Renn)?"),
        ("Bo, Cy", "Did you mean gazette:twin-a (Bo, Cy) or gazette:twin-b (Bo, Cy)?"),  # two of one name
        ("gazette:ada-ren", "Did you mean gazette:ada-renn (Ada Renn)?"),  # a letter wrong
        ("Gazette:ada-renn", "Nothing of Gazette is here"),
        ("courier:ada-renn", "Nothing of courier is here: load it first."),  # not loaded yet
        ("Me Self", "'Me Self' is a name. Write the id of who has it: me."),  # of the folder's own
        ("meself", "'meself' is a name. Write the id of who has it: me."),
    ],
)
def test_an_id_that_nothing_has_leads_to_the_one_that_was_meant(
    written: str, meant: str, loaded: Path, driver: Driver, empty_db: Target
) -> None:
    cell = f'"{written}"'
    entities = (
        "id,type,name,kind\nme,Person,Me Self,\nthe-crew,Organization,A Crew,group\nben,Person,Ben,\ncy,Person,Cy,\n"
    )
    folder = _folder(
        loaded / "notes",
        entities=entities,
        claims=f"claim_id,subject,kind,object\n1,{cell},LEADS,the-crew\n2,ben,KIN_OF,{cell}\n",
        decisions=f"{_MANY}same,ben,{cell},,,A,2020-01-01,x,\nsame,{cell},cy,,,A,2020-01-01,x,\n",
    )

    report, steps = _steps(folder, driver, empty_db)

    assert report.bad_rows == len(steps) == 4
    assert [step for step in steps if meant not in step] == []


@pytest.mark.parametrize("written", ["nobody-of-them", "me"])
def test_who_is_nobody_is_still_added_and_an_own_id_is_no_hint_for_itself(
    written: str, loaded: Path, driver: Driver, empty_db: Target
) -> None:
    before = _folder(
        loaded / "notes", entities="id,type,name,kind\nme,Person,Me Self,\n", claims="claim_id,subject,kind,object\n"
    )
    load_folder(before, driver, empty_db.database)
    folder = _folder(
        loaded / "notes",
        entities="id,type,name,kind\nthe-crew,Organization,A Crew,group\n",
        claims=f"claim_id,subject,kind,object\n1,{written},LEADS,the-crew\n",
    )

    _, steps = _steps(folder, driver, empty_db)

    assert steps == ["Add a row for it."]


@pytest.mark.parametrize(
    ("written", "reason", "meant"),
    [
        ("p1-1", "The folder has no claim 'p1-1'", "Did you mean gazette#p1-1?"),
        ("gazette#p1-11", "There is no claim gazette#p1-11", "Did you mean gazette#p1-1?"),
        ("courier#p1-1", "There is no claim courier#p1-1", "Nothing of courier is here"),
    ],
)
def test_a_claim_that_nobody_made_is_named_as_it_was_written(
    written: str, reason: str, meant: str, loaded: Path, driver: Driver, empty_db: Target
) -> None:
    folder = _folder(
        loaded / "notes",
        entities="id,type,name,kind\nme,Person,Me Self,\n",
        claims="claim_id,subject,kind,object\n",
        decisions=f"{_MANY}reject,{written},,,,A,2020-01-01,x,\n",
    )

    report, steps = _steps(folder, driver, empty_db)

    assert [row.reason for row in report.bad] == [reason]
    assert meant in steps[0]


def test_rows_with_one_mistake_show_what_each_of_them_may_have_meant(
    loaded: Path, driver: Driver, empty_db: Target
) -> None:
    folder = _folder(
        loaded / "notes",
        entities="id,type,name,kind\nben,Person,Ben,\n",
        claims="claim_id,subject,kind,object\n1,ben,LEADS,crew\n2,ben,KIN_OF,ada-renn\n",
    )

    report, _ = _steps(folder, driver, empty_db)

    told = " ".join(" ".join(_set_aside(report)).split())
    assert "Likewise: 'ada-renn' (gazette:ada-renn (Ada Renn)?)" in told
    assert "Did you mean gazette:crew (North Quay Crew)?" in told
