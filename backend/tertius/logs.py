"""Logs: one line a request, query or load; JSON when the output is not a terminal; never a parameter's value."""

import logging
import sys

import structlog


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
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
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
