"""The server's home: a folder of its own below the data folder, with its configuration, password, data and logs."""

import errno
import hashlib
import os
import re
import secrets
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from string import ascii_lowercase

from tertius.embedded.jars import JarSet
from tertius.errors import EmbeddedServerError
from tertius.wording import quoted

USER = "neo4j"
DATABASE = "neo4j"

# Of the procedures and functions that come as plugins only these are loaded, whatever else lies in the folder; those of
# Neo4j itself are not subject to the list. Names ending in a star take everything that begins so. All of Graph Data
# Science is among them but what writes files even where the database is only to be read: `gds.graph.export`, and
# `gds.beta.graph.export`, which the server does not even list. As Neo4j has no list of what is not to be loaded, the
# rest is named by its letters; all else of `gds.beta.graph` has its place in `gds.graph` by now.
PROCEDURES = (
    *(f"gds.{letter}*" for letter in ascii_lowercase if letter not in "bg"),
    *(f"gds.{name}*" for name in ("bellmanFord", "betweenness", "beta.graphSage", "bfs", "bridges")),
    *(f"gds.beta.{letter}*" for letter in ascii_lowercase if letter != "g"),
    *(f"gds.graph.{letter}*" for letter in ascii_lowercase if letter != "e"),
    "gds.graph.exists",
)

# A line of a stack trace, bare or as a log line of its own.
_FRAME = re.compile(r"(\S+ \S+ [A-Z]+)?\s+(at [\w.$/<>]+\(|\.\.\. \d+ more)")

_CONFIGURATION = """\
# Written by Tertius; changes are lost at the next start. The ports stand on the server's command line.
server.default_listen_address=127.0.0.1
server.https.enabled=false
server.http_enabled_modules=BROWSER

# One person's graph on one person's machine. The room is taken as the graph grows into it.
server.memory.pagecache.size=512m

# The room for the next transactions is taken before they are written: on a full disk no half of one gets into the log.
db.tx_log.preallocate=true
db.tx_log.rotation.size=16m

# Nothing is read from files or addresses by a query, and nothing is reported to anybody.
dbms.security.allow_csv_import_from_file_urls=false
internal.dbms.cypher_ip_blocklist=0.0.0.0/0,::/0
dbms.security.procedures.allowlist={procedures}
dbms.security.procedures.unrestricted=gds.*
dbms.usage_report.enabled=false
client.allow_telemetry=false

# Graph Data Science has a statement planned anew each time that it projects, for an estimate of rows that only its
# progress bar shows, and takes the time of ten questions for it. It goes by what is shown of the statement: without its
# literals that is none, and no estimate is made.
db.logs.query.obfuscate_literals=true

# Without it a stop waits ten seconds for connections that will never come.
internal.dbms.bolt.netty_server_shutdown_quiet_period=0
"""


@dataclass(frozen=True)
class Home:
    """Where everything of one server is.

    Attributes
    ----------
    folder
        ``<data folder>/neo4j``, readable by its owner alone.
    """

    folder: Path

    @classmethod
    def of(cls, data_dir: Path) -> "Home":
        """Return the home below a data folder, which need not exist yet."""
        return cls(Path(data_dir).expanduser().absolute() / "neo4j")

    @property
    def lock(self) -> Path:
        """The lock file: held as long as a server or an admin command works here."""
        return self.folder / "server.lock"

    @property
    def use(self) -> Path:
        """The file that whoever uses a running server locks, together with all others."""
        return self.folder / "use.lock"

    @property
    def state(self) -> Path:
        """What a running server says of itself, for other processes."""
        return self.folder / "server.json"

    @property
    def password_file(self) -> Path:
        """The generated password, readable by its owner alone."""
        return self.folder / "password"

    @property
    def conf(self) -> Path:
        """The folder of ``neo4j.conf``."""
        return self.folder / "conf"

    @property
    def log(self) -> Path:
        """The server's own log."""
        return self.folder / "logs" / "neo4j.log"

    @property
    def debug(self) -> Path:
        """What the server notes for its developers, such as the course of a recovery."""
        return self.folder / "logs" / "debug.log"

    @property
    def console(self) -> Path:
        """What the server's process printed, the Java virtual machine's last words included."""
        return self.folder / "logs" / "console.log"

    def create(self) -> None:
        """Make the folders that are missing, closed to everybody else.

        Raises
        ------
        EmbeddedServerError
            If that is not possible.
        """
        try:
            self.folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.folder.mkdir(mode=0o700, exist_ok=True)
            self.folder.chmod(0o700)
            for name in ("conf", "data", "logs", "plugins", "import", "run"):
                (self.folder / name).mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise self.unusable(error) from error

    def unusable(self, error: OSError) -> EmbeddedServerError:
        """Say what to do about a data folder that the system refuses to work with.

        Parameters
        ----------
        error
            The system's own.
        """
        full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
        return EmbeddedServerError(
            f"The data folder cannot be {'written to' if full else 'used'}: {error.strerror or error}.",
            where=quoted(error.filename or self.folder),
            next_step=f"{'Free some space' if full else 'Make it writable'}, "
            "or set TERTIUS_DATA_DIR to another folder of your own.",
        )

    def need_room(self, size: int) -> None:
        """Make sure that the disk has room.

        Parameters
        ----------
        size
            Bytes that must be free.

        Raises
        ------
        OSError
            If they are not.
        """
        free = shutil.disk_usage(self.folder).free
        if free < size:
            raise OSError(errno.ENOSPC, f"only {free / 1e6:.0f} MB are free", str(self.folder))

    def prepare(self, jars: JarSet) -> None:
        """Write all that the server reads when it starts. To be called by the holder of the lock.

        Parameters
        ----------
        jars
            The server's jars.

        Raises
        ------
        EmbeddedServerError
            If the password has been lost.
        OSError
            If a file cannot be written.
        """
        self.take_store_back()
        self._set_initial_password(self.password())
        self._configure()
        self._link_plugins(jars)

    def prepare_offline(self) -> None:
        """Write what Neo4j's admin tool reads. To be called by the holder of the lock.

        Raises
        ------
        OSError
            If a file cannot be written.
        """
        self.take_store_back()
        self._configure()

    def set_store_aside(self) -> None:
        """Move the database out of the way, to come back unless :meth:`forget_store_aside` is called."""
        moving = self._aside.with_name("setting-aside")
        moving.mkdir(mode=0o700)
        for kept, place in self._store(moving):
            if place.exists():
                place.replace(kept)
        moving.replace(self._aside)

    def take_store_back(self) -> None:
        """Put the database back that was set aside, be it by a process that was killed. Without one do nothing."""
        moving = self._aside.with_name("setting-aside")
        # Killed while it was setting things aside: nothing new has been written yet, and what has not gone is in place.
        for folder, replaces in ((moving, False), (self._aside, True)):
            if not folder.exists():
                continue
            for kept, place in self._store(folder):
                if replaces:
                    shutil.rmtree(place, ignore_errors=True)
                if kept.exists():
                    place.parent.mkdir(mode=0o700, exist_ok=True)
                    kept.replace(place)
            folder.rmdir()

    def forget_store_aside(self) -> None:
        """Let the new database stand, and delete the one that was set aside."""
        old = self._aside.replace(self._aside.with_name(f"replaced-{secrets.token_hex(4)}"))  # from here on it stands
        shutil.rmtree(old, ignore_errors=True)

    def password(self) -> str:
        """Return the server's password, making one up if the server is new.

        Raises
        ------
        EmbeddedServerError
            If there is a database and its password has been lost.
        """
        with suppress(FileNotFoundError):
            return self.password_file.read_text(encoding="ascii").strip()
        if self._has_data():
            raise EmbeddedServerError(
                "The password of this database is gone.",
                where=quoted(self.password_file),
                next_step="Put the file back from a backup. Without one, move the folders databases/system and "
                f"transactions/system in {quoted(self.folder / 'data')} away: the next start makes a new password, and "
                "the claims and ties are untouched.",
            )
        password = secrets.token_urlsafe(24)
        write_private(self.password_file, password + "\n")
        return password

    def _set_initial_password(self, password: str) -> None:
        """Tell a server that has never run which password to take.

        This is the file that ``neo4j-admin dbms set-initial-password`` writes (two seconds of Java, and the password on
        a command line that every user of the machine can read): SHA-256 over salt and password, 1024 times.
        """
        if self._has_data():
            return
        salt = secrets.token_bytes(32)
        write_private(self.folder / "data" / "dbms" / "auth.ini", credential(USER, password, salt) + "\n")

    def _configure(self) -> None:
        write_private(self.conf / "neo4j.conf", _CONFIGURATION.format(procedures=",".join(PROCEDURES)))

    @property
    def _aside(self) -> Path:
        return self.folder / "data" / "set-aside"

    def _store(self, aside: Path) -> list[tuple[Path, Path]]:
        """Pair the database's folders: where they are when set aside, and where they belong."""
        return [(aside / part, self.folder / "data" / part / DATABASE) for part in ("databases", "transactions")]

    def _link_plugins(self, jars: JarSet) -> None:
        """Put the jars that declare procedures where the server looks for them; a user's own files stay.

        Parameters
        ----------
        jars
            The server's jars.
        """
        plugins = self.folder / "plugins"
        wanted = {jar.name: jar for jar in jars.plugins}
        for old in plugins.iterdir():
            if old.is_symlink() and (old.name not in wanted or old.readlink() != wanted[old.name]):
                old.unlink()
        for name, jar in wanted.items():
            if not (plugins / name).is_symlink():
                (plugins / name).symlink_to(jar)

    def tail(self, lines: int = 15, *, since: int = 0) -> str:
        """Return the last lines of the server's log and of what its process printed, with the password blotted out.

        Of a Java stack trace only the messages are shown: the places in the server's code help nobody here.

        Parameters
        ----------
        lines
            Lines of each at most.
        since
            Size that the server's log had before this start: what earlier starts wrote is left out.
        """
        text = "\n".join(
            f"  {line}"
            for path, start in ((self.log, since), (self.console, 0))
            for line in without_frames(read_from(path, start))[-lines:]
        )
        with suppress(OSError):
            secret = self.password_file.read_text(encoding="ascii").strip()
            if secret:
                text = text.replace(secret, "********")
        return text

    def _has_data(self) -> bool:
        return (self.folder / "data" / "databases" / "system").exists()


def credential(user: str, password: str, salt: bytes) -> str:
    """Write a user and a password the way the server stores them before its first start.

    Parameters
    ----------
    user, password
        In clear.
    salt
        Random bytes.
    """
    digest = hashlib.sha256(salt + password.encode()).digest()
    for _ in range(1023):
        digest = hashlib.sha256(digest).digest()
    return f"{user}:SHA-256,{digest.hex()},{salt.hex()},1024:"


def write_private(path: Path, text: str) -> None:
    """Write ``text`` to ``path`` in one step, readable by its owner alone, and on the disk before this returns.

    A file that says so already is left as it is: a start that changes nothing writes nothing, on a full disk too.

    Parameters
    ----------
    path
        The file; a missing folder is made.
    text
        Its new content.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(OSError, UnicodeDecodeError):
        if path.stat().st_mode & 0o777 == 0o600 and path.read_text(encoding="utf-8") == text:
            return
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600 from its first moment
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def without_frames(text: str) -> list[str]:
    """Return the lines of what a Java program printed, without the places in its code that a stack trace lists.

    Parameters
    ----------
    text
        Its output.
    """
    return [line for line in text.splitlines() if not _FRAME.match(line)]


def read_from(path: Path, start: int) -> str:
    """Return what a log has from a position on; all of it if it has been rotated since, and nothing without one.

    Parameters
    ----------
    path
        The log.
    start
        Its size before.
    """
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(start if start <= size else 0)
            return file.read().decode("utf-8", errors="replace")
    except OSError:
        return ""
