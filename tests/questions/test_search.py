"""Searching by name: tolerant of accents, case, apostrophes and misspellings, and of every text that can be typed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from catalogued import CATALOGUE
from tertius.errors import InputError
from tertius.graph.connect import Driver, Target

SEARCH = CATALOGUE["entities/search"]

# What means something to Lucene, to Cypher, or to both.
SIGNS = "+-&|!(){}[]^\"~*?:\\/<>=,;'’`$@#%_. \t\n"


@pytest.fixture
def names(holding: Callable[[str | Path], Target], driver: Driver) -> Callable[[str], list[str]]:
    """Give a function that returns the names found on the harbour, the best match first."""
    database = holding("harbour").database

    def found(text: str) -> list[str]:
        with driver.session(database=database, default_access_mode="READ") as session:
            return [row["name"] for row in session.run(SEARCH.cypher, SEARCH.validate_params({"text": text}))]

    return found


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Inès", "Inès Valléry"),
        ("ines vallery", "Inès Valléry"),
        ("VALLÉRY", "Inès Valléry"),
        ("Vallé", "Inès Valléry"),  # a beginning, with its accent
        ("Valery", "Inès Valléry"),  # a letter short
        ("L'Aînée", "Inès Valléry"),
        ("L’Aînée", "Inès Valléry"),
        ("ainee", "Inès Valléry"),
        ("O'Shea", "Hana O'Shea"),
        ("o’shea", "Hana O'Shea"),
        ("oshea", "Hana O'Shea"),
        ("Oster", "Dag Øster"),
        ("øst", "Dag Øster"),
        ("Lindkvist", "Bo Lindqvist"),
        ("Ferris, Ada", "Ada Ferris"),
        ("night watch", "The Terns' Night Watch"),
        ("The Terns", "The Terns"),
        ("harbour of ada", "Ada Ferris"),
    ],
)
def test_a_name_is_found_as_people_write_it(names: Callable[[str], list[str]], text: str, name: str) -> None:
    assert names(text)[0] == name


def test_what_is_not_there_is_not_found(names: Callable[[str], list[str]]) -> None:
    assert names("Xiphias") == []


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.one_of(st.text(max_size=40), st.text(SIGNS + "aOR", max_size=30)))
@example("AND OR NOT TO")
@example("ada AND")
@example("name:ada")
@example("[a TO z]")
@example("ada~2^3")
@example("\\")
@example('"ada')
@example("a" * 200)
@example(" ".join(["ab"] * 66))
def test_no_text_is_an_error(names: Callable[[str], list[str]], text: str) -> None:
    try:
        SEARCH.validate_params({"text": text})
    except InputError:
        return  # such as an empty text or a control character, refused before it gets here
    names(text)
