"""The commands on a real database: what goes in comes out, and the three faces give the same rows."""

import csv
import io
import json
import os
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
