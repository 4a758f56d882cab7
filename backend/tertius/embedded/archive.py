"""A class-data archive: what the Java virtual machine has read of the jars, laid out so that it need not read it again.

It takes two seconds off a start. The first session on a machine lists the classes that it uses, which costs it nothing;
when its server has stopped and its folder is free, another virtual machine makes the archive of them, at the lowest
priority. (Java can also write an archive at the end of a session by itself; such a session starts twice as slowly.)
An archive fits one Java and one set of jars; its name is a digest of both, so a newer Java simply makes a new one. Java
checks an archive itself and goes on without one that does not fit; a server that dies with one is started again without
it.
"""

import hashlib
import json
import os
import secrets
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tertius.embedded.jars import JarSet

_KEPT = 3
_NEEDED_BYTES = 400_000_000


@dataclass(frozen=True)
class ClassArchive:
    """One archive, which may not exist yet.

    Attributes
    ----------
    file
        The complete archive.
    part
        Where it is made, before it is complete.
    """

    file: Path
    part: Path

    @property
    def classes(self) -> Path:
        """Where the session that it is made after lists its classes."""
        return self.part.with_suffix(".part.classes")

    @property
    def arguments(self) -> Path:
        """Where the arguments are written of the virtual machine that makes it."""
        return self.part.with_suffix(".part.args")

    @property
    def exists(self) -> bool:
        """Whether an earlier session has left it."""
        return self.file.exists()

    def identity(self) -> int | None:
        """Return what tells this archive from one that another session puts in its place; None without one."""
        try:
            return self.file.stat().st_ino
        except OSError:
            return None

    def discard(self, identity: int | None) -> None:
        """Throw the archive away, so that the next session makes a new one.

        Parameters
        ----------
        identity
            Of the archive that did not fit: one that another session has left meanwhile stays.
        """
        with suppress(OSError):
            if identity is not None and self.identity() == identity:
                self.file.unlink(missing_ok=True)

    def is_used_by(self, pid: int) -> bool:
        """Say whether a running Java has taken the archive: of one that does not fit it says nothing.

        Parameters
        ----------
        pid
            Its process. Where the system does not tell what a process has mapped, the answer is yes.
        """
        try:
            return str(self.file) in Path(f"/proc/{pid}/maps").read_text(encoding="utf-8", errors="surrogateescape")
        except OSError:
            return True

    def options(self) -> list[str]:
        """Return Java's options for using the archive, or else for listing what it is to hold."""
        if self.exists:
            with suppress(OSError):
                os.utime(self.file)  # so that the archives in use are the last to be cleared away
            return [f"-XX:SharedArchiveFile={self.file}"]
        return [f"-XX:DumpLoadedClassList={self.classes}"]

    def making(self) -> list[str]:
        """Return Java's options for making the archive."""
        return [
            "-Xshare:dump",
            f"-XX:SharedClassListFile={self.classes}",
            f"-XX:SharedArchiveFile={self.part}",
            "-Xlog:disable",
        ]


def find_archive(java: Path, jars: JarSet, cache_dir: Path) -> ClassArchive | None:
    """Return the archive for this Java and these jars, or ``None`` if there can be none here.

    Nothing that goes wrong here is an error: a server starts without an archive too, only later.

    Parameters
    ----------
    java
        The launcher.
    jars
        The class path.
    cache_dir
        The user's cache; archives are kept in ``class-data`` below it.
    """
    folder = cache_dir / "class-data"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        home = java.resolve().parent.parent
        digest = hashlib.sha256()
        for path in (home / "release", home / "lib" / "modules", *jars.class_path):
            found = path.stat()
            digest.update(json.dumps([str(path), found.st_size, found.st_mtime_ns]).encode())
        key = digest.hexdigest()[:16]
        file = folder / f"{key}.jsa"
        if not file.exists():
            _clear(folder)
            if shutil.disk_usage(folder).free < _NEEDED_BYTES:
                return None
        return ClassArchive(file, folder / f"{key}.{secrets.token_hex(4)}.part")
    except OSError:
        return None


def _clear(folder: Path) -> None:
    """Throw away all but the archives used last, and parts that no living session writes."""
    archives = sorted(folder.glob("*.jsa"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in archives[_KEPT - 1 :]:
        old.unlink(missing_ok=True)
    for part in folder.glob("*.part*"):
        if time.time() - part.stat().st_mtime > 3600:
            part.unlink(missing_ok=True)
