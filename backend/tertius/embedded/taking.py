"""Taking a data folder: one process at a time, and a server that lingers makes way."""

from tertius.embedded import folder_lock
from tertius.embedded.connection import holder
from tertius.embedded.home import Home
from tertius.embedded.lingering import make_way
from tertius.errors import ConflictError, EmbeddedServerError
from tertius.wording import quoted

_LOCK_SECONDS = 1.0


def take_folder(home: Home) -> int:
    """Take the lock of a home for this process, and return its descriptor; a lingering server makes way for it.

    Parameters
    ----------
    home
        An existing home.

    Raises
    ------
    ConflictError
        If somebody else holds it; the message names the process.
    EmbeddedServerError
        If the folder is on a file system without locks.
    """
    make_way(home)
    try:
        descriptor = folder_lock.acquire(home.lock, patience=_LOCK_SECONDS)
    except OSError as error:
        raise EmbeddedServerError(
            f"The data folder cannot be locked: {error.strerror or error}.",
            where=quoted(home.lock),
            next_step="Set TERTIUS_DATA_DIR to a folder of your own on a local disk.",
        ) from error
    if descriptor is None:
        raise ConflictError(
            f"This data folder is in use by {holder(home)}.",
            where=quoted(home.folder),
            next_step="Use that server (`tertius db status` says where), stop it first (`tertius db stop`), "
            "or set TERTIUS_DATA_DIR to another folder.",
        )
    folder_lock.sign(descriptor)
    return descriptor
