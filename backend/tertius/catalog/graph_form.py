"""A question as Neo4j Browser draws it: its statement within one that returns what its rows rest on.

The table says who is first; the graph shows through whom. The statement of the question itself is not changed, so both
are about the same rows.
"""

import re

from tertius.catalog.question import Question
from tertius.errors import InputError
from tertius.model.kinds import TIE_KINDS
from tertius.wording import quoted

# A kind at a time: the index on the ids of ties is by kind, and an id begins with its kind.
_TIES = """CALL (shown) {{
{kinds}
}}
RETURN DISTINCT path;"""
_KIND = "  MATCH path = (:Entity)-[:{kind} {{id: shown}}]->(:Entity) RETURN path"
_CLAIMS = """MATCH about = (:Claim {id: shown})-[:ABOUT]->(:Entity)
RETURN about;"""
# With its sources as nodes, too. Elsewhere these would only draw all claims into one knot: a claim's caption has them.
_CITED = """MATCH about = (claim:Claim {id: shown})-[:ABOUT]->(:Entity)
OPTIONAL MATCH cited = (claim)-[:CITES]->(:Release)-[:EDITION_OF]->(:Source)
RETURN about, cited;"""
_ENTITIES = """MATCH (entity:Entity {id: shown})
RETURN entity;"""


def graph_form(question: Question) -> str:
    """Return a question's file with a statement that returns paths, for the Graph tab of Neo4j Browser.

    Parameters
    ----------
    question
        A question that a Cypher file answers.

    Returns
    -------
    str
        The head of its file, its parameters, and the statement: of a question about ties it returns the ties that its
        rows rest on, with their ends; of one about claims the claims with what they speak of, and in the group evidence
        with their releases and sources; else the entities of its rows.

    Raises
    ------
    InputError
        If its rows name nothing that can be drawn.
    """
    head = question.text[: question.text.index(question.cypher)]
    return f"{head}// What the rows of the table rest on, to be drawn.\n{graph_statement(question)}\n"


def graph_statement(question: Question) -> str:
    """Return the statement of a question's graph form alone, to its semicolon.

    Parameters
    ----------
    question
        A question that a Cypher file answers.

    Raises
    ------
    InputError
        If its rows name nothing that can be drawn.
    """
    inner = question.cypher.strip().removesuffix(";").rstrip()
    body = "\n".join(f"  {line}".rstrip() for line in inner.splitlines())
    return f"CALL () {{\n{body}\n}}\n{_drawn(question)}"


def _drawn(question: Question) -> str:
    evidence = question.evidence
    if evidence is None and "entity_id" in question.columns:
        return f"WITH DISTINCT entity_id AS shown\n{_ENTITIES}"
    if evidence is None:
        raise InputError(
            f"The rows of {question.id} name nothing that can be drawn",
            where="graph",
            next_step=f"Its table is all there is: tertius show {quoted(question.id)}",
        )
    # Its own WITH first: a question may have a column of that name.
    one = f"WITH DISTINCT {evidence.column} AS shown\n"
    if question.columns[evidence.column].list:
        one = f"WITH {evidence.column} AS ids\nUNWIND ids AS shown\nWITH DISTINCT shown\n"
    if evidence.kind == "claims":
        return one + (_CITED if question.group == "evidence" else _CLAIMS)
    named = [kind for kind in TIE_KINDS if re.search(rf"\b{kind}\b", question.cypher)] or TIE_KINDS
    return one + _TIES.format(kinds="\n  UNION\n".join(_KIND.format(kind=kind) for kind in named))
