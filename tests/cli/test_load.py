"""`tertius load`: one command for every loader, and how far a load is."""

import csv
import io
import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, Field

from tertius.cli.load import _command
from tertius.cli.loading_progress import shown_progress
from tertius.cli.plugins import about_loaders, loaders
from tertius.errors import InputError
from tertius.graph.connect import Target
from tertius.loading.loader import Document, Shaped
from tertius.loading.report import Progress
from tertius.model.sources import Release, Source

Run = Callable[..., "subprocess.CompletedProcess[str]"]


class TideOptions(BaseModel):
    """Options for the test."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    country: tuple[str, ...] = Field((), description="Only this country: its ISO code")
    active: bool | None = Field(None, description="Only active years")
    min_weight: float | None = Field(None, description="Least weight [default: none]")


class TideLoader:
    """Tides of a harbour."""

    name = "tide_table"
    options = TideOptions
    many = True

    def open(self, *paths: Path, options: TideOptions | None = None) -> Document:
        raise AssertionError((paths, options))


def asked(*arguments: str) -> object:
    command = _command("tide-table", TideLoader())
    return command.main(list(arguments), prog_name="tertius load tide-table", standalone_mode=False)


def test_a_loaders_options_are_options_of_its_command(capsys: pytest.CaptureFixture[str]) -> None:
    asked("--help")
    told = " ".join(capsys.readouterr().out.split())
    assert "PATH..." in told
    assert "--country TEXT Only this country: its ISO code. Repeat the option for several." in told
    assert "--active true|false" in told
    assert "--min-weight X Least weight [default: none]." in told
    assert "--dry-run" in told


def test_options_and_paths_reach_the_loader() -> None:
    with pytest.raises(AssertionError) as caught:
        asked("a.csv", "--country", "ML", "b.csv", "--country", "NE", "--active", "false")
    paths, options = caught.value.args[0]
    assert paths == (Path("a.csv"), Path("b.csv"))
    assert options == TideOptions(country=("ML", "NE"), active=False)


@pytest.mark.parametrize(
    ("arguments", "next_step"),
    [
        (["a.csv", "--contry", "ML"], "Did you mean --country?"),
        (["a.csv", "--complet"], "Did you mean --complete?"),
        (["a.csv", "--country"], "`tertius load tide-table --help` shows what it takes."),
        ([], "tertius load claims FOLDER"),
    ],
)
def test_a_mistake_is_told_with_what_was_meant(arguments: list[str], next_step: str) -> None:
    with pytest.raises(InputError) as caught:
        asked(*arguments)
    assert next_step in caught.value.next_step


def test_every_loader_is_listed_with_what_it_loads(tertius: Run) -> None:
    about = about_loaders()
    assert set(about) == set(loaders())
    assert all(about.values())
    told = tertius("load", "--help").stdout
    for name in about:
        assert f"\n  {name.replace('_', '-')}" in told


@pytest.mark.parametrize("name", sorted(loaders()))
def test_every_loader_tells_its_options(name: str, tertius: Run) -> None:
    found = loaders()[name]()
    told = tertius("load", name.replace("_", "-"), "--help").stdout
    assert "--complete" in told
    model = getattr(found, "options", None)
    for field, about in model.model_fields.items() if model else ():
        assert f"--{field.replace('_', '-')}" in told
        assert about.description, field
    if model:
        assert model.model_config.get("frozen")
        assert model.model_config.get("extra") == "forbid"


def test_a_wrong_loader_is_told_the_nearest(tertius: Run) -> None:
    done = tertius("load", "clams", "x")
    assert done.returncode == 3
    assert "Did you mean claims?" in done.stderr


def test_what_the_command_says_of_rows_set_aside_can_be_done(tertius: Run, empty_db: Target, tmp_path: Path) -> None:
    entry = "<INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>ADA</FIRST_NAME><LISTED_ON>some day</LISTED_ON></INDIVIDUAL>"
    made = '<CONSOLIDATED_LIST dateGenerated="2020-01-02T03:04:05Z">'
    (tmp_path / "list.xml").write_text(f"{made}{entry}</CONSOLIDATED_LIST>", encoding="utf-8")
    refused = tertius("load", "un-sanctions", "list.xml", on=empty_db)
    assert refused.returncode == 5
    again = "load un-sanctions list.quarantine/list.csv"
    assert f"tertius {again}" in " ".join(refused.stderr.split())
    table = tmp_path / "list.quarantine" / "list.csv"
    # Mended by halves, it is set aside once more, beside what it comes from.
    assert tertius(*again.split(), on=empty_db).returncode == 5
    table.write_text(table.read_text(encoding="utf-8-sig").replace("some day", "2009-08-07"), encoding="utf-8")
    assert tertius(*again.split(), on=empty_db).returncode == 0


GED = Path(__file__).parents[1] / "loaders" / "ucdp_ged" / "files" / "ged_231_mexico.csv"


def test_files_of_several_releases_are_loaded_in_their_order_each_with_its_report(
    tertius: Run, empty_db: Target, tmp_path: Path
) -> None:
    with GED.open(encoding="utf-8", newline="") as file:
        first, second, *_ = csv.DictReader(file)
    files = {
        "ged231.csv": [first | {"id": "1", "best": "2"}, second | {"date_start": "some day"}],
        "GEDEvent_v22_1.csv": [first | {"id": "1", "best": "1"}, second | {"best": "several"}],
    }
    for name, rows in files.items():
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(first))
            writer.writeheader()
            writer.writerows(rows)
    looked = tertius("load", "ucdp-ged", *files, "--dry-run", on=empty_db)
    assert "not with the files before it" in looked.stdout
    done = tertius("load", "ucdp-ged", *files, on=empty_db)
    assert done.returncode == 5
    told = [line for line in done.stdout.splitlines() if line.startswith("ucdp-ged@") or line.startswith("  claims")]
    assert [line.split(":")[0] for line in told if "@" in line] == ["ucdp-ged@22.1", "ucdp-ged@23.1"]
    assert "1 changed" in told[-1]
    said = " ".join(done.stderr.split())
    assert "2 of 4 rows were set aside" in said
    for folder, name, slip, right in (
        ("GEDEvent_v22_1", "GEDEvent_v22_1.csv", "several", second["best"]),
        ("ged231", "ged231.csv", "some day", second["date_start"]),
    ):
        table = tmp_path / f"{folder}.quarantine" / name
        assert f"tertius load ucdp-ged {folder}.quarantine/{name}" in said
        table.write_text(table.read_text(encoding="utf-8-sig").replace(slip, right), encoding="utf-8")
        assert tertius("load", "ucdp-ged", str(table), on=empty_db).returncode == 0
    unclear = tertius("load", "ucdp-ged", "ged231.csv", "--release", "2023", on=empty_db)
    assert unclear.returncode == 2
    assert "26.0.3" in unclear.stderr


def document(position: Callable[[], float] | None) -> Document:
    return Document(
        Source(id="tide", title="Tides"),
        Release(source="tide", version="1"),
        lambda: iter(()),
        lambda _: Shaped(),
        position=position,
    )


def test_without_a_terminal_each_batch_is_a_log_line(tertius: Run, empty_db: Target) -> None:
    done = tertius("load", "--sample", "mali_2013", on=empty_db)
    lines = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    batches = [line for line in lines if line["event"] == "batch"]
    assert batches[0]["phase"] == "reading"
    assert batches[0]["rows"] > 0
    assert "Hamaha" not in done.stderr
    quiet = tertius("load", "--sample", "mali_2013", on=empty_db, TERTIUS_LOG_LEVEL="warning")
    assert quiet.stderr == ""


def test_on_a_terminal_a_bar_has_rows_and_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    master, slave = pty.openpty()
    at = 0.0
    with os.fdopen(slave, "w") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        monkeypatch.setenv("TERM", "xterm")
        with shown_progress(document(lambda: at)) as tell:
            for step in range(1, 5):
                at = step / 4
                tell(Progress("reading", step * 1_000, 10, 0))
            tell(Progress("deriving", 4_000, 10, 0))
    shown = os.read(master, 1 << 16).decode()
    os.close(master)
    assert "Deriving ties" in shown
    assert "4,000 rows" in shown


def test_a_loader_that_does_not_know_its_position_has_a_bar_without_a_length(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(stream, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys, "stderr", stream)
    with shown_progress(document(None)) as tell:
        tell(Progress("reading", 7, 7, 0))
    assert "%" not in stream.getvalue()
