"""Folding names: what a reader need not type, where words end, and what an entity is found by."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.model.folding import LETTERS, MOST_LETTERS, folded, search_text, whole, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Aïr", "AIR"),
        ("Đặng Văn Lâm", "dang van lam"),
        ("العَرَبِيَّة", "العربيه"),
        ("شَدَّة", "شدة"),
        ("مـــالي", "مالى"),
        ("עִבְרִית", "עברית"),
        ("कज़ाख़", "कजाख"),
        ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
        ("ﾀﾝﾎﾟﾎﾟ", "タンポポ"),
        ("Ｍ．Ｎ．Ｌ．Ａ．", "mnla"),
        ("Fulɓe", "fulbe"),
        ("Øster Æbelø", "oster aebelo"),
        ("٣٣", "33"),
        ("Abd-al-Hakim", "Abd al Hakim"),
        ("Katiba_Macina", "katiba macina"),
        ("Qa\u02bfida", "Qa'ida"),
        ("Straße", "STRASSE"),
    ],
)
def test_what_a_reader_takes_for_one_name_is_one(one: str, other: str) -> None:
    assert whole(one) == whole(other)


@pytest.mark.parametrize(("one", "other"), [("か", "が"), ("कि", "कु"), ("มา", "มี"), ("IS", "ISA"), ("ب", "ت")])
def test_other_names_stay_apart(one: str, other: str) -> None:
    assert whole(one) != whole(other)


@given(st.text(max_size=60))
def test_forms_of_one_text_fold_alike(text: str) -> None:
    once = folded(text)
    for form in ("NFC", "NFD"):
        assert whole(unicodedata.normalize(form, text)) == whole(text)
    assert folded(once) == once


@given(st.text())
def test_words_hold_no_sign_of_lucenes(text: str) -> None:
    for parts in words(text):
        for part in parts:
            assert part
            assert not set(part) & set('+-&|!(){}[]^"~*?:\\/<>=@#., \t\n')


def test_a_plain_letter_is_folded_no_further() -> None:
    assert folded(LETTERS[1::2]) == LETTERS[1::2]


def test_what_an_entity_is_found_by() -> None:
    terms = search_text("Person", "war lord", ["M.N.L.A.", "Ali Ba"], ["s:a-b", "t:c"]).split(" ")
    assert {"@@@person", "###warlord", "=mnla", "mnla", "m", "=aliba", "ali", "ba", "aliba"} <= set(terms)
    assert {"=sab", "=ab", "=tc", "=c"} <= set(terms)
    assert len(terms) == len(set(terms))


def test_the_words_of_one_name_stand_together() -> None:
    text = search_text("Person", None, ["Ali Ba", "Ba Sy", "ALI BA", "t:a"], ["t:a", "u:a"])
    names = ["aliba ali ba aliba", "basy ba sy basy", "aliba ali ba aliba"]
    assert text.split(" =") == ["@@@person", *names, "ta", "a", "ua", "a"]


def test_the_id_that_stands_for_a_missing_name_is_no_name() -> None:
    assert search_text("Person", None, ["mali:omar"], ["mali:omar"]).split(" ") == ["@@@person", "=maliomar", "=omar"]


def test_a_name_of_any_length_makes_no_endless_terms() -> None:
    for name in ("가" * 3_000, "a " * 3_000, "ا" * 3_000):
        text = search_text("Event", None, [name], ["x:y"])
        assert all(len(term) <= MOST_LETTERS + 1 for term in text.split(" "))
        assert len(text) < 30_000
