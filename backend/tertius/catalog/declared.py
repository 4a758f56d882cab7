"""Files that declare something (reports, alerts, mappings): read, each fault told with the line that it stands on."""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Generic, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from tertius.catalog.yaml_text import line_of, read_yaml
from tertius.errors import NotFoundError
from tertius.wording import quoted

LONGEST_FILE = 200_000
"""Bytes that such a file may have."""

DEEPEST = 20
"""Parts that may lie one in another."""

_SHAPES: Mapping[str, str] = {
    **dict.fromkeys(("tuple_type", "list_type"), "a list"),
    **dict.fromkeys(("dict_type", "mapping_type", "model_type", "model_attributes_type"), "a table of keys and values"),
    "string_type": "one text",
}
"""What something should have been, by pydantic's word for the error."""

_QUOTED = re.compile(r"'([^']*)'")

M = TypeVar("M", bound=BaseModel)


Place = tuple[str, ...]
"""Keys and positions that lead to a part of such a file."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in such a file that cannot be.

    Attributes
    ----------
    place
        The part that is at fault.
    what
        What is wrong, in one sentence.
    next_step
        What would be right.
    """

    place: Place
    what: str
    next_step: str


@dataclass(frozen=True, slots=True)
class Told:
    """A fault, with the line that it stands on.

    Attributes
    ----------
    where
        The file and the line.
    what, next_step
        As `Fault`.
    """

    where: str
    what: str
    next_step: str


@dataclass(frozen=True, slots=True)
class Kind(Generic[M]):
    """What a file declares.

    Attributes
    ----------
    word
        What it is called: report, alert.
    model
        Its shape; ``name`` is the file's own.
    begins
        What such a file begins with.
    parts
        Keys that have a shape of their own, each with it and with how many more names lead into it.
    named
        Whether what it declares has a name, which is the file's own.
    start
        The command that starts one; by default `tertius WORD new NAME`.
    texts
        Whether every value in it is a text, as it stands.
    """

    word: str
    model: type[M]
    begins: str
    parts: Mapping[str, tuple[type[BaseModel], int]]
    named: bool = True
    start: str = ""
    texts: bool = False

    @property
    def command(self) -> str:
        """What starts one."""
        return self.start or f"tertius {quoted(self.word)} new NAME"

    def made(self, said: Mapping[str, Any], path: Path) -> M:
        """Return what a file declares; pydantic's error if its shape is wrong."""
        return self.model.model_validate({**said, **({"name": path.stem} if self.named else {})})


def instead(name: str, known: Iterable[str]) -> str:
    """Return a sentence with the known word that may be meant, or with all of them.

    Parameters
    ----------
    name
        What was written.
    known
        What there is.
    """
    words = list(known)
    close = difflib.get_close_matches(name, words, n=1)
    if close:
        return f"Did you mean {close[0]}?"
    return f"There is: {', '.join(words)}." if words else "There is none."


def read_declared(
    path: Path, kind: Kind[M], wrong: Callable[[M], Iterable[Fault]]
) -> tuple[M | None, tuple[Told, ...]]:
    """Read a file, and find all that is wrong with it.

    Parameters
    ----------
    path
        The file; its name without the ending is the name of what it declares.
    kind
        What it declares.
    wrong
        Finds what is wrong with one whose shape is right.

    Returns
    -------
    tuple
        What it declares, None if something is wrong; and all that is.

    Raises
    ------
    NotFoundError
        There is no such file.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise NotFoundError(
            f"The file cannot be read: {error.strerror}.",
            where=quoted(path),
            next_step=f"Give the path of {_a(kind.word)}'s file.",
        ) from None
    try:
        if len(content) > LONGEST_FILE:
            return None, (Told(quoted(path), f"The file has more than {LONGEST_FILE:,} bytes.", "Shorten it."),)
        text = content.decode("utf-8-sig")
        if refused := _refused(text):
            line, what, step = refused
            return None, (Told(_at(path, line), what, step),)
        said, node = read_yaml(text, texts=kind.texts)
    except UnicodeDecodeError:
        return None, (Told(quoted(path), "The file is no text in UTF-8.", "Save it as UTF-8."),)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        what = f"The file is no YAML that can be read: {error.problem}."
        return None, (Told(_at(path, line), what, "Mend it; put quotes around texts with a colon in them."),)
    except (yaml.YAMLError, RecursionError, ValueError):
        what = "The file is no YAML that can be read."
        return None, (Told(quoted(path), what, f"Write it as in `{kind.command}`."),)
    told = partial(_told, path, node)
    if not isinstance(said, dict):
        step = f"Begin it with {kind.begins}; `{kind.command}` writes one to start from."
        return None, (told(Fault((), "The file does not say what it is: it holds no keys.", step)),)
    if kind.named and "name" in said:
        what = f"{_a(kind.word).capitalize()}'s name is that of its file."
        return None, (told(Fault(("name",), what, "Take the line out.")),)
    try:
        found = kind.made(said, path)
    except ValidationError as error:
        errors = error.errors(include_url=False)
        faults = [of_shape(one, kind) for one in errors]
        with suppress(ValidationError):  # what is wrong besides is told at once where the rest has a shape
            faults += wrong(kind.made(_without(said, errors), path))
        faults.sort(key=lambda fault: line_of(node, fault.place))
        return None, tuple(dict.fromkeys(map(told, faults)))
    others = tuple(map(told, wrong(found)))
    return (None if others else found), others


def _without(said: Mapping[str, Any], errors: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what a file says without the keys at which errors are."""
    left = deepcopy(dict(said))
    wrong: list[tuple[dict[str, Any], str]] = []
    for error in errors:
        part: Any = left
        last: tuple[dict[str, Any], str] | None = None
        for step in error["loc"]:
            if isinstance(part, dict) and step in part:
                last = (part, step)
            elif not (isinstance(part, list) and isinstance(step, int) and step < len(part)):
                break
            part = part[step]
        wrong += [last] if last else []
    for holder, key in wrong:
        holder.pop(key, None)
    return left


def _a(word: str) -> str:
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def _at(path: Path, line: int) -> str:
    return f"{quoted(path)}, line {line}"


def _told(path: Path, node: yaml.Node | None, fault: Fault) -> Told:
    return Told(_at(path, line_of(node, fault.place)), fault.what, fault.next_step)


def _refused(text: str) -> tuple[int, str, str] | None:
    """Return the line, what is wrong and the next step where a text would cost too much to read; None if nowhere.

    A part that refers to another one can make gigabytes of a few letters, and of parts within parts the time that they
    take grows with the square of their depth.
    """
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        line = event.start_mark.line + 1 if event.start_mark is not None else 1
        if isinstance(event, yaml.AliasEvent):
            return line, "A part of the file refers to another one (*).", "Write it out in both places."
        if depth > DEEPEST:
            what = f"The file is no YAML that can be read: parts lie in parts, more than {DEEPEST} deep."
            return line, what, "Take brackets or blanks at starts of lines out."
    return None


def of_shape(error: Mapping[str, Any], kind: Kind[Any]) -> Fault:
    """Return the fault that an error of validation tells.

    Parameters
    ----------
    error
        One of pydantic's errors.
    kind
        What was declared.
    """
    model, place = _place(tuple(map(str, error["loc"])), kind)
    field = model.model_fields.get(place[-1]) if place else None
    about = (field.description if field else "") or ""
    match error["type"]:
        case "extra_forbidden":
            names = [name for name in model.model_fields if name != "name" or not kind.named]
            return Fault(place, f"There is no {place[-1]!r} here.", instead(place[-1], names))
        case "literal_error":
            given, choices = str(error["input"])[:40], _QUOTED.findall(error["ctx"]["expected"])
            return Fault(place, f"{given!r} is no choice for {place[-1]}.", instead(given, choices))
        case "missing":
            return Fault(place[:-1], f"There is no {place[-1]!r}.", f"Add it: {about}")
        case word if word in _SHAPES and place:
            return Fault(place, f"{'.'.join(place)} is not {_SHAPES[word]}.", about)
    if place == ("name",):
        what = "The file's name has to be small letters, digits and hyphens, 60 at most, and to end in .yaml."
        return Fault((), what, "Rename the file, such as weekly-brokers.yaml.")
    what = str(error["msg"]).removeprefix("Value error, ")
    return Fault(place, f"{'.'.join(place)}: {what}.", about)


def _place(path: Place, kind: Kind[Any]) -> tuple[type[BaseModel], Place]:
    """Return the model that a path of pydantic's ends in, and the path without what only pydantic sees."""
    if not path or path[0] not in kind.parts:
        # of what a parameter's value can be, only its name is a place
        return kind.model, path[: 2 if path[:1] == ("params",) else 1]
    model, depth = kind.parts[path[0]]
    if len(path) > depth:
        # below a field there are only the choices of its type
        keyed = path[depth] in ("params",) and len(path) > depth + 1
        return model, path[: depth + 1 + keyed]
    return kind.model, path
