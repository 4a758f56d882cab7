"""One jar on the disk: whether it is what the lock file says, and where it is written before it is complete."""

import hashlib
from pathlib import Path

from tertius.embedded.lock import Jar


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in lower-case hexadecimal.

    Parameters
    ----------
    path
        The file.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fits(path: Path, jar: Jar) -> bool:
    """Say whether a file is there and has the size and the digest of a jar.

    Parameters
    ----------
    path, jar
        The file, and what the lock file says of it.
    """
    try:
        return path.stat().st_size == jar.size and digest(path) == jar.sha256
    except OSError:
        return False


def partial_file(target: Path) -> Path:
    """Return where a file is written before it is complete.

    Parameters
    ----------
    target
        Where it will be.
    """
    return target.with_name(target.name + ".part")
