"""Sentences fit the terminal, and what is to be copied can be."""

import ast
import shlex
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius import cli
from tertius.cli.tables import width_of
from tertius.cli.told import lines_of

WORDS = st.sampled_from(
    ["Load", "it", "with:", "the", "rows", "there,", "(again)", "n/a", "a", "Bezugsberechtigung", "'Ali'"]
)
WHOLE = st.sampled_from(
    [
        "/home/ana/a folder/with.blanks.csv".replace(" ", "-"),
        "https://example.org/a/very/long/address/that/goes/on/and/on/for/more/than/eighty/columns/of/a/terminal.html",
        "'/home/ana/my folder/ged 23.1/file, of all.csv'",
        "'/home/ana/a  folder/of a year in which many a word was said of all that there was to be said.csv'",
        "tertius load claims 'my  folder'",
        "`tertius db start`",
        "tertius load claims 'my folder. old' --release 23.1.",
        "tertius runs diff ucdp-ged:1 ucdp-ged:2 --format csv.",
        "tertius load ucdp-ged ged231.csv ged_231_car.csv --release 23.1 --country Mali --quarantine /tmp/x.",
        "TERTIUS_DATA_DIR='/home/ana/a copy' tertius up.",
        "pip install 'tertius[measures]'.",
    ]
)


@given(
    parts=st.lists(st.one_of(WORDS, WORDS, WHOLE), min_size=1, max_size=30),
    width=st.integers(30, 100),
    first=st.sampled_from(["", "  Next:  "]),
    others=st.sampled_from(["", "         "]),
)
def test_lines_fit_and_nothing_that_is_copied_is_broken(parts: list[str], width: int, first: str, others: str) -> None:
    lines = lines_of(" ".join(parts), first=first, others=others, width=width)
    assert " ".join(" ".join(lines).split()) == " ".join(f"{first} {' '.join(parts)}".split())
    for part in parts:
        if " " in part or "/" in part:
            assert any(part in line for line in lines), (part, lines)
    for number, line in enumerate(lines):
        lead = others if number else first
        assert line.startswith(lead)
        if width_of(line) > max(width, width_of(others) + 20):
            rest = line[len(lead) :]  # what cannot be broken, perhaps after a word or two
            assert " " not in rest or any(part.split(" ")[0] in rest for part in parts if " " in part or "/" in part)


def test_a_command_longer_than_a_line_is_told_from_the_sentence_that_goes_on() -> None:
    command = "tertius load ucdp-ged /data/ged/GEDEvent_v25_1.csv --release 25.1 --complete"
    text = f"Mend the rows there, and load them with {command} and then look at what it says of them."
    lines = lines_of(text, first="  Next:  ", others="         ", width=80)
    assert f"         {command}" in lines
    assert all(len(line) <= 80 for line in lines if command not in line)


def test_a_line_break_begins_a_line() -> None:
    assert lines_of("One.\nTwo.", first="- ", others="  ", width=40) == ["- One.", "  Two."]


MODULES = sorted(Path(cli.__file__).parent.glob("*.py"))


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_sentences_are_told_and_not_echoed_as_they_stand(module: Path) -> None:
    """What is echoed is a line that was made to fit, a name of a few words, or a row whose columns stand in line."""
    echoed = [
        "".join(part.value if isinstance(part, ast.Constant) else "X" for part in _parts(call.args[0]))
        for call in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in ("echo", "secho")
        and call.args
    ]
    assert [text for text in echoed if len(text.split()) > 4 and "  " not in text] == []


def _parts(value: ast.expr) -> list[ast.expr]:
    if isinstance(value, ast.JoinedStr):
        return value.values
    return [value] if isinstance(value, ast.Constant) and isinstance(value.value, str) else []


def test_what_is_quoted_for_a_shell_is_a_unit() -> None:
    path = shlex.quote("/home/ana/what's new, really. yes/file.csv")
    assert any(path in line for line in lines_of(f"Load it again with: tertius load claims {path}", width=40))
