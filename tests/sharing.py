"""How several processes share the tests: in units, of which the longest begin first."""

import os
from collections import Counter
from collections.abc import Iterable

DATABASE = "@database"
_STARTS = ("tests/embedded/", "tests/cli/")
#: Files without a database that take far longer than others with as many tests.
LONG = (
    "tests/answers/test_workers.py",
    "tests/browser/test_up.py",
    "tests/cli/test_lingering.py",
    "tests/cli/test_new.py",
    "tests/cli/test_snapshots.py",
    "tests/cli/test_up.py",
    "tests/embedded/test_repairing.py",
    "tests/embedded/test_crash.py",
    "tests/embedded/test_archive.py",
    "tests/embedded/test_admin.py",
    "tests/loaders/test_every_loader.py",
    "tests/loaders/ucdp_ged/test_known_rows.py",
    "tests/loading/test_room.py",
)


def unit_of(nodeid: str) -> str:
    """Return what a test is shared with: its file, or its room if it wants a database, for which a server is started.

    A database of yours is one: all that want it are shared with each other.
    """
    file = nodeid.partition("::")[0]
    if not nodeid.endswith(DATABASE):
        return file
    return DATABASE if os.environ.get("TERTIUS_TEST_NEO4J_URI") else "/".join(file.split("/")[:2]) + DATABASE


def longest_first(nodeids: Iterable[str]) -> list[str]:
    """Return the units in the order in which they begin, so that the processes end together.

    Rooms with a database come first, then the files that are known to be long and those that start servers and commands
    of their own, then the others; of each sort those with the most tests.
    """
    counts = Counter(map(unit_of, nodeids))
    return sorted(
        counts,
        key=lambda unit: (
            not unit.endswith(DATABASE),
            unit not in LONG,
            not unit.startswith(_STARTS),
            -counts[unit],
            unit,
        ),
    )
