"""Every class of the one family of errors, walked."""

import ast
import http
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

import tertius
from tertius.errors import TertiusError


def walk(parent: type[TertiusError]) -> Iterator[type[TertiusError]]:
    for child in parent.__subclasses__():
        yield child
        yield from walk(child)


FAMILY: list[type[TertiusError]] = sorted(
    {TertiusError, *(cls for cls in walk(TertiusError) if cls.__module__ == TertiusError.__module__)},
    key=lambda cls: cls.exit_code,
)
everyone = pytest.mark.parametrize("cls", FAMILY, ids=lambda cls: cls.__qualname__)


def test_the_family_is_not_empty() -> None:
    assert len(FAMILY) > 5


def test_a_room_may_only_refine_the_family_for_itself() -> None:
    """Read the sources: a member of another module is private, and takes no exit code, status or title of its own."""
    names = {cls.__name__ for cls in FAMILY}
    root = Path(tertius.__file__).parents[2]
    wrong = [
        f"{path.relative_to(root)}: {node.name}"
        for folder in ("backend", "loaders")
        for path in sorted((root / folder).rglob("*.py"))
        if path.name != "errors.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
        if names & {base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "") for base in node.bases}
        if not node.name.startswith("_") or any(isinstance(part, ast.Assign | ast.AnnAssign) for part in node.body)
    ]
    assert wrong == []


def test_no_two_classes_share_an_exit_code() -> None:
    codes = [cls.exit_code for cls in FAMILY]
    assert len(codes) == len(set(codes))


@everyone
def test_an_exit_code_is_one_that_a_shell_can_tell_from_its_own(cls: type[TertiusError]) -> None:
    assert type(cls.exit_code) is int
    assert 1 <= cls.exit_code <= 125  # 126 and up are the shell's: not executable, not found, killed by a signal


@everyone
def test_a_status_is_an_error_of_http(cls: type[TertiusError]) -> None:
    assert http.HTTPStatus(cls.status).value == cls.status
    assert 400 <= cls.status <= 599


@everyone
def test_a_title_is_a_short_line_of_its_own(cls: type[TertiusError]) -> None:
    assert cls.title
    assert cls.title == cls.title.strip()
    assert "\n" not in cls.title
    assert len(cls.title) <= 60
    assert [other for other in FAMILY if other.title == cls.title] == [cls]


@everyone
def test_a_class_says_what_it_is_and_adds_class_attributes_alone(cls: type[TertiusError]) -> None:
    assert inspect.getdoc(cls)
    if cls is not TertiusError:
        own = {name for name in vars(cls) if not name.startswith("__")}
        assert own <= {"status", "exit_code", "title"}
        assert "__init__" not in vars(cls)
        assert "__str__" not in vars(cls)
        assert cls.__doc__ != TertiusError.__doc__


@everyone
def test_it_says_what_where_and_the_next_step(cls: type[TertiusError]) -> None:
    error = cls("Row 7 has no date", where="claims.csv:7", next_step="Write one.")
    assert (error.what, error.where, error.next_step) == ("Row 7 has no date", "claims.csv:7", "Write one.")
    lines = str(error).splitlines()
    assert lines[0] == "Row 7 has no date"
    assert "claims.csv:7" in lines[1]
    assert "Write one." in lines[2]


@everyone
def test_what_alone_is_one_line(cls: type[TertiusError]) -> None:
    assert str(cls("Nothing answers")) == "Nothing answers"
    assert (cls("x").where, cls("x").next_step) == ("", "")


@everyone
def test_one_except_catches_the_family(cls: type[TertiusError]) -> None:
    with pytest.raises(TertiusError):
        raise cls("x")
