"""A test waits for what it needs, however long that takes: none gives up after a number of seconds."""

import re
from pathlib import Path

HERE = Path(__file__).parent
GIVES_UP = re.compile(r"\.(?:wait|join)\((?:timeout=)?[0-9]|\btimeout=[0-9]|create_connection\(.*\), [0-9]")
MAY = {
    "databases.py",  # whether a Docker engine answers: without one there is another way
    "embedded/test_process.py",  # that something does not happen
}


def test_what_gives_up_is_found() -> None:
    for line in ("process.wait(120)", "thread.join(timeout=60)", "httpx.get(url, timeout=60)", "gate.wait(0.5)"):
        assert GIVES_UP.search(line)
    for line in ("process.wait()", "thread.join()", "httpx.get(url, timeout=None)", '", ".join(parts)'):
        assert not GIVES_UP.search(line)


def test_no_test_gives_up_after_a_number_of_seconds() -> None:
    found = [
        f"{name}:{number}: {line.strip()}"
        for file in sorted(HERE.rglob("*.py"))
        if (name := file.relative_to(HERE).as_posix()) not in MAY and file != Path(__file__)
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if GIVES_UP.search(line)
    ]
    assert not found, "Wait for what the test needs (`until`): " + "\n".join(found)
