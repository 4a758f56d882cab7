"""``tertius report`` as a user calls it, on the real database."""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from jsonschema_rs import Draft202012Validator

from tertius.catalog.yaml_text import read_yaml
from tertius.graph.connect import Target
from tertius.graph.write import Writer
from tertius.reports.compute import ComputedReport
from tertius.reports.plan_files import READY

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def harbour_db(holding: Callable[..., Target], writer: Writer) -> Iterator[Target]:
    forget = "MATCH (n:ReportRun|ReportSeries|ReportPart|Delivery|AlertState|AlertFiring) DETACH DELETE n"
    target = holding("harbour")
    writer.run(forget)
    yield target
    writer.run(forget)


def test_check_needs_no_database_and_finds_the_ready_reports_right(tertius: Run) -> None:
    done = tertius("report", "check")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "group-profile: right; 3 sections; needs group",
        "weekly-brokers: right; 7 sections; due '0 7 * * mon' in UTC",
    ]
    assert done.stderr == ""


def test_a_report_of_ones_own_is_started_checked_and_run(tertius: Run, tmp_path: Path, harbour_db: Target) -> None:
    made = tertius("report", "new", "terns", "--like", "group-profile", "--set", "group=harbour:tern")
    path = tmp_path / "config" / "reports" / "terns.yaml"
    assert " ".join(made.stdout.split()) == f"Wrote {path}. Change it, then: tertius report check terns"
    assert tertius("report", "check", "terns").stdout == "terns: right; 3 sections\n"
    again = tertius("report", "new", "terns")
    assert (again.returncode, "already" in again.stderr) == (6, True)
    ran = tertius("report", "run", "terns", on=harbour_db)
    assert ran.returncode == 0, ran.stderr
    assert "Kept as terns.1. Read it: tertius report show terns.1 --output terns.1.html" in ran.stdout
    assert sum(line.startswith("- ") for line in ran.stdout.splitlines()) == 3


def test_check_names_each_fault_with_its_line(tertius: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        "title: A\nsections:\n- title: B\n  question: brokerage/broker\n- title: C\n  question: paths/short\n"
    )
    done = tertius("report", "check", "mine.yaml")
    assert done.returncode == 2
    first, second = done.stdout.splitlines()
    assert first.startswith("mine.yaml, line 4: ")
    assert "brokerage/brokers" in first
    assert second.startswith("mine.yaml, line 6: ")
    assert "paths/shortest" in second


def test_a_run_is_shown_in_every_form(tertius: Run, tmp_path: Path, harbour_db: Target) -> None:
    assert tertius("report", "run", "weekly-brokers", on=harbour_db).returncode == 0
    begins = {"html": "<!doctype html>", "md": "# Weekly", "csv": "\ufeffsection,", "json": "{"}
    for suffix, start in (begins | {"xlsx": "PK", "docx": "PK", "pdf": "%PDF-"}).items():
        done = tertius("report", "show", "weekly-brokers.1", "--output", f"out.{suffix}", on=harbour_db)
        assert done.stderr == f"Wrote weekly-brokers.1 to out.{suffix}.\n"
        assert (tmp_path / f"out.{suffix}").read_bytes().startswith(start.encode())
    latest = tertius("report", "show", "weekly-brokers", "--format", "json", on=harbour_db)
    assert ComputedReport.model_validate(json.loads(latest.stdout)).run == "weekly-brokers.1"
    refused = tertius("report", "show", "weekly-brokers.1", "--output", "out.odt", on=harbour_db)
    assert (refused.returncode, ".html" in refused.stderr) == (2, True)


def test_what_is_due_is_run_once(tertius: Run, harbour_db: Target) -> None:
    first = tertius("report", "run", "weekly-brokers", "--if-due", on=harbour_db)
    assert "Kept as weekly-brokers.1." in first.stdout
    second = tertius("report", "run", "weekly-brokers", "--if-due", on=harbour_db)
    assert second.returncode == 0
    assert "is done already: weekly-brokers.1." in second.stdout
    listed = tertius("report", "list", "weekly-brokers", on=harbour_db).stdout.splitlines()
    assert len(listed) == 1
    assert listed[0].split()[0] == "weekly-brokers.1"
    assert "done  due" in listed[0]


def test_a_run_is_delivered_when_it_is_due_or_asked_for_and_again_by_hand(
    tertius: Run, tmp_path: Path, harbour_db: Target
) -> None:
    folder = tmp_path / "config" / "reports"
    folder.mkdir(parents=True)
    out = tmp_path / "out"
    text = 'title: T\nschedule: {cron: "0 7 * * *"}\nsections:\n- {title: A, question: commanders/several}\n'
    (folder / "mine.yaml").write_text(f"{text}deliver:\n- folder: {out}\n")
    assert tertius("report", "run", "mine", on=harbour_db).returncode == 0
    assert not out.exists()
    due = tertius("report", "run", "mine", "--if-due", on=harbour_db)
    assert f"Delivered {'20'}" in due.stderr
    assert f"to {out} (html)" in due.stderr
    assert tertius("report", "run", "mine", "--deliver", on=harbour_db).returncode == 0
    assert sorted(path.name.split("-")[0] for path in out.iterdir()) == ["mine.2", "mine.3"]
    again = tertius("report", "deliver", "mine.1", on=harbour_db)
    assert again.stdout.startswith("delivered 20"), again.stderr
    assert len(list(out.iterdir())) == 3
    listed = tertius("report", "list", "mine", on=harbour_db).stdout.splitlines()
    assert [line.split()[0] for line in listed] == ["mine.3", "delivered", "mine.2", "delivered", "mine.1", "delivered"]
    assert str(out) in tertius("report", "show", "mine.1", on=harbour_db).stderr
    (folder / "mine.yaml").write_text(f"{text}deliver:\n- email: [a@example.org]\n")
    refused = tertius("report", "deliver", "mine.1", on=harbour_db)
    assert refused.returncode == 17
    assert "TERTIUS_SMTP_HOST" in refused.stdout
    (folder / "mine.yaml").write_text(text)
    nowhere = tertius("report", "deliver", "mine.1", on=harbour_db)
    assert (nowhere.returncode, "no place" in nowhere.stderr) == (2, True)
    assert tertius("report", "deliver", "mine.9", on=harbour_db).returncode in (2, 3)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("report", "run", "weekly-broker"), 3, "Did you mean weekly-brokers?"),
        (("report", "run", "group-profile"), 2, "--set group="),
        (("report", "run", "group-profile", "--set", "grup=a"), 2, "Did you mean group?"),
        (("report", "run", "group-profile", "--set", "group"), 2, "NAME=VALUE"),
        (("report", "run", "group-profile", "--if-due", "--set", "group=a"), 2, "has no schedule"),
        (("report", "run", "weekly-brokers", "--output", "a.odt"), 2, ".html"),
        (("report", "new", "My Report"), 2, "small letters"),
        (("report", "new", "mine", "--like", "group-profil"), 3, "Did you mean group-profile?"),
        (("report", "new", "mine", "--set", "group=a"), 2, "no input 'group'"),
        (("report", "check", "none.yaml"), 3, "cannot be read"),
        (("report", "new"), 2, "NAME"),
    ],
)
def test_a_mistake_is_told_before_a_server_is_started(
    tertius: Run, arguments: tuple[str, ...], code: int, said: str
) -> None:
    done = tertius(*arguments)
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert "Starting" not in done.stderr


def test_an_unknown_run_names_what_lists_them(tertius: Run, harbour_db: Target) -> None:
    done = tertius("report", "show", "weekly-brokers.7", on=harbour_db)
    assert done.returncode == 3
    assert "tertius report list weekly-brokers" in done.stderr


def test_the_schema_for_editors_takes_the_ready_reports_and_no_misspelt_key(tertius: Run) -> None:
    done = tertius("report", "new", "--schema")
    takes = Draft202012Validator(json.loads(done.stdout)).is_valid
    for path in READY.glob("*.yaml"):
        said, _ = read_yaml(path.read_text(encoding="utf-8"))
        assert isinstance(said, dict)
        assert takes(said)
        assert not takes({**said, "shedule": said.get("schedule")})
        assert not takes({**said, "sections": []})
        assert not takes({**said, "selection": {"dates": {"a": 1}}})


def test_two_runs_are_compared_in_either_order(tertius: Run, harbour_db: Target, tmp_path: Path) -> None:
    assert tertius("report", "run", "weekly-brokers", on=harbour_db).returncode == 0
    second = tertius("report", "run", "weekly-brokers", on=harbour_db)
    assert second.returncode == 0, second.stderr
    for pair in (("weekly-brokers.1", "weekly-brokers.2"), ("weekly-brokers", "weekly-brokers.1")):
        done = tertius("report", "diff", *pair, on=harbour_db)
        assert done.returncode == 0, done.stderr
        first, sentence = done.stdout.splitlines()
        assert first.startswith("What changed since weekly-brokers.1, ")
        assert sentence == "Nothing changed: no claim and no decision changed since then."
    page = tertius("report", "diff", "weekly-brokers.1", "weekly-brokers.2", "--output", "d.html", on=harbour_db)
    assert page.returncode == 0, page.stderr
    text = (tmp_path / "d.html").read_text(encoding="utf-8")
    assert "What changed since weekly-brokers.1" in text
    assert "What changed here" not in text
    unknown = tertius("report", "diff", "weekly-brokers.1", "weekly-brokers.9", on=harbour_db)
    assert (unknown.returncode, "tertius report list" in unknown.stderr) == (3, True)
