"""Bring the jars of a lock file onto this machine: in parallel, verified by SHA-256, and going on where it stopped.

A jar is taken from the user's own Maven repository when the copy there has the right checksum, otherwise it is
downloaded. Either way it ends up under ``<cache>/jars`` in Maven's layout, so that cleaning the other repository never
breaks a server. Nothing is trusted by its name: every file is hashed once, and a stamp with sizes and modification
times says on the next start that nothing has changed since (342 calls of ``stat`` instead of 158 MB of hashing).
"""

import errno
import hashlib
import json
import os
import shutil
import sys
import threading
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tertius.embedded.lock import Jar, JarLock, load_lock
from tertius.errors import EmbeddedServerError

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    import httpx

_PARALLEL = 16
_ATTEMPTS = 4
_CHUNK = 1 << 18


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
        missing = [jar for jar in lock.jars if not _already_there(jars.file(jar), jar)]
        if missing:
            _check_space(jars.root, sum(jar.size for jar in missing))
            _download(missing, jars, maven_url or _public_repository(), progress)
        _write_stamp(stamp, jars)
    except OSError as error:
        raise _storage_error(error, jars.root) from error
    return jars


def _public_repository() -> str:
    # Imported here: reading jgo takes longer than a start with a warm cache can spare.
    from jgo.constants import MAVEN_CENTRAL_URL

    return MAVEN_CENTRAL_URL


def maven_repository() -> Path:
    """Return the folder of the user's own Maven repository, which may not exist."""
    override = os.environ.get("M2_REPO")
    return Path(override) if override else Path.home() / ".m2" / "repository"


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _fits(path: Path, jar: Jar) -> bool:
    try:
        return path.stat().st_size == jar.size and _digest(path) == jar.sha256
    except OSError:
        return False


def _already_there(target: Path, jar: Jar) -> bool:
    """Accept the cached file, or take over the copy in the user's Maven repository, if either has the checksum."""
    if _fits(target, jar):
        return True
    own = maven_repository() / jar.path
    if not _fits(own, jar):
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = _partial(target)
    partial.unlink(missing_ok=True)
    # A copy, never a link: were the other file to be written in place, ours would change after it was verified.
    shutil.copyfile(own, partial)
    partial.replace(target)
    return True


def _partial(target: Path) -> Path:
    # The name is this process's own, so two processes filling one cache never write to one file.
    return target.with_name(f"{target.name}.{os.getpid()}.part")


def _check_space(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise OSError(errno.ENOSPC, f"{needed / 1e6:.0f} MB are needed and {free / 1e6:.0f} MB are free")


def _storage_error(error: OSError, folder: Path) -> EmbeddedServerError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return EmbeddedServerError(
            f"There is no room for the server's jars: {error.strerror}.",
            where=str(folder),
            next_step="Free some space, or set TERTIUS_CACHE_DIR to a folder on a larger disk. "
            "What has been fetched is kept.",
        )
    return EmbeddedServerError(
        f"The server's jars cannot be kept: {error.strerror or error}.",
        where=str(error.filename or folder),
        next_step="Make the folder writable, or set TERTIUS_CACHE_DIR to one that is.",
    )


def _download(missing: list[Jar], jars: JarSet, base: str, progress: bool | None) -> None:
    import httpx

    total = sum(jar.size for jar in missing)
    stop = threading.Event()
    with (
        _progress_bar(total, len(missing), progress) as advance,
        httpx.Client(
            base_url=base.rstrip("/") + "/",
            follow_redirects=True,
            timeout=httpx.Timeout(30.0, connect=10.0),
            limits=httpx.Limits(max_connections=_PARALLEL, max_keepalive_connections=_PARALLEL),
        ) as client,
        ThreadPoolExecutor(_PARALLEL, thread_name_prefix="tertius-jars") as pool,
    ):
        # The largest first: the last download to end is then a short one.
        queue = sorted(missing, key=lambda jar: -jar.size)
        tasks = [pool.submit(_download_one, client, jar, jars.file(jar), advance, stop) for jar in queue]
        try:
            done, _ = wait(tasks, return_when=FIRST_EXCEPTION)
        except BaseException:  # Ctrl-C: let no thread go on behind the user's back
            stop.set()
            pool.shutdown(cancel_futures=True)
            raise
        failed = next((task.exception() for task in done if task.exception()), None)
        if failed:
            stop.set()
            pool.shutdown(cancel_futures=True)
            raise failed


class _StoppedError(Exception):
    """Another download has failed, so this one ends too."""


def _download_one(
    client: "httpx.Client", jar: Jar, target: Path, advance: Callable[[int], None], stop: threading.Event
) -> None:
    import httpx

    target.parent.mkdir(parents=True, exist_ok=True)
    partial = _partial(target)
    partial.unlink(missing_ok=True)
    try:
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                _transfer(client, jar, partial, advance, stop)
                break
            except httpx.HTTPStatusError as error:
                if error.response.status_code < 500 or attempt == _ATTEMPTS:
                    raise _refused(error, jar) from error
            except httpx.TransportError as error:
                if attempt == _ATTEMPTS or isinstance(error, httpx.UnsupportedProtocol):
                    raise _unreachable(error, client, jar) from error
            except httpx.InvalidURL as error:
                raise _unreachable(error, client, jar) from error
            # A short pause, which ends at once when another download has failed for good.
            if stop.wait(0.2 * 2**attempt):
                raise _StoppedError
        found = _digest(partial)
        if found != jar.sha256:
            raise EmbeddedServerError(
                f"{jar.coordinates} is not the file that the lock file names: "
                f"its SHA-256 is {found}, not {jar.sha256}. It was thrown away.",
                where=str(client.base_url.join(str(jar.path))),
                next_step="Try again; if it stays so, that repository serves another file: "
                "set TERTIUS_MAVEN_URL to one that you trust.",
            )
        partial.replace(target)
    finally:
        # A part that breaks off inside this process is continued above; what is left of a finished attempt is rubbish.
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def _transfer(
    client: "httpx.Client", jar: Jar, partial: Path, advance: Callable[[int], None], stop: threading.Event
) -> None:
    """Fetch ``jar`` into ``partial``, going on after the bytes that are there already."""
    have = partial.stat().st_size if partial.exists() else 0
    if have >= jar.size:
        return
    headers = {"Range": f"bytes={have}-"} if have else {}
    with client.stream("GET", str(jar.path), headers=headers) as response:
        response.raise_for_status()
        resumed = response.status_code == 206
        if have and not resumed:
            advance(-have)
        with partial.open("ab" if resumed else "wb") as file:
            written = file.tell()
            for chunk in response.iter_bytes(_CHUNK):
                if stop.is_set():
                    raise _StoppedError
                written += len(chunk)
                if written > jar.size:
                    # Never fill the disk with an endless answer; the checksum cannot fit any more anyway.
                    file.write(chunk)
                    return
                file.write(chunk)
                advance(len(chunk))


def _refused(error: "httpx.HTTPStatusError", jar: Jar) -> EmbeddedServerError:
    return EmbeddedServerError(
        f"The repository answered {error.response.status_code} for {jar.coordinates}.",
        where=str(error.request.url),
        next_step="Set TERTIUS_MAVEN_URL to a Maven repository that has it (or to a mirror of the public one).",
    )


def _unreachable(error: Exception, client: "httpx.Client", jar: Jar) -> EmbeddedServerError:
    return EmbeddedServerError(
        f"The server's jars cannot be fetched: {error or type(error).__name__}.",
        where=str(client.base_url.join(str(jar.path))),
        next_step="Check the network; behind a firewall set TERTIUS_MAVEN_URL to a mirror or HTTPS_PROXY to the proxy. "
        "What has been fetched is kept, so the next start goes on from there.",
    )


def _progress_bar(total: int, count: int, wanted: bool | None) -> "AbstractContextManager[Callable[[int], None]]":
    """Return a context that gives a function to call with the bytes that have come in."""
    if wanted is False or (wanted is None and not sys.stderr.isatty()):
        return nullcontext(lambda _: None)
    return _bar(total, count)


def _bar(total: int, count: int) -> "AbstractContextManager[Callable[[int], None]]":
    from contextlib import contextmanager

    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    @contextmanager
    def drawn():  # type: ignore[no-untyped-def] # noqa: ANN202
        columns = (
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            DownloadColumn(),
            TimeRemainingColumn(compact=True),
        )
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(f"Fetching Neo4j ({count} jars)", total=total)
            yield lambda received: bar.update(task, advance=received)

    return drawn()


def _signature(jars: JarSet) -> dict[str, list[int]]:
    signature = {}
    for jar in jars.lock.jars:
        found = jars.file(jar).stat()
        signature[f"{jar.path}#{jar.sha256}"] = [found.st_size, found.st_mtime_ns, found.st_ino]
    return signature


def _stamp_fits(stamp: Path, jars: JarSet) -> bool:
    try:
        return bool(json.loads(stamp.read_text(encoding="utf-8")) == _signature(jars))
    except (OSError, ValueError):
        return False


def _write_stamp(stamp: Path, jars: JarSet) -> None:
    partial = _partial(stamp)
    partial.write_text(json.dumps(_signature(jars)), encoding="utf-8")
    partial.replace(stamp)
