"""The digest of what changes an answer: the syntax of a function and of all that it uses, and nothing else.

From a function on, every function, class and constant that is used in turn is followed within the measures and the
model, imports inside functions and compiled kernels included. Of each its syntax tree counts, without what changes no
answer: docstrings, comments, line breaks, annotations, the words of messages, and what a measure declares (its texts
change no answer; its parameters and columns count beside the code).
"""

import ast
import hashlib
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path

FOLLOWED = ("tertius.measures", "tertius.model")
"""Packages within which what a function uses is followed; beside them the package of the function itself."""

DECLARATION = "measure"
"""The decorator that declares a measure."""

_TELLS_NOTHING = ("annotation", "returns", "ctx", "kind", "simple", "type_comment", "type_params")

Place = tuple[str, str]
"""A module, and a name in it; an empty one for the module as a whole."""


def digest_of(declared: str, functions: Sequence[Place]) -> str:
    """Return the SHA-256 of the code of some functions and of all that it uses.

    Parameters
    ----------
    declared
        What counts beside the code.
    functions
        Module and name of each.

    Notes
    -----
    Modules are read, not imported. The digest is the same for every version of Python.
    """
    waiting = list(functions)
    own = {module.partition(".")[0] for module, _ in functions} - {"tertius"}
    followed = tuple(f"{package}." for package in (*FOLLOWED, *own))
    seen: dict[Place, str] = {}
    while waiting:
        place = waiting.pop()
        if place not in seen and f"{place[0]}.".startswith(followed):
            seen[place], uses = _definition(place)
            waiting += uses
    code = "\n".join(f"{module}.{name} {told}" for (module, name), told in sorted(seen.items()))
    return hashlib.sha256(f"{declared}\n{code}".encode()).hexdigest()


@dataclass
class _Module:
    """The names of a module: what is defined there, and what is imported there from where."""

    defined: dict[str, list[ast.stmt]] = field(default_factory=dict)
    imported: dict[str, Place] = field(default_factory=dict)


@cache
def _module(name: str) -> _Module:
    found = _Module()
    if (path := _file(name)) is not None:
        _note(ast.parse(path.read_text(encoding="utf-8")).body, found)
    return found


def _file(module: str) -> Path | None:
    """Return the file of a module, without importing it or what it is in."""
    package, _, name = module.rpartition(".")
    if not package:
        spec = find_spec(module)
        return Path(spec.origin) if spec and spec.origin else None
    within = list(getattr(sys.modules.get(package), "__path__", ()))
    if not within and (parent := _file(package)) is not None and parent.name == "__init__.py":
        within = [str(parent.parent)]
    places = [Path(folder, *parts) for folder in within for parts in ((f"{name}.py",), (name, "__init__.py"))]
    return next((place for place in places if place.exists()), None)


def _note(statements: Iterable[ast.stmt], found: _Module) -> None:
    for one in statements:
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.defined.setdefault(one.name, []).append(one)
        elif isinstance(one, ast.Assign | ast.AnnAssign | ast.AugAssign):
            for target in one.targets if isinstance(one, ast.Assign) else [one.target]:
                for node in ast.walk(target):
                    if isinstance(node, ast.Name):
                        found.defined.setdefault(node.id, []).append(one)
        elif isinstance(one, ast.ImportFrom):
            found.imported.update(_imports(one))
        elif isinstance(one, ast.If | ast.Try):
            _note([*one.body, *one.orelse], found)


def _imports(node: ast.ImportFrom) -> Iterator[tuple[str, Place]]:
    """Yield what an import calls something, and where that is."""
    for alias in node.names:
        module = f"{node.module}.{alias.name}"
        whole = module.startswith("tertius.") and _file(module) is not None
        yield alias.asname or alias.name, (module, "") if whole else (str(node.module), alias.name)


@cache
def _definition(place: Place) -> tuple[str, tuple[Place, ...]]:
    """Return the syntax of what a name stands for, and what it uses."""
    name, module = place[1], _module(place[0])
    if name in module.imported:  # and only passed on
        return "", (module.imported[name],)
    told: list[str] = []
    uses: dict[Place, None] = {}
    for statement in module.defined.get(name, ()):
        told.extend(_told(statement))
        known = dict(module.imported)
        for node in ast.walk(statement):
            if isinstance(node, ast.ImportFrom):
                known.update(_imports(node))
        for used, attribute in _used(statement):
            if used in known:
                from_module, whole = known[used][0], not known[used][1]
                uses[(from_module, attribute) if whole else known[used]] = None
            elif used in module.defined:
                uses[place[0], used] = None
    return "".join(told), tuple(uses)


def _used(node: ast.AST, *, annotation: bool = False) -> Iterator[tuple[str, str]]:
    """Yield each name that is used, and the attribute that is taken of it; of messages and declarations none."""
    if isinstance(node, ast.Raise) or _says_nothing(node):
        return
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        yield node.value.id, node.attr
    elif isinstance(node, ast.Name):
        yield node.id, ""
    elif annotation and isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value.strip(), ""  # a class that is named before it is there
    else:
        for name, value in ast.iter_fields(node):
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from _used(child, annotation=annotation or name in ("annotation", "returns"))


def _told(node: ast.AST) -> Iterator[str]:
    """Yield the syntax of a node in one spelling."""
    yield f"({type(node).__name__}"
    for name, value in ast.iter_fields(node):
        if name in _TELLS_NOTHING or (isinstance(node, ast.Assert) and name == "msg"):
            continue
        if isinstance(node, ast.Raise):
            value = value.func if isinstance(value, ast.Call) else value
        if isinstance(value, list) and value:
            yield f" {name}=["
            for one in value:
                if not isinstance(one, ast.AST):
                    yield f" {one!r}"
                elif not _says_nothing(one):
                    yield from _told(one)
            yield "]"
        elif isinstance(value, ast.AST):
            yield f" {name}="
            yield from _told(value)
        elif value is not None and value != []:
            yield f" {name}={value!r}"
    yield ")"


def _says_nothing(node: ast.AST) -> bool:
    """Say whether a node changes no answer: a text that stands alone, an import, the declaration of a measure."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == DECLARATION
    return isinstance(node, ast.Import | ast.ImportFrom)
