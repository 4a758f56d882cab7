"""Births, deaths and foundings in the list's words. Persons and sentences are made up."""

import json

import pytest

from tertius.errors import InputError
from tertius.model.kinds import EntityType
from tertius_loaders.un_sanctions.life import amended_by, births, deaths, foundings
from tertius_loaders.un_sanctions.sentences import sentences
from tertius_loaders.un_sanctions.who import Known, name_words

ADA = Known("un:QDi.901", EntityType.PERSON, frozenset(name_words("Ada Heron")))
AMENDED = "2014-05-16"


@pytest.mark.parametrize(
    ("group", "edtf"),
    [
        ({"TYPE_OF_DATE": "Exact", "DATE": "1964-01-31"}, "1964-01-31"),
        ({"TYPE_OF_DATE": "EXACT", "DATE": "1960-01-01-05:00"}, "1960-01-01"),
        ({"DATE": "1964-01-31"}, "1964-01-31"),
        ({"TYPE_OF_DATE": "Exact", "YEAR": "1964 "}, "1964"),
        ({"TYPE_OF_DATE": "Approximately", "YEAR": "1964"}, "1964~"),
        ({"TYPE_OF_DATE": "Approximately", "YEAR": "1968/1969"}, "[1968~..1969~]"),
        ({"TYPE_OF_DATE": "Exact", "YEAR": "1963-1968"}, "[1963..1968]"),
        ({"TYPE_OF_DATE": "Between", "FROM_YEAR": "1963", "TO_YEAR": "1968"}, "[1963..1968]"),
        ({"TYPE_OF_DATE": "Exact", "NOTE": "Between Aug. and Sep. 1977"}, "[1977-08..1977-09]"),
        ({"TYPE_OF_DATE": "Between", "NOTE": "Between 1960 and 1962"}, "[1960..1962]"),
        ({"TYPE_OF_DATE": "Exact", "NOTE": "between Dec. 1960 and 1962"}, "[1960-12..1962]"),
        ({"TYPE_OF_DATE": "Exact", "NOTE": "08/10/1396 Hijri Calendar"}, None),
        ({"TYPE_OF_DATE": "Approximately", "NOTE": "1960"}, "1960~"),
        ({"TYPE_OF_DATE": "Approximately", "NOTE": "early 1960"}, "[1960-01..1960-06]"),
        ({"TYPE_OF_DATE": "Between", "FROM_YEAR": "1963"}, None),
        ({"TYPE_OF_DATE": "Between", "TO_YEAR": "1968"}, None),
        ({"TYPE_OF_DATE": "Between", "FROM_YEAR": "1963", "NOTE": "1968"}, None),
        ({"TYPE_OF_DATE": "Exact", "MONTH": "May"}, None),
        ({"TYPE_OF_DATE": "Exact", "NOTE": "5 May 2064"}, None),
        # years of another calendar, and years after the listing, without a word of it
        ({"TYPE_OF_DATE": "Exact", "YEAR": "1340"}, None),
        ({"TYPE_OF_DATE": "Approximately", "DATE": "1382-05-01"}, None),
        ({"TYPE_OF_DATE": "Between", "FROM_YEAR": "1340", "TO_YEAR": "1345"}, None),
        ({"TYPE_OF_DATE": "Exact", "DATE": "2064-01-31"}, None),
        ({"TYPE_OF_DATE": "Exact", "NOTE": "29 Feb. 1969"}, None),
        ({"TYPE_OF_DATE": "Exact", "DATE": "1979-03-03", "NOTE": "from false passport"}, None),
        ({}, ""),
    ],
)
def test_a_birth_is_as_uncertain_as_the_list_has_it(group: dict[str, str], edtf: str | None) -> None:
    found, unread = births({"DATE_OF_BIRTH": json.dumps([group]), "LISTED_ON": "2009-10-17"})
    assert [one.edtf for one in found] == ([edtf] if edtf else [])
    assert len(unread) == (edtf is None)


@pytest.mark.parametrize(
    "group", [{"TYPE_OF_DATE": "Perhaps", "YEAR": "1964"}, {"DATE": "1964-13-01"}, {"YEAR": "the sixties"}]
)
def test_a_field_that_holds_no_date_sets_the_entry_aside(group: dict[str, str]) -> None:
    with pytest.raises(InputError) as refused:
        births({"DATE_OF_BIRTH": json.dumps([group])})
    assert refused.value.where == "DATE_OF_BIRTH"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Confirmed to have died on 16 Apr. 2004 in the north.", ("2004-04-16", "confirmed")),
        ("Reportedly deceased in Fenland in February 2010.", ("2010-02", "reportedly")),
        ("Reportedly killed in an airstrike in early 2013.", ("[2013-01..2013-06]", "reportedly")),
        ("Reportedly deceased as of April 2014.", ("/2014-04", "reportedly")),
        ("Deceased on 12 April 2011 in Abidjan.", ("2011-04-12", "")),
        ("Died in 2003", ("2003", "")),
        ("Believed status/location: deceased.", (f"/{AMENDED}", "believed")),
        ("Confirmed killed on 17 February in Peshawar.", (f"/{AMENDED}", "confirmed")),
        ("As its president, Ada Heron is believed to have died on 23 September 2008.", ("2008-09-23", "believed")),
        ("Killed by Fenland forces in a raid in Fen, Mali, in 2003", ("2003", "")),
        # of somebody else, or taken back
        ("Killed in Mali in 2013 a French hostage.", None),
        ("Killed in Mali Bo Marsh.", None),
        ("Killed in Mali, Bo Marsh.", None),
        ("Killed in 2003 Bo Marsh (QDi.901).", None),
        ("Assassinated on 5 May 2005 the mayor of Fen.", None),
        ("Executed on 1 Jan. 2004 orders of Bo Marsh.", None),
        ("Killed in 2010, a claim rejected by Fenland.", None),
        ("Deceased in 2010 according to a rumour.", None),
        ("Dead in 2010 or 2011.", None),
        ("Killed two policemen in 2003.", None),
        ("Executed hostages in March 2014.", None),
        ("Reportedly deceased in 2005, although seen in 2007.", None),
        ("Bo Marsh is believed to have died on 23 September 2008.", None),
        ("Father of Bo Marsh (deceased).", None),
        ("He used the name of a man who allegedly died in Chad in 2004.", None),
        ("Reportedly deceased in 2005, which his brother denies.", None),
        ("Driver to Cleo Marsh (deceased) until 2001.", None),
    ],
)  # fmt: skip
def test_a_note_of_a_death_keeps_its_hedge(text: str, said: tuple[str, str] | None) -> None:
    found = [(one.edtf, one.hedge_word) for one in deaths(ADA, sentences(f"Speaks Arabic. {text}"), AMENDED)]
    assert found == ([said] if said else [])


def test_a_death_without_a_day_in_an_entry_without_one_gives_nothing() -> None:
    assert list(deaths(ADA, sentences("Reportedly deceased."), "")) == []


def test_the_day_of_the_last_amendment() -> None:
    assert amended_by({"LISTED_ON": "2001-02-03", "LAST_DAY_UPDATED": '["2012-01-01", "2009-01-01"]'}) == "2012-01-01"
    assert amended_by({"LISTED_ON": "2001-02-03-05:00"}) == "2001-02-03"
    assert amended_by({}) == ""


def test_a_founding_that_the_comments_date() -> None:
    text = (
        "Formed in Jan. 2009 when two groups combined. Founded by Ada Heron in 2001. Established in 2003 several camps."
        " Established in 2004 as a hoax. Founded in 2005 by Ada Heron as a hoax. Formed in 2006 in rumours."
    )
    assert [one.edtf for one in foundings(sentences(text))] == ["2009-01"]


def test_a_comment_of_many_stops_is_cut_without_looking_back_at_all_of_it() -> None:
    text = "Seen in Fen." + " Dr. A" * 150_000
    assert [one.number for one in sentences(text)] == [1, 2]


def test_sentences_end_where_a_reader_ends_them() -> None:
    text = (
        "Owner of Heron Ltd. (QDe.911). Arrested on 5 Jul. 2008 by Dr. A. Marsh  in Fen. Brother of Ada Heron (QDi.901)"
        " Believed to be in Fenland; Also known to a.k.a. Bo. Senior Heron Group (QDe.092.) leader."
        " Member of Heron Group (QDe. 092) and, as one. 12 others, of Ibis (qde. 093). Wanted by the Tai. He"
        " made lye. She left for Mli. 12 others stayed"
    )
    assert [one.text for one in sentences(text)] == [
        "Owner of Heron Ltd. (QDe.911)",
        "Arrested on 5 Jul. 2008 by Dr. A. Marsh in Fen",
        "Brother of Ada Heron (QDi.901)",
        "Believed to be in Fenland",
        "Also known to a.k.a. Bo",
        "Senior Heron Group (QDe.092.) leader",
        "Member of Heron Group (QDe. 092) and, as one",
        "12 others, of Ibis (qde. 093)",
        "Wanted by the Tai",
        "He made lye",
        "She left for Mli",
        "12 others stayed",
    ]
