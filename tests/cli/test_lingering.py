"""On a terminal a command leaves its server to the next one, and says so once; elsewhere it leaves nothing."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tertius.cli.session import in_words, lingers_s
from tertius.embedded import status, stop_detached
from tertius.settings import Settings

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Until = Callable[[Callable[[], object]], None]


class OnTerminal:
    """A command on a terminal of its own."""

    def __init__(self, arguments: tuple[str, ...], env: dict[str, str]) -> None:
        self._terminal, inside = os.openpty()
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "tertius.cli", *arguments], stdin=inside, stdout=inside, stderr=inside, env=env
        )
        os.close(inside)

    def said(self) -> str:
        """Wait for its end and return all that it wrote."""
        text = b""
        try:
            while part := os.read(self._terminal, 4096):
                text += part
        except OSError:  # how Linux tells that nobody has the terminal any more
            pass
        os.close(self._terminal)
        assert self.process.wait() == 0, text.decode()
        return text.decode()


@pytest.fixture
def at_terminal(surroundings: Callable[..., dict[str, str]], tmp_path: Path) -> Iterator[Callable[..., OnTerminal]]:
    def start(*arguments: str, **env: str) -> OnTerminal:
        outside_ci = {name: value for name, value in surroundings(None, env).items() if name != "CI"}
        return OnTerminal(arguments, outside_ci)

    yield start
    stop_detached(tmp_path / "data")


def test_commands_at_a_terminal_share_a_server_and_another_kind_takes_its_place(
    at_terminal: Callable[..., OnTerminal],
    cold_tertius: Run,
    tmp_path: Path,
) -> None:
    both = [at_terminal("runs", "list"), at_terminal("runs", "list")]
    said = [" ".join(one.said().split()) for one in both]  # in lines of the terminal's width
    assert sum("`tertius db stop` ends it sooner" in one for one in said) == 1
    assert sum("It stays for 10 minutes" in one for one in said) == 1
    assert all("Nothing has been loaded yet" in one for one in said)
    left = status(tmp_path / "data")
    assert left is not None

    next_one = cold_tertius("runs", "list")
    assert (next_one.returncode, next_one.stderr) == (0, "")
    assert status(tmp_path / "data") == left
    assert "goes by itself after 10 minutes" in cold_tertius("db", "status").stdout

    # What needs the folder for itself does not ask a person to stop what they did not start.
    dumped = cold_tertius("db", "dump", str(tmp_path / "file.dump"))
    assert dumped.returncode == 0, dumped.stderr
    assert status(tmp_path / "data") is None


def test_what_plans_in_the_background_ends_by_itself(cold_tertius: Run, tmp_path: Path, until: Until) -> None:
    env = {"TERTIUS_EMBEDDED_BOLT_PORT": "0", "TERTIUS_EMBEDDED_HTTP_PORT": "0"}
    started = cold_tertius("db", "start", **env)
    assert started.returncode == 0, started.stderr

    def planning() -> list[psutil.Process]:
        return [
            one
            for one in psutil.process_iter(["cmdline"])
            if "tertius.cli.planning" in (one.info["cmdline"] or ()) and _folder(one) == str(tmp_path / "data")
        ]

    until(lambda: not planning())
    asked = cold_tertius("query", "brokerage/brokers")
    assert asked.returncode == 0, asked.stderr
    assert cold_tertius("db", "stop").returncode == 0
    without = subprocess.run(
        [sys.executable, "-m", "tertius.cli.planning"],
        env={**os.environ, "TERTIUS_DATA_DIR": str(tmp_path / "data")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (without.returncode, without.stdout, without.stderr) == (0, "", "")


def _folder(process: psutil.Process) -> str | None:
    try:
        return process.environ().get("TERTIUS_DATA_DIR")
    except psutil.Error:
        return None


def test_in_a_pipe_nothing_is_left(cold_tertius: Run, tmp_path: Path) -> None:
    done = cold_tertius("runs", "list")
    assert done.returncode == 0, done.stderr
    assert "It stays" not in done.stderr
    assert status(tmp_path / "data") is None


@pytest.mark.parametrize(("out", "err", "ci", "lingers"), [
    (True, True, "", 600.0),
    (True, True, "true", 0.0),
    (False, True, "", 0.0),
    (True, False, "", 0.0),
])  # fmt: skip
def test_a_server_stays_for_a_person_at_a_terminal_alone(
    monkeypatch: pytest.MonkeyPatch, out: bool, err: bool, ci: str, lingers: float
) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr("sys.stdout.isatty", lambda: out)
    monkeypatch.setattr("sys.stderr.isatty", lambda: err)
    assert lingers_s(Settings()) == lingers
    assert lingers_s(Settings(embedded_linger=0)) == 0


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (600, "10 minutes"),
        (60, "1 minute"),
        (3600, "1 hour"),
        (7200, "2 hours"),
        (90, "90 seconds"),
        (0.5, "0.5 seconds"),
    ],
)
def test_a_length_of_time_is_said_in_words(seconds: float, words: str) -> None:
    assert in_words(seconds) == words
