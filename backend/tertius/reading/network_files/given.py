"""A file of a network as it was given: its bytes, and what to call it."""

import sys
from dataclasses import dataclass
from pathlib import Path

from tertius.errors import DataError
from tertius.wording import quoted

MOST_BYTES = 1 << 30
"""Bytes that a file may have."""


@dataclass(frozen=True)
class Given:
    """A file as it was given.

    Attributes
    ----------
    path
        Its path; of what came by standard input, a name for it.
    raw
        Its bytes.
    """

    path: Path
    raw: bytes

    @classmethod
    def standard_input(cls) -> "Given":
        """Read standard input.

        Raises
        ------
        DataError
            It is too large.
        """
        raw = sys.stdin.buffer.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            raise too_large("standard input")
        return cls(Path("standard input"), raw)

    @classmethod
    def of(cls, path: Path) -> "Given":
        """Read a file.

        Raises
        ------
        DataError
            It cannot be read, or is too large.
        """
        try:
            if path.stat().st_size > MOST_BYTES:
                raise too_large(quoted(path))
            return cls(path, path.read_bytes())
        except OSError as error:
            raise DataError(
                f"The file cannot be read: {error.strerror or error}.", where=quoted(path), next_step="Check the file."
            ) from error


def too_large(where: str, most: int = MOST_BYTES) -> DataError:
    """Refuse a file that is too large."""
    return DataError(f"The file has more than {most >> 20:,} MB", where=where, next_step="Use a part of it.")
