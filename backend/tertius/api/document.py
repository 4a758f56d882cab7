"""The OpenAPI document: what FastAPI makes of the routes, and what only this API knows."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic_core import to_jsonable_python

from tertius.api import problems
from tertius.api.sharing import share
from tertius.settings import Settings

TITLE = "Tertius"
SUMMARY = "Questions about armed groups and their leaders, answered from published claims."
DESCRIPTION = """\
Every answer names the question's version, the assumptions behind its likelihoods and, with `?evidence=true`, the claims
and sources behind each row. It describes what sources say; it is not fit for a decision about a person without the
claims being read.

Lists have `limit`, `offset` and `total`, and link to the next page. What goes wrong comes as a problem (RFC 9457) whose
`type` can be followed. Answers that ask the database wait for a place; beyond the queue they are a 503 with
`Retry-After`. Every answer has an `X-Request-ID`. HEAD works wherever GET does."""

_TAGS = (
    ("questions", "The catalogue: what can be asked."),
    ("records", "Single entities, ties, claims and sources."),
    ("reports", "Several questions at once, kept as they were answered."),
    ("problems", "What goes wrong, and what it means."),
    ("health", "For whoever watches over the server."),
)

_SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "`Authorization: Bearer KEY`."},
    "key": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "`X-API-Key: KEY`."},
}


def describe(app: FastAPI, settings: Settings, groups: list[str]) -> None:
    """Have the app give the finished document.

    Parameters
    ----------
    app
        The application, with all of its routes.
    settings
        Whether keys are needed.
    groups
        The groups of the catalogue.
    """

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app, settings, groups)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign] # FastAPI's own way to extend the document


def _document(app: FastAPI, settings: Settings, groups: list[str]) -> dict[str, Any]:
    tags = [{"name": f"answers: {group}", "description": f"The questions of the group {group}."} for group in groups]
    document = get_openapi(
        title=TITLE,
        version=app.version,
        summary=SUMMARY,
        description=DESCRIPTION,
        routes=app.routes,
        tags=[*tags, *({"name": name, "description": about} for name, about in _TAGS)],
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    _show_answers(document, app)
    components = document.setdefault("components", {})
    components["examples"] = problems.examples()
    components["schemas"][problems.SCHEMA] = _problem_schema(components["schemas"])
    if settings.api_key_hashes:
        components["securitySchemes"] = _SCHEMES
        document["security"] = [{"bearer": []}, {"key": []}]
    for path in document["paths"].values():
        for operation in path.values():
            for response in operation["responses"].values():
                response.setdefault("headers", {})["X-Request-ID"] = {"$ref": "#/components/headers/RequestId"}
    components["headers"] = {
        "RequestId": {
            "description": "The request's id: yours, if you sent one of up to 64 letters, digits, dots, dashes and "
            "underscores.",
            "schema": {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$"},
        }
    }
    share(document)
    return document


def _show_answers(document: dict[str, Any], app: FastAPI) -> None:
    """Put the examples of answers in, as they are: FastAPI leaves out every null."""
    for route in app.routes:
        if not isinstance(route, APIRoute) or not route.include_in_schema:
            continue
        operations = document["paths"][route.path_format]
        method = next(iter(operations.keys() & {one.lower() for one in route.methods or ()}))
        answer = operations[method]["responses"][str(route.status_code or 200)]["content"]
        for media_type, content in route.responses.get(200, {}).get("content", {}).items():
            if "example" in content:
                answer[media_type]["example"] = to_jsonable_python(content["example"])


def _problem_schema(schemas: dict[str, Any]) -> dict[str, Any]:
    schema = problems.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(schema.pop("$defs", {}))
    return schema
