"""What entries say: those of the excerpt, read by a person, and made-up ones that are hostile."""

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.un_sanctions.lists import EXCERPT, entry
from tertius.errors import InputError
from tertius.loading.loader import RawRow
from tertius.model.claim_checks import check_claim
from tertius.model.claims import Claim
from tertius.model.hedges import Hedge
from tertius_loaders.un_sanctions import LOADER
from tertius_loaders.un_sanctions.entries import COLUMNS, TEXTS
from tertius_loaders.un_sanctions.read import UnSanctionsOptions
from tertius_loaders.un_sanctions.shape import shape

Listed = Callable[..., Path]


@pytest.fixture(scope="module")
def excerpt() -> dict[str, list[Claim]]:
    """Shape the excerpt: claims by the entity of their entry."""
    document = LOADER.open(EXCERPT)
    shaped = [document.shape(row) for row in document.rows() if isinstance(row, RawRow)]
    return {one.entities[0].id: list(one.claims) for one in shaped}


def said(claims: list[Claim], *kinds: str) -> list[tuple[str, str, str, str]]:
    return [
        (claim.kind, claim.value or claim.edtf, claim.role, claim.locator) for claim in claims if claim.kind in kinds
    ]


def test_a_field_that_is_not_known_or_comes_twice_is_named_in_the_note(listed: Listed, tmp_path: Path) -> None:
    born = "<INDIVIDUAL_DATE_OF_BIRTH><YEAR>1960</YEAR><YEAR>1961</YEAR></INDIVIDUAL_DATE_OF_BIRTH>"
    sibling = "<SIBLING><NAME>Bo</NAME></SIBLING>"
    text = listed(entry(DATAID="1", FIRST_NAME="A")).read_text(encoding="utf-8")
    path = tmp_path / "other.xml"
    path.write_text(text.replace("</INDIVIDUAL>", f"{born}{sibling}</INDIVIDUAL>", 1), encoding="utf-8")
    document = LOADER.open(path)
    (row,) = document.rows()
    assert isinstance(row, RawRow)
    (listing,) = [claim for claim in document.shape(row).claims if claim.kind == "EXTERNAL_ID"]
    assert "fields that are not read: INDIVIDUAL_DATE_OF_BIRTH/YEAR, SIBLING" in listing.note


def test_a_person_of_the_list(excerpt: dict[str, list[Claim]]) -> None:
    claims = excerpt["un:QDi.313"]
    at = "QDi.313 (DATAID 3002734), "
    assert said(claims, "NAME", "ALIAS", "BORN", "NATIONALITY", "COUNTRY") == [
        ("NAME", "DJAMEL AKKACHA", "", f"{at}FIRST_NAME"),
        ("ALIAS", "عكاشة جمال", "original script", f"{at}ALIAS"),
        ("ALIAS", "Yahia Abou el Hoummam", "good quality a.k.a.", f"{at}ALIAS"),
        ("ALIAS", "Yahia Abou el Hammam", "good quality a.k.a.", f"{at}ALIAS"),
        ("BORN", "1978-05-09", "", f"{at}DATE_OF_BIRTH 1"),
        ("NATIONALITY", "DZ", "", f"{at}NATIONALITY"),
        ("COUNTRY", "ML", "address", f"{at}ADDRESS"),
    ]
    (listing,) = (claim for claim in claims if claim.kind == "EXTERNAL_ID")
    assert (listing.value, listing.edtf, listing.role) == ("un-dataid:3002734", "2013-02-05", "Al-Qaida list")
    # He is no member of the group himself by these words, so nothing of the kind is claimed.
    assert listing.note == (
        "place of birth: Rouiba, Algiers, Algeria; mentions QDe.014 (COMMENTS1, sentence 1): not read as a tie"
    )
    assert not any(claim.entity("object") for claim in claims)
    assert all(claim.record.startswith("3002734 ") for claim in claims)


def test_aliases_at_semicolons_and_a_number_of_old(excerpt: dict[str, list[Claim]]) -> None:
    claims = excerpt["un:IRi.039"]
    aliases = [claim.value for claim in claims if claim.kind == "ALIAS"]
    assert aliases[:3] == ["Qasim Soleimani", "Qasem Sulaimani", "Qasim Sulaimani"]
    assert "Haj Qasem" in aliases
    assert ("EXTERNAL_ID", "un-old:I.47.D.6") in [(claim.kind, claim.value) for claim in claims]


def test_a_death_and_what_was_over_before_it(excerpt: dict[str, list[Claim]]) -> None:
    claims = {claim.kind: claim for claim in excerpt["un:QDi.168"]}
    assert (claims["DIED"].edtf, claims["DIED"].hedge, claims["DIED"].hedge_word) == (
        "2006-09-19",
        Hedge.STATED,
        "confirmed",
    )
    member = claims["MEMBER_OF"]
    assert (member.role, member.entity("object")) == ("former member", "un:QDe.014")
    assert member.edtf.startswith("/[0001..")


def test_words_of_doubt_and_of_time_are_kept(excerpt: dict[str, list[Claim]]) -> None:
    (nationality,) = (claim for claim in excerpt["un:SOi.009"] if claim.kind == "NATIONALITY")
    assert (nationality.value, nationality.hedge, nationality.hedge_word) == ("ET", Hedge.POSSIBLE, "possibly")
    (died,) = (claim for claim in excerpt["un:QDi.290"] if claim.kind == "DIED")
    assert (died.edtf, died.hedge) == ("/2014-04", Hedge.REPORTED)
    (listing,) = (claim for claim in excerpt["un:QDi.290"] if claim.value.startswith("un-dataid"))
    assert "nationality as written: USSR (until 1991)" in listing.note


def test_numbers_of_documents_are_left_out_unless_they_are_asked_for(listed: Listed, tmp_path: Path) -> None:
    passport = "<TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>L246084</NUMBER>"
    document = LOADER.open(
        listed(
            entry(
                DATAID="1",
                FIRST_NAME="ADA",
                INDIVIDUAL_DOCUMENT=f"{passport}<ISSUING_COUNTRY>Tunisian</ISSUING_COUNTRY>",
            ),
            entry(
                DATAID="2",
                FIRST_NAME="BO",
                INDIVIDUAL_DOCUMENT=f"{passport}<COUNTRY_OF_ISSUE>Tunisia</COUNTRY_OF_ISSUE>",
            ),
        )
    )
    asked = LOADER.open(Path(tmp_path / "list.xml"), UnSanctionsOptions(documents=True))
    assert asked.loader != document.loader
    for row in document.rows():
        assert isinstance(row, RawRow)
        without, with_numbers = document.shape(row).claims, asked.shape(row).claims
        assert ("COUNTRY", "TN", "issued a document") in [(one.kind, one.value, one.role) for one in without]
        assert not any("L246084" in one.value + one.note for one in without)
        assert "passport-tn:L246084" in [one.value for one in with_numbers]


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"DATAID": ""}, "DATAID"),
        ({"DATAID": "1 2"}, "DATAID"),
        ({"TYPE": "SHIP"}, "TYPE"),
        ({"FIRST_NAME": "na"}, "FIRST_NAME"),
        ({"LISTED_ON": "soon"}, "LISTED_ON"),
        ({"ALIAS": "Abu Ahmad"}, "ALIAS"),
        ({"TITLE": '{"a": 1}'}, "TITLE"),
        ({"DATE_OF_BIRTH": '[{"DATE": "1970-02-31"}]'}, "DATE_OF_BIRTH"),
        ({"MENTIONED": "[1]"}, "MENTIONED"),
    ],
)
def test_a_cell_that_cannot_be_used_is_named(cells: dict[str, str], column: str) -> None:
    sound = {**dict.fromkeys(COLUMNS, ""), "DATAID": "1", "TYPE": "INDIVIDUAL", "FIRST_NAME": "ADA"}
    assert shape(RawRow("f", 1, sound)).claims
    with pytest.raises(InputError) as refused:
        shape(RawRow("f", 1, {**sound, **cells}))
    assert refused.value.where == column
    assert refused.value.next_step


TEXT = st.text(max_size=60) | st.sampled_from(
    [
        "QDi.901",
        "Leader of Heron Group (QDe.911)",
        "Reportedly deceased in 2005.",
        "1960-01-01-05:00",
        "1970",
        "na",
        "[]",
    ]
)
GROUP = st.dictionaries(
    st.sampled_from(
        ["QUALITY", "ALIAS_NAME", "NOTE", "TYPE_OF_DATE", "DATE", "YEAR", "FROM_YEAR", "TO_YEAR", "COUNTRY", "NUMBER"]
    ),
    TEXT,
    max_size=5,
)
CELL = (
    TEXT
    | st.lists(TEXT, max_size=3).map(json.dumps)
    | st.lists(GROUP, max_size=3).map(json.dumps)
    | st.recursive(st.none() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3)).map(json.dumps)
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.dictionaries(st.sampled_from(COLUMNS), CELL, max_size=8), st.booleans())
def test_any_row_is_shaped_or_refused_with_its_column(cells: dict[str, str], whole: bool) -> None:
    values = {**dict.fromkeys(COLUMNS, ""), "DATAID": "1", "TYPE": "INDIVIDUAL", "FIRST_NAME": "ADA", **cells}
    if whole:
        values |= {name: "ADA" if name == "FIRST_NAME" else values[name] for name in TEXTS}
    refused = None
    try:
        shaped = shape(RawRow("f", 1, values), documents=True)
    except InputError as error:
        refused = error
    if refused is not None:
        assert refused.where in COLUMNS
        return
    types = {one.id: one.type for one in shaped.entities}
    assert len({claim.record for claim in shaped.claims}) == len(shaped.claims)
    for claim in shaped.claims:
        # What is left is for the write path to refuse, which sets the entry aside: too long, a control character.
        with suppress(InputError):
            check_claim(claim, types)
