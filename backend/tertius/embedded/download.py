"""Download jars in parallel; one that broke off goes on from its last byte, in this process or the next."""

import re
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tertius.embedded.jar_file import digest, partial_file
from tertius.embedded.lock import Jar
from tertius.errors import EmbeddedServerError
from tertius.wording import counted

_PARALLEL = 16
_ATTEMPTS = 4


def download(missing: Sequence[Jar], root: Path, base: str, progress: bool | None) -> None:
    """Fetch jars, sixteen at a time; the first failure ends the others.

    Parameters
    ----------
    missing
        What to fetch.
    root
        Folder that they go to, in Maven's layout.
    base
        Address of a repository of that layout.
    progress
        Whether to draw a progress bar on standard error; ``None``: only if that is a terminal.

    Raises
    ------
    EmbeddedServerError
        If a jar cannot be had or does not fit its checksum.
    OSError
        If a jar cannot be written.
    """
    with (
        _progress_bar(sum(jar.size for jar in missing), len(missing), progress) as advance,
        _client(base) as client,
        ThreadPoolExecutor(_PARALLEL, thread_name_prefix="tertius-jars") as pool,
    ):
        stop = threading.Event()
        # The largest first: the last download to end is then a short one.
        queue = sorted(missing, key=lambda jar: -jar.size)
        tasks = [pool.submit(_Download(client, jar, root / jar.path, advance, stop).run) for jar in queue]
        try:
            for task in as_completed(tasks):
                task.result()
        except httpx.InvalidURL as error:
            raise _unreachable(error, base) from error
        finally:  # an error, or Ctrl-C: let no thread go on behind the user's back
            stop.set()
            pool.shutdown(cancel_futures=True)


def _client(base: str) -> httpx.Client:
    try:
        return httpx.Client(
            base_url=base.rstrip("/") + "/",
            # The jars are compressed already, and a range of a compressed answer would be a range of something else.
            headers={"Accept-Encoding": "identity"},
            follow_redirects=True,
            timeout=httpx.Timeout(15.0, connect=10.0),
            limits=httpx.Limits(max_connections=_PARALLEL, max_keepalive_connections=_PARALLEL),
        )
    except (httpx.InvalidURL, ValueError) as error:
        raise _unreachable(error, base) from error


class _StoppedError(Exception):
    """Another download has failed, so this one ends too."""


@dataclass(frozen=True)
class _Download:
    """One jar on its way."""

    client: httpx.Client
    jar: Jar
    target: Path
    advance: Callable[[int], None]
    stop: threading.Event

    def run(self) -> None:
        """Fetch, verify, and put in place; try again what a second try may mend."""
        self.target.parent.mkdir(parents=True, exist_ok=True)
        partial = partial_file(self.target)
        failure: Exception | None = None
        for attempt in range(_ATTEMPTS):
            # A pause before each further try, which ends at once when another download has failed for good.
            if attempt and self.stop.wait(0.25 * 2**attempt):
                raise _StoppedError
            resumed = partial.exists() and partial.stat().st_size > 0
            try:
                self._transfer(partial)
            except httpx.HTTPStatusError as error:
                if error.response.status_code == 416:
                    partial.unlink(missing_ok=True)
                elif error.response.status_code < 500 and error.response.status_code != 429:
                    raise _refused(error, self.jar) from error
                failure = error
                continue
            except httpx.RequestError as error:
                # What the address itself rules out stays so; what the network did may be over.
                if isinstance(error, httpx.UnsupportedProtocol) or not isinstance(error, httpx.TransportError):
                    raise _unreachable(error, str(self.client.base_url)) from error
                failure = error
                continue
            found = digest(partial)
            if found == self.jar.sha256:
                partial.replace(self.target)
                return
            size = partial.stat().st_size
            if size < self.jar.size:
                failure = httpx.ReadError(f"the answer ended after {size} of {self.jar.size} bytes")
                continue
            partial.unlink()
            self.advance(-size)
            if not resumed:
                raise self._wrong(found)
            # What was there before may have been of another file: once more, from the first byte.
            failure = None
        if isinstance(failure, httpx.HTTPStatusError):
            raise _refused(failure, self.jar) from failure
        raise _unreachable(failure or httpx.ReadError("it broke off again and again"), str(self.client.base_url))

    def _transfer(self, partial: Path) -> None:
        """Fetch the jar into ``partial``, going on after the bytes that are there already."""
        have = partial.stat().st_size if partial.exists() else 0
        if have >= self.jar.size:
            return
        headers = {"Range": f"bytes={have}-"} if have else {}
        with self.client.stream("GET", str(self.jar.path), headers=headers) as response:
            response.raise_for_status()
            resumed = response.status_code == 206
            with partial.open("ab" if resumed else "wb") as file:
                written = file.tell()
                for chunk in response.iter_raw():
                    if self.stop.is_set():
                        raise _StoppedError
                    file.write(chunk)
                    written += len(chunk)
                    self.advance(len(chunk))
                    if written > self.jar.size:
                        return  # an endless answer shall not fill the disk; its checksum cannot fit any more

    def _wrong(self, found: str) -> EmbeddedServerError:
        return EmbeddedServerError(
            f"{self.jar.coordinates} is not the file that the lock file names: "
            f"its SHA-256 is {found}, not {self.jar.sha256}. It was thrown away.",
            where=_shown(str(self.client.base_url.join(str(self.jar.path)))),
            next_step="Try again; if it stays so, that repository serves another file: "
            "set TERTIUS_MAVEN_URL to one that you trust.",
        )


def _refused(error: httpx.HTTPStatusError, jar: Jar) -> EmbeddedServerError:
    return EmbeddedServerError(
        f"The repository answered {error.response.status_code} for {jar.coordinates}.",
        where=_shown(str(error.request.url)),
        next_step="Set TERTIUS_MAVEN_URL to a Maven repository that has it; try again later if the error is its own.",
    )


def _unreachable(error: Exception, base: str) -> EmbeddedServerError:
    return EmbeddedServerError(
        f"The server's jars cannot be fetched: {str(error) or type(error).__name__}.",
        where=_shown(base),
        next_step="Check the network. Behind a firewall set TERTIUS_MAVEN_URL to a mirror, HTTPS_PROXY to the proxy, "
        "or SSL_CERT_FILE to its certificate. What has been fetched is kept: the next start goes on from there.",
    )


def _shown(url: str) -> str:
    """Leave a user and password out of an address that will be printed."""
    return re.sub(r"//[^/@]*@", "//", url)


@contextmanager
def _progress_bar(total: int, count: int, wanted: bool | None) -> Iterator[Callable[[int], None]]:
    """Give a function to call with the number of bytes that have come in."""
    if wanted is False or (wanted is None and not sys.stderr.isatty()):
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(24), DownloadColumn(), TimeRemainingColumn(compact=True))
    with Progress(*columns, console=Console(stderr=True, force_terminal=wanted), transient=True) as bar:
        task = bar.add_task(f"Fetching Neo4j ({counted(count, 'jar')})", total=total)
        yield lambda received: bar.update(task, advance=received)
