"""The server's home: closed to others, with a password that only it and its owner know."""

import os
import re
import stat
from pathlib import Path

import pytest
import yaml

from tertius.embedded.home import Home, credential, write_private
from tertius.embedded.jars import JarSet
from tertius.embedded.lock import Jar, JarLock
from tertius.errors import EmbeddedServerError


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Make an empty home, with the most careless umask there is."""
    before = os.umask(0)
    try:
        made = Home.of(tmp_path / "data")
        made.create()
        return made
    finally:
        os.umask(before)


@pytest.fixture
def jars(tmp_path: Path) -> JarSet:
    """Make up two jars, one of them a plugin."""
    plain, plugin = (
        Jar(f"org.example:{name}:1.0", "0" * 64, 1, "gds", name == "plugin") for name in ("plain", "plugin")
    )
    jars = JarSet(JarLock("0.1", "0.1", "0.1", "0.1", (17,), (plain, plugin)), tmp_path / "jars")
    for path in jars.class_path:
        path.parent.mkdir(parents=True)
        path.write_text("jar", encoding="utf-8")
    return jars


def start_once(home: Home) -> None:
    (home.folder / "data" / "databases" / "system").mkdir(parents=True)


def test_everything_is_closed_to_others(home: Home, jars: JarSet) -> None:
    before = os.umask(0)
    try:
        home.prepare(jars)
    finally:
        os.umask(before)
    assert mode(home.folder) == 0o700
    assert mode(home.password_file) == 0o600
    assert mode(home.folder / "data" / "dbms" / "auth.ini") == 0o600
    assert all(not mode(path) & 0o077 for path in home.folder.rglob("*") if not path.is_symlink())


def test_a_home_that_was_open_is_closed_again(home: Home) -> None:
    home.folder.chmod(0o777)
    home.create()
    assert mode(home.folder) == 0o700


def test_the_folder_around_it_is_left_as_it_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    Home.of(tmp_path).create()
    assert mode(tmp_path) == 0o755


def test_the_credential_is_what_neo4j_itself_writes() -> None:
    # Written by `neo4j-admin dbms set-initial-password sesame-open-1` of Neo4j 5.26.30.
    written = (
        "neo4j:SHA-256,1a490d835ced3915e4d6c8e741a7b59c2c8239204a2d0d7e425adc130a6e0ec6,"
        "8b983a2f944fe38a5ad379dab0164c1698df9e18a5acabedb49cf73575ac13fb,1024:"
    )
    salt = bytes.fromhex("8b983a2f944fe38a5ad379dab0164c1698df9e18a5acabedb49cf73575ac13fb")
    assert credential("neo4j", "sesame-open-1", salt) == written


def test_the_password_is_made_once_and_differs_between_homes(home: Home, tmp_path: Path) -> None:
    other = Home.of(tmp_path / "other")
    other.create()
    assert home.password() == home.password() != other.password()
    assert len(home.password()) >= 32


def test_the_password_is_not_in_the_configuration(home: Home, jars: JarSet) -> None:
    home.prepare(jars)
    holders = [
        path
        for path in home.folder.rglob("*")
        if path.is_file() and home.password() in path.read_text(encoding="utf-8")
    ]
    assert holders == [home.password_file]


def test_a_lost_password_of_a_used_database_is_an_error_and_no_new_one(home: Home) -> None:
    start_once(home)
    with pytest.raises(EmbeddedServerError, match="password of this database is gone") as caught:
        home.password()
    assert caught.value.where == str(home.password_file)
    assert not home.password_file.exists()


def test_a_used_database_keeps_its_accounts(home: Home, jars: JarSet) -> None:
    home.password()
    start_once(home)
    home.prepare(jars)
    assert not (home.folder / "data" / "dbms" / "auth.ini").exists()


def test_the_last_lines_never_show_the_password(home: Home) -> None:
    write_private(home.log, f"old\nline\nI was told {home.password()}\n")
    write_private(home.console, "last words\n")
    assert home.password() not in home.tail()
    assert home.tail(1).splitlines() == ["  I was told ********", "  last words"]


def test_the_last_lines_are_of_this_start(home: Home) -> None:
    write_private(home.log, "earlier\nnow\n")
    assert home.tail(since=len("earlier\n")) == "  now"
    assert home.tail(since=9999).splitlines() == ["  earlier", "  now"]  # the log was rotated meanwhile


def test_a_stack_trace_is_cut_to_its_messages(home: Home) -> None:
    write_private(
        home.log,
        "2026-01-01 00:00:00.000+0000 ERROR Failed to start Neo4j on 127.0.0.1:1.\n"
        "java.lang.RuntimeException: Error starting Neo4j\n"
        "\tat org.neo4j.server.NeoBootstrapper.start(NeoBootstrapper.java:100)\n"
        "Caused by: java.io.IOException: at last a reason\n"
        "\t... 11 more\n"
        "2026-01-01 00:00:00.001+0000 WARN  at java.base/sun.nio.ch.FileChannelImpl.<init>(FileChannelImpl.java:317)\n"
        "2026-01-01 00:00:00.002+0000 INFO  Stopped.\n",
    )
    assert home.tail().splitlines() == [
        "  2026-01-01 00:00:00.000+0000 ERROR Failed to start Neo4j on 127.0.0.1:1.",
        "  java.lang.RuntimeException: Error starting Neo4j",
        "  Caused by: java.io.IOException: at last a reason",
        "  2026-01-01 00:00:00.002+0000 INFO  Stopped.",
    ]


def test_a_full_disk_is_said_in_plain_words(home: Home) -> None:
    home.need_room(1)
    with pytest.raises(OSError, match="MB are free") as caught:
        home.need_room(10**18)
    error = home.unusable(caught.value)
    assert error.what.startswith("The data folder cannot be written to: only ")
    assert error.where == str(home.folder)
    assert error.next_step.startswith("Free some space")


def test_plugins_follow_the_lock_file_and_a_users_own_stay(home: Home, jars: JarSet, tmp_path: Path) -> None:
    plugins = home.folder / "plugins"
    (plugins / "my-own.jar").write_text("mine", encoding="utf-8")
    (plugins / "plugin-0.9.jar").symlink_to(tmp_path / "jars" / "gone.jar")
    home.prepare(jars)
    assert sorted(path.name for path in plugins.iterdir()) == ["my-own.jar", "plugin-1.0.jar"]
    assert (plugins / "plugin-1.0.jar").read_text(encoding="utf-8") == "jar"


def store(home: Home, text: str) -> None:
    for part in ("databases", "transactions"):
        folder = home.folder / "data" / part / "neo4j"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "file").write_text(text, encoding="utf-8")


def stored(home: Home) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted((home.folder / "data").rglob("file"))]


def test_a_store_set_aside_comes_back_unless_it_is_forgotten(home: Home) -> None:
    store(home, "old")
    home.set_store_aside()
    store(home, "half of the new")
    home.take_store_back()
    assert stored(home) == ["old", "old"]

    home.set_store_aside()
    store(home, "new")
    home.forget_store_aside()
    home.take_store_back()
    assert stored(home) == ["new", "new"]


def test_half_of_a_new_store_where_there_was_none_goes_away(home: Home) -> None:
    home.set_store_aside()
    store(home, "half of the new")
    home.take_store_back()
    assert stored(home) == []


def test_a_process_killed_while_it_set_the_store_aside_has_lost_nothing(home: Home) -> None:
    store(home, "old")
    moving = home.folder / "data" / "setting-aside"
    moving.mkdir()
    (home.folder / "data" / "databases" / "neo4j").rename(moving / "databases")
    home.take_store_back()
    assert stored(home) == ["old", "old"]


def test_a_store_left_aside_by_a_killed_process_comes_back_at_the_next_start(home: Home, jars: JarSet) -> None:
    store(home, "old")
    home.set_store_aside()
    (home.folder / "data" / "databases" / "neo4j").mkdir(parents=True)
    home.prepare(jars)
    assert stored(home) == ["old", "old"]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file", encoding="utf-8")
    with pytest.raises(EmbeddedServerError, match="data folder cannot be used") as caught:
        Home.of(tmp_path / "data").create()
    assert "TERTIUS_DATA_DIR" in caught.value.next_step


def test_a_private_file_is_replaced_whole(tmp_path: Path) -> None:
    write_private(tmp_path / "file", "one")
    write_private(tmp_path / "file", "two")
    assert (tmp_path / "file").read_text(encoding="utf-8") == "two"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_compose_allows_its_server_no_more(home: Home, jars: JarSet) -> None:
    """What the compose file sets of Neo4j's own settings, the embedded server has the same."""
    home.prepare(jars)
    own = dict(
        line.split("=", 1)
        for line in (home.conf / "neo4j.conf").read_text(encoding="utf-8").splitlines()
        if "=" in line
    )
    compose = yaml.safe_load((Path(__file__).parents[2] / "docker-compose.yml").read_text(encoding="utf-8"))
    theirs = {
        re.sub("_(?!_)", ".", name.removeprefix("NEO4J_").replace("__", "\0")).replace("\0", "_"): value
        for name, value in compose["services"]["neo4j"]["environment"].items()
        if name not in ("NEO4J_AUTH", "NEO4J_PLUGINS")  # of the image, not of the server
    }
    assert {"dbms.security.procedures.allowlist", "db.logs.query.obfuscate_literals"} <= set(theirs)
    assert theirs == {name: own.get(name) for name in theirs}
