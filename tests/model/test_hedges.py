"""Hedge words and the tables behind every likelihood."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.errors import InputError
from tertius.model.hedges import HEDGE_WORDS, Assumptions, Hedge, hedge_of

# Read as an analyst would read them: from what a text says flatly to what it passes on as a rumour.
READINGS = {
    "": "stated",
    "reportedly": "reported",
    "press reports": "reported",
    "press reports indicate": "reported",
    "publicly identified": "reported",
    "publicly identified as": "reported",
    "purportedly": "reported",
    "ostensibly": "reported",
    "according to": "reported",
    "described itself": "reported",
    "taking credit": "reported",
    "believed": "believed",
    "believed to be": "believed",
    "appears to": "believed",
    "apparently": "believed",
    "seemingly": "believed",
    "likely": "believed",
    "some analysts insist": "believed",
    "according to some observers": "believed",
    "suspected": "suspected",
    "suspected of": "suspected",
    "allegedly": "suspected",
    "possibly": "possible",
    "may": "possible",
    "may have": "possible",
    "could": "possible",
    "perhaps": "possible",
    "rumored": "rumoured",
    "rumoured": "rumoured",
    "unconfirmed": "rumoured",
}


@pytest.mark.parametrize(("word", "hedge"), READINGS.items())
def test_a_word_means_what_a_reader_takes_it_to_mean(word: str, hedge: str) -> None:
    assert hedge_of(word) == hedge


@pytest.mark.parametrize("word", HEDGE_WORDS)
def test_every_word_of_the_table_maps_however_it_is_written(word: str) -> None:
    for written in (word, word.upper(), word.title(), f"  {word}\n", word.replace(" ", "   ")):
        assert hedge_of(written) is HEDGE_WORDS[word]
    assert word == " ".join(word.lower().split())


def test_every_hedge_has_a_word_and_is_one_itself() -> None:
    assert set(HEDGE_WORDS.values()) == set(Hedge)
    for hedge in Hedge:
        assert hedge_of(hedge.value) is hedge


@pytest.mark.parametrize("word", ["definitely not", "reportedly?", "xyz", "-", "none", "ｍａｙ", "x" * 10**6])
def test_an_unknown_word_is_refused_and_never_dropped(word: str) -> None:
    with pytest.raises(InputError) as caught:
        hedge_of(word)
    assert caught.value.where == "hedge_word"
    assert all(hedge in caught.value.next_step for hedge in Hedge)
    assert len(str(caught.value)) < 1000


def test_a_hedge_that_a_person_chose_wins_over_the_word() -> None:
    assert hedge_of("publicly identified", "possible") is Hedge.POSSIBLE
    assert hedge_of("According to MUJAO leaders", " Reported ") is Hedge.REPORTED
    assert hedge_of("rumored", "STATED") is Hedge.STATED


@pytest.mark.parametrize("hedge", ["sure", "rumored", "reportedly", "0.8"])
def test_an_unknown_hedge_is_refused_even_beside_a_known_word(hedge: str) -> None:
    with pytest.raises(InputError) as caught:
        hedge_of("possibly", hedge)
    assert caught.value.where == "hedge"


@given(st.text(), st.text())
def test_any_text_gives_a_hedge_or_an_input_error(word: str, hedge: str) -> None:
    try:
        assert hedge_of(word, hedge) in Hedge
    except InputError:
        return


def test_the_table_is_that_of_the_design() -> None:
    assumptions = Assumptions()
    assert {hedge.value: assumptions.probability(hedge) for hedge in Hedge} == {
        "stated": 0.95,
        "reported": 0.80,
        "believed": 0.70,
        "suspected": 0.50,
        "possible": 0.40,
        "rumoured": 0.25,
    }
    assert {grade: assumptions.probability(Hedge.STATED, grade) for grade in range(1, 6)} == {
        1: 0.90,
        2: 0.70,
        3: 0.50,
        4: 0.30,
        5: 0.10,
    }


def test_a_surer_hedge_is_more_probable() -> None:
    probabilities = [Assumptions().probability(hedge) for hedge in Hedge]
    assert all(surer > less for surer, less in pairwise(probabilities))


def test_a_better_grade_is_more_probable() -> None:
    probabilities = [Assumptions().probability(Hedge.STATED, grade) for grade in range(1, 6)]
    assert all(better > worse for better, worse in pairwise(probabilities))


@pytest.mark.parametrize("hedge", Hedge)
@pytest.mark.parametrize(("grade", "probability"), [(1, 0.9), (2, 0.7), (3, 0.5), (4, 0.3), (5, 0.1)])
def test_a_grade_overrides_the_hedge(hedge: Hedge, grade: int, probability: float) -> None:
    assert Assumptions().probability(hedge, grade) == probability


@pytest.mark.parametrize("hedge", Hedge)
def test_a_grade_that_judges_nothing_leaves_it_to_the_hedge(hedge: Hedge) -> None:
    assert Assumptions().probability(hedge, 6) == Assumptions().probability(hedge)


@pytest.mark.parametrize(
    ("hedge", "grade", "probability"),
    [
        ("stated", None, 0.5),
        ("reported", None, 0.5),
        ("suspected", None, 0.5),
        ("possible", None, 0.4),  # drawn from words that are less sure themselves
        ("rumoured", None, 0.25),
        ("stated", 6, 0.5),  # a grade that judges nothing
        ("stated", 4, 0.3),  # the curator's own grade of it
        ("rumoured", 1, 0.9),
    ],
)
def test_an_inference_has_a_probability_of_its_own(hedge: str, grade: int | None, probability: float) -> None:
    assert Assumptions().probability(Hedge(hedge), grade, inferred=True) == probability


def test_an_inference_is_less_sure_than_what_a_source_says_and_surer_than_what_it_calls_possible() -> None:
    assumed = Assumptions()
    assert assumed.probability(Hedge.POSSIBLE) < assumed.inferred < assumed.probability(Hedge.BELIEVED)


def test_an_operator_can_bring_other_tables() -> None:
    flat = Assumptions(hedges=dict.fromkeys(Hedge, 0.6), credibility={1: 1.0})
    assert flat.probability(Hedge.RUMOURED) == 0.6
    assert Assumptions(inferred=0.2).probability(Hedge.STATED, inferred=True) == 0.2
    assert flat.probability(Hedge.RUMOURED, 1) == 1.0
    assert flat.probability(Hedge.RUMOURED, 2) == 0.6


@pytest.mark.parametrize("wrong", [-0.1, 1.1, math.nan, math.inf])
def test_a_table_holds_probabilities(wrong: float) -> None:
    with pytest.raises(InputError):
        Assumptions(hedges={**dict.fromkeys(Hedge, 0.5), Hedge.STATED: wrong})
    with pytest.raises(InputError):
        Assumptions(credibility={1: wrong})
    with pytest.raises(InputError, match="inferred"):
        Assumptions(inferred=wrong)


@pytest.mark.parametrize("hedge", Hedge)
def test_a_table_leaves_no_hedge_out(hedge: Hedge) -> None:
    with pytest.raises(InputError, match=hedge.value):
        Assumptions(hedges={other: 0.5 for other in Hedge if other is not hedge})


def test_the_default_tables_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        Assumptions().hedges[Hedge.STATED] = 1.0  # type: ignore[index]
    assert Assumptions() == Assumptions()
