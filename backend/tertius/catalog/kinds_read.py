"""Which kinds of tie a question reads, out of its Cypher: by default, and only if its parameter ``kinds`` says so."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from tertius.catalog.question import Question
from tertius.model.kinds import TIE_KINDS

OF_CLAIMS = ("entities", "evidence")
"""Groups of questions that are about names and claims, whatever kind of tie they speak of."""

_COMMENT = re.compile(r"//.*")
_PATTERN = re.compile(r"\[\w*:([A-Z_|\s]+)")


class KindsRead(NamedTuple):
    """The kinds of tie that a question reads: always or by default, and only if they are named."""

    counted: frozenset[str]
    named: frozenset[str]


def kinds_read(question: Question) -> KindsRead:
    """Return the kinds of tie that a question's Cypher matches.

    Parameters
    ----------
    question
        The question; one in Cypher.
    """
    patterns = " ".join(_PATTERN.findall(_COMMENT.sub("", question.cypher)))
    matched = frozenset(re.findall("[A-Z_]+", patterns)) & TIE_KINDS.keys()
    param = question.params.get("kinds")
    if param is None:
        return KindsRead(matched, frozenset())
    default = {str(kind) for kind in param.value} if isinstance(param.value, list) else set()
    named = (matched & {str(kind) for kind in param.enum or ()}) - default
    return KindsRead(matched - named, named)


def kinds_table(questions: Iterable[Question]) -> str:
    """Return a table in Markdown of which question reads which kind; those of `OF_CLAIMS`, and measures, left out."""
    read = {
        question.id: kinds_read(question)
        for question in questions
        if question.kind == "query" and question.group not in OF_CLAIMS
    }
    lines = ["| kind | says that one … the other | counts in | only if named, in |", "|---|---|---|---|"]
    for kind in TIE_KINDS.values():
        counted = ", ".join(f"`{name}`" for name in sorted(read) if kind.name in read[name].counted)
        named = ", ".join(f"`{name}`" for name in sorted(read) if kind.name in read[name].named)
        lines.append(f"| `{kind.name}` | {kind.about} | {counted or '–'} | {named or '–'} |")
    return "\n".join(lines) + "\n"
