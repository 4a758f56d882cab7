"""A real Neo4j server as a child process, fetched from a lock file: nothing to install by hand, not even Java.

How to use it::

    from pathlib import Path
    from tertius.embedded import EmbeddedServer

    with EmbeddedServer(data_dir=Path("harbour"), cache_dir=Path("cache")) as connection:
        print(connection.uri, connection.browser_url)  # the password is in connection.password

The first start fetches the server (158 MB) and checks every file against the lock file. The server listens on the
loopback interface only, with a generated password, and ends with the ``with`` block or with this process, whichever is
first and however it ends. One data folder has one server at a time: :func:`status` finds the one that runs, and
:func:`start_detached` starts one that stays.
"""

from tertius.embedded.admin import AdminTool, CheckReport
from tertius.embedded.connection import Connection
from tertius.embedded.copying import copy_database
from tertius.embedded.detached import held_by, is_busy, last_use, make_way, start_detached, status, stop_detached, using
from tertius.embedded.jars import JarSet, fetch_jars
from tertius.embedded.java import find_java
from tertius.embedded.jvm import Greeting
from tertius.embedded.keeping import Followed, Kept
from tertius.embedded.repairing import RepairReport, repair
from tertius.embedded.server import EmbeddedServer

__all__ = [
    "AdminTool",
    "CheckReport",
    "Connection",
    "EmbeddedServer",
    "Followed",
    "Greeting",
    "JarSet",
    "Kept",
    "RepairReport",
    "copy_database",
    "fetch_jars",
    "find_java",
    "held_by",
    "is_busy",
    "last_use",
    "make_way",
    "repair",
    "start_detached",
    "status",
    "stop_detached",
    "using",
]
