"""The commands on a real database: what goes in comes out, and the three faces give the same rows."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest

from catalogued import CATALOGUE
from tertius.api.app import create_app
from tertius.api.server import listen, make_server
from tertius.graph.connect import Target
from tertius.settings import Settings

Run = Callable[..., "subprocess.CompletedProcess[str]"]
SAMPLE = "mali_2013"


@pytest.fixture
def mali(holding: Callable[..., Target]) -> Target:
    """Have the database hold the sample, and nothing else."""
    from tertius_loaders.samples import sample_path

    return holding(sample_path(SAMPLE))


def test_a_sample_loads_once_and_then_changes_nothing(cold_tertius: Run, empty_db: Target) -> None:
    first = cold_tertius("load", "--sample", SAMPLE, on=empty_db)
    second = cold_tertius("load", "--sample", SAMPLE, on=empty_db)
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert "0 unchanged" in first.stdout
    assert "nothing to do" in second.stdout


def test_several_sources_go_out_and_in_again_a_folder_each(
    tertius: Run,
    holding: Callable[..., Target],
    throwaway: Any,  # noqa: ANN401 - of the top conftest
    tmp_path: Path,
) -> None:
    from tertius_loaders.samples import sample_path

    on = holding("harbour")
    loaded = tertius("load", "claims", str(sample_path(SAMPLE)), on=on)
    throwaway.holds = None
    assert loaded.returncode == 0, loaded.stderr
    before = tertius("claims", on=on).stdout
    sources = ("harbour", "mali-2013")
    assert {row["source"] for row in csv.DictReader(io.StringIO(before.removeprefix("\ufeff")))} == set(sources)
    for source in sources:
        written = tertius("claims", "--source", source, "--folder", str(tmp_path / source), on=on)
        assert written.returncode == 0, written.stderr

    throwaway.empty()
    for source in sources:
        again = tertius("load", "claims", str(tmp_path / source), on=on)
        assert again.returncode == 0, again.stderr
    assert tertius("claims", on=on).stdout == before

    # All in one file are for reading: a folder is one source, and the other's rows are set aside by name.
    (tmp_path / "harbour/claims.csv").write_text(before, encoding="utf-8")
    mixed = tertius("load", "claims", str(tmp_path / "harbour"), on=on)
    assert mixed.returncode == 5
    with (tmp_path / "harbour.quarantine/claims.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["source"] for row in rows} == {"mali-2013"}
    assert all("source: The row is 'mali-2013'" in row["reason"] for row in rows)
    assert len(rows) == sum(
        row["source"] == "mali-2013" for row in csv.DictReader(io.StringIO(before.removeprefix("\ufeff")))
    )
    assert tertius("claims", on=on).stdout == before


def test_a_dry_run_writes_nothing(tertius: Run, empty_db: Target) -> None:
    done = tertius("load", "--sample", SAMPLE, "--dry-run", on=empty_db)
    assert done.returncode == 0, done.stderr
    assert "would be new" in done.stdout
    assert tertius("claims", on=empty_db).stdout.count("\n") == 1, "the heading alone"


def test_a_bad_row_is_set_aside_and_the_exit_code_says_so(tertius: Run, empty_db: Target, tmp_path: Path) -> None:
    tertius("new", "claims", "mine")
    (tmp_path / "mine/source.yaml").write_text("id: mine\ntitle: Mine\npublished: 2020-01-01\n", encoding="utf-8")
    (tmp_path / "mine/entities.csv").write_text("id,type,name\na,Person,A\nb,Organization,B\n", encoding="utf-8")
    (tmp_path / "mine/claims.csv").write_text(
        "claim_id,subject,kind,object,when\n1,a,LEADS,b,2012\n2,a,LEADS,b,2012-02-30\n", encoding="utf-8"
    )
    done = tertius("load", "claims", "mine", on=empty_db)
    assert done.returncode == 5
    assert "claims.csv, when: line 3" in done.stdout
    assert "'2012-02-30' is not a day of the calendar" in done.stdout
    assert "Next: Correct the day." in done.stdout
    assert "1 of 4 rows were set aside" in done.stderr
    assert "tertius load claims mine.quarantine" in done.stderr
    bad = tmp_path / "mine.quarantine/claims.csv"
    assert bad.read_text(encoding="utf-8-sig").splitlines() == [
        "claim_id,subject,kind,object,when,reason,next_step",
        "2,a,LEADS,b,2012-02-30,\"line 3, when: '2012-02-30' is not a day of the calendar\",Correct the day.",
    ]

    bad.write_text(bad.read_text(encoding="utf-8-sig").replace(",2012-02-30,", ",2012-02-29,"), encoding="utf-8")
    mended = tertius("load", "claims", "mine.quarantine", on=empty_db)
    assert mended.returncode == 0, mended.stderr
    assert "1 new" in mended.stdout
    source = tmp_path / "mine/claims.csv"
    source.write_text(source.read_text(encoding="utf-8").replace("2012-02-30", "2012-02-29"), encoding="utf-8")
    clean = tertius("load", "claims", "mine", on=empty_db)
    assert clean.returncode == 0, clean.stderr
    assert "0 new, 0 changed" in clean.stdout
    assert "mine.quarantine was changed since it was written, and is kept" in clean.stdout


def test_bad_rows_never_replace_a_file_of_something_else(tertius: Run, empty_db: Target, tmp_path: Path) -> None:
    tertius("new", "claims", "mine")
    bad = "claim_id,subject,kind,object\n1,nobody,LEADS,nothing\n"
    (tmp_path / "mine/claims.csv").write_text(bad, encoding="utf-8")
    refused = tertius("load", "claims", "mine", "--dry-run", "--quarantine", "mine/claims.csv", on=empty_db)
    assert refused.returncode == 6
    assert "Name another folder with --quarantine" in refused.stderr
    assert (tmp_path / "mine/claims.csv").read_text(encoding="utf-8") == bad
    for _ in range(2):  # an older file of bad rows is replaced
        done = tertius("load", "claims", "mine", "--dry-run", on=empty_db)
        assert done.returncode == 5, done.stderr
        assert "the rest would load" in done.stderr


def test_claims_come_out_as_they_went_in_and_go_in_again(tertius: Run, mali: Target, tmp_path: Path) -> None:
    from tertius_loaders.samples import sample_path

    out = tertius("claims", "--source", "mali-2013", "--format", "csv", on=mali)
    assert out.returncode == 0, out.stderr
    rows = {row["claim_id"]: row for row in csv.DictReader(io.StringIO(out.stdout.removeprefix("\ufeff")))}
    with (sample_path(SAMPLE) / "claims.csv").open(encoding="utf-8-sig", newline="") as file:
        written = list(csv.DictReader(file))
    for row in written:
        for column in ("kind", "role", "when", "hedge_word", "locator", "note", "inferred"):
            assert rows[row["claim_id"]][column] == row[column], (row["claim_id"], column)
    as_json = tertius("claims", "--source", "mali-2013", "--format", "json", on=mali)
    assert {row["claim_id"] for row in json.loads(as_json.stdout)} == set(rows)

    folder = tertius("claims", "--source", "mali-2013", "--folder", "again", on=mali)
    assert folder.returncode == 0, folder.stderr
    loaded = tertius("load", "claims", "again", on=mali)
    assert loaded.returncode == 0, loaded.stderr
    assert "0 new, 0 changed, 236 unchanged" in loaded.stdout


@pytest.mark.parametrize("question_id", list(CATALOGUE))
def test_the_command_gives_the_example_of_every_question(
    tertius: Run, holding: Callable[..., Target], question_id: str
) -> None:
    question = CATALOGUE[question_id]
    target = holding(question.example.graph)
    options = []
    for name, value in question.example.params.items():
        for one in (value or [""]) if isinstance(value, list | tuple) else [value]:
            text = json.dumps(one) if isinstance(one, bool) else "" if one is None else str(one)
            options += [f"--{name.replace('_', '-')}", text]
    done = tertius("query", question_id, *options, "--format", "json", on=target)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["rows"] == json.loads(json.dumps(list(map(dict, question.example.rows)), default=str))
    assert (answer["question"], answer["digest"]) == (question_id, question.digest)


def test_the_json_is_the_apis_to_the_last_name(
    cold_tertius: Run, mali: Target, until: Callable[[Callable[[], object]], None]
) -> None:
    settings = Settings(api_port=0)
    with closing(listen(settings)) as listening:
        server = make_server(create_app(settings, target=mali), settings)
        thread = Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        try:
            until(lambda: server.started or not thread.is_alive())
            at = f"http://127.0.0.1:{listening.getsockname()[1]}/v1/answers/brokerage/brokers"
            served = httpx.get(at, params={"evidence": "true", "limit": "3"}, timeout=None).json()
        finally:
            server.should_exit = True
            thread.join()
    done = cold_tertius("query", "brokerage/brokers", "--evidence", "--limit", "3", "--format", "json", on=mali)
    printed = json.loads(done.stdout)
    for answer in (printed, served):
        del answer["elapsed_ms"]
    assert printed == served
    assert all("as" in part for claim in printed["evidence"]["claims"].values() for part in claim["about"])


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


def test_an_undone_load_leaves_nothing(tertius: Run, empty_db: Target) -> None:
    tertius("load", "--sample", SAMPLE, on=empty_db)
    run_id = tertius("runs", "list", on=empty_db).stdout.split()[0]
    done = tertius("runs", "undo", run_id, on=empty_db)
    assert done.returncode == 0, done.stderr
    assert tertius("claims", on=empty_db).stdout.count("\n") == 1
    assert "up to date" in tertius("db", "migrate", on=empty_db).stdout


def test_a_changed_table_of_hedges_asks_for_a_rebuild_and_changes_likelihoods(tertius: Run, empty_db: Target) -> None:
    tertius("load", "--sample", SAMPLE, on=empty_db)
    table = '{"reported": 0.6}'
    rebuilt = tertius("db", "rebuild", on=empty_db, TERTIUS_HEDGES=table)
    assert rebuilt.returncode == 0, rebuilt.stderr
    answer = json.loads(tertius("query", "brokerage/brokers", "--format", "json", on=empty_db).stdout)
    assert answer["assumptions"]["hedges"]["reported"] == 0.6
    # Omar: member of AQIM stated (.95), leader of the other two publicly identified (.6)
    assert answer["rows"][0]["expected_pairs"] == pytest.approx(2 * 0.95 * 0.6 + 0.6 * 0.6)
    assert tertius("db", "rebuild", on=empty_db, TERTIUS_HEDGES='{"rumord": 1}').returncode == 2


def test_a_wrong_password_is_no_traceback_and_no_secret(tertius: Run, target: Target) -> None:
    done = tertius("db", "status", on=target, TERTIUS_NEO4J_PASSWORD="hunter2")
    assert done.returncode == 9
    assert "hunter2" not in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("level", "shown"), [("", False), ("info", False), ("debug", True)])
def test_the_drivers_attempts_at_a_vanished_database_are_for_who_debugs(level: str, *, shown: bool) -> None:
    work = """
import socket
import neo4j
from tertius.cli.session import read_settings
read_settings()
with socket.socket() as gone:
    gone.bind(("127.0.0.1", 0))  # nobody listens there
    uri = f"bolt://127.0.0.1:{gone.getsockname()[1]}"
    with neo4j.GraphDatabase.driver(uri, max_transaction_retry_time=1.5) as driver, driver.session() as session:
        try:
            session.execute_write(print)
        except neo4j.exceptions.ServiceUnavailable:
            print("gone")
"""
    surroundings = os.environ | ({"TERTIUS_LOG_LEVEL": level} if level else {})
    done = subprocess.run(  # noqa: S603 - our own text
        [sys.executable, "-c", work], capture_output=True, text=True, env=surroundings, check=False
    )
    assert done.stdout == "gone\n"
    assert ("will be retried" in done.stderr) is shown
    assert shown or done.stderr == ""


def test_two_commands_on_one_folder_take_turns(
    cold_tertius: Run, tmp_path: Path, until: Callable[[Callable[[], object]], None]
) -> None:
    """The second must not begin on the first one's server, which ends with the first."""
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(cold_tertius, "load", "--sample", SAMPLE)
        state = tmp_path / "data/neo4j/server.json"
        until(lambda: state.exists() or first.done())
        second = cold_tertius("load", "--sample", SAMPLE)
    assert first.result().returncode == 0, first.result().stderr
    assert second.returncode == 0, second.stderr
    assert "waiting for it to end" in second.stderr
    assert "nothing to do" in second.stdout
