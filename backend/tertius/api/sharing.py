"""What several paths of the OpenAPI document have in common, said once: their parameters, problems and columns."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

#: What every answer has is `Answer`; these two are its question's own.
_OWN_OF_AN_ANSWER = ("params", "rows")


def share(document: Json) -> None:
    """Move what stands several times in a document into its components, and refer to it.

    Parameters
    ----------
    document
        The document, complete but for this; changed in place.
    """
    components = document["components"]
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    _share_lists(operations, components)
    for operation in operations:
        for status, response in operation["responses"].items():
            if not status.startswith("2"):
                name = "-or-".join(_kinds(response)) or f"status-{status}"
                operation["responses"][status] = _moved(
                    components.setdefault("responses", {}), "responses", name, response
                )
    schemas = components["schemas"]
    _share_answers(schemas)
    _share_properties(schemas)


def _share_lists(operations: list[Json], components: Json) -> None:
    times = Counter(_key(one) for operation in operations for one in operation.get("parameters", ()))
    shelf: Json = {}
    for operation in operations:
        if "parameters" in operation:
            operation["parameters"] = [
                _moved(shelf, "parameters", one["name"], one) if times[_key(one)] > 1 else one
                for one in operation["parameters"]
            ]
    components["parameters"] = shelf


def _kinds(response: Json) -> Iterator[str]:
    for content in response.get("content", {}).values():
        yield from content.get("examples", {})


def _share_answers(schemas: Json) -> None:
    """Say of a question's answer only what is its own."""
    for schema in list(schemas.values()):
        whole = schema.get("properties", {})
        if schema.get("title", "").endswith("Answer") and all(name in whole for name in _OWN_OF_AN_ANSWER):
            base = {name: part for name, part in whole.items() if name not in _OWN_OF_AN_ANSWER}
            schemas.setdefault(
                "Answer",
                {
                    "title": "Answer",
                    "type": "object",
                    "description": "What every answer has beside its question's own parameters and rows.",
                    "properties": base,
                    "required": [name for name in schema["required"] if name in base],
                },
            )
            if base == schemas["Answer"]["properties"]:
                schema["allOf"] = [{"$ref": "#/components/schemas/Answer"}]
                schema["properties"] = {name: whole[name] for name in _OWN_OF_AN_ANSWER}
                schema["required"] = list(_OWN_OF_AN_ANSWER)


def _share_properties(schemas: Json) -> None:
    """Say once what the rows and parameters of several questions have in common."""
    own = [
        schema["properties"]
        for name, schema in schemas.items()
        if name.endswith(("Params", "Row")) and "properties" in schema
    ]
    times = Counter(_key(part) for properties in own for part in properties.values())
    shelf: Json = {}
    for properties in own:
        for name, part in properties.items():
            if times[_key(part)] > 1 and "$ref" not in part:
                title = "".join(word.capitalize() for word in name.split("_"))
                properties[name] = _moved(shelf, "schemas", f"{title}Value", part)
    schemas.update(shelf)


def _moved(shelf: Json, folder: str, name: str, part: Json) -> Json:
    """Put a part on a shelf, beside others of the same name if it must be, and return the reference to it."""
    number, free = 1, name
    while shelf.setdefault(free, part) != part:
        number += 1
        free = f"{name}-{number}"
    return {"$ref": f"#/components/{folder}/{free}"}


def _key(part: Mapping[str, Any]) -> str:
    return json.dumps(part, sort_keys=True)


def resolved(document: Json, part: Json) -> Json:
    """Return a part of a document, or what it refers to.

    Parameters
    ----------
    document
        The whole document.
    part
        A parameter, response or schema of it.
    """
    while "$ref" in part:
        found: Any = document
        for name in part["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        part = found
    return part
