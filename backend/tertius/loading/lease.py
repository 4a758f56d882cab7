"""A lease: one run at a time holds a source, or a report that is due.

A run holds by a lease on its node: a thread renews it, and every transaction of the run
first checks, under that node's lock, that it still holds. A run that dies stops renewing. The next one takes over
at once when it can see that the holder's process is gone (same machine, same start), otherwise when the lease has run
out; the server's clock decides, so two machines' clocks need not agree.
"""

import contextlib
import os
import socket
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Self

from tertius.errors import ConflictError, DatabaseUnavailableError, TertiusError
from tertius.graph.transaction import Transaction, transact
from tertius.graph.write import Writer

LEASE_S = 30
"""Seconds without a sign of life after which a run on another machine counts as dead."""
RENEW_S = 5
"""Seconds between two signs of life."""


def process() -> str:
    """Return a name of this process that no other process of this machine has had since it started."""
    return f"{socket.gethostname()} {_boot()} {os.getpid()} {_started(os.getpid())}"


def _boot() -> str:
    path = Path("/proc/sys/kernel/random/boot_id")
    return path.read_text().strip() if path.exists() else "-"


def _started(pid: int) -> str:
    try:
        # field 22 of stat, counted after the command's name, which may hold blanks and brackets
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except OSError:
        return "-"


def dead(holder: str) -> bool:
    """Say whether a holder's process is known to be gone. False when it cannot be known from here."""
    parts = holder.split()
    if len(parts) != 4 or parts[:2] != [socket.gethostname(), _boot()]:
        return False
    pid = int(parts[2])
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return parts[3] != _started(pid)


def live(run: Mapping[str, Any], silent: float | None) -> bool:
    """Say whether a run is still going: it says so, its lease has not run out, and its process is not known to be gone.

    Parameters
    ----------
    run
        Its properties.
    silent
        Seconds since its last sign of life.
    """
    if run["status"] not in ("running", "undoing") or silent is None or silent > LEASE_S:
        return False
    return not dead(run.get("holder") or "")


class Lease:
    """What a run holds by, with a node of its own that others see. Use it in a ``with``: it is renewed until the end.

    However the block is left, the next one need not wait: a run that did not end shows no sign of life any more.

    Parameters
    ----------
    writer
        The database.
    id
        The run's id.
    token
        What only the holder knows; a run that was taken over has another, or none.
    on_lost
        Called by the thread that renews, once the lease is seen to be lost.
    """

    LABEL: ClassVar[str]
    """The label of the runs' nodes."""
    GOING: ClassVar[tuple[str, ...]] = ("running",)
    """What ``status`` says while a run goes on."""

    def __init__(
        self,
        writer: Writer,
        id: str,  # noqa: A002 - the field's own name
        token: str,
        *,
        on_lost: Callable[[], None] | None = None,
    ) -> None:
        self.id = id
        self._writer = writer
        self._token = token
        self._on_lost = on_lost
        self._ended = threading.Event()
        self._renewer = threading.Thread(target=self._renew, name=f"lease {id}", daemon=True)
        found = f"MATCH (r:{self.LABEL} {{id: $id}}) "
        self._hold = (
            f"{found} SET r.heartbeat = datetime() "
            "WITH r WHERE r.token = $token AND r.status IN $going RETURN r.id AS id"
        )
        self._end = f"{found} SET r += $counts, r.status = $status, r.finished = datetime() REMOVE r.token, r.holder"
        self._let_go = f"MATCH (r:{self.LABEL} {{id: $id, token: $token}}) SET r.heartbeat = null"

    def lost(self) -> ConflictError:
        """Return what is told where another one holds, or nobody is to hold any more."""
        raise NotImplementedError

    def hold(self, tx: Transaction) -> None:
        """Make sure, inside a transaction, that this run still holds; nobody can take over until commit.

        Raises
        ------
        ConflictError
            As `lost`.
        """
        if not tx.rows(self._hold, id=self.id, token=self._token, going=list(self.GOING)):
            raise self.lost()

    def end(self, tx: Transaction, status: str, counts: Mapping[str, Any]) -> None:
        """Let others hold, and say how it ended."""
        self.hold(tx)
        tx.run(self._end, id=self.id, status=status, counts=dict(counts))

    def _renew(self) -> None:
        while not self._ended.wait(RENEW_S):
            try:
                transact(self._writer, self.hold)
            except ConflictError:
                if self._on_lost is not None:
                    self._on_lost()
                    return
            except TertiusError:
                pass  # the run's own next transaction meets the same trouble, and says so

    def __enter__(self) -> Self:
        self._renewer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        if isinstance(error, DatabaseUnavailableError):
            return  # nobody is there to be told, and the renewer, which may be waiting for it, ends by itself
        self._renewer.join()
        if error is not None:
            with contextlib.suppress(TertiusError):
                self._writer.unchecked().run(self._let_go, id=self.id, token=self._token)


class Run(Lease):
    """A load or an undo that holds its source."""

    LABEL = "LoadRun"
    GOING = ("running", "undoing")

    def lost(self) -> ConflictError:
        """See `Lease.lost`."""
        return ConflictError(
            "Another load took over, as this one gave no sign of life for too long",
            where=self.id,
            next_step="Nothing of it is lost: load the file again when the other one is done.",
        )
