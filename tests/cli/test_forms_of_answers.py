"""Answers as tables, JSON, CSV and workbooks, and the evidence behind them, on the real database."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from catalogued import CATALOGUE
from tertius.graph.connect import Target

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def test_a_table_has_the_people_and_fits_80_columns(tertius: Run, mali: Target) -> None:
    done = tertius("query", "brokerage/brokers", "--evidence", on=mali)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert any("Omar Ould Hamaha" in line for line in lines)
    assert any("[mali-2013] p10" in line for line in lines), "each claim points at its paragraph"
    assert "\x1b" not in done.stdout


def test_a_table_has_few_columns_unless_more_are_asked_for(tertius: Run, mali: Target) -> None:
    few = tertius("query", "brokerage/brokers", on=mali).stdout
    assert "Omar Ould" in few
    assert "units" not in few.partition("More columns")[0]
    assert "expected_pairs" in few.partition("More columns")[2]
    chosen = tertius("query", "brokerage/brokers", "--columns", "person,units", "--columns", "expected_pairs", on=mali)
    assert "More columns" not in chosen.stdout
    assert " ".join(chosen.stdout.splitlines()[1:3]).split() == ["expected", "person", "units", "pairs"]
    wide = tertius("query", "brokerage/brokers", "--wide", on=mali).stdout
    for name in CATALOGUE["brokerage/brokers"].columns:
        assert name.replace("_", " ") in wide
    refused = tertius("query", "brokerage/brokers", "--columns", "persn", on=mali)
    assert refused.returncode == 2
    assert "Did you mean person?" in refused.stderr


def test_each_claim_is_printed_once_and_rows_name_it_by_number(tertius: Run, mali: Target) -> None:
    done = tertius("query", "commanders/overlapping", "--evidence", on=mali)
    as_json = tertius("query", "commanders/overlapping", "--evidence", "--format", "json", on=mali)
    evidence = json.loads(as_json.stdout)["evidence"]
    assert sum(map(len, evidence["rows"])) > len(evidence["claims"]), "rows share claims"
    numbered = [line for line in done.stdout.splitlines() if re.match(r" +\d+\. ", line)]
    assert len(numbered) == len(evidence["claims"])
    assert [int(line.partition(".")[0]) for line in numbered] == list(range(1, len(numbered) + 1))


def test_rows_beyond_the_limit_are_counted_with_the_option_that_shows_them(tertius: Run, mali: Target) -> None:
    whole = json.loads(tertius("query", "commanders/overlapping", "--format", "json", on=mali).stdout)["row_count"]
    assert whole > 5
    some = tertius("query", "commanders/overlapping", "--limit", "5", on=mali).stdout
    assert f"There are {whole - 5} more: --limit {whole}\n" in some
    one = tertius("query", "commanders/overlapping", "--limit", str(whole - 1), on=mali).stdout
    assert f"There is 1 more: --limit {whole}\n" in one
    assert "more: --limit" not in tertius("query", "commanders/overlapping", "--limit", str(whole), on=mali).stdout
    measured = tertius("query", "centrality/degree", "--limit", "3", "--worlds", "0", on=mali).stdout
    nodes = int(re.search(r"Network: (\d+) nodes", measured)[1])
    assert f"There are {nodes - 3} more: --limit {nodes}\n" in measured


def test_csv_has_every_column(tertius: Run, mali: Target) -> None:
    done = tertius("query", "brokerage/brokers", "--format", "csv", on=mali)
    rows = list(csv.DictReader(io.StringIO(done.stdout.removeprefix("\ufeff"))))
    assert list(rows[0]) == list(CATALOGUE["brokerage/brokers"].columns)
    assert rows[0]["person"] == "Omar Ould Hamaha"


def test_the_same_rows_come_as_json_csv_and_workbook(tertius: Run, mali: Target, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    asked = ("query", "brokerage/brokers", "--evidence")
    answer = json.loads(tertius(*asked, "--format", "json", on=mali).stdout)
    for form, options in (("csv", ("--delimiter", ";")), ("xlsx", ())):
        done = tertius(*asked, "--format", form, *options, "--output", f"brokers.{form}", on=mali)
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
        assert f"Wrote {answer['row_count']} rows to brokers.{form}." in done.stderr
    text = (tmp_path / "brokers.csv").read_bytes().decode()
    assert text.startswith("\ufeffrank;person_id;")
    read = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";"))
    book = load_workbook(tmp_path / "brokers.xlsx")
    assert book.sheetnames == ["Rows", "Claims", "Sources", "Assumptions"]
    names, *rows = book["Rows"].iter_rows(values_only=True)
    for column in ("rank", "person_id", "day", "pairs", "expected_pairs"):
        there = [row[column] for row in answer["rows"]]
        assert [row[names.index(column)] for row in rows] == there
        assert [row[column] for row in read] == ["" if value is None else str(value) for value in there]
    assert [int(row["evidence_count"]) for row in read] == answer["evidence"]["counts"]
    assert book["Claims"].max_row == 1 + len(answer["evidence"]["claims"])
    assert book["Sources"].max_row == 1 + len(answer["evidence"]["sources"])


def test_a_workbook_is_not_for_a_terminal(mali: Target, surroundings: Any, tmp_path: Path) -> None:  # noqa: ANN401
    import pty

    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "tertius.cli", "query", "brokerage/brokers", "--format", "xlsx"],
        stdout=theirs,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env=surroundings(mali, {}),
        check=False,
    )
    os.close(theirs)
    os.close(ours)
    assert done.returncode == 2
    assert "--output answer.xlsx" in done.stderr


def test_a_reader_who_has_seen_enough_is_no_failure(mali: Target, tmp_path: Path) -> None:
    # head is gone long before the forty thousand characters of all claims have been written
    shell = f"{sys.executable} -m tertius.cli claims | head -n 1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(  # noqa: S603
        ["bash", "-c", shell],  # noqa: S607
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={
            **os.environ,
            "TERTIUS_NEO4J_URI": mali.uri,
            "TERTIUS_NEO4J_USER": mali.user,
            "TERTIUS_NEO4J_PASSWORD": mali.password.get_secret_value(),
            "TERTIUS_NEO4J_DATABASE": mali.database,
        },
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("\ufeffclaim_id,")


def test_evidence_of_a_tie_a_claim_and_an_entity(tertius: Run, mali: Target) -> None:
    answer = json.loads(tertius("query", "brokerage/brokers", "--format", "json", "--evidence", on=mali).stdout)
    tie = answer["rows"][0]["tie_ids"][0]
    claim = answer["evidence"]["rows"][0][0]
    for id_, heading in ((tie, "likelihood"), (claim, "Claim"), ("mali-2013:omar-ould-hamaha", "Omar Ould Hamaha")):
        done = tertius("evidence", id_, on=mali)
        assert done.returncode == 0, done.stderr
        assert heading in done.stdout.splitlines()[0]
        assert "[mali-2013] p10" in done.stdout
    assert tertius("evidence", "mali-2013:nobody", on=mali).returncode == 3


def test_what_the_curator_inferred_never_reads_as_if_the_source_said_it(tertius: Run, mali: Target) -> None:
    battalion = tertius("evidence", "mali-2013:katibat-al-mulathimin", on=mali)
    assert battalion.returncode == 0, battalion.stderr
    printed = " ".join(battalion.stdout.split())
    # p9 says neither that the battalion was AQIM's, nor that it is the one whose command was taken from him.
    assert "al-Qaeda in the Islamic Maghreb, battalion, /2012, inferred by the curator from p9 [mali-2013]" in printed
    assert 'DENIED, inferred by the curator from p9 ("purportedly")' in printed
    as_json = json.loads(tertius("evidence", "mali-2013:katibat-al-mulathimin", "--format", "json", on=mali).stdout)
    by_record = {claim["record"]: claim for claim in as_json["claims"]}
    assert (by_record["mulathimin-part-of-aqim"]["inferred"], by_record["mulathimin-held-gao"]["inferred"]) == (
        True,
        False,
    )
    assert by_record["mulathimin-part-of-aqim"]["likelihood"] == 0.5


def test_a_mistyped_id_is_not_an_answer(tertius: Run, mali: Target) -> None:
    done = tertius("query", "brokerage/between", "--one-id", "mali-2013:aqm", "--other-id", "mali-2013:mujao", on=mali)
    assert done.returncode == 3
    assert done.stdout == ""
    assert "There is no entity with the id or name 'mali-2013:aqm'." in done.stderr
    assert "  mali-2013:aqim: " in done.stderr
    assert "tertius query entities/search --text mali-2013:aqm" in done.stderr


def test_a_name_is_taken_where_an_id_is(tertius: Run, mali: Target) -> None:
    said = "Belmokhtar = mali-2013:mokhtar-belmokhtar"
    behind = tertius("evidence", "Belmokhtar", on=mali)
    assert behind.returncode == 0
    assert behind.stderr.strip() == said
    assert behind.stdout == tertius("evidence", "mali-2013:mokhtar-belmokhtar", on=mali).stdout
    rows = tertius("query", "evidence/of_entity", "--entity-id", "mokhtar-belmokhtar", "--format", "json", on=mali)
    assert rows.stderr.strip() == "mokhtar-belmokhtar = mali-2013:mokhtar-belmokhtar"
    assert json.loads(rows.stdout)["params"]["entity_id"] == "mali-2013:mokhtar-belmokhtar"
    several = tertius("query", "paths/shortest", "--from-id", "Ag", "--to-id", "mujao", on=mali)
    assert several.returncode == 16
    assert "(Person" in several.stderr
    assert "add" not in tertius("evidence", "nobody-of-that-name-xq", on=mali).stderr.replace("address", "")


def test_a_list_is_given_by_repeating_its_option(tertius: Run, mali: Target) -> None:
    asked = ("query", "brokerage/brokers", "--format", "json", "--kinds", "group", "--kinds", "a, b")
    assert json.loads(tertius(*asked, on=mali).stdout)["params"]["kinds"] == ["group", "a, b"]
