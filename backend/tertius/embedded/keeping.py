"""Keeping a server running: one that dies is started again; when that does not help, whoever serves from it is told."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from tertius import logs
from tertius.embedded.detached import status
from tertius.embedded.server import EmbeddedServer
from tertius.errors import EmbeddedServerError, TertiusError
from tertius.wording import quoted

PAUSES_S = (0.0, 1.0, 4.0, 15.0)
"""Seconds before each attempt to start a server again; when the last one has failed too, it is given up."""

SETTLED_S = 300.0
"""Seconds after which a server that was started again counts as one that runs: its next death is a first one."""

_LOOK_S = 0.5


class _Watch:
    """A thread that looks after a server until the ``with`` block ends."""

    def __init__(self, give_up: Callable[[TertiusError], None]) -> None:
        self._give_up = give_up
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="database watch", daemon=True)
        self._log = logs.get("embedded")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        raise NotImplementedError


class Kept(_Watch):
    """Starts a server of this process again when it dies.

    Parameters
    ----------
    server
        A running server.
    give_up
        Called once, with the reason, when the server cannot be kept running.
    """

    def __init__(self, server: EmbeddedServer, give_up: Callable[[TertiusError], None]) -> None:
        super().__init__(give_up)
        self._server = server

    def _watch(self) -> None:
        attempts, started = 0, time.monotonic()
        why: TertiusError | None = None
        while not self._ended.wait(_LOOK_S):
            if self._server.is_running():
                continue
            if time.monotonic() - started > SETTLED_S:
                attempts = 0
            if attempts == len(PAUSES_S):
                self._give_up(
                    EmbeddedServerError(
                        f"The database died and did not stay up when it was started again, {attempts} times."
                        + (f" The last time: {why.what}" if why else ""),
                        where=why.where if why else "",
                        next_step=why.next_step if why else "The log of the data folder says more.",
                    )
                )
                return
            self._log.warning("database died", attempt=attempts + 1, pause_s=PAUSES_S[attempts])
            if self._ended.wait(PAUSES_S[attempts]):
                return
            attempts += 1
            try:
                self._server.start_again()
            except TertiusError as error:
                why = error
                self._log.warning("database not started again", why=error.what, where=error.where)
            else:
                why, started = None, time.monotonic()
                self._log.warning("database started again")


class Followed(_Watch):
    """Tells when a server that somebody else started is gone.

    Parameters
    ----------
    data_dir
        Its data folder.
    give_up
        Called once when it does not run any more.
    """

    def __init__(self, data_dir: Path, give_up: Callable[[TertiusError], None]) -> None:
        super().__init__(give_up)
        self._data_dir = data_dir

    def _watch(self) -> None:
        missed = 0
        while not self._ended.wait(_LOOK_S):
            missed = 0 if status(self._data_dir) else missed + 1
            if missed > 3:  # a server that is merely busy may leave one look unanswered
                self._give_up(
                    EmbeddedServerError(
                        "The database that this served from has stopped.",
                        where=quoted(self._data_dir),
                        next_step="Start it again (`tertius db start`), or let `tertius up` start one of its own.",
                    )
                )
                return
