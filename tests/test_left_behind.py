"""That a test which leaves something behind for the next one fails, and says what it is."""

import asyncio
import gc
import locale
import logging
import os
import resource
import signal
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import structlog

from left_behind import unchanged
from tertius import logs


class OtherPolicy(asyncio.DefaultEventLoopPolicy):
    """Another policy of event loops."""


def soft_limit(files: int) -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))


def nothing(*_: object) -> None:
    """Do nothing."""


HANDLER = logging.NullHandler()
FOLDER, MASK = Path.cwd(), os.umask(0o077)
os.umask(MASK)
LOCALE, INTERVAL, DEPTH = locale.setlocale(locale.LC_ALL), sys.getswitchinterval(), sys.getrecursionlimit()
FILES = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
HOOK, THREADS, PROCESSORS = sys.excepthook, threading.excepthook, structlog.get_config()["processors"]

#: What a test does, how it is taken back, and what is said of it.
PLANTED: list[tuple[Callable[[], object], Callable[[], object], str]] = [
    (lambda: os.environ.update(LEFT="secret"), lambda: os.environ.pop("LEFT"), r"environment \(LEFT\)"),
    (lambda: os.chdir("/"), lambda: os.chdir(FOLDER), "working directory"),
    (lambda: os.umask(0o123), lambda: os.umask(MASK), "file mode mask"),
    (lambda: locale.setlocale(locale.LC_ALL, "C.UTF-8"), lambda: locale.setlocale(locale.LC_ALL, LOCALE), "locale"),
    (lambda: soft_limit(FILES - 1), lambda: soft_limit(FILES), "limits"),
    (lambda: signal.signal(signal.SIGUSR1, nothing), lambda: signal.signal(signal.SIGUSR1, signal.SIG_DFL), "signals"),
    (lambda: sys.setswitchinterval(0.25), lambda: sys.setswitchinterval(INTERVAL), "switch interval"),
    (lambda: sys.setrecursionlimit(DEPTH + 1), lambda: sys.setrecursionlimit(DEPTH), "recursion"),
    (gc.disable, gc.enable, "garbage"),
    (lambda: sys.path.append("/left"), lambda: sys.path.remove("/left"), r"sys\.path"),
    (lambda: setattr(sys, "excepthook", nothing), lambda: setattr(sys, "excepthook", HOOK), "uncaught"),
    (
        lambda: setattr(threading, "excepthook", nothing),
        lambda: setattr(threading, "excepthook", THREADS),
        "uncaught",
    ),
    (lambda: socket.setdefaulttimeout(1.0), lambda: socket.setdefaulttimeout(None), "sockets"),
    (
        lambda: asyncio.set_event_loop_policy(OtherPolicy()),
        lambda: asyncio.set_event_loop_policy(None),
        "OtherPolicy",
    ),
    (lambda: logs.configure("error", silent=["neo4j"]), logs.forget, "levels of loggers"),
    (lambda: logging.disable(logging.ERROR), lambda: logging.disable(logging.NOTSET), "levels of loggers"),
    (lambda: logging.root.addHandler(HANDLER), lambda: logging.root.removeHandler(HANDLER), "handlers"),
    (lambda: structlog.configure(processors=[nothing]), structlog.reset_defaults, r"how structlog writes \(processors"),
    (
        lambda: structlog.contextvars.bind_contextvars(request="1"),
        structlog.contextvars.clear_contextvars,
        r"adds to each line \(request\)",
    ),
]


@pytest.mark.parametrize(("leave", "take_back", "said"), PLANTED, ids=[said for *_, said in PLANTED])
def test_what_is_left_is_told(leave: Callable[[], object], take_back: Callable[[], object], said: str) -> None:
    with pytest.raises(AssertionError, match=said) as told, unchanged():
        leave()
    take_back()
    assert "secret" not in str(told.value)
    with unchanged():
        leave()
        take_back()


def test_a_command_of_the_same_process_leaves_the_drivers_log_as_it_was() -> None:
    driver = logging.getLogger("neo4j")
    before = driver.level
    for _ in range(2):
        logs.configure("warning", silent=("neo4j",))
    assert driver.level == logging.CRITICAL
    logs.forget()
    assert driver.level == before
