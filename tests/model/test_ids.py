"""Ids and fingerprints: what is accepted, what stays apart, and values that must never change."""

import string
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tertius.errors import InputError
from tertius.model.ids import MAX_ID_LENGTH, entity_id, fingerprint, source_id

BANNED = "\"'<>|;"


@pytest.mark.parametrize(
    "text",
    [
        "un:QDi.313",
        "ucdp:actor-539",
        "mali-2013:abou-zeid",
        "ofac:12345",
        "a:b",
        "x.y_z-1:Ag_Ghali(alias)",
        "wikidata:Q1065/statements#P31",
        "un:a:b:c",
        "ansar:أنصار_الدين",
        "wiki:Bamako,_Mali",
    ],
)
def test_a_full_id_stays_as_it_is(text: str) -> None:
    assert entity_id(text) == text
    assert entity_id(f"  {text}\n") == text
    assert entity_id(text, authority="other") == text


def test_a_bare_key_belongs_to_the_authority_that_is_given() -> None:
    assert entity_id("abou-zeid", authority="mali-2013") == "mali-2013:abou-zeid"
    with pytest.raises(InputError):
        entity_id("abou-zeid")


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", ":", "a:", ":b", "Un:x", "ü:x", "-un:x", ".un:x", "a b:c", "un:a b", "un: a", "un:a\tb", "un:a\nb"),
        *(f"un:a{character}b" for character in BANNED),
        *(f"un:a{chr(code)}b" for code in (0, 7, 27, 31, 127, 0x85, 0x9F, 0xA0, 0xAD, 0x200B, 0x202E, 0x2066, 0xFEFF)),
        *("un:a\ud800", "un:\udcff", "un:a\ue000", "un:\u037e"),  # the last is composed to a semicolon
        "a" * 65 + ":x",
        "un:" + "x" * 198,
        "un:" + "x" * 1_000_000,
    ],
)
def test_what_is_no_id_is_refused_with_a_next_step(text: str) -> None:
    with pytest.raises(InputError) as caught:
        entity_id(text)
    assert caught.value.next_step
    assert len(str(caught.value)) < 1000


def test_the_longest_id_fits() -> None:
    assert entity_id("un:" + "x" * 197) == "un:" + "x" * 197
    assert len("un:" + "x" * 197) == MAX_ID_LENGTH


def test_two_forms_of_one_accented_letter_are_one_id() -> None:
    composed, decomposed = "x:\u00e9l\u00e8ve", "x:e\u0301le\u0300ve"
    assert composed != decomposed
    assert entity_id(composed) == entity_id(decomposed) == composed


texts = st.text(max_size=30) | st.text(
    alphabet=string.ascii_lowercase + string.digits + ":.-_ '\"\u0301\u200b", max_size=30
)


@given(texts, texts | st.just("un"))
@example("\u0344:", "un")
def test_any_text_gives_an_id_or_an_input_error(text: str, authority: str) -> None:
    try:
        full = entity_id(text, authority=authority)
    except InputError:
        return
    assert entity_id(full) == full
    assert entity_id(full, authority="other") == full
    assert len(full) <= MAX_ID_LENGTH
    assert full.isprintable()
    assert unicodedata.is_normalized("NFC", full)
    assert not set(full) & set(BANNED + " ")
    head, colon, tail = full.partition(":")
    assert head
    assert colon
    assert tail


@given(texts, texts)
def test_two_ids_that_differ_come_from_texts_that_differ_after_composing(one: str, other: str) -> None:
    try:
        first, second = entity_id(one, authority="un"), entity_id(other, authority="un")
    except InputError:
        return

    def essence(text: str) -> str:
        text = unicodedata.normalize("NFC", text.strip())
        return text if ":" in text else f"un:{text}"

    assert (first == second) == (essence(one) == essence(other))


@pytest.mark.parametrize("text", ["mali-2013", "ucdp-ged", "un.sc", "a", "0", "a" * 64])
def test_a_source_id_stays_as_it_is(text: str) -> None:
    assert source_id(text) == text


@pytest.mark.parametrize(
    "text", ["", " ", "Mali", "mali 2013", "a" * 65, "ü", "a:b", "a@b", "a/b", "-a", ".a", "_a", "a\nb", "a\x00", "٣"]
)
def test_what_is_no_source_id_is_refused(text: str) -> None:
    with pytest.raises(InputError) as caught:
        source_id(text)
    assert caught.value.next_step


@given(st.text())
def test_any_text_gives_a_source_id_or_an_input_error(text: str) -> None:
    try:
        assert source_id(text) == text.strip()
    except InputError:
        return


parts = st.lists(st.text(alphabet="a\\u\x1f\x00|", max_size=4), max_size=4).map(tuple)


@given(parts, parts)
@example((), ("",))
@example(("a", "b"), ("ab",))
@example(("a\x1fb",), ("a", "b"))
@example(("a\\", "b"), ("a", "\\b"))
@example(("a\\u",), ("a\x1f",))
@example(("\\\x1f",), ("\\", ""))
def test_two_lists_of_parts_share_a_fingerprint_only_when_equal(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert (fingerprint(*one) == fingerprint(*other)) == (one == other)


def test_a_fingerprint_is_a_plain_blake2b_that_others_can_compute() -> None:
    # each part closed by the unit separator: printf 'mali-2013\037r1\037' | b2sum --length=96
    assert fingerprint("mali-2013", "r1") == "d9ea57f666ebafa06bbead5e"


@pytest.mark.parametrize("size", [1, 10, 12, 32])
def test_a_fingerprint_has_two_digits_a_byte(size: int) -> None:
    digits = fingerprint("a", "b", size=size)
    assert len(digits) == 2 * size
    assert set(digits) <= set("0123456789abcdef")


def test_half_a_character_has_a_fingerprint_like_any_other_text() -> None:
    assert fingerprint("\ud800") != fingerprint("\ud801")
