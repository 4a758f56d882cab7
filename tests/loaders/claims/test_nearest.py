"""What somebody may have meant."""

import pytest

from tertius_loaders.claims.nearest import MOST, nearest


@pytest.mark.parametrize(
    ("word", "meant"),
    [("abu-zeid", "abou-zeid"), ("abou_zeid", "abou-zeid"), ("belmoktar", "belmokhtar"), ("qwerty", ""), ("", "")],
)
def test_the_word_that_is_spelt_most_alike(word: str, meant: str) -> None:
    assert nearest(word, ["belmokhtar", "abou-zeid", "droukdel"]) == meant


def test_a_long_list_is_not_searched_again_and_again() -> None:
    words = [f"entity-{number}" for number in range(MOST * 10)]
    assert nearest("entity-0", words[:MOST]) == "entity-0"
    assert nearest("entity-0", words) == ""
