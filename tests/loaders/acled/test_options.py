"""What a user can choose, and which rows that selects."""

from collections.abc import Callable

import pytest

from tertius.errors import InputError
from tertius.loading.loader import RawRow
from tertius_loaders.acled.options import AcledOptions

Row = Callable[..., RawRow]


@pytest.mark.parametrize(
    ("options", "cells", "taken"),
    [
        ({}, {}, True),
        ({"country": ("ML",)}, {}, True),
        ({"country": ("mali",)}, {}, True),
        ({"country": ("NE", "Mali")}, {}, True),
        ({"country": ("NE",)}, {}, False),
        ({"country": ("NE",)}, {"country": ""}, True),
        ({"event_type": ("battles", "Riots")}, {}, True),
        ({"event_type": ("Riots",)}, {}, False),
        ({"years": "2024"}, {}, True),
        ({"years": "..2023"}, {}, False),
        ({"years": "2025.."}, {}, False),
        ({"years": "2025.."}, {"event_date": "somewhen"}, True),
    ],
)
def test_rows_that_are_selected(row: Row, options: dict[str, object], cells: dict[str, str], taken: bool) -> None:
    selection = AcledOptions.model_validate(options).selection()
    assert selection.takes(row(**cells).values) is taken


@pytest.mark.parametrize(("name", "text"), [("years", "next"), ("country", "UK")])
def test_what_cannot_be_chosen_is_named(name: str, text: str) -> None:
    with pytest.raises(InputError) as error:
        AcledOptions.model_validate({name: text if name == "years" else (text,)}).selection()
    assert error.value.where == name


def test_ways_of_choosing_the_same_are_one_recipe() -> None:
    one = AcledOptions(years="2010", country=("ML", "NE"), event_type=("Battles",))
    other = AcledOptions(years=" 2010..2010", country=("ne", "ml"), event_type=("battles",))
    assert one.recipe() == other.recipe() != AcledOptions().recipe()
