"""Problems: one for every error class, with nothing of the inside."""

import json

import pytest
from starlette.requests import Request

from tertius import errors
from tertius.api import problems
from tertius.api.problems import Problem, every_kind, kind_of, of_error, respond
from tertius.errors import TertiusError

SECRET = "bolt://10.1.2.3:7687"


def classes(cls: type[TertiusError] = TertiusError) -> list[type[TertiusError]]:
    found = [child for child in cls.__subclasses__() if child.__module__ == errors.__name__]
    return found + [grandchild for child in found for grandchild in classes(child)]


def request(raw_path: bytes = b"/v1/entities/un%3AQDi.313") -> Request:
    return Request(
        {
            "type": "http",
            "method": "GET",
            "path": "/v1/entities/un:QDi.313",
            "raw_path": raw_path,
            "query_string": b"q=secret",
            "headers": [],
            "state": {"request_id": "abc"},
        }
    )


@pytest.mark.parametrize("cls", [TertiusError, *classes()])
def test_every_error_is_served_as_a_problem(cls: type[TertiusError]) -> None:
    answer = of_error(request(), cls(f"It is at {SECRET}", where=SECRET, next_step="Do this."))
    assert answer.media_type == "application/problem+json"
    assert answer.status_code == cls.status
    body = bytes(answer.body)
    problem = Problem.model_validate_json(body)
    assert problem.status == cls.status
    assert problem.title == cls.title
    assert problem.instance == "/v1/entities/un%3AQDi.313"
    assert problem.request_id == "abc"
    assert problem.next_step
    assert b"secret" not in body
    if cls.status in (500, 503):
        assert SECRET.encode() not in body, "the operator's matter is for the log"
    else:
        assert problem.detail == f"It is at {SECRET}"
        assert problem.next_step == "Do this."
    assert (problem.where == SECRET) == (cls.status < 500)
    assert ("retry-after" in answer.headers) == (cls.status in (503, 504))
    assert ("www-authenticate" in answer.headers) == (cls.status == 401)


def test_every_kind_has_a_type_of_its_own_and_a_sentence() -> None:
    kinds = every_kind()
    assert len({kind.type for kind in kinds}) == len(kinds) == len(problems.HTTP_KINDS) + len(classes())
    assert all(kind.about.endswith(".") and kind.title for kind in kinds)
    assert kind_of(errors.NotFoundError).type == "/v1/problems/not-found"
    assert kind_of(errors.DatabaseUnavailableError).slug == "database-unavailable"


def test_an_endless_path_is_cut() -> None:
    answer = respond(request(b"/" + b"a" * 9000).scope, problems.URL_TOO_LONG, "Too long.")
    assert len(json.loads(bytes(answer.body))["instance"]) == 500


def test_every_kind_is_declared_with_an_example_that_is_one() -> None:
    declared = problems.declared(*every_kind())
    examples = problems.examples()
    shown = set()
    for status, response in declared.items():
        assert response["description"]
        for slug, example in response["content"]["application/problem+json"]["examples"].items():
            assert example == {"$ref": f"#/components/examples/{slug}"}
            assert Problem.model_validate(examples[slug]["value"]).status == status
            shown.add(slug)
    assert shown == set(examples) == {kind.slug for kind in every_kind()}
