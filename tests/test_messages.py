"""What people read: counts with their nouns, and no words of a programming language."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from catalogued import CATALOGUE
from tertius import errors
from tertius.cli.main import tertius

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted(path for room in ("backend", "loaders") for path in (ROOT / room).rglob("*.py"))

# A noun in the plural after a number that a text is made with.
PLURAL = re.compile(r"^ (?:(?:more|other|best|bad|dated|undated|new|missing|sampled) )?([a-z-]+)\b")
PLURALS = {
    *("rows", "lines", "cells", "columns", "sheets", "workbooks", "tables", "files", "folders", "characters", "bytes"),
    *("nodes", "edges", "ties", "vertices", "labels", "values", "entries", "matrices", "properties", "spells", "ports"),
    *(
        "claims",
        "sources",
        "entities",
        "people",
        "persons",
        "organizations",
        "groups",
        "pairs",
        "decisions",
        "mistakes",
    ),
    *(
        "simulations",
        "worlds",
        "arrangements",
        "paths",
        "steps",
        "sets",
        "draws",
        "splits",
        "slices",
        "periods",
        "classes",
    ),
    *("days", "seconds", "minutes", "hours", "jars", "findings", "transactions", "roll-ups", "others", "communities"),
    *(
        "questions",
        "answers",
        "measures",
        "reports",
        "recipients",
        "runs",
        "loads",
        "chains",
        "events",
        "places",
        "parts",
    ),
}
"""What this project counts; another noun that a message begins to count belongs here."""


ERRORS = {name for name, one in vars(errors).items() if isinstance(one, type) and issubclass(one, errors.TertiusError)}


def counts_without_words(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the lines of f-strings that put a number before a plural, whatever the number is."""
    for text in ast.walk(tree):
        if not isinstance(text, ast.JoinedStr):
            continue
        for before, value, after in zip([None, *text.values], text.values, text.values[1:], strict=False):
            if not isinstance(value, ast.FormattedValue) or not isinstance(after, ast.Constant):
                continue
            found = PLURAL.match(str(after.value))
            said = str(before.value) if isinstance(before, ast.Constant) else ""
            of_many = said.endswith((" of ", " of the ", " from "))
            if found and found[1] in PLURALS and not is_constant(value.value) and not of_many:
                yield value.lineno, ast.unparse(text)


def is_constant(value: ast.expr) -> bool:
    """Return whether a value is one of the code's own limits, which are all above one."""
    if isinstance(value, ast.BinOp):
        return is_constant(value.left)
    name = value.attr if isinstance(value, ast.Attribute) else value.id if isinstance(value, ast.Name) else ""
    return name.isupper()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_count_has_the_noun_that_fits_it(path: Path) -> None:
    wrong = list(counts_without_words(ast.parse(path.read_text(encoding="utf-8"))))
    assert not wrong, "say it with tertius.wording.counted"


# A null model is one of statistics. JSON's null is told to programs, in the description of the API.
OF_PROGRAMS = re.compile(r"(?<!--)\bnull\b(?! model)|\b(None|NULL|True|False|NaN|dict|tuple|str|int|bool)\b")


def texts_of_questions() -> Iterator[tuple[str, str]]:
    for question in CATALOGUE.values():
        yield from ((question.id, text) for text in (question.title, question.question, *question.conventions))
        yield from ((f"{question.id} {name}", one.about) for name, one in (*question.params.items(),))
        yield from ((f"{question.id} {name}", one.about) for name, one in (*question.columns.items(),))


def texts_of_commands(command: click.Command, name: str) -> Iterator[tuple[str, str]]:
    with click.Context(command, info_name=name) as context:
        yield name, command.get_help(context)
        if isinstance(command, click.Group):
            for below in command.list_commands(context):
                found = command.get_command(context, below)
                assert found is not None
                yield from texts_of_commands(found, f"{name} {below}")


def test_what_is_said_of_questions_and_commands_is_no_program() -> None:
    wrong = {
        where: found[0]
        for where, text in (*texts_of_questions(), *texts_of_commands(tertius, "tertius"))
        if (found := OF_PROGRAMS.search(text))
    }
    assert not wrong


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_error_speaks_of_programs(path: Path) -> None:
    """What is raised at people: the first argument of an error of the family, and its next step."""
    wrong = []
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ERRORS:
            said = [*call.args[:1], *(word.value for word in call.keywords if word.arg == "next_step")]
            parts = (part for one in said for part in ast.walk(one) if isinstance(part, ast.Constant))
            wrong += [part.value for part in parts if isinstance(part.value, str) and OF_PROGRAMS.search(part.value)]
    assert not wrong
