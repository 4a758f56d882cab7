"""The one family of errors: each class says only its HTTP status, its exit code and its title.

An error carries three things for the person who meets it: ``what`` happened, ``where`` (a file, a line, an address,
a parameter; may be empty) and the ``next_step``. The API serves it as RFC 9457 ``application/problem+json``; the
command line prints it in three lines and exits with ``exit_code``.
"""

from typing import ClassVar, Self


class TertiusError(Exception):
    """Any failure that Tertius foresaw. Raise a subclass, never this class.

    Parameters
    ----------
    what
        What went wrong, in one sentence.
    where
        The place: a path with a line, an address, a parameter's name. Never a secret.
    next_step
        What the reader can do about it.
    unknown
        What a value should have been the id of, ``entity`` or ``claim``, if nothing has that id: whoever knows more can
        say what was meant.
    """

    status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1
    title: ClassVar[str] = "Something failed inside Tertius"

    def __init__(self, what: str, *, where: str = "", next_step: str = "", unknown: str = "") -> None:
        super().__init__(what)
        self.unknown = unknown
        self.what = what
        self.where = where
        self.next_step = next_step

    def at(self, where: str) -> Self:
        """Return the same error at another place: who reads a text does not know in which column it stood."""
        return type(self)(self.what, where=where, next_step=self.next_step, unknown=self.unknown)

    def __str__(self) -> str:
        parts = [self.what]
        if self.where:
            parts.append(f"Where: {self.where}")
        if self.next_step:
            parts.append(f"Next: {self.next_step}")
        return "\n".join(parts)


class InputError(TertiusError):
    """A value from outside that cannot be accepted: a parameter, an option, a date."""

    status = 422
    exit_code = 2
    title = "The input cannot be accepted"


class UndefinedError(InputError):
    """Something that could be asked and has no answer here: a measure that is not defined on the network selected."""

    status = 409
    exit_code = 13
    title = "Not defined on this network"


class NotFoundError(TertiusError):
    """An id or a question that does not exist."""

    status = 404
    exit_code = 3
    title = "Not found"


class AmbiguousError(TertiusError):
    """A name that several things have, where an id or the name of one thing is taken."""

    status = 409
    exit_code = 16
    title = "Several things have this name"


class DataError(TertiusError):
    """A file of data that cannot be loaded at all (a single bad row is quarantined instead)."""

    status = 422
    exit_code = 4
    title = "The data cannot be loaded"


class QuarantinedError(TertiusError):
    """A load that finished but had to set rows aside."""

    status = 422
    exit_code = 5
    title = "Some rows were set aside"


class ConflictError(TertiusError):
    """An action in conflict with the current state: two loads at once, a changed migration, an impossible decision."""

    status = 409
    exit_code = 6
    title = "Conflict with the current state"


class AuthenticationError(TertiusError):
    """A request without a valid API key where one is needed."""

    status = 401
    exit_code = 7
    title = "A valid API key is needed"


class UnsupportedError(TertiusError):
    """A question that needs a plugin which this server does not have."""

    status = 501
    exit_code = 8
    title = "This server cannot answer that"


class DatabaseUnavailableError(TertiusError):
    """No database could be reached or started."""

    status = 503
    exit_code = 9
    title = "The database is not available"


class QueryTimeoutError(TertiusError):
    """A question that took longer than its limit."""

    status = 504
    exit_code = 10
    title = "The question took too long"


class QueryMemoryError(TertiusError):
    """A question that needs more memory than the server gives it."""

    status = 507
    exit_code = 14
    title = "The question needs more memory than it may have"


class NoRoomError(TertiusError):
    """A write that was not begun, since the database's disk is almost full."""

    status = 507
    exit_code = 15
    title = "The disk is almost full"


class DeliveryError(TertiusError):
    """A place that a report is to be delivered to does not take it now: a mail server that is away, a full disk."""

    status = 502
    exit_code = 17
    title = "A delivery did not succeed"


class DeliveryRefusedError(DeliveryError):
    """A delivery that can only fail again: a wrong password, an address that there is not, a message too large."""

    exit_code = 18
    title = "A delivery was refused"


class EmbeddedServerError(DatabaseUnavailableError):
    """The embedded Neo4j could not be fetched, started or stopped."""

    exit_code = 11
    title = "The embedded server failed"


class CatalogueError(TertiusError):
    """A question file or a measure that breaks the rules of the catalogue: a mistake of its author, not of its user."""

    exit_code = 12
    title = "The question catalogue is broken"
