"""One route for every question of the catalogue, made from the question: nobody writes one by hand."""

from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic_core import to_jsonable_python
from starlette.requests import Request
from starlette.responses import Response

from tertius.api import problems
from tertius.api.examples import shows
from tertius.api.forms import FORMAT, content_of, form_of, format_parameter, refused, sent
from tertius.api.inputs import check_names
from tertius.api.question_schema import answer_model, parameters
from tertius.api.services import services
from tertius.catalog.question import Question
from tertius.catalog.spans import SPAN
from tertius.errors import AmbiguousError, InputError, NotFoundError, UndefinedError, UnsupportedError
from tertius.records.tables import defaults

A_DIGEST = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
"""A digest for examples: the document of the API need not change with every word of a question's text."""

EVIDENCE = "evidence"
"""The parameter that every answer has beside its question's own."""

_EVIDENCE_PARAMETER = {
    "name": EVIDENCE,
    "in": "query",
    "required": False,
    "description": "Whether to add, for each row, the strongest claims behind it and their sources.",
    "schema": {"type": "boolean", "default": False},
}


def add_routes(app: FastAPI, questions: Iterable[Question]) -> None:
    """Add ``/v1/answers/{group}/{name}`` for each question.

    Parameters
    ----------
    app
        The application.
    questions
        The questions.
    """
    for question in questions:
        app.router.add_api_route(
            f"/v1/answers/{question.id}",
            _endpoint(question),
            methods=["GET"],
            name=f"answer_{question.id.replace('/', '_')}",
            tags=[f"answers: {question.group}"],
            summary=question.title,
            description=_description(question),
            response_model=answer_model(question),
            response_description="The answer.",
            responses={**_shown(question), **problems.declared(*_kinds(question))},
            route_class_override=APIRoute,  # the endpoint checks the parameters' names itself
            openapi_extra={"parameters": [*parameters(question), _EVIDENCE_PARAMETER, format_parameter(question)]},
        )


def _shown(question: Question) -> problems.Responses:
    shown = shows(example_answer(question))
    for response in shown.values():
        response["content"] |= content_of(question)
    return shown


def _kinds(question: Question) -> list[problems.Kind]:
    kinds = [*problems.READING, problems.kind_of(NotFoundError), problems.NOT_ACCEPTABLE]
    if any(param.id_of == "entity" for param in question.params.values()):
        kinds.append(problems.kind_of(AmbiguousError))
    measured = question.kind == "measure"
    if measured or question.params.keys() >= {*SPAN}:
        kinds.append(problems.kind_of(UndefinedError))
    return [*kinds, problems.kind_of(UnsupportedError)] if measured or question.requires else kinds


def _endpoint(question: Question) -> Callable[[Request], Coroutine[Any, Any, Response]]:
    several = {name: param.list for name, param in question.params.items()} | {EVIDENCE: False, FORMAT: False}

    async def answer(request: Request) -> Response:
        # The catalogue reads the parameters, so that a value means here what it means on the command line.
        given = _given(request, several)
        evidence = _switch(given.pop(EVIDENCE, "false"))
        form = form_of(request, question, given.pop(FORMAT, None))
        if form is None:
            return refused(request, question)
        # A workbook has a sheet of claims.
        found = await services(request).answers.ask(question.id, given, evidence=evidence or form == "xlsx")
        return await sent(found, question, form)

    return answer


def _given(request: Request, several: dict[str, bool]) -> dict[str, str | list[str]]:
    """Return the query's parameters as text; a list that is given several times as the list of these."""
    if not request.scope["query_string"]:
        return {}
    given: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        given.setdefault(name, []).append(value)
    check_names({name: len(values) for name, values in given.items()}, several)
    return {name: values[0] if len(values) == 1 else values for name, values in given.items()}


def _switch(text: str | list[str]) -> bool:
    if text not in ("true", "false"):
        raise InputError(f"The parameter {EVIDENCE} is true or false.", where=EVIDENCE, next_step="Use ?evidence=true.")
    return text == "true"


def _description(question: Question) -> str:
    conventions = "\n".join(f"- {sentence}" for sentence in question.conventions)
    conventions = f"\n\n{conventions}" if conventions else ""
    needs = f"\n\nNeeds on the server: {', '.join(question.requires)}." if question.requires else ""
    defined = f"\n\n```text\n{question.definition}\n```" if question.definition else ""
    return f"{question.question}{conventions}{needs}{defined}"


def example_answer(question: Question) -> dict[str, Any]:
    """Return the answer of the question's example, as the OpenAPI document shows it.

    Parameters
    ----------
    question
        The question.
    """
    rows = [dict(row) for row in question.example.rows] if question.example else []
    return {
        "question": question.id,
        "version": question.version,
        "digest": A_DIGEST,
        "params": to_jsonable_python(question.example_params()),
        "columns": [{"name": name, **column.model_dump()} for name, column in question.columns.items()],
        "rows": rows,
        "row_count": len(rows),
        "truncated": False,
        "total": len(rows),
        "assumptions": {**defaults().model_dump(), "conventions": list(question.conventions)},
        "elapsed_ms": 3.2,
        "evidence": None,
    }
