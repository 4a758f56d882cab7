import pytest

from tertius_loaders.events.deaths import Deaths


@pytest.mark.parametrize(
    ("deaths", "remark"),
    [
        (Deaths(best=3, low=3, high=3), ""),
        (Deaths(best=3, low=1, high=9, civilians=3), ""),
        (Deaths(best=3), ""),
        (Deaths(best=3, low=5, high=9), "The low estimate (5) is above the best (3), as published."),
        (Deaths(best=3, low=0, high=2), "The high estimate (2) is below the best (3), as published."),
        (
            Deaths(best=3, low=5, high=2),
            "The low estimate (5) is above the best (3) and the high estimate (2) is below the best (3), as published.",
        ),
        (Deaths(low=5, high=2), "The low estimate (5) is above the high (2), as published."),
    ],
)
def test_an_order_that_does_not_hold_is_marked(deaths: Deaths, remark: str) -> None:
    assert deaths.remark() == remark


def test_estimates_stay_as_published() -> None:
    assert dict(Deaths(best=3, low=5, civilians=0).values()) == {
        "deaths_best": 3,
        "deaths_low": 5,
        "deaths_civilians": 0,
    }
