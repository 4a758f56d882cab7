"""Bring the jars of a lock file onto this machine, each verified by SHA-256.

A jar is taken from the user's own Maven repository when the copy there has the right checksum, otherwise it is
downloaded. Either way it ends up under ``<cache>/jars`` in Maven's layout, so that cleaning the other repository never
breaks a server. Nothing is trusted by its name: every file is hashed once, and a stamp with sizes and times says on
the next start that nothing has changed since (some 340 calls of ``stat`` instead of 158 MB of hashing). The time of the
last change (``ctime``) is among them: unlike that of the last writing, no program can set it back.
"""

import errno
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tertius import logs
from tertius.embedded import folder_lock
from tertius.embedded.jar_file import fits, partial_file
from tertius.embedded.lock import Jar, JarLock, load_lock
from tertius.errors import EmbeddedServerError
from tertius.wording import quoted

_PATIENCE_SECONDS = 900.0
_QUIET_SECONDS = 2.0
# Longer than a tick of any system's clock for files: a second change within one tick leaves every time as it was.
_TICK_SECONDS = 0.05


@dataclass(frozen=True)
class JarSet:
    """Verified jars on this machine.

    Attributes
    ----------
    lock
        The lock file that they fit.
    root
        The folder that holds them, in Maven's layout.
    """

    lock: JarLock
    root: Path

    def file(self, jar: Jar) -> Path:
        """Return where ``jar`` is."""
        return self.root / jar.path

    @property
    def class_path(self) -> list[Path]:
        """Every jar, in the order of the lock file."""
        return [self.file(jar) for jar in self.lock.jars]

    @property
    def plugins(self) -> list[Path]:
        """The jars that the server must also find in its ``plugins`` folder."""
        return [self.file(jar) for jar in self.lock.jars if jar.plugin]


def fetch_jars(
    cache_dir: Path, maven_url: str | None = None, progress: bool | None = None, *, lock: JarLock | None = None
) -> JarSet:
    """Make sure that every jar of the lock file is on this machine and is what the lock file says.

    Parameters
    ----------
    cache_dir
        The user's cache; the jars go to ``jars`` below it.
    maven_url
        Root of a repository in Maven's layout. ``None``: the public one that ``jgo`` names.
    progress
        Whether to draw a progress bar on standard error. ``None``: only if that is a terminal.
    lock
        The lock file; ``None``: that of the default release line.

    Returns
    -------
    JarSet
        The jars, each verified.

    Raises
    ------
    EmbeddedServerError
        If a jar cannot be had, does not fit its checksum, or cannot be kept. What was fetched before is kept, so the
        next call goes on from there.
    """
    lock = lock or load_lock()
    jars = JarSet(lock, cache_dir / "jars")
    stamp = cache_dir / f"{lock.name}.verified.json"
    if _stamp_fits(stamp, jars):
        return jars
    try:
        jars.root.mkdir(parents=True, exist_ok=True)
        with _sole_writer(cache_dir):
            if not _stamp_fits(stamp, jars):  # else another process has done the work while we waited
                missing = [jar for jar in lock.jars if not _already_there(jars.file(jar), jar)]
                if missing:
                    _check_space(jars.root, missing)
                    # Imported here: these two take longer to read than a start with a full cache can spare.
                    from jgo.constants import MAVEN_CENTRAL_URL

                    from tertius.embedded.download import download

                    download(missing, jars.root, maven_url or MAVEN_CENTRAL_URL, progress)
                _write_stamp(stamp, jars)
    except OSError as error:
        raise _storage_error(error, jars.root) from error
    return jars


@contextmanager
def _sole_writer(cache_dir: Path) -> Iterator[None]:
    """Let one process at a time fill the cache; the others wait and then find it filled."""
    descriptor = folder_lock.acquire(cache_dir / "jars.lock", patience=_QUIET_SECONDS)
    if descriptor is None:
        logs.get("embedded").warning("waiting for another process that fetches the server", where=str(cache_dir))
        descriptor = folder_lock.acquire(cache_dir / "jars.lock", patience=_PATIENCE_SECONDS)
    if descriptor is None:
        raise EmbeddedServerError(
            f"Another process has been filling the cache for {_PATIENCE_SECONDS / 60:.0f} minutes.",
            where=quoted(cache_dir),
            next_step="See whether it hangs; when it has ended, try again.",
        )
    try:
        yield
    finally:
        os.close(descriptor)


def maven_repository() -> Path:
    """Return the folder of the user's own Maven repository, which may not exist."""
    override = os.environ.get("M2_REPO")
    return Path(override) if override else Path.home() / ".m2" / "repository"


def _already_there(target: Path, jar: Jar) -> bool:
    """Accept the cached file, or take over the copy in the user's Maven repository, if either has the checksum."""
    if fits(target, jar):
        return True
    own = maven_repository() / jar.path
    if not fits(own, jar):
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = partial_file(target)
    # A copy, never a link: were the other file to be written in place, ours would change after it was verified.
    shutil.copyfile(own, partial)
    partial.replace(target)
    return True


def _check_space(folder: Path, missing: list[Jar]) -> None:
    needed = sum(jar.size for jar in missing)
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise OSError(errno.ENOSPC, f"{needed / 1e6:.0f} MB are needed and {free / 1e6:.0f} MB are free")


def _storage_error(error: OSError, folder: Path) -> EmbeddedServerError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return EmbeddedServerError(
            f"There is no room for the server's jars: {error.strerror}.",
            where=quoted(folder),
            next_step="Free some space, or set TERTIUS_CACHE_DIR to a folder on a larger disk. "
            "What has been fetched is kept.",
        )
    return EmbeddedServerError(
        f"The server's jars cannot be kept: {error.strerror or error}.",
        where=quoted(error.filename or folder),
        next_step="Make the folder writable, or set TERTIUS_CACHE_DIR to one that is.",
    )


def _signature(jars: JarSet) -> dict[str, list[int]]:
    signature = {}
    for jar in jars.lock.jars:
        found = jars.file(jar).stat()
        times = [found.st_mtime_ns, found.st_ctime_ns]
        signature[f"{jar.path}#{jar.sha256}"] = [found.st_size, *times, found.st_ino]
    return signature


def _stamp_fits(stamp: Path, jars: JarSet) -> bool:
    try:
        return bool(json.loads(stamp.read_text(encoding="utf-8")) == _signature(jars))
    except (OSError, ValueError):
        return False


def _write_stamp(stamp: Path, jars: JarSet) -> None:
    time.sleep(_TICK_SECONDS)
    partial = partial_file(stamp)
    partial.write_text(json.dumps(_signature(jars)), encoding="utf-8")
    partial.replace(stamp)
