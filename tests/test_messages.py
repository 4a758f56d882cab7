"""What people read: counts with their nouns, and no words of a programming language."""

import ast
import re
import shlex
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


# What a command says of a value that is not known here.
VALUE = "□"
NAMES = "|".join(map(re.escape, (*tertius.list_commands(click.Context(tertius)), VALUE)))
COMMAND = re.compile(rf"(?<![\w/.=-])(?:[A-Z][A-Z_]+=\S+ )?(?:tertius (?:{NAMES})(?!\w)|pip install )")
IN_BACKTICKS = re.compile(r"``[^`]+``|`[^`]*`")
MADE_OF = ("quoted", "shlex.join")
"""What makes a part of a command that a shell reads as it is meant."""


def commands_by_name(trees: dict[Path, ast.AST]) -> set[str]:
    """Return what functions and properties that return a command, and names that stand for one, are called."""
    found = set()
    for tree in trees.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and any(
                isinstance(one, ast.Return) and COMMAND.match(written(one.value) or "") for one in ast.walk(node)
            ):
                found.add(node.name)
            elif isinstance(node, ast.Assign) and COMMAND.match(written(node.value) or ""):
                found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return found


def written(node: ast.AST | None, commands: frozenset[str] = frozenset()) -> str | None:
    """Return a text as the code writes it, with a sign for each value; None of what is no text."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(written(part, commands) or VALUE for part in node.values)
    if isinstance(node, ast.FormattedValue):
        named = node.value.func if isinstance(node.value, ast.Call) else node.value
        name = named.attr if isinstance(named, ast.Attribute) else named.id if isinstance(named, ast.Name) else ""
        return f"tertius {VALUE}" if name in commands else VALUE
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        ends = written(node.left, commands), written(node.right, commands)
        return None if ends == (None, None) else "".join(VALUE if end is None else end for end in ends)
    return None


def messages(node: ast.AST, commands: frozenset[str]) -> Iterator[tuple[ast.AST, str]]:
    """Yield the texts below a node that are no documentation, each as a whole."""
    text = written(node, commands)
    if text is not None:
        yield node, text
        parts = [one.value for one in ast.walk(node) if isinstance(one, ast.FormattedValue)]
    else:
        parts = [one for one in ast.iter_child_nodes(node) if not is_documentation(one)]
    for part in parts:
        yield from messages(part, commands)


def is_documentation(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def wrong_forms(text: str) -> Iterator[str]:
    """Yield commands that would take something along when they are copied: each is in backticks, or ends its line."""
    for line in text.split("\n"):
        bare = IN_BACKTICKS.sub(lambda found: "`" * len(found[0]), line)
        for found in COMMAND.finditer(bare):
            before, command = bare[: found.start()], bare[found.start() :]
            introduced = not before or before.endswith((": ", "  ", VALUE))
            if not introduced or re.search(r"(?<!\.\.)[.;:,)?!]$|[.;:,?!)] ", command) or "`" in command:
                yield line


def commands_in(text: str) -> Iterator[str]:
    """Yield the commands of a text."""
    for line in text.split("\n"):
        for found in IN_BACKTICKS.finditer(line):
            if COMMAND.match(inner := found[0].strip("`")):
                yield inner
        bare = IN_BACKTICKS.sub(lambda found: "`" * len(found[0]), line)
        yield from (line[found.start() :] for found in COMMAND.finditer(bare))


def refused(command: str) -> str:
    """Return what the command line has against a command; nothing if it takes it, as far as its values are known."""
    words = shlex.split(re.split(r" [>|]| &&", command)[0])
    words = words[next(at for at, word in enumerate(words) if "=" not in word) :]
    if words[0] != "tertius":
        return ""
    current: click.Command = tertius
    context = click.Context(tertius, info_name="tertius")
    rest = words[1:]
    while isinstance(current, click.Group) and rest and not rest[0].startswith("-"):
        word = rest.pop(0)
        if word.isupper() or any(sign in word for sign in (VALUE, "…")):
            return ""
        below = current.get_command(context, word)
        if below is None:
            return f"there is no {word}"
        current, context = below, click.Context(below, info_name=word, parent=context)
    known = {option for param in current.params for option in (*param.opts, *param.secondary_opts)} | {"--help"}
    for option in (word.partition("=")[0] for word in rest if word.startswith("--") and VALUE not in word):
        if option not in known:
            return f"{current.name} has no {option}"
    _, left, _ = current.make_parser(context).parse_args([word for word in rest if word not in ("--help", "…")])
    return f"{current.name} does not take {left}" if left else ""


TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}
NAMED = frozenset(commands_by_name(TREES))


def test_a_command_can_be_copied() -> None:
    """It ends its line, after a colon, with no full stop; or it is in backticks. Blanks in its values are quoted."""
    wrong = []
    for path, tree in TREES.items():
        given = made_here(tree)
        for node, text in messages(tree, NAMED):
            if not COMMAND.search(text):
                continue
            found = [*wrong_forms(text), *(why for command in commands_in(text) if (why := refused(command)))]
            if isinstance(node, ast.JoinedStr):
                found += [f"not quoted: {value}" for value in unquoted(node, given)]
            wrong += [f"{path.relative_to(ROOT)}: {one}" for one in found]
    assert not wrong


def made_here(tree: ast.AST) -> dict[str, ast.expr]:
    """Return what names stand for in a module."""
    given = (one for one in ast.walk(tree) if isinstance(one, ast.Assign))
    return {target.id: one.value for one in given for target in one.targets if isinstance(target, ast.Name)}


def unquoted(node: ast.JoinedStr, of_here: dict[str, ast.expr]) -> Iterator[str]:
    """Yield the values that a command is made with as they are, though there may be blanks in them."""
    text = ""
    for part in node.values:
        text += (written(part, NAMED) or VALUE) if isinstance(part, ast.Constant) else ""
        if not isinstance(part, ast.FormattedValue):
            continue
        value = of_here.get(part.value.id, part.value) if isinstance(part.value, ast.Name) else part.value
        made = ast.unparse(value.func) if isinstance(value, ast.Call) else ""
        begun = COMMAND.search(text.split("\n")[-1].rpartition("`")[2])
        if begun and made not in MADE_OF and (written(part, NAMED) or "") == VALUE:
            yield ast.unparse(part.value)
        text += VALUE


def test_commands_in_questions_and_in_help_can_be_copied() -> None:
    wrong = {}
    for where, text in (*texts_of_questions(), *help_of_commands(tertius, "tertius")):
        for paragraph in text.split("\n\n"):
            one = paragraph if "\b" in paragraph else " ".join(paragraph.split())
            found = [*wrong_forms(one), *(why for command in commands_in(one) if (why := refused(command)))]
            wrong |= {where: found} if found else {}
    assert not wrong


def help_of_commands(command: click.Command, name: str) -> Iterator[tuple[str, str]]:
    yield name, command.help or ""
    yield from ((name, getattr(param, "help", None) or "") for param in command.params)
    if isinstance(command, click.Group):
        with click.Context(command, info_name=name) as context:
            for below in command.list_commands(context):
                found = command.get_command(context, below)
                assert found is not None
                yield from help_of_commands(found, f"{name} {below}")


def is_path(node: ast.expr) -> bool:
    """Say whether a value is called a path, or what one is made into."""
    name = ast.unparse(node)
    if name.startswith("quoted("):
        return False
    return bool(re.search(r"(?:^|[._])(?:path|folder|file|home|log|data_dir)$", name)) or " / " in name


def test_a_path_in_a_place_can_be_copied() -> None:
    wrong = []
    for path, tree in TREES.items():
        for call in (one for one in ast.walk(tree) if isinstance(one, ast.Call)):
            places = [word.value for word in call.keywords if word.arg == "where"]
            if places and "logs.get" not in ast.unparse(call.func) and is_path(begin_of(places[0])):
                wrong.append(f"{path.relative_to(ROOT)}: {ast.unparse(places[0])}")
    assert not wrong


def begin_of(place: ast.expr) -> ast.expr:
    """Return the value that a place begins with, as it is before it is made a text."""
    if isinstance(place, ast.JoinedStr) and isinstance(place.values[0], ast.FormattedValue):
        return place.values[0].value
    if isinstance(place, ast.Call) and ast.unparse(place.func) == "str":
        return place.args[0]
    return place
