"""Cells in which somebody, or a program, wrote that there is nothing."""

from pathlib import Path

import pytest

from .test_table import opened, shaped

MAPPING = """\
source: {id: ports, title: Ports, published: 2021-01-15}
key: no
entities:
  leader: {type: person, id: leader_id, name: leader}
  crew: {type: organization, id_from: name, name: crew}
  port: {type: place, id: port_id, authority: iso, name: port}
  town: {type: place, id_from: name, name: town}
claims:
  - {kind: LEADS, subject: leader, object: crew}
  - {kind: PRESENT_IN, subject: crew, object: port}
  - {kind: PRESENT_IN, subject: crew, object: town}
"""
HEADER = "no,leader_id,leader,crew,port_id,port,town\n"


def said(row: str, folder: Path) -> tuple[set[str], list[tuple[str, str]]]:
    """Return the kinds of claims of a row, and what entities are called."""
    (one,) = shaped(opened(folder, f"{HEADER}{row}\n", MAPPING))
    return {claim.kind for claim in one.claims} - {"NAME"}, sorted(
        (str(claim.entity("subject")).partition(":")[0], claim.value) for claim in one.claims if claim.kind == "NAME"
    )


def test_a_full_row(tmp_path: Path) -> None:
    assert said("1,7,Ada,The Terns,SE,Sweden,Na", tmp_path) == (
        {"LEADS", "PRESENT_IN"},
        [("iso", "Sweden"), ("ports", "Ada"), ("ports", "Na"), ("ports", "The Terns")],
    )


@pytest.mark.parametrize("nothing", ["NULL", "NA", "<Null>", "n/a", "#N/A"])
def test_an_id_that_is_nothing_is_nobody(nothing: str, tmp_path: Path) -> None:
    kinds, names = said(f"1,{nothing},Ada,The Terns,SE,Sweden,{nothing}", tmp_path)
    assert kinds == {"PRESENT_IN"}
    assert names == [("iso", "Sweden"), ("ports", "The Terns")]


@pytest.mark.parametrize("nothing", ["NULL", "null", "<Null>", "n/a", "?"])
def test_a_name_that_is_nothing_is_no_name_of_somebody_with_an_id(nothing: str, tmp_path: Path) -> None:
    assert said(f"1,7,{nothing},The Terns,NA,Namibia,", tmp_path) == (
        {"LEADS", "PRESENT_IN"},
        [("iso", "Namibia"), ("ports", "The Terns")],
    )


@pytest.mark.parametrize("name", ["None", "Null", "Nil", "NIL", "Na", "Unknown"])
def test_somebody_with_an_id_may_be_called_so(name: str, tmp_path: Path) -> None:
    kinds, names = said(f"1,7,{name},The Terns,SE,{name},", tmp_path)
    assert kinds == {"LEADS", "PRESENT_IN"}
    assert names == sorted([("iso", name), ("ports", name), ("ports", "The Terns")])


RAIDS = """\
source: {id: ports, title: Ports, published: 2021-01-15}
key: no
entities:
  raid: {type: event, id: no, name: called, kind: sort}
  crew: {type: organization, id: no, kind: sort, country: land}
claims:
  - {kind: ALIAS, subject: crew, value: called}
  - {kind: ALIAS, subject: crew, value: "= ?"}
events:
  - {event: raid, side_a: crew, when: on, event_kind: sort, citation: called}
"""


@pytest.mark.parametrize("nothing", ["NULL", "null", "NA", "<Null>", "n/a", "#N/A", "?"])
def test_what_is_nothing_is_no_value_and_no_name_of_a_record(nothing: str, tmp_path: Path) -> None:
    table = f"no,called,sort,land,on\n1,{nothing},{nothing},NA,2020-01-02\n"
    (one,) = shaped(opened(tmp_path, table, RAIDS))
    assert [(claim.kind, claim.value) for claim in one.claims if claim.value] == [("COUNTRY", "NA"), ("ALIAS", "?")]
    assert [claim.values for claim in one.claims if claim.kind == "EVENT_RECORD"] == [()]
