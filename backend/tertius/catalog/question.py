"""What a question is: its sentence, its typed parameters and columns, where its evidence is, its version, an example.

The API's routes, the commands, the documentation and the tests are all made from these classes, so a question is
described here once, whether a Cypher file answers it (a *query*) or a function does (a *measure*).
"""

import difflib
import re
from collections.abc import Callable, Container, Mapping
from functools import cached_property
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from tertius.catalog.parameter import Param, ParamValue
from tertius.catalog.spans import with_days
from tertius.errors import InputError

#: The group is a folder of ``cypher/`` and the name a file in it.
QUESTION_ID = r"[a-z][a-z0-9_]*/[a-z][a-z0-9_]*"
NAME = r"[a-z][a-z0-9_]*"

_Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, pattern=r"^[^\r\n]*$")]

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}.*")

ColumnType: TypeAlias = Literal["string", "integer", "number", "boolean", "date", "datetime", "point", "object"]


TAKEN = frozenset({"columns", "decimal", "delimiter", "evidence", "format", "output", "wide"})
"""Names that the routes and the commands need for themselves: how an answer is to be sent or printed."""

AT_FIRST = 7
"""Columns that a table has at first where a question does not say which."""


def is_beside_its_name(column: str, columns: Container[str]) -> bool:
    """Return whether a column holds ids whose names are in another one, as ``person_id`` beside ``person``."""
    one, several = column.removesuffix("_id"), column.removesuffix("_ids")
    return (one != column and one in columns) or (several != column and f"{several}s" in columns)


def ids_beside(column: str, columns: Container[str]) -> str | None:
    """Return the column of the ids whose names a column holds: ``person_id`` of ``person``; None if there is none."""
    for beside in (f"{column}_id", f"{column.removesuffix('s')}_ids"):
        if beside in columns:
            return beside
    return None


class Column(BaseModel):
    """One column of an answer.

    Attributes
    ----------
    type
        What its values are: a date is ISO text (null where an end is open), a point has latitude and longitude, an
        object is a map.
    list
        Whether a value is a list of these.
    nullable
        Whether a row may have null here, or in the list.
    about
        What it tells, in a phrase.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: ColumnType
    list: bool = False
    nullable: bool = False
    about: _Line

    def fits(self, value: object) -> bool:
        """Return whether a value of an answer is of this column's type.

        Parameters
        ----------
        value
            As an answer holds it: plain JSON.
        """
        if value is None:
            return self.nullable
        if self.list:
            return isinstance(value, list | tuple) and all(
                self._is_one(item) or (item is None and self.nullable) for item in value
            )
        return self._is_one(value)

    def _is_one(self, value: object) -> bool:
        match self.type:
            case "boolean":
                return isinstance(value, bool)
            case "integer":
                return isinstance(value, int) and not isinstance(value, bool)
            case "number":
                return isinstance(value, int | float) and not isinstance(value, bool)
            case "date":
                return isinstance(value, str) and _DAY.fullmatch(value) is not None
            case "datetime":
                return isinstance(value, str) and _MOMENT.fullmatch(value) is not None
            case "point":
                return isinstance(value, Mapping) and set(value) == {"latitude", "longitude"}
            case "object":
                return isinstance(value, Mapping)
            case "string":
                return isinstance(value, str)


class Evidence(BaseModel):
    """Where a row says what it rests on.

    Attributes
    ----------
    column
        The column that lists the ids.
    kind
        What they are ids of: ties, whose claims are then looked up, or claims.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    column: str
    kind: Literal["ties", "claims"] = "ties"


class Example(BaseModel):
    """What the question answers on a small graph; also a test.

    Attributes
    ----------
    graph
        A folder of ``cypher/graphs``.
    params
        The parameters that differ from those of the ``:param`` lines, as text or JSON.
    rows
        The whole answer: rows in order, every column, plain JSON.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    graph: Annotated[str, StringConstraints(pattern=rf"^{NAME}$")]
    params: Mapping[str, Any] = {}
    rows: tuple[Mapping[str, Any], ...]


class Question(BaseModel):
    """A question that the catalogue holds.

    Attributes
    ----------
    id
        ``group/name``.
    kind
        ``query``: a Cypher file; ``measure``: a function over a network.
    title
        A few words.
    question
        The question as a sentence.
    version
        Rises whenever the digest changes.
    params, columns
        By name, in order.
    shows
        The columns that a table for people has at first, in order; empty where `first_columns` chooses them.
    evidence
        Where each row lists what it rests on; None only where a question says so outright.
    requires
        Plugins of the server without which it cannot be answered.
    conventions
        Sentences: what is counted and what is not.
    example
        A small graph, and the answer on it; None where a measure has none yet.
    cypher
        The statement that runs; of a measure, the one that selects its network, or empty.
    definition
        Of a measure, what it is in full: definition, shapes, units, conventions, cost, errors, references.
    text
        The whole file, ready to paste into Neo4j Browser; of a measure, its own source.
    digested
        The digest, or what computes it when it is first asked for.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, StringConstraints(pattern=rf"^{QUESTION_ID}$")]
    kind: Literal["query", "measure"]
    title: _Line
    question: Annotated[_Line, StringConstraints(pattern=r"\?$")]
    version: Annotated[int, Field(ge=1)]
    params: Mapping[Annotated[str, StringConstraints(pattern=rf"^{NAME}$")], Param] = {}
    columns: Annotated[Mapping[Annotated[str, StringConstraints(pattern=rf"^{NAME}$")], Column], Field(min_length=1)]
    shows: tuple[str, ...] = ()
    evidence: Evidence | None
    requires: tuple[Literal["gds"], ...] = ()
    conventions: tuple[_Line, ...] = ()
    example: Example | None = None
    cypher: str
    definition: str = ""
    text: str
    digested: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | Callable[[], str] = Field(alias="digest")

    @cached_property
    def digest(self) -> str:
        """SHA-256, hexadecimal: of ``text``; of a measure, of all that changes an answer."""
        return self.digested if isinstance(self.digested, str) else self.digested()

    @property
    def group(self) -> str:
        """The part of the id before the slash."""
        return self.id.partition("/")[0]

    @property
    def name(self) -> str:
        """The part of the id after the slash."""
        return self.id.partition("/")[2]

    @property
    def first_columns(self) -> tuple[str, ...]:
        """The columns that a table has at first: those that the question says, else the first few that are no ids."""
        evidence = self.evidence.column if self.evidence else None
        named = [name for name in self.columns if name != evidence and not is_beside_its_name(name, self.columns)]
        return self.shows or tuple(named[:AT_FIRST])

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        for name in self.params:
            if name in TAKEN:
                raise ValueError(f"the parameter {name} has a name that every question's command has already")
        for name in self.columns:
            if name.startswith("evidence"):
                raise ValueError(f"the column {name} has a name that the evidence beside the rows has in a spreadsheet")
        for name in self.shows:
            if name not in self.columns or self.shows.count(name) > 1:
                raise ValueError(f"shows names the column {name}, which is not among the columns, or twice")
        if self.evidence is not None:
            column = self.columns.get(self.evidence.column)
            if column is None:
                raise ValueError(f"evidence names the column {self.evidence.column}, which is not among the columns")
            if column.type != "string":
                raise ValueError(f"the evidence column {self.evidence.column} must hold ids, so its type is string")
        for number, row in enumerate(self.example.rows if self.example else (), start=1):
            if set(row) != set(self.columns):
                raise ValueError(
                    f"row {number} of the example has the columns {', '.join(row)}, not {', '.join(self.columns)}"
                )
            for name, value in row.items():
                if not self.columns[name].fits(value):
                    raise ValueError(f"row {number} of the example has {name}: {value!r}, which is not of its type")
        try:
            self.example_params()
        except InputError as error:
            raise ValueError(f"the example's parameters are not acceptable: {error.what}") from error
        return self

    def example_params(self) -> dict[str, ParamValue]:
        """Return the parameters that the example's rows are the answer to: what Neo4j Browser runs when it is pasted.

        Without an example they are those that the declaration shows.

        Returns
        -------
        dict
            As :meth:`validate_params`.

        Raises
        ------
        InputError
            The example names a parameter or a value that the question does not have.
        """
        return self.validate_params(
            {name: param.value for name, param in self.params.items()}
            | dict(self.example.params if self.example else {})
        )

    def validate_params(self, raw: Mapping[str, object]) -> dict[str, ParamValue]:
        """Turn what a user gave into the values that the statement runs with.

        Parameters
        ----------
        raw
            By parameter: text as it comes from a command line or an address, or JSON values. What is missing takes
            its default; a month or a year is taken as its days where it can be (`tertius.catalog.periods`).

        Returns
        -------
        dict
            Every parameter in the declared order: str, int, float, bool, :class:`datetime.date`, a list of one of
            these, or None.

        Raises
        ------
        InputError
            A name that the question does not have, a required one that is missing, or a value that does not fit; it
            names the parameter and says what would fit.
        """
        for name in raw:
            if name not in self.params:
                close = difflib.get_close_matches(name, self.params, n=1)
                raise InputError(
                    f"The question {self.id} has no parameter {name!r}.",
                    where=name,
                    next_step=f"Did you mean {close[0]}?"
                    if close
                    else f"It has: {', '.join(self.params)}."
                    if self.params
                    else "It takes none.",
                )
        taken, _ = with_days(raw, self.params)
        return {name: param.accept(name, taken) for name, param in self.params.items()}
