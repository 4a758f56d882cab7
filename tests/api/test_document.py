"""The OpenAPI document is complete, true to the server, and the one that is committed."""

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from catalogued import CATALOGUE
from tertius.api import problems
from tertius.api.app import create_app
from tertius.api.keys import new_api_key
from tertius.api.reference import filled, openapi
from tertius.api.sharing import resolved
from tertius.api.summary import summary
from tertius.graph.connect import Target
from tertius.settings import Settings

DOCS = Path(__file__).resolve().parents[2] / "docs"
NOWHERE = Target("bolt://127.0.0.1:1", "neo4j", "none")  # type: ignore[arg-type] # never connected to


@pytest.fixture(scope="module")
def built() -> dict[str, Any]:
    """Return the document as it is."""
    return openapi()


@pytest.fixture(scope="module")
def document(built: dict[str, Any]) -> dict[str, Any]:
    """Return the document, each operation with its parameters and responses in place."""
    found = copy.deepcopy(built)
    for path in found["paths"].values():
        for operation in path.values():
            operation["parameters"] = [resolved(found, one) for one in operation.get("parameters", ())]
            operation["responses"] = {status: resolved(found, one) for status, one in operation["responses"].items()}
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give each path with what it does; where that is more than reading, the method stands before the path."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert method == "get" or (method == "post" and path.startswith("/v1/reports/")), "all else only reads"
            yield path if method == "get" else f"POST {path}", operation


def test_the_committed_summary_is_current(built: dict[str, Any]) -> None:
    assert (DOCS / "openapi.md").read_text() == summary(built), "run: make docs"


def test_the_summary_has_every_path_parameter_and_column(document: dict[str, Any]) -> None:
    page = (DOCS / "openapi.md").read_text()
    assert len(page.splitlines()) < 13 * len(list(operations(document)))
    for path, operation in operations(document):
        _, _, rest = page.partition(f"### `{path}`\n")
        section = rest.partition("\n### ")[0]
        for parameter in operation["parameters"]:
            assert re.search(rf"`{parameter['name']}(-\d+)?`", section), (path, parameter["name"])
    for question in CATALOGUE.values():
        section = page.partition(f"### `/v1/answers/{question.id}`\n")[2].partition("\n### ")[0]
        assert all(f"`{column}`" in section for column in question.columns), question.id


def test_what_several_paths_have_in_common_is_said_once(built: dict[str, Any]) -> None:
    document = built
    seen: dict[str, str] = {}
    for path, operation in operations(document):
        for part in (
            *operation.get("parameters", ()),
            *(operation["responses"][one] for one in operation["responses"] if not one.startswith("2")),
        ):
            if "$ref" not in part:
                said = json.dumps(part, sort_keys=True)
                assert said not in seen, (path, seen[said])
                seen[said] = path


def test_the_tables_of_the_page_about_the_api_are_current(built: dict[str, Any]) -> None:
    page = (DOCS / "api.md").read_text()
    assert page == filled(page, built), "run: python -m tertius.api.reference docs"
    for kind in problems.every_kind():
        assert page.count(f"`{kind.type}`") == 1


def test_it_is_valid_openapi(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    for schema in document["components"]["schemas"].values():
        jsonschema_rs.meta.validate({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema})


def test_every_question_has_a_route(document: dict[str, Any]) -> None:
    wanted = {f"/v1/answers/{question}" for question in CATALOGUE}
    assert wanted
    assert {path for path in document["paths"] if path.startswith("/v1/answers/")} == wanted


def test_every_route_says_what_it_is(document: dict[str, Any]) -> None:
    names = set()
    for path, operation in operations(document):
        assert operation["summary"], path
        assert operation["description"], path
        assert len(operation["tags"]) == 1, path
        assert {tag["name"] for tag in document["tags"]} >= set(operation["tags"]), path
        names.add(operation["operationId"])
    assert len(names) == len(list(operations(document)))


def test_every_route_declares_every_problem_that_it_can_answer_with(document: dict[str, Any]) -> None:
    always = {"413", "414", "421", "422", "431", "500", "503"}
    for does, operation in operations(document):
        path = does.removeprefix("POST ")
        declared = {status for status in operation["responses"] if int(status) >= 400}
        expected = set(always)
        if path.startswith("/v1/"):
            expected |= {"401"}
        if path.startswith(("/v1/answers/", "/v1/entities", "/v1/ties", "/v1/claims", "/v1/sources", "/v1/decisions")):
            expected |= {"504", "507"}
        if "{" in path:
            expected |= {"400", "404"}
        if path.startswith("/v1/answers/"):
            expected |= {"404", "406"}
        if path in ("/v1/entities", "/v1/decisions"):
            expected |= {"404"}  # nobody has the name
        if path.startswith(("/v1/entities/{", "/v1/sources/{")) or path == "/v1/decisions":
            expected |= {"409"}  # several have the name
        if path.startswith("/v1/answers/"):
            question = CATALOGUE[path.removeprefix("/v1/answers/")]
            if question.requires or question.kind == "measure":
                expected |= {"501"}
            named = any(param.id_of == "entity" for param in question.params.values())
            if question.kind == "measure" or "to_day" in question.params or named:
                expected |= {"409"}  # not defined on the network that was selected; a span that ends before it begins
        if path == "/v1/questions/{group}/{name}":
            expected |= {"406"}
        if path.startswith("/v1/reports/"):
            expected |= {"504", "507"}
        if does == "/v1/reports/{name}/runs/{run_id}":
            expected |= {"406", "409", "501"}  # a run that is not done has no page; a letter that no PDF can show
        if does.startswith("POST"):
            expected |= {"403"}
        if path.endswith(("/cancel", "/diff")):
            expected |= {"409"}
        assert declared == expected, does
        for status in declared:
            content = operation["responses"][status]["content"]
            assert list(content) == ["application/problem+json"], path
            assert content["application/problem+json"]["schema"] == {"$ref": "#/components/schemas/Problem"}
            assert content["application/problem+json"]["examples"], path


def test_every_response_and_parameter_says_what_it_is(document: dict[str, Any]) -> None:
    for path, operation in operations(document):
        for response in operation["responses"].values():
            assert response["description"]
            assert "X-Request-ID" in response["headers"], path
        for parameter in operation.get("parameters", ()):
            assert parameter["description"].endswith("."), (path, parameter["name"])
            assert is_typed(parameter["schema"]), (path, parameter["name"])


def is_typed(schema: dict[str, Any]) -> bool:
    """Whether a schema says what a value is: untyped ones accept anything."""
    return any(key in schema for key in ("type", "$ref", "enum", "const", "anyOf", "oneOf", "allOf"))


def every_schema(value: object, at: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Walk every schema below a schema."""
    if not isinstance(value, dict):
        return
    yield at, value
    for key in ("properties", "$defs"):
        for name, below in value.get(key, {}).items():
            yield from every_schema(below, f"{at}.{name}")
    for key in ("items", "additionalProperties", "anyOf", "oneOf", "allOf"):
        for below in value[key] if isinstance(value.get(key), list) else [value.get(key)]:
            yield from every_schema(below, f"{at}/{key}")


def test_no_schema_is_untyped_and_every_property_says_what_it_is(document: dict[str, Any]) -> None:
    for name, component in document["components"]["schemas"].items():
        for at, schema in every_schema(component, name):
            assert is_typed(schema), at
        assert component["description"], name
        for key, schema in component.get("properties", {}).items():
            assert schema.get("description") or "$ref" in schema, f"{name}.{key}"


def test_every_example_of_an_answer_is_one(document: dict[str, Any]) -> None:
    shown = 0
    for path, operation in operations(document):
        for status, response in operation["responses"].items():
            for media_type, content in response.get("content", {}).items():
                schema = {**content["schema"], "components": document["components"]}
                examples = [content["example"]] if "example" in content else []
                for example in content.get("examples", {}).values():
                    referred = example["$ref"].removeprefix("#/components/examples/")
                    examples.append(document["components"]["examples"][referred]["value"])
                examples += component_examples(document, content["schema"])
                assert examples, (path, status, media_type)
                for example in examples:
                    jsonschema_rs.validator_for(schema, validate_formats=True).validate(example)
                    shown += 1
    assert shown > 100


def component_examples(document: dict[str, Any], schema: dict[str, Any]) -> list[Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: list[Any] = document["components"]["schemas"].get(name, {}).get("examples", [])
    return found


def test_the_answers_of_a_question_are_typed_as_its_columns_say(document: dict[str, Any]) -> None:
    expected = {"string": "string", "integer": "integer", "number": "number", "boolean": "boolean", "date": "string"}
    expected["point"] = "object"
    for question in CATALOGUE.values():
        operation = document["paths"][f"/v1/answers/{question.id}"]["get"]
        answer = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        rows = document["components"]["schemas"][answer]["properties"]["rows"]["items"]["$ref"].rpartition("/")[2]
        row = document["components"]["schemas"][rows]
        assert list(row["properties"]) == row["required"] == list(question.columns)
        for name, column in question.columns.items():
            schema = resolved(document, row["properties"][name])
            if column.nullable:
                schema, null = schema["anyOf"]
                assert null == {"type": "null"}
            if column.list:
                assert schema["type"] == "array"
                schema = schema["items"]
                if column.nullable:  # a bound of one way that is open, beside others
                    schema, null = schema["anyOf"]
                    assert null == {"type": "null"}
            schema = resolved(document, schema)
            assert schema["type"] == expected[column.type]
            assert schema.get("format") == ("date" if column.type == "date" else None)


def test_the_parameters_of_a_question_are_typed_as_it_says(document: dict[str, Any]) -> None:
    operation = document["paths"]["/v1/answers/brokerage/brokers"]["get"]
    by_name = {parameter["name"]: parameter for parameter in operation["parameters"]}
    assert by_name["limit"]["schema"] == {"type": "integer", "minimum": 1, "maximum": 500, "default": 20}
    assert by_name["dates"]["schema"] == {"type": "string", "enum": ["possible", "certain"], "default": "possible"}
    assert by_name["min_likelihood"]["schema"]["maximum"] == 1
    dated, period, empty = by_name["as_of"]["schema"]["anyOf"]
    assert dated == {"type": "string", "format": "date"}
    assert [bool(re.search(period["pattern"], text)) for text in ("2012-06", "2012", "2012-13", "0000", "12")] == [
        True, True, False, False, False
    ]  # fmt: skip
    assert empty["maxLength"] == 0
    assert by_name["evidence"]["schema"]["type"] == "boolean"
    assert [parameter["name"] for parameter in operation["parameters"] if parameter["required"]] == []
    tie = document["paths"]["/v1/answers/evidence/of_tie"]["get"]["parameters"][0]
    assert (tie["name"], tie["required"]) == ("tie_id", True)
    assert tie["example"]


def test_keys_are_declared_exactly_where_they_are_needed() -> None:
    without = create_app(Settings(), target=NOWHERE).openapi()
    assert "security" not in without
    keyed = create_app(Settings(api_key_hashes=(new_api_key()[1],)), target=NOWHERE).openapi()
    assert keyed["security"] == [{"bearer": []}, {"key": []}]
    assert set(keyed["components"]["securitySchemes"]) == {"bearer", "key"}
    open_to_all = {path for path, operation in operations(keyed) if operation.get("security") == []}
    assert open_to_all == {"/healthz", "/readyz"}


def test_every_kind_of_problem_is_shown_somewhere(document: dict[str, Any]) -> None:
    shown = set()
    for _, operation in operations(document):
        for response in operation["responses"].values():
            shown |= set(response.get("content", {}).get("application/problem+json", {}).get("examples", ()))
    # Loading and delivering cannot go wrong in an API that does neither; none answers where no path or method is.
    elsewhere = {"quarantined", "embedded-server", "no-route", "method-not-allowed", "unsupported"}
    elsewhere |= {"malformed-request", "no-room", "delivery", "delivery-refused"}
    assert shown | elsewhere == {kind.slug for kind in problems.every_kind()}
