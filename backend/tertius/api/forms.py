"""The forms in which an answer is sent: the API's JSON, CSV for a spreadsheet, a workbook."""

import asyncio
from collections.abc import Sequence
from typing import Any, Literal, TypeAlias

from starlette.requests import Request
from starlette.responses import Response

from tertius.answers import Answer
from tertius.answers.spreadsheet_csv import csv_of
from tertius.answers.workbook import MEDIA_TYPE, workbook_of
from tertius.api import problems
from tertius.api.accept import best_of
from tertius.catalog.question import Question
from tertius.errors import InputError

FORMAT = "format"
"""The parameter that names a form; it goes before the Accept header."""

Form: TypeAlias = Literal["json", "csv", "xlsx"]

MEDIA_TYPES: dict[Form, str] = {"json": "application/json", "csv": "text/csv", "xlsx": MEDIA_TYPE}

FORMAT_PARAMETER = {
    "name": FORMAT,
    "in": "query",
    "required": False,
    "description": "Which form to send; goes before the Accept header. csv: every column, the evidence in columns of "
    "its own if it is asked for; xlsx: rows, claims, sources and assumptions as sheets.",
    "schema": {"type": "string", "enum": list(MEDIA_TYPES)},
}


def content_of(question: Question) -> dict[str, Any]:
    """Return what the OpenAPI document says of the forms of a question's answer beside JSON."""
    heading = f"\ufeff{','.join(question.columns)}\n…\n"
    workbook = {"type": "string", "format": "binary"}
    return {
        MEDIA_TYPES["csv"]: {"schema": {"type": "string"}, "example": heading},
        MEDIA_TYPES["xlsx"]: {"schema": workbook, "example": "PK…"},
    }


def form_of(request: Request, named: str | Sequence[str] | None) -> Form | None:
    """Return the form in which a request wants its answer; None where the Accept header allows none.

    Parameters
    ----------
    request
        The request.
    named
        What it gave for `FORMAT`.

    Raises
    ------
    InputError
        There is no form of that name.
    """
    if named is None:
        best = best_of(request.headers.get("accept"), list(MEDIA_TYPES.values()))
        return next((form for form, media_type in MEDIA_TYPES.items() if media_type == best), None)
    for form in MEDIA_TYPES:
        if form == named:
            return form
    raise InputError(
        f"An answer comes as {', '.join(MEDIA_TYPES)}.", where=FORMAT, next_step="Use ?format=csv, or leave it out."
    )


async def sent(answer: Answer, question: Question, form: Form) -> Response:
    """Return an answer in a form.

    Parameters
    ----------
    answer, question
        The answer and its question.
    form
        One of `MEDIA_TYPES`.
    """
    headers = {"Vary": "Accept"}
    if form == "json":
        return Response(answer.model_dump_json(by_alias=True), media_type=MEDIA_TYPES[form], headers=headers)
    headers["Content-Disposition"] = f'attachment; filename="{question.id.replace("/", "-")}.{form}"'
    if form == "csv":
        text = await asyncio.to_thread(lambda: "".join(csv_of(answer)))
        return Response(text, media_type=f"{MEDIA_TYPES[form]}; charset=utf-8", headers=headers)
    made = await asyncio.to_thread(workbook_of, answer, question)
    return Response(made, media_type=MEDIA_TYPES[form], headers=headers)


def refused(request: Request) -> Response:
    """Return the problem of a request whose Accept header allows no form of an answer."""
    return problems.respond(
        request.scope,
        problems.NOT_ACCEPTABLE,
        f"An answer comes as {', '.join(MEDIA_TYPES.values())}.",
        next_step="Name one of these in Accept, or add ?format=json, csv or xlsx.",
        headers={"Vary": "Accept"},
    )
