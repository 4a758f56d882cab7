"""One spelling: what looks the same is the same, what looks different stays apart."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tertius.model.spelling import composed, invisible, spelled

LOOK_ALIKE = {
    "e and a combining acute": ("Ine\u0301s", "In\u00e9s"),
    "a zero-width space": ("Abou\u200b Zeid", "Abou Zeid"),
    "a byte order mark": ("\ufeffAQIM", "AQIM"),
    "a soft hyphen": ("Belmo\u00adkhtar", "Belmokhtar"),
    "a mark of direction": ("\u200eMUJAO\u200f", "MUJAO"),
    "an embedding": ("\u202aMUJAO\u202c", "MUJAO"),
    "an isolate": ("\u2068MUJAO\u2069", "MUJAO"),
    "a word joiner": ("Ansar\u2060Dine", "AnsarDine"),
    "a Hangul filler": ("IS\u3164", "IS"),
    "a joiner between Latin letters": ("Ab\u200dou", "Abou"),
    "a variation selector": ("Gao\ufe0f", "Gao"),
    "a tag": ("Gao\U000e0061", "Gao"),
    "an accent after a joiner": ("e\u034f\u0301", "\u00e9"),
    "a no-break space": ("Abou\u00a0Zeid", "Abou Zeid"),
    "a narrow no-break space": ("Abou\u202fZeid ", "Abou Zeid"),
    "an ohm sign": ("\u2126", "\u03a9"),
    "Hangul typed letter by letter": ("\u1100\u1175\u11b7", "\uae40"),
}


@pytest.mark.parametrize(("one", "other"), LOOK_ALIKE.values(), ids=LOOK_ALIKE)
def test_what_looks_the_same_is_spelled_the_same(one: str, other: str) -> None:
    assert spelled(one) == spelled(other) == other


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0645\u06cc\u062e\u0648\u0627\u0647\u0645"),  # Persian
        ("\u0915\u094d\u200d\u0937", "\u0915\u094d\u0937"),  # a half letter in Devanagari
        ("Sa'id", "Said"),
        ("Gao", "gao"),
        ("\u0627\u0644\u0642\u064e\u0627\u0639\u0650\u062f\u0629", "\u0627\u0644\u0642\u0627\u0639\u062f\u0629"),
    ],
)
def test_what_looks_different_stays_apart(one: str, other: str) -> None:
    assert spelled(one) != spelled(other)


@given(st.text())
@example("e\u034f\u0301")
@example("\u0628\u034f\u200d")
@example("\u0628\u200d\u200d\u00e9")
def test_spelling_is_done_once(text: str) -> None:
    once = spelled(text)
    assert spelled(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert invisible(once) is None
    assert once == once.strip()


@given(st.text())
def test_a_text_and_its_decomposed_twin_are_spelled_the_same(text: str) -> None:
    assert spelled(unicodedata.normalize("NFD", text)) == spelled(text)
    assert composed(unicodedata.normalize("NFD", text)) == composed(text)


def test_an_invisible_character_is_named() -> None:
    assert invisible("Abou\u200bZeid") == "U+200B ZERO WIDTH SPACE"
    assert invisible("Gao\ufe0f") == "U+FE0F VARIATION SELECTOR-16"
    assert invisible("Caf\u00e9 \u00c9lite") is None
    assert invisible("\u0645\u06cc\u200c\u062e") is None
