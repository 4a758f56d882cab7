"""``tertius alert`` as a user calls it, on the real database."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tertius.graph.connect import Target
from tertius_loaders.claims import load_folder

Run = Callable[..., "subprocess.CompletedProcess[str]"]

HARBOUR = Path(__file__).parents[2] / "cypher" / "graphs" / "harbour"
SEVERAL = "title: Several groups at once\nquestion: commanders/several\nwhen: {enters: rows}\n"


@pytest.fixture
def own(throwaway: Any) -> Iterator[Target]:  # noqa: ANN401 - of the top conftest
    """Hold the harbour alone, which the test may add to."""
    throwaway.empty()
    assert not load_folder(HARBOUR, throwaway.driver, throwaway.target.database).bad_rows
    yield throwaway.target
    throwaway.empty()


def test_an_alert_is_started_checked_and_listed(tertius: Run, tmp_path: Path, own: Target) -> None:
    path = tmp_path / "config" / "alerts" / "mine.yaml"
    made = " ".join(tertius("alert", "new", "mine").stdout.split())
    assert made == f"Wrote {path}. Change it, then: tertius alert check mine"
    assert tertius("alert", "new", "mine").returncode == 6
    assert tertius("alert", "check").stdout == "mine: right; rows that come: rank at most 5; looks '0 * * * *' in UTC\n"
    path.write_text(path.read_text().replace("rank <= 5", "rnak <= 5"))
    wrong = tertius("alert", "check", "mine")
    assert (wrong.returncode, "Did you mean rank?" in wrong.stdout) == (2, True)
    listed = tertius("alert", "list", on=own)
    assert "mine  cannot be used (`tertius alert check mine`)" in listed.stdout
    assert "Nothing has been told." in listed.stdout


def test_a_change_is_told_delivered_shown_and_tested(tertius: Run, tmp_path: Path, own: Target) -> None:
    folder, out, letter = tmp_path / "config" / "alerts", tmp_path / "out", tmp_path / "letter"
    folder.mkdir(parents=True)
    (folder / "several.yaml").write_text(f"{SEVERAL}deliver:\n- folder: {out}\n")
    reports = tmp_path / "config" / "reports"
    reports.mkdir()
    (reports / "mine.yaml").write_text("title: T\nsections:\n- {title: A, question: commanders/several}\n")
    none = tertius("alert", "test", "several", on=own)
    assert "No run that is kept asked commanders/several with these parameters." in none.stdout
    assert "from now on" in tertius("alert", "run", on=own).stdout
    assert tertius("report", "run", "mine", on=own).returncode == 0
    letter.mkdir()
    (letter / "source.yaml").write_text("id: letter\ntitle: A letter\npublished: 2020-07-01\n")
    (letter / "entities.csv").write_text("id,type,name\n")
    (letter / "claims.csv").write_text(
        "claim_id,subject,kind,object,role,when,locator\nl1,harbour:bo,LEADS,harbour:gull,skipper,2019/..,p. 1\n"
    )
    assert tertius("load", "claims", "letter", on=own).returncode == 0
    assert tertius("report", "run", "mine", on=own).returncode == 0
    told = tertius("alert", "run", "several", on=own)
    assert told.stdout.splitlines()[0] == "several  alert.several.1"
    assert "    - According to the loaded sources new in the answer: Bo Lindqvist." in told.stdout.splitlines()
    assert f"to {out} (html)" in told.stderr
    [page] = out.iterdir()
    assert "Bo Lindqvist" in page.read_text()
    assert "Ada Ferris" not in page.read_text().partition("Claims")[0]
    again = tertius("alert", "run", on=own)
    assert "Nothing that it watches for is new." in again.stdout
    listed = tertius("alert", "list", on=own).stdout
    assert "watches 2" in listed
    assert "alert.several.1" in listed
    assert "delivered 20" in listed
    shown = tertius("alert", "show", "alert.several.1", on=own)
    assert shown.stdout.startswith("# Several groups at once")
    assert tertius("alert", "show", "alert.several.2", on=own).returncode == 3
    page.unlink()
    assert tertius("alert", "deliver", "alert.several.1", on=own).stdout.startswith("delivered 20")
    assert page.exists()
    tested = tertius("alert", "test", "several", on=own).stdout.splitlines()
    assert tested[0].startswith("mine.1  ")
    assert "the first: nothing to hold it against" in tested[0]
    assert tested[1].startswith("mine.2  ")
    assert tested[1].endswith("would have told:")
    assert "Bo Lindqvist" in tested[2]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("alert", "run", "mine"), 3, "tertius alert new NAME"),
        (("alert", "test", "mine"), 3, "tertius alert new NAME"),
        (("alert", "new", "My Alert"), 2, "small letters"),
        (("alert", "new", "mine", "--like", "top-fife"), 2, "Did you mean top-five?"),
        (("alert", "new"), 2, "NAME"),
        (("alert", "check", "none.yaml"), 3, "cannot be read"),
    ],
)
def test_a_mistake_is_told_before_a_server_is_started(
    tertius: Run, arguments: tuple[str, ...], code: int, said: str
) -> None:
    done = tertius(*arguments)
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert "Starting" not in done.stderr
