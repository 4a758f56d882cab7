"""How a function of the measures room becomes a question: what it says of itself, and what its signature says.

A measure is declared once, where it is written::

    @measure(
        "centrality/degree",
        title="Degree",
        question="Who is tied to how many others?",
        version=1,
        networks=("people_by_organization", "people"),
        columns={"degree": number("Others that the person is tied to")},
        defined_by=("tertius.measures.centrality.degree:degree",),
    )
    def degree(network: "Network", *, direction: Annotated[Literal["total", "out"], About("Which ends")] = "total"):
        …

Parameters with `About` are the user's; the others are handed over by who runs the measure, by the name of their type.
Its example stands in a file ``examples.json`` beside the module, by the measure's id: graph, params and rows.
Nothing here looks into a network or a result: the measures room and the answers room know those.
"""

import ast
import datetime
import hashlib
import inspect
import json
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from tertius.catalog.declaring import (
    CONVENTIONS,
    GROUPS,
    KNOWN_AT,
    LIMIT,
    SAMPLING,
    SPREADS,
    About,
    Spread,
    integer,
    text,
)
from tertius.catalog.parameter import Param, ParamType
from tertius.catalog.question import Column, Evidence, Example, Question
from tertius.errors import CatalogueError

ENTRY_POINTS = "tertius.measures"
"""Entry points of this group are sequences of `Measure`; the backend's own are the first of them."""

EXAMPLES = "examples.json"
"""The file beside a module of measures that holds their examples."""

_TYPES: Mapping[object, ParamType] = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    datetime.date: "date",
}


@dataclass(frozen=True)
class Measure:
    """A measure as it is declared. `question` makes its catalogue entry.

    Attributes
    ----------
    id, title, asks, version, conventions
        As in `Question`; ``asks`` is its sentence.
    function
        What works it out; it also stays callable as a plain function of Python.
    networks
        Names of questions of the group ``networks``, the default first.
    columns
        What the measure adds to a row, in order.
    spread
        See `Spread`.
    defined_by
        The functions that do the work, as ``module:name``: their docstrings are the question's definition.
    rests_on
        Further modules that the work is done in: with those of ``defined_by`` their text is part of the question's.
    params
        The user's parameters by name.
    context
        What else the function takes: parameter → name of its type.
    takes_groups
        Whether it works on groups, which the parameter ``groups`` then chooses.
    """

    id: str
    title: str
    asks: str
    version: int
    function: Callable[..., Any]
    networks: tuple[str, ...]
    columns: Mapping[str, Column]
    conventions: tuple[str, ...] = ()
    spread: Spread = "ranks"
    defined_by: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()
    params: Mapping[str, Param] = field(default_factory=dict)
    context: Mapping[str, str] = field(default_factory=dict)

    @property
    def takes_groups(self) -> bool:
        """Whether the function wants to know the groups of the nodes."""
        return "Memberships" in self.context.values()

    @property
    def samples(self) -> bool:
        """Whether worlds can be sampled for it."""
        return self.spread != "none" or "Sampling" in self.context.values()

    def own_params(self) -> dict[str, Param]:
        """Return the parameters that do not choose the network: the measure's own, groups, worlds, rows."""
        found = dict(self.params)
        if self.takes_groups:
            found["groups"] = GROUPS
        if self.samples:
            found |= SAMPLING
        return found | {"limit": LIMIT}

    def all_columns(self) -> dict[str, Column]:
        """Return the columns of an answer in order: rank, the measure's own, how sure they are, the ties behind."""
        rank = {"rank": integer("Place by the plain score; equals share the best of their places")}
        return {
            **(rank if self.spread == "ranks" else {}),
            **self.columns,
            **SPREADS[self.spread],
            "tie_ids": text("The ties that the row rests on", several=True),
        }

    def question(self, networks: Mapping[str, Question]) -> Question:
        """Return the question that the catalogue holds.

        Parameters
        ----------
        networks
            The questions of the group ``networks`` by name.

        Raises
        ------
        CatalogueError
            The declaration does not hold together; names the measure.
        """
        unknown = [name for name in self.networks if name not in networks]
        if unknown or not self.networks:
            raise CatalogueError(
                f"The measure {self.id} works on the network {unknown[0] if unknown else '(none)'}.",
                where=self.id,
                next_step=f"Use some of {', '.join(networks)}.",
            )
        written = self.written()
        try:
            return Question(
                id=self.id,
                kind="measure",
                title=self.title,
                question=self.asks,
                version=self.version,
                params={**_selection(self.networks, networks), **self.own_params()},
                columns=self.all_columns(),
                evidence=Evidence(column="tie_ids"),
                conventions=(*self.conventions, *CONVENTIONS),
                example=self.example(),
                cypher=networks[self.networks[0]].cypher,
                definition=self.definition(),
                text=written,
                digest=hashlib.sha256(written.encode()).hexdigest(),
            )
        except ValueError as error:
            raise CatalogueError(
                f"The measure {self.id} is not declared as it must be: {error}.",
                where=self.id,
                next_step="Correct its declaration.",
            ) from error

    def example(self) -> Example:
        """Return the measure's example.

        Raises
        ------
        CatalogueError
            There is none.
        """
        path = Path(inspect.getfile(self.function)).with_name(EXAMPLES)
        found = _examples(path).get(self.id)
        if found is None:
            raise CatalogueError(
                f"The measure {self.id} has no example.", where=str(path), next_step="Add one, worked out by hand."
            )
        return Example(**found)

    def written(self) -> str:
        """Return the measure's own source: its declaration, then the modules that it rests on."""
        modules = dict.fromkeys([*(place.partition(":")[0] for place in self.defined_by), *self.rests_on])
        return "\n".join([inspect.getsource(self.function), *(f"# --- {one}\n{self._source(one)}" for one in modules)])

    def definition(self) -> str:
        """Return the docstrings of the functions that do the work, without importing them.

        Raises
        ------
        CatalogueError
            One of them is not there, or says nothing of itself.
        """
        told = []
        for place in self.defined_by:
            module, _, name = place.partition(":")
            body = ast.parse(self._source(module)).body
            function = next((one for one in body if isinstance(one, ast.FunctionDef) and one.name == name), None)
            said = ast.get_docstring(function) if function else None
            if not said:
                raise CatalogueError(
                    f"The measure {self.id} is defined by {place}, which says nothing.",
                    where=self.id,
                    next_step="Correct defined_by in its declaration, or write the docstring.",
                )
            told.append(f"{module}.{name}\n\n{said}")
        return "\n\n".join(told)

    def _source(self, module: str) -> str:
        spec = find_spec(module)
        if spec is None or spec.origin is None:
            raise CatalogueError(
                f"The measure {self.id} rests on {module}, which is not there.",
                where=self.id,
                next_step="Correct defined_by and rests_on in its declaration.",
            )
        return Path(spec.origin).read_text(encoding="utf-8")


def measure(
    measure_id: str,
    *,
    title: str,
    question: str,
    version: int,
    networks: Sequence[str],
    columns: Mapping[str, Column],
    conventions: Sequence[str] = (),
    defined_by: Sequence[str],
    spread: Spread = "ranks",
    rests_on: Sequence[str] = (),
) -> Callable[[Callable[..., Any]], Measure]:
    """Declare a measure; a decorator. The parameters are those of `Measure`.

    Raises
    ------
    CatalogueError
        A parameter's type is not one that a user can give.
    """

    def declared(function: Callable[..., Any]) -> Measure:
        params: dict[str, Param] = {}
        context: dict[str, str] = {}
        for name, one in inspect.signature(function).parameters.items():
            if isinstance(one.annotation, str):
                context[name] = one.annotation
            else:
                params[name] = _param(measure_id, name, one)
        return Measure(
            id=measure_id,
            title=title,
            asks=question,
            version=version,
            function=function,
            networks=tuple(networks),
            columns=columns,
            conventions=tuple(conventions),
            spread=spread,
            defined_by=tuple(defined_by),
            rests_on=tuple(rests_on),
            params=params,
            context=context,
        )

    return declared


def registered() -> list[Measure]:
    """Return every measure that an installed package registers, in order of id."""
    found: list[Measure] = []
    for point in entry_points(group=ENTRY_POINTS):
        found += point.load()
    return sorted(found, key=lambda one: one.id)


@cache
def _examples(path: Path) -> Mapping[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def _param(measure_id: str, name: str, given: inspect.Parameter) -> Param:
    annotation = given.annotation
    about = next((part for part in typing.get_args(annotation) if isinstance(part, About)), None)
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
        value=list(value) if isinstance(value, tuple) else value,
    )


def _misdeclared(measure_id: str, name: str) -> CatalogueError:
    return CatalogueError(
        f"The parameter {name} of the measure {measure_id} is not declared as one.",
        where=measure_id,
        next_step='Write Annotated[type, About("…")], the type a text, a number, a day, a choice or a list of these; '
        "or put the type of what is handed over in quotation marks.",
    )


def _selection(names: Sequence[str], networks: Mapping[str, Question]) -> dict[str, Param]:
    """Return the parameters that choose the network: which, and what its questions take."""
    found: dict[str, Param] = {
        "network": Param(type="string", enum=tuple(names), about="Which network to work on", value=names[0])
    }
    for name in names:
        for key, param in networks[name].params.items():
            if key == "limit":
                continue
            if key == "kinds":
                had = found.get(key)
                choices = dict.fromkeys([*((had.enum if had else None) or ()), *(param.enum or ())])
                found[key] = param.model_copy(
                    update={
                        "enum": tuple(choices),
                        "nullable": True,
                        "value": None,
                        "about": f"{param.about}; null for those that the network counts by itself",
                    }
                )
            else:
                found.setdefault(key, param)
    return {**found, "known_at": KNOWN_AT}
