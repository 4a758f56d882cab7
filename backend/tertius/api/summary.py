"""The OpenAPI document for a person to read: each path, parameter and schema on a line of its own."""

from collections import Counter
from typing import Any

from tertius.api.sharing import Json, resolved

HEAD = """\
# Paths, parameters and schemas

<!-- Written by `make docs` from the OpenAPI document; change the questions and the routes, not this page. -->

What `GET /openapi.json` says in full, a line each. **Bold**: required. A value after `=` is the default; `?` marks what
may be null (as a parameter: empty).
"""


def summary(document: Json) -> str:
    """Return the page.

    Parameters
    ----------
    document
        The OpenAPI document.
    """
    return "\n".join([HEAD, *_shared(document), *_paths(document), *_schemas(document)])


def _shared(document: Json) -> list[str]:
    lines = ["## Parameters of several paths", ""]
    lines += [f"- {_parameter(name, one)}" for name, one in sorted(document["components"]["parameters"].items())]
    return [*lines, ""]


def _paths(document: Json) -> list[str]:
    lines = ["## Paths", ""]
    operations = [
        (path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    for path, method, operation in operations:
        lines += [
            f"### `{path}`" if method == "get" else f"### `{method.upper()} {path}`",
            "",
            operation["summary"],
            "",
        ]
        shared, own = [], []
        for one in operation.get("parameters", ()):
            if "$ref" in one:
                shared.append(f"`{_last(one)}`")
            else:
                own.append(f"- {_parameter(one['name'], one)}")
        if shared:
            lines.append(f"- takes {', '.join(shared)}")
        lines += own
        schema = (
            resolved(document, operation["responses"][_done(operation)])["content"]
            .get("application/json", {})
            .get("schema", {})
        )
        rows = resolved(document, schema).get("properties", {}).get("rows")
        if rows and path.startswith("/v1/answers/"):
            row = resolved(document, rows["items"])
            lines.append(f"- rows of {_fields(document, row)}")
        else:
            lines.append(f"- answers with {_type(schema)}")
        statuses = sorted(status for status in operation["responses"] if status != _done(operation))
        lines += [f"- otherwise {', '.join(statuses)}", ""]
    return lines


def _done(operation: Json) -> str:
    """Return the status of an operation that succeeds."""
    statuses: list[str] = sorted(operation["responses"])
    return statuses[0]


def _schemas(document: Json) -> list[str]:
    schemas = document["components"]["schemas"]
    # Rows stand with their paths, parameters too; what only they use is said there.
    listed = {
        name: one
        for name, one in schemas.items()
        if not name.endswith(("Params", "Row")) and not _is_value(name) and not _is_own(one)
    }
    lines = ["## Schemas", ""]
    for name, schema in sorted(listed.items()):
        about = schema.get("description", "")
        fields = _fields(document, schema) if "properties" in schema else _type(schema)
        lines.append(f"- **{name}**: {about} {fields}")
    return [*lines, ""]


def _is_own(schema: Json) -> bool:
    return any(_last(one) == "Answer" for one in schema.get("allOf", ()))


def _parameter(name: str, one: Json) -> str:
    shown = f"**`{name}`**" if one.get("required") else f"`{name}`"
    return f"{shown}: {_type(one['schema'])}{_default(one['schema'])}. {one.get('description', '')}"


def _fields(document: Json, schema: Json) -> str:
    return ", ".join(
        f"`{name}` {_type(resolved(document, part) if _is_value(_last(part)) else part)}"
        for name, part in schema["properties"].items()
    )


def _is_value(name: str) -> bool:
    return name.partition("-")[0].endswith("Value")


def _default(schema: Json) -> str:
    default = schema.get("default")
    if default is None:
        return ""
    shown = (
        ",".join(map(str, default))
        if isinstance(default, list)
        else str(default).lower()
        if isinstance(default, bool)
        else default
    )
    return f" = `{shown}`"


def _type(schema: Json) -> str:
    """Say in a few words what a value is."""
    if "$ref" in schema:
        return _last(schema)
    choices = schema.get("anyOf") or schema.get("oneOf")
    if choices:
        kinds = Counter(
            _type(choice) for choice in choices if choice.get("type") != "null" and choice.get("maxLength") != 0
        )
        return " or ".join(kinds) + ("?" if len(choices) > sum(kinds.values()) else "")
    if "enum" in schema:
        return "|".join(map(str, schema["enum"]))
    if "const" in schema:
        return str(schema["const"])
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}{_between(schema, 'minItems', 'maxItems')}"
    kind = schema.get("format") or schema.get("type", "anything")
    return f"{kind}{_between(schema, 'minimum', 'maximum')}{_between(schema, 'minLength', 'maxLength')}"


def _between(schema: Json, least: str, most: str) -> str:
    low, high = (_bound(schema.get(name)) for name in (least, most))
    return f" {low}–{high}" if low or high else ""


def _bound(value: Any) -> str:  # noqa: ANN401 - a number, or nothing
    if value is None or abs(value) >= 2**63 - 1:
        return ""
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"


def _last(part: Json) -> str:
    name: str = part.get("$ref", "").rpartition("/")[2]
    return name
