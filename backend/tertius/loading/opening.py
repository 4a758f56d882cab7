"""Opening what a loader reads, with its options: texts as a person gives them, told in plain words where they are none.

A loader declares its options as a model of pydantic: frozen, nothing besides, every field described. The command line
makes an option of each field; Python and tests give the model itself.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin

from tertius.errors import InputError
from tertius.loading.loader import Document, Loader
from tertius.wording import quoted

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic_core import ErrorDetails


@dataclass(frozen=True, slots=True)
class LoaderOption:
    """One option of a loader, as a person is told of it.

    Attributes
    ----------
    field
        The field of the model.
    about
        What it is for.
    type
        What one value of it is: ``str``, ``bool``, ``int``, ``float``, ``date`` or ``Path``.
    choices
        The values that there are; empty where any text will do.
    many
        Whether it can be given several times.
    needed
        Whether it must be given.
    default
        What is taken if it is not given, as a text; empty for nothing.
    flag
        Whether naming it is enough: it says yes, and no if it is not named.
    """

    field: str
    about: str
    type: type
    choices: tuple[str, ...] = ()
    many: bool = False
    needed: bool = False
    default: str = ""
    flag: bool = False

    @property
    def name(self) -> str:
        """What it is called on the command line, such as ``--source-column``."""
        return f"--{self.field.replace('_', '-')}"


def options_of(loader: Loader) -> Mapping[str, LoaderOption]:
    """Return the options that a loader has of its own, by field."""
    model = getattr(loader, "options", None)
    fields = {} if model is None else model.model_fields
    return {name: _option(name, field) for name, field in fields.items()}


def _option(name: str, field: Any) -> LoaderOption:  # noqa: ANN401 - pydantic's FieldInfo
    kind, nullable, many = field.annotation, False, False
    if get_origin(kind) in (Union, UnionType):
        kinds = [one for one in get_args(kind) if one is not NoneType]
        nullable, kind = len(kinds) < len(get_args(kind)), kinds[0]
    if get_origin(kind) in (tuple, list, set, frozenset):
        many, kind = True, get_args(kind)[0]
    choices: tuple[str, ...] = ()
    if get_origin(kind) is Literal:
        choices, kind = tuple(map(str, get_args(kind))), str
    elif isinstance(kind, type) and issubclass(kind, Enum):
        choices, kind = tuple(str(one.value) for one in kind), str
    default = None if field.is_required() or many else field.get_default(call_default_factory=True)
    shown = default.value if isinstance(default, Enum) else default
    return LoaderOption(
        name,
        (field.description or "").rstrip("."),
        kind if isinstance(kind, type) else str,
        choices,
        many,
        field.is_required(),
        "" if shown is None or isinstance(shown, bool) else str(shown),
        kind is bool and not nullable and default is False,
    )


def open_document(loader: Loader, paths: Sequence[Path], given: Mapping[str, Any] | None = None) -> Document:
    """Open files with a loader and its options.

    Parameters
    ----------
    loader
        The loader.
    paths
        One file or folder, or several of one edition where the loader reads several.
    given
        Values of its options by field, as texts or as what they are; those that are left out have their defaults.

    Raises
    ------
    InputError
        If an option is not known or cannot be used, or there are several files for a loader of one.
    DataError
        If the files cannot be loaded at all.
    """
    if len(paths) != 1 and not (paths and getattr(loader, "many", False)):
        raise InputError(
            f"The loader {_called(loader)} takes one file or folder at a time, not {len(paths)}"
            if paths
            else "No file",
            where="path",
            next_step="Load them one after the other." if paths else "Name what to load.",
        )
    return loader.open(*paths, **_options(loader, given or {}))


def open_documents(
    loader: Loader, paths: Sequence[Path], given: Mapping[str, Any] | None = None
) -> list[tuple[Sequence[Path], Document]]:
    """Open files of several releases: those of each as one document, in the order in which they are to be loaded.

    Parameters
    ----------
    loader, paths, given
        As for `open_document`. A loader that knows the releases of files by their names has ``by_release``.

    Raises
    ------
    InputError, DataError
        As `open_document`. Whatever it is, nothing has been loaded then.
    """
    by_release = getattr(loader, "by_release", None)
    if len(paths) < 2 or by_release is None:
        return [(paths, open_document(loader, paths, given))]
    groups: list[tuple[Path, ...]] = by_release(paths, **_options(loader, given or {}))
    return [(group, open_document(loader, group, given)) for group in groups]


def _options(loader: Loader, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a loader's functions take besides files."""
    own = options_of(loader)
    for name in given:
        if name not in own:
            raise unknown_option(f"--{name.replace('_', '-')}", [one.name for one in own.values()], _called(loader))
    model = getattr(loader, "options", None)
    return {} if model is None else {"options": _accepted(model, own, given)}


def unknown_option(name: str, known: Collection[str], loader: str) -> InputError:
    """Return the refusal of an option that a loader does not have; it names the nearest one."""
    close = get_close_matches(name, known, n=1, cutoff=0.5)
    command = f"tertius load {quoted(loader)}" if loader else "tertius load"
    return InputError(
        f"There is no option {name[:60]} of `{command}`",
        where=name[:60],
        next_step=(f"Did you mean {close[0]}? " if close else "") + f"`{command} --help` lists them.",
    )


def _called(loader: Loader) -> str:
    return loader.name.replace("_", "-")


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _accepted(model: "type[BaseModel]", own: Mapping[str, LoaderOption], given: Mapping[str, Any]) -> "BaseModel":
    from pydantic import ValidationError

    for name, value in given.items():
        # pydantic takes seconds since 1970 for a day, too
        if own[name].type is date and isinstance(value, str) and not _DAY.fullmatch(value):
            raise _refused(own[name], f"{value[:40]!r} is no day", "Write it as YYYY-MM-DD, such as 2024-06-25.")
    try:
        return model(**given)
    except ValidationError as error:
        details = error.errors(include_url=False)[0]
        option = own.get(str(details["loc"][0])) if details["loc"] else None
        if option is None:
            raise InputError(_reason(details), where="options", next_step="Change one of them.") from None
        raise _told(option, details) from None
    except InputError as error:
        raise error if not error.where else error.at(_named(error.where, own)) from None


def _named(where: str, own: Mapping[str, LoaderOption]) -> str:
    return own[where].name if where in own else where


def _reason(details: "ErrorDetails") -> str:
    return str(details.get("ctx", {}).get("error", details["msg"]))


def _told(option: LoaderOption, details: "ErrorDetails") -> InputError:
    """Say in plain words what pydantic refuses."""
    kind, text = details["type"], str(details.get("input"))[:60]
    if kind == "missing":
        return _refused(option, f"{option.name} is needed: {option.about[:1].lower()}{option.about[1:]}", "Add it.")
    if option.choices:
        close = get_close_matches(text, option.choices, n=1)
        choices = "Use " + (f"one of {', '.join(option.choices)}." if len(option.choices) > 1 else option.choices[0])
        return _refused(
            option, f"{text!r} is no value of {option.name}", (f"Did you mean {close[0]}? " if close else "") + choices
        )
    if option.type is date:
        return _refused(option, f"{text!r} is no day", "Write it as YYYY-MM-DD, such as 2024-06-25.")
    if option.type is bool:
        return _refused(option, f"{text!r} is neither true nor false", "Write true or false.")
    if kind.endswith(("_parsing", "_type")) and option.type in (int, float):
        whole = option.type is int
        return _refused(
            option, f"{text!r} is no {'whole ' * whole}number", f"Write one, such as {'3' if whole else '0.5'}."
        )
    context = details.get("ctx", {})
    for bound, words in (("gt", "above"), ("ge", "at least"), ("lt", "below"), ("le", "at most")):
        if bound in context:
            return _refused(
                option, f"{text!r} is not {words} {context[bound]}", f"Write a number {words} {context[bound]}."
            )
    return _refused(option, f"{text!r} cannot be used: {_reason(details)}", f"{option.about}.")


def _refused(option: LoaderOption, what: str, next_step: str) -> InputError:
    return InputError(what, where=option.name, next_step=next_step)
