"""A short guide to the model, as slides that Neo4j Browser plays (``:play``) and any other browser shows as a page."""

from collections.abc import Iterable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from tertius.browser.favourites import drawing
from tertius.browser.style import LOOKS, colour_of
from tertius.browser.vocabulary import EVIDENCE, Vocabulary, vocabulary
from tertius.catalog.question import Question
from tertius.model.kinds import TIE_KINDS

STYLE, GUIDE, FAVOURITES = "tertius.grass", "guide.html", "tertius-favourites.zip"
"""What the three files are called, wherever they are."""

_BEHIND = """MATCH about = (claim:Claim {tie_id: 'ID OF THE TIE'})-[:ABOUT]->(:Entity)
MATCH cited = (claim)-[:CITES]->(:Release)-[:EDITION_OF]->(:Source)
WHERE claim.recorded_to IS NULL
RETURN about, cited;"""
_AROUND = """MATCH (one:Entity) WHERE one.name CONTAINS 'PART OF A NAME'
MATCH tie = (one)-[:KINDS]-(:Entity)
RETURN tie LIMIT 50;"""


def guide(questions: Iterable[Question], base: str | None = None, known: Vocabulary | None = None) -> str:
    """Return the guide.

    Parameters
    ----------
    questions
        The questions to offer; measures, which are no Cypher, are only counted.
    base
        Where the three files are served, such as ``http://localhost:8000/browser``; None if they are not.
    known
        The labels that the database may have; those of the installation by default.

    Returns
    -------
    str
        HTML.
    """
    every = list(questions)
    groups: dict[str, list[Question]] = {}
    for question in every:
        if question.kind == "query":
            groups.setdefault(question.group, []).append(question)
    pages = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined)
    pages.filters |= {"plain": _plain, "colour": colour_of, "drawing": drawing}
    return pages.get_template("guide.html.jinja").render(
        base=base,
        style=STYLE,
        favourites=FAVOURITES,
        looks=LOOKS,
        kinds=TIE_KINDS.values(),
        behind=_BEHIND,
        around=_AROUND.replace("KINDS", "|".join(TIE_KINDS)),
        groups=groups,
        known=known or vocabulary(),
        read=EVIDENCE,
        measures=sum(question.kind == "measure" for question in every),
    )


def _plain(text: str) -> Markup:
    """Return a text as it can stand in the guide, also after the Browser took out what may be a script's handler.

    It takes ``on… = …`` for one, wherever that stands: in Cypher, too.
    """
    return Markup(str(escape(text)).replace("=", "&#61;").replace("\n", "&#10;"))  # noqa: S704 - escaped just here
