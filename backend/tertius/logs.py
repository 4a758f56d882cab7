"""Logs: one line a request, query or load; JSON when the output is not a terminal; never a parameter's value."""

import logging
import sys
import traceback
from collections.abc import Mapping

import structlog

VALUES = ("params", "parameters", "values", "row", "rows")
"""Fields of a log line that could hold what a person asked or a source said."""


def names_only(
    logger: structlog.typing.WrappedLogger, method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
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


def frames_only(
    logger: structlog.typing.WrappedLogger, method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
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


def configure(level: str = "info") -> None:
    """Send structured log lines to standard error, as JSON unless that is a terminal.

    Parameters
    ----------
    level
        ``debug``, ``info``, ``warning`` or ``error``.
    """
    renderer: structlog.typing.Processor = (
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
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def get(name: str) -> structlog.typing.FilteringBoundLogger:
    """Return the logger called ``name``."""
    logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(log=name)
    return logger
