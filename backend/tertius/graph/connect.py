"""Opening drivers: where a database is, and a connection to it that fails with a sentence a person can act on."""

from dataclasses import dataclass
from typing import Any, ClassVar, LiteralString
from urllib.parse import urlsplit

import neo4j
from neo4j import AsyncDriver, Driver
from pydantic import SecretStr

from tertius.errors import InputError
from tertius.graph.faults import DRIVER_ERRORS, translate, translated

__all__ = ["AsyncDriver", "Driver", "Server", "Target", "open_async_driver", "open_driver", "server_of"]

_SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
#: Seconds to open one connection, and to wait for a free one in the pool.
CONNECT_TIMEOUT_S = 5.0
ACQUIRE_TIMEOUT_S = 10.0
#: An unused connection is tested before use after this many seconds: a restarted server then costs nobody an error.
_IDLE_CHECK_S = 30.0


@dataclass(frozen=True)
class Target:
    """A database: where it is and who we are there.

    Attributes
    ----------
    uri
        Bolt address: ``bolt://`` for one server, ``neo4j://`` for a cluster (reads go to followers), ``+s`` for TLS.
        Without a user name or password in it.
    user, password
        The login. The password never shows in a ``repr``.
    database
        The database's name; Community has ``neo4j``.
    """

    uri: str
    user: str
    password: SecretStr
    database: str = "neo4j"

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.uri)
            host, _port = parts.hostname, parts.port
        except ValueError as error:
            raise _bad_address(self.uri.rpartition("@")[2], str(error)) from error
        if parts.scheme not in _SCHEMES or not host:
            raise _bad_address(
                self.uri.rpartition("@")[2], f"it must start with one of {', '.join(_SCHEMES)} and a host"
            )
        if parts.username is not None or parts.password is not None:
            raise InputError(
                "The database's address holds a user name or a password.",
                where=f"{parts.scheme}://{host}",
                next_step="Put them in TERTIUS_NEO4J_USER and TERTIUS_NEO4J_PASSWORD; addresses end up in logs.",
            )

    @property
    def address(self) -> str:
        """The address and database as messages and logs show them."""
        return f"{self.uri} (database {self.database})"


def _bad_address(shown: str, why: str) -> InputError:
    return InputError(
        f"This is not a Bolt address: {why}.",
        where=shown,
        next_step="Correct TERTIUS_NEO4J_URI, for example bolt://127.0.0.1:7687.",
    )


@dataclass(frozen=True)
class Server:
    """What a server says of itself.

    Attributes
    ----------
    version
        Neo4j's version, such as ``5.26.30``.
    edition
        ``community`` or ``enterprise``.
    gds
        The version of Graph Data Science there, or None.
    """

    version: str
    edition: str
    gds: str | None

    #: The three questions it takes, for a synchronous and an asynchronous driver alike.
    COMPONENTS: ClassVar[LiteralString] = (
        "CALL dbms.components() YIELD name, versions, edition WHERE name = 'Neo4j Kernel' "
        "RETURN versions[0] AS version, edition"
    )
    GDS_THERE: ClassVar[LiteralString] = (
        "SHOW FUNCTIONS YIELD name WHERE name = 'gds.version' RETURN count(*) > 0 AS there"
    )
    GDS_VERSION: ClassVar[LiteralString] = "RETURN gds.version() AS version"


def open_driver(target: Target, *, pool_size: int = 10) -> Driver:
    """Open a synchronous driver and make sure that the server answers and accepts the login.

    Parameters
    ----------
    target
        The database.
    pool_size
        Connections at most.

    Returns
    -------
    neo4j.Driver
        Close it, or use it in a ``with``.

    Raises
    ------
    DatabaseUnavailableError
        No server there, a refused login, or no such database.
    InputError
        A setting that no driver can be made of.
    """
    with translated(target.address, "the first connection"):
        driver = neo4j.GraphDatabase.driver(target.uri, **_options(target, pool_size))
    try:
        # A query rather than `verify_connectivity`: that one does not notice a database that does not exist.
        with driver.session(database=target.database, default_access_mode=neo4j.READ_ACCESS) as session:
            session.run("RETURN 1").consume()
    except DRIVER_ERRORS as error:
        driver.close()
        raise translate(error, address=target.address, doing="the first connection") from error
    except BaseException:
        driver.close()
        raise
    return driver


def open_async_driver(target: Target, *, pool_size: int = 20) -> AsyncDriver:
    """Open an asynchronous driver; it connects at the first query, so that a service can start before its database.

    Parameters
    ----------
    target
        The database.
    pool_size
        Connections at most; a query waits up to ten seconds for a free one.

    Returns
    -------
    neo4j.AsyncDriver
        Close it, or use it in an ``async with``, in the event loop that uses it.

    Raises
    ------
    InputError
        A setting that no driver can be made of.
    """
    with translated(target.address, "the first connection"):
        return neo4j.AsyncGraphDatabase.driver(target.uri, **_options(target, pool_size))


def _options(target: Target, pool_size: int) -> dict[str, Any]:
    # Telemetry and notifications cost a round trip's work on every query, and nobody reads them here.
    return {
        "auth": (target.user, target.password.get_secret_value()),
        "max_connection_pool_size": pool_size,
        "connection_timeout": CONNECT_TIMEOUT_S,
        "connection_acquisition_timeout": ACQUIRE_TIMEOUT_S,
        "liveness_check_timeout": _IDLE_CHECK_S,
        "keep_alive": True,
        "telemetry_disabled": True,
        "notifications_min_severity": "OFF",
        "warn_notification_severity": "OFF",
        "user_agent": "tertius",
    }


def server_of(driver: Driver, database: str = "neo4j") -> Server:
    """Ask a server for its version, its edition and its Graph Data Science.

    Parameters
    ----------
    driver
        An open driver.
    database
        The database to ask through.

    Returns
    -------
    Server

    Raises
    ------
    DatabaseUnavailableError
        The server does not answer.
    """
    with (
        translated(f"database {database}", "the question for its version"),
        driver.session(database=database, default_access_mode=neo4j.READ_ACCESS) as session,
    ):
        version, edition = session.run(Server.COMPONENTS).single(strict=True).values()
        gds = None
        if session.run(Server.GDS_THERE).single(strict=True).value():
            gds = session.run(Server.GDS_VERSION).single(strict=True).value()
    return Server(version=version, edition=edition, gds=gds)


def can_only_be_read(driver: Driver, database: str) -> bool:
    """Say whether a server lets nobody write into a database.

    Parameters
    ----------
    driver
        An open driver.
    database
        The database.

    Raises
    ------
    DatabaseUnavailableError
        The server does not answer, or does not tell this user.
    """
    with (
        translated(f"database {database}", "the question whether it can be written into"),
        driver.session(database="system", default_access_mode=neo4j.READ_ACCESS) as session,
    ):
        access = session.run("SHOW DATABASE $name YIELD access", name=database).value()
    return bool(access) and all(one == "read-only" for one in access)
