"""Which kinds of tie a question reads: the page says of every kind what the Cypher does."""

import re
from pathlib import Path

import pytest

from tertius.catalog.catalogue import question_files
from tertius.catalog.cypher_file import parse
from tertius.catalog.files import cypher_root
from tertius.catalog.question import Question
from tertius.model.kinds import TIE_KINDS

PAGE = Path(__file__).parents[2] / "docs" / "ties.md"
QUESTIONS = {
    question.id: question for question in (parse(path, root=cypher_root()) for path in question_files(cypher_root()))
}
ALL_KINDS = ("entities/search", "evidence/of_entity", "evidence/of_tie")
"""Questions that are about claims and names, whatever kind of tie they speak of."""


def read_by(question: Question) -> tuple[set[str], set[str]]:
    """Return the kinds that a question's patterns match: by default, and only if its parameter ``kinds`` names them."""
    body = re.sub(r"//.*|^:param.*", "", question.cypher, flags=re.MULTILINE)
    patterns = " ".join(re.findall(r"\[\w*:([A-Z_|\s]+)[\]{*\s]", body))
    matched = set(re.findall(r"[A-Z_]+", patterns)) & set(TIE_KINDS)
    kinds = question.params.get("kinds")
    named = set(kinds.enum or ()) & matched if kinds else set()
    default = set(kinds.value or ()) if kinds and isinstance(kinds.value, list) else set()
    return matched - (named - default), named - default


def page() -> dict[str, tuple[set[str], set[str]]]:
    """Return what the page's table says, by kind: questions that count it, and those that do if it is named."""
    rows = re.findall(r"^\| `([A-Z_]+)` \|[^|]*\|([^|]*)\|([^|]*)\|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return {
        kind: (set(re.findall(r"`(.+?)`", counts)), set(re.findall(r"`(.+?)`", named))) for kind, counts, named in rows
    }


def test_the_page_says_of_every_kind_what_each_question_does() -> None:
    read = {name: read_by(question) for name, question in QUESTIONS.items() if name not in ALL_KINDS}
    assert page() == {
        kind: tuple({name for name, sets in read.items() if kind in sets[at]} for at in (0, 1)) for kind in TIE_KINDS
    }


def test_search_counts_ties_of_every_kind() -> None:
    assert read_by(QUESTIONS["entities/search"])[0] == set(TIE_KINDS)


@pytest.mark.parametrize("name", ["evidence/of_entity", "evidence/of_tie"])
def test_evidence_tells_of_each_kind_that_a_life_can_cut_short(name: str) -> None:
    assert read_by(QUESTIONS[name])[0] >= {kind.name for kind in TIE_KINDS.values() if kind.mortal}


def test_what_has_no_direction_is_shown_without_an_arrow() -> None:
    (listed, *others) = re.findall(r"type\(tie\) IN \[('.*?)\]", QUESTIONS["paths/shortest"].cypher)
    assert others == [listed]
    assert set(re.findall(r"[A-Z_]+", listed)) == {kind.name for kind in TIE_KINDS.values() if not kind.directed}
