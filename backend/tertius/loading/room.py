"""Room on the database's disk: a load stops while there is enough left for the database to stay whole.

A database that meets a full disk cannot finish what it has begun, and may not open again. So before every write the
free space is looked at, where the disk can be seen from here, and the write is refused while the server still has what
it needs for its log, its indexes and the pages that it holds in memory.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

from tertius.errors import NoRoomError
from tertius.wording import quoted

LEAST_BYTES = 640_000_000
"""Free bytes below which nothing is written: the server's page cache, two files of its log, and a store's growth."""


@dataclass(frozen=True)
class Room:
    """The disk of a database on this machine.

    Attributes
    ----------
    folder
        A folder on it.
    least
        Bytes that must stay free.
    """

    folder: Path
    least: int = LEAST_BYTES

    def check(self) -> None:
        """Make sure that there is room for one more write.

        Raises
        ------
        NoRoomError
            If there is not.
        """
        try:
            free = shutil.disk_usage(self.folder).free
        except OSError:
            return  # no folder that can be looked at; whoever writes to it says why
        if free < self.least:
            raise NoRoomError(
                f"Only {free / 1e6:,.0f} MB are free on the database's disk, and {self.least / 1e6:,.0f} MB are needed "
                "to write safely.",
                where=quoted(self.folder),
                next_step="Free some space and load again: what was written stays, and the rest is added.",
            )
