"""A real server: up, closed to everybody else, and down again; and what is said when it cannot start."""

import http.client
import os
import re
import socket
import stat
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import neo4j
import psutil
import pytest
from neo4j.exceptions import AuthError, ClientError, CypherSyntaxError

from tertius.embedded import Connection, EmbeddedServer, status
from tertius.embedded.home import Home
from tertius.embedded.jars import fetch_jars
from tertius.errors import ConflictError, EmbeddedServerError, InputError
from tertius.settings import Settings
from tertius.wording import quoted

Cypher = Callable[..., list[list[object]]]


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with everything in its name that a careless program trips over."""
    return tmp_path_factory.mktemp("data") / 'Données d\'Azawad (2012) $HOME %20 "أزواد" \\n'


@pytest.fixture(scope="module")
def server(data_dir: Path, cache_dir: Path) -> Iterator[EmbeddedServer]:
    """Make the server of this module; ``running`` starts it."""
    server = EmbeddedServer(data_dir=data_dir, cache_dir=cache_dir, heap="512m", brief=True)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def running(server: EmbeddedServer) -> Connection:
    """Start the server of this module."""
    return server.start()


def port_of(address: str) -> int:
    return int(address.split(":")[2].split("/")[0])


def test_bolt_http_and_browser_answer(running: Connection, cypher: Cypher) -> None:
    assert cypher(running, "RETURN 1") == [[1]]
    connection = http.client.HTTPConnection("127.0.0.1", port_of(running.http_url))
    connection.request("GET", "/browser/")
    page = connection.getresponse()
    assert page.status == 200
    assert b"<title>Neo4j Browser</title>" in page.read()
    # Neo4j Browser learns from here where Bolt is.
    connection.request("GET", "/", headers={"Accept": "application/json"})
    assert f":{port_of(running.uri)}" in connection.getresponse().read().decode()


def test_the_versions_are_those_of_the_lock_file(running: Connection, cypher: Cypher) -> None:
    statement = (
        "CALL dbms.components() YIELD name, versions, edition WHERE name = 'Neo4j Kernel' "
        "RETURN versions[0], edition, gds.version()"
    )
    assert cypher(running, statement) == [["5.26.30", "community", "2.13.9"]]


def test_graph_data_science_works(running: Connection, cypher: Cypher) -> None:
    # A path of three: by hand, only the middle one stands between two others.
    cypher(running, "CREATE (:P {n: 1})-[:T]->(b:P {n: 2})-[:T]->(:P {n: 3})")
    project = (
        "MATCH (a:P)-[:T]->(b:P) RETURN gds.graph.project('three', a, b, {}, {undirectedRelationshipTypes: ['*']})"
    )
    between = (
        "CALL gds.betweenness.stream('three') YIELD nodeId, score "
        "RETURN gds.util.asNode(nodeId).n AS n, score ORDER BY n"
    )
    try:
        cypher(running, project)
        rows = cypher(running, between)
    finally:
        cypher(running, "CALL gds.graph.drop('three', false) YIELD graphName RETURN graphName")
        cypher(running, "MATCH (p:P) DETACH DELETE p")
    assert rows == [[1, 0.0], [2, 1.0], [3, 0.0]]


def test_what_projects_is_planned_once(running: Connection, cypher: Cypher) -> None:
    """Graph Data Science would plan what the server shows of a statement each time, for an estimate of its rows."""
    statement = "SHOW TRANSACTIONS YIELD currentQuery WHERE currentQuery CONTAINS 'YIELD' RETURN currentQuery"
    ((shown,),) = cypher(running, statement)
    with pytest.raises(CypherSyntaxError):
        cypher(running, f"EXPLAIN {shown}")


def test_nobody_gets_in_without_the_password(running: Connection) -> None:
    for auth in (None, ("neo4j", "neo4j"), ("neo4j", "")):
        with (
            neo4j.GraphDatabase.driver(running.uri, auth=auth) as driver,
            pytest.raises((AuthError, ClientError), match=r"[Uu]nauthorized|authentication|missing key"),
        ):
            driver.verify_connectivity()


def test_the_password_shows_nowhere(running: Connection, data_dir: Path) -> None:
    assert running.password not in repr(running)
    process = psutil.Process(running.pid)
    assert running.password not in " ".join(process.cmdline())
    assert running.password not in " ".join(process.environ().values())
    holders = [
        path for path in data_dir.rglob("*") if path.is_file() and running.password.encode() in path.read_bytes()
    ]
    assert holders == [Home.of(data_dir).password_file]


def test_every_file_is_closed_to_others(running: Connection, data_dir: Path) -> None:
    home = Home.of(data_dir)
    assert stat.S_IMODE(home.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(home.password_file.stat().st_mode) == 0o600
    assert running.log == home.log


def test_it_listens_on_the_loopback_interface_only(running: Connection) -> None:
    listening = [
        connection.laddr
        for connection in psutil.Process(running.pid).net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert {address.port for address in listening} == {port_of(running.uri), port_of(running.http_url)}
    assert {address.ip for address in listening} <= {"127.0.0.1", "::ffff:127.0.0.1"}


def test_no_query_reads_files_or_addresses(running: Connection, cypher: Cypher, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("secret", encoding="utf-8")
    with (
        socket.create_server(("127.0.0.1", 0)) as trap,
        socket.create_server(("::1", 0), family=socket.AF_INET6) as trap6,
    ):
        trap.setblocking(False)
        trap6.setblocking(False)
        port, port6 = trap.getsockname()[1], trap6.getsockname()[1]
        for url in (
            secret.as_uri(),
            "file:///secret.csv",
            f"http://127.0.0.1:{port}/",
            f"http://localhost:{port}/",
            f"http://[::1]:{port6}/",
            f"http://[::ffff:127.0.0.1]:{port}/",
            f"ftp://127.0.0.1:{port}/x",
        ):
            with pytest.raises(ClientError, match=r"Cannot load|Couldn't load|[Ii]nvalid"):
                cypher(running, "LOAD CSV FROM $url AS line RETURN line", url=url)
        for listener in (trap, trap6):
            with pytest.raises(BlockingIOError):  # nobody has knocked
                listener.accept()


def test_of_the_plugins_procedures_only_the_listed_are_loaded(running: Connection, cypher: Cypher) -> None:
    names = {str(name) for (name,) in cypher(running, "SHOW PROCEDURES YIELD name RETURN name")}
    assert {
        "db.labels",
        "gds.pageRank.stream",
        "gds.leiden.stream",
        "gds.graph.drop",
        "gds.shortestPath.dijkstra.stream",
    } <= names
    assert {name.split(".")[0] for name in names} == {"db", "dbms", "gds", "tx"}


#: What a procedure that writes files, opens another database or reaches over the network calls itself.
OUTWARD = re.compile(
    r"export|csv|parquet|store(?!d)|restore|backup|dump|save|file|disk|import|load|ephemeral|cypherdb|remote|flight|http",
    re.IGNORECASE,
)
#: Switches a way to keep numbers in memory; what it would switch, the Arrow server, is of another edition.
HARMLESS = {"gds.features.enableArrowDatabaseImport", "gds.features.enableArrowDatabaseImport.reset"}


def test_no_procedure_writes_files_or_reaches_out(running: Connection, cypher: Cypher, cache_dir: Path) -> None:
    """Not even one that the server does not list: a server that is only to be read would let it, too."""
    shown = {str(name) for (name,) in cypher(running, "SHOW PROCEDURES YIELD name RETURN name")}
    named = {name for name in shown | names_in_the_plugin(cache_dir) if OUTWARD.search(name)}
    assert {"gds.graph.export", "gds.graph.export.csv", "gds.beta.graph.export.csv"} <= named
    assert not shown & named - HARMLESS
    for name in named - HARMLESS:
        with pytest.raises(ClientError, match="no procedure with the name"):
            cypher(running, f"EXPLAIN CALL {name}()")
    # All else of Graph Data Science is there: what it says that it has, its exports aside.
    listed = {
        str(name)
        for (name,) in cypher(running, "CALL gds.list() YIELD name, type WHERE type = 'procedure' RETURN name")
    }
    assert {name for name in listed if not OUTWARD.search(name)} <= shown


def names_in_the_plugin(cache_dir: Path) -> set[str]:
    """Return all that could be a procedure's name in the classes of Graph Data Science."""
    jars, found = fetch_jars(cache_dir), set()
    for jar in jars.lock.jars:
        if jar.part == "gds":
            with zipfile.ZipFile(jars.file(jar)) as packed:
                for name in packed.namelist():
                    if name.endswith(".class"):
                        found.update(re.findall(rb"gds(?:\.[A-Za-z0-9]+)+", packed.read(name)))
    return {name.decode() for name in found}


def test_http_serves_the_browser_and_no_data(running: Connection) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port_of(running.http_url))
    for path in ("/db/neo4j/tx/commit", "/db/neo4j/query/v2"):
        connection.request("POST", path, '{"statement": "RETURN 1"}', {"Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 404
        # Another site's page in the user's browser may not read what it says.
        assert answer.headers["Access-Control-Allow-Origin"] in {
            None,
            running.http_url.replace("127.0.0.1", "localhost"),
        }


def test_nothing_is_reported_to_anybody(running: Connection, cypher: Cypher) -> None:
    statement = (
        "SHOW SETTINGS YIELD name, value WHERE name IN ['dbms.usage_report.enabled', 'client.allow_telemetry'] "
        "RETURN name, value"
    )
    assert sorted(cypher(running, statement)) == [  # type: ignore[type-var]
        ["client.allow_telemetry", "false"],
        ["dbms.usage_report.enabled", "false"],
    ]


def test_another_process_finds_it(running: Connection, data_dir: Path) -> None:
    assert status(data_dir) == running


def test_a_second_server_on_the_same_folder_is_refused(running: Connection, data_dir: Path, cache_dir: Path) -> None:
    with pytest.raises(
        ConflictError, match=rf"process id {running.pid}, which process {os.getpid()} started"
    ) as caught:
        EmbeddedServer(data_dir=data_dir, cache_dir=cache_dir).start()
    assert caught.value.where == quoted(Home.of(data_dir).folder)
    assert "TERTIUS_DATA_DIR" in caught.value.next_step
    assert status(data_dir) == running


def test_starting_twice_is_refused(running: Connection, server: EmbeddedServer) -> None:
    with pytest.raises(ConflictError, match="started already"):
        server.start()


@pytest.mark.parametrize("which", ["bolt_port", "http_port"])
def test_a_busy_port_is_named_with_its_holder(which: str, tmp_path: Path, cache_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
        with pytest.raises(EmbeddedServerError, match=rf"port is taken by .*\(process {os.getpid()}\)") as caught:
            EmbeddedServer(data_dir=tmp_path, cache_dir=cache_dir, **{which: port}).start()  # type: ignore[arg-type]
    assert caught.value.where == f"127.0.0.1:{port}"
    assert f"TERTIUS_EMBEDDED_{which.upper()}" in caught.value.next_step
    assert status(tmp_path) is None


def test_it_stops_in_order_and_can_start_again(
    running: Connection, server: EmbeddedServer, data_dir: Path, cypher: Cypher, await_end: Callable[..., None]
) -> None:
    """Runs last but two: it ends the module's server."""
    cypher(running, "CREATE (:Kept)")
    server.stop()
    assert status(data_dir) is None
    await_end(running.pid)  # a first session writes its class data after it has stopped
    server.stop()  # once more is no error
    again = server.start()
    assert again.password == running.password
    assert cypher(again, "MATCH (k:Kept) RETURN count(k)") == [[1]]
    server.stop()
    # It was not killed after its grace.
    assert Home.of(data_dir).log.read_text(encoding="utf-8").rstrip().endswith("Stopped.")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"heap": "lots"}, "'lots' is not the size of a Java heap"),
        ({"heap": "1g -version"}, "is not the size of a Java heap"),
        ({"heap": "0m"}, "is not the size of a Java heap"),
        ({"bolt_port": 65536}, "65536 is not a port"),
        ({"http_port": -1}, "-1 is not a port"),
        ({"bolt_port": 7687, "http_port": 7687}, "cannot share port 7687"),
    ],
)
def test_values_that_cannot_be_are_refused(wrong: dict[str, str], says: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=says):
        EmbeddedServer(data_dir=tmp_path, cache_dir=tmp_path, **wrong)  # type: ignore[arg-type]


def test_the_settings_become_the_server(tmp_path: Path, cache_dir: Path) -> None:
    settings = Settings(
        data_dir=tmp_path, cache_dir=cache_dir, embedded_bolt_port=0, embedded_http_port=0, embedded_heap="1m"
    )
    with pytest.raises(EmbeddedServerError, match=r"Too small maximum heap|died while it started"):
        EmbeddedServer.from_settings(settings).start()


def test_a_server_that_dies_shows_its_last_lines_and_keeps_its_log(tmp_path: Path, cache_dir: Path) -> None:
    home = Home.of(tmp_path)
    home.create()
    (home.folder / "data" / "databases").write_text("a file where a folder should be", encoding="utf-8")
    with pytest.raises(EmbeddedServerError, match="died while it started") as caught:
        EmbeddedServer(data_dir=tmp_path, cache_dir=cache_dir).start()
    last = [line.strip() for line in caught.value.what.splitlines()[1:]]
    assert any("ERROR" in line for line in last)
    assert any("Unable to write directory path" in line for line in last)
    assert not any(line.startswith("at ") for line in last)
    kept = home.log.read_text(encoding="utf-8")
    assert any(line in kept for line in last if "ERROR" in line)
    assert caught.value.where == quoted(home.log)
    assert home.password() not in str(caught.value)
    assert status(tmp_path) is None


def test_a_hostile_environment_changes_nothing(
    tmp_path: Path, cache_dir: Path, script: Callable[..., subprocess.Popen[str]]
) -> None:
    source = """
import sys
from pathlib import Path
from tertius.embedded import EmbeddedServer
with EmbeddedServer(data_dir=Path(sys.argv[1]), cache_dir=Path(sys.argv[2]), brief=True) as connection:
    print(connection.pid)
"""
    environment = os.environ | {
        "LC_ALL": "C",
        "LANG": "C",
        "JAVA_TOOL_OPTIONS": "-Xmx1m",
        "JDK_JAVA_OPTIONS": "-version",
        "_JAVA_OPTIONS": "-Xmx1m",
        "CLASSPATH": "/nowhere",
        "NEO4J_HOME": "/nowhere",
        "NEO4J_CONF": "/nowhere",
        "NEO4J_server_bolt_listen__address": "0.0.0.0:1",
    }
    # A file of this name in the user's folder must not be taken by the supervisor for the standard library's.
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "select.py").write_text("raise SystemExit('wrong module')", encoding="utf-8")
    process = script(source, tmp_path / "données", cache_dir, env=environment, cwd=folder)
    out, err = process.communicate()
    assert process.returncode == 0, err
    assert out.strip().isdigit()
