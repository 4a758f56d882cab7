"""The forms in which an answer is sent: the API's JSON, CSV for a spreadsheet, a workbook, a picture where one fits."""

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
from tertius.reports.pictures import NO_PICTURE, figure_for_question, picture_of
from tertius.reports.render.html import policy

FORMAT = "format"
"""The parameter that names a form; it goes before the Accept header."""

Form: TypeAlias = Literal["json", "csv", "xlsx", "svg"]

MEDIA_TYPES: dict[Form, str] = {"json": "application/json", "csv": "text/csv", "xlsx": MEDIA_TYPE}
"""The forms that have every row."""

SVG = "image/svg+xml"


def forms_of(question: Question) -> dict[Form, str]:
    """Return the forms that an answer to a question comes in, with their media types: a picture only where one fits.

    Parameters
    ----------
    question
        The question.
    """
    return {**MEDIA_TYPES, "svg": SVG} if figure_for_question(question) else MEDIA_TYPES


def format_parameter(question: Question) -> dict[str, Any]:
    """Return what the OpenAPI document says of `FORMAT`.

    Parameters
    ----------
    question
        The question.
    """
    forms = forms_of(question)
    drawn = "; svg: a picture" if "svg" in forms else ""
    return {
        "name": FORMAT,
        "in": "query",
        "required": False,
        "description": "Which form to send; goes before the Accept header. csv: every column, the evidence in columns "
        f"of its own if it is asked for; xlsx: rows, claims, sources and assumptions as sheets{drawn}.",
        "schema": {"type": "string", "enum": list(forms)},
    }


def content_of(question: Question) -> dict[str, Any]:
    """Return what the OpenAPI document says of the forms of a question's answer beside JSON."""
    heading = f"\ufeff{','.join(question.columns)}\n…\n"
    workbook = {"type": "string", "format": "binary"}
    drawn = {SVG: {"schema": {"type": "string"}, "example": "<svg …"}} if "svg" in forms_of(question) else {}
    return {
        MEDIA_TYPES["csv"]: {"schema": {"type": "string"}, "example": heading},
        MEDIA_TYPES["xlsx"]: {"schema": workbook, "example": "PK…"},
        **drawn,
    }


def form_of(request: Request, question: Question, named: str | Sequence[str] | None) -> Form | None:
    """Return the form in which a request wants its answer; None where the Accept header allows none.

    Parameters
    ----------
    request, question
        The request, and the question that it asks.
    named
        What it gave for `FORMAT`.

    Raises
    ------
    InputError
        There is no form of that name, or no picture fits.
    """
    forms = forms_of(question)
    if named is None:
        best = best_of(request.headers.get("accept"), list(forms.values()))
        return next((form for form, media_type in forms.items() if media_type == best), None)
    for form in forms:
        if form == named:
            return form
    why = f"{NO_PICTURE} It" if named == "svg" else "An answer"
    raise InputError(f"{why} comes as {', '.join(forms)}.", where=FORMAT, next_step="Use ?format=csv, or leave it out.")


async def sent(answer: Answer, question: Question, form: Form) -> Response:
    """Return an answer in a form.

    Parameters
    ----------
    answer, question
        The answer and its question.
    form
        One of its `forms_of`.

    Raises
    ------
    UnsupportedError
        A picture that needs what is not installed.
    """
    headers = {"Vary": "Accept"}
    if form == "svg":
        picture = await asyncio.to_thread(picture_of, answer, question.title)
        headers["Content-Security-Policy"] = policy(picture.svg)
        return Response(picture.svg, media_type=SVG, headers=headers)
    if form == "json":
        return Response(answer.model_dump_json(by_alias=True), media_type=MEDIA_TYPES[form], headers=headers)
    headers["Content-Disposition"] = f'attachment; filename="{question.id.replace("/", "-")}.{form}"'
    if form == "csv":
        text = await asyncio.to_thread(lambda: "".join(csv_of(answer)))
        return Response(text, media_type=f"{MEDIA_TYPES[form]}; charset=utf-8", headers=headers)
    made = await asyncio.to_thread(workbook_of, answer, question)
    return Response(made, media_type=MEDIA_TYPES[form], headers=headers)


def refused(request: Request, question: Question) -> Response:
    """Return the problem of a request whose Accept header allows no form of an answer to its question.

    Parameters
    ----------
    request, question
        The request, and the question that it asks.
    """
    forms = forms_of(question)
    drawn = best_of(request.headers.get("accept"), [SVG]) is not None
    return problems.respond(
        request.scope,
        problems.NOT_ACCEPTABLE,
        f"{f'{NO_PICTURE} It' if drawn else 'An answer'} comes as {', '.join(forms.values())}.",
        next_step=f"Name one of these in Accept, or add ?format= with one of {', '.join(forms)}.",
        headers={"Vary": "Accept"},
    )
