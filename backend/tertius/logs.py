"""Logs: one line a request, query or load; JSON when the output is not a terminal; never a parameter's value.

structlog is imported for the first line that is written: most commands write none, and are over in less than it takes.
"""

import logging
import sys
import traceback
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from structlog.typing import EventDict, Processor, WrappedLogger

VALUES = ("params", "parameters", "values", "row", "rows")
"""Fields of a log line that could hold what a person asked or a source said."""


def names_only(logger: "WrappedLogger", method: str, event: "EventDict") -> "EventDict":
    """Keep of such a field the names alone when it is a mapping, else only how many there are."""
    for field in VALUES:
        held = event.get(field)
        if isinstance(held, Mapping):
            event[field] = sorted(map(str, held))
        elif isinstance(held, list | tuple | set | frozenset):
            event[field] = len(held)
        elif isinstance(held, str | bytes):
            del event[field]
    return event


def frames_only(logger: "WrappedLogger", method: str, event: "EventDict") -> "EventDict":
    """Tell an exception by its class and frames: its message repeats what could not be accepted, locals hold more."""
    given = event.pop("exc_info", None)
    if isinstance(given, tuple):
        given = given[1]
    error = given if isinstance(given, BaseException) else sys.exc_info()[1] if given else None
    if error is not None:
        event["error"] = type(error).__qualname__
        event["frames"] = [
            f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
        ]
    return event


class Log:
    """A logger: a method for each level, whose line is a word for what happened and named facts.

    Parameters
    ----------
    name
        Which part of Tertius speaks.
    """

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def debug(self, event: str, **facts: object) -> None:
        """Write a line for who looks for a fault."""
        self._write("debug", event, facts)

    def info(self, event: str, **facts: object) -> None:
        """Write a line about what happens every day."""
        self._write("info", event, facts)

    def warning(self, event: str, **facts: object) -> None:
        """Write a line about what somebody should know."""
        self._write("warning", event, facts)

    def error(self, event: str, **facts: object) -> None:
        """Write a line about what somebody must mend."""
        self._write("error", event, facts)

    def exception(self, event: str, **facts: object) -> None:
        """Write a line about the exception that is being handled, as an error."""
        self._write("error", event, {"exc_info": True, **facts})

    def _write(self, level: str, event: str, facts: Mapping[str, object]) -> None:
        if _waiting.skips(level):
            return
        _waiting.make()
        import structlog

        getattr(structlog.get_logger(log=self._name), level)(event, **facts)


class _Waiting:
    """The level that structlog is to be set up with once there is a line to write."""

    def __init__(self) -> None:
        self.floor: int | None = None
        self.silenced: dict[str, int] = {}
        """Loggers of other packages that are kept silent, and their levels before."""

    def skips(self, level: str) -> bool:
        """Say whether a line is below it; once structlog is set up, it decides that itself."""
        return self.floor is not None and logging.getLevelNamesMapping()[level.upper()] < self.floor

    def make(self) -> None:
        """Set structlog up, unless that is done or nobody has asked for it."""
        if self.floor is None:
            return
        import structlog

        renderer: Processor = (
            structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else structlog.processors.JSONRenderer()
        )
        structlog.configure(
            processors=[
                structlog.contextvars.merge_contextvars,
                names_only,
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                frames_only,
                renderer,
            ],
            wrapper_class=structlog.make_filtering_bound_logger(self.floor),
            logger_factory=structlog.PrintLoggerFactory(sys.stderr),
            cache_logger_on_first_use=False,
        )
        self.floor = None


_waiting = _Waiting()


def configure(level: str = "info", *, silent: Iterable[str] = ()) -> None:
    """Send structured log lines to standard error, as JSON unless that is a terminal.

    Parameters
    ----------
    level
        ``debug``, ``info``, ``warning`` or ``error``.
    silent
        Loggers of other packages that write nothing below a critical line.
    """
    for name in silent:
        other = logging.getLogger(name)
        _waiting.silenced.setdefault(name, other.level)
        other.setLevel(logging.CRITICAL)
    _waiting.floor = logging.getLevelNamesMapping()[level.upper()]
    if "structlog" in sys.modules:  # somebody in this process may use it directly
        _waiting.make()


def forget() -> None:
    """Take back what :func:`configure` set: every line is written again, as structlog does of itself."""
    _waiting.floor = None
    while _waiting.silenced:
        name, level = _waiting.silenced.popitem()
        logging.getLogger(name).setLevel(level)
    if "structlog" in sys.modules:
        import structlog

        structlog.reset_defaults()


def get(name: str) -> Log:
    """Return the logger called ``name``."""
    return Log(name)
