import dataclasses
import socket

import pytest
from pydantic import SecretStr

from tertius.errors import DatabaseUnavailableError, InputError, TertiusError
from tertius.graph.connect import Server, Target, open_async_driver, open_driver, server_of
from tertius.graph.read import Reader

SECRET = "not-for-any-log"


def make(uri: str, **more: object) -> Target:
    return dataclasses.replace(
        Target(uri="bolt://127.0.0.1:1", user="neo4j", password=SecretStr(SECRET)), uri=uri, **more
    )


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def shown(error: TertiusError) -> str:
    return f"{error}{error!r}{error.__cause__}{error.__cause__!r}"


@pytest.mark.parametrize(
    "uri",
    ["", "127.0.0.1:7687", "http://127.0.0.1:7474", "bolt://", "bolt://127.0.0.1:port", "bolt://[::1", "bolt+x://h"],
)
def test_an_address_that_is_not_bolt_is_refused(uri: str) -> None:
    with pytest.raises(InputError, match="not a Bolt address") as caught:
        make(uri)
    assert "TERTIUS_NEO4J_URI" in caught.value.next_step


@pytest.mark.parametrize(
    "uri", [f"bolt://neo4j:{SECRET}@127.0.0.1:7687", f"http://neo4j:{SECRET}@h", f"bolt://x:{SECRET}@h:p"]
)
def test_a_password_in_the_address_is_refused_and_not_repeated(uri: str) -> None:
    with pytest.raises(InputError) as caught:
        make(uri)
    assert SECRET not in str(caught.value)


def test_a_target_does_not_show_its_password() -> None:
    target = make("bolt://127.0.0.1:7687")
    assert SECRET not in repr(target)
    assert SECRET not in target.address


def test_nobody_at_the_address(free_port: int) -> None:
    with pytest.raises(DatabaseUnavailableError, match="does not answer") as caught:
        open_driver(make(f"bolt://127.0.0.1:{free_port}"))
    assert f"127.0.0.1:{free_port}" in caught.value.where
    assert "tertius db status" in caught.value.next_step
    assert SECRET not in shown(caught.value)


def test_a_host_that_does_not_exist() -> None:
    with pytest.raises(DatabaseUnavailableError, match="resolve"):
        open_driver(make("bolt://no-such-host.invalid"))


@pytest.mark.parametrize("wrong", [{"password": SecretStr(SECRET)}, {"user": "nobody"}])
def test_a_refused_login(target: Target, wrong: dict[str, object]) -> None:
    with pytest.raises(DatabaseUnavailableError, match="refused the user name and password") as caught:
        open_driver(dataclasses.replace(target, **wrong))
    assert "TERTIUS_NEO4J_PASSWORD" in caught.value.next_step
    assert "neo4j/password" in caught.value.next_step
    assert SECRET not in shown(caught.value)
    assert target.password.get_secret_value() not in shown(caught.value)


def test_a_database_that_is_not_there(target: Target) -> None:
    with pytest.raises(DatabaseUnavailableError, match="no database of that name") as caught:
        open_driver(dataclasses.replace(target, database="elsewhere"))
    assert "elsewhere" in caught.value.where


def test_something_else_listens_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        import threading

        def answer_as_http() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(1024)
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        threading.Thread(target=answer_as_http, daemon=True).start()
        with pytest.raises(DatabaseUnavailableError):
            open_driver(make(f"bolt://127.0.0.1:{port}"))


def test_what_the_server_says_of_itself(target: Target) -> None:
    with open_driver(target) as driver:
        server = server_of(driver, target.database)
    assert server.version.startswith(("5.", "20"))
    assert server.edition in {"community", "enterprise"}


@pytest.mark.anyio
async def test_the_reader_says_the_same_of_the_server(reader: Reader, server: Server) -> None:
    assert await reader.server() == server


@pytest.mark.anyio
async def test_an_asynchronous_driver_opens_before_its_database_does(free_port: int) -> None:
    async with open_async_driver(make(f"bolt://127.0.0.1:{free_port}")) as driver:
        with pytest.raises(DatabaseUnavailableError) as caught:
            await Reader(driver).run("RETURN 1 AS one")
        assert SECRET not in shown(caught.value)


@pytest.mark.anyio
async def test_a_refused_login_of_an_asynchronous_driver(target: Target) -> None:
    async with open_async_driver(dataclasses.replace(target, password=SecretStr(SECRET))) as driver:
        with pytest.raises(DatabaseUnavailableError, match="refused the user name and password") as caught:
            await Reader(driver).run("RETURN 1 AS one")
        assert SECRET not in shown(caught.value)
