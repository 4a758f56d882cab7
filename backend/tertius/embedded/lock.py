"""The lock file: which jars make the server, by coordinates, SHA-256 and size, and with no host in it."""

import json
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import PurePosixPath

from tertius.errors import InputError

DEFAULT_LINE = "5.26"


@dataclass(frozen=True)
class Jar:
    """One published artefact.

    Attributes
    ----------
    coordinates
        ``group:artifact:version``, with ``:classifier`` where there is one.
    sha256
        Lower-case hexadecimal digest of the file.
    size
        Bytes.
    part
        ``server`` or ``gds``.
    plugin
        Whether it declares procedures or functions, so that the server must also find it in its ``plugins`` folder.
    """

    coordinates: str
    sha256: str
    size: int
    part: str
    plugin: bool = False

    @cached_property
    def path(self) -> PurePosixPath:
        """Where every repository of the Maven layout keeps this file, relative to the repository's root."""
        group, artifact, version, *classifier = self.coordinates.split(":")
        name = "-".join([artifact, version, *classifier]) + ".jar"
        return PurePosixPath(*group.split("."), artifact, version, name)


@dataclass(frozen=True)
class JarLock:
    """All jars of one release line of the server.

    Attributes
    ----------
    line
        The release line a user chooses, such as ``5.26``.
    neo4j, browser, gds
        Versions of the server, of its Browser and of Graph Data Science.
    java
        Feature versions of Java that it runs on, such as ``(17, 21)``.
    jars
        In the order of the class path.
    """

    line: str
    neo4j: str
    browser: str
    gds: str
    java: tuple[int, ...]
    jars: tuple[Jar, ...]

    @property
    def name(self) -> str:
        """A short name for folders: the versions that matter."""
        return f"neo4j-{self.neo4j}-gds-{self.gds}"

    @property
    def size(self) -> int:
        """Bytes of all jars together."""
        return sum(jar.size for jar in self.jars)


def parse_lock(text: str) -> JarLock:
    """Read the text of a lock file.

    Parameters
    ----------
    text
        JSON, as ``scripts/lock_jars.py`` writes it.
    """
    document = json.loads(text)
    return JarLock(
        line=document["line"],
        neo4j=document["neo4j"],
        browser=document["browser"],
        gds=document["gds"],
        java=tuple(document["java"]),
        jars=tuple(
            Jar(row["jar"], row["sha256"], row["size"], row["part"], bool(row.get("plugin")))
            for row in document["jars"]
        ),
    )


def load_lock(line: str = DEFAULT_LINE) -> JarLock:
    """Read the lock file of a release line that this version of Tertius ships.

    Parameters
    ----------
    line
        A release line, such as ``5.26``.

    Raises
    ------
    InputError
        If there is no lock file for that line.
    """
    locks = files("tertius.embedded") / "locks"
    known = sorted(
        entry.name.removeprefix("neo4j-").removesuffix(".json")
        for entry in locks.iterdir()
        if entry.name.endswith(".json")
    )
    if line not in known:
        raise InputError(
            f"There is no embedded server of the line {line!r}.",
            where="embedded server",
            next_step=f"Choose one of: {', '.join(known)}.",
        )
    return parse_lock((locks / f"neo4j-{line}.json").read_text(encoding="utf-8"))
