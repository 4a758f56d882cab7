"""What the signature of a measure says: which parameters are a user's, of which types, and what is handed over."""

import datetime
import inspect
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tertius.catalog.declaring import About, Choices
from tertius.catalog.parameter import Param, ParamType
from tertius.errors import CatalogueError

HANDED = ("context", "groups", "network", "sampling", "stop")
"""What a function may take beside the user's parameters: a `tertius.measures.run.Context` with all there is, the
`Memberships` of the nodes, the `Network`, the `Sampling` of worlds, and the flag that stops it."""

MASK = "mask"
"""The parameter of a score that says which edges are there."""

_TYPES: Mapping[object, ParamType] = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    datetime.date: "date",
}


@dataclass(frozen=True, slots=True)
class Signature:
    """What a function takes.

    Attributes
    ----------
    params
        The user's parameters by name.
    choices
        Of these, the ones that name another measure, and of which kind.
    takes
        What else it takes, of `HANDED` and `MASK`.
    """

    params: Mapping[str, Param]
    choices: Mapping[str, Choices]
    takes: tuple[str, ...]


def signature_of(measure_id: str, function: Callable[..., Any]) -> Signature:
    """Return what a function takes.

    Parameters
    ----------
    measure_id
        The measure, for the message.
    function
        What computes it.

    Raises
    ------
    CatalogueError
        A parameter is neither handed over nor of a type that a user can give.
    """
    params: dict[str, Param] = {}
    choices: dict[str, Choices] = {}
    takes: list[str] = []
    for name, one in inspect.signature(function).parameters.items():
        about = next((part for part in typing.get_args(one.annotation) if isinstance(part, About)), None)
        if about is None and name in (*HANDED, MASK):
            takes.append(name)
            continue
        params[name] = _param(measure_id, name, one, about)
        if about is not None and about.choices is not None:
            choices[name] = about.choices
    return Signature(params, choices, tuple(takes))


def _param(measure_id: str, name: str, given: inspect.Parameter, about: About | None) -> Param:
    annotation = given.annotation
    if typing.get_origin(annotation) is not typing.Annotated or about is None:
        raise _misdeclared(measure_id, name)
    kind = typing.get_args(annotation)[0]
    nullable = False
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        nullable = types.NoneType in typing.get_args(kind)
        kind = next(one for one in typing.get_args(kind) if one is not types.NoneType)
    several = typing.get_origin(kind) in (list, Sequence, tuple)
    if several:
        kind = typing.get_args(kind)[0]
    choices = typing.get_args(kind) if typing.get_origin(kind) is Literal else None
    known = _TYPES.get(type(choices[0]) if choices else kind)
    if known is None:
        raise _misdeclared(measure_id, name)
    required = given.default is inspect.Parameter.empty
    value = about.example if required else given.default
    return Param(
        type=known,
        list=several,
        nullable=nullable,
        enum=choices,
        min=about.min,
        max=about.max,
        max_length=about.max_length,
        max_items=about.max_items,
        required=required,
        about=about.about,
        id_of="entity" if about.of_nodes else None,
        value=list(value) if isinstance(value, tuple) else value,
    )


def _misdeclared(measure_id: str, name: str) -> CatalogueError:
    return CatalogueError(
        f"The parameter {name} of the measure {measure_id} is not declared as one.",
        where=measure_id,
        next_step='Write Annotated[type, About("…")], the type a text, a number, a day, a choice or a list of these; '
        f"or call it {', '.join(HANDED)} or {MASK}, to have it handed over.",
    )
