"""What a test can leave behind for the next one in its process: settings of the process that are all tests' own.

A test that passes alone and fails after another, in one order of many, is seldom found by running all in their usual
order. So each is asked, at its end, whether the process is as it was at its beginning.
"""

import gc
import locale
import logging
import os
import resource
import signal
import socket
import sys
import threading
import time
from asyncio import DefaultEventLoopPolicy, events
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog

#: Loggers whose levels somebody sets; to ask all that there are takes longer than most tests.
LOGGERS = [logging.getLogger(name) for name in ("neo4j", "tertius", "httpx", "apscheduler")]
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD, signal.SIGALRM, signal.SIGPIPE, signal.SIGUSR1)
LIMITS = (resource.RLIMIT_AS, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE)

#: pytest's own, which it sets for each phase of each test.
_PHASE = os.fsencode("PYTEST_CURRENT_TEST")


def state() -> dict[str, Any]:
    """Return what the process is set to, by what it is called in a sentence."""
    # The variables as the system has them: to decode them takes as long as all the rest.
    variables = dict(os.environ._data)  # type: ignore[attr-defined] # there is no public way
    variables.pop(_PHASE, None)
    umask = os.umask(0o077)
    os.umask(umask)
    return {
        "variables of the environment": variables,
        "the working directory": _folder(),
        "the file mode mask": umask,
        "the locale": locale.setlocale(locale.LC_ALL),
        "the time zone": time.tzname,
        "the niceness": os.getpriority(os.PRIO_PROCESS, 0),
        "limits of resources": [resource.getrlimit(limit) for limit in LIMITS],
        "what signals do": [signal.getsignal(number) for number in SIGNALS],
        "the switch interval of threads": sys.getswitchinterval(),
        "the limit of recursion": sys.getrecursionlimit(),
        "the collection of garbage": (gc.isenabled(), gc.get_threshold()),
        "sys.path": sys.path[:],
        "sys.argv": sys.argv[:],
        "what is done with uncaught exceptions": (sys.excepthook, sys.unraisablehook, threading.excepthook),
        "the time limit of sockets": socket.getdefaulttimeout(),
        "the policy of event loops": _policy(),
        "levels of loggers": [logging.root.level, logging.root.manager.disable, *(one.level for one in LOGGERS)],
        "handlers of log lines": logging.root.handlers[:],
        "how structlog writes": structlog.get_config(),
        "what structlog adds to each line": structlog.contextvars.get_contextvars(),
    }


@contextmanager
def unchanged() -> Iterator[None]:
    """Fail if the process is set otherwise at the end of the block than at its beginning, and say what is."""
    before = state()
    yield
    now = state()
    if now != before:
        changed = "; ".join(f"{what} ({_told(before[what], now[what])})" for what in now if before[what] != now[what])
        raise AssertionError(f"The test has left changed, for all after it in this process: {changed}.")


def _told(before: Any, now: Any) -> str:  # noqa: ANN401 - whatever a setting is
    """Tell of a mapping what differs in it alone, by name: a variable's value may be a secret."""
    if isinstance(before, dict) and isinstance(now, dict):
        return ", ".join(
            str(os.fsdecode(name) if isinstance(name, bytes) else name)
            for name in {**before, **now}
            if before.get(name) != now.get(name)
        )
    return f"{before!r} before, {now!r} now"


def _policy() -> type | None:
    """Return the class of one that somebody has set; the first loop makes the usual one."""
    made = events._event_loop_policy  # type: ignore[attr-defined] # to ask for it would make one
    return None if made is None or type(made) is DefaultEventLoopPolicy else type(made)


def _folder() -> str:
    try:
        return os.getcwd()  # noqa: PTH109 - a path of it takes half as long as all the rest
    except FileNotFoundError:  # the test took it away under itself
        return "a folder that is gone"
