"""UCDP's names of releases."""

import pytest

from tertius_loaders.ucdp.releases import release_order, release_year


def test_releases_sort_as_they_came_out() -> None:
    came_out = ["2.1-2012", "2.2-2014", "17.1", "17.2", "22.1", "23.1", "25.1", "26.1"]
    orders = [release_order(version) for version in came_out]
    assert None not in orders
    assert orders == sorted(orders)  # type: ignore[type-var]


@pytest.mark.parametrize("version", ["", "GED", "23", "v23_1", "25.0.11", "1.2.3.4", "23.1 "])
def test_other_names_have_no_order_and_no_year(version: str) -> None:
    assert release_order(version) is None
    assert release_year(version) is None


def test_the_year_of_a_release() -> None:
    assert [release_year(version) for version in ("22.1", "26.1", "2.2-2014")] == [2022, 2026, 2014]
