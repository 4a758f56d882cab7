"""Every question as favourites of Neo4j Browser: one statement each, which draws, or lists, as soon as it is run.

The Browser shows no result of several statements that are run at once, so parameters cannot be set in front: their
values are written where they are used, each with its name beside it.
"""

import re
import zipfile
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import NamedTuple

from tertius.catalog.cypher_literal import written
from tertius.catalog.cypher_text import blanked
from tertius.catalog.graph_form import graph_statement
from tertius.catalog.parameter import ParamValue
from tertius.catalog.question import Question

_USED = re.compile(r"\$(\w+)")
_MADE = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can tell: the same questions make the same file


class Favourite(NamedTuple):
    """A script of the Browser.

    Attributes
    ----------
    path
        Its folder and file in the archive.
    text
        What it is; the first line, a comment, is its name in the Browser.
    """

    path: str
    text: str


def favourites(questions: Iterable[Question]) -> list[Favourite]:
    """Return two scripts for each question in Cypher: the graph form, and the table.

    Parameters
    ----------
    questions
        The questions; measures, which are no Cypher, are passed over.
    """
    found = []
    for question in questions:
        if question.kind == "query":
            folder = f"Tertius - {question.group}"
            found.append(Favourite(f"{folder}/{question.name}.cypher", drawing(question)))
            found.append(Favourite(f"{folder}/{question.name}_table.cypher", table(question)))
    return found


def drawing(question: Question, values: Mapping[str, ParamValue] | None = None) -> str:
    """Return the script that draws what a question's rows rest on.

    Parameters
    ----------
    question
        A question that a Cypher file answers.
    values
        What it is asked with; the values of its file by default.
    """
    return _script(question, question.title, graph_statement(question), values)


def table(question: Question) -> str:
    """Return the script that lists a question's rows.

    Parameters
    ----------
    question
        A question that a Cypher file answers.
    """
    return _script(question, f"{question.title} (table)", question.cypher.strip().removesuffix(";") + ";", None)


def archive(scripts: Iterable[Favourite]) -> bytes:
    """Return the scripts as the Browser takes them in: a zip of ``.cypher`` files in folders.

    Parameters
    ----------
    scripts
        Of `favourites`.
    """
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for script in scripts:
            file.writestr(zipfile.ZipInfo(script.path, _MADE), script.text, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _script(question: Question, name: str, statement: str, values: Mapping[str, ParamValue] | None) -> str:
    lines = [name, question.question]
    lines += [f"  {param} - {about.about}" for param, about in question.params.items()]
    if question.params:
        lines.append("Each value stands before its name in the statement; change it wherever the name is.")
    if question.requires:
        lines.append(f"Needs {', '.join(question.requires).upper()} in the server.")
    given = {name: param.value for name, param in question.params.items()} if values is None else values
    return "".join(f"// {line}\n" for line in lines) + _with_values(statement, given) + "\n"


def _with_values(statement: str, values: Mapping[str, ParamValue]) -> str:
    """Return a statement with each parameter's value in the parameter's place, before its name."""
    parts, done = [], 0
    for used in _USED.finditer(blanked(statement)):
        parts += [statement[done : used.start()], f"{written(values[used[1]])} /* {used[1]} */"]
        done = used.end()
    return "".join((*parts, statement[done:]))
