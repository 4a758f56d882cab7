"""Writes the files of a claims folder: the only output of this loader."""

from collections.abc import Mapping
from pathlib import Path

from tertius.errors import ConflictError, InputError
from tertius.wording import quoted


def write_files(path: Path, files: Mapping[str, str | bytes]) -> None:
    r"""Write files into a folder that is new or empty.

    Tables begin with a byte order mark, without which spreadsheets take UTF-8 for something else and spoil each accent.

    Parameters
    ----------
    path
        The folder; made if it is not there, with its parents.
    files
        The files by name: bytes as they are, texts with lines ending in ``\n``.

    Raises
    ------
    ConflictError
        If something is there already. Nothing is ever overwritten.
    InputError
        If the folder cannot be written.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        there = sorted(entry.name for entry in path.iterdir())
        if there:
            raise ConflictError(
                f"The folder is not empty: it has {', '.join(there[:3])}{', …' if len(there) > 3 else ''}",
                where=quoted(path),
                next_step="Name a folder that is new or empty; nothing here is overwritten.",
            )
        for name, content in files.items():
            if isinstance(content, bytes):
                with (path / name).open("xb") as raw:
                    raw.write(content)
                continue
            encoding = "utf-8-sig" if name.endswith(".csv") else "utf-8"
            with (path / name).open("x", encoding=encoding, newline="") as file:
                file.write(content)
    except (FileExistsError, NotADirectoryError):
        raise ConflictError(
            "There is a file where the folder would be", where=quoted(path), next_step="Name another folder."
        ) from None
    except OSError as error:
        raise InputError(
            f"The folder cannot be written: {error.strerror}", where=quoted(path), next_step="Check its permissions."
        ) from None
