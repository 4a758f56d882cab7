"""The front door: help, versions, exit codes, messages."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from tertius import __version__
from tertius.cli import main as front
from tertius.errors import TertiusError

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def every_error() -> list[type[TertiusError]]:
    found: list[type[TertiusError]] = []
    todo = [TertiusError]
    while todo:
        error = todo.pop()
        found.append(error)
        todo += error.__subclasses__()
    return found


@pytest.mark.parametrize("error", every_error(), ids=lambda error: error.__name__)
def test_a_foreseen_failure_is_three_lines_and_its_own_code(
    error: type[TertiusError], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error("The harbour is closed.", where="quay 3", next_step="Come back at six.")

    monkeypatch.setattr(front.tertius, "main", fail)
    with pytest.raises(SystemExit) as ended:
        front.main([])
    out, said = capsys.readouterr()
    assert out == ""
    assert ended.value.code == error.exit_code
    assert said.splitlines() == [
        f"{error.title}: The harbour is closed.",
        "  Where: quay 3",
        "  Next:  Come back at six.",
    ]


def test_no_part_of_a_failure_steers_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    front.report(TertiusError("No\x07.", where="a\x07b\x9b2J\nc.csv", next_step="Call it\x07 c."))
    assert capsys.readouterr().err.splitlines() == [
        f"{TertiusError.title}: No .",
        "  Where: a b 2J c.csv",
        "  Next:  Call it c.",
    ]


def test_an_unforeseen_failure_repeats_no_value(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("bolt://neo4j:hunter2@db")

    monkeypatch.setattr(front.tertius, "main", fail)
    with pytest.raises(SystemExit) as ended:
        front.main([])
    said = capsys.readouterr().err
    assert ended.value.code == 1
    assert "RuntimeError" in said
    assert "hunter2" not in said
    assert "Traceback" not in said


def test_help_answers_at_once_since_it_imports_nothing_heavy() -> None:
    code = (
        "import sys\nbefore = set(sys.modules)\nfrom tertius.cli.main import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "rooms = {name.partition('.')[0] for name in set(sys.modules) - before} - sys.stdlib_module_names\n"
        "print(sorted(rooms), len([name for name in sys.modules if name.startswith('tertius')]), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603
    assert "demo" in done.stdout
    assert done.stderr.strip() == "['click', 'tertius'] 4"


def test_every_command_has_help_within_80_columns() -> None:
    def walk(command: click.Command, path: list[str], context: click.Context | None) -> None:
        ctx = click.Context(command, info_name=path[-1], parent=context, terminal_width=80, max_content_width=80)
        text = command.get_help(ctx)
        assert len(command.help or "") > 20, path
        assert max(map(len, text.splitlines())) <= 80, (path, text)
        if isinstance(command, click.Group):
            for name in command.list_commands(ctx):
                below = command.get_command(ctx, name)
                assert below is not None
                walk(below, [*path, name], ctx)

    walk(front.tertius, ["tertius"], None)


def test_version(cold_tertius: Run) -> None:
    done = cold_tertius("--version")
    assert (done.returncode, done.stdout.strip()) == (0, f"tertius, version {__version__}")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("qurey",), 2, "No such command"),
        (("query", "brokerage/brokerz"), 3, "brokerage/brokers"),
        (("query", "brokerage/brokers", "--as-of", "2012-13-01"), 2, "as_of"),
        (("query", "brokerage/brokers", "--limit", "0"), 2, "limit"),
        (("query", "brokerage/brokers", "--limmit", "3"), 2, "--limit"),
        (("show", "nothing/here"), 3, "nothing/here"),
        (("load",), 2, "--sample mali_2013"),
        (("load", "--sample", "atlantis"), 3, "mali_2013"),
        (("load", "claims", "nowhere"), 4, "nowhere"),
        (("load", "martians", "nowhere"), 3, "claims"),
        (("new", "claims", "/proc/nowhere"), 2, "/proc/nowhere"),
    ],
)
def test_a_mistake_is_told_before_any_server_is_started(
    tertius: Run, arguments: tuple[str, ...], code: int, said: str
) -> None:
    done = tertius(*arguments)
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "Starting" not in done.stderr


def test_a_setting_that_cannot_be_used_is_named_and_not_repeated(cold_tertius: Run) -> None:
    done = cold_tertius("db", "status", TERTIUS_QUERY_TIMEOUT_S="hunter2")
    assert done.returncode == 2
    assert "TERTIUS_QUERY_TIMEOUT_S" in done.stderr
    assert "hunter2" not in done.stderr


def test_a_closed_pipe_is_no_failure(tmp_path: Path) -> None:
    shell = f"{sys.executable} -m tertius.cli show brokerage/brokers | head -n 1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, cwd=tmp_path, check=False)  # noqa: S603, S607
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout.startswith("//")


def test_an_api_key_is_new_each_time_and_matches_its_hash(cold_tertius: Run) -> None:
    from tertius.api.keys import hash_api_key

    first, second = cold_tertius("api-key").stdout.split(), cold_tertius("api-key").stdout.split()
    assert first[0::2] == ["Key", "Hash"]
    assert first[1] != second[1]
    assert hash_api_key(first[1]) == first[3]


def test_new_folder_loads_clean_in_a_dry_sense(cold_tertius: Run, tmp_path: Path) -> None:
    done = cold_tertius("new", "claims", "mine")
    assert done.returncode == 0, done.stderr
    assert {"source.yaml", "entities.csv", "claims.csv"} <= {path.name for path in (tmp_path / "mine").iterdir()}
    again = cold_tertius("new", "claims", "mine")
    assert again.returncode == 6
    assert "not empty" in again.stderr


def test_show_prints_what_the_file_holds(cold_tertius: Run) -> None:
    from tertius.catalog.files import cypher_root

    done = cold_tertius("show", "brokerage/brokers")
    assert done.stdout.strip() == (cypher_root() / "brokerage" / "brokers.cypher").read_text(encoding="utf-8").strip()


def test_query_lists_every_question(cold_tertius: Run) -> None:
    from catalogued import CATALOGUE

    listed = cold_tertius("query").stdout
    assert [name for name in CATALOGUE if name not in listed] == []
    assert json.dumps(listed).count("\\u001b") == 0, "plain in a pipe"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [("TERTIUS_EMBEDDED_LINGER", "soon", "it is no number"), ("TERTIUS_POOL_SIZE", "2.5", "it is no whole number")],
)
def test_a_setting_that_is_no_number_is_said_in_words(cold_tertius: Run, name: str, value: str, said: str) -> None:
    done = cold_tertius("db", "status", **{name: value})
    assert done.returncode == 2
    assert said in done.stderr
    assert name in done.stderr
    assert value not in done.stderr
