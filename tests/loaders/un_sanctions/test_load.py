"""The list in a real graph: what its ties are, which of them a release changes, and a name that could mislead."""

from collections.abc import Callable
from pathlib import Path

import pytest

from catalogued import CATALOGUE
from loaders.un_sanctions.lists import EXCERPT, entry
from tertius.graph.connect import Driver, Target
from tertius.graph.write import Writer
from tertius.loading.loading import load
from tertius.model.kinds import TIE_KINDS
from tertius_loaders.un_sanctions import LOADER

Listed = Callable[..., Path]


@pytest.fixture
def excerpt(driver: Driver, empty_db: Target, tmp_path: Path) -> Target:
    """Load the excerpt."""
    report = load(LOADER.open(EXCERPT), driver, empty_db.database, quarantine=tmp_path / "bad")
    assert report.bad_rows == 0
    return empty_db


def ties(writer: Writer) -> set[tuple[str, str, str]]:
    return {
        (row["one"].removeprefix("un:"), row["kind"], row["other"].removeprefix("un:"))
        for row in writer.stream("MATCH (a:Entity)-[t]->(b:Entity) RETURN a.id AS one, type(t) AS kind, b.id AS other")
        if row["kind"] in TIE_KINDS
    }


def test_the_ties_that_a_reader_finds_in_the_excerpt(excerpt: Target, writer: Writer) -> None:
    # LINKED_TO has no direction: its ends stand in the order of their ids.
    assert ties(writer) == {
        ("QDi.136", "MEMBER_OF", "QDe.014"),
        ("QDi.168", "MEMBER_OF", "QDe.014"),
        ("QDi.249", "MEMBER_OF", "QDe.014"),
        ("QDi.136", "LEADS", "QDe.140"),
        ("QDi.136", "LEADS", "QDe.141"),
        ("QDi.232", "LEADS", "QDe.014"),
        ("QDi.316", "LEADS", "QDe.135"),
        ("QDi.316", "FOUNDED", "QDe.135"),
        ("QDe.140", "SPLIT_FROM", "QDe.014"),
        ("QDe.141", "SUCCEEDED", "QDe.140"),
        ("QDe.141", "SUCCEEDED", "QDe.134"),
        ("QDe.014", "LINKED_TO", "QDi.316"),
        ("QDe.134", "LINKED_TO", "QDi.316"),
        ("QDe.014", "LINKED_TO", "QDe.134"),
        ("QDe.134", "LINKED_TO", "QDi.136"),
        ("QDe.014", "LINKED_TO", "QDe.135"),
        ("QDe.134", "LINKED_TO", "QDe.135"),
        ("QDe.135", "LINKED_TO", "QDi.232"),
        ("QDe.014", "LINKED_TO", "QDe.140"),
        ("QDe.014", "LINKED_TO", "QDe.141"),
    }


def test_what_was_over_does_not_hold_later(excerpt: Target, writer: Writer) -> None:
    (row,) = writer.stream(
        "MATCH (:Person {id: 'un:QDi.168'})-[t:MEMBER_OF]->() RETURN toString(t.to_latest) AS ended, t.roles AS roles"
    )
    # He died before the list was amended last, and no membership outlives its member.
    assert row == {"ended": "2006-09-19", "roles": ["former member"]}


def test_a_near_name_does_not_lead_to_the_wrong_man(excerpt: Target, driver: Driver) -> None:
    """A network of 2015 spells him Yahyia_Abou_Hamman; by plain likeness of names, QDi.249 is the nearer one."""
    search = CATALOGUE["entities/search"]
    with driver.session(database=excerpt.database, default_access_mode="READ") as session:

        def found(text: str) -> list[str]:
            return [row["entity_id"] for row in session.run(search.cypher, search.validate_params({"text": text}))]

        assert found("Yahia Abou el Hammam")[0] == "un:QDi.313"
        assert {"un:QDi.313", "un:QDi.249"} <= set(found("Yahyia Abou Hamman"))
        names = session.run("MATCH (p:Person) WHERE p.id IN ['un:QDi.313', 'un:QDi.249'] RETURN p.name AS name")
        assert {row["name"] for row in names} == {"DJAMEL AKKACHA", "YAHIA DJOUADI"}


def test_the_same_list_in_other_white_space_changes_nothing(excerpt: Target, driver: Driver, tmp_path: Path) -> None:
    other = tmp_path / "other.xml"
    other.write_text(EXCERPT.read_text(encoding="utf-8").replace("\n", "\n\t\n  "), encoding="utf-8")
    report = load(LOADER.open(other), driver, excerpt.database, complete=True, quarantine=tmp_path / "bad")
    assert not report.skipped
    assert (report.new, report.changed, report.closed) == (0, 0, 0)


def test_an_entry_set_aside_is_mended_and_loaded(
    driver: Driver, empty_db: Target, writer: Writer, listed: Listed, tmp_path: Path
) -> None:
    path = listed(
        entry(
            DATAID="1",
            FIRST_NAME="ADA",
            SECOND_NAME="HERON",
            REFERENCE_NUMBER="QDi.901",
            COMMENTS1="Leader of Heron Group (QDe.911).",
            INDIVIDUAL_DATE_OF_BIRTH="<TYPE_OF_DATE>Exact</TYPE_OF_DATE><DATE>1970-02-31</DATE>",
            INDIVIDUAL_ALIAS='<QUALITY>Low</QUALITY><ALIAS_NAME>=HERON; "Umm, Harun"</ALIAS_NAME>',
        ),
        entry("ENTITY", DATAID="2", FIRST_NAME="HERON GROUP", REFERENCE_NUMBER="QDe.911"),
    )
    report = load(LOADER.open(path), driver, empty_db.database, quarantine=tmp_path / "bad")
    assert [(bad.line, bad.column) for bad in report.bad] == [(1, "DATE_OF_BIRTH")]
    assert ties(writer) == set()

    (table,) = (tmp_path / "bad").glob("*.csv")
    text = table.read_text(encoding="utf-8-sig")
    assert "1970-02-31" in text
    table.write_text(text.replace("1970-02-31", "1970-02-28"), encoding="utf-8")
    mended = load(LOADER.open(table.parent), driver, empty_db.database, quarantine=tmp_path / "again")
    assert (mended.bad_rows, mended.release) == (0, report.release)
    assert ties(writer) == {("QDi.901", "LEADS", "QDe.911")}
    (ada,) = writer.stream("MATCH (p:Person) RETURN p.born AS born, p.aliases AS aliases")
    assert ada == {"born": "1970-02-28", "aliases": ["=HERON", "Umm, Harun"]}
