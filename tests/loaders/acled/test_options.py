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
        ({"years": "2025..", "date_format": "DD/MM/YY"}, {"event_date": "01/02/24"}, False),
        ({"years": "2025..", "date_format": "DD/MM/YY"}, {"event_date": "01/02/25"}, True),
    ],
)
def test_rows_that_are_selected(row: Row, options: dict[str, object], cells: dict[str, str], taken: bool) -> None:
    selection = AcledOptions.model_validate(options).selection()
    assert selection.takes(row(**cells).values) is taken


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("years", {"years": "next"}),
        ("country", {"country": ("UK",)}),
        ("release", {"release": "spring"}),
        ("release", {"release": "2026-13-01"}),
        ("release", {"release": "05/06/2026"}),
        ("date_format", {"date_format": "MM/YYYY"}),
        ("date_format", {"date_format": "YYYY"}),
        ("date_format", {"date_format": "YY-DD"}),
        ("all_events", {"all_events": True, "event_type": ("Battles",)}),
    ],
)
def test_what_cannot_be_chosen_is_named(name: str, options: dict[str, object]) -> None:
    with pytest.raises(InputError) as error:
        AcledOptions.model_validate(options)
    assert error.value.where == name
    assert error.value.next_step


@pytest.mark.parametrize(
    "text",
    ["2026-11-20", " 2026-11-20 ", "20261120", "2026/11/20", "2026_11_20", "20 November 2026", "ACLED 20-Nov-2026"],
)
def test_an_export_is_called_by_its_day(text: str) -> None:
    assert AcledOptions(release=text).day == "2026-11-20"


def test_ways_of_choosing_the_same_are_one_recipe() -> None:
    one = AcledOptions(years="2010", country=("ML", "NE"), event_type=("Battles",))
    other = AcledOptions(years=" 2010..2010", country=("ne", "ml"), event_type=("battles",))
    assert one.recipe() == other.recipe() != AcledOptions().recipe()
