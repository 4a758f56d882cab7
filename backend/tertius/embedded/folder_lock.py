"""One lock for a folder: held by an open file, so the kernel gives it up when its last holder dies, however it dies."""

import fcntl
import os
import time
from contextlib import suppress
from pathlib import Path


def acquire(path: Path, *, patience: float) -> int | None:
    """Take the lock, creating its file, and return the open descriptor; the lock goes when every copy of it is closed.

    Parameters
    ----------
    path
        The lock file.
    patience
        Seconds to go on trying: a reader that only looks whether the lock is held holds it for a moment itself.

    Returns
    -------
    int or None
        A descriptor that child processes may inherit, or ``None`` if somebody else holds the lock.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                os.close(descriptor)
                return None
            time.sleep(0.02)
        except BaseException:
            os.close(descriptor)
            raise
        else:
            return descriptor


def is_held(path: Path) -> bool:
    """Say whether any process holds the lock now.

    Parameters
    ----------
    path
        The lock file; a missing one is not held.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def sign(descriptor: int) -> None:
    """Write into the lock file which process has taken the lock.

    Parameters
    ----------
    descriptor
        From `acquire`.
    """
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)


def holder(path: Path) -> int | None:
    """Return which process has taken the lock last, if it signed.

    Parameters
    ----------
    path
        The lock file.
    """
    with suppress(OSError, ValueError):
        return int(path.read_text(encoding="ascii"))
    return None
