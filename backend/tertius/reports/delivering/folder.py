"""Delivery into a folder: each file whole or not at all, under a name that is its run's alone."""

import contextlib
import os
from pathlib import Path

from tertius.errors import DeliveryError
from tertius.reports.delivering.parcel import Parcel
from tertius.wording import quoted


def put(folder: Path, parcel: Parcel) -> None:
    """Write the files of a parcel into a folder, which is made if it is not there.

    Done twice it is as done once: a name holds its run's own mark, so that no file of another one is in its way.

    Parameters
    ----------
    folder
        Where to.
    parcel
        What to write.

    Raises
    ------
    DeliveryError
        The folder or a file cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in parcel.files:
            _write(folder / parcel.name_of(file, marked=True), file.content)
    except OSError as error:
        raise DeliveryError(
            f"The folder cannot be written to: {error.strerror or type(error).__name__}.",
            where=quoted(folder),
            next_step="Make room in it, or let the user of this program write there.",
        ) from None


def _write(path: Path, content: bytes) -> None:
    """Write a file that is seen only when it is whole; what a crash left of an earlier try is written over."""
    part = path.with_name(f".{path.name}.part")
    with contextlib.suppress(FileNotFoundError):
        part.unlink()  # whatever it is: a link is not followed
    opened = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    with os.fdopen(opened, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
