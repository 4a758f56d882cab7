"""The driver's errors in the project's words: what happened, where, and what to do; never a password or a parameter."""

import contextlib
import re
from collections.abc import Iterator

import neo4j.exceptions as driver_errors

from tertius.errors import (
    CatalogueError,
    ConflictError,
    DatabaseUnavailableError,
    InputError,
    QueryMemoryError,
    QueryTimeoutError,
    TertiusError,
    UnsupportedError,
)

#: What :func:`translate` understands; anything else is a defect and keeps its own traceback.
DRIVER_ERRORS = (driver_errors.Neo4jError, driver_errors.DriverError)

#: A connection that broke before an answer came: harmless to try again for a read.
BROKEN_CONNECTION = (driver_errors.ServiceUnavailable, driver_errors.SessionExpired)

_READ_ONLY = "Neo.ClientError.General.WriteOnReadOnlyAccessDatabase"
_TIMED_OUT = (
    "Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration",
    "Neo.ClientError.Transaction.TransactionTimedOut",
    "Neo.ClientError.Transaction.LockClientStopped",  # it ran out of time while it waited for a lock
)
_OUT_OF_MEMORY = re.compile(r"\.General\.\w*(OutOfMemory|MemoryLimit|StackOverflow)", re.IGNORECASE)
_NOT_WRITTEN = (
    "Neo.DatabaseError.Transaction.TransactionLogError",
    "Neo.DatabaseError.Transaction.TransactionCommitFailed",
)
_MISSING_PROCEDURE = "Neo.ClientError.Procedure.ProcedureNotFound"
_UNKNOWN_FUNCTION = "Unknown function"
_REASON = re.compile(r"\(reason (.+)\)\s*$")


def translate(error: Exception, *, address: str, doing: str = "a query") -> TertiusError:
    """Say a driver error in the project's words.

    Parameters
    ----------
    error
        One of :data:`DRIVER_ERRORS`.
    address
        The server's address and database, as a person should read it; without a password.
    doing
        What was being done, to finish "The server refused …".

    Returns
    -------
    TertiusError
        To be raised ``from`` the original.
    """
    if isinstance(error, driver_errors.Neo4jError):
        return _from_server(error, address, doing)
    if isinstance(error, driver_errors.ConnectionPoolError):
        return DatabaseUnavailableError(
            "Every connection to the database was busy for too long.",
            where=address,
            next_step="Try again shortly; if it keeps happening, raise TERTIUS_POOL_SIZE.",
        )
    if isinstance(error, driver_errors.ConfigurationError):
        return InputError(
            f"The database cannot be connected to as configured: {_first_line(error)}",
            where=address,
            next_step="Correct TERTIUS_NEO4J_URI, for example bolt://127.0.0.1:7687 or neo4j+s://example.org.",
        )
    return DatabaseUnavailableError(
        f"The database does not answer: {_first_line(error)}",
        where=address,
        next_step="Check that the server runs (`tertius db status`) and that TERTIUS_NEO4J_URI is its Bolt address.",
    )


def _from_server(error: driver_errors.Neo4jError, address: str, doing: str) -> TertiusError:
    code = error.code or ""
    said = (error.message or str(error)).strip()
    if code.startswith("Neo.ClientError.Security."):
        return _refused_login(error, code, said, address, doing)
    if code in _TIMED_OUT:
        return QueryTimeoutError(
            f"The server stopped {doing}: it took longer than its limit.",
            where=address,
            next_step="Narrow it (a day, fewer kinds of tie, a lower limit), or raise TERTIUS_QUERY_TIMEOUT_S.",
        )
    if code == "Neo.ClientError.Statement.AccessMode":
        return CatalogueError(
            f"A read tried to write, and the server refused it: {said}",
            where=address,
            next_step="Questions only read. Take the writing clause out of its Cypher.",
        )
    if code == _READ_ONLY:
        return ConflictError(
            f"The database can only be read, so the server refused {doing}.",
            where=address,
            next_step="Start it without --read-only. A copy of a past day (--known-at) is never written into: use the "
            "database that it was made from.",
        )
    if code == "Neo.ClientError.Database.DatabaseNotFound":
        return DatabaseUnavailableError(
            "The server has no database of that name.",
            where=address,
            next_step="Set TERTIUS_NEO4J_DATABASE to one that `SHOW DATABASES` lists; Community has only neo4j.",
        )
    if code == _MISSING_PROCEDURE or _UNKNOWN_FUNCTION in said:
        return UnsupportedError(
            f"The server lacks what {doing} calls: {said}",
            where=address,
            next_step="Install the plugin there; the embedded server brings Graph Data Science.",
        )
    if _OUT_OF_MEMORY.search(code):
        return QueryMemoryError(
            f"The server stopped {doing}: it needed more memory than it may have.",
            where=address,
            next_step="Narrow it (a day, fewer kinds of tie, a lower limit), or give the server more: "
            "TERTIUS_EMBEDDED_HEAP, or dbms.memory.transaction.total.max on a server of your own.",
        )
    if code in _NOT_WRITTEN or "No space left on device" in said:
        return DatabaseUnavailableError(
            f"The server could not finish {doing}, as it does when its disk is full: {said}",
            where=address,
            next_step="Free some space on the server's disk and start it again. If the embedded one does not open "
            "then, `tertius db repair` opens it.",
        )
    if isinstance(error, driver_errors.ConstraintError) or code == "Neo.DatabaseError.Schema.ConstraintCreationFailed":
        return ConflictError(
            f"The server refused {doing}, which would break a rule of the schema: {said}",
            where=address,
            next_step="Two things may not share that id: see which is right, and take the other out.",
        )
    if isinstance(error, driver_errors.ClientError):
        return CatalogueError(
            f"The server cannot run {doing}: {said}",
            where=address,
            next_step=f"Correct its Cypher or the parameters it was given ({code}).",
        )
    return DatabaseUnavailableError(
        f"The server failed at {doing}: {said}",
        where=address,
        next_step=f"Try again; if it stays, read the server's log ({code}).",
    )


def _refused_login(error: driver_errors.Neo4jError, code: str, said: str, address: str, doing: str) -> TertiusError:
    if code == "Neo.ClientError.Security.CredentialsExpired":
        return DatabaseUnavailableError(
            "The server wants this user's password changed before anything else.",
            where=address,
            next_step="Change it in Neo4j Browser, then set TERTIUS_NEO4J_PASSWORD.",
        )
    if code == "Neo.ClientError.Security.AuthenticationRateLimit":
        return DatabaseUnavailableError(
            "The server refuses logins for a few seconds after too many wrong passwords.",
            where=address,
            next_step="Correct TERTIUS_NEO4J_USER and TERTIUS_NEO4J_PASSWORD, wait, and try again.",
        )
    if isinstance(error, driver_errors.Forbidden):
        return DatabaseUnavailableError(
            f"The server does not allow this user {doing}: {said}",
            where=address,
            next_step="Use a user with the right to do it, or change that user's rights on the server.",
        )
    return DatabaseUnavailableError(
        "The server refused the user name and password.",
        where=address,
        next_step="Correct TERTIUS_NEO4J_USER and TERTIUS_NEO4J_PASSWORD. If the embedded server's password was "
        "changed in its Browser, write the new one into the file neo4j/password of the data folder.",
    )


def _first_line(error: Exception) -> str:
    text = str(error).strip()
    if reason := _REASON.search(text):  # the last of the addresses that were tried
        return reason[1]
    return text.splitlines()[0].rstrip(" :") if text else type(error).__name__


@contextlib.contextmanager
def translated(address: str, doing: str = "a query") -> Iterator[None]:
    """Raise what the driver raises inside as the project's own errors.

    Parameters
    ----------
    address, doing
        As for :func:`translate`.
    """
    try:
        yield
    except DRIVER_ERRORS as error:
        raise translate(error, address=address, doing=doing) from error


def can_only_be_read(error: TertiusError) -> bool:
    """Say whether an error is that of a write into a database that can only be read."""
    return getattr(error.__cause__, "code", None) == _READ_ONLY
