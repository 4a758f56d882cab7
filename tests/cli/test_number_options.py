"""Numbers on the command line are digits."""

import click
import pytest
from click.testing import CliRunner

from tertius.cli.number_options import Decimal, Whole


@click.command()
@click.option("--limit", type=Whole(1, 500), default=20)
@click.option("--timeout", type=Decimal(min=0, min_open=True), default=1.5)
def told(limit: int, timeout: float) -> None:
    click.echo(f"{limit} {timeout}")


@pytest.mark.parametrize("given", ["1_0", "１０", "1e1", "10.0", "x", "", "0", "501"])
def test_what_is_no_whole_number_is_refused(given: str) -> None:
    done = CliRunner().invoke(told, ["--limit", given])

    assert done.exit_code == 2
    assert "--limit" in done.output


@pytest.mark.parametrize("given", ["1_0", "nan", "inf", "１", "x", "0", "-1"])
def test_what_is_no_number_is_refused(given: str) -> None:
    done = CliRunner().invoke(told, ["--timeout", given])

    assert done.exit_code == 2
    assert "--timeout" in done.output


def test_numbers_are_taken() -> None:
    assert CliRunner().invoke(told, []).output == "20 1.5\n"
    assert CliRunner().invoke(told, ["--limit", "007", "--timeout", "2,5"]).output == "7 2.5\n"


def test_no_option_takes_anything_else_for_a_number() -> None:
    from pathlib import Path

    import tertius.cli

    for file in Path(tertius.cli.__file__).parent.glob("*.py"):
        if file.name != "number_options.py":
            text = file.read_text(encoding="utf-8")
            assert not any(name in text for name in ("IntRange", "FloatRange", "type=int", "type=float", "click.INT"))
