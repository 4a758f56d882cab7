"""What an alert is: a question, and what in its answer somebody wants to hear of. Pure; `rule_files` reads files."""

import contextlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import eq, ge, gt, le, lt, ne
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictFloat,
    StrictInt,
    StringConstraints,
    field_validator,
    model_validator,
)

from tertius.catalog.question import NAME, QUESTION_ID
from tertius.reports.plan import Delivery, Format, ReportName, ReportPlan, Schedule, Section, Value, schema_of

_Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")
]
_Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000)]
_Name = Annotated[str, StringConstraints(pattern=rf"^{NAME}$", max_length=60)]

_TEST = re.compile(rf"(?P<column>{NAME})\s*(?P<sign><=|>=|!=|<|>|=)\s*(?P<value>.+)")
_SIGNS: Mapping[str, tuple[Callable[[Any, Any], bool], str]] = {
    "<=": (le, "at most"),
    ">=": (ge, "at least"),
    "!=": (ne, "not"),
    "<": (lt, "below"),
    ">": (gt, "above"),
    "=": (eq, ""),
}
_WORDS: Mapping[str, bool] = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class RowTest:
    """A test that a row passes or does not.

    Attributes
    ----------
    column
        Whose value is looked at.
    sign
        ``<=``, ``>=``, ``!=``, ``<``, ``>`` or ``=``.
    value
        What it is held against.
    """

    column: str
    sign: str
    value: float | bool | str

    @classmethod
    def of(cls, text: str) -> Self:
        """Return the test that a text writes.

        Raises
        ------
        ValueError
            It writes none.
        """
        found = _TEST.fullmatch(text.strip())
        if found is None:
            raise ValueError(f"{text!r} is no test of a row: write it as rank <= 5")
        written = found["value"].strip()
        value: float | bool | str = _WORDS.get(written, written.strip("'\""))
        with contextlib.suppress(ValueError):
            value = float(written) if written not in _WORDS else value
        return cls(found["column"], found["sign"], value)

    @property
    def orders(self) -> bool:
        """Whether it asks for more or less, which only numbers and days have."""
        return self.sign not in ("=", "!=")

    @property
    def words(self) -> str:
        """The test as a person says it: ``rank at most 5``."""
        value = f"{self.value:g}" if isinstance(self.value, float) else str(self.value).lower()
        return " ".join(part for part in (self.column.replace("_", " "), _SIGNS[self.sign][1], value) if part)

    def holds(self, value: object) -> bool:
        """Say whether a value passes. Nothing never does.

        Parameters
        ----------
        value
            Of the column.
        """
        if value is None or isinstance(value, str) != isinstance(self.value, str):
            return False
        return _SIGNS[self.sign][0](value, self.value)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class When(_Part):
    """What in the answer somebody wants to hear of: one of enters, leaves, above and below."""

    enters: Literal["rows"] | None = Field(
        default=None, description="rows: a row that was not there before; with where, one that did not pass before."
    )
    leaves: Literal["rows"] | None = Field(
        default=None, description="rows: a row that is not there any more; with where, one that passes no longer."
    )
    above: _Name | None = Field(default=None, description="A column that rises above the value.")
    below: _Name | None = Field(default=None, description="A column that falls below the value.")
    value: StrictInt | StrictFloat | None = Field(default=None, description="The number for above and below.")
    where: tuple[_Line, ...] | _Line = Field(
        default=(),
        description="Tests that a row has to pass, such as rank <= 5; all of a list.",
        examples=["rank <= 5"],
    )

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        if sum(one is not None for one in (self.enters, self.leaves, self.above, self.below)) != 1:
            raise ValueError("an alert watches for one thing: enters, leaves, above or below")
        if (self.value is None) == bool(self.above or self.below):
            raise ValueError("above and below name a column and need a value; enters and leaves take none")
        return self

    @field_validator("where")
    @classmethod
    def _are_tests(cls, where: tuple[str, ...] | str) -> tuple[str, ...] | str:
        for one in (where,) if isinstance(where, str) else where:
            RowTest.of(one)
        return where

    def _written(self) -> tuple[str, ...]:
        return (self.where,) if isinstance(self.where, str) else self.where

    def tests(self) -> tuple[RowTest, ...]:
        """Return all that a row has to pass."""
        found = [RowTest.of(one) for one in self._written()]
        for column, sign in ((self.above, ">"), (self.below, "<")):
            if column is not None and self.value is not None:
                found.append(RowTest(column, sign, float(self.value)))
        return tuple(found)


class AlertRule(_Part):
    """An alert: what is asked, and what somebody wants to hear of. Its file is called <name>.yaml."""

    name: ReportName = Field(description="Its name: that of its file.")
    title: _Line = Field(description="The title, which is the subject of its mail.")
    about: _Text = Field(default="", description="What it is for.")
    question: str = Field(pattern=rf"^{QUESTION_ID}$", description="The question's id: group/name.")
    params: Mapping[_Name, Value] = Field(default={}, description="Parameters of the question, by name.")
    limit: int = Field(default=500, ge=1, le=500, description="Maximum rows that are watched.")
    when: When = Field(
        description="What it watches for: enters or leaves (rows), above or below (a column, with value), and where."
    )
    schedule: Schedule | None = Field(default=None, description="When it looks; without one, only when asked to.")
    formats: tuple[Format, ...] = Field(default=("html",), description="Formats that are delivered with it.")
    deliver: tuple[Delivery, ...] = Field(default=(), max_length=10, description="Where it is told.")

    def plan(self) -> ReportPlan:
        """Return the report of one section that asks what the alert watches."""
        section = Section(title=self.title, question=self.question, params=self.params, limit=self.limit)
        return ReportPlan(
            name=self.name,
            title=self.title,
            about=self.about,
            schedule=self.schedule,
            sections=(section,),
            compare="none",
            formats=self.formats or ("html",),
        )


def schema() -> dict[str, Any]:
    """Return the JSON schema of an alert's file, for editors."""
    return schema_of(AlertRule, "An alert of Tertius")
