"""Years as a user writes them."""

import pytest

from tertius.errors import InputError
from tertius_loaders.events.years import years_in


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("", None, None),
        ("2010", 2010, 2010),
        ("2010..2015", 2010, 2015),
        (" 2010.. ", 2010, None),
        ("..2015", None, 2015),
    ],
)
def test_years(text: str, first: int | None, last: int | None) -> None:
    assert years_in(text) == (first, last)


@pytest.mark.parametrize("text", ["..", "2015..2010", "20", "2010-2015", "20102015", "0001..", "next"])
def test_what_are_no_years(text: str) -> None:
    with pytest.raises(InputError) as error:
        years_in(text)
    assert error.value.where == "years"
