"""Copying a database while nobody works on it: before a repair, and as a snapshot in a data folder of its own."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from tertius.embedded.home import DATABASE, Home
from tertius.embedded.past_day import PastDay, past_day, put_past_day
from tertius.embedded.taking import take_folder
from tertius.errors import ConflictError, EmbeddedServerError, NotFoundError
from tertius.wording import quoted

STORES = ("databases", "transactions")
"""Folders below a home's data that hold its databases."""

_SPARE_BYTES = 100_000_000


def need_database(home: Home) -> None:
    """Make sure that there is a database.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    if not (home.folder / "data" / "databases" / DATABASE).is_dir():
        raise NotFoundError(
            "There is no database in this data folder.",
            where=quoted(home.folder),
            next_step="Name another folder in TERTIUS_DATA_DIR.",
        )


def copy_stores(home: Home, parts: Iterable[str], to: Path, *, what: str) -> None:
    """Copy folders of a home's data, while nobody works on them.

    Parameters
    ----------
    home
        The home.
    parts
        The folders, below its data.
    to
        The folder that they stand in afterwards, under the same names. It appears complete or not at all.
    what
        What the copy is, for messages: "The snapshot".

    Raises
    ------
    ConflictError
        If the server runs.
    EmbeddedServerError
        If there is no room for it, or the disk refuses.
    """
    lock = take_folder(home)
    try:
        home.take_store_back()
        data = home.folder / "data"
        chosen = [part for part in parts if (data / part).exists()]
        size = sum(file.stat().st_size for part in chosen for file in (data / part).rglob("*") if file.is_file())
        if shutil.disk_usage(_existing(to)).free < size + _SPARE_BYTES:
            raise EmbeddedServerError(
                f"{what} takes {size / 1e6:.0f} MB, with some to spare, and only "
                f"{shutil.disk_usage(_existing(to)).free / 1e6:.0f} MB are free.",
                where=quoted(to),
                next_step="Free some space, or use a folder on a larger disk.",
            )
        try:
            for part in chosen:
                shutil.copytree(data / part, to / part, symlinks=True)
            to.chmod(0o700)
        except OSError as error:
            shutil.rmtree(to, ignore_errors=True)
            raise home.unusable(error) from error
    finally:
        os.close(lock)


def copy_database(data_dir: Path, to: Path, *, of: PastDay | None = None) -> None:
    """Copy the database of a data folder into a new data folder, whose server then makes a password of its own.

    Parameters
    ----------
    data_dir
        The data folder. Its server must not be running; one that lingers makes way.
    to
        The new one, which must not exist or be empty.
    of
        The past day that the copy is to be made a copy of, of which it says so from the first moment; by default what
        the database itself is a copy of.

    Raises
    ------
    NotFoundError
        If there is no database.
    ConflictError
        If the server runs, or the new folder has something in it.
    EmbeddedServerError
        If there is no room for the copy.
    """
    home, copy = Home.of(data_dir), Home.of(to)
    need_database(home)
    if copy.folder.parent.exists() and any(copy.folder.parent.iterdir()):
        raise ConflictError(
            "The folder for the snapshot has something in it.", where=quoted(to), next_step="Name a new folder."
        )
    made = not copy.folder.parent.exists()
    copy.create()
    shutil.rmtree(copy.folder / "data")
    try:
        put_past_day(copy, of or past_day(home))
        copy_stores(home, [f"{part}/{DATABASE}" for part in STORES], copy.folder / "data", what="The snapshot")
    except BaseException:
        shutil.rmtree(copy.folder.parent if made else copy.folder, ignore_errors=True)
        raise


def _existing(folder: Path) -> Path:
    return next(one for one in (folder, *folder.parents) if one.exists())
