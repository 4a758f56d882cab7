"""Copies of the database, as it is and as it was known on a day; and a server that nobody can write with."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import httpx
import neo4j
import pytest
from click.testing import CliRunner, Result
from neo4j.exceptions import ClientError

from tertius.cli.copies import made_now
from tertius.cli.main import tertius
from tertius.embedded import EmbeddedServer, copy_database
from tertius.embedded.home import Home
from tertius.embedded.past_day import PastDay, copy_of, past_day, put_past_day
from tertius.errors import ConflictError, InputError
from tertius.graph.migrate import migrate
from tertius.graph.schema_files import available
from tertius.loading.digest import claims_digest, graph_digest
from tertius.model.derive_graph import VERSION
from tertius.settings import Settings

Up = Callable[..., tuple["subprocess.Popen[str]", str, str, Path]]
Until = Callable[[Callable[[], object]], None]
YESTERDAY = datetime.now(UTC).date() - timedelta(days=1)
ENTITIES = "id,type,name,kind\nann,Person,Ann,\nbob,Person,Bob,\nelks,Organization,The Elks,group\n"
FIRST = "claim_id,subject,kind,object,when\n1,ann,LEADS,elks,2010/2012\n2,bob,LEADS,elks,2011\n"
SECOND = "claim_id,subject,kind,object,when\n1,ann,LEADS,elks,2010/2011\n3,bob,MEMBER_OF,elks,2013\n"


def settings_of(folder: Path) -> Settings:
    return Settings(data_dir=folder, embedded_bolt_port=0, embedded_http_port=0)


@contextmanager
def served(folder: Path) -> Iterator[neo4j.Driver]:
    """Serve a data folder for a while, to commands, too."""
    with (
        EmbeddedServer.from_settings(settings_of(folder), brief=True, linger=600.0) as at,
        neo4j.GraphDatabase.driver(at.uri, auth=(at.user, at.password)) as driver,
    ):
        yield driver


def digest(driver: neo4j.Driver) -> tuple[str, str]:
    return graph_digest(driver), claims_digest(driver)


def settling(folder: Path, *statements: str) -> tuple[str, str]:
    """Return the digests of a copy of a past day, and run some statements on it afterwards."""
    with (
        EmbeddedServer.from_settings(settings_of(folder), brief=True, settling=True) as at,
        neo4j.GraphDatabase.driver(at.uri, auth=(at.user, at.password)) as driver,
    ):
        found = digest(driver)
        for statement in statements:
            driver.execute_query(statement)
        return found


class Days(NamedTuple):
    """A database with a load of two days ago and one of today, and what it was after each."""

    folder: Path
    first: tuple[str, str]
    now: tuple[str, str]


@pytest.fixture(scope="module")
def two_days(tmp_path_factory: pytest.TempPathFactory) -> Days:
    """Make such a database."""
    home = tmp_path_factory.mktemp("two-days")
    source = home / "elks"
    source.mkdir()
    (source / "source.yaml").write_text("id: elks\ntitle: The Elks, an invented example\npublished: 2014-01-01\n")
    (source / "entities.csv").write_text(ENTITIES)
    (source / "claims.csv").write_text(FIRST)
    invoke = CliRunner(env={"TERTIUS_DATA_DIR": str(home / "data")}).invoke
    with served(home / "data") as driver:
        assert invoke(tertius, ["load", "claims", str(source)]).exit_code == 0
        driver.execute_query("MATCH (c:Claim) SET c.recorded_from = c.recorded_from - duration({days: 2})")
        driver.execute_query("MATCH (r:LoadRun) SET r.started = r.started - duration({days: 2})")
        first = digest(driver)
        (source / "claims.csv").write_text(SECOND)
        assert invoke(tertius, ["load", "claims", str(source), "--complete", "--yes"]).exit_code == 0
        return Days(home / "data", first, digest(driver))


@pytest.fixture(scope="module")
def yesterday(two_days: Days) -> tuple[Path, str]:
    """Copy it as it was known yesterday; return the copy and what the command said."""
    then = two_days.folder.parent / "then"
    done = CliRunner(env={"TERTIUS_DATA_DIR": str(two_days.folder)}).invoke(
        tertius, ["db", "snapshot", str(then), "--known-at", YESTERDAY.isoformat()]
    )
    assert done.exit_code == 0, done.output
    return then, done.output


@pytest.fixture
def data(two_days: Days, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a data folder of this test's own, which the commands use."""
    shutil.copytree(two_days.folder, tmp_path / "data", symlinks=True)
    monkeypatch.setenv("TERTIUS_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(tertius, arguments)


def test_a_copy_of_a_past_day_is_what_the_graph_was_and_the_graph_stays(
    two_days: Days, yesterday: tuple[Path, str]
) -> None:
    then, said = yesterday
    # Two are new since, one of them a new revision of another, and one is gone.
    assert "2 of later taken out, 2 standing again" in said
    with served(then) as driver:
        assert digest(driver) == two_days.first
        asked = CliRunner(env={"TERTIUS_DATA_DIR": str(then)}).invoke(
            tertius, ["query", "entities/search", "--text", "bob", "--format", "json"]
        )
    assert json.loads(asked.stdout)["rows"][0]["ties"] == 1
    with served(two_days.folder) as driver:
        assert digest(driver) == two_days.now != two_days.first


OLDER = (
    "MATCH (m:SchemaMigration) WITH m ORDER BY m.version DESC LIMIT 1 DELETE m",
    "MATCH (a:Assumptions) SET a.derivation = '1'",
    "MATCH ()-[t]->() WHERE t.likelihood IS NOT NULL SET t.likelihood = 0.01",
)
"""Make of a database what an earlier version, of other rules and a migration less, would have left."""


def test_a_copy_of_an_earlier_version_is_brought_up_to_date_and_a_restored_one_is_known(
    two_days: Days, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    then, restored = tmp_path / "then", tmp_path / "restored"
    midnight = f"datetime('{YESTERDAY + timedelta(days=1)}T00:00:00Z')"
    # Its making was cut off, too: what is of later is out, and what that had closed is not open again.
    copy_database(two_days.folder, then, of=PastDay(YESTERDAY))
    settling(
        then,
        f"CREATE (:Snapshot {{id: 'snapshot', moment: {midnight}}})",
        f"MATCH (c:Claim) WHERE c.recorded_from >= {midnight} DETACH DELETE c",
        *OLDER,
    )
    monkeypatch.setenv("TERTIUS_DATA_DIR", str(then))
    monkeypatch.setenv("TERTIUS_HEDGES", '{"stated": 0.5}')  # a copy keeps its own
    asked = run("query", "entities/search", "--text", "bob", "--format", "json")
    assert json.loads(asked.stdout)["rows"][0]["ties"] == 1, asked.output
    assert f"Bringing the copy of {YESTERDAY} up to date" in asked.stderr
    assert settling(then, *OLDER) == two_days.first
    # As a dump it tells nothing of itself. It is told apart all the same, and served as what it is.
    assert run("db", "dump", str(tmp_path / "then.dump")).exit_code == 0
    monkeypatch.setenv("TERTIUS_DATA_DIR", str(restored))
    done = run("db", "restore", str(tmp_path / "then.dump"), "--yes")
    assert f"it is a copy of what was known at the end of {YESTERDAY}" in " ".join(done.output.split())
    assert past_day(Home.of(restored)) == made_now(YESTERDAY)
    assert settling(restored, f"MATCH (a:Assumptions) SET a.derivation = '{VERSION + 1}'") == two_days.first
    # One of a later version cannot be brought down to this one.
    put_past_day(Home.of(restored), PastDay(YESTERDAY, "schema V9999"))
    said = refused_up()
    assert f"The copy of what was known at the end of {YESTERDAY} cannot be brought up to date" in said
    assert "Upgrade Tertius. Or make the copy anew" in said
    assert f"`tertius db snapshot FOLDER --known-at {YESTERDAY}`" in said


def test_nobody_writes_into_a_copy_of_a_past_day(
    data: Path, yesterday: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, up: Up
) -> None:
    """However it is served: it would no longer be what was known that day, and what is written there would be lost."""
    then = tmp_path / "then"
    shutil.copytree(yesterday[0], then, symlinks=True)
    dumped = run("db", "dump", str(tmp_path / "live.dump"))
    assert dumped.exit_code == 0, dumped.output
    monkeypatch.setenv("TERTIUS_DATA_DIR", str(then))
    monkeypatch.setenv("TERTIUS_WHO", "A. Analyst")
    decided = run("decide", "reject", "elks#1", "--why", "no")  # with a server of its own
    assert "Nothing was decided" in decided.stderr
    assert len((then / "decisions/decisions.csv").read_text().splitlines()) == 1
    process, _, bolt, password = up()
    for refused in (decided, run("db", "wipe", "--yes")):
        assert isinstance(refused.exception, ConflictError), refused.output
        assert "A copy of a past day" in refused.exception.next_step
    assert f"Read-only      a copy of what was known at the end of {YESTERDAY} (UTC)" in (tmp_path / "said").read_text()
    with (
        neo4j.GraphDatabase.driver(bolt, auth=("neo4j", password.read_text().strip())) as driver,
        pytest.raises(ClientError, match="read-only"),
    ):
        driver.execute_query("CREATE (:Person {id: 'slip'})")
    process.terminate()
    process.wait()
    # A copy of it is one, too; and it knows nothing of what came after.
    assert run("db", "snapshot", str(tmp_path / "again")).exit_code == 0
    assert copy_of(Home.of(tmp_path / "again")) == YESTERDAY
    later = run("db", "snapshot", str(tmp_path / "later"), "--known-at", str(YESTERDAY + timedelta(days=1)))
    assert isinstance(later.exception, InputError), later.output
    # A copy of the database as it is may be written into, and so may a data folder into which one is restored.
    assert run("db", "restore", str(tmp_path / "live.dump"), "--yes").exit_code == 0
    assert run("decide", "reject", "elks#1", "--why", "no").exit_code == 0


def refused_up(*options: str) -> str:
    """Return what `tertius up` says when it refuses to serve; it would take signals, so it has a process of its own."""
    command = [sys.executable, "-m", "tertius.cli", "up", "--port", "0", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ourselves
    assert done.returncode != 0
    return " ".join(done.stderr.split())


def test_up_beside_a_server_that_can_only_be_read_says_so(data: Path, tmp_path: Path, up: Up) -> None:
    with EmbeddedServer.from_settings(settings_of(data), read_only=True):
        for options in ((), ("--read-only",)):
            process, *_ = up(*options)
            said = (tmp_path / "said").read_text()
            assert "runs already" in said
            assert "Read-only      the database, into which nobody can write" in said
            process.terminate()
            process.wait()
    with EmbeddedServer.from_settings(settings_of(data)):
        process, *_ = up()
        assert "Read-only" not in (tmp_path / "said").read_text()
        process.terminate()
        process.wait()
        assert "can be written into" in refused_up("--read-only")


def test_what_only_looks_is_not_refused_by_a_server_that_can_only_be_read(data: Path, tmp_path: Path) -> None:
    source = tmp_path / "elks"
    source.mkdir()
    (source / "source.yaml").write_text("id: elks\ntitle: The Elks, an invented example\npublished: 2014-01-02\n")
    (source / "entities.csv").write_text(ENTITIES)
    (source / "claims.csv").write_text(FIRST)
    newer = tmp_path / "schema"
    shutil.copytree(available()[0].path.parent, newer)
    (newer / f"V{len(available()) + 1:04d}__Come_later.cypher").write_text("CALL db.createLabel('Later');")
    with (
        EmbeddedServer.from_settings(settings_of(data), read_only=True) as at,
        neo4j.GraphDatabase.driver(at.uri, auth=(at.user, at.password)) as driver,
    ):
        ahead = run("load", "claims", str(source), "--dry-run")
        assert ahead.exit_code == 0, ahead.output
        with pytest.raises(ConflictError, match="an earlier Tertius"):
            migrate(driver, folder=newer)


def test_days_on_which_nothing_can_have_been_known(data: Path, tmp_path: Path) -> None:
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    refused = run("db", "snapshot", str(tmp_path / "copy"), "--known-at", str(tomorrow)).exception
    assert isinstance(refused, InputError)
    assert "has not come yet" in refused.what
    assert "has not come yet" in refused_up("--known-at", str(tomorrow))
    assert not (tmp_path / "copy").exists()
    asked = run("query", "centrality/degree", "--known-at", str(tomorrow)).exception
    assert isinstance(asked, InputError)
    assert "has not come yet" in asked.what
    # The first load was two days ago.
    early = YESTERDAY - timedelta(days=2)
    said = f"Nothing was known at the end of {early}: the first load was on {early + timedelta(days=1)}."
    copied = run("db", "snapshot", str(tmp_path / "copy"), "--known-at", str(early))
    assert said in " ".join(copied.output.split())
    asked = run("query", "centrality/degree", "--known-at", str(early))
    assert said in " ".join(asked.output.split()), asked.output


def test_a_copy_is_the_same_and_has_a_password_of_its_own(two_days: Days, data: Path, tmp_path: Path) -> None:
    done = run("db", "snapshot", str(tmp_path / "copy"))
    assert done.exit_code == 0, done.output
    with served(tmp_path / "copy") as driver:
        assert digest(driver) == two_days.now
    assert Home.of(tmp_path / "copy").password() != Home.of(data).password()


def test_what_cannot_be_copied_is_left_alone(data: Path, tmp_path: Path) -> None:
    full = tmp_path / "full"
    full.mkdir()
    (full / "notes").write_text("mine")
    refused = run("db", "snapshot", str(full))
    assert isinstance(refused.exception, ConflictError)
    assert [one.name for one in full.iterdir()] == ["notes"]
    with EmbeddedServer.from_settings(settings_of(data), brief=True):
        busy = run("db", "snapshot", str(tmp_path / "copy"))
    assert isinstance(busy.exception, ConflictError)
    assert not (tmp_path / "copy").exists()
    assert isinstance(run("db", "snapshot", str(tmp_path / "copy"), "--known-at", "2013").exception, InputError)


@pytest.fixture
def up(data: Path, tmp_path: Path) -> Iterator[Up]:
    """Give a function that starts `tertius up`, and returns it with its addresses and the folder of its password."""
    started: list[subprocess.Popen[str]] = []

    def start(*options: str) -> tuple["subprocess.Popen[str]", str, str, Path]:
        process = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-u", "-m", "tertius.cli", "up", "--port", "0", *options],
            stdout=subprocess.PIPE,
            stderr=(tmp_path / "log").open("w"),
            text=True,
            env={**os.environ, "TERTIUS_EMBEDDED_BOLT_PORT": "0", "TERTIUS_EMBEDDED_HTTP_PORT": "0"},
        )
        started.append(process)
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            (tmp_path / "said").write_text(said)
            if line.startswith("API"):
                bolt = said.partition("connect to ")[2].partition(")")[0]
                password = Path(said.partition("password in ")[2].partition("\n")[0])
                return process, line.split()[1].rstrip("/"), bolt, password
        raise AssertionError((tmp_path / "log").read_text())

    yield start
    for process in started:
        process.terminate()
        process.wait()


@pytest.mark.parametrize("options", [("--read-only",), ("--known-at", YESTERDAY.isoformat())])
def test_nobody_writes_into_what_is_served_to_be_read(
    options: tuple[str, ...],
    up: Callable[..., tuple["subprocess.Popen[str]", str, str, Path]],
    data: Path,
    until: Until,
) -> None:
    before = sorted(one.name for one in data.iterdir())
    process, address, bolt, password = up(*options)
    until(lambda: httpx.get(f"{address}/readyz", timeout=None).status_code == 200)
    asked = httpx.get(f"{address}/v1/entities/elks:ann", timeout=None)
    assert asked.status_code == 200, asked.text
    started = httpx.post(f"{address}/v1/reports/weekly-brokers/runs", timeout=None)
    assert (started.status_code, "can only be read" in started.text) == (409, True), started.text
    with neo4j.GraphDatabase.driver(bolt, auth=("neo4j", password.read_text().strip())) as driver:
        leads = driver.execute_query("MATCH (p:Person)-[:LEADS]->() RETURN count(p) AS n").records[0]["n"]
        assert leads == (2 if options[0] == "--known-at" else 1)
        with pytest.raises(ClientError, match="read-only"):
            driver.execute_query("CREATE (:Person {id: 'slip'})")
    process.terminate()
    assert process.wait() == 0
    assert sorted(one.name for one in data.iterdir()) == before


@pytest.mark.usefixtures("data")
def test_the_day_is_one_that_there_is() -> None:
    refused = run("up", "--known-at", "2013-02-30").exception
    assert isinstance(refused, InputError)
    assert "YYYY-MM-DD" in refused.next_step
