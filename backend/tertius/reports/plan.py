"""What a report is: the questions that it asks, with which parameters, how it shows them, when and for whom.

Pure: `tertius.reports.plan_files` reads plans from files, `tertius.reports.checking` holds them against the catalogue.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    StringConstraints,
    model_validator,
)

from tertius.catalog.parameter import Param
from tertius.catalog.question import NAME, QUESTION_ID

NAME_OF_A_REPORT = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"
LONGEST_NAME = 60

Scalar: TypeAlias = StrictBool | StrictInt | StrictFloat | StrictStr | None
Value: TypeAlias = Scalar | list[Scalar]
"""What a parameter can be in a plan."""

Show: TypeAlias = Literal["auto", "table", "ranks", "slope", "network", "timeline", "map"]
Format: TypeAlias = Literal["html", "md", "json", "csv", "xlsx", "docx", "pdf"]

ReportName = Annotated[str, StringConstraints(pattern=rf"^{NAME_OF_A_REPORT}$", max_length=LONGEST_NAME)]
_Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")
]
_Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000)]
_Name = Annotated[str, StringConstraints(pattern=rf"^{NAME}$", max_length=60)]
_Address = Annotated[str, StringConstraints(pattern=r"^[^\s@<>,;\x00-\x1f]+@[^\s@<>,;\x00-\x1f]+$", max_length=254)]

DAY = "day"
"""``$day`` stands for the day that a run is due, in the time zone of the schedule; for another run, for today."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Schedule(_Part):
    """When the report is due."""

    cron: _Line = Field(
        description="Minute, hour, day of the month, month and day of the week, as cron has them: '0 7 * * mon' is "
        "every Monday at seven.",
        examples=["0 7 * * mon"],
    )
    timezone: _Line = Field(
        default="UTC", description="Time zone of these times, by its name.", examples=["Africa/Bamako"]
    )


class Input(_Part):
    """Something that a report is about, and that is set once: parameters refer to it as $name."""

    about: _Line = Field(description="What it is, in a phrase.")
    value: Value = Field(default=None, description="Its value; without one it has to be given with each run.")


class Section(_Part):
    """One question, and how its answer is shown."""

    title: _Line = Field(description="The heading.")
    question: str = Field(pattern=rf"^{QUESTION_ID}$", description="The question's id: group/name.")
    params: Mapping[_Name, Value] = Field(default={}, description="Parameters of the question, by name.")
    show: Show = Field(
        default="auto", description="The figure beside the table; auto takes the one that fits the question."
    )
    limit: int = Field(default=20, ge=1, le=500, description="Maximum rows.")
    about: _Text = Field(default="", description="What a reader should know before the table.")


class Delivery(_Part):
    """Where a report goes once it is computed: into a folder, or by e-mail.

    The mail server and its password are settings, never part of a plan.
    """

    folder: _Line | None = Field(default=None, description="A folder; made if it is not there.")
    email: tuple[_Address, ...] = Field(default=(), max_length=50, description="E-mail addresses.")
    formats: tuple[Format, ...] = Field(default=(), description="Formats; by default those of the report.")

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.folder is None) == (not self.email):
            raise ValueError("each entry has either a folder or email, a list of addresses")
        return self


class ReportPlan(_Part):
    """A report: what it asks, and what becomes of the answers. Its file is called <name>.yaml."""

    name: ReportName = Field(description="Its name: that of its file.")
    title: _Line = Field(description="The title.")
    about: _Text = Field(default="", description="What it is for, in a few sentences.")
    inputs: Mapping[_Name, Input] = Field(default={}, max_length=10, description="What the report is about, by name.")
    schedule: Schedule | None = Field(default=None, description="When it is due; without one, only when asked for.")
    selection: Mapping[_Name, Value] = Field(
        default={}, description="Parameters of all sections: each question takes those that it has."
    )
    sections: tuple[Section, ...] = Field(min_length=1, max_length=20, description="The questions, in order.")
    compare: Literal["previous", "none"] = Field(default="previous", description="What the report is compared with.")
    formats: tuple[Format, ...] = Field(default=("html",), min_length=1, description="Formats that are delivered.")
    deliver: tuple[Delivery, ...] = Field(default=(), max_length=10, description="Where to.")


class UnknownReferenceError(ValueError):
    """A ``$name`` that no input has.

    Attributes
    ----------
    name
        The name.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def reference(value: object) -> str | None:
    """Return the name that a value refers to: ``$group`` to group. None for any other value; ``$$`` is a dollar sign.

    Parameters
    ----------
    value
        A value of a plan, or one of a list.
    """
    if isinstance(value, str) and value.startswith("$") and not value.startswith("$$") and len(value) > 1:
        return value[1:]
    return None


def filled(value: Value, inputs: Mapping[str, Value]) -> Value:
    """Return a value with what it refers to in its place.

    Parameters
    ----------
    value
        A value of a plan. A list takes in the lists that its entries refer to.
    inputs
        By name; `DAY` included.

    Raises
    ------
    UnknownReferenceError
        It refers to what there is not.
    """
    if isinstance(value, list):
        parts = [filled(item, inputs) for item in value]
        return [one for part in parts for one in (part if isinstance(part, list) else [part])]
    name = reference(value)
    if name is not None:
        if name not in inputs:
            raise UnknownReferenceError(name)
        return inputs[name]
    return value[1:] if isinstance(value, str) and value.startswith("$$") else value


def asked(
    plan: ReportPlan, section: Section, params: Mapping[str, Param], inputs: Mapping[str, Value], day: date
) -> dict[str, Value]:
    """Return what a section asks its question with, for `Question.validate_params`.

    Parameters
    ----------
    plan, section
        The report, and one of its sections.
    params
        The question's parameters.
    inputs
        The values of the plan's inputs.
    day
        The day of the run.

    Raises
    ------
    UnknownReferenceError
        As `filled`.
    """
    known = {**inputs, DAY: day.isoformat()}
    given: dict[str, Any] = {"limit": section.limit} if "limit" in params else {}
    given |= {name: filled(value, known) for name, value in plan.selection.items() if name in params}
    return given | {name: filled(value, known) for name, value in section.params.items()}


def schema() -> dict[str, Any]:
    """Return the JSON schema of a plan's file, for editors."""
    return schema_of(ReportPlan, "A report of Tertius")


def schema_of(model: type[BaseModel], title: str) -> dict[str, Any]:
    """Return the JSON schema of files whose names are not written in them.

    Parameters
    ----------
    model, title
        What they declare.
    """
    found = model.model_json_schema()
    del found["properties"]["name"]  # the file's own name
    found["required"].remove("name")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found, "title": title}
