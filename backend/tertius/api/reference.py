"""What of the documentation is written by the code: ``docs/openapi.md``, and tables of ``api.md`` and ``ties.md``.

Run ``python -m tertius.api.reference docs`` after a change of a route, a limit, or a question's parameters, columns or
kinds of tie; ``tertius new question`` does.
"""

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from tertius.api import flow, gate, inputs, problems, server
from tertius.api.app import PACKED_FROM_BYTES, create_app
from tertius.api.keys import new_api_key
from tertius.api.summary import summary
from tertius.catalog.catalogue import Catalogue
from tertius.catalog.kinds_read import kinds_table
from tertius.graph.connect import Target
from tertius.records.paging import DEEPEST, MOST
from tertius.settings import Settings

_PART = re.compile(r"(<!-- begin: (\w+) -->\n).*?(<!-- end: \2 -->)", re.DOTALL)


def openapi() -> dict[str, Any]:
    """Return the OpenAPI document of an installation as it is, with a key needed."""
    nowhere = Target("bolt://127.0.0.1:1", "neo4j", SecretStr(""))  # never connected to
    app = create_app(Settings(api_key_hashes=(new_api_key()[1],)), target=nowhere)
    return app.openapi()


def filled(page: str, document: Mapping[str, Any]) -> str:
    """Return a page with its tables written anew.

    Parameters
    ----------
    page
        Its text, with a pair of comments around each table.
    document
        From `openapi`.
    """
    parts = {"paths": _paths(document), "limits": _limits(), "problems": _problems(), "kinds": _kinds()}
    return _PART.sub(lambda found: f"{found[1]}{parts[found[2]]}{found[3]}", page)


def _paths(document: Mapping[str, Any]) -> str:
    lines = ["| path | what |", "|---|---|"]
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if not path.startswith("/v1/answers/"):
                lines.append(f"| `{path if method == 'get' else f'POST {path}'}` | {operation['summary']} |")
    lines.insert(2, "| `/v1/answers/{group}/{name}` | The answer to a question, one path for each; `?evidence=true` |")
    return "\n".join(lines) + "\n"


def _limits() -> str:
    fields = Settings.model_fields
    timeout, pool, rows = (fields[name].default for name in ("query_timeout_s", "pool_size", "max_rows"))
    table = (
        ("Seconds for a question", f"{timeout:g} (`TERTIUS_QUERY_TIMEOUT_S`); then 504"),
        ("Questions at once", f"{pool} (`TERTIUS_POOL_SIZE`), and {flow.QUEUE_PER_PLACE} waiting for each; then 503"),
        ("Seconds in the queue", f"{flow.QUEUE_WAIT_S:g}; then 503 with `Retry-After`"),
        ("Rows of an answer", f"{rows:,} (`TERTIUS_MAX_ROWS`); `truncated` says so"),
        ("Entries of a page", f"{MOST}, {inputs.DEFAULT_LIMIT} by default; up to {DEEPEST:,} can be skipped"),
        ("Bytes of a path with its query", f"{gate.MAX_URL_BYTES:,}; then 414"),
        ("Bytes of a request's line and headers", f"{gate.MAX_HEAD_BYTES:,}; then 431"),
        ("A request's body", "none; otherwise 413"),
        ("Connections", f"{server.MAX_CONNECTIONS:,}"),
        ("Packed with gzip", f"from {PACKED_FROM_BYTES:,} bytes, if the client takes it"),
    )
    return "\n".join(["| what | limit |", "|---|---|", *(f"| {what} | {limit} |" for what, limit in table)]) + "\n"


def _problems() -> str:
    lines = ["| status | type | what it means |", "|---|---|---|"]
    lines += [f"| {kind.status} | `{kind.type}` | {kind.about} |" for kind in problems.every_kind()]
    return "\n".join(lines) + "\n"


def _kinds() -> str:
    catalogue = Catalogue.load()
    return kinds_table(catalogue[name] for name in catalogue)


def main(folder: Path) -> None:
    """Write what is written by the code into the documentation.

    Parameters
    ----------
    folder
        The folder ``docs``.
    """
    document = openapi()  # which takes a second or two
    (folder / "openapi.md").write_text(summary(document), encoding="utf-8")
    for name in ("api.md", "ties.md"):
        page = folder / name
        page.write_text(filled(page.read_text(encoding="utf-8"), document), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
