"""Reading a question file: a Cypher file that Neo4j Browser runs as it stands, and that says what it asks.

The form of a file, ``cypher/<group>/<name>.cypher``::

    // Brokers between organizations                          its title
    //---
    // question: Which people link organizations that few others link?
    // version: 1
    // params:
    //   as_of: {type: date, nullable: true, about: Only ties that could hold on this day}
    //   limit: {type: integer, min: 1, max: 500, about: Rows at most}
    // columns:
    //   person_id: {type: string, about: The person}
    //   tie_ids:   {type: string, list: true, about: The ties it rests on}
    // evidence: tie_ids
    // example: {graph: harbour, params: {as_of: 2012-06-01}, rows: [{person_id: "harbour:ada", tie_ids: [...]}]}
    //---
    :param as_of => date('2012-06-01');
    :param limit => 20;

    MATCH ... RETURN ... ORDER BY ... LIMIT $limit;

- The header between the ``//---`` lines is YAML (1.2's booleans, no dates: ``no`` and ``2012-06-01`` are texts).
  ``question``, ``version``, ``columns``, ``evidence`` and ``example`` must be there; ``params``, ``shows`` (the columns
  that a table for people has at first; without it the first few), ``requires`` (``[gds]``), ``conventions`` (sentences)
  and ``shared`` (names of sentences in ``cypher/conventions.yaml``, which then follow the question's own) may be. The
  fields are those of :class:`~tertius.catalog.question.Question`, :class:`~tertius.catalog.parameter.Param` and
  :class:`~tertius.catalog.question.Column`.
- A parameter's ``type`` is ``string``, ``integer``, ``number``, ``boolean`` or ``date``; ``list: true`` makes it
  several, ``enum: [...]`` names the only values, ``required: true`` makes the ``:param`` value an example and not a
  default. ``id_of: entity`` or ``id_of: tie`` says whose id a text is (of an entity its name is taken as well): an id
  that nothing has is then not found,
  where it would otherwise be a question without an answer.
- ``evidence: tie_ids`` names the column that lists tie ids; ``evidence: {column: claim_ids, kind: claims}`` one of
  claim ids; ``evidence: none`` says outright that rows rest on nothing that can be shown.
- Each ``:param`` line is one literal: null, true, a number, a quoted text, ``date('...')``, or a list of these.
- Before the statement there are only ``//`` comments and ``:param`` lines: Neo4j Browser takes nothing else there.
- One statement, ended by a semicolon. It uses the parameters that are declared: all of them, and no other.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from tertius.catalog.conventions import sentences
from tertius.catalog.cypher_literal import literal
from tertius.catalog.cypher_text import blanked, parameters_used, statements
from tertius.catalog.question import NAME, Question
from tertius.catalog.yaml_text import line_of, read_yaml
from tertius.errors import CatalogueError
from tertius.wording import quoted

_FENCE = "//---"
_PARAM = re.compile(r":param\s+(\w+)\s*=>\s*(.+?)\s*;")
_FIELDS = (
    "question",
    "version",
    "params",
    "columns",
    "shows",
    "evidence",
    "requires",
    "conventions",
    "shared",
    "example",
)


def parse(path: Path, *, root: Path | None = None) -> Question:
    """Read one question file.

    Parameters
    ----------
    path
        ``<root>/<group>/<name>.cypher``.
    root
        The ``cypher`` folder; two above the file by default.

    Returns
    -------
    Question

    Raises
    ------
    CatalogueError
        It is not as this module says; names the file and the line.
    """
    root = root or path.parents[1]
    group_and_name = path.relative_to(root).with_suffix("").as_posix()
    if not re.fullmatch(rf"{NAME}/{NAME}", group_and_name):
        raise _broken(path, 1, "A question file is cypher/<group>/<name>.cypher.", "Use small letters, digits and _.")
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise _broken(path, 1, f"The file is not UTF-8: {error.reason}.", "Save it as UTF-8.") from error
    lines = text.splitlines()
    title = _title(path, lines)
    header, nodes, after = _header(path, lines)
    values, body_starts = _param_lines(path, lines, after)
    cypher, body_line = _statement(path, lines, body_starts)
    _same_names(path, header, values, cypher, body_line)
    params = {name: {**described, "value": values[name]} for name, described in (header.get("params") or {}).items()}
    conventions = _conventions(path, header, nodes, root)
    try:
        return Question.model_validate(
            {
                **header,
                "params": params,
                "conventions": conventions,
                "evidence": _evidence(header["evidence"]),
                "id": group_and_name,
                "kind": "query",
                "title": title,
                "cypher": cypher,
                "text": text,
                "digest": hashlib.sha256(text.encode()).hexdigest(),
            }
        )
    except ValidationError as error:
        first = error.errors()[0]
        where = [str(part) for part in first["loc"]]
        said = str(first["msg"]).removeprefix("Value error, ")
        raise _broken(
            path,
            line_of(nodes, where, start=3),
            f"{'.'.join(where) or 'The header'}: {said}.".replace("..", "."),
            "The module tertius.catalog.cypher_file describes the header.",
        ) from error


def _broken(path: Path, line: int, what: str, next_step: str) -> CatalogueError:
    return CatalogueError(what, where=f"{quoted(path)}:{line}", next_step=next_step)


def _title(path: Path, lines: Sequence[str]) -> str:
    title = lines[0].removeprefix("//").strip() if lines and lines[0].startswith("//") else ""
    if not title or lines[0].startswith(_FENCE):
        raise _broken(path, 1, "The first line is not a title.", "Begin the file with `// A few words`.")
    return title


def _header(path: Path, lines: Sequence[str]) -> tuple[dict[str, Any], yaml.Node, int]:
    """Return the header's fields, its YAML nodes, and the index of the first line after it."""
    if len(lines) < 2 or lines[1].rstrip() != _FENCE:
        raise _broken(path, 2, "The second line does not open the header.", f"Write `{_FENCE}`.")
    try:
        end = [line.rstrip() for line in lines].index(_FENCE, 2)
    except ValueError:
        raise _broken(path, 2, "The header is never closed.", f"End it with a line `{_FENCE}`.") from None
    for index in range(2, end):
        if not lines[index].startswith("//"):
            raise _broken(path, index + 1, "A line of the header is not a comment.", "Begin it with `// `.")
    # The slashes become spaces, so that a line and column of the YAML are one of the file.
    source = "\n" * 2 + "\n".join("  " + line[2:] for line in lines[2:end])
    try:
        header, node = read_yaml(source)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 3
        raise _broken(
            path, line, f"The header is not YAML: {error.problem}.", "Mend it; quote texts with colons."
        ) from error
    if node is None or not isinstance(header, dict):
        raise _broken(path, 3, "The header is not a map of fields.", f"It has the fields {', '.join(_FIELDS)}.")
    for field in header:
        if field not in _FIELDS:
            line = line_of(node, [str(field)], start=3)
            raise _broken(path, line, f"The header has no field {field!r}.", f"Its fields are {', '.join(_FIELDS)}.")
    if "evidence" not in header:
        raise _broken(
            path, 3, "The header does not say where the evidence is.", "Add `evidence: <column>`, or `evidence: none`."
        )
    if not isinstance(header.get("params") or {}, dict) or not all(
        isinstance(described, dict) for described in (header.get("params") or {}).values()
    ):
        line = line_of(node, ["params"], start=3)
        raise _broken(
            path, line, "The params are not a map of maps.", "Write `name: {type: ..., about: ...}` for each."
        )
    return header, node, end + 1


def _evidence(said: object) -> object:
    if said == "none":
        return None
    return {"column": said} if isinstance(said, str) else said


def _conventions(path: Path, header: dict[str, Any], nodes: yaml.Node, root: Path) -> object:
    """Return the question's own sentences and then those that it shares; takes ``shared`` out of the header."""
    own, shared = header.get("conventions") or [], header.pop("shared", [])
    try:
        return [*own, *sentences(shared, root)] if isinstance(own, list) else own
    except ValueError as error:
        line = line_of(nodes, ["shared"], start=3)
        raise _broken(
            path, line, f"{error}.".replace("?.", "?"), "Take a name from the file, or add it there."
        ) from error


def _param_lines(path: Path, lines: Sequence[str], start: int) -> tuple[dict[str, Any], int]:
    """Return the values of the ``:param`` lines, and the index of the line that the statement starts on."""
    values: dict[str, Any] = {}
    for index in range(start, len(lines)):
        line = lines[index].strip()
        if not line or line.startswith("//"):
            continue
        if not line.startswith(":"):
            return values, index
        found = _PARAM.fullmatch(line)
        if found is None:
            raise _broken(path, index + 1, "This is not a `:param` line.", "Write `:param name => value;`.")
        name, value = found[1], found[2]
        if name in values:
            raise _broken(path, index + 1, f"The parameter {name} is set twice.", "Take one of the lines out.")
        try:
            values[name] = literal(value)
        except ValueError as error:
            raise _broken(
                path,
                index + 1,
                f"The value of {name} is not a literal: {error}.",
                "Write a literal, such as date('2012-06-01').",
            ) from error
    raise _broken(path, len(lines), "The file has no statement.", "Write one after the `:param` lines.")


def _statement(path: Path, lines: Sequence[str], start: int) -> tuple[str, int]:
    # Blank lines in front keep the line numbers those of the file.
    found = statements("\n" * start + "\n".join(lines[start:]), where=quoted(path))
    if not found:
        raise _broken(path, start + 1, "The file has no statement.", "Write one after the `:param` lines.")
    if lines[start].lstrip().startswith("/*"):
        raise _broken(
            path, start + 1, "Neo4j Browser takes no `/* */` comment before the statement.", "Use `//` comments."
        )
    if len(found) > 1:
        raise _broken(path, found[1].line, "A question is one statement, and here a second begins.", "Take it out.")
    if not blanked("\n".join(lines[start:])).rstrip().endswith(";"):
        raise _broken(path, len(lines), "The statement does not end in a semicolon.", "Add it.")
    return found[0].text, found[0].line


def _same_names(path: Path, header: Mapping[str, Any], values: Mapping[str, Any], cypher: str, body_line: int) -> None:
    """Refuse a parameter that is not in all three of: the header, the ``:param`` lines, the statement."""
    declared = list(header.get("params") or {})
    used = parameters_used(cypher)
    for name in declared:
        if name not in values:
            raise _broken(path, 2, f"The parameter {name} has no `:param` line.", f"Add `:param {name} => ...;`.")
        if name not in used:
            raise _broken(path, 2, f"The statement does not use the parameter {name}.", "Use it, or take it out.")
    for name in values:
        if name not in declared:
            raise _broken(path, 2, f"The header does not describe the parameter {name}.", "Add it to `params`.")
    for name in used:
        if name not in declared:
            line = body_line + next(
                index for index, line in enumerate(cypher.splitlines()) if re.search(rf"\${name}\b", line)
            )
            raise _broken(
                path,
                line,
                f"The statement uses ${name}, which is not declared.",
                "Add it to `params` and a `:param` line.",
            )
