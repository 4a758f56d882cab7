"""The command lines of the server's Java programs, and the environment they run in."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tertius.embedded.archive import ClassArchive
from tertius.embedded.home import DATABASE, Home, write_private
from tertius.embedded.jars import JarSet
from tertius.errors import EmbeddedServerError
from tertius.wording import quoted

SERVER = "org.neo4j.server.CommunityEntryPoint"
ADMIN = "org.neo4j.cli.AdminTool"

# What Neo4j's own start script passes, less what a small server does not need.
_OPTIONS = (
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "-Dio.netty.tryReflectionSetAccessible=true",
    "-Djdk.nio.maxCachedBufferSize=1024",
    "-Dlog4j2.disable.jmx=true",
    "-Dfile.encoding=UTF-8",
    "-XX:-OmitStackTraceInFastThrow",
    "-XX:+DisableExplicitGC",
    "-XX:+ExitOnOutOfMemoryError",
)

# For a process of seconds or minutes: Java's second compiler and its concurrent collector would cost it more than they
# bring (half the processor time of a start), where they pay off for a server that stays. With one compiler Java would
# keep 48 MB of what it has compiled, which a few dozen questions fill; what it then throws away it compiles again.
BRIEF = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:ReservedCodeCacheSize=240m")

# For a server that stays: the second compiler takes what runs ten times as often as it would by itself. A start takes 5
# instead of 7 seconds of the processor, the first question 2.5 instead of 3.1; what runs for minutes loses nothing.
# The collector that stops for its work and does it with all cores: on a gigabyte of heap the concurrent one takes a
# fifth of the server's time in a large load. Half of the heap is for what is new: a large transaction outlives less.
STAYING = (
    "-XX:+UseParallelGC",
    "-XX:NewRatio=1",
    "-XX:Tier4InvocationThreshold=50000",
    "-XX:Tier4MinInvocationThreshold=6000",
    "-XX:Tier4CompileThreshold=150000",
    "-XX:Tier4BackEdgeThreshold=400000",
)

_ARCHIVING_HEAP = "-Xmx512m"

# Variables by which a user's shell would change what we start. NEO4J_* is how the admin tool is told its home.
_UNWANTED = ("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH")


class Greeting(NamedTuple):
    """What Neo4j Browser does when somebody has connected to the server.

    Attributes
    ----------
    commands
        Its commands, without their colon.
    host
        The one host that it may fetch a style sheet or a guide from.
    """

    commands: tuple[str, ...]
    host: str


def command(
    java: Path,
    jars: JarSet,
    home: Home,
    main: str,
    arguments: Sequence[str] = (),
    *,
    heap: str,
    options: Sequence[str] = (),
) -> list[str]:
    """Return the command line of one of the server's programs.

    The class path has some 340 entries, so it goes into an argument file: the command line stays short wherever the
    cache is, and ``ps`` stays readable.

    Parameters
    ----------
    java
        The launcher.
    jars
        The class path.
    home
        Where the argument file is written.
    main
        The main class.
    arguments
        The program's own arguments.
    heap
        Largest Java heap, such as ``1g``.
    options
        Further options of the virtual machine.
    """
    file = home.folder / "run" / f"{main.rpartition('.')[2]}.args"
    return _by_file(java, file, [*_OPTIONS, f"-Xmx{heap}", *options, "-cp", _class_path(jars), main, *arguments])


def archiving(java: Path, jars: JarSet, archive: ClassArchive) -> list[str]:
    """Return the command line that makes a class-data archive of the classes that a server has listed.

    Parameters
    ----------
    java
        The launcher.
    jars
        The class path, which must be the server's own.
    archive
        What is made, and where the argument file is written.
    """
    lines = [*_OPTIONS, _ARCHIVING_HEAP, *BRIEF, *archive.making(), "-cp", _class_path(jars)]
    return _by_file(java, archive.arguments, lines)


def _class_path(jars: JarSet) -> str:
    entries = [str(path) for path in jars.class_path]
    if any(os.pathsep in entry for entry in entries):
        raise EmbeddedServerError(
            f"The cache folder's name holds a {os.pathsep!r}, which Java takes for the end of a name.",
            where=quoted(jars.root),
            next_step="Set TERTIUS_CACHE_DIR to a folder without it.",
        )
    return os.pathsep.join(entries)


def _by_file(java: Path, file: Path, lines: Sequence[str]) -> list[str]:
    write_private(file, "".join(_quoted(line) + "\n" for line in lines))
    return [str(java), f"@{file}"]


def server_arguments(
    home: Home,
    bolt_port: int,
    http_port: int,
    *,
    salvage: bool = False,
    read_only: bool = False,
    greeting: Greeting | None = None,
    more: Mapping[str, str] | None = None,
) -> list[str]:
    """Return the server's own arguments: where its home is, and what differs from one start to the next.

    Parameters
    ----------
    home
        Its home.
    bolt_port, http_port
        Ports on the loopback interface.
    salvage
        Whether to recover what can be read of a damaged transaction log, and to cut the rest off.
    read_only
        Whether nobody can write into the database, whoever connects.
    greeting
        What Neo4j Browser does when somebody has connected.
    more
        Further settings of Neo4j, by their names.
    """
    settings = {
        "server.bolt.listen_address": f"127.0.0.1:{bolt_port}",
        "server.bolt.advertised_address": f"localhost:{bolt_port}",
        "server.http.listen_address": f"127.0.0.1:{http_port}",
        "server.http.advertised_address": f"localhost:{http_port}",
        "dbms.security.http_access_control_allow_origin": f"http://localhost:{http_port}",
    }
    if salvage:
        settings["internal.dbms.tx_log.fail_on_corrupted_log_files"] = "false"
    if read_only:
        settings["server.databases.read_only"] = DATABASE
    if greeting:
        settings["browser.post_connect_cmd"] = "; ".join(greeting.commands)
        settings["browser.remote_content_hostname_whitelist"] = greeting.host
    settings |= more or {}
    given = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    return [f"--home-dir={home.folder}", f"--config-dir={home.conf}", *given]


def _quoted(argument: str) -> str:
    escaped = argument.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def environment(home: Home) -> dict[str, str]:
    """Return the environment of the server's programs: the user's, less what would change them.

    Parameters
    ----------
    home
        The home that they work on.
    """
    kept = {
        name: value for name, value in os.environ.items() if name not in _UNWANTED and not name.startswith("NEO4J_")
    }
    # Java decodes file names by the locale; under LC_ALL=C it would lose every letter beyond ASCII.
    return kept | {"LC_ALL": "C.UTF-8", "NEO4J_HOME": str(home.folder), "NEO4J_CONF": str(home.conf)}
