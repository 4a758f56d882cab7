"""Which kinds of tie a question reads, and that the page says so of every kind."""

import re
from pathlib import Path

import pytest

from catalogued import CATALOGUE
from tertius.catalog.kinds_read import KindsRead, kinds_read, kinds_table
from tertius.model.kinds import TIE_KINDS

PAGE = Path(__file__).parents[2] / "docs" / "ties.md"


def test_the_page_says_of_every_kind_what_each_question_makes_of_it() -> None:
    """A new kind, or another pattern, fails here until the page follows; so its author reads what becomes of it."""
    table = kinds_table(CATALOGUE[name] for name in CATALOGUE)
    assert f"<!-- begin: kinds -->\n{table}<!-- end: kinds -->" in PAGE.read_text(encoding="utf-8"), (
        "run: tertius new question"
    )
    assert re.findall(r"^\| `([A-Z_]+)`", table, re.MULTILINE) == list(TIE_KINDS)


@pytest.mark.parametrize(
    ("name", "counted", "named"),
    [
        ("networks/people", "KIN_OF ASSOCIATE_OF ALLIED_WITH", "OPPOSED LINKED_TO"),
        ("brokerage/between", "LEADS MEMBER_OF KIN_OF ASSOCIATE_OF PART_OF", "FOUNDED ALLIED_WITH OPPOSED LINKED_TO"),
        ("brokerage/brokers", "LEADS MEMBER_OF PART_OF SUCCEEDED", ""),
        ("commanders/several", "LEADS PART_OF", ""),
        ("networks/opponents", "PARTICIPATED_IN OCCURRED_AT WITHIN", ""),
        (
            "paths/shortest",
            "LEADS MEMBER_OF FOUNDED KIN_OF ASSOCIATE_OF PART_OF SPLIT_FROM SUCCEEDED JOINED ALLIED_WITH",
            "OPPOSED LINKED_TO PARTICIPATED_IN OCCURRED_AT PRESENT_IN CONTROLS WITHIN",
        ),
    ],
)
def test_the_kinds_that_a_question_reads(name: str, counted: str, named: str) -> None:
    assert kinds_read(CATALOGUE[name]) == KindsRead(frozenset(counted.split()), frozenset(named.split()))


def test_search_counts_ties_of_every_kind() -> None:
    assert kinds_read(CATALOGUE["entities/search"]).counted == set(TIE_KINDS)


@pytest.mark.parametrize("name", ["evidence/of_entity", "evidence/of_tie"])
def test_evidence_tells_of_each_kind_that_a_life_can_cut_short(name: str) -> None:
    assert kinds_read(CATALOGUE[name]).counted >= {kind.name for kind in TIE_KINDS.values() if kind.mortal}


def test_what_has_no_direction_is_shown_without_an_arrow() -> None:
    (listed, *others) = re.findall(r"type\(tie\) IN \[('.*?)\]", CATALOGUE["paths/shortest"].cypher)
    assert others == [listed]
    assert set(re.findall(r"[A-Z_]+", listed)) == {kind.name for kind in TIE_KINDS.values() if not kind.directed}
