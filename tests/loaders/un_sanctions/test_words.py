"""Reference numbers, dates, countries and names in the list's words. The oddities are those of the list of 2015."""

import pytest

from tertius.errors import InputError
from tertius.model.dates import read_edtf
from tertius.model.hedges import HEDGE_WORDS
from tertius.model.kinds import EntityType
from tertius_loaders.un_sanctions.countries import WORDS, Said, country_of_address, country_of_issue, nationalities
from tertius_loaders.un_sanctions.dates import day_of, edtf_of_words, edtf_of_years
from tertius_loaders.un_sanctions.documents import document_id
from tertius_loaders.un_sanctions.entries import COLUMNS
from tertius_loaders.un_sanctions.names import Alias, aliases, full_name
from tertius_loaders.un_sanctions.references import clean_reference, mentions, type_of
from tertius_loaders.un_sanctions.vocabulary import HEDGES


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("QDi.313", "QDi.313"),
        ("QDi.343.", "QDi.343"),
        ("QDi.328 ", "QDi.328"),
        ("LRi.010 ", "LRi.010"),
        ("TAI.012", "TAi.012"),
        ("Qde.001", "QDe.001"),
        ("QDi322", "QDi.322"),
        ("QI.M.136.03.", "QI.M.136.03"),
        ("", ""),
        ("resolution 1970", ""),
    ],
)
def test_reference_numbers_are_cleaned(text: str, reference: str) -> None:
    assert clean_reference(text) == reference


def test_a_reference_number_says_what_it_stands_for() -> None:
    assert [type_of(one) for one in ("QDi.313", "QDe.014", "QI.M.136.03", "QE.A.4.01")] == [
        EntityType.PERSON,
        EntityType.ORGANIZATION,
    ] * 2


def test_only_numbers_of_the_list_are_mentions() -> None:
    text = (
        "Listed under paragraph 12 of resolution 1844 (2008) in June 2010, III 12; see Heron (QDe.092.), "
        "(listed under permanent reference number QDi.901), (HG, listed under permanent reference number QDe.011), "
        "(QDi322) and number TAi.048; (qde.092), (QDe. 092), (qDi.901) and fire 100, lye 500, die. 100, role 12, the "
        "lye. 100 grams, Ire. 250, mle. 500, Lye 50, Tai 2001"
    )
    assert [(one.reference, one.plain) for one in mentions(text)] == [
        ("QDe.092", True),
        ("QDi.901", True),
        ("QDe.011", True),
        ("QDi.322", True),
        ("TAi.048", False),
        ("QDe.092", True),
        ("QDe.092", True),
        ("QDi.901", True),
    ]


@pytest.mark.parametrize(
    ("words", "edtf"),
    [
        ("2010", "2010"),
        ("June 2010", "2010-06"),
        ("Mar. 2010", "2010-03"),
        ("15 Jul. 2008", "2008-07-15"),
        ("early 2012", "[2012-01..2012-06]"),
        ("mid – 2010", "[2010-04..2010-09]"),
        ("late 2012", "[2012-07..2012-12]"),
        ("approximately 2005", "2005~"),
        ("29 Feb. 1969", ""),
        ("the late 1980s", ""),
        ("2009-2012", ""),
    ],
)
def test_dates_in_words_are_no_more_precise_than_they_are(words: str, edtf: str) -> None:
    assert edtf_of_words(words) == edtf
    if edtf:
        read_edtf(edtf, lasting=True)


def test_days_and_years_of_the_fields() -> None:
    assert day_of("1960-01-01-05:00", column="X") == "1960-01-01"
    assert edtf_of_years("1963-1968", about=False, column="X") == "[1963..1968]"
    assert edtf_of_years("1968/1969", about=True, column="X") == "[1968~..1969~]"
    assert edtf_of_years("1972 ", about=True, column="X") == "1972~"
    for wrong in ("1969-02-30", "01/02/1970", ""):
        with pytest.raises(InputError) as refused:
            day_of(wrong, column="DATE_OF_BIRTH")
        assert refused.value.where == "DATE_OF_BIRTH"
    for wrong in ("1968-1963", "about 1960", "0000"):
        with pytest.raises(InputError):
            edtf_of_years(wrong, about=False, column="DATE_OF_BIRTH")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Jordanian ", [Said("JO")]),
        ("Iraq", [Said("IQ")]),
        ("The Gambia", [Said("GM")]),
        ("Possibly Ethiopian", [Said("ET", "possibly")]),
        ("Kuwaiti citizenship withdrawn in 2002", [Said("KW", edtf="/2002", role="withdrawn")]),
        ("Yemeni (until 1991)", [Said("YE", edtf="/1991")]),
        ("Sudanese by birth", [Said("SD", role="by birth")]),
        ("Jordanian of Palestinian origin", [Said("JO", role="of Palestinian origin")]),
        ("United States. Also believed to hold Syrian nationality", [Said("US"), Said("SY", "believed")]),
        # No code of today, or none that is certain: kept in words, never guessed.
        ("USSR (until 1991)", None),
        ("Stateless Palestinian", None),
        ("Unresolved/Palestinian origin", None),
        ("Congolese", None),
    ],
)
def test_nationalities(text: str, said: list[Said] | None) -> None:
    found = nationalities(text)
    assert (None if found is None else list(found)) == said


def test_a_word_that_can_be_two_countries_is_inferred_from_the_regime() -> None:
    found = nationalities("Congolese", "DRC")
    assert found is not None
    assert list(found) == [Said("CD", inferred=True)]


def test_countries_of_addresses_and_documents() -> None:
    assert country_of_address("In prison in Germany") == Said("DE", role="in custody")
    assert country_of_address("Amman, Jordan") == Said("JO")
    assert country_of_address("United Arab Emirates (possibly)") == Said("AE", "possibly")
    assert country_of_address("Reportedly located in Waziristan, Pakistan") == Said("PK", "reportedly")
    assert country_of_address("Branch Office 3: Jordan") == Said("JO")
    assert country_of_address("Milan") is None
    assert country_of_address("Deported from: Mali") is None
    assert country_of_address("Formerly: Mali") is None
    assert country_of_address("Syria/Turkey border area") is None
    assert country_of_issue("Tunisian") == country_of_issue("Tunisia") == Said("TN")
    assert country_of_issue("Indonesian passport") == Said("ID")
    assert country_of_issue("Unconfirmed (likely Iran)") is None


def test_each_word_stands_for_a_country_that_there_is_and_each_hedge_is_in_the_table() -> None:
    from tertius.model.countries import COUNTRIES

    assert set(WORDS.values()) <= COUNTRIES
    assert set(HEDGES) <= set(HEDGE_WORDS)


def _values(**cells: str) -> dict[str, str]:
    return {**dict.fromkeys(COLUMNS, ""), **cells}


def test_a_name_is_joined_from_its_parts() -> None:
    values = _values(FIRST_NAME="ADA ", SECOND_NAME="na", THIRD_NAME="NA  BIDON", FOURTH_NAME="n/a")
    assert full_name(values) == "ADA NA BIDON"


@pytest.mark.parametrize(
    ("name", "quality", "found"),
    [
        ("Ada Hern; Ada Herron b) A. Heron", "Good", ["Ada Hern", "Ada Herron", "A. Heron"]),
        ("Heron Ada (previously listed as)", "Good", [("Heron Ada", "good quality a.k.a., previously listed as")]),
        ("Umm Harun (nom de guerre)", "Low", [("Umm Harun", "low quality a.k.a., nom de guerre")]),
        ("Ada Heron, born 5 Feb. 1970 in Tunis (formerly listed as)", "", [("Ada Heron", "previously listed as")]),
        ("Ada Heron born in 1963", "Good", ["Ada Heron"]),
        ("Heron Group (HG)", "f.k.a.", [("Heron Group", "f.k.a."), ("HG", "f.k.a.")]),
        ("أبو دعاء (Abu Du’a; Abu Duaa)", "Low", ["أبو دعاء", "Abu Du’a", "Abu Duaa"]),
        ("Ada Heron (Oman passport no. 03825239)", "Good", ["Ada Heron"]),
        ('"HERON, Sheikh"  ', "Good", ["HERON, Sheikh"]),
        ("HERON, Ada", "Good", ["HERON, Ada"]),
        ("An armed group that fought with the Tern Front (QDe.912).", "a.k.a.", []),
        ("", "Good", []),
        ("na", "Good", []),
        ("?", "Low", []),
        (
            "Ada Hern (previously listed as Heron, Ada)",
            "Good",
            [("Ada Hern", "good quality a.k.a."), ("Heron, Ada", "good quality a.k.a., previously listed as")],
        ),
    ],
)
def test_aliases(name: str, quality: str, found: list[str | tuple[str, str]]) -> None:
    import json

    cell = json.dumps([{"ALIAS_NAME": name, "QUALITY": quality}])
    got = list(aliases(_values(FIRST_NAME="ADA MARIA HERON", ALIAS=cell)))
    assert [one.name for one in got] == [one if isinstance(one, str) else one[0] for one in found]
    for alias, one in zip(got, found, strict=True):
        assert isinstance(one, str) or alias == Alias(*one)


def test_numbers_of_documents_are_ids_only_with_a_country_and_without_doubt() -> None:
    passport = {"TYPE_OF_DOCUMENT": "Passport", "NUMBER": "L 246084"}
    assert document_id(passport, "TN") == "passport-tn:L246084"
    assert document_id({**passport, "TYPE_OF_DOCUMENT": "National Identification Number"}, "TN") == (
        "national-id-tn:L246084"
    )
    assert document_id(passport, "") == ""
    assert document_id({**passport, "NOTE": "appears in false passport"}, "TN") == ""
    assert document_id({**passport, "NUMBER": "A 12/34-56.B"}, "TN") == "passport-tn:A1234-56.B"
    # cut into letters in every way, this one would take all night
    assert document_id({**passport, "NUMBER": f"0{'A' * 28}!"}, "TN") == ""
    assert document_id({**passport, "NUMBER": "number 96 03, issued on 1 June 2003"}, "TN") == ""
