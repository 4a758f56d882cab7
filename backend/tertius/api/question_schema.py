"""A question's parameters and columns in the words of OpenAPI, so that its route is typed without being written."""

import datetime
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, JsonValue, create_model

from tertius.answers.answer import Answer
from tertius.catalog.parameter import Param
from tertius.catalog.question import Column, Question
from tertius.catalog.spans import DAY, takes_periods
from tertius.model.spelling import IGNORABLE

_INT64 = {"minimum": -(2**63), "maximum": 2**63 - 1}
# What the catalogue takes as a text: no control characters, and something that can be seen.
_TEXT = rf"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*[^\x00-\x20\s\x85\u00a0{IGNORABLE}][^\x00-\x08\x0b\x0c\x0e-\x1f]*$"

_VALUES: Mapping[str, type] = {"string": str, "integer": int, "number": float, "boolean": bool, "date": datetime.date}


_MONTH_OR_YEAR = r"^(?!0000)[0-9]{4}(-(0[1-9]|1[0-2]))?$"


class Point(BaseModel):
    """A place on the globe, WGS84 degrees."""

    model_config = ConfigDict(extra="forbid")

    latitude: float = Field(ge=-90, le=90, description="Degrees north; south is below 0.")
    longitude: float = Field(ge=-180, le=180, description="Degrees east; west is below 0.")


_CELLS: Mapping[str, Any] = {
    **_VALUES,
    "datetime": datetime.datetime,
    "point": Point,
    "object": dict[str, JsonValue],
}


def parameters(question: Question) -> list[dict[str, Any]]:
    """Return the query parameters of a question's route, as OpenAPI has them.

    Parameters
    ----------
    question
        The question.
    """
    examples = question.example_params()
    return [_parameter(question, name, param, examples[name]) for name, param in question.params.items()]


def _parameter(question: Question, name: str, param: Param, example: object) -> dict[str, Any]:
    period = takes_periods(name, question.params)
    schema = _value_schema(param, period=period)
    about = param.about
    if param.list:
        # An empty list is, in an address, the parameter's name with nothing after the equals sign: null, if it may be.
        least = 0 if param.nullable else param.min_items
        schema = {"type": "array", "items": schema, "minItems": least, "maxItems": param.max_items}
        about += ". Give it again for each further one"
    elif param.nullable:
        schema = {"anyOf": [*schema.get("anyOf", [schema]), {"type": "string", "maxLength": 0}]}
    if period:
        about += ". A month or a year is taken as " + ("its days" if name == DAY else "its first or last day")
    if param.nullable and "empty" not in about:
        about += ". May be empty"
    if param.type == "date" and (param.min is not None or param.max is not None):
        about += f". From {param.min or 'any day'} to {param.max or 'any day'}"
    found: dict[str, Any] = {
        "name": name,
        "in": "query",
        "required": param.required,
        "description": f"{about.rstrip('.')}.",
        "schema": schema,
    }
    if param.list:
        found |= {"style": "form", "explode": True}
    if param.required:
        found["example"] = _plain(example)
    elif param.default is not None:
        schema["default"] = _plain(param.default)
    return found


def _value_schema(param: Param, *, period: bool) -> dict[str, Any]:
    match param.type:
        case "string":
            schema: dict[str, Any] = {"type": "string"}
            if param.enum is None:
                schema |= {"minLength": 1, "maxLength": param.max_length, "pattern": _TEXT}
        case "date":
            schema = {"type": "string", "format": "date"}
            if period:
                schema = {"anyOf": [schema, {"type": "string", "pattern": _MONTH_OR_YEAR}]}
        case "integer":
            schema = {"type": "integer", **_INT64}
        case other:
            schema = {"type": other}
    if param.type in ("integer", "number"):
        if param.min is not None:
            schema["minimum"] = param.min
        if param.max is not None:
            schema["maximum"] = param.max
    if param.enum is not None:
        schema["enum"] = [_plain(choice) for choice in param.enum]
    return schema


def _plain(value: Any) -> Any:  # noqa: ANN401 - what a parameter can hold
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def answer_model(question: Question) -> type[Answer]:
    """Return the class of a question's answers: `Answer` with its own parameters and its own rows.

    It is for the OpenAPI document alone; an answer is not read through it again.

    Parameters
    ----------
    question
        The question.
    """
    name = "".join(part.capitalize() for part in question.id.replace("/", "_").split("_"))
    params = create_model(
        f"{name}Params",
        __doc__="The parameters that the answer was computed with.",
        __config__=ConfigDict(extra="forbid"),
        **{key: _field(_VALUES[one.type], one.list, one.nullable, one.about) for key, one in question.params.items()},
    )
    row = create_model(
        f"{name}Row",
        __doc__="One row of the answer.",
        __config__=ConfigDict(extra="forbid"),
        **{key: _cell(column) for key, column in question.columns.items()},
    )
    return create_model(
        f"{name}Answer",
        __doc__=question.question,
        __base__=Answer,
        params=(params, Field(description="Every parameter with the value that was used.")),
        rows=(list[row], Field(description="The rows, in the question's own order.")),
    )


def _cell(column: Column) -> Any:  # noqa: ANN401 - a pydantic field definition
    kind = _CELLS[column.type]
    return _field(kind | None if column.list and column.nullable else kind, column.list, column.nullable, column.about)


def _field(kind: Any, several: bool, nullable: bool, about: str) -> Any:  # noqa: ANN401 - as above
    if several:
        kind = list[kind]
    return (kind | None if nullable else kind, Field(description=about))
