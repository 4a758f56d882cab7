"""Numeric codes of countries, against the letters that stand elsewhere."""

import pytest

from tertius.model.countries import COUNTRIES
from tertius_loaders.events.countries import ALPHA_2


def test_every_country_has_one_number() -> None:
    assert set(ALPHA_2.values()) == COUNTRIES
    assert len(ALPHA_2) == len(COUNTRIES)


# As the United Nations' list of standard country codes (M49) has them.
@pytest.mark.parametrize(
    ("number", "code"), [(466, "ML"), (562, "NE"), (566, "NG"), (178, "CG"), (180, "CD"), (728, "SS"), (729, "SD")]
)
def test_numbers_that_are_easily_confused(number: int, code: str) -> None:
    assert ALPHA_2[number] == code
